import { Bench, hammer } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { DEVICES } from './devices.ts';

const types = Object.entries(DEVICES);
const one = (type: string) => new Bench([{ name: 'd', type }], DEVICES);

/** Part, revision and configuration as Linux's AMBA bus computes them from the four identification words. */
const PRIMECELL_IDS: Readonly<Record<string, number>> = {
  pl011: 0x0014_1011,
  pl031: 0x0004_1031,
  pl041: 0x0004_1041,
  pl050: 0x0004_1050,
  pl061: 0x0004_1061,
  pl180: 0x0004_1180,
  pl111: 0x0024_1111,
  sp805: 0x0014_1805,
  sp810: 0x0014_1810,
  sp804: 0x0014_1804,
};

describe('identification', () => {
  it.each(Object.entries(PRIMECELL_IDS))('of %s', (type, id) => {
    const bench = one(type);
    const words = Array.from({ length: 8 }, (_, i) => bench.read('d', 0xfe0 + 4 * i));
    expect(words.slice(0, 4).reduce((sum, word, i) => sum + word * 2 ** (8 * i), 0)).toBe(id);
    expect(words.slice(4)).toEqual([0x0d, 0xf0, 0x05, 0xb1]);
  });
});

describe.each(types)('%s', (name, type) => {
  it.each([1, 2, 3, 4])('survives random accesses, seed %i', (seed) => {
    expect(() => hammer(one(name), 'd', seed, 1500, 2)).not.toThrow();
  });

  it('has the reset values of its map', () => {
    const bench = one(name);
    const plain = Object.entries(type.map.registers).filter(
      ([register, r]) => r.mode !== 'w' && r.virtual !== true && type.callbacks[register]?.read === undefined,
    );
    const have = plain.map(([register, r]) => [
      register,
      bench.read('d', r.at, ((r.width ?? type.map.head.width) / 8) as 1 | 2 | 4),
    ]);
    const want = plain.map(([register, r]) => [
      register,
      typeof r.const === 'object' ? r.const[0] : (r.const ?? r.reset ?? 0),
    ]);
    expect(have).toEqual(want);
  });

  it('says what it is and what its parts are', () => {
    const { parts, map } = type;
    const docs = [parts.doc, map.head.spec, ...Object.values(map.registers).map((r) => r.doc)];
    expect(docs.every((doc) => doc !== undefined && doc !== '')).toBe(true);
  });
});
