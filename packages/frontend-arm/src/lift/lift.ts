import { type BlockBuilder, EXIT, type I32, memOperand, ORDER } from '@tutti/ir';
import { guestExitArg } from '../guest-exits.ts';
import { HELPER, type HelperName } from '../helpers.ts';
import { BANK_CLASS, MODE, mmuModeOfMode } from '../mode.ts';
import type { ArmModel } from '../models.ts';
import { AT, regOffset } from '../state.ts';
import { conditionOfCompare, conditionOfFlags } from './conditions.ts';

const AL = 14;

/** What the flags of the present point of the block were made from: lets a condition compare operands instead of flags. */
interface FlagSource {
  /** All flags are those of a - b. */
  compare: boolean;
  a: I32;
  b: I32;
}

/**
 * What the parts of the lifter share while one block is lifted: the builder, where we are, the condition in force and the ways
 * to leave. One per translator; reset for each block.
 *
 * Conditional instructions are lifted in one of two ways. A simple data-processing instruction on its own computes always and
 * selects old or new value (`predicate`). All others run inside a conditional part (`groupCond`), which goes on as long as the
 * following instructions have the same condition and nothing sets flags.
 */
export class Lift {
  readonly model: ArmModel;
  b!: BlockBuilder;
  /** Address of the block, of the present instruction, and of the next one. */
  blockPc = 0;
  pc = 0;
  next = 0;
  /** CORE.mode that the block is translated for, and its parts. */
  mode = 0;
  thumb = false;
  user = false;
  mmuMode = 0;
  bigEndian = false;
  /** log2 of the alignment demanded of ordinary accesses is at most this: 0 unless SCTLR.A is set. */
  private alignAll = false;
  /** Low bits of word addresses are ignored or rotate. @see Arm DDI 0100I, A2.8 */
  legacyAlignment = false;
  /** ITSTATE of the present instruction, and after it. */
  it = 0;
  /** Condition of the present instruction, 14 when there is none. */
  cond = AL;
  /** The block has its terminal. */
  ended = false;
  /** Condition of the open conditional part, -1: none. */
  private groupCond = -1;
  /** Condition value that register writes are selected by, or -1. */
  private predicate: I32 = -1;
  private flagsSetInGroup = false;
  private readonly flags: FlagSource = { compare: false, a: 0, b: 0 };
  /** ITSTATE that CORE.mode in memory holds at this point; -1 when that depends on the path. */
  private storedIt = 0;
  private itStoredInGroup = false;

  constructor(model: ArmModel) {
    this.model = model;
  }

  /** Start a block. */
  begin(b: BlockBuilder, pc: number, mode: number): void {
    this.b = b;
    this.blockPc = pc;
    this.mode = mode;
    this.thumb = (mode & MODE.T) !== 0;
    this.mmuMode = mmuModeOfMode(mode);
    this.user = (mode & MODE.USER) !== 0;
    this.bigEndian = (mode & MODE.E) !== 0;
    this.alignAll = (mode & MODE.ALIGN) !== 0;
    this.legacyAlignment = (mode & MODE.LEGACY_ALIGNMENT) !== 0;
    this.it = (mode & MODE.IT_MASK) >>> MODE.IT_SHIFT;
    this.storedIt = this.it;
    this.ended = false;
    this.groupCond = -1;
    this.predicate = -1;
    this.flags.compare = false;
  }

  /**
   * Start an instruction.
   * @param cond        its condition, 14 or 15 when it always executes
   * @param selectable  a data-processing instruction whose only effect is on one register other than the pc
   * @param runsOn      the next instruction has the same condition: a conditional part pays
   * @param branches    a direct branch, which deals with its condition itself
   */
  insn(pc: number, bytes: number, cond: number, selectable: boolean, runsOn: boolean, branches: boolean): void {
    this.pc = pc;
    this.next = (pc + bytes) | 0;
    this.cond = Math.min(cond, AL);
    this.predicate = -1;
    if (this.cond === this.groupCond && !branches) {
      this.b.insn((pc - this.blockPc) | 0);
      return;
    }
    this.closeGroup();
    this.b.insn((pc - this.blockPc) | 0);
    if (this.cond === AL || branches) return;
    const holds = this.condition(this.cond);
    if (selectable && !runsOn) {
      this.predicate = holds;
    } else {
      this.b.begin_if(holds);
      this.groupCond = this.cond;
      this.flagsSetInGroup = false;
    }
  }

  /** The present instruction is inside a conditional part. */
  get conditional(): boolean {
    return this.groupCond >= 0;
  }

  /** End the instruction: a conditional part whose instructions set flags ends. */
  insnDone(): void {
    this.predicate = -1;
    if (this.groupCond >= 0 && this.flagsSetInGroup) this.closeGroup();
  }

  closeGroup(): void {
    if (this.groupCond < 0) return;
    this.b.end_if();
    this.groupCond = -1;
    if (this.flagsSetInGroup) this.flags.compare = false;
    if (this.itStoredInGroup) this.storedIt = -1;
    this.flagsSetInGroup = false;
    this.itStoredInGroup = false;
  }

  // ---- Registers

  /** Value of Rn as an operand; R15 reads as the instruction's address plus 8 (A32) or 4 (T32). */
  reg(n: number): I32 {
    return n === 15 ? this.b.const_i32((this.pc + (this.thumb ? 4 : 8)) | 0) : this.b.get_i32(regOffset(n));
  }

  /** Rn as a base: R15 is word-aligned. */
  base(n: number): I32 {
    return n === 15 ? this.b.const_i32(this.pcAligned()) : this.b.get_i32(regOffset(n));
  }

  /** Align(PC, 4). */
  pcAligned(): number {
    return ((this.pc + (this.thumb ? 4 : 8)) & ~3) | 0;
  }

  /** Set R0-R14; a write to R15 here is UNPREDICTABLE and ignored. */
  setReg(n: number, value: I32): void {
    if (n === 15) return;
    const { b } = this;
    const at = regOffset(n);
    b.set_i32(at, this.predicate < 0 ? value : b.select_i32(this.predicate, value, b.get_i32(at)));
  }

  imm(value: number): I32 {
    return this.b.const_i32(value | 0);
  }

  /** Call a helper of this part. */
  helper(name: HelperName, ...operands: readonly I32[]): I32 {
    return this.b.call(HELPER[name], ...operands);
  }

  // ---- Flags

  /** Flags were written by something that is not remembered. */
  flagsUnknown(): void {
    if (this.groupCond >= 0) this.flagsSetInGroup = true;
    this.flags.compare = false;
  }

  /** N and Z of a 32-bit result. */
  setNz(result: I32): void {
    this.b.set_i32(AT.nf, result);
    this.b.set_i32(AT.zf, result);
    this.flagsUnknown();
  }

  /** N and Z of a 64-bit result in two words. */
  setNz64(high: I32, low: I32): void {
    this.b.set_i32(AT.nf, high);
    this.b.set_i32(AT.zf, this.b.or_i32(high, low));
    this.flagsUnknown();
  }

  setC(carry: I32): void {
    this.b.set_i32(AT.cf, carry);
  }

  /** V from a word whose bit 31 is V. */
  setV(word: I32): void {
    this.b.set_i32(AT.vf, word);
  }

  /** All flags of a - b, whose value is `result`. */
  setFlagsOfSub(a: I32, operand: I32, result: I32): void {
    const { b } = this;
    this.setNz(result);
    this.setC(b.ge_u_i32(a, operand));
    this.setV(b.overflow_i32(a, operand, result));
    if (this.groupCond >= 0) return;
    this.flags.compare = true;
    this.flags.a = a;
    this.flags.b = operand;
  }

  /** Set NZCV from bits 31-28 of a word. */
  setNzcv(word: I32): void {
    const { b } = this;
    b.set_i32(AT.nf, word);
    b.set_i32(AT.zf, b.xor_i32(b.and_i32(word, this.imm(1 << 30)), this.imm(1 << 30)));
    b.set_i32(AT.cf, b.extract_u_i32(word, 29, 1));
    b.set_i32(AT.vf, b.shl_i32(word, this.imm(3)));
    this.flagsUnknown();
  }

  /** NZCV in bits 31-28, zeros elsewhere. */
  nzcv(): I32 {
    const { b } = this;
    const n = b.and_i32(b.get_i32(AT.nf), this.imm(0x80000000));
    const z = b.shl_i32(b.eqz_i32(b.get_i32(AT.zf)), this.imm(30));
    const c = b.shl_i32(b.get_i32(AT.cf), this.imm(29));
    const v = b.shl_i32(b.shr_u_i32(b.get_i32(AT.vf), this.imm(31)), this.imm(28));
    return b.or_i32(b.or_i32(n, z), b.or_i32(c, v));
  }

  /** 1 when the condition (0-13) holds, else 0. */
  condition(cond: number): I32 {
    const { b, flags } = this;
    return flags.compare ? conditionOfCompare(b, cond, flags.a, flags.b) : conditionOfFlags(b, cond);
  }

  // ---- Memory

  /**
   * Memory operand of an ordinary access.
   * @param sizeLog2  log2 of the access size, demanded as alignment when SCTLR.A is set
   * @param aligned   the instruction demands this alignment (log2) whatever SCTLR.A says
   */
  mem(sizeLog2: number, aligned = 0, mmuMode = this.mmuMode): number {
    this.syncIt();
    return memOperand(mmuMode, this.alignAll ? Math.max(sizeLog2, aligned) : aligned, ORDER.plain, 0);
  }

  /** Before anything that may fault or leave: CORE.mode holds the ITSTATE of this instruction. */
  syncIt(): void {
    this.storeIt(this.it);
  }

  private storeIt(it: number): void {
    if (this.storedIt === it) return;
    this.b.set_i32(AT.mode, this.imm(this.modeWith(it)));
    this.storedIt = it;
    if (this.groupCond >= 0) this.itStoredInGroup = true;
  }

  /** The block's mode with another ITSTATE. */
  private modeWith(it: number): number {
    return (this.mode & ~MODE.IT_MASK) | (it << MODE.IT_SHIFT);
  }

  /** IT: the next one to four instructions are conditional. */
  beginIt(firstcond: number, mask: number): void {
    this.it = (firstcond << 4) | mask;
  }

  /** Step ITSTATE after an instruction of an IT block (not after IT itself). @see Arm DDI 0406C, A2.5.2 */
  advanceIt(): void {
    if (this.it === 0) return;
    this.it = (this.it & 7) === 0 ? 0 : (this.it & 0xe0) | ((this.it << 1) & 0x1f);
    if (this.it === 0) {
      this.closeGroup();
      this.storeIt(0);
    }
  }

  // ---- Leaving the block

  /** ITSTATE as it is once the present instruction is done. */
  private itAfter(): number {
    return this.it === 0 || (this.it & 7) === 0 ? 0 : (this.it & 0xe0) | ((this.it << 1) & 0x1f);
  }

  private terminal(bytesEnd: number): void {
    this.b.guestBytes((bytesEnd - this.blockPc) | 0);
    this.ended = true;
  }

  /** Go on at the next block, not yet lifted: end of page or of the permitted length. ITSTATE is that of the next instruction. */
  fallThrough(): void {
    this.closeGroup();
    this.goTo(this.next, this.it);
  }

  /** Unconditional direct jump in the same instruction set. */
  private goTo(target: number, it: number): void {
    const { b } = this;
    this.storeIt(it);
    this.terminal(this.next);
    if (this.modeWith(it) === this.mode) b.jump(target | 0, 0);
    else b.indirect(this.imm(target));
  }

  /** B: direct branch under the present condition, which the caller of `insn` announced with `branches`. */
  branchTo(target: number): void {
    if (this.cond === AL) {
      this.goTo(target, 0);
      return;
    }
    this.branchIf(this.condition(this.cond), target);
  }

  /** Direct branch when `taken` is not 0, else on to the next instruction. Ends an IT block. */
  branchIf(taken: I32, target: number): void {
    const { b } = this;
    const it = this.itAfter();
    this.storeIt(it);
    this.terminal(this.next);
    if (this.modeWith(it) === this.mode) b.branch(taken, target | 0, 0, this.next, 0);
    else b.indirect(b.select_i32(taken, this.imm(target), this.imm(this.next)));
  }

  /** BranchWritePC with a computed address: the instruction set stays. */
  jumpTo(target: I32): void {
    this.indirectTo(this.b.and_i32(target, this.imm(this.thumb ? -2 : -4)), -1);
  }

  /** BXWritePC: bit 0 of the address selects the instruction set. */
  interwork(target: I32): void {
    const { b } = this;
    this.indirectTo(b.and_i32(target, this.imm(-2)), b.and_i32(target, this.imm(1)));
  }

  /** BLX (immediate): to the other instruction set. */
  exchangeTo(target: number): void {
    this.indirectTo(this.imm(target), this.imm(this.thumb ? 0 : 1));
  }

  /** @param t  new T bit, or -1 when the instruction set stays */
  private indirectTo(target: I32, t: I32): void {
    const { b } = this;
    const it = this.itAfter();
    const plain = this.modeWith(it) & ~MODE.T;
    if (t >= 0) b.set_i32(AT.mode, b.or_i32(t, this.imm(plain)));
    if (!this.conditional) {
      if (t < 0) this.storeIt(it);
      this.terminal(this.next);
      b.indirect(target);
      return;
    }
    const cond = this.cond;
    b.set_i32(AT.target, target);
    this.closeGroup();
    const taken = this.condition(cond);
    if (t < 0) this.storeIt(it);
    else if (this.storedIt !== it) {
      b.set_i32(AT.mode, b.select_i32(taken, b.get_i32(AT.mode), this.imm(this.modeWith(it))));
    }
    this.terminal(this.next);
    b.indirect(b.select_i32(taken, b.get_i32(AT.target), this.imm(this.next)));
  }

  /** A helper of this instruction changed mode or mappings: leave for the next instruction in the mode that the state holds. */
  resume(): void {
    this.leaveAt(this.imm(this.next));
  }

  /** A helper set pc and mode: go there. */
  leaveAtState(): void {
    this.leaveAt(this.b.get_i32(AT.pc));
  }

  private leaveAt(pc: I32): void {
    const { b } = this;
    if (!this.conditional) {
      this.terminal(this.next);
      b.indirect(pc);
      return;
    }
    b.set_i32(AT.pc, pc);
    this.helper('leave', this.imm(EXIT.LOOKUP), this.imm(0));
    this.closeGroup();
    this.goTo(this.next, this.itAfter());
  }

  /** ITSTATE in memory becomes that after this instruction, for helpers that write the mode word or leave behind it. */
  finishIt(): void {
    this.storeIt(this.itAfter());
  }

  /** Go on with the next instruction in a new block, mode unchanged: context synchronisation, unmasked interrupts. */
  endBlock(): void {
    this.closeGroup();
    this.goTo(this.next, this.itAfter());
  }

  /** Leave with an EXIT reason. @param pc address that the state shall hold */
  exitWith(reason: number, arg: number, pc: number): void {
    const { b } = this;
    if (pc === this.next) this.finishIt();
    else this.syncIt();
    b.set_i32(AT.pc, this.imm(pc));
    if (!this.conditional) {
      this.terminal(this.next);
      b.exit(reason, arg);
      return;
    }
    this.helper('leave', this.imm(reason), this.imm(arg));
    this.closeGroup();
    this.goTo(this.next, this.itAfter());
  }

  /** The whole block is a wait at this address. */
  wait(pc: number): void {
    this.next = (pc + 2) | 0;
    this.exitWith(EXIT.WAIT, 0, pc);
  }

  /** Exception of kind GUEST_EXIT at this instruction. */
  raise(kind: number, operand = 0): void {
    this.exitWith(EXIT.GUEST, guestExitArg(kind, operand), this.pc);
  }

  /** The present mode has banked registers of class BANK_CLASS. */
  get bankClass(): number {
    return (this.mode >> MODE.BANK_SHIFT) & 3;
  }

  /** User or System mode: there is no SPSR. */
  get noSpsr(): boolean {
    return this.bankClass === BANK_CLASS.USER;
  }
}
