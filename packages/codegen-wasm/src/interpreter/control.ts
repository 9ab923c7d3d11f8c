import { BLOCK, CORE, EXIT, FENCE_KINDS, HOT_AGAIN, type OpName } from '@tutti/ir';
import type { Label } from '../encoder/code.ts';
import { W } from '../encoder/instructions.ts';
import { emitLookup } from './doors.ts';
import type { Frame, RecordWords, Word } from './frame.ts';
import type { Functions } from './functions.ts';
import { storeResult } from './handlers.ts';

/** Where control handlers go. */
export interface Targets {
  /** Go on with the block in the local `block` if it is live. */
  readonly arrive: Label;
  /** Go on with the block in the local `block`, which was live a moment ago. */
  readonly live: Label;
  /** Dispatch the record at `ip`. */
  readonly next: Label;
}

/** A link is 4 bytes, a target twice that. */
const LINK_WORD_SHIFT = 2;

type LeaveIf = (reason: number, before?: () => void) => void;

/** Return a reason when the condition on the stack holds. */
const leaveIfOf =
  (frame: Frame): LeaveIf =>
  (reason, before) => {
    const { code } = frame;
    code.if();
    before?.();
    code.i32(reason);
    code.op(W.return);
    code.end();
  };

/** A block was reached: out if it is dead. */
export function emitArrival(frame: Frame): void {
  const { code } = frame;
  code.get(frame.block);
  code.memory(W.i32_load, BLOCK.at.live, 2);
  code.op(W.i32_eqz);
  leaveIfOf(frame)(EXIT.LOOKUP, () => {
    code.get(frame.core);
    code.i32(0);
    code.memory(W.i32_store, CORE.at.exitLink, 2);
  });
}

/** Into the region of a live block if it has one. @param unless  local that is 1 to stay out of the region */
export function emitRegion(frame: Frame, functions: Functions, unless?: number): void {
  const { code } = frame;
  const index = frame.scratch('i32', 0);
  code.get(frame.block);
  code.memory(W.i32_load, BLOCK.at.code, 2);
  code.tee(index);
  if (unless !== undefined) {
    code.i32(0);
    code.get(unless);
    code.op(W.i32_eqz);
    code.op(W.select);
  }
  code.if();
  code.get(frame.core);
  code.get(index);
  code.returnCallIndirect(functions.regionType, functions.codeTable);
  code.end();
}

/** The rest of the entry protocol: signal, budget, hot counter; then `ip` is at the first record. */
export function emitEntry(frame: Frame): void {
  const { code, target } = frame;
  const leaveIf = leaveIfOf(frame);
  const budget = frame.scratch('i32', 0);
  code.get(frame.core);
  code.memory(W.i32_atomic_load, CORE.at.signal, 2);
  leaveIf(EXIT.SIGNAL);
  code.get(frame.core);
  code.memory(W.i32_load, CORE.at.budget, 2);
  code.tee(budget);
  code.i32(0);
  code.op(W.i32_lt_s);
  leaveIf(EXIT.BUDGET);
  if (target.hotThreshold > 0) emitHotCounter(frame, leaveIf);
  code.get(frame.core);
  code.get(budget);
  code.get(frame.block);
  code.memory(W.i32_load, BLOCK.at.insns, 2);
  code.op(W.i32_sub);
  code.memory(W.i32_store, CORE.at.budget, 2);
  code.get(frame.block);
  code.i32(BLOCK.size);
  code.op(W.i32_add);
  code.set(frame.ip);
}

function emitHotCounter(frame: Frame, leaveIf: LeaveIf): void {
  const { code } = frame;
  const counter = frame.scratch('i32', 1);
  code.get(frame.block);
  code.get(frame.block);
  code.memory(W.i32_load, BLOCK.at.counter, 2);
  code.i32(1);
  code.op(W.i32_sub);
  code.tee(counter);
  code.memory(W.i32_store, BLOCK.at.counter, 2);
  // At 0, and below at each multiple of HOT_AGAIN.
  const mask = (1 << 31) | (HOT_AGAIN - 1);
  code.get(counter);
  code.i32(1);
  code.op(W.i32_sub);
  code.i32(mask);
  code.op(W.i32_and);
  code.i32(mask);
  code.op(W.i32_eq);
  leaveIf(EXIT.HOT, () => {
    code.get(frame.core);
    code.get(frame.block);
    code.memory(W.i32_store, CORE.at.exitArg, 2);
  });
}

/** Emit the handler of a control op; ends by dispatching, entering a block or returning. */
export function emitControl(
  frame: Frame,
  op: OpName,
  record: RecordWords,
  functions: Functions,
  targets: Targets,
): void {
  frame.startHandler();
  switch (op) {
    case 'begin_if':
      emitBeginIf(frame, record, targets);
      return;
    case 'end_if':
      emitNext(frame, record, targets);
      return;
    case 'clear_exclusive':
      frame.code.get(frame.core);
      frame.code.i32(-1);
      frame.code.memory(W.i32_store, CORE.at.exclusiveHost, 2);
      emitNext(frame, record, targets);
      return;
    case 'fence':
      emitFence(frame, record, targets);
      return;
    case 'jump':
      emitJump(frame, record, functions, targets);
      return;
    case 'branch':
      emitBranch(frame, record, functions, targets);
      return;
    case 'indirect':
      emitIndirect(frame, record, targets);
      return;
    case 'exit':
      emitExit(frame, record);
      return;
    default:
      emitCall(frame, record, functions, targets);
      return;
  }
}

/** Step over the record and dispatch. */
function emitNext(frame: Frame, record: RecordWords, targets: Targets): void {
  frame.code.get(frame.ip);
  frame.code.i32(record.bytes);
  frame.code.op(W.i32_add);
  frame.code.set(frame.ip);
  frame.code.br(targets.next);
}

function emitBeginIf(frame: Frame, record: RecordWords, targets: Targets): void {
  const { code } = frame;
  frame.push(record.operands[0] as Word);
  code.op(W.i32_eqz);
  code.if();
  code.get(frame.ip);
  frame.push(record.imm[0] as Word);
  code.i32(2);
  code.op(W.i32_shl);
  code.op(W.i32_add);
  code.set(frame.ip);
  code.end();
  emitNext(frame, record, targets);
}

/** A TSO host orders all but a store with a later load; a weak host nothing. */
function emitFence(frame: Frame, record: RecordWords, targets: Targets): void {
  const { code, target } = frame;
  frame.push(record.imm[0] as Word);
  code.i32(target.host === 'tso' ? FENCE_KINDS.storeLoad : FENCE_KINDS.full);
  code.op(W.i32_and);
  code.if();
  code.fence();
  code.end();
  emitNext(frame, record, targets);
}

function emitCall(frame: Frame, record: RecordWords, functions: Functions, targets: Targets): void {
  const { code, target } = frame;
  const helper = record.imm[0] as Word;
  const result = frame.scratch('i32', 0);
  code.get(frame.core);
  for (let i = 0; i < 4; i++) {
    const operand = record.operands[i];
    if (operand) frame.push(operand);
    else code.i32(0);
  }
  frame.push(helper);
  code.callIndirect(functions.helperType, functions.helperTable);
  code.set(result);
  if (target.shape.helpers.some((h) => h.mayExit)) {
    code.get(result);
    code.if();
    emitMayExit(frame, helper);
    code.if();
    code.get(result);
    code.op(W.return);
    code.end();
    code.end();
  }
  storeResult(frame, record, () => code.get(result));
  emitNext(frame, record, targets);
}

/** Leaves whether the helper may exit: bit `helper & 63` of the constant for its group of 64. */
function emitMayExit(frame: Frame, helper: Word): void {
  const { code } = frame;
  const { helpers } = frame.target.shape;
  const groups = Math.ceil(helpers.length / 64);
  const mask = (from: number): number =>
    helpers.slice(from, from + 32).reduce((bits, h, i) => (h.mayExit ? bits | (1 << i) : bits), 0);
  code.i64(mask(0), mask(32));
  for (let group = 1; group < groups; group++) {
    code.i64(mask(64 * group), mask(64 * group + 32));
    frame.push(helper);
    code.i32(64 * group);
    code.op(W.i32_lt_u);
    code.op(W.select);
  }
  frame.push(helper);
  code.op(W.i64_extend_i32_u);
  code.op(W.i64_shr_u);
  code.op(W.i32_wrap_i64);
  code.i32(1);
  code.op(W.i32_and);
}

/** Enter the block in the local `block`, or leave for the runtime when it is 0. */
function emitEnterOrLookup(frame: Frame, targets: Targets): void {
  const { code } = frame;
  code.get(frame.block);
  code.brIf(targets.arrive);
  code.i32(EXIT.LOOKUP);
  code.op(W.return);
}

/** Set pc from two words at `address` + `at`. */
function emitSetPc(frame: Frame, address: number, at: number): void {
  const { code } = frame;
  const wide = frame.target.shape.address === 'i64';
  code.get(frame.core);
  code.get(address);
  code.memory(wide ? W.i64_load : W.i32_load, at, 2);
  code.memory(wide ? W.i64_store : W.i32_store, CORE.at.pc, 2);
}

/** Follow the link word at the address in `link` when its block is live. */
function emitFollow(frame: Frame, link: number, functions: Functions, targets: Targets): void {
  const { code } = frame;
  const successor = frame.scratch('i32', 1);
  code.get(link);
  code.memory(W.i32_load, 0, 2);
  code.tee(successor);
  code.if();
  code.get(successor);
  code.memory(W.i32_load, BLOCK.at.live, 2);
  code.if();
  code.get(successor);
  code.set(frame.block);
  code.br(targets.live);
  code.end();
  code.end();
  code.get(frame.core);
  code.get(frame.block);
  code.get(link);
  code.call(functions.unlinked);
  code.set(frame.block);
  emitEnterOrLookup(frame, targets);
}

function emitJump(frame: Frame, record: RecordWords, functions: Functions, targets: Targets): void {
  const { code } = frame;
  const [to, linkWord] = record.imm as [Word, Word];
  const link = frame.scratch('i32', 0);
  emitSetPc(frame, frame.ip, to.at);
  code.get(frame.ip);
  code.i32(linkWord.at);
  code.op(W.i32_add);
  code.set(link);
  emitFollow(frame, link, functions, targets);
}

/** The second target and link are one step further in the record: 8 bytes for targets, 4 for links. */
function emitBranch(frame: Frame, record: RecordWords, functions: Functions, targets: Targets): void {
  const { code } = frame;
  const [to, , linkWord] = record.imm as [Word, Word, Word];
  const link = frame.scratch('i32', 0);
  const second = frame.scratch('i32', 1);
  const target = frame.scratch('i32', 2);
  frame.push(record.operands[0] as Word);
  code.op(W.i32_eqz);
  code.i32(LINK_WORD_SHIFT);
  code.op(W.i32_shl);
  code.tee(second);
  code.get(frame.ip);
  code.op(W.i32_add);
  code.tee(target);
  code.i32(linkWord.at);
  code.op(W.i32_add);
  code.set(link);
  code.get(target);
  code.get(second);
  code.op(W.i32_add);
  code.set(target);
  emitSetPc(frame, target, to.at);
  emitFollow(frame, link, functions, targets);
}

function emitIndirect(frame: Frame, record: RecordWords, targets: Targets): void {
  const { code, target } = frame;
  const wide = target.shape.address === 'i64';
  const locals = {
    core: frame.core,
    pc: frame.scratch(wide ? 'i64' : 'i32', 1),
    entry: frame.scratch('i32', 0),
  };
  code.get(frame.core);
  frame.push(record.operands[0] as Word);
  code.tee(locals.pc);
  code.memory(wide ? W.i64_store : W.i32_store, CORE.at.pc, 2);
  emitLookup(code, target, locals);
  code.tee(frame.block);
  code.brIf(targets.arrive);
  code.get(frame.core);
  code.i32(0);
  code.memory(W.i32_store, CORE.at.exitLink, 2);
  code.i32(EXIT.LOOKUP);
  code.op(W.return);
}

function emitExit(frame: Frame, record: RecordWords): void {
  const { code } = frame;
  const [reason, argument] = record.imm as [Word, Word];
  code.get(frame.core);
  frame.push(argument);
  code.memory(W.i32_store, CORE.at.exitArg, 2);
  frame.push(reason);
  code.op(W.return);
}
