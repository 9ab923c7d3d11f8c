import { type BlockBuilder, type CodeWindow, EXIT, type I32, type I64, memOperand, ORDER } from '@tutti/ir';
import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { Reg, RegBase } from '../decode/registers.ts';
import { GUEST_EXIT, guestExitArg, VECTOR } from '../guest-exits.ts';
import { HELPER, type HelperName } from '../helpers.ts';
import { CODE_SIZE, codeSizeOf, cplOf, MODE, mmuModeOf } from '../mode.ts';
import { AT, FLAG, regOffset, SEG } from '../state.ts';
import { displaced, type Linear, low } from './linear.ts';
import { patchedImmediate } from './patched.ts';

/** A value of operand width: an IR value, i64 for 8 bytes, else i32, sign-extended when narrower than 4 bytes. */
export type Value = number;

/** Base registers that make SS the default segment. */
const NO_REG = Reg.NONE;

/** Linear address of a memory operand: `value` plus `disp`. */
export interface Address {
  value: I64;
  disp: number;
}

/**
 * What the parts of the lifter share while one block is lifted: the builder, where we are, and the ways to read and write registers
 * and memory and to leave. One per translator; reset for each block.
 */
export class Lift {
  b!: BlockBuilder;
  /** What the block is lifted from. */
  code!: CodeWindow;
  /** Linear address of the block, as lo and hi words. */
  blockLo = 0;
  blockHi = 0;
  /** Byte offset of the present instruction, and of the next one. */
  offset = 0;
  nextOffset = 0;
  mode = 0;
  /** CODE_SIZE of the block. */
  size = 0;
  cpl = 0;
  mmuMode = 0;
  flat = true;
  csZero = true;
  /** Outside 64-bit mode stack accesses wrap at 16 or 32 bits. */
  stackBytes = 8;
  ended = false;
  /** The next instruction must run before an interrupt is taken (STI, MOV SS): the block goes on for one more. */
  shadow = false;
  /** The block is one instruction that runs with all other cores stopped if it asked for that. */
  alone = false;
  /** Debug traps of this instruction wait for the end of the next one (MOV SS, POP SS). */
  trapsWait = false;
  /** The instruction may have changed CORE.mode: the block ends after it. */
  modeChanged = false;

  /** The block asks the control registers whether they permit SSE, AVX (lift/vector.ts). */
  sseAsked = false;
  avxAsked = false;

  begin(b: BlockBuilder, code: CodeWindow, lo: number, hi: number, mode: number): void {
    this.b = b;
    this.code = code;
    this.blockLo = lo;
    this.blockHi = hi;
    this.mode = mode;
    this.size = codeSizeOf(mode);
    this.cpl = cplOf(mode);
    this.mmuMode = mmuModeOf(mode);
    this.flat = (mode & MODE.FLAT) !== 0;
    this.csZero = (mode & MODE.CS_ZERO) !== 0;
    this.stackBytes = this.size === CODE_SIZE.S64 ? 8 : mode & MODE.STACK32 ? 4 : 2;
    this.ended = false;
    this.shadow = false;
    this.modeChanged = false;
    this.trapsWait = false;
    this.sseAsked = false;
    this.avxAsked = false;
    this.offset = 0;
    this.nextOffset = 0;
    this.forgetFlags();
  }

  insn(offset: number, length: number): void {
    this.offset = offset;
    this.nextOffset = offset + length;
    this.b.insn(offset);
  }

  get is64(): boolean {
    return this.size === CODE_SIZE.S64;
  }

  // ---- Flags: what those of the present point were made from (used by lift/flags.ts)

  flagKind: 'none' | 'sub' | 'logic' | 'result' = 'none';
  flagBytes = 0;
  flagA: Value = 0;
  flagB: Value = 0;

  forgetFlags(): void {
    this.flagKind = 'none';
  }

  // ---- Constants

  /** Constant of a width from a sign-extended immediate. */
  constant(bytes: number, lo: number, hi: number): Value {
    if (bytes === 8) return this.b.const_i64(lo, hi);
    return this.b.const_i32(bytes === 1 ? (lo << 24) >> 24 : bytes === 2 ? (lo << 16) >> 16 : lo);
  }

  /** A small signed constant. */
  number(bytes: number, value: number): Value {
    return this.constant(bytes, value, value >> 31);
  }

  // ---- General registers

  get64(n: number): I64 {
    return this.b.get_i64(regOffset(n));
  }

  set64(n: number, value: I64): void {
    this.b.set_i64(regOffset(n), value);
  }

  /** Register by the decoder's id. */
  readReg(id: number): Value {
    const { b } = this;
    const n = id & 15;
    switch (id >> 4) {
      case 0:
        return b.get_i64(regOffset(n));
      case 1:
        return b.wrap_i64(b.get_i64(regOffset(n)));
      case 2:
        return b.extract_s_i32(b.wrap_i64(b.get_i64(regOffset(n))), 0, 16);
      case 3:
        return b.extract_s_i32(b.wrap_i64(b.get_i64(regOffset(n))), 0, 8);
      default:
        return b.extract_s_i32(b.wrap_i64(b.get_i64(regOffset(n & 3))), 8, 8);
    }
  }

  writeReg(id: number, value: Value): void {
    const { b } = this;
    const n = id & 15;
    const at = regOffset(id >> 4 === 4 ? n & 3 : n);
    switch (id >> 4) {
      case 0:
        b.set_i64(at, value);
        break;
      case 1:
        b.set_i64(at, b.extend_u_i32(value));
        break;
      case 2:
        b.set_i64(at, b.deposit_i64(b.get_i64(at), b.extend_u_i32(value), 0, 16));
        break;
      case 3:
        b.set_i64(at, b.deposit_i64(b.get_i64(at), b.extend_u_i32(value), 0, 8));
        break;
      default:
        b.set_i64(at, b.deposit_i64(b.get_i64(at), b.extend_u_i32(value), 8, 8));
    }
  }

  /** Register n at a width, by number and not by id (implicit operands; no high-byte registers). */
  gpr(n: number, bytes: number): Value {
    return this.readReg(idOf(n, bytes));
  }

  setGpr(n: number, bytes: number, value: Value): void {
    this.writeReg(idOf(n, bytes), value);
  }

  // ---- Widths

  /** Any value as i64, sign-extended. */
  toI64(bytes: number, value: Value): I64 {
    return bytes === 8 ? value : this.b.extend_s_i32(value);
  }

  /** Any value as i64, zero-extended. */
  toU64(bytes: number, value: Value): I64 {
    if (bytes === 8) return value;
    return this.b.extend_u_i32(this.zeroExtended(bytes, value));
  }

  /** An i32 value without its sign extension. */
  zeroExtended(bytes: number, value: I32): I32 {
    return bytes >= 4 ? value : this.b.extract_u_i32(value, 0, 8 * bytes);
  }

  /** Cut an i32 result to its width again; wider results stay. */
  normal(bytes: number, value: Value): Value {
    return bytes >= 4 ? value : this.b.extract_s_i32(value, 0, 8 * bytes);
  }

  /** The low bytes of an i64 as a value of a width. */
  fromI64(bytes: number, value: I64): Value {
    return bytes === 8 ? value : this.normal(bytes, this.b.wrap_i64(value));
  }

  // ---- Addresses

  /** Offset of the memory operand in its segment, whole. */
  effective(i: Instruction): I64 {
    const { b } = this;
    if (i.addrSize === 8) {
      const { value, disp } = this.wideOffset(i);
      return disp === 0 ? value : b.add_i64(value, b.const_i64(disp, disp >> 31));
    }
    return this.narrowOffset(i);
  }

  private wideOffset(i: Instruction): Address {
    const { b } = this;
    if (i.memBase === Reg.RIP) {
      const target = displaced(this.linearAt(this.nextOffset), i.dispLo, i.dispHi);
      return { value: this.const64(target), disp: 0 };
    }
    let value: I64 | undefined;
    if (i.memBase !== NO_REG) value = this.get64(i.memBase & 15);
    if (i.memIndex !== NO_REG) {
      const index = i.memIndex >= RegBase.R8 ? this.toU64(1, this.readReg(i.memIndex)) : this.get64(i.memIndex & 15);
      const scaled = i.memScale === 1 ? index : b.shl_i64(index, b.const_i64(31 - Math.clz32(i.memScale), 0));
      value = value === undefined ? scaled : b.add_i64(value, scaled);
    }
    if (value === undefined || i.dispSize === 8) {
      const disp = b.const_i64(i.dispLo, i.dispHi);
      return { value: value === undefined ? disp : b.add_i64(value, disp), disp: 0 };
    }
    return { value, disp: i.dispLo };
  }

  /** 16- and 32-bit addressing: wraps, zero-extended. */
  private narrowOffset(i: Instruction): I64 {
    const { b } = this;
    let value: I32 = b.const_i32(i.dispLo);
    if (i.memBase === Reg.EIP) value = b.add_i32(value, b.const_i32(this.linearAt(this.nextOffset).lo));
    else if (i.memBase !== NO_REG) value = b.add_i32(b.wrap_i64(this.get64(i.memBase & 15)), value);
    if (i.memIndex !== NO_REG) {
      const index =
        i.memIndex >= RegBase.R8
          ? this.zeroExtended(1, this.readReg(i.memIndex))
          : b.wrap_i64(this.get64(i.memIndex & 15));
      value = b.add_i32(value, i.memScale === 1 ? index : b.shl_i32(index, b.const_i32(31 - Math.clz32(i.memScale))));
    }
    if (i.addrSize === 2) value = b.and_i32(value, b.const_i32(0xffff));
    return b.extend_u_i32(value);
  }

  /** Linear address of the memory operand for an access of `bytes`, checked against its segment. */
  address(i: Instruction, bytes: number): Address {
    const seg = i.memSeg - RegBase.SEG;
    if (this.is64) {
      const a = i.addrSize === 8 ? this.wideOffset(i) : { value: this.narrowOffset(i), disp: 0 };
      if (seg === SEG.FS || seg === SEG.GS) a.value = this.b.add_i64(a.value, this.b.get_i64(AT.base + 8 * seg));
      return a;
    }
    return { value: this.linear(seg, this.effective(i), bytes), disp: 0 };
  }

  /** Linear address of an offset in a segment, with the limit check that the mode needs. */
  linear(seg: number, offset: I64, bytes: number): I64 {
    const { b } = this;
    if (this.is64) {
      return seg === SEG.FS || seg === SEG.GS ? b.add_i64(offset, b.get_i64(AT.base + 8 * seg)) : offset;
    }
    if (this.flat && (seg === SEG.DS || seg === SEG.SS || seg === SEG.ES)) return offset;
    const last = bytes > 1 ? b.add_i64(offset, b.const_i64(bytes - 1, 0)) : offset;
    const above = b.gt_u_i64(last, b.extend_u_i32(b.get_i32(AT.limit + 4 * seg)));
    const below = b.lt_u_i64(offset, b.extend_u_i32(b.get_i32(AT.lowest + 4 * seg)));
    this.raiseIf(b.or_i32(above, below), seg === SEG.SS ? VECTOR.SS : VECTOR.GP, 0);
    return b.and_i64(b.add_i64(offset, b.get_i64(AT.base + 8 * seg)), b.const_i64(-1, 0));
  }

  // ---- Memory

  mem(alignLog2 = 0): number {
    return memOperand(this.mmuMode, alignLog2, ORDER.plain, this.offset);
  }

  load(a: Address, bytes: number): Value {
    const value = this.loadAt(a, bytes);
    this.watch(a, bytes, false);
    return value;
  }

  private loadAt(a: Address, bytes: number): Value {
    const { b } = this;
    const mem = this.mem();
    switch (bytes) {
      case 1:
        return b.load_s8_i32(a.value, a.disp, mem);
      case 2:
        return b.load_s16_i32(a.value, a.disp, mem);
      case 4:
        return b.load_i32(a.value, a.disp, mem);
      default:
        return b.load_i64(a.value, a.disp, mem);
    }
  }

  store(a: Address, bytes: number, value: Value): void {
    const { b } = this;
    const mem = this.mem();
    switch (bytes) {
      case 1:
        b.store_8_i32(a.value, value, a.disp, mem);
        break;
      case 2:
        b.store_16_i32(a.value, value, a.disp, mem);
        break;
      case 4:
        b.store_i32(a.value, value, a.disp, mem);
        break;
      default:
        b.store_i64(a.value, value, a.disp, mem);
    }
    this.watch(a, bytes, true);
  }

  // ---- Operands

  /** Operand n as a value of `bytes` (its own size by default). */
  read(i: Instruction, n: number, bytes = i.size(n)): Value {
    switch (i.kind(n)) {
      case OperandKind.REG: {
        const id = i.reg(n);
        if (id >= RegBase.SEG && id < RegBase.CR) return this.b.get_i32(AT.selector + 4 * (id - RegBase.SEG));
        return this.readReg(id);
      }
      case OperandKind.MEM:
        return this.load(this.address(i, bytes), bytes);
      case OperandKind.ONE:
        return this.number(bytes, 1);
      case OperandKind.IMM2:
        return this.number(bytes, i.imm2);
      default: {
        const patched = patchedImmediate(this.b, this.code, i, this.nextOffset);
        return patched === undefined ? this.constant(bytes, i.immLo, i.immHi) : this.fromI64(bytes, patched);
      }
    }
  }

  write(i: Instruction, n: number, value: Value): void {
    if (i.kind(n) === OperandKind.REG) this.writeReg(i.reg(n), value);
    else this.store(this.address(i, i.size(n)), i.size(n), value);
  }

  /** Read operand 0, make a new value of it, write that. The address is computed once. */
  modify(i: Instruction, change: (old: Value, bytes: number) => Value): void {
    const bytes = i.size(0);
    if (i.kind(0) === OperandKind.REG) {
      this.writeReg(i.reg(0), change(this.readReg(i.reg(0)), bytes));
      return;
    }
    const a = this.address(i, bytes);
    const old = this.load(a, bytes);
    if (!i.hasLock) {
      // The store may fault, and flags are set only after it.
      this.store(
        a,
        bytes,
        this.deferFlags(() => change(old, bytes)),
      );
      this.applyFlags();
      return;
    }
    const { b } = this;
    const value = this.deferFlags(() => change(old, bytes));
    const seen = this.cas(a, bytes, old, value);
    const lost = bytes === 8 ? b.ne_i64(seen, old) : b.ne_i32(this.normal(bytes, seen), old);
    b.begin_if(lost);
    this.setPc(this.offset);
    b.call(HELPER.leave, b.const_i32(EXIT.LOOKUP));
    b.end_if();
    this.applyFlags();
  }

  cas(a: Address, bytes: number, expected: Value, value: Value): Value {
    const seen = this.casAt(a, bytes, expected, value);
    this.watch(a, bytes, true);
    return seen;
  }

  private casAt(a: Address, bytes: number, expected: Value, value: Value): Value {
    const { b } = this;
    const mem = this.mem();
    switch (bytes) {
      case 1:
        return b.cas_8_i32(a.value, this.zeroExtended(1, expected), value, a.disp, mem);
      case 2:
        return b.cas_16_i32(a.value, this.zeroExtended(2, expected), value, a.disp, mem);
      case 4:
        return b.cas_i32(a.value, expected, value, a.disp, mem);
      default:
        return b.cas_i64(a.value, expected, value, a.disp, mem);
    }
  }

  // ---- Flags that wait for a store

  private pending: (() => void) | null = null;
  private deferring = false;

  /** Set flags now, or once the store that might fault is done. */
  whenStored(set: () => void): void {
    if (!this.deferring) {
      set();
      return;
    }
    const earlier = this.pending;
    this.pending =
      earlier === null
        ? set
        : () => {
            earlier();
            set();
          };
  }

  deferFlags<T>(compute: () => T): T {
    this.deferring = true;
    this.pending = null;
    const result = compute();
    this.deferring = false;
    return result;
  }

  applyFlags(): void {
    this.pending?.();
    this.pending = null;
  }

  // ---- pc

  /** Linear address of a byte of the block. */
  linearAt(offset: number): Linear {
    const at = displaced({ lo: this.blockLo, hi: this.blockHi }, offset, 0);
    return this.is64 ? at : low(at);
  }

  const64(at: Linear): I64 {
    return this.b.const_i64(at.lo, at.hi);
  }

  /** CORE.pc becomes that of a byte of the block. */
  setPc(offset: number): void {
    const { b } = this;
    const at = this.linearAt(offset);
    b.set_i32(AT.pc, b.const_i32(at.lo));
    b.set_i32(AT.pcHi, b.const_i32(at.hi));
  }

  /** rIP of a byte of the block. */
  ip(offset: number): I64 {
    const { b } = this;
    const at = this.const64(this.linearAt(offset));
    if (this.csZero) return at;
    return b.and_i64(b.sub_i64(at, b.get_i64(AT.base + 8 * SEG.CS)), b.const_i64(-1, 0));
  }

  // ---- Helpers and ways out

  /** Call a helper that may exit, at the present instruction. */
  system(name: HelperName, ...operands: readonly I32[]): void {
    this.setPc(this.offset);
    this.b.call(HELPER[name], ...operands);
    this.forgetFlags();
  }

  /** Exception of the present instruction when `condition` is not 0. */
  raiseIf(condition: I32, vector: number, error = -1): void {
    const { b } = this;
    if (b.constant(condition) === 0) return;
    b.begin_if(condition);
    this.setPc(this.offset);
    b.call(HELPER.raise, b.const_i32(vector), b.const_i32(error));
    b.end_if();
  }

  /** Exception of the present instruction; ends the block. */
  raise(vector: number, error = -1): void {
    if (this.ended) return;
    this.setPc(this.offset);
    this.b.guestBytes(Math.max(this.nextOffset, 1));
    this.b.exit(
      EXIT.GUEST,
      guestExitArg(GUEST_EXIT.EXCEPTION, vector | ((error & 0xffff) << 8) | (error < 0 ? 1 << 24 : 0)),
    );
    this.ended = true;
  }

  /** #GP(0) unless the privilege level is 0. @returns whether the instruction goes on */
  privileged(): boolean {
    if (this.cpl === 0) return true;
    this.raise(VECTOR.GP, 0);
    return false;
  }

  private finish(): void {
    this.b.guestBytes(this.nextOffset);
    this.ended = true;
  }

  /** End the block at a byte of it. */
  fallThrough(offset = this.nextOffset): void {
    this.jumpLinear(this.linearAt(offset));
  }

  /** Jump to a linear address. */
  jumpLinear(target: Linear): void {
    const { b } = this;
    if (this.stepping) {
      b.set_i32(AT.pc, b.const_i32(target.lo));
      b.set_i32(AT.pcHi, b.const_i32(target.hi));
      this.step();
      return;
    }
    this.finish();
    b.jump(target.lo, target.hi);
  }

  /** Jump to `target` when `condition` is not 0, else to `next`. */
  branchLinear(condition: I32, target: Linear, next: Linear = this.linearAt(this.nextOffset)): void {
    const { b } = this;
    if (this.stepping) {
      b.set_i64(AT.pc, b.select_i64(condition, this.const64(target), this.const64(next)));
      this.step();
      return;
    }
    this.finish();
    b.branch(condition, target.lo, target.hi, next.lo, next.hi);
  }

  /** End of a repeated instruction: once more when `again` is not 0. */
  repeat(again: I32): void {
    const { b } = this;
    const self = this.linearAt(this.offset);
    const next = this.linearAt(this.nextOffset);
    if (this.stepping) {
      b.set_i64(AT.pc, b.select_i64(again, this.const64(self), this.const64(next)));
      // An instruction breakpoint is not hit again by the next round.
      if (this.mode & MODE.BREAK)
        b.set_i32(AT.flags, b.or_i32(b.get_i32(AT.flags), b.select_i32(again, b.const_i32(FLAG.RF), b.const_i32(0))));
      this.step();
      return;
    }
    this.finish();
    b.branch(again, self.lo, self.hi, next.lo, next.hi);
  }

  /** Jump to rIP. */
  jumpTo(ip: I64): void {
    const { b } = this;
    this.jumpLinearValue(
      this.csZero ? ip : b.and_i64(b.add_i64(ip, b.get_i64(AT.base + 8 * SEG.CS)), b.const_i64(-1, 0)),
    );
  }

  jumpLinearValue(linear: I64): void {
    const { b } = this;
    if (this.stepping) {
      b.set_i64(AT.pc, linear);
      this.step();
      return;
    }
    this.finish();
    b.indirect(linear);
  }

  /** Go on where a helper has set pc. */
  jumpToPc(): void {
    this.jumpLinearValue(this.b.get_i64(AT.pc));
  }

  /** After an instruction that changed what code is translated for: go on at the next instruction by look-up. */
  jumpNext(): void {
    this.jumpLinearValue(this.const64(this.linearAt(this.nextOffset)));
  }

  /** Does the instruction end with a look for debug traps? */
  get stepping(): boolean {
    return (this.mode & (MODE.TF | MODE.BREAK)) !== 0 && !this.trapsWait;
  }

  private step(trapFlag = this.mode & MODE.TF): void {
    this.finish();
    this.b.exit(EXIT.GUEST, guestExitArg(GUEST_EXIT.STEP, trapFlag === 0 ? 0 : 1));
  }

  /** Go on where a helper that dealt with RFLAGS.TF itself has set pc (INT n, SYSCALL, SYSRET). */
  jumpToHandler(): void {
    if (this.mode & MODE.BREAK) {
      this.step(0);
      return;
    }
    this.finish();
    this.b.indirect(this.b.get_i64(AT.pc));
  }

  /** Tell the debug registers of an access that was made. */
  watch(a: Address, bytes: number, write: boolean): void {
    if (!(this.mode & MODE.BREAK)) return;
    const { b } = this;
    b.set_i64(AT.watchAt, a.disp === 0 ? a.value : b.add_i64(a.value, b.const_i64(a.disp, a.disp >> 31)));
    b.call(HELPER.watch, b.const_i32(bytes), b.const_i32(write ? 1 : 0));
  }
}

/** Decoder's id of register n at a width. */
export const idOf = (n: number, bytes: number): number =>
  (bytes === 8 ? RegBase.R64 : bytes === 4 ? RegBase.R32 : bytes === 2 ? RegBase.R16 : RegBase.R8) + n;
