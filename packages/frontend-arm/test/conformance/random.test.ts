import { describe, expect, test } from 'vitest';
import { loadCapstone } from './capstone.ts';
import { compare, disassemble, newTally, type Tally } from './compare.ts';
import { random } from './samples.ts';

const BASE = 0x10000;
const WORDS = 100_000;

const capstone = await loadCapstone(BASE);

function judge(tally: Tally, set: 'a32' | 't16' | 't32', word: number): void {
  compare(tally, 'capstone', disassemble(set, word, BASE), 'undefined', capstone[set](word)?.text, word);
}

describe('random words are valid or not, and read, as capstone has it', () => {
  test('A32, a quarter of them unconditional', () => {
    const next = random(1);
    const tally = newTally();
    for (let i = 0; i < WORDS; i++) judge(tally, 'a32', (i & 3) === 0 ? (next() | 0xf0000000) >>> 0 : next());
    expect(tally.unexplained).toEqual([]);
    expect(tally.agreed).toBeGreaterThan(tally.compared * 0.98);
  });

  test('all 16-bit Thumb words', () => {
    const tally = newTally();
    for (let word = 0; word < 0xe800; word++) judge(tally, 't16', word);
    expect(tally.unexplained).toEqual([]);
    expect(tally.agreed).toBeGreaterThan(tally.compared * 0.99);
  });

  test('32-bit Thumb', () => {
    const next = random(2);
    const tally = newTally();
    for (let i = 0; i < WORDS; i++) {
      const word = next() | 0xe0000000;
      judge(tally, 't32', ((word & 0x18000000) === 0 ? word | 0x08000000 : word) >>> 0);
    }
    expect(tally.unexplained).toEqual([]);
    expect(tally.agreed).toBeGreaterThan(tally.compared * 0.96);
  });
});
