import type { V128 } from '@tutti/ir';
import type { NeonVisitor } from '../decode/index.ts';
import { dregOffset } from '../state.ts';
import type { Lift } from './lift.ts';
import {
  abs,
  add,
  bitsOf,
  eq,
  extendLow,
  ge,
  getVector,
  gt,
  max,
  min,
  mul,
  neg,
  pairOf,
  setVector,
  shl,
  shr,
  splat,
  sub,
  zeros,
} from './neon-lanes.ts';

/** (a + b) >> 1 without a carry out. */
function halvingAdd({ b }: Lift, U: number, size: number, x: V128, y: V128): V128 {
  return add(b, size, b.and_v128(x, y), shr(b, U, size, b.xor_v128(x, y), 1));
}

/** (a + b + 1) >> 1. */
function roundingHalvingAdd({ b }: Lift, U: number, size: number, x: V128, y: V128): V128 {
  if (U !== 0 && size === 0) return b.i8x16_avgr_u(x, y);
  if (U !== 0 && size === 1) return b.i16x8_avgr_u(x, y);
  return sub(b, size, b.or_v128(x, y), shr(b, U, size, b.xor_v128(x, y), 1));
}

/** (a - b) >> 1. */
function halvingSub({ b }: Lift, U: number, size: number, x: V128, y: V128): V128 {
  return sub(b, size, shr(b, U, size, b.xor_v128(x, y), 1), b.andnot_v128(y, x));
}

/** |a - b|, as an unsigned element. */
export const absoluteDifference = ({ b }: Lift, U: number, size: number, x: V128, y: V128): V128 =>
  sub(b, size, max(b, U, size, x, y), min(b, U, size, x, y));

/** Number of leading zero bits of elements of 8 to 32 bits: smear to the right, count what is left. */
function leadingZeros({ b }: Lift, size: number, x: V128): V128 {
  let smeared = x;
  for (let shift = 1; shift < bitsOf(size); shift *= 2) smeared = b.or_v128(smeared, shr(b, 1, size, smeared, shift));
  let count = b.i8x16_popcnt(b.not_v128(smeared));
  if (size >= 1) count = b.i16x8_extadd_pairwise_i8x16_u(count);
  return size === 2 ? b.i32x4_extadd_pairwise_i16x8_u(count) : count;
}

/** Number of bits after the sign that equal it. */
function leadingSigns(l: Lift, size: number, x: V128): V128 {
  const { b } = l;
  const flipped = b.xor_v128(x, shr(b, 0, size, x, bitsOf(size) - 1));
  return sub(b, size, leadingZeros(l, size, flipped), splat(b, size, 1));
}

/** Sums of neighbouring elements, twice as wide. */
function pairwiseLong({ b }: Lift, U: number, size: number, x: V128): V128 {
  if (size === 0) return U ? b.i16x8_extadd_pairwise_i8x16_u(x) : b.i16x8_extadd_pairwise_i8x16_s(x);
  if (size === 1) return U ? b.i32x4_extadd_pairwise_i16x8_u(x) : b.i32x4_extadd_pairwise_i16x8_s(x);
  const even = shr(b, U, 3, shl(b, 3, x, 32), 32);
  return b.i64x2_add(even, shr(b, U, 3, x, 32));
}

type Combine = (l: Lift, size: number, x: V128, y: V128) => V128;

/** A pairwise operation: the pairs of Dn, then those of Dm. */
export function pairwise(l: Lift, size: number, d: number, n: number, m: number, combine: Combine): void {
  const { b } = l;
  const both = pairOf(l, n, m);
  const bytes = 1 << size;
  const lanes = (odd: number) =>
    Array.from({ length: 16 }, (_, i) => {
      const k = i & 7;
      return ((k >> size) * 2 + odd) * bytes + (k & (bytes - 1));
    });
  const value = combine(l, size, b.shuffle_v128(both, both, lanes(0)), b.shuffle_v128(both, both, lanes(1)));
  b.set_i64(dregOffset(d), b.low_v128(value));
}

type Binary = (x: V128, y: V128) => V128;
type Part = Pick<
  NeonVisitor<void>,
  | 'vhadd'
  | 'vrhadd'
  | 'vhsub'
  | 'vcgt'
  | 'vcge'
  | 'vceq'
  | 'vtst'
  | 'vmax'
  | 'vmin'
  | 'vabd'
  | 'vaba'
  | 'vadd'
  | 'vsub'
  | 'vmla'
  | 'vmls'
  | 'vmul'
  | 'vpmax'
  | 'vpmin'
  | 'vpadd'
  | 'vpaddl'
  | 'vpadal'
  | 'vcls'
  | 'vclz'
  | 'vcnt'
  | 'vabal'
  | 'vabdl'
>;

/** Integer arithmetic of Advanced SIMD without saturation. @see Arm DDI 0406C, A7.4.1, A7.4.5 */
export function neonInteger(l: Lift): Part {
  const three = (d: number, n: number, Q: number, m: number, f: Binary): void =>
    setVector(l, d, Q, f(getVector(l, n, Q), getVector(l, m, Q)));
  const accumulate = (d: number, n: number, Q: number, m: number, f: (a: V128, x: V128, y: V128) => V128): void =>
    three(d, n, Q, m, (x, y) => f(getVector(l, d, Q), x, y));
  const one = (d: number, Q: number, m: number, f: (x: V128) => V128): void =>
    setVector(l, d, Q, f(getVector(l, m, Q)));
  return {
    vhadd: (U, size, d, n, Q, m) => three(d, n, Q, m, (x, y) => halvingAdd(l, U, size, x, y)),
    vrhadd: (U, size, d, n, Q, m) => three(d, n, Q, m, (x, y) => roundingHalvingAdd(l, U, size, x, y)),
    vhsub: (U, size, d, n, Q, m) => three(d, n, Q, m, (x, y) => halvingSub(l, U, size, x, y)),
    vcgt: (U, size, d, n, Q, m) => three(d, n, Q, m, (x, y) => gt(l.b, U, size, x, y)),
    vcge: (U, size, d, n, Q, m) => three(d, n, Q, m, (x, y) => ge(l.b, U, size, x, y)),
    vceq: (size, d, n, Q, m) => three(d, n, Q, m, (x, y) => eq(l.b, size, x, y)),
    vtst: (size, d, n, Q, m) =>
      three(d, n, Q, m, (x, y) => l.b.not_v128(eq(l.b, size, l.b.and_v128(x, y), zeros(l.b)))),
    vmax: (U, size, d, n, Q, m) => three(d, n, Q, m, (x, y) => max(l.b, U, size, x, y)),
    vmin: (U, size, d, n, Q, m) => three(d, n, Q, m, (x, y) => min(l.b, U, size, x, y)),
    vabd: (U, size, d, n, Q, m) => three(d, n, Q, m, (x, y) => absoluteDifference(l, U, size, x, y)),
    vaba: (U, size, d, n, Q, m) =>
      accumulate(d, n, Q, m, (a, x, y) => add(l.b, size, a, absoluteDifference(l, U, size, x, y))),
    vadd: (size, d, n, Q, m) => three(d, n, Q, m, (x, y) => add(l.b, size, x, y)),
    vsub: (size, d, n, Q, m) => three(d, n, Q, m, (x, y) => sub(l.b, size, x, y)),
    vmla: (size, d, n, Q, m) => accumulate(d, n, Q, m, (a, x, y) => add(l.b, size, a, mul(l.b, size, x, y))),
    vmls: (size, d, n, Q, m) => accumulate(d, n, Q, m, (a, x, y) => sub(l.b, size, a, mul(l.b, size, x, y))),
    vmul: (size, d, n, Q, m) => three(d, n, Q, m, (x, y) => mul(l.b, size, x, y)),
    vpmax: (U, size, d, n, _Q, m) => pairwise(l, size, d, n, m, (_l, s, x, y) => max(l.b, U, s, x, y)),
    vpmin: (U, size, d, n, _Q, m) => pairwise(l, size, d, n, m, (_l, s, x, y) => min(l.b, U, s, x, y)),
    vpadd: (size, d, n, _Q, m) => pairwise(l, size, d, n, m, (_l, s, x, y) => add(l.b, s, x, y)),
    vpaddl: (size, d, U, Q, m) => one(d, Q, m, (x) => pairwiseLong(l, U, size, x)),
    vpadal: (size, d, U, Q, m) =>
      one(d, Q, m, (x) => add(l.b, size + 1, getVector(l, d, Q), pairwiseLong(l, U, size, x))),
    vcls: (size, d, Q, m) => one(d, Q, m, (x) => leadingSigns(l, size, x)),
    vclz: (size, d, Q, m) => one(d, Q, m, (x) => leadingZeros(l, size, x)),
    vcnt: (_size, d, Q, m) => one(d, Q, m, (x) => l.b.i8x16_popcnt(x)),
    vabdl: (U, size, d, n, m) => {
      const difference = absoluteDifference(l, U, size, getVector(l, n, 0), getVector(l, m, 0));
      setVector(l, d, 1, extendLow(l.b, 1, size, difference));
    },
    vabal: (U, size, d, n, m) => {
      const difference = absoluteDifference(l, U, size, getVector(l, n, 0), getVector(l, m, 0));
      setVector(l, d, 1, add(l.b, size + 1, getVector(l, d, 1), extendLow(l.b, 1, size, difference)));
    },
  };
}

/** Absolute value and negation, and comparison with zero: integer elements. */
export const integerUnary = {
  abs: (l: Lift, size: number, x: V128): V128 => abs(l.b, size, x),
  neg: (l: Lift, size: number, x: V128): V128 => neg(l.b, size, x),
  cgt: (l: Lift, size: number, x: V128): V128 => gt(l.b, 0, size, x, zeros(l.b)),
  cge: (l: Lift, size: number, x: V128): V128 => ge(l.b, 0, size, x, zeros(l.b)),
  ceq: (l: Lift, size: number, x: V128): V128 => eq(l.b, size, x, zeros(l.b)),
  cle: (l: Lift, size: number, x: V128): V128 => ge(l.b, 0, size, zeros(l.b), x),
  clt: (l: Lift, size: number, x: V128): V128 => gt(l.b, 0, size, zeros(l.b), x),
} as const;
