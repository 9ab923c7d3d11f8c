import type { I32, I64 } from '@tutti/ir';
import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { RegBase } from '../decode/registers.ts';
import { VECTOR } from '../guest-exits.ts';
import { MODE } from '../mode.ts';
import { AT, FLAG, SEG } from '../state.ts';
import { adjust, carry, overflow, parity, sign } from './flags.ts';
import type { Address, Lift, Value } from './lift.ts';
import { loadSegment } from './load-segment.ts';

const RSP = 4;
const RBP = 5;

/** The part of RSP that the stack size uses, zero-extended. */
export function stackPointer(l: Lift): I64 {
  const { b } = l;
  return l.stackBytes === 8 ? l.get64(RSP) : b.and_i64(l.get64(RSP), b.const_i64(l.stackBytes === 4 ? -1 : 0xffff, 0));
}

/** Set that part. */
export function setStackPointer(l: Lift, sp: I64): void {
  const { b } = l;
  if (l.stackBytes === 8) l.set64(RSP, sp);
  else if (l.stackBytes === 4) l.set64(RSP, b.and_i64(sp, b.const_i64(-1, 0)));
  else l.set64(RSP, b.deposit_i64(l.get64(RSP), sp, 0, 16));
}

const wrap = (l: Lift, sp: I64): I64 =>
  l.stackBytes === 8 ? sp : l.b.and_i64(sp, l.b.const_i64(l.stackBytes === 4 ? -1 : 0xffff, 0));

/** Address `offset` bytes from a stack pointer. */
export function stackAddress(l: Lift, sp: I64, offset: number, bytes: number): Address {
  const { b } = l;
  if (l.stackBytes === 8) return { value: sp, disp: offset };
  const at = wrap(l, b.add_i64(sp, b.const_i64(offset, offset >> 31)));
  return { value: l.linear(SEG.SS, at, bytes), disp: 0 };
}

/** PUSH: the pointer changes only after the store. */
export function pushValue(l: Lift, bytes: number, value: Value): void {
  const { b } = l;
  const sp = stackPointer(l);
  l.store(stackAddress(l, sp, -bytes, bytes), bytes, value);
  setStackPointer(l, b.sub_i64(sp, b.const_i64(bytes, 0)));
}

export function popValue(l: Lift, bytes: number): Value {
  const { b } = l;
  const sp = stackPointer(l);
  const value = l.load(stackAddress(l, sp, 0, bytes), bytes);
  setStackPointer(l, b.add_i64(sp, b.const_i64(bytes, 0)));
  return value;
}

function push(l: Lift, i: Instruction): void {
  const bytes = i.opSize;
  if (i.kind(0) === OperandKind.REG && i.reg(0) >= RegBase.SEG) {
    const selector = l.read(i, 0);
    pushValue(l, bytes, bytes === 8 ? l.b.extend_u_i32(selector) : selector);
    return;
  }
  pushValue(l, bytes, l.read(i, 0, bytes));
}

function pop(l: Lift, i: Instruction): void {
  const { b } = l;
  const bytes = i.opSize;
  if (i.kind(0) === OperandKind.REG && i.reg(0) >= RegBase.SEG) {
    const sp = stackPointer(l);
    const value = l.load(stackAddress(l, sp, 0, 2), 2);
    loadSegment(l, i.reg(0) - RegBase.SEG, l.zeroExtended(2, value));
    setStackPointer(l, b.add_i64(sp, b.const_i64(bytes, 0)));
    return;
  }
  if (i.kind(0) === OperandKind.REG) {
    l.writeReg(i.reg(0), popValue(l, bytes));
    return;
  }
  // The address uses the pointer after the pop; the pointer changes only after the store.
  const old = l.get64(RSP);
  const value = popValue(l, bytes);
  const a = l.address(i, bytes);
  const changed = l.get64(RSP);
  l.set64(RSP, old);
  l.store(a, bytes, value);
  l.set64(RSP, changed);
}

/** RFLAGS as PUSHF stores it: RF and VM are 0. */
function flagsWord(l: Lift): I32 {
  const { b } = l;
  const at = (bit: I32, n: number): I32 => b.shl_i32(bit, b.const_i32(n));
  let v = b.and_i32(b.get_i32(AT.flags), b.const_i32(~(FLAG.RF | FLAG.VM)));
  v = b.or_i32(v, b.or_i32(carry(l), b.const_i32(2)));
  v = b.or_i32(v, at(parity(l), 2));
  v = b.or_i32(v, at(adjust(l), 4));
  v = b.or_i32(v, at(b.eqz_i64(b.get_i64(AT.res)), 6));
  v = b.or_i32(v, at(sign(l), 7));
  v = b.or_i32(v, at(b.lt_s_i64(b.get_i64(AT.df), b.const_i64(0, 0)), 10));
  return b.or_i32(v, at(overflow(l), 11));
}

/** In virtual-8086 mode with IOPL below 3 PUSHF, POPF, INT n, CLI and STI trap. */
export function checkVirtual(l: Lift): void {
  const { b } = l;
  if (l.mode & MODE.VM)
    l.raiseIf(b.ne_i32(b.and_i32(b.get_i32(AT.flags), b.const_i32(FLAG.IOPL)), b.const_i32(FLAG.IOPL)), VECTOR.GP, 0);
}

export const STACK = {
  PUSH: push,
  POP: pop,
  PUSHF(l: Lift, i: Instruction): void {
    checkVirtual(l);
    const word = flagsWord(l);
    pushValue(l, i.opSize, i.opSize === 8 ? l.b.extend_u_i32(word) : l.normal(i.opSize, word));
  },
  POPF(l: Lift, i: Instruction): void {
    checkVirtual(l);
    const { b } = l;
    const sp = stackPointer(l);
    const value = l.load(stackAddress(l, sp, 0, i.opSize), i.opSize);
    b.set_i64(AT.arg, l.toU64(i.opSize, value));
    l.system('pop_flags', b.const_i32(i.opSize));
    setStackPointer(l, b.add_i64(sp, b.const_i64(i.opSize, 0)));
    l.modeChanged = true;
  },
  PUSHA(l: Lift, i: Instruction): void {
    const { b } = l;
    const bytes = i.opSize;
    const sp = stackPointer(l);
    for (let n = 0; n < 8; n++) l.store(stackAddress(l, sp, -bytes * (n + 1), bytes), bytes, l.gpr(n, bytes));
    setStackPointer(l, b.sub_i64(sp, b.const_i64(8 * bytes, 0)));
  },
  POPA(l: Lift, i: Instruction): void {
    const { b } = l;
    const bytes = i.opSize;
    const sp = stackPointer(l);
    const values = [0, 1, 2, 3, 4, 5, 6, 7].map((n) =>
      n === 3 ? 0 : l.load(stackAddress(l, sp, bytes * n, bytes), bytes),
    );
    values.forEach((value, n) => {
      if (n !== 3) l.setGpr(7 - n, bytes, value);
    });
    setStackPointer(l, b.add_i64(sp, b.const_i64(8 * bytes, 0)));
  },
  ENTER(l: Lift, i: Instruction): void {
    const { b } = l;
    const bytes = i.opSize;
    const level = i.imm2 & 31;
    const sp = stackPointer(l);
    const bp = l.get64(RBP);
    l.store(stackAddress(l, sp, -bytes, bytes), bytes, l.gpr(RBP, bytes));
    const frame = b.sub_i64(sp, b.const_i64(bytes, 0));
    let depth = bytes;
    const base = l.stackBytes === 8 ? bp : b.and_i64(bp, b.const_i64(l.stackBytes === 4 ? -1 : 0xffff, 0));
    for (let n = 1; n < level; n++) {
      depth += bytes;
      l.store(stackAddress(l, sp, -depth, bytes), bytes, l.load(stackAddress(l, base, -bytes * n, bytes), bytes));
    }
    if (level > 0) {
      depth += bytes;
      l.store(stackAddress(l, sp, -depth, bytes), bytes, l.fromI64(bytes, frame));
    }
    l.setGpr(RBP, bytes, l.fromI64(bytes, frame));
    setStackPointer(l, b.sub_i64(sp, b.const_i64(depth + (i.immLo & 0xffff), 0)));
  },
  LEAVE(l: Lift, i: Instruction): void {
    const { b } = l;
    const bytes = i.opSize;
    const bp = wrap(l, l.get64(RBP));
    const value = l.load(stackAddress(l, bp, 0, bytes), bytes);
    setStackPointer(l, b.add_i64(bp, b.const_i64(bytes, 0)));
    l.setGpr(RBP, bytes, value);
  },
};
