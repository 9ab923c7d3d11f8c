import { describe, expect, it } from 'vitest';
import { programFrom, randomSteps } from '../testing/arbitrary-program.ts';
import { lowerToWords } from '../testing/lower-program.ts';
import { TEST_SHAPE_32, TEST_SHAPE_64 } from '../testing/test-shape.ts';
import { verifyRecords } from '../verify.ts';
import { parseRecords, printRecords } from './records.ts';

const seeds = Array.from({ length: 200 }, (_, i) => i);
const wordsOf = (seed: number): Int32Array =>
  lowerToWords(
    programFrom(randomSteps(seed, 16), seed % 2 ? TEST_SHAPE_32 : TEST_SHAPE_64).blocks[0]!.program,
    seed % 2 ? TEST_SHAPE_32 : TEST_SHAPE_64,
  );

describe('text of records', () => {
  it('is read back to the same words', () => {
    for (const seed of seeds) {
      const shape = seed % 2 ? TEST_SHAPE_32 : TEST_SHAPE_64;
      const words = wordsOf(seed);
      expect(parseRecords(shape, printRecords(shape, words, 0, words.length)), `seed ${seed}`).toEqual(words);
    }
  });

  it('names the parts of fields, temporaries, constants and immediates', () => {
    const text =
      '  t0 = load_v128 r[1] -8 m1.a16.acquire@12\n  v[0]+8 = low_v128 t0\n  r[0] = add_i32 r[0] #-1\n  jump 0xffff8000 0\n';
    expect(
      printRecords(TEST_SHAPE_32, parseRecords(TEST_SHAPE_32, text), 0, parseRecords(TEST_SHAPE_32, text).length),
    ).toBe(text);
  });

  it.each([
    ['r[0] = nonsense r[1]', 'no op nonsense'],
    ['r[0] = add_i32 r[1]', 'wrong number of operands'],
    ['r[0] = div_s_i32 r[1] #3', 'no constant form'],
    ['r[9] = mov_i32 r[1]', 'r has 8 elements'],
    ['q = mov_i32 r[1]', 'no field q'],
    ['store_i32 r[0] r[1] 0 x0', 'not a memory operand'],
    ['r[0] = call_0 nobody', 'no helper nobody'],
  ])('%s is refused', (line, message) => {
    expect(() => parseRecords(TEST_SHAPE_32, line)).toThrow(message);
  });
});

describe('verifyRecords', () => {
  it('accepts what the builder makes', () => {
    for (const seed of seeds) {
      const words = wordsOf(seed);
      expect(verifyRecords(seed % 2 ? TEST_SHAPE_32 : TEST_SHAPE_64, words, 0, words.length), `seed ${seed}`).toEqual(
        [],
      );
    }
  });

  it.each([
    ['r[0] = mov_i32 t0\nexit 5 0', 'holds nothing'],
    ['t0 = mov_i64 #1\nr[0] = mov_i32 t0\nexit 5 0', 'holds i64'],
    ['x[0]+4 = mov_i64 #1\nexit 5 0', 'not aligned'],
    ['r[0] = mov_i32 #1', 'no terminal'],
    ['exit 5 0\nexit 5 0', 'not last'],
    ['begin_if r[0] 4\nend_if\nexit 5 0', 'skips to word'],
    ['begin_if r[0] 3\nexit 5 0', 'is open'],
    ['end_if\nexit 5 0', 'no conditional part'],
    ['begin_if r[0] 3\nbegin_if r[0] 0\nend_if\nexit 5 0', 'do not nest'],
    ['begin_if r[0] 3\nt0 = mov_i32 #1\nend_if\nr[0] = mov_i32 t0\nexit 5 0', 'holds nothing'],
    ['r[0] = extract_u_i32 r[0] 30 3\nexit 5 0', 'bits 30 to 32'],
    ['r[0] = i32x4_extract v[0] 4\nexit 5 0', 'lane 4'],
    ['v[0] = shuffle_v128 v[0] v[1] 0x20\nexit 5 0', 'above 31'],
    ['r[0] = load_i32 r[0] 0 m5\nexit 5 0', 'MMU mode 5'],
    ['r[0] = call_1 r[0] copy\nexit 5 0', 'takes 0 operands'],
    ['99999 = mov_i32 r[0]\nexit 5 0', 'neither in the state'],
  ])('refuses %j', (text, message) => {
    const words = parseRecords(TEST_SHAPE_32, text);
    expect(verifyRecords(TEST_SHAPE_32, words, 0, words.length).join('\n')).toContain(message);
  });

  it('refuses unknown opcodes and records that are cut off', () => {
    expect(verifyRecords(TEST_SHAPE_32, Int32Array.of(-5), 0, 1).join()).toContain('no opcode');
    expect(verifyRecords(TEST_SHAPE_32, parseRecords(TEST_SHAPE_32, 'exit 5 0'), 0, 2).join()).toContain('cut off');
    expect(verifyRecords(TEST_SHAPE_32, new Int32Array(0), 0, 0).join()).toContain('empty');
  });
});
