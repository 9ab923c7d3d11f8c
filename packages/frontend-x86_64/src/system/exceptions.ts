import { ACCESS, EXIT, FAULT } from '@tutti/ir';
import { INTERRUPT, VECTOR } from '../guest-exits.ts';
import { AT, ATTR, FLAG, SEG } from '../state.ts';
import { cplOfState, linearPc, service, setLinearPc, type X86Context } from './context.ts';
import { describe } from './describe.ts';
import { GuestFault } from './fault.ts';
import { readFlags } from './flags.ts';
import { readLinear, writeLinear } from './memory.ts';
import { updateMode } from './mode-word.ts';
import { FAULT_BASE, NOT_CANONICAL } from './paging.ts';
import { enterQuickly } from './quick-gate.ts';
import {
  type Descriptor,
  dplOf,
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
import { commit, currentStack, mmuModeAt, push, type Stack, segmentStack } from './stack.ts';
import { switchTask, TASK } from './task.ts';
import { stackOfLevel, stackOfLevel64 } from './tss.ts';

/** How an event came about. */
export interface Event {
  readonly vector: number;
  /** Error code, or -1. */
  readonly error: number;
  /** INT n, INT3, INTO: the gate's DPL counts, and error codes have no EXT bit. */
  readonly software: boolean;
}

const CONTRIBUTORY = (1 << VECTOR.DE) | (1 << VECTOR.TS) | (1 << VECTOR.NP) | (1 << VECTOR.SS) | (1 << VECTOR.GP);
/** Classes of Intel SDM 3A, table 6-4, as `state.delivering` holds them. */
const CLASS = { NONE: 0, BENIGN: 1, CONTRIBUTORY: 2, PAGE_FAULT: 3, DOUBLE_FAULT: 4 } as const;

const classOf = (vector: number): number =>
  vector === VECTOR.DF
    ? CLASS.DOUBLE_FAULT
    : vector === VECTOR.PF
      ? CLASS.PAGE_FAULT
      : vector < 32 && (CONTRIBUTORY >> vector) & 1
        ? CLASS.CONTRIBUTORY
        : CLASS.BENIGN;

const DR7_GUARD = 1n << 13n;

/** rIP: CORE.pc without the base of CS. */
export const instructionPointer = (context: X86Context): bigint =>
  isLong(context) && (context.state.attributes[SEG.CS] as number) & ATTR.L
    ? linearPc(context)
    : BigInt.asUintN(32, linearPc(context) - (context.state.base[SEG.CS] as bigint));

/** Set CORE.pc from rIP and the present CS. */
export function setInstructionPointer(context: X86Context, ip: bigint): void {
  const { state } = context;
  if (isLong(context) && (state.attributes[SEG.CS] as number) & ATTR.L) setLinearPc(context, ip);
  else setLinearPc(context, BigInt.asUintN(32, ip + (state.base[SEG.CS] as bigint)));
}

/** Deliver an exception that the instruction at pc raised. */
export function raise(context: X86Context, vector: number, error = -1): void {
  const { state, env } = context;
  env.trace(
    'int',
    () =>
      `exception ${vector} error ${error} at ${linearPc(context).toString(16)} cr2 ${BigInt.asUintN(64, state.cr2).toString(16)}`,
  );
  if (vector !== VECTOR.DB) state.flags |= FLAG.RF;
  state.trap = 0;
  deliver(context, { vector, error, software: false });
}

/**
 * Deliver an event; pc is where its handler returns to. Faults on the way become double and triple faults.
 * @see Intel SDM 3A, 6.12, 6.14, 6.15 "Interrupt 8"
 */
export function deliver(context: X86Context, event: Event): void {
  const { state } = context;
  // The handler of #DB may look at the debug registers.
  if (event.vector === VECTOR.DB && !event.software) state.dr[7] = (state.dr[7] as bigint) & ~DR7_GUARD;
  let next: Event = event;
  for (let level = CLASS.NONE as number; ; ) {
    const own = classOf(next.vector);
    if (level === CLASS.DOUBLE_FAULT && own !== CLASS.BENIGN) {
      tripleFault(context);
      return;
    }
    const doubles =
      (level === CLASS.CONTRIBUTORY && own === CLASS.CONTRIBUTORY) ||
      (level === CLASS.PAGE_FAULT && own >= CLASS.CONTRIBUTORY && own < CLASS.DOUBLE_FAULT);
    if (doubles) next = { vector: VECTOR.DF, error: 0, software: false };
    level = doubles ? CLASS.DOUBLE_FAULT : next.software ? CLASS.BENIGN : own;
    try {
      enter(context, next);
      updateMode(context);
      return;
    } catch (fault) {
      if (!(fault instanceof GuestFault)) throw fault;
      const external = next.software || fault.vector === VECTOR.PF || fault.error < 0 ? 0 : 1;
      next = { vector: fault.vector, error: fault.error < 0 ? fault.error : fault.error | external, software: false };
      state.flags |= FLAG.RF;
    }
  }
}

/** Shutdown: the board decides what becomes of the machine; this core stops. */
function tripleFault(context: X86Context): void {
  const { state, env } = context;
  state.shutdown = 1;
  state.held = 1;
  env.trace('guest_errors', () => `triple fault\n${describe(context)}`);
  service(context, 'triple_fault', env.index, 0, 0);
}

function enter(context: X86Context, event: Event): void {
  if (isLong(context)) {
    if (!enterQuickly(context, event.vector, event.error, event.software)) enterLong(context, event);
  } else if (isReal(context) && !(context.state.flags & FLAG.VM)) enterReal(context, event.vector);
  else enterProtected(context, event);
}

/** @see Intel SDM 3A, 21.1.4 */
function enterReal(context: X86Context, vector: number): void {
  const { state } = context;
  if (4 * vector + 3 > (state.idtLimit & 0xffff)) throw new GuestFault(VECTOR.GP, -1);
  const entry = Number(readLinear(context, BigInt.asUintN(64, state.idtBase) + BigInt(4 * vector), 4));
  const stack = currentStack(context);
  push(context, stack, 2, BigInt(readFlags(context) & 0xffff));
  push(context, stack, 2, BigInt(state.selector[SEG.CS] as number));
  push(context, stack, 2, instructionPointer(context));
  commit(context, stack);
  state.flags &= ~(FLAG.IF | FLAG.TF | FLAG.AC | FLAG.RF);
  setParagraph(context, SEG.CS, entry >>> 16);
  setInstructionPointer(context, BigInt(entry & 0xffff));
}

/** Words of a gate, checked. */
interface Gate {
  readonly type: number;
  readonly selector: number;
  readonly offset: bigint;
  readonly ist: number;
}

function readGate(context: X86Context, { vector, software }: Event, bytes: number): Gate {
  const { state } = context;
  const error = vector * 8 + 2;
  if (vector * bytes + bytes - 1 > (state.idtLimit & 0xffff)) throw new GuestFault(VECTOR.GP, error);
  const at = BigInt.asUintN(64, state.idtBase) + BigInt(vector * bytes);
  const bits = readLinear(context, at, bytes);
  const lo = Number(BigInt.asIntN(32, bits));
  const hi = Number(BigInt.asIntN(32, bits >> 32n));
  const type = typeOf(hi);
  const known =
    bytes === 16 ? type === 14 || type === 15 : type === 5 || type === 6 || type === 7 || type === 14 || type === 15;
  if (hi & ATTR.S || !known) throw new GuestFault(VECTOR.GP, error);
  if (software && dplOf(hi) < cplOfState(context)) throw new GuestFault(VECTOR.GP, error);
  if (!(hi & ATTR.P)) throw new GuestFault(VECTOR.NP, error);
  let offset = BigInt(((type & 8 ? hi & 0xffff0000 : 0) | (lo & 0xffff)) >>> 0);
  if (bytes === 16) offset |= ((bits >> 64n) & 0xffffffffn) << 32n;
  return { type, selector: lo >>> 16, offset, ist: hi & 7 };
}

/** The code segment that a gate names, and the privilege level it runs at. */
function gateTarget(context: X86Context, selector: number): { code: Descriptor; cpl: number } {
  if ((selector & 0xfffc) === 0) throw new GuestFault(VECTOR.GP, 0);
  const code = readDescriptor(context, selector);
  const error = selector & 0xfffc;
  const cpl = cplOfState(context);
  if ((code.hi & (ATTR.S | ATTR.CODE)) !== (ATTR.S | ATTR.CODE) || dplOf(code.hi) > cpl)
    throw new GuestFault(VECTOR.GP, error);
  if (!(code.hi & ATTR.P)) throw new GuestFault(VECTOR.NP, error);
  return { code, cpl: code.hi & ATTR.DC ? cpl : dplOf(code.hi) };
}

/** @see Intel SDM 3A, 6.14 */
function enterLong(context: X86Context, event: Event): void {
  const { state } = context;
  const gate = readGate(context, event, 16);
  const { code, cpl } = gateTarget(context, gate.selector);
  if ((code.hi & (ATTR.L | ATTR.DB)) !== ATTR.L) throw new GuestFault(VECTOR.GP, gate.selector & 0xfffc);
  const inner = cpl < cplOfState(context);
  const sp =
    gate.ist !== 0
      ? stackOfLevel64(context, 3 + gate.ist)
      : inner
        ? stackOfLevel64(context, cpl)
        : BigInt.asUintN(64, state.rsp);
  const stack: Stack = { base: 0n, mask: 0xffffffffffffffffn, mmuMode: mmuModeAt(context, cpl), sp: sp & ~15n };
  push(context, stack, 8, BigInt(state.selector[SEG.SS] as number));
  push(context, stack, 8, BigInt.asUintN(64, state.rsp));
  push(context, stack, 8, BigInt(readFlags(context)));
  push(context, stack, 8, BigInt(state.selector[SEG.CS] as number));
  push(context, stack, 8, instructionPointer(context));
  if (event.error >= 0 && !event.software) push(context, stack, 8, BigInt(event.error));
  if (inner) setNull(context, SEG.SS, cpl, cpl);
  setCodeSegment(context, gate.selector, code, cpl);
  state.rsp = BigInt.asIntN(64, stack.sp);
  state.flags &= ~(FLAG.TF | FLAG.NT | FLAG.RF | FLAG.VM | (gate.type === 14 ? FLAG.IF : 0));
  setInstructionPointer(context, gate.offset);
}

/** @see Intel SDM 3A, 6.12 */
function enterProtected(context: X86Context, event: Event): void {
  const { state } = context;
  const gate = readGate(context, event, 8);
  if (gate.type === 5) {
    switchTask(context, gate.selector, TASK.GATE, event.software ? -1 : event.error);
    return;
  }
  const { code, cpl } = gateTarget(context, gate.selector);
  const virtual = (state.flags & FLAG.VM) !== 0;
  if (virtual && cpl !== 0) throw new GuestFault(VECTOR.GP, gate.selector & 0xfffc);
  const bytes = gate.type & 8 ? 4 : 2;
  const flags = readFlags(context);
  const ip = instructionPointer(context);
  const inner = cpl < cplOfState(context);
  let stack = currentStack(context);
  let ss: { selector: number; d: Descriptor } | null = null;
  if (inner) {
    const found = stackOfLevel(context, cpl);
    ss = { selector: found.ss, d: stackDescriptor(context, found.ss, cpl, VECTOR.TS) };
    stack = segmentStack(context, found.ss, ss.d, cpl, found.esp);
    if (virtual)
      for (const seg of [SEG.GS, SEG.FS, SEG.DS, SEG.ES])
        push(context, stack, bytes, BigInt(state.selector[seg] as number));
    push(context, stack, bytes, BigInt(state.selector[SEG.SS] as number));
    push(context, stack, bytes, BigInt.asUintN(64, state.rsp));
  }
  push(context, stack, bytes, BigInt(flags));
  push(context, stack, bytes, BigInt(state.selector[SEG.CS] as number));
  push(context, stack, bytes, ip);
  if (event.error >= 0 && !event.software) push(context, stack, bytes, BigInt(event.error));
  if ((gate.offset & 0xffffffffn) > BigInt(limitOf(code) >>> 0)) throw new GuestFault(VECTOR.GP, 0);
  state.flags &= ~(FLAG.TF | FLAG.NT | FLAG.RF | FLAG.VM | (gate.type & 1 ? 0 : FLAG.IF));
  if (virtual) for (const seg of [SEG.GS, SEG.FS, SEG.DS, SEG.ES]) setNull(context, seg, 0);
  if (ss !== null) setSegment(context, SEG.SS, (ss.selector & 0xfffc) | cpl, ss.d);
  setCodeSegment(context, gate.selector, code, cpl);
  commit(context, stack);
  setInstructionPointer(context, gate.offset);
}

/** A stack segment for a privilege level, with its accessed bit set. */
export function stackDescriptor(context: X86Context, selector: number, cpl: number, vector: number): Descriptor {
  const error = selector & 0xfffc;
  if (error === 0) throw new GuestFault(vector, 0);
  const d = readDescriptor(context, selector, vector);
  const writable = (d.hi & (ATTR.S | ATTR.CODE | ATTR.RW)) === (ATTR.S | ATTR.RW);
  if ((selector & 3) !== cpl || dplOf(d.hi) !== cpl || !writable) throw new GuestFault(vector, error);
  if (!(d.hi & ATTR.P)) throw new GuestFault(VECTOR.SS, error);
  if (!(d.hi & ATTR.ACCESSED)) writeLinear(context, d.at + 5n, 1, BigInt(((d.hi >>> 8) & 0xff) | 1));
  return { ...d, hi: d.hi | ATTR.ACCESSED };
}

/** INT n, INT3, INTO, INT1 of `length` bytes at pc: `what` is the vector and an INTERRUPT kind. A fault on the way is that of the instruction. @see Intel SDM 2A "INT n" */
export function softwareInterrupt(context: X86Context, what: number, length: number): void {
  const { state } = context;
  const from = linearPc(context);
  const task = state.selector[SEG.TR];
  const vector = what & 0xff;
  if (state.flags & FLAG.VM && what & INTERRUPT.ANY && (state.flags & FLAG.IOPL) !== FLAG.IOPL)
    throw new GuestFault(VECTOR.GP, 0);
  setLinearPc(context, from + BigInt(length));
  try {
    enter(context, { vector, error: -1, software: (what & INTERRUPT.PRIVILEGED) === 0 });
    if (what & INTERRUPT.PRIVILEGED) mergeTraps(context);
    updateMode(context);
  } catch (fault) {
    // Behind a task gate it may be the new task's.
    if (state.selector[SEG.TR] === task) setLinearPc(context, from);
    throw fault;
  }
}

/** INT1 is a #DB itself: a trap that waits behind MOV SS is part of it, and does not interrupt its handler. */
function mergeTraps({ state }: X86Context): void {
  state.dr[6] = (state.dr[6] as bigint) | BigInt(state.trap);
  state.dr[7] = (state.dr[7] as bigint) & ~DR7_GUARD;
  state.trap = 0;
}

/** Turn the fault in CORE.fault* into an exception at pc. */
export function raiseMemoryFault(context: X86Context): void {
  const { state, words } = context;
  const code = state.faultCode;
  if (code >= FAULT_BASE && code !== NOT_CANONICAL) {
    words[AT.cr2 >> 2] = state.faultLo;
    words[(AT.cr2 >> 2) + 1] = state.faultHi;
    raise(context, VECTOR.PF, code - FAULT_BASE);
    return;
  }
  if (code === FAULT.BUS)
    context.env.trace(
      'guest_errors',
      () => `bus fault at ${(state.faultLo >>> 0).toString(16)}${state.faultAccess === ACCESS.FETCH ? ' (fetch)' : ''}`,
    );
  raise(context, VECTOR.GP, 0);
}

/**
 * Run a system operation: a fault in it becomes the exception of the instruction at pc.
 * @returns what the operation returns, or EXIT.LOOKUP when it faulted
 */
export function guarded(context: X86Context, operation: () => number): number {
  try {
    return operation();
  } catch (fault) {
    if (!(fault instanceof GuestFault)) throw fault;
    raise(context, fault.vector, fault.error);
    context.state.exitLink = 0;
    return EXIT.LOOKUP;
  }
}
