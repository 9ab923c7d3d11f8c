import type { Rules } from '../rules.ts';
import { countOnes, fromLanes, lanesOf } from './bits.ts';
import type { Frame } from './frame.ts';

type Unary = (f: Frame, a: bigint) => void;
type Binary = (f: Frame, a: bigint, b?: bigint) => void;

const unary =
  (value: (a: bigint) => bigint): Unary =>
  (f, a) => {
    f.result = value(a);
  };
const binary =
  (value: (a: bigint, b: bigint) => bigint): Binary =>
  (f, a, b = 0n) => {
    f.result = value(a, b);
  };
const signed = (width: number, value: (a: bigint, b: bigint) => bigint): Binary =>
  binary((a, b) => value(BigInt.asIntN(width, a), BigInt.asIntN(width, b)));
const test = (holds: (a: bigint, b: bigint) => boolean): Binary => binary((a, b) => BigInt(holds(a, b)));
const signedTest = (width: number, holds: (a: bigint, b: bigint) => boolean): Binary =>
  signed(width, (a, b) => BigInt(holds(a, b)));
const rotl = (a: bigint, count: bigint, width: bigint): bigint => (a << count) | (a >> (width - count));
const bitLength = (a: bigint): number => (a === 0n ? 0 : a.toString(2).length);
const deposit: Binary = (f, a, b = 0n) => {
  const mask = ((1n << BigInt(f.imm(1))) - 1n) << BigInt(f.imm(0));
  f.result = (a & ~mask) | ((b << BigInt(f.imm(0))) & mask);
};

/** Bits that `carries` keeps. */
const CARRIES = (1n << 63n) | 16n;

/** Integers, moves and width changes. */
export const INTEGER_RULES = {
  add_i32: binary((a, b) => a + b),
  sub_i32: binary((a, b) => a - b),
  mul_i32: binary((a, b) => a * b),
  and_i32: binary((a, b) => a & b),
  or_i32: binary((a, b) => a | b),
  xor_i32: binary((a, b) => a ^ b),
  shl_i32: binary((a, b) => a << (b & 31n)),
  shr_u_i32: binary((a, b) => a >> (b & 31n)),
  shr_s_i32: binary((a, b) => BigInt.asIntN(32, a) >> (b & 31n)),
  rotl_i32: binary((a, b) => rotl(a, b & 31n, 32n)),
  rotr_i32: binary((a, b) => rotl(a, -b & 31n, 32n)),
  div_s_i32: signed(32, (a, b) => (b === 0n ? 0n : a / b)),
  div_u_i32: binary((a, b) => (b === 0n ? 0n : a / b)),
  rem_s_i32: signed(32, (a, b) => (b === 0n ? a : a % b)),
  rem_u_i32: binary((a, b) => (b === 0n ? a : a % b)),
  clz_i32: unary((a) => BigInt(32 - bitLength(a))),
  ctz_i32: unary((a) => (a === 0n ? 32n : BigInt(bitLength(a & -a) - 1))),
  popcnt_i32: unary(countOnes),
  bswap_i32: unary((a) => fromLanes(lanesOf(a, 8, 32).reverse(), 8)),
  eqz_i32: test((a) => a === 0n),
  eq_i32: test((a, b) => a === b),
  ne_i32: test((a, b) => a !== b),
  lt_s_i32: signedTest(32, (a, b) => a < b),
  lt_u_i32: test((a, b) => a < b),
  le_s_i32: signedTest(32, (a, b) => a <= b),
  le_u_i32: test((a, b) => a <= b),
  gt_s_i32: signedTest(32, (a, b) => a > b),
  gt_u_i32: test((a, b) => a > b),
  ge_s_i32: signedTest(32, (a, b) => a >= b),
  ge_u_i32: test((a, b) => a >= b),
  extract_u_i32: (f, a) => {
    f.result = BigInt.asUintN(f.imm(1), a >> BigInt(f.imm(0)));
  },
  extract_s_i32: (f, a) => {
    f.result = BigInt.asIntN(f.imm(1), a >> BigInt(f.imm(0)));
  },
  overflow_i32: (f, a, b = 0n, c = 0n) => {
    f.result = (a ^ b) & (a ^ c);
  },
  carries_i32: (f, a, b = 0n, c = 0n) => {
    f.result = BigInt.asIntN(32, a ^ b ^ c) & CARRIES;
  },
  carries_i64: (f, a, b = 0n, c = 0n) => {
    f.result = (a ^ b ^ c) & CARRIES;
  },
  deposit_i32: deposit,
  add_i64: binary((a, b) => a + b),
  sub_i64: binary((a, b) => a - b),
  mul_i64: binary((a, b) => a * b),
  and_i64: binary((a, b) => a & b),
  or_i64: binary((a, b) => a | b),
  xor_i64: binary((a, b) => a ^ b),
  shl_i64: binary((a, b) => a << (b & 63n)),
  shr_u_i64: binary((a, b) => a >> (b & 63n)),
  shr_s_i64: binary((a, b) => BigInt.asIntN(64, a) >> (b & 63n)),
  rotl_i64: binary((a, b) => rotl(a, b & 63n, 64n)),
  rotr_i64: binary((a, b) => rotl(a, -b & 63n, 64n)),
  div_s_i64: signed(64, (a, b) => (b === 0n ? 0n : a / b)),
  div_u_i64: binary((a, b) => (b === 0n ? 0n : a / b)),
  rem_s_i64: signed(64, (a, b) => (b === 0n ? a : a % b)),
  rem_u_i64: binary((a, b) => (b === 0n ? a : a % b)),
  clz_i64: unary((a) => BigInt(64 - bitLength(a))),
  ctz_i64: unary((a) => (a === 0n ? 64n : BigInt(bitLength(a & -a) - 1))),
  popcnt_i64: unary(countOnes),
  bswap_i64: unary((a) => fromLanes(lanesOf(a, 8, 64).reverse(), 8)),
  eqz_i64: test((a) => a === 0n),
  eq_i64: test((a, b) => a === b),
  ne_i64: test((a, b) => a !== b),
  lt_s_i64: signedTest(64, (a, b) => a < b),
  lt_u_i64: test((a, b) => a < b),
  le_s_i64: signedTest(64, (a, b) => a <= b),
  le_u_i64: test((a, b) => a <= b),
  gt_s_i64: signedTest(64, (a, b) => a > b),
  gt_u_i64: test((a, b) => a > b),
  ge_s_i64: signedTest(64, (a, b) => a >= b),
  ge_u_i64: test((a, b) => a >= b),
  extract_u_i64: (f, a) => {
    f.result = BigInt.asUintN(f.imm(1), a >> BigInt(f.imm(0)));
  },
  extract_s_i64: (f, a) => {
    f.result = BigInt.asIntN(f.imm(1), a >> BigInt(f.imm(0)));
  },
  deposit_i64: deposit,
  mulh_s_i64: signed(64, (a, b) => (a * b) >> 64n),
  mulh_u_i64: binary((a, b) => (a * b) >> 64n),
  mov_i32: unary((a) => a),
  mov_i64: unary((a) => a),
  mov_f32: unary((a) => a),
  mov_f64: unary((a) => a),
  mov_v128: unary((a) => a),
  reinterpret_i32: unary((a) => a),
  reinterpret_i64: unary((a) => a),
  reinterpret_f32: unary((a) => a),
  reinterpret_f64: unary((a) => a),
  select_i32: (f, a, b, c) => {
    f.result = a !== 0n ? b : c;
  },
  select_i64: (f, a, b, c) => {
    f.result = a !== 0n ? b : c;
  },
  select_f32: (f, a, b, c) => {
    f.result = a !== 0n ? b : c;
  },
  select_f64: (f, a, b, c) => {
    f.result = a !== 0n ? b : c;
  },
  select_v128: (f, a, b, c) => {
    f.result = a !== 0n ? b : c;
  },
  wrap_i64: unary((a) => a),
  high_i64: unary((a) => a >> 32n),
  extend_s_i32: unary((a) => BigInt.asIntN(32, a)),
  extend_u_i32: unary((a) => a),
  concat_i64: binary((a, b) => a | (b << 32n)),
} satisfies Partial<Rules<Frame, bigint>>;
