import { expect, test } from 'vitest';
import {
  type A32Visitor,
  decodeA32,
  decodeT16,
  decodeT32,
  disassembleA32,
  disassembleT32,
  isT32Wide,
  type T16Visitor,
  type T32Visitor,
  t32BranchOffset,
  t32CondBranchOffset,
} from './index.ts';

/** A visitor that answers with the method's name and arguments. */
const recorder = new Proxy(
  {},
  {
    get:
      (_, name) =>
      (...fields: number[]) => [name, ...fields],
  },
) as unknown;
const a32 = (word: number) => decodeA32(recorder as A32Visitor<unknown>, word);
const t16 = (word: number) => decodeT16(recorder as T16Visitor<unknown>, word);
const t32 = (word: number) => decodeT32(recorder as T32Visitor<unknown>, word);

test('A32 passes fields in the order of the bit string', () => {
  expect(a32(0x02910f04)).toEqual(['add_imm', 0, 1, 1, 0, 0xf04]); // addseq r0, r1, #4, 30
});

test('A32 accepts words as signed and as unsigned numbers', () => {
  expect(a32(0xe2810004 | 0)).toEqual(a32(0xe2810004));
});

test('a split immediate is joined from left to right', () => {
  expect(a32(0xe3013234)).toEqual(['movw', 14, 3, 0x1234]);
  expect(t32(0xf2412334)).toEqual(['t32_movw', 3, 0x1234]);
});

test('T32 passes fields in the order of the A32 row, without the condition', () => {
  expect(a32(0xe0820111)).toEqual(['add_rsr', 14, 0, 2, 0, 1, 0, 1]);
  expect(a32(0xe0821181)).toEqual(['add_reg', 14, 0, 2, 1, 3, 0, 1]); // add r1, r2, r1, lsl #3
  expect(t32(0xeb0201c1)).toEqual(['t32_add_reg', 0, 2, 1, 3, 0, 1]);
});

test('the unconditional space of A32 is apart from the conditional one', () => {
  expect(a32(0xea000001)).toEqual(['b', 14, 1]);
  expect(a32(0xfb000001)).toEqual(['blx_imm', 1, 1]);
});

test('a more specific row comes first', () => {
  expect(a32(0xe320f003)).toEqual(['wfi', 14]);
  expect(a32(0xe320f014)).toEqual(['hint', 14, 0x14]);
  expect(a32(0xe328f00f)).toEqual(['msr_imm', 14, 0, 8, 15]);
});

test('VFP registers are single-word or doubleword numbers as sz says', () => {
  expect(a32(0xee710a81)).toEqual(['vfp_vadd', 14, 1, 0, 3, 2]); // vadd.f32 s1, s3, s2
  expect(a32(0xee710ba2)).toEqual(['vfp_vadd', 14, 16, 1, 17, 18]); // vadd.f64 d16, d17, d18
});

test('shared rows give T32 the condition always', () => {
  expect(t32(0xee710a81)).toEqual(['vfp_vadd', 14, 1, 0, 3, 2]);
  expect(t32(0xee1d3f70)).toEqual(['mrc', 14, 0, 13, 3, 15, 3, 0]);
});

test('Advanced SIMD has its own top byte in T32', () => {
  expect(a32(0xf3142802)).toEqual(['vsub', 1, 2, 4, 0, 2]);
  expect(t32(0xff142802)).toEqual(['vsub', 1, 2, 4, 0, 2]);
  expect(a32(0xf421078f)).toEqual(t32(0xf921078f));
});

test('an UNDEFINED condition goes to undefined with the word', () => {
  expect(a32(0xf2110842)).toEqual(['undefined', 0xf2110842]); // vadd.i16 q0, with the odd D1 as Qn
});

test('coprocessors 10 and 11 have no generic instructions', () => {
  expect(a32(0xee000f10)).toEqual(['mcr', 14, 0, 0, 0, 15, 0, 0]);
  expect(a32(0xfe000a10)).toEqual(['undefined', 0xfe000a10]);
});

test('16-bit Thumb joins the high register bit', () => {
  expect(t16(0x4486)).toEqual(['t16_add_reg_high', 0, 14]);
  expect(t16(0xbf00)).toEqual(['t16_nop']);
  expect(t16(0xbf08)).toEqual(['t16_it', 0, 8]);
});

test('the length of a Thumb instruction is in its first five bits', () => {
  expect([0xe7ff, 0xe800, 0xf000, 0xffff].map(isT32Wide)).toEqual([false, true, true, true]);
});

test('branch offsets are those of the manual', () => {
  expect(t32BranchOffset(0xfffffe)).toBe(-4); // bl .
  expect(t32BranchOffset(0x000000)).toBe(0xc00000); // S = J1 = J2 = 0: I1 = I2 = 1
  expect(t32BranchOffset(0x600000)).toBe(0);
  expect(t32CondBranchOffset(0xffffe)).toBe(-4);
});

test('text of A32', () => {
  expect(disassembleA32(0xe2810004, 0)).toEqual({
    text: 'add r0, r1, #4',
    length: 4,
    name: 'add_imm',
    predictable: true,
  });
  expect(disassembleA32(0xe92d4010).text).toBe('push {r4, lr}');
  expect(disassembleA32(0x1afffffe, 0x8000).text).toBe('bne #0x8000');
  expect(disassembleA32(0xe7f000f0).text).toBe('udf #0');
  expect(disassembleA32(0xffffffff).text).toBe('undefined');
});

test('a wrong "should be" bit is reported, and decoded', () => {
  expect(disassembleA32(0xe12fff1e).predictable).toBe(true);
  expect(disassembleA32(0xe120001e)).toMatchObject({ text: 'bx lr', predictable: false });
});

test('text of Thumb, with and without an IT block', () => {
  expect(disassembleT32(0x1c48, 0)).toMatchObject({ text: 'adds r0, r1, #1', length: 2 });
  expect(disassembleT32(0x1c48, 0, 0, 0)).toMatchObject({ text: 'addeq r0, r1, #1', length: 2 });
  expect(disassembleT32(0xf7ff, 0xfffe, 0x100)).toMatchObject({ text: 'bl #0x100', length: 4 });
});
