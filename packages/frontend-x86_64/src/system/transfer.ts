import { VECTOR } from '../guest-exits.ts';
import { MODE } from '../mode.ts';
import { ATTR, FLAG, SEG } from '../state.ts';
import { cplOfState, type X86Context } from './context.ts';
import { instructionPointer, setInstructionPointer, stackDescriptor } from './exceptions.ts';
import { GuestFault } from './fault.ts';
import { writeFlags } from './flags.ts';
import { readLinear } from './memory.ts';
import { updateMode } from './mode-word.ts';
import { returnQuickly } from './quick-return.ts';
import { dropInner, IRET_FLAGS, returnFlags } from './return-rules.ts';
import {
  type Descriptor,
  dplOf,
  is64,
  isLong,
  isReal,
  limitOf,
  readDescriptor,
  setCodeSegment,
  setNull,
  setParagraph,
  setSegment,
  typeOf,
} from './segments.ts';
import { commit, currentStack, mmuModeAt, pop, push, type Stack, segmentStack, stackMask } from './stack.ts';
import { switchFrom, TASK } from './task.ts';
import { stackOfLevel, stackOfLevel64 } from './tss.ts';

const MASKS: Readonly<Record<number, bigint>> = { 2: 0xffffn, 4: 0xffffffffn, 8: 0xffffffffffffffffn };
const CODE = ATTR.S | ATTR.CODE;

/** Is a jump target inside the code segment, or canonical? */
function checkTarget(context: X86Context, d: Descriptor, ip: bigint): void {
  if (isLong(context) && d.hi & ATTR.L) {
    if (BigInt.asUintN(64, BigInt.asIntN(48, ip)) !== ip) throw new GuestFault(VECTOR.GP, 0);
  } else if (ip > BigInt(limitOf(d) >>> 0)) throw new GuestFault(VECTOR.GP, 0);
}

/** Far JMP and CALL. @param bytes operand size; @param next rIP of the next instruction. @see Intel SDM 2A "CALL", "JMP" */
export function farTransfer(
  context: X86Context,
  selector: number,
  offset: bigint,
  bytes: number,
  call: boolean,
  next: bigint,
): void {
  const { state } = context;
  if (isReal(context)) {
    if (call) {
      const stack = currentStack(context);
      push(context, stack, bytes, BigInt(state.selector[SEG.CS] as number));
      push(context, stack, bytes, next);
      commit(context, stack);
    }
    setParagraph(context, SEG.CS, selector);
    setInstructionPointer(context, offset & (bytes === 2 ? 0xffffn : 0xffffffffn));
    updateMode(context);
    return;
  }
  if ((selector & 0xfffc) === 0) throw new GuestFault(VECTOR.GP, 0);
  const d = readDescriptor(context, selector);
  const error = selector & 0xfffc;
  const cpl = cplOfState(context);
  if ((d.hi & CODE) === CODE) {
    const dpl = dplOf(d.hi);
    if (d.hi & ATTR.DC ? dpl > cpl : (selector & 3) > cpl || dpl !== cpl) throw new GuestFault(VECTOR.GP, error);
    if (!(d.hi & ATTR.P)) throw new GuestFault(VECTOR.NP, error);
    const ip = offset & (MASKS[bytes] as bigint);
    const stack = currentStack(context);
    if (call) {
      push(context, stack, bytes, BigInt(state.selector[SEG.CS] as number));
      push(context, stack, bytes, next);
    }
    checkTarget(context, d, ip);
    commit(context, stack);
    setCodeSegment(context, selector, d, cpl);
    setInstructionPointer(context, ip);
  } else if (d.hi & ATTR.S) throw new GuestFault(VECTOR.GP, error);
  else systemTransfer(context, selector, d, call, next);
  updateMode(context);
}

function systemTransfer(context: X86Context, selector: number, d: Descriptor, call: boolean, next: bigint): void {
  const error = selector & 0xfffc;
  const cpl = cplOfState(context);
  const type = typeOf(d.hi);
  if (dplOf(d.hi) < cpl || dplOf(d.hi) < (selector & 3)) throw new GuestFault(VECTOR.GP, error);
  if (!(d.hi & ATTR.P)) throw new GuestFault(VECTOR.NP, error);
  const long = isLong(context);
  if (type === 12 || (type === 4 && !long)) callGate(context, d, call, next);
  else if (!long && (type & 5) === 1) {
    switchFrom(context, selector, call ? TASK.CALL : TASK.JUMP, next);
  } else if (!long && type === 5) {
    switchFrom(context, d.lo >>> 16, call ? TASK.CALL : TASK.JUMP, next);
  } else throw new GuestFault(VECTOR.GP, error);
}

function callGate(context: X86Context, gate: Descriptor, call: boolean, next: bigint): void {
  const { state } = context;
  const long = isLong(context);
  const selector = gate.lo >>> 16;
  const wide = typeOf(gate.hi) === 12;
  const bytes = long ? 8 : wide ? 4 : 2;
  let offset = BigInt(((wide ? gate.hi & 0xffff0000 : 0) | (gate.lo & 0xffff)) >>> 0);
  if (long) offset |= BigInt(gate.baseHigh >>> 0) << 32n;
  if ((selector & 0xfffc) === 0) throw new GuestFault(VECTOR.GP, 0);
  const code = readDescriptor(context, selector);
  const cpl = cplOfState(context);
  const dpl = dplOf(code.hi);
  const badCode =
    (code.hi & CODE) !== CODE ||
    dpl > cpl ||
    (long && (code.hi & (ATTR.L | ATTR.DB)) !== ATTR.L) ||
    (!call && !(code.hi & ATTR.DC) && dpl !== cpl);
  if (badCode) throw new GuestFault(VECTOR.GP, selector & 0xfffc);
  if (!(code.hi & ATTR.P)) throw new GuestFault(VECTOR.NP, selector & 0xfffc);
  const inner = call && !(code.hi & ATTR.DC) && dpl < cpl;
  const level = inner ? dpl : cpl;
  let stack = currentStack(context);
  let ss: { selector: number; d: Descriptor | null } | null = null;
  if (inner) {
    const parameters = long ? 0 : gate.hi & 31;
    const copied: bigint[] = [];
    for (let i = 0; i < parameters; i++) copied.push(pop(context, stack, bytes));
    if (long) {
      stack = {
        base: 0n,
        mask: MASKS[8] as bigint,
        mmuMode: mmuModeAt(context, level),
        sp: stackOfLevel64(context, level),
      };
      ss = { selector: level, d: null };
    } else {
      const found = stackOfLevel(context, level);
      const d = stackDescriptor(context, found.ss, level, VECTOR.TS);
      stack = segmentStack(context, found.ss, d, level, found.esp);
      ss = { selector: found.ss, d };
    }
    push(context, stack, bytes, BigInt(state.selector[SEG.SS] as number));
    push(context, stack, bytes, BigInt.asUintN(64, state.rsp));
    for (const value of copied.reverse()) push(context, stack, bytes, value);
  }
  if (call) {
    push(context, stack, bytes, BigInt(state.selector[SEG.CS] as number));
    push(context, stack, bytes, next);
  }
  checkTarget(context, code, offset);
  if (ss !== null) {
    if (ss.d === null) setNull(context, SEG.SS, level, level);
    else setSegment(context, SEG.SS, ss.selector, ss.d);
  }
  setCodeSegment(context, selector, code, level);
  commit(context, stack);
  setInstructionPointer(context, offset);
}

/** Far RET. @param extra bytes of parameters to drop. @see Intel SDM 2B "RET" */
export function farReturn(context: X86Context, bytes: number, extra: number): void {
  const stack = currentStack(context);
  const ip = pop(context, stack, bytes);
  const selector = Number(pop(context, stack, bytes)) & 0xffff;
  if (isReal(context)) {
    stack.sp += BigInt(extra);
    commit(context, stack);
    setParagraph(context, SEG.CS, selector);
    setInstructionPointer(context, ip);
    updateMode(context);
    return;
  }
  returnTo(context, stack, { selector, ip, bytes, extra });
  updateMode(context);
}

/** Common end of far RET and IRET to the same or an outer level. */
function returnTo(
  context: X86Context,
  stack: Stack,
  to: { selector: number; ip: bigint; bytes: number; extra: number; flags?: bigint },
): void {
  const { selector, ip, bytes, extra, flags } = to;
  const cpl = cplOfState(context);
  const rpl = selector & 3;
  const error = selector & 0xfffc;
  if (error === 0) throw new GuestFault(VECTOR.GP, 0);
  const code = readDescriptor(context, selector);
  if ((code.hi & CODE) !== CODE || rpl < cpl) throw new GuestFault(VECTOR.GP, error);
  if (code.hi & ATTR.DC ? dplOf(code.hi) > rpl : dplOf(code.hi) !== rpl) throw new GuestFault(VECTOR.GP, error);
  if (!(code.hi & ATTR.P)) throw new GuestFault(VECTOR.NP, error);
  stack.sp = (stack.sp & ~stack.mask) | ((stack.sp + BigInt(extra)) & stack.mask);
  const outer = rpl > cpl || (flags !== undefined && is64(context));
  if (!outer) {
    checkTarget(context, code, ip);
    commit(context, stack);
    if (flags !== undefined) writeFlags(context, Number(BigInt.asIntN(32, flags)), returnFlags(context, bytes, cpl));
    setCodeSegment(context, selector, code, rpl);
    setInstructionPointer(context, ip);
    return;
  }
  const sp = pop(context, stack, bytes);
  const ss = Number(pop(context, stack, bytes)) & 0xffff;
  const to64 = isLong(context) && (code.hi & ATTR.L) !== 0;
  let ssd: Descriptor | null = null;
  if ((ss & 0xfffc) === 0) {
    if (!to64 || rpl === 3) throw new GuestFault(VECTOR.GP, 0);
  } else ssd = stackDescriptor(context, ss, rpl, VECTOR.GP);
  checkTarget(context, code, ip);
  if (flags !== undefined) writeFlags(context, Number(BigInt.asIntN(32, flags)), returnFlags(context, bytes, cpl));
  if (ssd === null) setNull(context, SEG.SS, ss, rpl);
  else setSegment(context, SEG.SS, ss, ssd);
  setCodeSegment(context, selector, code, rpl);
  const target: Stack = { base: 0n, mask: stackMask(to64, ssd?.hi ?? 0), mmuMode: 0, sp: sp + BigInt(extra) };
  commit(context, target);
  if (rpl > cpl) dropInner(context, rpl);
  setInstructionPointer(context, ip);
}

/** IRET of an operand size, `length` bytes long. @see Intel SDM 2A "IRET" */
export function interruptReturn(context: X86Context, bytes: number, length: number): void {
  const { state } = context;
  state.nmiMasked = 0;
  if (isReal(context)) returnReal(context, bytes);
  else if (bytes !== 8 || !returnQuickly(context)) returnProtected(context, bytes, length);
  updateMode(context);
  // RF is for the next instruction alone, and only breakpoints ask for it.
  if (!(state.mode & MODE.BREAK)) state.flags &= ~FLAG.RF;
}

function returnProtected(context: X86Context, bytes: number, length: number): void {
  const { state } = context;
  if (state.flags & FLAG.NT && !isLong(context)) {
    const link = Number(readLinear(context, BigInt.asUintN(64, state.base[SEG.TR] as bigint), 2));
    switchFrom(context, link, TASK.RETURN, instructionPointer(context) + BigInt(length));
    return;
  }
  if (state.flags & FLAG.NT) throw new GuestFault(VECTOR.GP, 0);
  const stack = currentStack(context);
  const ip = pop(context, stack, bytes);
  const selector = Number(pop(context, stack, bytes)) & 0xffff;
  const flags = pop(context, stack, bytes);
  const virtual = (Number(flags & 0xffffffffn) & FLAG.VM) !== 0;
  if (virtual && bytes === 4 && cplOfState(context) === 0 && !isLong(context))
    returnVirtual(context, stack, ip, selector, flags);
  else returnTo(context, stack, { selector, ip, bytes, extra: 0, flags });
}

function returnReal(context: X86Context, bytes: number): void {
  const { state } = context;
  const virtual = (state.flags & FLAG.VM) !== 0;
  if (virtual && (state.flags & FLAG.IOPL) !== FLAG.IOPL) throw new GuestFault(VECTOR.GP, 0);
  const stack = currentStack(context);
  const ip = pop(context, stack, bytes);
  const selector = Number(pop(context, stack, bytes)) & 0xffff;
  const flags = pop(context, stack, bytes);
  commit(context, stack);
  const all = bytes === 2 ? IRET_FLAGS & 0xffff : IRET_FLAGS;
  writeFlags(context, Number(BigInt.asIntN(32, flags)), virtual ? all & ~FLAG.IOPL : all);
  setParagraph(context, SEG.CS, selector);
  setInstructionPointer(context, ip & (bytes === 2 ? 0xffffn : 0xffffffffn));
}

function returnVirtual(context: X86Context, stack: Stack, ip: bigint, cs: number, flags: bigint): void {
  const { state } = context;
  const sp = pop(context, stack, 4);
  const selectors = [SEG.SS, SEG.ES, SEG.DS, SEG.FS, SEG.GS].map((seg) => ({
    seg,
    selector: Number(pop(context, stack, 4)) & 0xffff,
  }));
  writeFlags(context, Number(BigInt.asIntN(32, flags)), IRET_FLAGS | FLAG.VM | FLAG.VIF | FLAG.VIP);
  setParagraph(context, SEG.CS, cs);
  for (const { seg, selector } of selectors) setParagraph(context, seg, selector);
  state.rsp = sp;
  setInstructionPointer(context, ip & 0xffffn);
}
