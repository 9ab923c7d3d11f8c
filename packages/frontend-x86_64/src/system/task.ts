import { VECTOR } from '../guest-exits.ts';
import { ATTR, CR0, FLAG, SEG } from '../state.ts';
import { linearPc, setLinearPc, type X86Context } from './context.ts';
import { DR6, DR7 } from './debug-registers.ts';
import { GuestFault } from './fault.ts';
import { readFlags, writeFlags } from './flags.ts';
import { readLinear, writeLinear } from './memory.ts';
import { dplOf, limitOf, readDescriptor, setNull, setParagraph, setSegment, typeOf } from './segments.ts';
import { commit, currentStack, push } from './stack.ts';

/** What a task switch comes from. */
export const TASK = { JUMP: 0, CALL: 1, RETURN: 2, GATE: 3 } as const;

const BUSY = 2;
/** Type of an LDT's descriptor. */
const LDT = 2;
/** Offsets in a 32-bit TSS. @see Intel SDM 3A, figure 8-2 */
const TSS32 = { LINK: 0, CR3: 28, EIP: 32, EFLAGS: 36, REGS: 40, ES: 72, LDT: 96, TRAP: 100 } as const;
/** Offsets in a 16-bit TSS. @see Intel SDM 3A, figure 8-11 */
const TSS16 = { LINK: 0, EIP: 14, EFLAGS: 16, REGS: 18, ES: 34, LDT: 42 } as const;

/**
 * Switch to the task of a TSS selector. @param error error code to push on the new stack, or -1
 * @see Intel SDM 3A, 8.3
 */
export function switchTask(context: X86Context, selector: number, how: number, error: number): void {
  const { state, env, regs } = context;
  const bad = how === TASK.RETURN ? VECTOR.TS : VECTOR.GP;
  if (selector & 4 || (selector & 0xfffc) === 0) throw new GuestFault(bad, selector & 0xfffc);
  const d = readDescriptor(context, selector, bad);
  const type = typeOf(d.hi);
  if (d.hi & ATTR.S || (type & 5) !== 1 || ((type & BUSY) !== 0) !== (how === TASK.RETURN))
    throw new GuestFault(bad, selector & 0xfffc);
  if (!(d.hi & ATTR.P)) throw new GuestFault(VECTOR.NP, selector & 0xfffc);
  const wide = (type & 8) !== 0;
  if (limitOf(d) >>> 0 < (wide ? 103 : 43)) throw new GuestFault(VECTOR.TS, selector & 0xfffc);

  // Save the old task.
  const oldWide = (typeOf(state.attributes[SEG.TR] as number) & 8) !== 0;
  const old = oldWide ? TSS32 : TSS16;
  const oldBase = BigInt.asUintN(64, state.base[SEG.TR] as bigint);
  const oldBytes = oldWide ? 4 : 2;
  const save = (at: number, bytes: number, value: bigint): void =>
    writeLinear(context, oldBase + BigInt(at), bytes, BigInt.asUintN(8 * bytes, value));
  let flags = readFlags(context);
  if (how === TASK.RETURN) flags &= ~FLAG.NT;
  save(old.EIP, oldBytes, linearPc(context) - (state.base[SEG.CS] as bigint));
  save(old.EFLAGS, oldBytes, BigInt(flags));
  for (let i = 0; i < 8; i++) save(old.REGS + i * oldBytes, oldBytes, regs[i] as bigint);
  for (let i = 0; i < (oldWide ? 6 : 4); i++) save(old.ES + i * oldBytes, 2, BigInt(state.selector[i] as number));
  if (how === TASK.JUMP || how === TASK.RETURN) setBusy(context, state.selector[SEG.TR] as number, false);

  // Load the new one.
  const previous = state.selector[SEG.TR] as number;
  setSegment(context, SEG.TR, selector, { ...d, hi: d.hi | (BUSY << 8) });
  const base = BigInt.asUintN(64, state.base[SEG.TR] as bigint);
  const bytes = wide ? 4 : 2;
  const map = wide ? TSS32 : TSS16;
  const load = (at: number, size: number): bigint => readLinear(context, base + BigInt(at), size);
  if (how === TASK.CALL || how === TASK.GATE) writeLinear(context, base, 2, BigInt(previous));
  if (how !== TASK.RETURN) setBusy(context, selector, true);
  state.cr0 |= BigInt(CR0.TS);
  if (wide && state.cr0 & 0x80000000n) {
    state.cr3 = load(TSS32.CR3, 4);
    env.flushTlb();
  }
  const ip = load(map.EIP, bytes);
  writeFlags(
    context,
    Number(BigInt.asIntN(32, load(map.EFLAGS, bytes))) | (how === TASK.CALL || how === TASK.GATE ? FLAG.NT : 0),
    wide ? 0x3f7fd5 : 0x7fd5,
  );
  state.dr[7] = (state.dr[7] as bigint) & ~BigInt(DR7.LOCAL);
  for (let i = 0; i < 8; i++) regs[i] = load(map.REGS + i * bytes, bytes);
  const selectors = [0, 1, 2, 3, 4, 5].map((i) => (i < 4 || wide ? Number(load(map.ES + i * bytes, 2)) : 0));
  const ldt = Number(load(map.LDT, 2));
  try {
    loadSegments(context, selectors, ldt);
  } finally {
    // Faults from here on are those of the new task's first instruction.
    setLinearPc(context, BigInt.asUintN(32, ip + (state.base[SEG.CS] as bigint)));
  }
  if (error >= 0) {
    const stack = currentStack(context);
    push(context, stack, bytes, BigInt(error));
    commit(context, stack);
  }
  // The T bit of the new task: #DB before its first instruction.
  if (wide && load(TSS32.TRAP, 2) & 1n) state.trap |= DR6.BT;
}

/** A task switch by an instruction; the old task goes on at rIP `next`. A fault before the switch is that of the instruction. */
export function switchFrom(context: X86Context, selector: number, how: number, next: bigint): void {
  const { state } = context;
  const from = linearPc(context);
  const task = state.selector[SEG.TR];
  setLinearPc(context, BigInt.asUintN(32, next + (state.base[SEG.CS] as bigint)));
  try {
    switchTask(context, selector, how, -1);
  } catch (fault) {
    if (state.selector[SEG.TR] === task) setLinearPc(context, from);
    throw fault;
  }
}

function setBusy(context: X86Context, selector: number, busy: boolean): void {
  const d = readDescriptor(context, selector);
  const byte = (d.hi >>> 8) & 0xff;
  writeLinear(context, d.at + 5n, 1, BigInt(busy ? byte | BUSY : byte & ~BUSY));
}

function loadSegments(context: X86Context, selectors: readonly number[], ldt: number): void {
  const { state } = context;
  if ((ldt & 0xfffc) === 0) setNull(context, SEG.LDTR, ldt);
  else {
    const d = readDescriptor(context, ldt, VECTOR.TS);
    if (ldt & 4 || d.hi & ATTR.S || typeOf(d.hi) !== LDT || !(d.hi & ATTR.P))
      throw new GuestFault(VECTOR.TS, ldt & 0xfffc);
    setSegment(context, SEG.LDTR, ldt, d);
  }
  const cpl = state.flags & FLAG.VM ? 3 : (selectors[SEG.CS] as number) & 3;
  for (const seg of [SEG.SS, SEG.CS, SEG.ES, SEG.DS, SEG.FS, SEG.GS]) {
    const selector = selectors[seg] as number;
    if (state.flags & FLAG.VM) setParagraph(context, seg, selector);
    else if ((selector & 0xfffc) === 0 && seg !== SEG.CS && seg !== SEG.SS) setNull(context, seg, selector);
    else {
      const d = readDescriptor(context, selector, VECTOR.TS);
      if (!fits(seg, selector, d.hi, cpl)) throw new GuestFault(VECTOR.TS, selector & 0xfffc);
      if (!(d.hi & ATTR.P)) throw new GuestFault(seg === SEG.SS ? VECTOR.SS : VECTOR.NP, selector & 0xfffc);
      setSegment(context, seg, selector, d);
    }
  }
}

/** May a segment register of the new task have this descriptor? @see Intel SDM 3A, table 8-1 */
function fits(seg: number, selector: number, hi: number, cpl: number): boolean {
  const dpl = dplOf(hi);
  const rpl = selector & 3;
  const code = (hi & ATTR.CODE) !== 0;
  const conforming = code && (hi & ATTR.DC) !== 0;
  if (!(hi & ATTR.S)) return false;
  if (seg === SEG.CS) return code && (conforming ? dpl <= rpl : dpl === rpl);
  if (seg === SEG.SS) return !code && (hi & ATTR.RW) !== 0 && dpl === cpl && rpl === cpl;
  if (code && !(hi & ATTR.RW)) return false;
  return conforming || (dpl >= cpl && dpl >= rpl);
}
