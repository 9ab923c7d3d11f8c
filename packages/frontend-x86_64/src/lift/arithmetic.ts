import type { I32, I64 } from '@tutti/ir';
import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { VECTOR } from '../guest-exits.ts';
import { HELPER } from '../helpers.ts';
import { AT } from '../state.ts';
import { carry, equal, lessU, setArithmetic, setIncrement, setLogic, setMultiply, setSubtract } from './flags.ts';
import type { Lift, Value } from './lift.ts';
import { setZeroFlag } from './zero-flag.ts';

type Binary = (l: Lift, bytes: number, x: Value, y: Value) => Value;

export const add: Binary = (l, bytes, x, y) => (bytes === 8 ? l.b.add_i64(x, y) : l.normal(bytes, l.b.add_i32(x, y)));
export const sub: Binary = (l, bytes, x, y) => (bytes === 8 ? l.b.sub_i64(x, y) : l.normal(bytes, l.b.sub_i32(x, y)));
const and: Binary = (l, bytes, x, y) => (bytes === 8 ? l.b.and_i64(x, y) : l.b.and_i32(x, y));
const or: Binary = (l, bytes, x, y) => (bytes === 8 ? l.b.or_i64(x, y) : l.b.or_i32(x, y));
const xor: Binary = (l, bytes, x, y) => (bytes === 8 ? l.b.xor_i64(x, y) : l.b.xor_i32(x, y));

/** An ALU operation with its flags. */
const withFlags: Readonly<Record<'add' | 'sub' | 'adc' | 'sbb' | 'and' | 'or' | 'xor', Binary>> = {
  add(l, bytes, x, y) {
    const r = add(l, bytes, x, y);
    setArithmetic(l, bytes, x, y, r, lessU(l, bytes, r, x));
    return r;
  },
  sub(l, bytes, x, y) {
    const r = sub(l, bytes, x, y);
    setSubtract(l, bytes, x, y, r);
    return r;
  },
  adc(l, bytes, x, y) {
    const { b } = l;
    const c = carry(l);
    const r = add(l, bytes, add(l, bytes, x, y), bytes === 8 ? b.extend_u_i32(c) : c);
    setArithmetic(l, bytes, x, y, r, b.or_i32(lessU(l, bytes, r, x), b.and_i32(c, equal(l, bytes, r, x))));
    return r;
  },
  sbb(l, bytes, x, y) {
    const { b } = l;
    const c = carry(l);
    const r = sub(l, bytes, sub(l, bytes, x, y), bytes === 8 ? b.extend_u_i32(c) : c);
    setArithmetic(l, bytes, x, y, r, b.or_i32(lessU(l, bytes, x, y), b.and_i32(c, equal(l, bytes, x, y))));
    return r;
  },
  and(l, bytes, x, y) {
    const r = and(l, bytes, x, y);
    setLogic(l, bytes, r);
    return r;
  },
  or(l, bytes, x, y) {
    const r = or(l, bytes, x, y);
    setLogic(l, bytes, r);
    return r;
  },
  xor(l, bytes, x, y) {
    const r = xor(l, bytes, x, y);
    setLogic(l, bytes, r);
    return r;
  },
};

type Rmw = 'add' | 'sub' | 'and' | 'or' | 'xor' | 'xchg';

/** Locked read-modify-write of memory. @returns the old value */
export function atomic(l: Lift, i: Instruction, op: Rmw, value: Value): Value {
  const { b } = l;
  const bytes = i.size(0);
  const a = l.address(i, bytes);
  const mem = l.mem();
  if (bytes === 8) return b[`rmw_${op}_i64`](a.value, value, a.disp, mem);
  if (bytes === 4) return b[`rmw_${op}_i32`](a.value, value, a.disp, mem);
  if (bytes === 2) return l.normal(2, b[`rmw_${op}_16_i32`](a.value, value, a.disp, mem));
  return l.normal(1, b[`rmw_${op}_8_i32`](a.value, value, a.disp, mem));
}

const isLocked = (i: Instruction): boolean => i.hasLock && i.kind(0) === OperandKind.MEM;

const binary =
  (compute: Binary, locked?: Rmw) =>
  (l: Lift, i: Instruction): void => {
    const y = l.read(i, 1, i.size(0));
    if (locked !== undefined && isLocked(i)) {
      compute(l, i.size(0), atomic(l, i, locked, y), y);
      return;
    }
    // x - x and x ^ x: no dependence on x.
    const same = i.kind(0) === OperandKind.REG && i.kind(1) === OperandKind.REG && i.reg(0) === i.reg(1);
    if (same && (compute === withFlags.xor || compute === withFlags.sub)) {
      const none = l.number(i.size(0), 0);
      l.writeReg(i.reg(0), compute(l, i.size(0), none, none));
      return;
    }
    l.modify(i, (x, bytes) => compute(l, bytes, x, y));
  };

export const ARITHMETIC = {
  ADD: binary(withFlags.add, 'add'),
  SUB: binary(withFlags.sub, 'sub'),
  ADC: binary(withFlags.adc),
  SBB: binary(withFlags.sbb),
  AND: binary(withFlags.and, 'and'),
  OR: binary(withFlags.or, 'or'),
  XOR: binary(withFlags.xor, 'xor'),
  CMP(l: Lift, i: Instruction): void {
    const bytes = i.size(0);
    withFlags.sub(l, bytes, l.read(i, 0), l.read(i, 1, bytes));
  },
  TEST(l: Lift, i: Instruction): void {
    const bytes = i.size(0);
    withFlags.and(l, bytes, l.read(i, 0), l.read(i, 1, bytes));
  },
  INC: (l: Lift, i: Instruction): void => step(l, i, true),
  DEC: (l: Lift, i: Instruction): void => step(l, i, false),
  NEG(l: Lift, i: Instruction): void {
    l.modify(i, (x, bytes) => {
      const none = l.number(bytes, 0);
      const r = sub(l, bytes, none, x);
      setSubtract(l, bytes, none, x, r);
      return r;
    });
  },
  NOT(l: Lift, i: Instruction): void {
    if (isLocked(i)) atomic(l, i, 'xor', l.number(i.size(0), -1));
    else l.modify(i, (x, bytes) => xor(l, bytes, x, l.number(bytes, -1)));
  },
  XADD(l: Lift, i: Instruction): void {
    const bytes = i.size(0);
    const y = l.read(i, 1);
    if (isLocked(i)) {
      const x = atomic(l, i, 'add', y);
      withFlags.add(l, bytes, x, y);
      l.writeReg(i.reg(1), x);
      return;
    }
    let old: Value = 0;
    l.modify(i, (x) => {
      old = x;
      if (i.kind(0) === OperandKind.REG) l.writeReg(i.reg(1), x);
      return withFlags.add(l, bytes, x, y);
    });
    if (i.kind(0) !== OperandKind.REG) l.writeReg(i.reg(1), old);
  },
  XCHG(l: Lift, i: Instruction): void {
    const memory = i.kind(0) === OperandKind.MEM ? 0 : i.kind(1) === OperandKind.MEM ? 1 : -1;
    if (memory < 0) {
      const x = l.read(i, 0);
      const y = l.read(i, 1);
      l.writeReg(i.reg(0), y);
      l.writeReg(i.reg(1), x);
      return;
    }
    const other = 1 - memory;
    const old = atomic(l, i, 'xchg', l.read(i, other));
    l.writeReg(i.reg(other), old);
  },
  CMPXCHG: compareExchange,
  CMPXCHG8B: compareExchangePair,
  CMPXCHG16B: compareExchangePair,
  MUL: (l: Lift, i: Instruction): void => multiply(l, i, false),
  IMUL(l: Lift, i: Instruction): void {
    if (i.operandCount === 1) multiply(l, i, true);
    else multiplyLow(l, i);
  },
  DIV: (l: Lift, i: Instruction): void => divide(l, i, false),
  IDIV: (l: Lift, i: Instruction): void => divide(l, i, true),
};

function step(l: Lift, i: Instruction, up: boolean): void {
  const { b } = l;
  const flags = (bytes: number, x: Value, r: Value): void => {
    // Overflow: from the largest to the smallest number, or back.
    const extreme =
      bytes === 8
        ? b.const_i64(up ? 0 : -1, up ? 0x80000000 | 0 : 0x7fffffff)
        : b.const_i32(up ? -(2 ** (8 * bytes - 1)) : 2 ** (8 * bytes - 1) - 1);
    setIncrement(l, bytes, x, r, equal(l, bytes, r, extreme));
  };
  if (isLocked(i)) {
    const bytes = i.size(0);
    const x = atomic(l, i, 'add', l.number(bytes, up ? 1 : -1));
    flags(bytes, x, add(l, bytes, x, l.number(bytes, up ? 1 : -1)));
    return;
  }
  l.modify(i, (x, bytes) => {
    const r = add(l, bytes, x, l.number(bytes, up ? 1 : -1));
    flags(bytes, x, r);
    return r;
  });
}

const selectOf = (l: Lift, bytes: number, c: I32, x: Value, y: Value): Value =>
  bytes === 8 ? l.b.select_i64(c, x, y) : l.b.select_i32(c, x, y);

function compareExchange(l: Lift, i: Instruction): void {
  const bytes = i.size(0);
  const expected = l.gpr(0, bytes);
  const value = l.read(i, 1);
  if (i.kind(0) === OperandKind.REG) {
    const x = l.read(i, 0);
    const same = equal(l, bytes, expected, x);
    const r = sub(l, bytes, expected, x);
    setSubtract(l, bytes, expected, x, r);
    // Of the two registers only the one that is loaded changes, its upper half included.
    l.b.begin_if(same);
    l.writeReg(i.reg(0), value);
    l.b.end_if();
    l.b.begin_if(l.b.xor_i32(same, l.b.const_i32(1)));
    l.setGpr(0, bytes, x);
    l.b.end_if();
    return;
  }
  const a = l.address(i, bytes);
  const x = l.normal(bytes, l.cas(a, bytes, expected, value));
  setSubtract(l, bytes, expected, x, sub(l, bytes, expected, x));
  const same = equal(l, bytes, expected, x);
  if (bytes === 4) {
    // The upper half of RAX is cleared only when EAX is loaded.
    l.set64(0, l.b.select_i64(same, l.get64(0), l.b.extend_u_i32(x)));
  } else l.setGpr(0, bytes, selectOf(l, bytes, same, expected, x));
}

/** CMPXCHG8B with one 64-bit atomic; CMPXCHG16B in two halves, which the helper makes one when it is locked. */
function compareExchangePair(l: Lift, i: Instruction): void {
  const { b } = l;
  if (i.size(0) === 8) {
    const a = l.address(i, 8);
    const expected = b.concat_i64(l.gpr(0, 4), l.gpr(2, 4));
    const seen = b.cas_i64(a.value, expected, b.concat_i64(l.gpr(3, 4), l.gpr(1, 4)), a.disp, l.mem());
    const same = b.eq_i64(seen, expected);
    const keep = (old: Value, value: Value): Value => b.select_i64(same, old, value);
    l.set64(0, keep(l.get64(0), b.extend_u_i32(b.wrap_i64(seen))));
    l.set64(2, keep(l.get64(2), b.extend_u_i32(b.high_i64(seen))));
    setZeroFlag(l, same);
    return;
  }
  const a = l.address(i, 16);
  const at = a.disp === 0 ? a.value : b.add_i64(a.value, b.const_i64(a.disp, a.disp >> 31));
  const bad = b.ne_i64(b.and_i64(at, b.const_i64(15, 0)), b.const_i64(0, 0));
  l.raiseIf(bad, VECTOR.GP, 0);
  if (i.hasLock && !l.alone) {
    lockedPair(l, at);
    return;
  }
  const old = b.load_v128(at, 0, l.mem());
  const lo = b.i64x2_extract(old, 0);
  const hi = b.i64x2_extract(old, 1);
  const same = b.and_i32(b.eq_i64(lo, l.get64(0)), b.eq_i64(hi, l.get64(2)));
  const value = b.concat_v128(b.select_i64(same, l.get64(3), lo), b.select_i64(same, l.get64(1), hi));
  b.store_v128(at, value, 0, l.mem());
  l.set64(0, lo);
  l.set64(2, hi);
  setZeroFlag(l, same);
}

/** The helper needs the page in the TLB, writable: an exchange of a value by itself sees to that and to all faults. */
function lockedPair(l: Lift, at: I64): void {
  const { b } = l;
  b.set_i64(AT.local, at);
  const low = b.load_i64(at, 0, l.mem());
  b.cas_i64(b.get_i64(AT.local), low, low, 0, l.mem());
  b.set_i64(AT.arg, b.get_i64(AT.local));
  l.system('compare_exchange_16', b.const_i32(l.mmuMode));
  l.set64(0, b.get_i64(AT.arg));
  l.set64(2, b.get_i64(AT.arg + 8));
  setZeroFlag(l, b.wrap_i64(b.get_i64(AT.arg + 16)));
}

function multiply(l: Lift, i: Instruction, signed: boolean): void {
  const { b } = l;
  const bytes = i.size(0);
  const x = l.gpr(0, bytes);
  const y = l.read(i, 0);
  if (bytes === 8) {
    const lo = b.mul_i64(x, y);
    const hi = signed ? b.mulh_s_i64(x, y) : b.mulh_u_i64(x, y);
    l.set64(0, lo);
    l.set64(2, hi);
    setMultiply(l, 8, lo, b.ne_i64(hi, signed ? b.shr_s_i64(lo, b.const_i64(63, 0)) : b.const_i64(0, 0)));
    return;
  }
  const product = signed
    ? b.mul_i64(l.toI64(bytes, x), l.toI64(bytes, y))
    : b.mul_i64(l.toU64(bytes, x), l.toU64(bytes, y));
  const lo = l.fromI64(bytes, product);
  const wide = signed ? b.ne_i64(product, l.toI64(bytes, lo)) : b.ne_i64(product, l.toU64(bytes, lo));
  if (bytes === 1) l.setGpr(0, 2, l.fromI64(2, product));
  else {
    l.setGpr(0, bytes, lo);
    l.setGpr(2, bytes, l.fromI64(bytes, b.shr_u_i64(product, b.const_i64(8 * bytes, 0))));
  }
  setMultiply(l, bytes, lo, wide);
}

function multiplyLow(l: Lift, i: Instruction): void {
  const { b } = l;
  const bytes = i.size(0);
  const three = i.operandCount === 3;
  const x = l.read(i, three ? 1 : 0);
  const y = l.read(i, three ? 2 : 1, bytes);
  if (bytes === 8) {
    const lo = b.mul_i64(x, y);
    l.writeReg(i.reg(0), lo);
    setMultiply(l, 8, lo, b.ne_i64(b.mulh_s_i64(x, y), b.shr_s_i64(lo, b.const_i64(63, 0))));
    return;
  }
  const product = b.mul_i64(l.toI64(bytes, x), l.toI64(bytes, y));
  const lo = l.fromI64(bytes, product);
  l.writeReg(i.reg(0), lo);
  setMultiply(l, bytes, lo, b.ne_i64(product, l.toI64(bytes, lo)));
}

function divide(l: Lift, i: Instruction, signed: boolean): void {
  const { b } = l;
  const bytes = i.size(0);
  const divisor = l.read(i, 0);
  if (bytes === 8) {
    divideWide(l, divisor, signed);
    return;
  }
  // The dividend has at most 64 bits.
  const dividend =
    bytes === 4
      ? b.concat_i64(l.gpr(0, 4), l.gpr(2, 4))
      : bytes === 2
        ? join(l, signed)
        : signed
          ? l.toI64(2, l.gpr(0, 2))
          : l.toU64(2, l.gpr(0, 2));
  const d = signed ? l.toI64(bytes, divisor) : l.toU64(bytes, divisor);
  const quotient = signed ? b.div_s_i64(dividend, d) : b.div_u_i64(dividend, d);
  const rest = signed ? b.rem_s_i64(dividend, d) : b.rem_u_i64(dividend, d);
  const q = l.fromI64(bytes, quotient);
  const fits = b.eq_i64(signed ? l.toI64(bytes, q) : l.toU64(bytes, q), quotient);
  l.raiseIf(b.or_i32(b.eqz_i64(d), b.xor_i32(fits, b.const_i32(1))), VECTOR.DE);
  const r = l.fromI64(bytes, rest);
  if (bytes === 1) {
    const both = b.or_i32(l.zeroExtended(1, q), b.shl_i32(l.zeroExtended(1, r), b.const_i32(8)));
    l.setGpr(0, 2, l.normal(2, both));
  } else {
    l.setGpr(0, bytes, q);
    l.setGpr(2, bytes, r);
  }
}

/** DX:AX. */
function join(l: Lift, signed: boolean): Value {
  const { b } = l;
  const word = b.or_i32(l.zeroExtended(2, l.gpr(0, 2)), b.shl_i32(l.gpr(2, 2), b.const_i32(16)));
  return signed ? b.extend_s_i32(word) : b.extend_u_i32(word);
}

/** 128 by 64 bits: in line when the high half is only an extension. */
function divideWide(l: Lift, divisor: Value, signed: boolean): void {
  const { b } = l;
  const lo = l.get64(0);
  const hi = l.get64(2);
  b.set_i64(AT.arg, signed ? b.div_s_i64(lo, divisor) : b.div_u_i64(lo, divisor));
  b.set_i64(AT.arg + 8, signed ? b.rem_s_i64(lo, divisor) : b.rem_u_i64(lo, divisor));
  const plain = signed ? b.eq_i64(hi, b.shr_s_i64(lo, b.const_i64(63, 0))) : b.eqz_i64(hi);
  // -2^63 / -1 overflows.
  const edge = signed
    ? b.and_i32(b.eq_i64(lo, b.const_i64(0, 0x80000000 | 0)), b.eq_i64(divisor, b.const_i64(-1, -1)))
    : b.const_i32(0);
  const hard = b.or_i32(b.or_i32(b.xor_i32(plain, b.const_i32(1)), b.eqz_i64(divisor)), edge);
  b.set_i64(AT.local, b.const_i64(0, 0));
  b.begin_if(hard);
  b.set_i64(AT.arg, lo);
  b.set_i64(AT.arg + 8, hi);
  b.set_i64(AT.arg + 16, divisor);
  b.set_i64(AT.local, b.extend_u_i32(b.call(HELPER.divide, b.const_i32(signed ? 1 : 0))));
  b.end_if();
  const failed = b.ne_i64(b.get_i64(AT.local), b.const_i64(0, 0));
  b.set_i64(AT.local + 8, b.get_i64(AT.arg));
  b.set_i64(AT.local + 16, b.get_i64(AT.arg + 8));
  l.raiseIf(failed, VECTOR.DE);
  l.set64(0, b.get_i64(AT.local + 8));
  l.set64(2, b.get_i64(AT.local + 16));
}
