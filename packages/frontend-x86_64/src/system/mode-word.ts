import { CODE_SIZE, MMU_MODE, MODE } from '../mode.ts';
import { AT, ATTR, CR0, CR4, EFER, FLAG, SEG, XCR0 } from '../state.ts';
import { cplOfState, type X86Context } from './context.ts';
import { W } from './words.ts';

/** Masks and rounding control of MXCSR, and what they are after reset. */
const MXCSR_CONTROL = 0x7f80;
const MXCSR_PLAIN = 0x1f80;
const DATA_FLAT = ATTR.P | ATTR.S | ATTR.RW;
const DATA_FLAT_MASK = ATTR.P | ATTR.S | ATTR.RW | ATTR.CODE | ATTR.DC;

/** Make `CORE.mode` what the registers say. MODE.SHADOW is cleared. Call after any change of what it is made from. */
export function updateMode(context: X86Context): void {
  const { state, words } = context;
  const cr0 = words[AT.cr0 >> 2] as number;
  const cr4 = words[AT.cr4 >> 2] as number;
  const { flags, attributes } = state;
  const cs = attributes[SEG.CS] as number;
  const long = ((words[AT.efer >> 2] as number) & EFER.LMA) !== 0;
  const size = long && cs & ATTR.L ? CODE_SIZE.S64 : cs & ATTR.DB ? CODE_SIZE.S32 : CODE_SIZE.S16;
  const cpl = cplOfState(context);
  let mode: number = size | (cpl << MODE.CPL_SHIFT);
  const wide = size === CODE_SIZE.S64;
  if ((attributes[SEG.SS] as number) & ATTR.DB || wide) mode |= MODE.STACK32;
  if (wide || isZeroBase(words, SEG.CS)) mode |= MODE.CS_ZERO;
  if (wide || (isFlat(context, SEG.ES) && isFlat(context, SEG.SS) && isFlat(context, SEG.DS))) mode |= MODE.FLAT;
  const smap = cr4 & CR4.SMAP && !(flags & FLAG.AC);
  mode |= (cpl === 3 ? MMU_MODE.USER : smap ? MMU_MODE.SMAP : MMU_MODE.KERNEL) << MODE.MMU_SHIFT;
  if (cr0 & (CR0.TS | CR0.EM)) mode |= MODE.NO_FPU;
  if (cr0 & CR0.TS) mode |= MODE.NO_SSE;
  if (flags & FLAG.TF) mode |= MODE.TF;
  if ((words[(AT.dr >> 2) + 14] as number) & 0xff || state.trap !== 0) mode |= MODE.BREAK;
  if (!(cr0 & CR0.PE) || flags & FLAG.VM) mode |= MODE.REAL;
  if (flags & FLAG.VM) mode |= MODE.VM;
  if (long) mode |= MODE.LONG;
  if (cpl === 3) {
    if (cr0 & CR0.EM || !(cr4 & CR4.OSFXSR)) mode |= MODE.BAD_SSE;
    if (!(cr4 & CR4.OSXSAVE) || ~(words[W.xcr0] as number) & (XCR0.SSE | XCR0.AVX)) mode |= MODE.BAD_AVX;
  }
  if ((state.mxcsr & MXCSR_CONTROL) !== MXCSR_PLAIN) mode |= MODE.SSE_SPECIAL;
  state.mode = mode;
}

const isZeroBase = (words: Int32Array, seg: number): boolean =>
  ((words[W.base + 2 * seg] as number) | (words[W.base + 2 * seg + 1] as number)) === 0;

function isFlat({ state, words }: X86Context, seg: number): boolean {
  return (
    isZeroBase(words, seg) &&
    state.limit[seg] === -1 &&
    ((state.attributes[seg] as number) & DATA_FLAT_MASK) === DATA_FLAT
  );
}
