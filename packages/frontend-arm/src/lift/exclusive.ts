import type { Lift } from './lift.ts';
import { rotated, wordBase, wordOrder } from './memory.ts';

/** LDREX, LDREXB, LDREXH. @param sizeLog2 0, 1 or 2, also the alignment demanded */
export function loadExclusive(l: Lift, sizeLog2: number, t: number, n: number, disp: number): void {
  const { b } = l;
  const base = l.reg(n);
  const mem = l.mem(sizeLog2, sizeLog2);
  if (sizeLog2 === 0) l.setReg(t, b.ll_8_i32(base, disp, mem));
  else if (sizeLog2 === 2) l.setReg(t, wordOrder(l, b.ll_i32(base, disp, mem)));
  else {
    const half = b.ll_16_i32(base, disp, mem);
    l.setReg(t, l.bigEndian ? b.shr_u_i32(b.bswap_i32(half), l.imm(16)) : half);
  }
}

/** LDREXD. */
export function loadExclusiveDual(l: Lift, t: number, t2: number, n: number): void {
  const { b } = l;
  const value = b.ll_i64(l.reg(n), 0, l.mem(3, 3));
  l.setReg(t, wordOrder(l, b.wrap_i64(value)));
  l.setReg(t2, wordOrder(l, b.high_i64(value)));
}

/** STREX, STREXB, STREXH: Rd becomes 0 when stored, else 1. */
export function storeExclusive(l: Lift, sizeLog2: number, d: number, t: number, n: number, disp: number): void {
  const { b } = l;
  const base = l.reg(n);
  const mem = l.mem(sizeLog2, sizeLog2);
  const value = l.reg(t);
  if (sizeLog2 === 0) l.setReg(d, b.sc_8_i32(base, value, disp, mem));
  else if (sizeLog2 === 2) l.setReg(d, b.sc_i32(base, wordOrder(l, value), disp, mem));
  else {
    const half = l.bigEndian ? b.shr_u_i32(b.bswap_i32(value), l.imm(16)) : value;
    l.setReg(d, b.sc_16_i32(base, half, disp, mem));
  }
}

/** STREXD. */
export function storeExclusiveDual(l: Lift, d: number, t: number, t2: number, n: number): void {
  const { b } = l;
  const value = b.concat_i64(wordOrder(l, l.reg(t)), wordOrder(l, l.reg(t2)));
  l.setReg(d, b.sc_i64(l.reg(n), value, 0, l.mem(3, 3)));
}

/** SWP, SWPB. */
export function swap(l: Lift, byte: boolean, t: number, t2: number, n: number): void {
  const { b } = l;
  const base = l.reg(n);
  const value = l.reg(t2);
  if (byte) l.setReg(t, b.rmw_xchg_8_i32(base, value, 0, l.mem(0, 0)));
  else {
    const old = b.rmw_xchg_i32(wordBase(l, base), wordOrder(l, value), 0, l.mem(2, 2));
    l.setReg(t, rotated(l, wordOrder(l, old), base));
  }
}
