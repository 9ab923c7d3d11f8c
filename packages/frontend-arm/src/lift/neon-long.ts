import type { V128 } from '@tutti/ir';
import type { NeonVisitor } from '../decode/index.ts';
import { dregOffset } from '../state.ts';
import type { Lift } from './lift.ts';
import {
  add,
  bitSplat,
  bitsOf,
  extendLow,
  extmulLow,
  getVector,
  mul,
  narrowHigh,
  setVector,
  sub,
} from './neon-lanes.ts';
import { addSaturating, doublingHigh, doublingProduct, subSaturating } from './neon-saturating.ts';

/** A scalar operand in every lane. @param m  M:Vm: the register and index as the size says (Arm DDI 0406C, A7.4.3) */
export function scalarVector({ b }: Lift, size: number, m: number): V128 {
  const register = size === 1 ? m & 7 : m & 15;
  const index = size === 1 ? m >> 3 : m >> 4;
  const word = b.get_i32(dregOffset(register) + 4 * (size === 1 ? index >> 1 : index));
  if (size === 2) return b.i32x4_splat(word);
  return b.i16x8_splat(index & 1 ? b.shr_u_i32(word, b.const_i32(16)) : word);
}

type Combine = (x: V128, y: V128) => V128;
type Part = Pick<
  NeonVisitor<void>,
  | 'vaddl'
  | 'vaddw'
  | 'vsubl'
  | 'vsubw'
  | 'vaddhn'
  | 'vraddhn'
  | 'vsubhn'
  | 'vrsubhn'
  | 'vmlal'
  | 'vmlsl'
  | 'vmull'
  | 'vqdmlal'
  | 'vqdmlsl'
  | 'vqdmull'
  | 'vmla_scalar'
  | 'vmls_scalar'
  | 'vmul_scalar'
  | 'vmlal_scalar'
  | 'vmlsl_scalar'
  | 'vmull_scalar'
  | 'vqdmlal_scalar'
  | 'vqdmlsl_scalar'
  | 'vqdmull_scalar'
  | 'vqdmulh_scalar'
  | 'vqrdmulh_scalar'
>;

/** Three registers of different lengths, and two registers and a scalar: integers. @see Arm DDI 0406C, A7.4.2, A7.4.3 */
export function neonLong(l: Lift): Part {
  const low = (U: number, size: number, n: number): V128 => extendLow(l.b, U, size, getVector(l, n, 0));
  const wide = (d: number, value: V128): void => setVector(l, d, 1, value);
  const vector = (m: number): V128 => getVector(l, m, 0);
  const product = (U: number, size: number, n: number, y: V128): V128 => extmulLow(l.b, U, size, getVector(l, n, 0), y);
  const doubled = (size: number, n: number, y: V128): V128 => doublingProduct(l, size, getVector(l, n, 0), y);
  /** The high half of a sum or difference. */
  const highHalf = (size: number, d: number, n: number, m: number, round: boolean, f: typeof add): void => {
    const { b } = l;
    const result = f(b, size + 1, getVector(l, n, 1), getVector(l, m, 1));
    const rounded = round ? add(b, size + 1, result, bitSplat(b, size + 1, bitsOf(size) - 1)) : result;
    setVector(l, d, 0, narrowHigh(b, size, rounded));
  };
  const scalar = (Q: number, size: number, d: number, n: number, m: number, f: Combine): void =>
    setVector(l, d, Q, f(getVector(l, n, Q), scalarVector(l, size, m)));
  const plus = (size: number, d: number, x: V128): V128 => add(l.b, size + 1, getVector(l, d, 1), x);
  const minus = (size: number, d: number, x: V128): V128 => sub(l.b, size + 1, getVector(l, d, 1), x);
  return {
    vaddl: (U, size, d, n, m) => wide(d, add(l.b, size + 1, low(U, size, n), low(U, size, m))),
    vaddw: (U, size, d, n, m) => wide(d, add(l.b, size + 1, getVector(l, n, 1), low(U, size, m))),
    vsubl: (U, size, d, n, m) => wide(d, sub(l.b, size + 1, low(U, size, n), low(U, size, m))),
    vsubw: (U, size, d, n, m) => wide(d, sub(l.b, size + 1, getVector(l, n, 1), low(U, size, m))),
    vaddhn: (size, d, n, m) => highHalf(size, d, n, m, false, add),
    vraddhn: (size, d, n, m) => highHalf(size, d, n, m, true, add),
    vsubhn: (size, d, n, m) => highHalf(size, d, n, m, false, sub),
    vrsubhn: (size, d, n, m) => highHalf(size, d, n, m, true, sub),
    vmlal: (U, size, d, n, m) => wide(d, plus(size, d, product(U, size, n, vector(m)))),
    vmlsl: (U, size, d, n, m) => wide(d, minus(size, d, product(U, size, n, vector(m)))),
    vmull: (U, size, d, n, m) => wide(d, product(U, size, n, vector(m))),
    vqdmlal: (size, d, n, m) => wide(d, addSaturating(l, 0, size + 1, getVector(l, d, 1), doubled(size, n, vector(m)))),
    vqdmlsl: (size, d, n, m) => wide(d, subSaturating(l, 0, size + 1, getVector(l, d, 1), doubled(size, n, vector(m)))),
    vqdmull: (size, d, n, m) => wide(d, doubled(size, n, vector(m))),
    vmla_scalar: (Q, size, d, n, m) =>
      scalar(Q, size, d, n, m, (x, y) => add(l.b, size, getVector(l, d, Q), mul(l.b, size, x, y))),
    vmls_scalar: (Q, size, d, n, m) =>
      scalar(Q, size, d, n, m, (x, y) => sub(l.b, size, getVector(l, d, Q), mul(l.b, size, x, y))),
    vmul_scalar: (Q, size, d, n, m) => scalar(Q, size, d, n, m, (x, y) => mul(l.b, size, x, y)),
    vmlal_scalar: (U, size, d, n, m) => wide(d, plus(size, d, product(U, size, n, scalarVector(l, size, m)))),
    vmlsl_scalar: (U, size, d, n, m) => wide(d, minus(size, d, product(U, size, n, scalarVector(l, size, m)))),
    vmull_scalar: (U, size, d, n, m) => wide(d, product(U, size, n, scalarVector(l, size, m))),
    vqdmlal_scalar: (size, d, n, m) =>
      wide(d, addSaturating(l, 0, size + 1, getVector(l, d, 1), doubled(size, n, scalarVector(l, size, m)))),
    vqdmlsl_scalar: (size, d, n, m) =>
      wide(d, subSaturating(l, 0, size + 1, getVector(l, d, 1), doubled(size, n, scalarVector(l, size, m)))),
    vqdmull_scalar: (size, d, n, m) => wide(d, doubled(size, n, scalarVector(l, size, m))),
    vqdmulh_scalar: (Q, size, d, n, m) => scalar(Q, size, d, n, m, (x, y) => doublingHigh(l, false, size, x, y)),
    vqrdmulh_scalar: (Q, size, d, n, m) => scalar(Q, size, d, n, m, (x, y) => doublingHigh(l, true, size, x, y)),
  };
}
