import { ATTR } from '../state.ts';
import type { X86Context } from './context.ts';
import { hostFilled, implicitMode } from './memory.ts';
import { setFlat, W } from './words.ts';

/** Bits of a descriptor's high word that segment registers keep. */
export const ATTRIBUTES = 0x00f0ff00;

/**
 * Word index in shared memory of `bytes` bytes at `base` + `offset`, aligned words on one page that the TLB maps; else -1.
 * @param base word index in the state of a 64-bit base
 */
export function tableWord(context: X86Context, base: number, offset: number, bytes: number, mmuMode: number): number {
  // hot
  const { words } = context;
  const low = words[base] as number;
  const lo = (low + offset) | 0;
  if (lo >>> 0 < low >>> 0 || (lo & 3) !== 0 || (lo & 0xfff) > 4096 - bytes) return -1;
  const host = hostFilled(context, lo, words[base + 1] as number, false, mmuMode);
  return host < 0 ? -1 : host >>> 2;
}

/** Word index of the descriptor of a GDT selector, or -1 when it is null, local, outside the table or not in the TLB. */
export function descriptorWord(context: X86Context, selector: number, mmuMode: number): number {
  // hot
  if ((selector & 0xfffc) === 0 || (selector & 4) !== 0) return -1;
  if ((selector | 7) > ((context.words[W.gdtLimit] as number) & 0xffff)) return -1;
  return tableWord(context, W.gdtBase, selector & 0xfff8, 8, mmuMode);
}

/** A present, accessed data segment that grows upwards, readable or writable. */
const DATA_MASK = ATTR.P | ATTR.S | ATTR.CODE | ATTR.DC | ATTR.ACCESSED;
const DATA = ATTR.P | ATTR.S | ATTR.ACCESSED;

/**
 * Load ES, DS, FS or GS with a data segment of base 0 from a GDT that the core's TLB has; Linux does so at each switch of tasks.
 * @returns false when nothing was changed: the full load then does, or faults
 */
export function loadQuickly(context: X86Context, seg: number, selector: number, cpl: number): boolean {
  // hot
  const at = descriptorWord(context, selector, implicitMode(context));
  if (at < 0) return false;
  const lo = context.i32[at] as number;
  const hi = context.i32[at + 1] as number;
  const dpl = (hi & ATTR.DPL) >>> 13;
  const flatBase = lo >>> 16 === 0 && (hi & 0xff0000ff) === 0;
  if (!flatBase || (hi & DATA_MASK) !== DATA || cpl > dpl || (selector & 3) > dpl) return false;
  const limit = limitOfWords(lo, hi);
  setFlat(context, seg, { selector: selector & 0xffff, limit, lowest: 0, attributes: hi & ATTRIBUTES });
  return true;
}

/** Limit of a segment, from the words of its descriptor. */
export const limitOfWords = (lo: number, hi: number): number => {
  const raw = (hi & 0xf0000) | (lo & 0xffff);
  return hi & ATTR.G ? (raw << 12) | 0xfff : raw;
};
