import { AT, ATTR, EFER, SEG } from '../state.ts';
import type { X86Context } from './context.ts';

/** Word indices in the state of what system events touch; the high word of a 64-bit field is the next one. */
export const W = {
  rcx: AT.rcx >> 2,
  rsp: AT.rsp >> 2,
  r11: AT.r11 >> 2,
  arg: AT.arg >> 2,
  res: AT.res >> 2,
  aux: AT.aux >> 2,
  cf: AT.cf >> 2,
  df: AT.df >> 2,
  flags: AT.flags >> 2,
  pc: AT.pc >> 2,
  pcHi: AT.pcHi >> 2,
  base: AT.base >> 2,
  limit: AT.limit >> 2,
  lowest: AT.lowest >> 2,
  attributes: AT.attributes >> 2,
  selector: AT.selector >> 2,
  cr0: AT.cr0 >> 2,
  cr3: AT.cr3 >> 2,
  cr4: AT.cr4 >> 2,
  efer: AT.efer >> 2,
  xcr0: AT.xcr0 >> 2,
  gdtBase: AT.gdtBase >> 2,
  gdtLimit: AT.gdtLimit >> 2,
  idtBase: AT.idtBase >> 2,
  idtLimit: AT.idtLimit >> 2,
  star: AT.star >> 2,
  lstar: AT.lstar >> 2,
  cstar: AT.cstar >> 2,
  fmask: AT.fmask >> 2,
} as const;

/** 64-bit code? */
export const runsWide = (words: Int32Array): boolean =>
  ((words[W.efer] as number) & EFER.LMA) !== 0 && ((words[W.attributes + SEG.CS] as number) & ATTR.L) !== 0;

/** What a segment register is set to; its base is 0. */
export interface FlatSegment {
  readonly selector: number;
  readonly limit: number;
  /** Lowest offset: 0, or -1 for an unusable segment. */
  readonly lowest: number;
  readonly attributes: number;
}

/** Fill a segment register. */
export function setFlat({ words }: X86Context, seg: number, to: FlatSegment): void {
  words[W.selector + seg] = to.selector;
  words[W.base + 2 * seg] = 0;
  words[W.base + 2 * seg + 1] = 0;
  words[W.limit + seg] = to.limit;
  words[W.lowest + seg] = to.lowest;
  words[W.attributes + seg] = to.attributes;
}
