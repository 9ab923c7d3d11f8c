import { VECTOR } from '../guest-exits.ts';
import { ATTR, CR0, EFER, FLAG, SEG } from '../state.ts';
import { trap } from './breakpoints.ts';
import { cplOfState, type X86Context } from './context.ts';
import { DR6 } from './debug-registers.ts';
import { setInstructionPointer } from './exceptions.ts';
import { GuestFault } from './fault.ts';
import { readFlags, writeFlags } from './flags.ts';
import { updateMode } from './mode-word.ts';
import { is64, isLong } from './segments.ts';

const FLAT_CODE = ATTR.P | ATTR.S | ATTR.CODE | ATTR.RW | ATTR.ACCESSED | ATTR.G;
const FLAT_DATA = ATTR.P | ATTR.S | ATTR.RW | ATTR.ACCESSED | ATTR.G | ATTR.DB;
const ALL_FLAGS = 0x3f7fd5;

/** CS and SS as these instructions load them: flat, whatever the tables say. */
function loadFlat({ state }: X86Context, cs: number, ss: number, cpl: number, wide: boolean): void {
  state.selector[SEG.CS] = cs;
  state.base[SEG.CS] = 0n;
  state.limit[SEG.CS] = -1;
  state.lowest[SEG.CS] = 0;
  state.attributes[SEG.CS] = FLAT_CODE | (wide ? ATTR.L : ATTR.DB) | (cpl << 13);
  state.selector[SEG.SS] = ss;
  state.base[SEG.SS] = 0n;
  state.limit[SEG.SS] = -1;
  state.lowest[SEG.SS] = 0;
  state.attributes[SEG.SS] = FLAT_DATA | (cpl << 13);
}

/** @param next rIP of the next instruction. @see Intel SDM 2B "SYSCALL", AMD APM 3 "SYSCALL" */
export function syscall(context: X86Context, next: bigint): void {
  const { state } = context;
  if (!(state.efer & BigInt(EFER.SCE))) throw new GuestFault(VECTOR.UD);
  const selector = Number((state.star >> 32n) & 0xfffcn);
  if (!isLong(context)) {
    state.rcx = next;
    loadFlat(context, selector, selector + 8, 0, false);
    state.flags &= ~(FLAG.VM | FLAG.IF | FLAG.RF);
    setInstructionPointer(context, state.star & 0xffffffffn);
  } else {
    const flags = readFlags(context) & ~FLAG.RF;
    const wide = is64(context);
    state.rcx = BigInt.asIntN(64, next);
    state.r11 = BigInt(flags);
    loadFlat(context, selector, selector + 8, 0, true);
    writeFlags(context, flags & ~Number(BigInt.asIntN(32, state.fmask)), ALL_FLAGS);
    setInstructionPointer(context, wide ? state.lstar : state.cstar);
  }
  updateMode(context);
  stepAfter(context);
}

/** @param bytes operand size: 8 returns to 64-bit code. @see Intel SDM 2B "SYSRET" */
export function sysret(context: X86Context, bytes: number): void {
  const { state } = context;
  if (!(state.efer & BigInt(EFER.SCE))) throw new GuestFault(VECTOR.UD);
  if (cplOfState(context) !== 0 || !(state.cr0 & BigInt(CR0.PE))) throw new GuestFault(VECTOR.GP, 0);
  const base = Number((state.star >> 48n) & 0xffffn);
  const wide = bytes === 8;
  const target = wide ? state.rcx : state.rcx & 0xffffffffn;
  if (wide && BigInt.asIntN(48, target) !== target) throw new GuestFault(VECTOR.GP, 0);
  const flags = Number(BigInt.asIntN(32, state.r11));
  const long = isLong(context);
  loadFlat(context, (base + (wide ? 16 : 0)) | 3, (base + 8) | 3, 3, wide);
  if (long) writeFlags(context, flags, ALL_FLAGS & ~(FLAG.RF | FLAG.VM));
  else state.flags |= FLAG.IF;
  setInstructionPointer(context, target);
  updateMode(context);
  stepAfter(context);
}

/** SYSCALL and SYSRET trap by the TF that they leave behind, so that the pair looks like one instruction to user mode. */
function stepAfter(context: X86Context): void {
  if (context.state.flags & FLAG.TF) trap(context, DR6.BS);
}

/** @see Intel SDM 2B "SYSENTER" */
export function sysenter(context: X86Context): void {
  const { state } = context;
  const cs = Number(state.sysenterCs & 0xfffcn);
  if (!(state.cr0 & BigInt(CR0.PE)) || cs === 0) throw new GuestFault(VECTOR.GP, 0);
  const long = isLong(context);
  state.flags &= ~(FLAG.VM | FLAG.IF | FLAG.RF);
  loadFlat(context, cs, cs + 8, 0, long);
  state.rsp = long ? state.sysenterEsp : state.sysenterEsp & 0xffffffffn;
  setInstructionPointer(context, long ? state.sysenterEip : state.sysenterEip & 0xffffffffn);
  updateMode(context);
}

/** @see Intel SDM 2B "SYSEXIT" */
export function sysexit(context: X86Context, bytes: number): void {
  const { state } = context;
  const cs = Number(state.sysenterCs & 0xfffcn);
  if (cs === 0 || cplOfState(context) !== 0 || !(state.cr0 & BigInt(CR0.PE))) throw new GuestFault(VECTOR.GP, 0);
  const wide = bytes === 8;
  loadFlat(context, (cs + (wide ? 32 : 16)) | 3, (cs + (wide ? 40 : 24)) | 3, 3, wide);
  state.rsp = wide ? state.rcx : state.rcx & 0xffffffffn;
  setInstructionPointer(context, wide ? state.rdx : state.rdx & 0xffffffffn);
  updateMode(context);
}
