import { tagWord } from '../fp/x87-environment.ts';
import { FLAG, SEG, SYSTEM_FLAGS, xmmOffset } from '../state.ts';
import { linearPc, setLinearPc, type X86Context } from './context.ts';
import { readFlags, writeFlags } from './flags.ts';
import { updateMode } from './mode-word.ts';

/** General registers in encoding order. */
const GENERAL = ['rax', 'rcx', 'rdx', 'rbx', 'rsp', 'rbp', 'rsi', 'rdi'];
const NAMES: readonly string[] = [...GENERAL, ...Array.from({ length: 8 }, (_, n) => `r${n + 8}`)];
const SEGMENTS: Readonly<Record<string, number>> = {
  es: SEG.ES,
  cs: SEG.CS,
  ss: SEG.SS,
  ds: SEG.DS,
  fs: SEG.FS,
  gs: SEG.GS,
};
const STATUS_FLAGS = FLAG.CF | FLAG.PF | FLAG.AF | FLAG.ZF | FLAG.SF | FLAG.DF | FLAG.OF;
const STACK = /^st([0-7])$/;
const XMM = /^xmm(\d|1[0-5])$/;

/** Registers that stand in the state or are made from it, by the names that debuggers use. */
const READERS: Readonly<Record<string, (context: X86Context) => bigint | number>> = {
  rip: (context) => linearPc(context) - base(context, SEG.CS),
  eflags: readFlags,
  fs_base: (context) => base(context, SEG.FS),
  gs_base: (context) => base(context, SEG.GS),
  k_gs_base: ({ state }) => state.kernelGs,
  cr0: ({ state }) => state.cr0,
  cr2: ({ state }) => state.cr2,
  cr3: ({ state }) => state.cr3,
  cr4: ({ state }) => state.cr4,
  cr8: ({ state }) => state.cr8,
  efer: ({ state }) => state.efer,
  mxcsr: ({ state }) => state.mxcsr,
  fctrl: ({ state }) => state.fpControl,
  fstat: ({ state }) => state.fpStatus | (state.fpTop << 11),
  ftag: tagWord,
  fiseg: () => 0,
  fioff: ({ state }) => Number(BigInt.asUintN(32, state.fpIp)),
  foseg: () => 0,
  fooff: ({ state }) => Number(BigInt.asUintN(32, state.fpDp)),
  fop: ({ state }) => state.fpOpcode,
};

/** Value of a register for a debugger, as an unsigned number; undefined when there is none with this name. */
export function readDebugRegister(context: X86Context, name: string): bigint | undefined {
  const { state, regs, view, env } = context;
  const index = NAMES.indexOf(name);
  if (index >= 0) return regs[index];
  const segment = SEGMENTS[name];
  if (segment !== undefined) return BigInt(state.selector[segment] as number);
  const stack = STACK.exec(name);
  if (stack !== null) {
    const place = (state.fpTop + Number(stack[1])) & 7;
    return (BigInt(state.fpExponent[place] as number) << 64n) | BigInt.asUintN(64, state.fpMantissa[place] as bigint);
  }
  const xmm = XMM.exec(name);
  if (xmm !== null) {
    const at = env.base + xmmOffset(Number(xmm[1]));
    return (view.getBigUint64(at + 8, true) << 64n) | view.getBigUint64(at, true);
  }
  const value = READERS[name]?.(context);
  return value === undefined ? undefined : BigInt.asUintN(64, BigInt(value));
}

/** Set a register of a core that stands. @returns false when debuggers cannot set it */
export function writeDebugRegister(context: X86Context, name: string, value: bigint): boolean {
  const { regs, view, env } = context;
  const index = NAMES.indexOf(name);
  const xmm = XMM.exec(name);
  if (index >= 0) regs[index] = value;
  else if (name === 'rip') setLinearPc(context, value + base(context, SEG.CS));
  else if (name === 'eflags') {
    writeFlags(context, Number(value), SYSTEM_FLAGS | STATUS_FLAGS);
    updateMode(context);
  } else if (xmm !== null) {
    const at = env.base + xmmOffset(Number(xmm[1]));
    view.setBigUint64(at, BigInt.asUintN(64, value), true);
    view.setBigUint64(at + 8, value >> 64n, true);
  } else return false;
  return true;
}

const base = ({ state }: X86Context, segment: number): bigint => BigInt.asUintN(64, state.base[segment] as bigint);
