import { ATTR } from '../state.ts';
import type { X86Context } from './context.ts';
import { hostFilled } from './memory.ts';
import { W } from './words.ts';

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

/** Limit of a segment, from the words of its descriptor. */
export const limitOfWords = (lo: number, hi: number): number => {
  const raw = (hi & 0xf0000) | (lo & 0xffff);
  return hi & ATTR.G ? (raw << 12) | 0xfff : raw;
};
