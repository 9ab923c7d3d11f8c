import { ATTR, FLAG, SEG } from '../state.ts';
import type { X86Context } from './context.ts';
import { dplOf, setNull } from './segments.ts';

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

/** Segments that the outer level may not use become null. */
export function dropInner(context: X86Context, cpl: number): void {
  for (let i = 0; i < DATA_SEGMENTS.length; i++) {
    const seg = DATA_SEGMENTS[i] as number;
    const attributes = context.state.attributes[seg] as number;
    if (!(attributes & ATTR.P)) continue;
    const conforming = (attributes & (ATTR.CODE | ATTR.DC)) === (ATTR.CODE | ATTR.DC);
    if (!conforming && dplOf(attributes) < cpl) setNull(context, seg, 0);
  }
}
