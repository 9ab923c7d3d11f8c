import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { DEVICES } from './devices.ts';

const ACCESSES = 20_000;

describe('random accesses by a hostile guest', () => {
  it.each(Object.keys(DEVICES))('%s never throws', (type) => {
    const bench = new Bench([{ name: 'dev', type }], DEVICES);
    const { size } = DEVICES[type as keyof typeof DEVICES].map.head;
    let seed = 1;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return (seed >>> 8) % below;
    };
    for (let i = 0; i < ACCESSES; i++) {
      const bytes = ([1, 2, 4] as const)[random(3)] ?? 4;
      const offset = random(Math.max(1, Math.trunc(size / bytes))) * bytes;
      if (random(2) === 0) bench.write('dev', offset, (random(0x10000) << 16) | random(0x10000), bytes, random(4));
      else expect(bench.read('dev', offset, bytes, random(4))).toBeGreaterThanOrEqual(0);
      if (random(16) === 0) bench.advance(random(100_000));
    }
  });
});
