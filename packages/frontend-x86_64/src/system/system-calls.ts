import { VECTOR } from '../guest-exits.ts';
import { AT, ATTR, CR0, EFER, FLAG, SEG } from '../state.ts';
import { trap } from './breakpoints.ts';
import { cplOfState, type X86Context } from './context.ts';
import { DR6 } from './debug-registers.ts';
import { setInstructionPointer } from './exceptions.ts';
import { GuestFault } from './fault.ts';
import { readFlags, writeFlags } from './flags.ts';
import { updateMode } from './mode-word.ts';
import { isLong } from './segments.ts';
import { runsWide, setFlat, W } from './words.ts';

const FLAT_CODE = ATTR.P | ATTR.S | ATTR.CODE | ATTR.RW | ATTR.ACCESSED | ATTR.G;
const FLAT_DATA = ATTR.P | ATTR.S | ATTR.RW | ATTR.ACCESSED | ATTR.G | ATTR.DB;
const ARG = AT.arg >> 2;
const ALL_FLAGS = 0x3f7fd5;

/** CS and SS as these instructions load them: flat, whatever the tables say. */
function loadFlat(context: X86Context, cs: number, ss: number, cpl: number, wide: boolean): void {
  const level = cpl << 13;
  const code = FLAT_CODE | (wide ? ATTR.L : ATTR.DB) | level;
  setFlat(context, SEG.CS, { selector: cs, limit: -1, lowest: 0, attributes: code });
  setFlat(context, SEG.SS, { selector: ss, limit: -1, lowest: 0, attributes: FLAT_DATA | level });
}

/** pc, when CS has base 0, from the 64-bit field at a word index. */
function setPcFrom({ words }: X86Context, field: number, wide: boolean): void {
  words[W.pc] = words[field] as number;
  words[W.pcHi] = wide ? (words[field + 1] as number) : 0;
}

/** arg[0] is rIP of the next instruction. @see Intel SDM 2B "SYSCALL", AMD APM 3 "SYSCALL" */
export function syscall(context: X86Context): void {
  const { words } = context;
  if (!((words[W.efer] as number) & EFER.SCE)) throw new GuestFault(VECTOR.UD);
  const selector = (words[W.star + 1] as number) & 0xfffc;
  words[W.rcx] = words[ARG] as number;
  words[W.rcx + 1] = words[ARG + 1] as number;
  if (!isLong(context)) {
    loadFlat(context, selector, selector + 8, 0, false);
    words[W.flags] = (words[W.flags] as number) & ~(FLAG.VM | FLAG.IF | FLAG.RF);
    setPcFrom(context, W.star, false);
  } else {
    const flags = readFlags(context) & ~FLAG.RF;
    const target = runsWide(words) ? W.lstar : W.cstar;
    words[W.r11] = flags;
    words[W.r11 + 1] = 0;
    loadFlat(context, selector, selector + 8, 0, true);
    writeFlags(context, flags & ~(words[W.fmask] as number), ALL_FLAGS);
    setPcFrom(context, target, true);
  }
  updateMode(context);
  stepAfter(context);
}

/** @param bytes operand size: 8 returns to 64-bit code. @see Intel SDM 2B "SYSRET" */
export function sysret(context: X86Context, bytes: number): void {
  const { state, words } = context;
  if (!((words[W.efer] as number) & EFER.SCE)) throw new GuestFault(VECTOR.UD);
  if (cplOfState(context) !== 0 || !((words[AT.cr0 >> 2] as number) & CR0.PE)) throw new GuestFault(VECTOR.GP, 0);
  const base = (words[W.star + 1] as number) >>> 16;
  const wide = bytes === 8;
  const high = (words[W.rcx + 1] as number) >> 15;
  if (wide && high !== 0 && high !== -1) throw new GuestFault(VECTOR.GP, 0);
  const long = isLong(context);
  loadFlat(context, (base + (wide ? 16 : 0)) | 3, (base + 8) | 3, 3, wide);
  if (long) writeFlags(context, words[W.r11] as number, ALL_FLAGS & ~(FLAG.RF | FLAG.VM));
  else state.flags |= FLAG.IF;
  setPcFrom(context, W.rcx, wide);
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
