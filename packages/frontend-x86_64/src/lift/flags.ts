import type { I32, I64 } from '@tutti/ir';
import { AT } from '../state.ts';
import type { Lift, Value } from './lift.ts';

function setThree(l: Lift, res: I64, cf: I32, aux: I64): void {
  l.b.set_i64(AT.res, res);
  l.b.set_i32(AT.cf, cf);
  l.b.set_i64(AT.aux, aux);
}

/** What `aux` keeps of operands and result: OF ^ CF and AF. */
const carries = (l: Lift, bytes: number, x: Value, y: Value, r: Value): I64 =>
  bytes === 8 ? l.b.carries_i64(x, y, r) : l.b.carries_i32(x, y, r);

export const lessU = (l: Lift, bytes: number, x: Value, y: Value): I32 =>
  bytes === 8 ? l.b.lt_u_i64(x, y) : l.b.lt_u_i32(x, y);
export const equal = (l: Lift, bytes: number, x: Value, y: Value): I32 =>
  bytes === 8 ? l.b.eq_i64(x, y) : l.b.eq_i32(x, y);
const lessS = (l: Lift, bytes: number, x: Value, y: Value): I32 =>
  bytes === 8 ? l.b.lt_s_i64(x, y) : l.b.lt_s_i32(x, y);

/** Flags of an addition or subtraction whose carry is known. `x`, `y`, `r` are operands and result. */
export function setArithmetic(l: Lift, bytes: number, x: Value, y: Value, r: Value, cf: I32): void {
  l.whenStored(() => {
    setThree(l, l.toI64(bytes, r), cf, carries(l, bytes, x, y, r));
    l.flagKind = 'result';
    l.flagBytes = bytes;
    l.flagA = r;
  });
}

/** Flags of x - y, which conditions then compare directly. */
export function setSubtract(l: Lift, bytes: number, x: Value, y: Value, r: Value): void {
  l.whenStored(() => {
    setThree(l, l.toI64(bytes, r), lessU(l, bytes, x, y), carries(l, bytes, x, y, r));
    l.flagKind = 'sub';
    l.flagBytes = bytes;
    l.flagA = x;
    l.flagB = y;
  });
}

/** Flags of a logical operation: CF and OF 0; AF, undefined, 0. */
export function setLogic(l: Lift, bytes: number, r: Value): void {
  l.whenStored(() => {
    setThree(l, l.toI64(bytes, r), l.b.const_i32(0), l.b.const_i64(0, 0));
    l.flagKind = 'logic';
    l.flagBytes = bytes;
    l.flagA = r;
  });
}

/** INC and DEC: all but CF. OF is set when the result is the given extreme. */
export function setIncrement(l: Lift, bytes: number, x: Value, r: Value, overflow: I32): void {
  l.whenStored(() => {
    const { b } = l;
    const af =
      bytes === 8
        ? b.and_i64(b.xor_i64(b.xor_i64(x, r), b.const_i64(1, 0)), b.const_i64(16, 0))
        : b.extend_u_i32(b.and_i32(b.xor_i32(b.xor_i32(x, r), b.const_i32(1)), b.const_i32(16)));
    b.set_i64(AT.aux, b.or_i64(af, overflowBit(l, overflow, b.get_i32(AT.cf))));
    b.set_i64(AT.res, l.toI64(bytes, r));
    l.flagKind = 'result';
    l.flagBytes = bytes;
    l.flagA = r;
  });
}

/** OF ^ CF at its place in `aux`. */
export const overflowBit = (l: Lift, of: I32, cf: I32): I64 =>
  l.b.shl_i64(l.b.extend_u_i32(l.b.xor_i32(of, cf)), l.b.const_i64(63, 0));

/** Flags of a shift: result, CF, OF; AF, undefined, 0. */
export function setShift(l: Lift, bytes: number, r: Value, cf: I32, of: I32): void {
  setThree(l, l.toI64(bytes, r), cf, overflowBit(l, of, cf));
  l.flagKind = 'result';
  l.flagBytes = bytes;
  l.flagA = r;
}

/** CF and OF alone; the rest stays (rotates). */
export function setCarryOverflow(l: Lift, cf: I32, of: I32): void {
  const { b } = l;
  b.set_i64(AT.aux, b.or_i64(b.and_i64(b.get_i64(AT.aux), b.const_i64(0x13, 0)), overflowBit(l, of, cf)));
  b.set_i32(AT.cf, cf);
  l.forgetFlags();
}

/** CF alone: OF is kept where it is defined to be. */
export function setCarry(l: Lift, cf: I32): void {
  const { b } = l;
  const change = b.shl_i64(b.extend_u_i32(b.xor_i32(b.get_i32(AT.cf), cf)), b.const_i64(63, 0));
  b.set_i64(AT.aux, b.xor_i64(b.get_i64(AT.aux), change));
  b.set_i32(AT.cf, cf);
  l.forgetFlags();
}

/** CF = OF; SF, ZF, PF of a result (multiplication). */
export function setMultiply(l: Lift, bytes: number, low: Value, overflow: I32): void {
  setThree(l, l.toI64(bytes, low), overflow, l.b.const_i64(0, 0));
  l.forgetFlags();
}

/** ZF, PF, CF from a comparison of floats; OF, SF, AF 0. */
export function setCompare(l: Lift, zf: I32, pf: I32, cf: I32): void {
  const { b } = l;
  // With ZF the result is 0, whose parity is even; else 1, which is odd.
  const delta = b.select_i32(zf, b.xor_i32(pf, b.const_i32(1)), pf);
  b.set_i64(AT.res, b.extend_u_i32(b.xor_i32(zf, b.const_i32(1))));
  b.set_i32(AT.cf, cf);
  b.set_i64(AT.aux, b.or_i64(b.extend_u_i32(b.shl_i32(delta, b.const_i32(1))), overflowBit(l, b.const_i32(0), cf)));
  l.forgetFlags();
}

export const carry = (l: Lift): I32 => l.b.get_i32(AT.cf);
const zero = (l: Lift): I32 => l.b.eqz_i64(l.b.get_i64(AT.res));
export function sign(l: Lift): I32 {
  const { b } = l;
  const plain = b.lt_s_i64(b.get_i64(AT.res), b.const_i64(0, 0));
  return l.flagKind === 'none' ? b.xor_i32(plain, b.and_i32(b.wrap_i64(b.get_i64(AT.aux)), b.const_i32(1))) : plain;
}
export const overflow = (l: Lift): I32 => l.b.xor_i32(l.b.lt_s_i64(l.b.get_i64(AT.aux), l.b.const_i64(0, 0)), carry(l));
export function parity(l: Lift): I32 {
  const { b } = l;
  const ones = b.popcnt_i32(b.and_i32(b.wrap_i64(b.get_i64(AT.res)), b.const_i32(0xff)));
  const even = b.xor_i32(b.and_i32(ones, b.const_i32(1)), b.const_i32(1));
  return l.flagKind === 'none'
    ? b.xor_i32(even, b.and_i32(b.wrap_i64(b.shr_u_i64(b.get_i64(AT.aux), b.const_i64(1, 0))), b.const_i32(1)))
    : even;
}
export const adjust = (l: Lift): I32 =>
  l.b.and_i32(l.b.shr_u_i32(l.b.wrap_i64(l.b.get_i64(AT.aux)), l.b.const_i32(4)), l.b.const_i32(1));

/** Whether condition `cc` (0 to 15, as in Jcc) holds: 1 or 0. @see Intel SDM 1, appendix B */
export function condition(l: Lift, cc: number): I32 {
  const holds = positive(l, cc & 14);
  return cc & 1 ? l.b.eqz_i32(holds) : holds;
}

function positive(l: Lift, cc: number): I32 {
  const { b, flagBytes: bytes, flagA: x, flagB: y } = l;
  if (l.flagKind === 'sub') {
    switch (cc) {
      case 2:
        return lessU(l, bytes, x, y);
      case 4:
        return equal(l, bytes, x, y);
      case 6:
        return bytes === 8 ? b.le_u_i64(x, y) : b.le_u_i32(x, y);
      case 12:
        return lessS(l, bytes, x, y);
      case 14:
        return bytes === 8 ? b.le_s_i64(x, y) : b.le_s_i32(x, y);
    }
  }
  if (l.flagKind === 'logic' || l.flagKind === 'result') {
    const none = l.number(bytes, 0);
    if (cc === 4) return bytes === 8 ? b.eqz_i64(x) : b.eqz_i32(x);
    if (cc === 8) return lessS(l, bytes, x, none);
    if (l.flagKind === 'logic') {
      if (cc === 6) return bytes === 8 ? b.eqz_i64(x) : b.eqz_i32(x);
      if (cc === 12) return lessS(l, bytes, x, none);
      if (cc === 14) return bytes === 8 ? b.le_s_i64(x, none) : b.le_s_i32(x, none);
    }
  }
  switch (cc) {
    case 0:
      return overflow(l);
    case 2:
      return carry(l);
    case 4:
      return zero(l);
    case 6:
      return b.or_i32(carry(l), zero(l));
    case 8:
      return sign(l);
    case 10:
      return parity(l);
    case 12:
      return b.xor_i32(sign(l), overflow(l));
    default:
      return b.or_i32(b.xor_i32(sign(l), overflow(l)), zero(l));
  }
}
