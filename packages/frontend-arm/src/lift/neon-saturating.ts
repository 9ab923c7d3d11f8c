import type { V128 } from '@tutti/ir';
import type { NeonVisitor } from '../decode/index.ts';
import type { Lift } from './lift.ts';
import {
  abs,
  add,
  bitsOf,
  eq,
  extmulLow,
  getVector,
  maximum,
  minimum,
  narrowLow,
  neg,
  ones,
  saturated,
  setVector,
  shl,
  shr,
  splat,
  sub,
} from './neon-lanes.ts';

/** a + b, saturated; QC when it was. */
export function addSaturating(l: Lift, U: number, size: number, x: V128, y: V128): V128 {
  const { b } = l;
  const sum = add(b, size, x, y);
  if (size < 2) {
    const narrow =
      size === 0
        ? U
          ? b.i8x16_add_sat_u(x, y)
          : b.i8x16_add_sat_s(x, y)
        : U
          ? b.i16x8_add_sat_u(x, y)
          : b.i16x8_add_sat_s(x, y);
    saturated(l, b.xor_v128(narrow, sum));
    return narrow;
  }
  const top = bitsOf(size) - 1;
  if (U) {
    const carry = b.or_v128(b.and_v128(x, y), b.andnot_v128(b.or_v128(x, y), sum));
    const over = shr(b, 0, size, carry, top);
    saturated(l, over);
    return b.or_v128(sum, over);
  }
  const over = shr(b, 0, size, b.and_v128(b.xor_v128(x, sum), b.xor_v128(y, sum)), top);
  saturated(l, over);
  return b.bitselect_v128(b.xor_v128(shr(b, 0, size, x, top), maximum(b, size)), sum, over);
}

/** a - b, saturated; QC when it was. */
export function subSaturating(l: Lift, U: number, size: number, x: V128, y: V128): V128 {
  const { b } = l;
  const difference = sub(b, size, x, y);
  if (size < 2) {
    const narrow =
      size === 0
        ? U
          ? b.i8x16_sub_sat_u(x, y)
          : b.i8x16_sub_sat_s(x, y)
        : U
          ? b.i16x8_sub_sat_u(x, y)
          : b.i16x8_sub_sat_s(x, y);
    saturated(l, b.xor_v128(narrow, difference));
    return narrow;
  }
  const top = bitsOf(size) - 1;
  if (U) {
    const borrow = b.or_v128(b.andnot_v128(y, x), b.andnot_v128(difference, b.xor_v128(x, y)));
    const over = shr(b, 0, size, borrow, top);
    saturated(l, over);
    return b.andnot_v128(difference, over);
  }
  const over = shr(b, 0, size, b.and_v128(b.xor_v128(x, y), b.xor_v128(x, difference)), top);
  saturated(l, over);
  return b.bitselect_v128(b.xor_v128(shr(b, 0, size, x, top), maximum(b, size)), difference, over);
}

/** The smallest element becomes the largest where `wrapped` left it alone (its absolute value or negation). */
function fixMinimum(l: Lift, size: number, x: V128, wrapped: V128): V128 {
  const { b } = l;
  const over = eq(b, size, x, minimum(b, size));
  saturated(l, over);
  return b.xor_v128(wrapped, over);
}

/** Products of elements of the low halves, doubled and saturated. The only overflow is that of the square of the minimum. */
export function doublingProduct(l: Lift, size: number, x: V128, y: V128): V128 {
  const { b } = l;
  const product = extmulLow(b, 0, size, x, y);
  const wide = size + 1;
  const square = wide === 3 ? splat(b, 3, 0, 0x40000000) : splat(b, wide, 0x40000000);
  const over = eq(b, wide, product, square);
  saturated(l, over);
  return b.xor_v128(shl(b, wide, product, 1), over);
}

/** High halves of the doubled products of elements of 16 or 32 bits. */
export function doublingHigh(l: Lift, round: boolean, size: number, x: V128, y: V128): V128 {
  const { b } = l;
  const low = minimum(b, size);
  const over = b.and_v128(eq(b, size, x, low), eq(b, size, y, low));
  saturated(l, over);
  if (size === 1 && round) return b.i16x8_q15mulr_sat_s(x, y);
  if (size === 1) {
    const half = (product: V128) => b.i32x4_shr_s(product, b.const_i32(15));
    return b.i16x8_narrow_i32x4_s(half(b.i32x4_extmul_low_i16x8_s(x, y)), half(b.i32x4_extmul_high_i16x8_s(x, y)));
  }
  const half = (product: V128) => {
    const rounded = round ? b.i64x2_add(product, splat(b, 3, 0x40000000, 0)) : product;
    return b.i64x2_shr_s(rounded, b.const_i32(31));
  };
  const first = half(b.i64x2_extmul_low_i32x4_s(x, y));
  const second = half(b.i64x2_extmul_high_i32x4_s(x, y));
  const packed = b.shuffle_v128(first, second, [0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27]);
  return b.xor_v128(packed, over);
}

/** How elements are saturated to half their width: from signed or unsigned, to signed or unsigned. */
export type Narrowing = 'signed' | 'unsigned' | 'toUnsigned';

/** Elements of twice the size saturated to `size`. */
export function narrowSaturating(l: Lift, kind: Narrowing, size: number, x: V128): V128 {
  const { b } = l;
  const bits = bitsOf(size);
  const wide = size + 1;
  const negative = shr(b, 0, wide, x, 2 * bits - 1);
  const same =
    kind === 'signed' ? shr(b, 0, wide, shl(b, wide, x, bits), bits) : shr(b, 1, wide, shl(b, wide, x, bits), bits);
  const fits = eq(b, wide, same, x);
  const limit =
    kind === 'signed'
      ? b.xor_v128(negative, wide === 3 ? splat(b, 3, 0x7fffffff, 0) : splat(b, wide, 2 ** (bits - 1) - 1))
      : kind === 'unsigned'
        ? ones(b)
        : b.not_v128(negative);
  saturated(l, b.not_v128(fits));
  return narrowLow(b, size, b.bitselect_v128(x, limit, fits));
}

type Part = Pick<
  NeonVisitor<void>,
  'vqadd' | 'vqsub' | 'vqdmulh' | 'vqrdmulh' | 'vqabs' | 'vqneg' | 'vqmovn' | 'vqmovun' | 'vmovn'
>;

/** Saturating arithmetic of Advanced SIMD. */
export function neonSaturating(l: Lift): Part {
  const three = (d: number, n: number, Q: number, m: number, f: (x: V128, y: V128) => V128): void =>
    setVector(l, d, Q, f(getVector(l, n, Q), getVector(l, m, Q)));
  return {
    vqadd: (U, size, d, n, Q, m) => three(d, n, Q, m, (x, y) => addSaturating(l, U, size, x, y)),
    vqsub: (U, size, d, n, Q, m) => three(d, n, Q, m, (x, y) => subSaturating(l, U, size, x, y)),
    vqdmulh: (size, d, n, Q, m) => three(d, n, Q, m, (x, y) => doublingHigh(l, false, size, x, y)),
    vqrdmulh: (size, d, n, Q, m) => three(d, n, Q, m, (x, y) => doublingHigh(l, true, size, x, y)),
    vqabs(size, d, Q, m) {
      const x = getVector(l, m, Q);
      setVector(l, d, Q, fixMinimum(l, size, x, abs(l.b, size, x)));
    },
    vqneg(size, d, Q, m) {
      const x = getVector(l, m, Q);
      setVector(l, d, Q, fixMinimum(l, size, x, neg(l.b, size, x)));
    },
    vqmovn: (size, d, U, m) =>
      setVector(l, d, 0, narrowSaturating(l, U ? 'unsigned' : 'signed', size, getVector(l, m, 1))),
    vqmovun: (size, d, m) => setVector(l, d, 0, narrowSaturating(l, 'toUnsigned', size, getVector(l, m, 1))),
    vmovn: (size, d, m) => setVector(l, d, 0, narrowLow(l.b, size, getVector(l, m, 1))),
  };
}
