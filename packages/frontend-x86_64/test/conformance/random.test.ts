import { describe, expect, test } from 'vitest';
import { DecodeError, Decoder, Instruction, type Mode } from '../../src/decode/index.ts';
import { rowInstances } from './instances.ts';
import { Random, runSeed } from './random.ts';
import { compareRandomStrings, shapeTowardsMaps } from './random-strings.ts';

const MODES: readonly Mode[] = [16, 32, 64];
const SEED = runSeed();
const COUNT = 200_000;

describe(`random strings (TUTTI_SEED=${SEED})`, () => {
  test.each(MODES)('%i-bit mode: validity and length of random bytes are those of iced-x86', (mode) => {
    const { unlisted, agreed } = compareRandomStrings(mode, COUNT, new Random(SEED));
    expect(unlisted).toEqual([]);
    expect(agreed).toBeGreaterThan(COUNT * 0.99);
  });

  test.each(MODES)('%i-bit mode: the same with prefixes and escapes', (mode) => {
    const random = new Random(SEED ^ 0x5555);
    const { unlisted, agreed } = compareRandomStrings(mode, COUNT, random, shapeTowardsMaps(mode, random));
    expect(unlisted).toEqual([]);
    expect(agreed).toBeGreaterThan(COUNT * 0.97);
  });

  test.each(MODES)('%i-bit mode: every instruction cut short is TRUNCATED', (mode) => {
    const decoder = new Decoder(mode);
    const insn = new Instruction();
    const wrong = rowInstances(mode, new Random(SEED), 1).instances.flatMap(({ bytes }) =>
      Array.from({ length: bytes.length }, (_, n) => bytes.subarray(0, n))
        .filter((cut) => decoder.decode(cut, 0, insn) !== DecodeError.TRUNCATED)
        // What is left may be an instruction of its own: prefixes apart, only FWAIT and NOP forms are.
        .map((cut) => Buffer.from(cut).toString('hex')),
    );
    expect(wrong).toEqual([]);
  });
});
