import type { BlockBuilder, V128 } from '@tutti/ir';
import { splat, zeros } from './neon-lanes.ts';

/*
 * Checks of single-precision lanes for the standard FPSCR value (flush to zero, default NaN, nearest even). Each gives ones in
 * the lanes that the host would compute differently, or whose exceptions it would not show.
 */

const MAGNITUDE = 0x7fffffff;

const magnitude = (b: BlockBuilder, x: V128): V128 => b.and_v128(x, splat(b, 2, MAGNITUDE));

/** Denormal operands. */
export const denormal = (b: BlockBuilder, x: V128): V128 =>
  b.i32x4_lt_u(b.i32x4_sub(magnitude(b, x), splat(b, 2, 1)), splat(b, 2, 0x007fffff));

/** Denormals, infinities and NaNs: what operands must not be, and sums. */
export function special(b: BlockBuilder, x: V128): V128 {
  const below = b.i32x4_sub(magnitude(b, x), splat(b, 2, 1));
  return b.or_v128(b.i32x4_lt_u(below, splat(b, 2, 0x007fffff)), b.i32x4_ge_s(below, splat(b, 2, 0x7f7fffff)));
}

/** Products that are not normal (and beyond the smallest normal number), unless they are zero because an operand is. */
export function specialProduct(b: BlockBuilder, product: V128, x: V128, y: V128): V128 {
  const size = magnitude(b, product);
  const notNormal = b.i32x4_ge_u(b.i32x4_sub(size, splat(b, 2, 0x00800001)), splat(b, 2, 0x7f800000 - 0x00800001));
  const zero = zeros(b);
  const operandZero = b.or_v128(b.f32x4_eq(x, zero), b.f32x4_eq(y, zero));
  return b.andnot_v128(notNormal, b.and_v128(b.i32x4_eq(size, zero), operandZero));
}

/** Denormals and NaNs: what operands of comparisons must not be. */
export const unordered = (b: BlockBuilder, x: V128): V128 => b.or_v128(denormal(b, x), b.f32x4_ne(x, x));
