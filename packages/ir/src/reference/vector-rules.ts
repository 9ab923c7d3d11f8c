import type { Rules } from '../rules.ts';
import { countOnes, fromLanes, lanesOf, saturate } from './bits.ts';
import type { Frame } from './frame.ts';

type Unary = (f: Frame, a: bigint) => void;
type Binary = (f: Frame, a: bigint, b?: bigint) => void;
type Lane = (a: bigint, b: bigint) => bigint;
/** A lane of `width` bits as a number of twice the width. */
type Extend = (lane: bigint, width: number) => bigint;

const signExtend: Extend = (lane, width) => BigInt.asIntN(width, lane);
const zeroExtend: Extend = (lane) => lane;

// biome-ignore lint/complexity/useMathMinMax: BigInt
const least: Lane = (a, b) => (b < a ? b : a);
// biome-ignore lint/complexity/useMathMinMax: BigInt
const greatest: Lane = (a, b) => (b > a ? b : a);

const whole =
  (value: Lane): Binary =>
  (f, a, b = 0n) => {
    f.result = value(a, b);
  };
/** Lane by lane; ops with one operand leave `b` alone. */
const lanes =
  (width: number, value: Lane): Binary =>
  (f, a, b = 0n) => {
    const other = lanesOf(b, width);
    f.result = fromLanes(
      lanesOf(a, width).map((lane, i) => value(lane, other[i]!)),
      width,
    );
  };
const signedLanes = (width: number, value: Lane): Binary =>
  lanes(width, (a, b) => value(BigInt.asIntN(width, a), BigInt.asIntN(width, b)));
const compare = (width: number, holds: (a: bigint, b: bigint) => boolean): Binary =>
  lanes(width, (a, b) => (holds(a, b) ? -1n : 0n));
const signedCompare = (width: number, holds: (a: bigint, b: bigint) => boolean): Binary =>
  signedLanes(width, (a, b) => (holds(a, b) ? -1n : 0n));
const shift =
  (width: number, value: Lane): Binary =>
  (f, a, b = 0n) => {
    const count = b & BigInt(width - 1);
    f.result = fromLanes(
      lanesOf(a, width).map((lane) => value(lane, count)),
      width,
    );
  };
const splat =
  (width: number): Unary =>
  (f, a) => {
    f.result = fromLanes(new Array<bigint>(128 / width).fill(a), width);
  };
const extract =
  (width: number, value: (lane: bigint) => bigint): Unary =>
  (f, a) => {
    f.result = value(lanesOf(a, width)[f.imm(0)]!);
  };
const replace =
  (width: number): Binary =>
  (f, a, b = 0n) => {
    f.result = fromLanes(lanesOf(a, width).with(f.imm(0), b), width);
  };
const narrow =
  (width: number, signed: boolean): Binary =>
  (f, a, b = 0n) => {
    const all = [...lanesOf(a, 2 * width), ...lanesOf(b, 2 * width)];
    f.result = fromLanes(
      all.map((lane) => saturate(BigInt.asIntN(2 * width, lane), width, signed)),
      width,
    );
  };
/** The low or high half of the lanes of half the `width`, each extended. */
const half = (v: bigint, width: number, which: 'low' | 'high', extend: Extend): bigint[] =>
  lanesOf(which === 'low' ? v : v >> 64n, width / 2, 64).map((lane) => extend(lane, width / 2));
const extended =
  (width: number, which: 'low' | 'high', extend: Extend): Unary =>
  (f, a) => {
    f.result = fromLanes(half(a, width, which, extend), width);
  };
const products =
  (width: number, which: 'low' | 'high', extend: Extend): Binary =>
  (f, a, b = 0n) => {
    const other = half(b, width, which, extend);
    f.result = fromLanes(
      half(a, width, which, extend).map((lane, i) => lane * other[i]!),
      width,
    );
  };
const pairSums =
  (width: number, extend: Extend): Unary =>
  (f, a) => {
    const all = lanesOf(a, width / 2).map((lane) => extend(lane, width / 2));
    f.result = fromLanes(
      Array.from({ length: 128 / width }, (_, i) => all[2 * i]! + all[2 * i + 1]!),
      width,
    );
  };
const immediateLanes = (f: Frame): bigint =>
  fromLanes(
    [0, 1, 2, 3].map((i) => BigInt(f.imm(i))),
    32,
  );

/** Vectors of integers. */
export const VECTOR_RULES = {
  and_v128: whole((a, b) => a & b),
  or_v128: whole((a, b) => a | b),
  xor_v128: whole((a, b) => a ^ b),
  andnot_v128: whole((a, b) => a & ~b),
  not_v128: whole((a) => ~a),
  any_true_v128: whole((a) => BigInt(a !== 0n)),
  bitselect_v128: (f, a, b, c) => {
    f.result = (a & c) | (b & ~c);
  },
  const_v128: (f) => {
    f.result = immediateLanes(f);
  },
  shuffle_v128: (f, a, b) => {
    const bytes = lanesOf(a | (b << 128n), 8, 256);
    f.result = fromLanes(
      lanesOf(immediateLanes(f), 8).map((i) => bytes[Number(i)]!),
      8,
    );
  },
  swizzle_v128: (f, a, b) => {
    const bytes = lanesOf(a, 8);
    f.result = fromLanes(
      lanesOf(b, 8).map((i) => bytes[Number(i)] ?? 0n),
      8,
    );
  },
  concat_v128: whole((a, b) => a | (b << 64n)),
  low_v128: whole((a) => a),
  high_v128: whole((a) => a >> 64n),
  i8x16_splat: splat(8),
  i8x16_extract_s: extract(8, (lane) => BigInt.asIntN(8, lane)),
  i8x16_extract_u: extract(8, (lane) => lane),
  i8x16_replace: replace(8),
  i8x16_add: lanes(8, (a, b) => a + b),
  i8x16_sub: lanes(8, (a, b) => a - b),
  i8x16_neg: lanes(8, (a) => -a),
  i8x16_abs: signedLanes(8, (a) => (a < 0n ? -a : a)),
  i8x16_shl: shift(8, (a, b) => a << b),
  i8x16_shr_s: shift(8, (a, b) => BigInt.asIntN(8, a) >> b),
  i8x16_shr_u: shift(8, (a, b) => a >> b),
  i8x16_eq: compare(8, (a, b) => a === b),
  i8x16_ne: compare(8, (a, b) => a !== b),
  i8x16_lt_s: signedCompare(8, (a, b) => a < b),
  i8x16_lt_u: compare(8, (a, b) => a < b),
  i8x16_le_s: signedCompare(8, (a, b) => a <= b),
  i8x16_le_u: compare(8, (a, b) => a <= b),
  i8x16_gt_s: signedCompare(8, (a, b) => a > b),
  i8x16_gt_u: compare(8, (a, b) => a > b),
  i8x16_ge_s: signedCompare(8, (a, b) => a >= b),
  i8x16_ge_u: compare(8, (a, b) => a >= b),
  i8x16_min_s: signedLanes(8, least),
  i8x16_min_u: lanes(8, least),
  i8x16_max_s: signedLanes(8, greatest),
  i8x16_max_u: lanes(8, greatest),
  i8x16_add_sat_s: signedLanes(8, (a, b) => saturate(a + b, 8, true)),
  i8x16_add_sat_u: lanes(8, (a, b) => saturate(a + b, 8, false)),
  i8x16_sub_sat_s: signedLanes(8, (a, b) => saturate(a - b, 8, true)),
  i8x16_sub_sat_u: lanes(8, (a, b) => saturate(a - b, 8, false)),
  i8x16_avgr_u: lanes(8, (a, b) => (a + b + 1n) >> 1n),
  i8x16_bitmask: (f, a) => {
    f.result = fromLanes(
      lanesOf(a, 8).map((lane) => lane >> 7n),
      1,
    );
  },
  i8x16_all_true: (f, a) => {
    f.result = BigInt(lanesOf(a, 8).every((lane) => lane !== 0n));
  },
  i16x8_splat: splat(16),
  i16x8_extract_s: extract(16, (lane) => BigInt.asIntN(16, lane)),
  i16x8_extract_u: extract(16, (lane) => lane),
  i16x8_replace: replace(16),
  i16x8_add: lanes(16, (a, b) => a + b),
  i16x8_sub: lanes(16, (a, b) => a - b),
  i16x8_mul: lanes(16, (a, b) => a * b),
  i16x8_neg: lanes(16, (a) => -a),
  i16x8_abs: signedLanes(16, (a) => (a < 0n ? -a : a)),
  i16x8_shl: shift(16, (a, b) => a << b),
  i16x8_shr_s: shift(16, (a, b) => BigInt.asIntN(16, a) >> b),
  i16x8_shr_u: shift(16, (a, b) => a >> b),
  i16x8_eq: compare(16, (a, b) => a === b),
  i16x8_ne: compare(16, (a, b) => a !== b),
  i16x8_lt_s: signedCompare(16, (a, b) => a < b),
  i16x8_lt_u: compare(16, (a, b) => a < b),
  i16x8_le_s: signedCompare(16, (a, b) => a <= b),
  i16x8_le_u: compare(16, (a, b) => a <= b),
  i16x8_gt_s: signedCompare(16, (a, b) => a > b),
  i16x8_gt_u: compare(16, (a, b) => a > b),
  i16x8_ge_s: signedCompare(16, (a, b) => a >= b),
  i16x8_ge_u: compare(16, (a, b) => a >= b),
  i16x8_min_s: signedLanes(16, least),
  i16x8_min_u: lanes(16, least),
  i16x8_max_s: signedLanes(16, greatest),
  i16x8_max_u: lanes(16, greatest),
  i16x8_add_sat_s: signedLanes(16, (a, b) => saturate(a + b, 16, true)),
  i16x8_add_sat_u: lanes(16, (a, b) => saturate(a + b, 16, false)),
  i16x8_sub_sat_s: signedLanes(16, (a, b) => saturate(a - b, 16, true)),
  i16x8_sub_sat_u: lanes(16, (a, b) => saturate(a - b, 16, false)),
  i16x8_avgr_u: lanes(16, (a, b) => (a + b + 1n) >> 1n),
  i16x8_bitmask: (f, a) => {
    f.result = fromLanes(
      lanesOf(a, 16).map((lane) => lane >> 15n),
      1,
    );
  },
  i16x8_all_true: (f, a) => {
    f.result = BigInt(lanesOf(a, 16).every((lane) => lane !== 0n));
  },
  i32x4_splat: splat(32),
  i32x4_extract: extract(32, (lane) => lane),
  i32x4_replace: replace(32),
  i32x4_add: lanes(32, (a, b) => a + b),
  i32x4_sub: lanes(32, (a, b) => a - b),
  i32x4_mul: lanes(32, (a, b) => a * b),
  i32x4_neg: lanes(32, (a) => -a),
  i32x4_abs: signedLanes(32, (a) => (a < 0n ? -a : a)),
  i32x4_shl: shift(32, (a, b) => a << b),
  i32x4_shr_s: shift(32, (a, b) => BigInt.asIntN(32, a) >> b),
  i32x4_shr_u: shift(32, (a, b) => a >> b),
  i32x4_eq: compare(32, (a, b) => a === b),
  i32x4_ne: compare(32, (a, b) => a !== b),
  i32x4_lt_s: signedCompare(32, (a, b) => a < b),
  i32x4_lt_u: compare(32, (a, b) => a < b),
  i32x4_le_s: signedCompare(32, (a, b) => a <= b),
  i32x4_le_u: compare(32, (a, b) => a <= b),
  i32x4_gt_s: signedCompare(32, (a, b) => a > b),
  i32x4_gt_u: compare(32, (a, b) => a > b),
  i32x4_ge_s: signedCompare(32, (a, b) => a >= b),
  i32x4_ge_u: compare(32, (a, b) => a >= b),
  i32x4_min_s: signedLanes(32, least),
  i32x4_min_u: lanes(32, least),
  i32x4_max_s: signedLanes(32, greatest),
  i32x4_max_u: lanes(32, greatest),
  i32x4_bitmask: (f, a) => {
    f.result = fromLanes(
      lanesOf(a, 32).map((lane) => lane >> 31n),
      1,
    );
  },
  i32x4_all_true: (f, a) => {
    f.result = BigInt(lanesOf(a, 32).every((lane) => lane !== 0n));
  },
  i64x2_splat: splat(64),
  i64x2_extract: extract(64, (lane) => lane),
  i64x2_replace: replace(64),
  i64x2_add: lanes(64, (a, b) => a + b),
  i64x2_sub: lanes(64, (a, b) => a - b),
  i64x2_mul: lanes(64, (a, b) => a * b),
  i64x2_neg: lanes(64, (a) => -a),
  i64x2_abs: signedLanes(64, (a) => (a < 0n ? -a : a)),
  i64x2_shl: shift(64, (a, b) => a << b),
  i64x2_shr_s: shift(64, (a, b) => BigInt.asIntN(64, a) >> b),
  i64x2_shr_u: shift(64, (a, b) => a >> b),
  i64x2_eq: compare(64, (a, b) => a === b),
  i64x2_ne: compare(64, (a, b) => a !== b),
  i64x2_lt_s: signedCompare(64, (a, b) => a < b),
  i64x2_le_s: signedCompare(64, (a, b) => a <= b),
  i64x2_gt_s: signedCompare(64, (a, b) => a > b),
  i64x2_ge_s: signedCompare(64, (a, b) => a >= b),
  i64x2_bitmask: (f, a) => {
    f.result = fromLanes(
      lanesOf(a, 64).map((lane) => lane >> 63n),
      1,
    );
  },
  i64x2_all_true: (f, a) => {
    f.result = BigInt(lanesOf(a, 64).every((lane) => lane !== 0n));
  },
  i8x16_popcnt: lanes(8, countOnes),
  i8x16_narrow_i16x8_s: narrow(8, true),
  i8x16_narrow_i16x8_u: narrow(8, false),
  i16x8_narrow_i32x4_s: narrow(16, true),
  i16x8_narrow_i32x4_u: narrow(16, false),
  i16x8_extend_low_i8x16_s: extended(16, 'low', signExtend),
  i16x8_extmul_low_i8x16_s: products(16, 'low', signExtend),
  i16x8_extend_low_i8x16_u: extended(16, 'low', zeroExtend),
  i16x8_extmul_low_i8x16_u: products(16, 'low', zeroExtend),
  i16x8_extend_high_i8x16_s: extended(16, 'high', signExtend),
  i16x8_extmul_high_i8x16_s: products(16, 'high', signExtend),
  i16x8_extend_high_i8x16_u: extended(16, 'high', zeroExtend),
  i16x8_extmul_high_i8x16_u: products(16, 'high', zeroExtend),
  i32x4_extend_low_i16x8_s: extended(32, 'low', signExtend),
  i32x4_extmul_low_i16x8_s: products(32, 'low', signExtend),
  i32x4_extend_low_i16x8_u: extended(32, 'low', zeroExtend),
  i32x4_extmul_low_i16x8_u: products(32, 'low', zeroExtend),
  i32x4_extend_high_i16x8_s: extended(32, 'high', signExtend),
  i32x4_extmul_high_i16x8_s: products(32, 'high', signExtend),
  i32x4_extend_high_i16x8_u: extended(32, 'high', zeroExtend),
  i32x4_extmul_high_i16x8_u: products(32, 'high', zeroExtend),
  i64x2_extend_low_i32x4_s: extended(64, 'low', signExtend),
  i64x2_extmul_low_i32x4_s: products(64, 'low', signExtend),
  i64x2_extend_low_i32x4_u: extended(64, 'low', zeroExtend),
  i64x2_extmul_low_i32x4_u: products(64, 'low', zeroExtend),
  i64x2_extend_high_i32x4_s: extended(64, 'high', signExtend),
  i64x2_extmul_high_i32x4_s: products(64, 'high', signExtend),
  i64x2_extend_high_i32x4_u: extended(64, 'high', zeroExtend),
  i64x2_extmul_high_i32x4_u: products(64, 'high', zeroExtend),
  i16x8_extadd_pairwise_i8x16_s: pairSums(16, signExtend),
  i16x8_extadd_pairwise_i8x16_u: pairSums(16, zeroExtend),
  i32x4_extadd_pairwise_i16x8_s: pairSums(32, signExtend),
  i32x4_extadd_pairwise_i16x8_u: pairSums(32, zeroExtend),
  i32x4_dot_i16x8_s: (f, a, b) => {
    const x = lanesOf(a, 16).map((lane) => BigInt.asIntN(16, lane));
    const y = lanesOf(b, 16).map((lane) => BigInt.asIntN(16, lane));
    f.result = fromLanes(
      [0, 2, 4, 6].map((i) => x[i]! * y[i]! + x[i + 1]! * y[i + 1]!),
      32,
    );
  },
  i16x8_q15mulr_sat_s: signedLanes(16, (a, b) => saturate((a * b + 0x4000n) >> 15n, 16, true)),
} satisfies Partial<Rules<Frame, bigint>>;
