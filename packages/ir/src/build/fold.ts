import type { OpName } from '../ops.ts';

/** 32-bit result of constants. */
type Fold32 = (a: number, b: number) => number;
/** 64-bit result of constants as low and high word: `out[0]`, `out[1]`. */
type Fold64 = (alo: number, ahi: number, blo: number, bhi: number, out: Int32Array) => void;
/** 32-bit result of 64-bit constants. */
type Compare64 = (alo: number, ahi: number, blo: number, bhi: number) => boolean;

/** Ops on i32 constants with an i32 result. Ops with one operand ignore `b`. */
export const FOLD_I32: Partial<Record<OpName, Fold32>> = {
  add_i32: (a, b) => a + b,
  sub_i32: (a, b) => a - b,
  mul_i32: Math.imul,
  and_i32: (a, b) => a & b,
  or_i32: (a, b) => a | b,
  xor_i32: (a, b) => a ^ b,
  shl_i32: (a, b) => a << b,
  shr_u_i32: (a, b) => a >>> b,
  shr_s_i32: (a, b) => a >> b,
  rotl_i32: (a, b) => (a << b) | (a >>> -b),
  rotr_i32: (a, b) => (a >>> b) | (a << -b),
  div_s_i32: (a, b) => (b === 0 ? 0 : a / b),
  div_u_i32: (a, b) => (b === 0 ? 0 : (a >>> 0) / (b >>> 0)),
  rem_s_i32: (a, b) => (b === 0 ? a : a % b),
  rem_u_i32: (a, b) => (b === 0 ? a : (a >>> 0) % (b >>> 0)),
  clz_i32: (a) => Math.clz32(a),
  ctz_i32: (a) => (a === 0 ? 32 : 31 - Math.clz32(a & -a)),
  popcnt_i32: (a) => bitCount(a),
  bswap_i32: (a) => swapBytes(a),
  eqz_i32: (a) => +(a === 0),
  eq_i32: (a, b) => +(a === b),
  ne_i32: (a, b) => +(a !== b),
  lt_s_i32: (a, b) => +(a < b),
  lt_u_i32: (a, b) => +(a >>> 0 < b >>> 0),
  le_s_i32: (a, b) => +(a <= b),
  le_u_i32: (a, b) => +(a >>> 0 <= b >>> 0),
  gt_s_i32: (a, b) => +(a > b),
  gt_u_i32: (a, b) => +(a >>> 0 > b >>> 0),
  ge_s_i32: (a, b) => +(a >= b),
  ge_u_i32: (a, b) => +(a >>> 0 >= b >>> 0),
};

/** Comparisons of i64 constants. */
export const FOLD_COMPARE_I64: Partial<Record<OpName, Compare64>> = {
  eqz_i64: (alo, ahi) => (alo | ahi) === 0,
  eq_i64: (alo, ahi, blo, bhi) => alo === blo && ahi === bhi,
  ne_i64: (alo, ahi, blo, bhi) => alo !== blo || ahi !== bhi,
  lt_s_i64: (alo, ahi, blo, bhi) => below(alo, ahi, blo, bhi, true),
  lt_u_i64: (alo, ahi, blo, bhi) => below(alo, ahi, blo, bhi, false),
  le_s_i64: (alo, ahi, blo, bhi) => !below(blo, bhi, alo, ahi, true),
  le_u_i64: (alo, ahi, blo, bhi) => !below(blo, bhi, alo, ahi, false),
  gt_s_i64: (alo, ahi, blo, bhi) => below(blo, bhi, alo, ahi, true),
  gt_u_i64: (alo, ahi, blo, bhi) => below(blo, bhi, alo, ahi, false),
  ge_s_i64: (alo, ahi, blo, bhi) => !below(alo, ahi, blo, bhi, true),
  ge_u_i64: (alo, ahi, blo, bhi) => !below(alo, ahi, blo, bhi, false),
};

/** Ops on i64 constants with an i64 result; shifts take the count from the low word of b. */
export const FOLD_I64: Partial<Record<OpName, Fold64>> = {
  add_i64: (alo, ahi, blo, bhi, out) => {
    out[0] = alo + blo;
    out[1] = ahi + bhi + +(out[0]! >>> 0 < alo >>> 0);
  },
  sub_i64: (alo, ahi, blo, bhi, out) => {
    out[0] = alo - blo;
    out[1] = ahi - bhi - +(alo >>> 0 < blo >>> 0);
  },
  mul_i64: (alo, ahi, blo, bhi, out) => {
    out[0] = Math.imul(alo, blo);
    out[1] = highProduct(alo, blo) + Math.imul(alo, bhi) + Math.imul(ahi, blo);
  },
  and_i64: (alo, ahi, blo, bhi, out) => pair(out, alo & blo, ahi & bhi),
  or_i64: (alo, ahi, blo, bhi, out) => pair(out, alo | blo, ahi | bhi),
  xor_i64: (alo, ahi, blo, bhi, out) => pair(out, alo ^ blo, ahi ^ bhi),
  shl_i64: (alo, ahi, blo, _bhi, out) => shiftLeft(alo, ahi, blo & 63, out),
  shr_u_i64: (alo, ahi, blo, _bhi, out) => shiftRight(alo, ahi, blo & 63, 0, out),
  shr_s_i64: (alo, ahi, blo, _bhi, out) => shiftRight(alo, ahi, blo & 63, ahi >> 31, out),
  rotl_i64: (alo, ahi, blo, _bhi, out) => rotateLeft(alo, ahi, blo & 63, out),
  rotr_i64: (alo, ahi, blo, _bhi, out) => rotateLeft(alo, ahi, -blo & 63, out),
  clz_i64: (alo, ahi, _blo, _bhi, out) => pair(out, ahi === 0 ? 32 + Math.clz32(alo) : Math.clz32(ahi), 0),
  ctz_i64: (alo, ahi, _blo, _bhi, out) =>
    pair(out, alo !== 0 ? 31 - Math.clz32(alo & -alo) : ahi !== 0 ? 63 - Math.clz32(ahi & -ahi) : 64, 0),
  popcnt_i64: (alo, ahi, _blo, _bhi, out) => pair(out, bitCount(alo) + bitCount(ahi), 0),
  bswap_i64: (alo, ahi, _blo, _bhi, out) => pair(out, swapBytes(ahi), swapBytes(alo)),
};

function pair(out: Int32Array, lo: number, hi: number): void {
  out[0] = lo;
  out[1] = hi;
}

function below(alo: number, ahi: number, blo: number, bhi: number, signed: boolean): boolean {
  if (ahi === bhi) return alo >>> 0 < blo >>> 0;
  return signed ? ahi < bhi : ahi >>> 0 < bhi >>> 0;
}

/** High word of the unsigned product of two words. */
function highProduct(a: number, b: number): number {
  const al = a & 0xffff;
  const ah = a >>> 16;
  const bl = b & 0xffff;
  const bh = b >>> 16;
  const low = al * bl;
  const mid = ah * bl + (low >>> 16);
  const mid2 = al * bh + (mid % 0x10000);
  return (ah * bh + Math.floor(mid / 0x10000) + Math.floor(mid2 / 0x10000)) | 0;
}

export function shiftLeft(lo: number, hi: number, count: number, out: Int32Array): void {
  if (count === 0) pair(out, lo, hi);
  else if (count < 32) pair(out, lo << count, (hi << count) | (lo >>> (32 - count)));
  else pair(out, 0, lo << (count - 32));
}

/** Shift right by 0 to 63, with copies of the word `fill` coming in. */
export function shiftRight(lo: number, hi: number, count: number, fill: number, out: Int32Array): void {
  if (count === 0) pair(out, lo, hi);
  else if (count < 32) pair(out, (lo >>> count) | (hi << (32 - count)), (hi >>> count) | (fill << (32 - count)));
  else if (count === 32) pair(out, hi, fill);
  else pair(out, (hi >>> (count - 32)) | (fill << (64 - count)), fill);
}

function rotateLeft(lo: number, hi: number, count: number, out: Int32Array): void {
  const c = count & 31;
  const [l, h] = count < 32 ? [lo, hi] : [hi, lo];
  if (c === 0) pair(out, l, h);
  else pair(out, (l << c) | (h >>> (32 - c)), (h << c) | (l >>> (32 - c)));
}

function bitCount(a: number): number {
  let v = a - ((a >>> 1) & 0x55555555);
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function swapBytes(a: number): number {
  return (a << 24) | ((a & 0xff00) << 8) | ((a >>> 8) & 0xff00) | (a >>> 24);
}
