import type { I32, I64 } from '@tutti/ir';
import type { A32DataProcessingVisitor } from '../decode/index.ts';
import { AT } from '../state.ts';
import type { Lift } from './lift.ts';

type Multiplies = Pick<
  A32DataProcessingVisitor<void>,
  | 'mul'
  | 'mla'
  | 'umaal'
  | 'mls'
  | 'umull'
  | 'umlal'
  | 'smull'
  | 'smlal'
  | 'qadd'
  | 'qsub'
  | 'qdadd'
  | 'qdsub'
  | 'smla_xy'
  | 'smlaw_y'
  | 'smulw_y'
  | 'smlal_xy'
  | 'smul_xy'
>;

/** Q becomes 1 when `overflow` is not 0. */
export function stickyQ(l: Lift, overflow: I32): void {
  const { b } = l;
  b.set_i32(AT.qf, b.or_i32(b.get_i32(AT.qf), b.ne_i32(overflow, l.imm(0))));
}

/** x + y modulo 2^32; Q is set on signed overflow. */
export function addQ(l: Lift, x: I32, y: I32): I32 {
  const { b } = l;
  const sum = b.add_i32(x, y);
  stickyQ(l, b.lt_s_i32(b.and_i32(b.xor_i32(x, sum), b.xor_i32(y, sum)), l.imm(0)));
  return sum;
}

/** The largest or least 32-bit number, by the sign of x. */
const saturated = (l: Lift, x: I32): I32 => l.b.xor_i32(l.b.shr_s_i32(x, l.imm(31)), l.imm(0x7fffffff));

/** SignedSatQ(x + y or x - y, 32); Q is set when it saturates. */
export function saturatingAdd(l: Lift, x: I32, y: I32, subtract: boolean): I32 {
  const { b } = l;
  const result = subtract ? b.sub_i32(x, y) : b.add_i32(x, y);
  const other = subtract ? b.xor_i32(x, y) : b.xor_i32(y, result);
  const overflow = b.lt_s_i32(b.and_i32(b.xor_i32(x, result), other), l.imm(0));
  stickyQ(l, overflow);
  return b.select_i32(overflow, saturated(l, x), result);
}

/** Sign-extended halfword of a register. */
const half = (l: Lift, x: I32, top: number): I32 => l.b.extract_s_i32(x, top === 0 ? 0 : 16, 16);

/** Sign-extended 64-bit product. */
export const productS = (l: Lift, x: I32, y: I32): I64 => l.b.mul_i64(l.b.extend_s_i32(x), l.b.extend_s_i32(y));

const productU = (l: Lift, x: I32, y: I32): I64 => l.b.mul_i64(l.b.extend_u_i32(x), l.b.extend_u_i32(y));

/** dHi:dLo as a 64-bit value. */
export const pair = (l: Lift, dHi: number, dLo: number): I64 => l.b.concat_i64(l.reg(dLo), l.reg(dHi));

/** dHi:dLo becomes a 64-bit value. */
export function setPair(l: Lift, dHi: number, dLo: number, value: I64): void {
  const { b } = l;
  const low = b.wrap_i64(value);
  const high = b.high_i64(value);
  l.setReg(dLo, low);
  l.setReg(dHi, high);
}

/** A32 multiplications and saturating arithmetic. @see Arm DDI 0406C, A5.2.5 to A5.2.7 */
export function multiplies(l: Lift): Multiplies {
  const finish = (S: number, d: number, value: I32): void => {
    if (S !== 0) l.setNz(value);
    l.setReg(d, value);
  };
  const finishLong = (S: number, dHi: number, dLo: number, value: I64): void => {
    if (S !== 0) l.setNz64(l.b.high_i64(value), l.b.wrap_i64(value));
    setPair(l, dHi, dLo, value);
  };
  const wordByHalf = (n: number, m: number, M: number): I32 =>
    l.b.wrap_i64(l.b.shr_s_i64(productS(l, l.reg(n), half(l, l.reg(m), M)), l.b.const_i64(16, 0)));
  const halves = (n: number, N: number, m: number, M: number): I32 =>
    l.b.mul_i32(half(l, l.reg(n), N), half(l, l.reg(m), M));
  const doubled = (n: number): I32 => saturatingAdd(l, l.reg(n), l.reg(n), false);
  return {
    mul: (_c, S, d, m, n) => finish(S, d, l.b.mul_i32(l.reg(n), l.reg(m))),
    mla: (_c, S, d, a, m, n) => finish(S, d, l.b.add_i32(l.b.mul_i32(l.reg(n), l.reg(m)), l.reg(a))),
    mls: (_c, d, a, m, n) => l.setReg(d, l.b.sub_i32(l.reg(a), l.b.mul_i32(l.reg(n), l.reg(m)))),
    umaal: (_c, dHi, dLo, m, n) => {
      const { b } = l;
      const sum = b.add_i64(b.extend_u_i32(l.reg(dHi)), b.extend_u_i32(l.reg(dLo)));
      setPair(l, dHi, dLo, b.add_i64(productU(l, l.reg(n), l.reg(m)), sum));
    },
    umull: (_c, S, dHi, dLo, m, n) => finishLong(S, dHi, dLo, productU(l, l.reg(n), l.reg(m))),
    umlal: (_c, S, dHi, dLo, m, n) =>
      finishLong(S, dHi, dLo, l.b.add_i64(productU(l, l.reg(n), l.reg(m)), pair(l, dHi, dLo))),
    smull: (_c, S, dHi, dLo, m, n) => finishLong(S, dHi, dLo, productS(l, l.reg(n), l.reg(m))),
    smlal: (_c, S, dHi, dLo, m, n) =>
      finishLong(S, dHi, dLo, l.b.add_i64(productS(l, l.reg(n), l.reg(m)), pair(l, dHi, dLo))),
    qadd: (_c, n, d, m) => l.setReg(d, saturatingAdd(l, l.reg(m), l.reg(n), false)),
    qsub: (_c, n, d, m) => l.setReg(d, saturatingAdd(l, l.reg(m), l.reg(n), true)),
    qdadd: (_c, n, d, m) => l.setReg(d, saturatingAdd(l, l.reg(m), doubled(n), false)),
    qdsub: (_c, n, d, m) => l.setReg(d, saturatingAdd(l, l.reg(m), doubled(n), true)),
    smla_xy: (_c, d, a, m, M, N, n) => l.setReg(d, addQ(l, halves(n, N, m, M), l.reg(a))),
    smlaw_y: (_c, d, a, m, M, n) => l.setReg(d, addQ(l, wordByHalf(n, m, M), l.reg(a))),
    smulw_y: (_c, d, m, M, n) => l.setReg(d, wordByHalf(n, m, M)),
    smlal_xy: (_c, dHi, dLo, m, M, N, n) =>
      setPair(l, dHi, dLo, l.b.add_i64(pair(l, dHi, dLo), l.b.extend_s_i32(halves(n, N, m, M)))),
    smul_xy: (_c, d, m, M, N, n) => l.setReg(d, halves(n, N, m, M)),
  };
}
