import type { V128 } from '@tutti/ir';
import type { NeonVisitor } from '../decode/index.ts';
import type { Lift } from './lift.ts';
import {
  add,
  bitSplat,
  bitsOf,
  eq,
  extendLow,
  getVector,
  maximum,
  narrowLow,
  ones,
  saturated,
  setVector,
  shl,
  shr,
} from './neon-lanes.ts';
import { type Narrowing, narrowSaturating } from './neon-saturating.ts';

/** Element size and amount from L:imm6: the position of its highest bit tells the size. */
function shiftOf(imm7: number, right: boolean): { size: number; amount: number } {
  const size = imm7 & 64 ? 3 : 28 - Math.clz32(imm7 & 63);
  const bits = bitsOf(size);
  return {
    size,
    amount: right ? 2 * bits - (size === 3 ? imm7 : imm7 & 63) : imm7 - bits - (size === 3 ? 0 : imm7 & 64),
  };
}

/** Elements shifted right and rounded: the last bit shifted out is added. */
function roundingShr(l: Lift, U: number, size: number, x: V128, amount: number): V128 {
  const { b } = l;
  const last = b.and_v128(shr(b, 1, size, x, amount - 1), bitSplat(b, size, 0));
  return add(b, size, shr(b, U, size, x, amount), last);
}

/** VQSHL (immediate), VQSHLU. */
function saturatingShl(l: Lift, kind: Narrowing, size: number, x: V128, amount: number): V128 {
  const { b } = l;
  const shifted = shl(b, size, x, amount);
  const negative = shr(b, 0, size, x, bitsOf(size) - 1);
  const fits = eq(b, size, shr(b, kind === 'signed' ? 0 : 1, size, shifted, amount), x);
  if (kind === 'signed') {
    saturated(l, b.not_v128(fits));
    return b.bitselect_v128(shifted, b.xor_v128(negative, maximum(b, size)), fits);
  }
  const clipped = b.bitselect_v128(shifted, ones(b), fits);
  if (kind === 'unsigned') {
    saturated(l, b.not_v128(fits));
    return clipped;
  }
  saturated(l, b.or_v128(b.not_v128(fits), negative));
  return b.andnot_v128(clipped, negative);
}

type Part = Pick<
  NeonVisitor<void>,
  | 'vshr'
  | 'vsra'
  | 'vrshr'
  | 'vrsra'
  | 'vsri'
  | 'vshl_imm'
  | 'vsli'
  | 'vqshlu'
  | 'vqshl_imm'
  | 'vshrn'
  | 'vrshrn'
  | 'vqshrun'
  | 'vqrshrun'
  | 'vqshrn'
  | 'vqrshrn'
  | 'vshll'
  | 'vshll_max'
>;

/** Shifts by an immediate. @see Arm DDI 0406C, A7.4.4 */
export function neonShift(l: Lift): Part {
  type Shift = (size: number, x: V128, amount: number) => V128;
  const right = (d: number, imm7: number, Q: number, m: number, f: Shift): void => {
    const { size, amount } = shiftOf(imm7, true);
    setVector(l, d, Q, f(size, getVector(l, m, Q), amount));
  };
  const left = (d: number, imm7: number, Q: number, m: number, f: Shift): void => {
    const { size, amount } = shiftOf(imm7, false);
    setVector(l, d, Q, f(size, getVector(l, m, Q), amount));
  };
  /** The size is that of the result. */
  const narrow = (imm6: number, d: number, m: number, f: Shift): void => {
    const { size, amount } = shiftOf(imm6, true);
    setVector(l, d, 0, f(size, getVector(l, m, 1), amount));
  };
  const sum = (d: number, Q: number, size: number, x: V128): V128 => add(l.b, size, getVector(l, d, Q), x);
  /** Bits of the old destination where the shift put none. */
  const insert = (d: number, Q: number, shifted: V128, mask: V128): V128 =>
    l.b.bitselect_v128(shifted, getVector(l, d, Q), mask);
  const narrowShr =
    (round: boolean, U: number, kind: Narrowing) =>
    (size: number, x: V128, amount: number): V128 =>
      narrowSaturating(
        l,
        kind,
        size,
        round ? roundingShr(l, U, size + 1, x, amount) : shr(l.b, U, size + 1, x, amount),
      );
  return {
    vshr: (U, d, imm7, Q, m) => right(d, imm7, Q, m, (size, x, amount) => shr(l.b, U, size, x, amount)),
    vsra: (U, d, imm7, Q, m) =>
      right(d, imm7, Q, m, (size, x, amount) => sum(d, Q, size, shr(l.b, U, size, x, amount))),
    vrshr: (U, d, imm7, Q, m) => right(d, imm7, Q, m, (size, x, amount) => roundingShr(l, U, size, x, amount)),
    vrsra: (U, d, imm7, Q, m) =>
      right(d, imm7, Q, m, (size, x, amount) => sum(d, Q, size, roundingShr(l, U, size, x, amount))),
    vsri: (d, imm7, Q, m) =>
      right(d, imm7, Q, m, (size, x, amount) =>
        insert(d, Q, shr(l.b, 1, size, x, amount), shr(l.b, 1, size, ones(l.b), amount)),
      ),
    vshl_imm: (d, imm7, Q, m) => left(d, imm7, Q, m, (size, x, amount) => shl(l.b, size, x, amount)),
    vsli: (d, imm7, Q, m) =>
      left(d, imm7, Q, m, (size, x, amount) =>
        insert(d, Q, shl(l.b, size, x, amount), shl(l.b, size, ones(l.b), amount)),
      ),
    vqshlu: (d, imm7, Q, m) =>
      left(d, imm7, Q, m, (size, x, amount) => saturatingShl(l, 'toUnsigned', size, x, amount)),
    vqshl_imm: (U, d, imm7, Q, m) =>
      left(d, imm7, Q, m, (size, x, amount) => saturatingShl(l, U ? 'unsigned' : 'signed', size, x, amount)),
    vshrn: (imm6, d, m) =>
      narrow(imm6, d, m, (size, x, amount) => narrowLow(l.b, size, shr(l.b, 1, size + 1, x, amount))),
    vrshrn: (imm6, d, m) =>
      narrow(imm6, d, m, (size, x, amount) => narrowLow(l.b, size, roundingShr(l, 1, size + 1, x, amount))),
    vqshrun: (imm6, d, m) => narrow(imm6, d, m, narrowShr(false, 0, 'toUnsigned')),
    vqrshrun: (imm6, d, m) => narrow(imm6, d, m, narrowShr(true, 0, 'toUnsigned')),
    vqshrn: (U, imm6, d, m) => narrow(imm6, d, m, narrowShr(false, U, U ? 'unsigned' : 'signed')),
    vqrshrn: (U, imm6, d, m) => narrow(imm6, d, m, narrowShr(true, U, U ? 'unsigned' : 'signed')),
    vshll(U, imm6, d, m) {
      const { size, amount } = shiftOf(imm6, false);
      setVector(l, d, 1, shl(l.b, size + 1, extendLow(l.b, U, size, getVector(l, m, 0)), amount));
    },
    vshll_max: (size, d, m) =>
      setVector(l, d, 1, shl(l.b, size + 1, extendLow(l.b, 1, size, getVector(l, m, 0)), bitsOf(size))),
  };
}
