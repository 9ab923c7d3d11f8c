import { VECTOR } from '../guest-exits.ts';
import { ATTR, CR0, EFER, FLAG, SEG } from '../state.ts';
import { cplOfState, type X86Context } from './context.ts';
import { GuestFault } from './fault.ts';
import { readLinear, writeLinear } from './memory.ts';
import { loadQuickly } from './quick-tables.ts';
import { setFlat, W } from './words.ts';

/** A descriptor: its two words. For system descriptors of IA-32e mode the upper half of the base too. */
export interface Descriptor {
  readonly lo: number;
  readonly hi: number;
  readonly baseHigh: number;
  /** Linear address of it, for the accessed and busy bits. */
  readonly at: bigint;
}

const ATTRIBUTES = 0x00f0ff00;

export const isLong = ({ words }: X86Context): boolean => ((words[W.efer] as number) & EFER.LMA) !== 0;
export const isReal = ({ words }: X86Context): boolean =>
  ((words[W.cr0] as number) & CR0.PE) === 0 || ((words[W.flags] as number) & FLAG.VM) !== 0;
/** Does the code that runs now have 64-bit size? */
export const is64 = (context: X86Context): boolean =>
  isLong(context) && ((context.state.attributes[SEG.CS] as number) & ATTR.L) !== 0;

/** Fetch the descriptor of a selector. @throws GuestFault of `vector` with the selector outside its table */
export function readDescriptor(context: X86Context, selector: number, vector: number = VECTOR.GP): Descriptor {
  const { state } = context;
  const local = (selector & 4) !== 0;
  const base = local ? BigInt.asUintN(64, state.base[SEG.LDTR] as bigint) : BigInt.asUintN(64, state.gdtBase);
  const limit = local ? (state.limit[SEG.LDTR] as number) >>> 0 : state.gdtLimit & 0xffff;
  const usable = !local || ((state.attributes[SEG.LDTR] as number) & ATTR.P) !== 0;
  if (!usable || (selector | 7) > limit) throw new GuestFault(vector, selector & 0xfffc);
  const at = base + BigInt(selector & 0xfff8);
  const bits = readLinear(context, at, 8);
  const hi = Number(BigInt.asIntN(32, bits >> 32n));
  let baseHigh = 0;
  if (isLong(context) && !(hi & ATTR.S)) {
    if ((selector | 7) + 8 > limit) throw new GuestFault(vector, selector & 0xfffc);
    baseHigh = Number(readLinear(context, at + 8n, 4));
  }
  return { lo: Number(BigInt.asIntN(32, bits)), hi, baseHigh, at };
}

export const dplOf = (hi: number): number => (hi & ATTR.DPL) >>> 13;
export const typeOf = (hi: number): number => (hi >>> 8) & 15;
export const baseOf = ({ lo, hi }: Descriptor): bigint =>
  BigInt(((hi & 0xff000000) | ((hi & 0xff) << 16) | (lo >>> 16)) >>> 0);
export const limitOf = ({ lo, hi }: Descriptor): number => {
  const raw = (hi & 0xf0000) | (lo & 0xffff);
  return hi & ATTR.G ? (raw << 12) | 0xfff : raw;
};

/** Fill the cached part of a segment register. */
export function setSegment(context: X86Context, seg: number, selector: number, d: Descriptor): void {
  const { state } = context;
  state.selector[seg] = selector & 0xffff;
  let base = baseOf(d);
  if (seg >= SEG.LDTR && isLong(context)) base |= BigInt(d.baseHigh >>> 0) << 32n;
  state.base[seg] = BigInt.asIntN(64, base);
  const limit = limitOf(d);
  const expandDown = (d.hi & (ATTR.S | ATTR.CODE | ATTR.DC)) === (ATTR.S | ATTR.DC);
  state.limit[seg] = expandDown ? (d.hi & ATTR.DB ? -1 : 0xffff) : limit;
  state.lowest[seg] = expandDown ? (limit + 1) | 0 : 0;
  state.attributes[seg] = d.hi & ATTRIBUTES;
}

/**
 * A null selector: unusable outside 64-bit mode. It clears the base of FS and GS too, as with Intel's processors and AMD's later ones: the
 * kernel's fsgsbase test wants that where it has no FSGSBASE.
 */
export function setNull(context: X86Context, seg: number, selector: number, dpl = 0): void {
  setFlat(context, seg, { selector: selector & 0xffff, limit: 0, lowest: -1, attributes: dpl << 13 });
}

/** Paragraph of real-address or virtual-8086 mode. In real mode limit and attributes stay ("unreal mode"). */
export function setParagraph({ state }: X86Context, seg: number, selector: number): void {
  state.selector[seg] = selector & 0xffff;
  state.base[seg] = BigInt((selector & 0xffff) << 4);
  if (state.flags & FLAG.VM) {
    state.limit[seg] = 0xffff;
    state.lowest[seg] = 0;
    state.attributes[seg] = ATTR.P | ATTR.S | ATTR.RW | ATTR.ACCESSED | ATTR.DPL;
  }
}

/** Set the accessed bit in memory. */
export function markAccessed(context: X86Context, d: Descriptor): void {
  if (d.hi & ATTR.ACCESSED) return;
  writeLinear(context, d.at + 5n, 1, BigInt(((d.hi >>> 8) & 0xff) | 1));
}

/** MOV, POP, LDS... to a data or stack segment register. @see Intel SDM 2B, "MOV" */
export function loadSegment(context: X86Context, seg: number, selector: number): void {
  if (isReal(context)) {
    setParagraph(context, seg, selector);
    return;
  }
  const cpl = cplOfState(context);
  const rpl = selector & 3;
  const error = selector & 0xfffc;
  if ((selector & 0xfffc) === 0) {
    if (seg === SEG.SS && (!is64(context) || cpl === 3 || rpl !== cpl)) throw new GuestFault(VECTOR.GP, 0);
    setNull(context, seg, selector, seg === SEG.SS ? cpl : 0);
    return;
  }
  if (seg !== SEG.SS && loadQuickly(context, seg, selector, cpl)) return;
  const d = readDescriptor(context, selector);
  const dpl = dplOf(d.hi);
  if (seg === SEG.SS) {
    const writable = (d.hi & (ATTR.S | ATTR.CODE | ATTR.RW)) === (ATTR.S | ATTR.RW);
    if (rpl !== cpl || !writable || dpl !== cpl) throw new GuestFault(VECTOR.GP, error);
    if (!(d.hi & ATTR.P)) throw new GuestFault(VECTOR.SS, error);
  } else {
    const readable = (d.hi & ATTR.S) !== 0 && ((d.hi & ATTR.CODE) === 0 || (d.hi & ATTR.RW) !== 0);
    if (!readable) throw new GuestFault(VECTOR.GP, error);
    const conforming = (d.hi & (ATTR.CODE | ATTR.DC)) === (ATTR.CODE | ATTR.DC);
    if (!conforming && (rpl > dpl || cpl > dpl)) throw new GuestFault(VECTOR.GP, error);
    if (!(d.hi & ATTR.P)) throw new GuestFault(VECTOR.NP, error);
  }
  markAccessed(context, d);
  setSegment(context, seg, selector, { ...d, hi: d.hi | ATTR.ACCESSED });
}

/** Load CS with a descriptor that was checked, at a privilege level. */
export function setCodeSegment(context: X86Context, selector: number, d: Descriptor, cpl: number): void {
  markAccessed(context, d);
  setSegment(context, SEG.CS, (selector & 0xfffc) | cpl, { ...d, hi: d.hi | ATTR.ACCESSED });
  if (isLong(context) && d.hi & ATTR.L) context.state.base[SEG.CS] = 0n;
}
