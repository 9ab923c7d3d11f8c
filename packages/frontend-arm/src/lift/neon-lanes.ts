import type { BlockBuilder, I32, V128 } from '@tutti/ir';
import { FPSCR } from '../fp/fpscr.ts';
import { AT, dregOffset } from '../state.ts';
import type { Lift } from './lift.ts';

/*
 * Vectors by element size. A doubleword register is a vector with its value in both halves, so that what is asked of all lanes
 * (saturation, exceptions) has the same answer.
 */

/** log2 of the bytes of an element. */
export type Size = 0 | 1 | 2 | 3;

export const bitsOf = (size: number): number => 8 << size;

const ADD = ['i8x16_add', 'i16x8_add', 'i32x4_add', 'i64x2_add'] as const;
const SUB = ['i8x16_sub', 'i16x8_sub', 'i32x4_sub', 'i64x2_sub'] as const;
const NEG = ['i8x16_neg', 'i16x8_neg', 'i32x4_neg', 'i64x2_neg'] as const;
const ABS = ['i8x16_abs', 'i16x8_abs', 'i32x4_abs', 'i64x2_abs'] as const;
const EQ = ['i8x16_eq', 'i16x8_eq', 'i32x4_eq', 'i64x2_eq'] as const;
const GT = [
  ['i8x16_gt_s', 'i16x8_gt_s', 'i32x4_gt_s'],
  ['i8x16_gt_u', 'i16x8_gt_u', 'i32x4_gt_u'],
] as const;
const GE = [
  ['i8x16_ge_s', 'i16x8_ge_s', 'i32x4_ge_s'],
  ['i8x16_ge_u', 'i16x8_ge_u', 'i32x4_ge_u'],
] as const;
const MAX = [
  ['i8x16_max_s', 'i16x8_max_s', 'i32x4_max_s'],
  ['i8x16_max_u', 'i16x8_max_u', 'i32x4_max_u'],
] as const;
const MIN = [
  ['i8x16_min_s', 'i16x8_min_s', 'i32x4_min_s'],
  ['i8x16_min_u', 'i16x8_min_u', 'i32x4_min_u'],
] as const;
const SHL = ['i8x16_shl', 'i16x8_shl', 'i32x4_shl', 'i64x2_shl'] as const;
const SHR = [
  ['i8x16_shr_s', 'i16x8_shr_s', 'i32x4_shr_s', 'i64x2_shr_s'],
  ['i8x16_shr_u', 'i16x8_shr_u', 'i32x4_shr_u', 'i64x2_shr_u'],
] as const;
const EXTEND_LOW = [
  ['i16x8_extend_low_i8x16_s', 'i32x4_extend_low_i16x8_s', 'i64x2_extend_low_i32x4_s'],
  ['i16x8_extend_low_i8x16_u', 'i32x4_extend_low_i16x8_u', 'i64x2_extend_low_i32x4_u'],
] as const;
const EXTMUL_LOW = [
  ['i16x8_extmul_low_i8x16_s', 'i32x4_extmul_low_i16x8_s', 'i64x2_extmul_low_i32x4_s'],
  ['i16x8_extmul_low_i8x16_u', 'i32x4_extmul_low_i16x8_u', 'i64x2_extmul_low_i32x4_u'],
] as const;

type Small = 0 | 1 | 2;
const sign = (U: number): 0 | 1 => (U !== 0 ? 1 : 0);

export const add = (b: BlockBuilder, size: number, x: V128, y: V128): V128 => b[ADD[size as Size]](x, y);
export const sub = (b: BlockBuilder, size: number, x: V128, y: V128): V128 => b[SUB[size as Size]](x, y);
export const neg = (b: BlockBuilder, size: number, x: V128): V128 => b[NEG[size as Size]](x);
export const abs = (b: BlockBuilder, size: number, x: V128): V128 => b[ABS[size as Size]](x);
export const eq = (b: BlockBuilder, size: number, x: V128, y: V128): V128 => b[EQ[size as Size]](x, y);
/** Comparisons, maximum and minimum have elements of 8 to 32 bits. @param U  1: unsigned */
export const gt = (b: BlockBuilder, U: number, size: number, x: V128, y: V128): V128 =>
  b[GT[sign(U)][size as Small]](x, y);
export const ge = (b: BlockBuilder, U: number, size: number, x: V128, y: V128): V128 =>
  b[GE[sign(U)][size as Small]](x, y);
export const max = (b: BlockBuilder, U: number, size: number, x: V128, y: V128): V128 =>
  b[MAX[sign(U)][size as Small]](x, y);
export const min = (b: BlockBuilder, U: number, size: number, x: V128, y: V128): V128 =>
  b[MIN[sign(U)][size as Small]](x, y);

/** Elements shifted left by 0 to their width. */
export function shl(b: BlockBuilder, size: number, x: V128, amount: number): V128 {
  if (amount === 0) return x;
  if (amount >= bitsOf(size)) return zeros(b);
  return b[SHL[size as Size]](x, b.const_i32(amount));
}

/** Elements shifted right by 0 to their width. @param U  1: zeros in, 0: sign in */
export function shr(b: BlockBuilder, U: number, size: number, x: V128, amount: number): V128 {
  if (amount === 0) return x;
  const bits = bitsOf(size);
  if (amount >= bits && U !== 0) return zeros(b);
  return b[SHR[sign(U)][size as Size]](x, b.const_i32(Math.min(amount, bits - 1)));
}

/** The elements in the low half, twice as wide. */
export const extendLow = (b: BlockBuilder, U: number, size: number, x: V128): V128 =>
  b[EXTEND_LOW[sign(U)][size as Small]](x);
/** Products of the elements in the low halves, twice as wide. */
export const extmulLow = (b: BlockBuilder, U: number, size: number, x: V128, y: V128): V128 =>
  b[EXTMUL_LOW[sign(U)][size as Small]](x, y);

/** Low halves of the products of elements of 8 to 32 bits. */
export function mul(b: BlockBuilder, size: number, x: V128, y: V128): V128 {
  if (size === 2) return b.i32x4_mul(x, y);
  if (size === 1) return b.i16x8_mul(x, y);
  const low = b.i16x8_extmul_low_i8x16_u(x, y);
  const high = b.i16x8_extmul_high_i8x16_u(x, y);
  return b.shuffle_v128(low, high, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30]);
}

export const zeros = (b: BlockBuilder): V128 => b.const_v128(new Array<number>(16).fill(0));
export const ones = (b: BlockBuilder): V128 => b.const_v128(new Array<number>(16).fill(255));

/** The same element in every lane, from its low and high word. */
export function splat(b: BlockBuilder, size: number, low: number, high = low < 0 ? -1 : 0): V128 {
  const bytes = 1 << size;
  return b.const_v128(
    Array.from({ length: 16 }, (_, i) => {
      const position = i & (bytes - 1);
      return ((position < 4 ? low : high) >>> (8 * (position & 3))) & 255;
    }),
  );
}

/** The smallest signed element, in every lane. */
export const minimum = (b: BlockBuilder, size: number): V128 => {
  if (size === 3) return splat(b, 3, 0, 0x80000000 | 0);
  return splat(b, size, 0x80 << (bitsOf(size) - 8));
};

/** The largest signed element. */
export const maximum = (b: BlockBuilder, size: number): V128 => {
  if (size === 3) return splat(b, 3, -1, 0x7fffffff);
  return splat(b, size, (0x80 << (bitsOf(size) - 8)) - 1);
};

/** Element 1 << position in every lane. */
export const bitSplat = (b: BlockBuilder, size: number, position: number): V128 =>
  splat(b, size, position < 32 ? 1 << position : 0, position < 32 ? 0 : 1 << (position - 32));

/** A register, by the number of its (first) doubleword. */
export const getVector = ({ b }: Lift, n: number, Q: number): V128 =>
  Q !== 0 ? b.get_v128(dregOffset(n)) : b.i64x2_splat(b.get_i64(dregOffset(n)));

export function setVector({ b }: Lift, d: number, Q: number, value: V128): void {
  if (Q !== 0) b.set_v128(dregOffset(d), value);
  else b.set_i64(dregOffset(d), b.low_v128(value));
}

/** Dn in the low, Dm in the high half. */
export const pairOf = ({ b }: Lift, n: number, m: number): V128 =>
  b.concat_v128(b.get_i64(dregOffset(n)), b.get_i64(dregOffset(m)));

/** Elements of twice the size cut to their low halves, in the low half of the result and again in the high half. */
export const narrowLow = (b: BlockBuilder, size: number, x: V128): V128 => narrow(b, size, x, 0);
/** The same with the high halves of the elements. */
export const narrowHigh = (b: BlockBuilder, size: number, x: V128): V128 => narrow(b, size, x, 1 << size);

function narrow(b: BlockBuilder, size: number, x: V128, first: number): V128 {
  const bytes = 1 << size;
  const lanes = Array.from({ length: 16 }, (_, i) => {
    const k = i & 7;
    return (k >> size) * 2 * bytes + (k & (bytes - 1)) + first;
  });
  return b.shuffle_v128(x, x, lanes);
}

/** Set FPSCR.QC when a bit of the vector is set. */
export function saturated(l: Lift, lanes: V128): void {
  setQc(l, l.b.any_true_v128(lanes));
}

/** Set FPSCR.QC when the value, 0 or 1, is 1. */
export function setQc({ b }: Lift, qc: I32): void {
  b.set_i32(AT.fpscr, b.or_i32(b.get_i32(AT.fpscr), b.shl_i32(qc, b.const_i32(FPSCR.QC_SHIFT))));
}
