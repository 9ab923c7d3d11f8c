import type { I32, I64 } from '@tutti/ir';
import type { A32MediaVisitor } from '../decode/index.ts';
import type { Lift } from './lift.ts';
import { pair, productS, setPair, stickyQ } from './multiply.ts';

type DualMultiplies = Pick<
  A32MediaVisitor<void>,
  'smuad' | 'smlad' | 'smusd' | 'smlsd' | 'smlald' | 'smlsld' | 'smmul' | 'smmla' | 'smmls' | 'sdiv' | 'udiv'
>;

/** Sum or difference of the products of the low and the high halfwords, exact; M exchanges the halves of Rm. */
function dual(l: Lift, n: number, m: number, M: number, subtract: boolean): I64 {
  const { b } = l;
  const x = l.reg(n);
  const y = M !== 0 ? b.rotr_i32(l.reg(m), l.imm(16)) : l.reg(m);
  const low = b.mul_i32(b.extract_s_i32(x, 0, 16), b.extract_s_i32(y, 0, 16));
  const high = b.mul_i32(b.extract_s_i32(x, 16, 16), b.extract_s_i32(y, 16, 16));
  return subtract
    ? b.sub_i64(b.extend_s_i32(low), b.extend_s_i32(high))
    : b.add_i64(b.extend_s_i32(low), b.extend_s_i32(high));
}

/** Low word of a sum; Q is set when it does not fit. */
function narrow(l: Lift, exact: I64): I32 {
  const { b } = l;
  const result = b.wrap_i64(exact);
  stickyQ(l, b.ne_i64(b.extend_s_i32(result), exact));
  return result;
}

/** High word of a:0 plus or minus a product, rounded when R is set. */
function mostSignificant(l: Lift, accumulator: I32, n: number, m: number, R: number, subtract: boolean): I32 {
  const { b } = l;
  const wide = b.concat_i64(l.imm(0), accumulator);
  const product = productS(l, l.reg(n), l.reg(m));
  const sum = subtract ? b.sub_i64(wide, product) : b.add_i64(wide, product);
  return b.high_i64(R !== 0 ? b.add_i64(sum, b.const_i64(0x80000000 | 0, 0)) : sum);
}

/** A32 dual and most-significant-word multiplications, division. @see Arm DDI 0406C, A5.4.4 */
export function dualMultiplies(l: Lift): DualMultiplies {
  const accumulate = (d: number, a: number, m: number, M: number, n: number, subtract: boolean): void => {
    const { b } = l;
    l.setReg(d, narrow(l, b.add_i64(dual(l, n, m, M, subtract), b.extend_s_i32(l.reg(a)))));
  };
  const accumulateLong = (dHi: number, dLo: number, m: number, M: number, n: number, subtract: boolean): void =>
    setPair(l, dHi, dLo, l.b.add_i64(pair(l, dHi, dLo), dual(l, n, m, M, subtract)));
  const divide = (d: number, quotient: () => I32): void => {
    if (l.model.divide) l.setReg(d, quotient());
    else l.raise(0);
  };
  return {
    smuad: (_c, d, m, M, n) => l.setReg(d, narrow(l, dual(l, n, m, M, false))),
    smlad: (_c, d, a, m, M, n) => accumulate(d, a, m, M, n, false),
    smusd: (_c, d, m, M, n) => l.setReg(d, l.b.wrap_i64(dual(l, n, m, M, true))),
    smlsd: (_c, d, a, m, M, n) => accumulate(d, a, m, M, n, true),
    smlald: (_c, dHi, dLo, m, M, n) => accumulateLong(dHi, dLo, m, M, n, false),
    smlsld: (_c, dHi, dLo, m, M, n) => accumulateLong(dHi, dLo, m, M, n, true),
    smmul: (_c, d, m, R, n) => l.setReg(d, mostSignificant(l, l.imm(0), n, m, R, false)),
    smmla: (_c, d, a, m, R, n) => l.setReg(d, mostSignificant(l, l.reg(a), n, m, R, false)),
    smmls: (_c, d, a, m, R, n) => l.setReg(d, mostSignificant(l, l.reg(a), n, m, R, true)),
    sdiv: (_c, d, m, n) => divide(d, () => l.b.div_s_i32(l.reg(n), l.reg(m))),
    udiv: (_c, d, m, n) => divide(d, () => l.b.div_u_i32(l.reg(n), l.reg(m))),
  };
}
