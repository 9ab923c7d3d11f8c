import { ATTR, FLAG, SEG } from '../state.ts';
import type { X86Context } from './context.ts';
import { dplOf } from './segments.ts';
import { W } from './words.ts';

/** Flags that IRET and POPF of each size can reach at all. */
export const IRET_FLAGS = 0x257fd5;
const DATA_SEGMENTS = [SEG.ES, SEG.DS, SEG.FS, SEG.GS] as const;

/** Flags that IRET of an operand size may change at a level. */
export function returnFlags({ state }: X86Context, bytes: number, cpl: number): number {
  let mask = bytes === 2 ? IRET_FLAGS & 0xffff : IRET_FLAGS;
  if (cpl !== 0) mask &= ~FLAG.IOPL;
  if (cpl > ((state.flags >> 12) & 3)) mask &= ~FLAG.IF;
  if (bytes !== 2 && cpl === 0) mask |= FLAG.VIF | FLAG.VIP;
  return mask;
}

/**
 * Segments that the outer level may not use become null. Null selectors 1 to 3 become 0, as processors do and the manual does not say;
 * bases stay. The kernel's sigreturn test sees the selectors.
 */
export function dropInner({ words }: X86Context, cpl: number): void {
  // hot
  for (let i = 0; i < DATA_SEGMENTS.length; i++) {
    const seg = DATA_SEGMENTS[i] as number;
    const attributes = words[W.attributes + seg] as number;
    const conforming = (attributes & (ATTR.CODE | ATTR.DC)) === (ATTR.CODE | ATTR.DC);
    if (attributes & ATTR.P && (conforming || dplOf(attributes) >= cpl)) continue;
    words[W.selector + seg] = 0;
    words[W.limit + seg] = 0;
    words[W.lowest + seg] = -1;
    words[W.attributes + seg] = 0;
  }
}
