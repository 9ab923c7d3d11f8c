import { describe, expect, test } from 'vitest';
import { loadCapstone } from './capstone.ts';
import { compare, disassemble, type InstructionSet, newTally, ROWS } from './compare.ts';
import { hasObjdump, objdump, SLOT } from './objdump.ts';
import { random, sample } from './samples.ts';

const BASE = 0x10000;
const PER_ROW = 40;
const SETS: readonly InstructionSet[] = ['a32', 't16', 't32'];

/** PER_ROW words of every row of a set. */
function samples(set: InstructionSet, seed: number): { row: string; word: number }[] {
  const next = random(seed);
  const width = set === 't16' ? 0xffff : -1;
  return ROWS[set].flatMap((encoding) =>
    Array.from({ length: PER_ROW }, () => ({ row: encoding.name, word: (sample(encoding, next) & width) >>> 0 })),
  );
}

const capstone = await loadCapstone(BASE);

describe.each(SETS)('every row of %s with random fields', (set) => {
  test('has the text that capstone gives', () => {
    const tally = newTally();
    for (const { row, word } of samples(set, 0x5eed)) {
      compare(tally, 'capstone', disassemble(set, word, BASE), row, capstone[set](word)?.text, word);
    }
    expect(tally.unexplained).toEqual([]);
    expect(tally.agreed).toBeGreaterThan(tally.compared * 0.9);
  });

  test.skipIf(!hasObjdump())('has the text that objdump gives (skipped without binutils-arm-linux-gnueabihf)', () => {
    const words = samples(set, 0xb17);
    const texts = objdump(
      words.map(({ word }) => word),
      set,
      BASE,
    );
    const tally = newTally();
    words.forEach(({ row, word }, i) => {
      const mine = disassemble(set, word, BASE + SLOT * i);
      // objdump prints much that is UNDEFINED, so it judges text only
      if (mine.name !== 'undefined') compare(tally, 'objdump', mine, row, texts[i], word);
    });
    expect(tally.unexplained).toEqual([]);
    expect(tally.agreed).toBeGreaterThan(tally.compared * 0.85);
  });
});
