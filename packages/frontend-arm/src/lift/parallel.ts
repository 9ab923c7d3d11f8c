import type { BlockBuilder, I32, V128 } from '@tutti/ir';
import { AT } from '../state.ts';
import type { Lift } from './lift.ts';

/** Signed, signed saturating, signed halving, and the same unsigned: the prefixes of the mnemonics. */
export type ParallelKind = 's' | 'q' | 'sh' | 'u' | 'uq' | 'uh';

/** Lanewise operations on the low 32 bits of a vector, for bytes and halfwords. */
interface Lanes {
  sum(b: BlockBuilder, kind: ParallelKind, x: V128, y: V128): V128;
  difference(b: BlockBuilder, kind: ParallelKind, x: V128, y: V128): V128;
  /** Lanes of ones where the exact sum is >= 0 (signed) or carries (unsigned). */
  sumGe(b: BlockBuilder, kind: ParallelKind, x: V128, y: V128): V128;
  /** Lanes of ones where the exact difference is >= 0. */
  differenceGe(b: BlockBuilder, kind: ParallelKind, x: V128, y: V128): V128;
}

/*
 * Identities without a wider lane: x + y = 2(x & y) + (x ^ y), x - y = (x ^ y) - 2(~x & y), so the halved values need only
 * lanes; and x + y >= 0 when x > ~y (signed), x + y carries when x > ~y (unsigned).
 */
const BYTES: Lanes = {
  sum(b, kind, x, y) {
    if (kind === 'q') return b.i8x16_add_sat_s(x, y);
    if (kind === 'uq') return b.i8x16_add_sat_u(x, y);
    if (kind === 'sh') return b.i8x16_add(b.and_v128(x, y), b.i8x16_shr_s(b.xor_v128(x, y), b.const_i32(1)));
    if (kind === 'uh') return b.i8x16_add(b.and_v128(x, y), b.i8x16_shr_u(b.xor_v128(x, y), b.const_i32(1)));
    return b.i8x16_add(x, y);
  },
  difference(b, kind, x, y) {
    if (kind === 'q') return b.i8x16_sub_sat_s(x, y);
    if (kind === 'uq') return b.i8x16_sub_sat_u(x, y);
    if (kind === 'sh') return b.i8x16_sub(b.i8x16_shr_s(b.xor_v128(x, y), b.const_i32(1)), b.andnot_v128(y, x));
    if (kind === 'uh') return b.i8x16_sub(b.i8x16_shr_u(b.xor_v128(x, y), b.const_i32(1)), b.andnot_v128(y, x));
    return b.i8x16_sub(x, y);
  },
  sumGe: (b, kind, x, y) => (kind === 's' ? b.i8x16_gt_s(x, b.not_v128(y)) : b.i8x16_gt_u(x, b.not_v128(y))),
  differenceGe: (b, kind, x, y) => (kind === 's' ? b.i8x16_ge_s(x, y) : b.i8x16_ge_u(x, y)),
};

const HALFWORDS: Lanes = {
  sum(b, kind, x, y) {
    if (kind === 'q') return b.i16x8_add_sat_s(x, y);
    if (kind === 'uq') return b.i16x8_add_sat_u(x, y);
    if (kind === 'sh') return b.i16x8_add(b.and_v128(x, y), b.i16x8_shr_s(b.xor_v128(x, y), b.const_i32(1)));
    if (kind === 'uh') return b.i16x8_add(b.and_v128(x, y), b.i16x8_shr_u(b.xor_v128(x, y), b.const_i32(1)));
    return b.i16x8_add(x, y);
  },
  difference(b, kind, x, y) {
    if (kind === 'q') return b.i16x8_sub_sat_s(x, y);
    if (kind === 'uq') return b.i16x8_sub_sat_u(x, y);
    if (kind === 'sh') return b.i16x8_sub(b.i16x8_shr_s(b.xor_v128(x, y), b.const_i32(1)), b.andnot_v128(y, x));
    if (kind === 'uh') return b.i16x8_sub(b.i16x8_shr_u(b.xor_v128(x, y), b.const_i32(1)), b.andnot_v128(y, x));
    return b.i16x8_sub(x, y);
  },
  sumGe: (b, kind, x, y) => (kind === 's' ? b.i16x8_gt_s(x, b.not_v128(y)) : b.i16x8_gt_u(x, b.not_v128(y))),
  differenceGe: (b, kind, x, y) => (kind === 's' ? b.i16x8_ge_s(x, y) : b.i16x8_ge_u(x, y)),
};

const setsGe = (kind: ParallelKind): boolean => kind === 's' || kind === 'u';

/** ADD8, SUB8, ADD16, SUB16 of a kind. @see Arm DDI 0406C, A5.4.1, A5.4.2 */
export function parallel(
  l: Lift,
  kind: ParallelKind,
  op: 'add' | 'sub',
  bits: 8 | 16,
  d: number,
  n: number,
  m: number,
): void {
  const { b } = l;
  const lanes = bits === 8 ? BYTES : HALFWORDS;
  const x = b.i32x4_splat(l.reg(n));
  const y = b.i32x4_splat(l.reg(m));
  const result = op === 'add' ? lanes.sum(b, kind, x, y) : lanes.difference(b, kind, x, y);
  if (setsGe(kind)) {
    const ge = op === 'add' ? lanes.sumGe(b, kind, x, y) : lanes.differenceGe(b, kind, x, y);
    b.set_i32(AT.ge, b.and_i32(b.i8x16_bitmask(ge), l.imm(15)));
  }
  l.setReg(d, b.i32x4_extract(result, 0));
}

/** The value with its high halfword from one word and its low halfword from another. */
const halves = (l: Lift, high: I32, low: I32): I32 => l.b.deposit_i32(high, low, 0, 16);

/** ASX (high adds, low subtracts) and SAX of a kind: the halves of Rm exchanged. @see Arm DDI 0406C, A5.4.1, A5.4.2 */
export function parallelExchanged(
  l: Lift,
  kind: ParallelKind,
  op: 'asx' | 'sax',
  d: number,
  n: number,
  m: number,
): void {
  const { b } = l;
  const x = b.i32x4_splat(l.reg(n));
  const y = b.i32x4_splat(b.rotr_i32(l.reg(m), l.imm(16)));
  const sum = b.i32x4_extract(HALFWORDS.sum(b, kind, x, y), 0);
  const difference = b.i32x4_extract(HALFWORDS.difference(b, kind, x, y), 0);
  if (setsGe(kind)) {
    const sumGe = b.i8x16_bitmask(HALFWORDS.sumGe(b, kind, x, y));
    const differenceGe = b.i8x16_bitmask(HALFWORDS.differenceGe(b, kind, x, y));
    const high = op === 'asx' ? sumGe : differenceGe;
    const low = op === 'asx' ? differenceGe : sumGe;
    b.set_i32(AT.ge, b.or_i32(b.and_i32(high, l.imm(12)), b.and_i32(low, l.imm(3))));
  }
  l.setReg(d, op === 'asx' ? halves(l, sum, difference) : halves(l, difference, sum));
}
