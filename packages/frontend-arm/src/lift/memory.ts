import type { I32 } from '@tutti/ir';
import type { Lift } from './lift.ts';

/** Single-register accesses: width and extension. */
export type LoadKind = 'word' | 'byte' | 'half' | 'signedByte' | 'signedHalf';
export type StoreKind = 'word' | 'byte' | 'half';

const SIZE_LOG2 = { word: 2, byte: 0, half: 1, signedByte: 0, signedHalf: 1 } as const;

/** Where an access goes: base plus displacement, and what the base register becomes (-1: it stays). */
export interface Address {
  base: I32;
  disp: number;
  writeback: I32;
}

const address: Address = { base: 0, disp: 0, writeback: -1 };

/**
 * Base and constant offset. The returned object is reused by the next call.
 * @param index      the offset applies to the access (P)
 * @param writeback  the base register becomes base plus offset
 */
export function offsetAddress(l: Lift, n: number, index: boolean, offset: number, writeback: boolean): Address {
  address.base = l.base(n);
  address.disp = index ? offset : 0;
  address.writeback = writeback ? l.b.add_i32(address.base, l.imm(offset)) : -1;
  return address;
}

/** Base plus or minus a value. The returned object is reused by the next call. */
export function registerAddress(
  l: Lift,
  n: number,
  index: boolean,
  add: boolean,
  offset: I32,
  writeback: boolean,
): Address {
  const base = l.base(n);
  const sum = add ? l.b.add_i32(base, offset) : l.b.sub_i32(base, offset);
  address.base = index ? sum : base;
  address.disp = 0;
  address.writeback = writeback ? sum : -1;
  return address;
}

/** MMU mode of the unprivileged accesses (LDRT and so on). */
export const unprivileged = (l: Lift): number => l.mmuMode | 1;

/** The base of words whose offsets are multiples of 4: in ARMv6's legacy alignment its low bits count for nothing. */
export const wordBase = (l: Lift, base: I32): I32 => (l.legacyAlignment ? l.b.and_i32(base, l.imm(-4)) : base);

/** What a word that was loaded from `wordBase` of an address is to its reader: the addressed byte comes lowest. */
export const rotated = (l: Lift, value: I32, address: I32): I32 =>
  l.legacyAlignment ? l.b.rotr_i32(value, l.b.shl_i32(address, l.imm(3))) : value;

/** Base and displacement as one address where its low bits matter. The returned object is reused by the next call. */
function wordAddress(l: Lift, base: I32, disp: number): Pick<Address, 'base' | 'disp'> {
  word.base = l.legacyAlignment ? l.b.add_i32(base, l.imm(disp)) : base;
  word.disp = l.legacyAlignment ? 0 : disp;
  return word;
}
const word = { base: 0 as I32, disp: 0 };

/** The loaded value, in the data endianness of the block. */
export function loadValue(l: Lift, kind: LoadKind, base: I32, disp: number, mmuMode: number): I32 {
  const { b } = l;
  const mem = l.mem(SIZE_LOG2[kind], 0, mmuMode);
  switch (kind) {
    case 'word': {
      const at = wordAddress(l, base, disp);
      return rotated(l, wordOrder(l, b.load_i32(wordBase(l, at.base), at.disp, mem)), at.base);
    }
    case 'byte':
      return b.load_u8_i32(base, disp, mem);
    case 'signedByte':
      return b.load_s8_i32(base, disp, mem);
    case 'half':
      if (!l.bigEndian) return b.load_u16_i32(base, disp, mem);
      return b.shr_u_i32(b.bswap_i32(b.load_u16_i32(base, disp, mem)), l.imm(16));
    case 'signedHalf':
      if (!l.bigEndian) return b.load_s16_i32(base, disp, mem);
      return b.shr_s_i32(b.bswap_i32(b.load_u16_i32(base, disp, mem)), l.imm(16));
  }
}

/** A word between register and memory order of the block's data endianness. */
export const wordOrder = (l: Lift, value: I32): I32 => (l.bigEndian ? l.b.bswap_i32(value) : value);

/** Load to Rt. A word loaded to the pc branches with interworking. */
export function load(l: Lift, kind: LoadKind, t: number, n: number, at: Address, mmuMode = l.mmuMode): void {
  const { writeback } = at;
  const value = loadValue(l, kind, at.base, at.disp, mmuMode);
  // Straight into the register where that is possible: the two sets below commute unless t is n.
  if (t !== 15 && t !== n) l.setReg(t, value);
  if (writeback >= 0) l.setReg(n, writeback);
  if (t === 15) l.interwork(value);
  else if (t === n) l.setReg(t, value);
}

/** Store Rt. */
export function store(l: Lift, kind: StoreKind, t: number, n: number, at: Address, mmuMode = l.mmuMode): void {
  const { b } = l;
  const { base, disp, writeback } = at;
  const value = l.reg(t);
  const mem = l.mem(SIZE_LOG2[kind], 0, mmuMode);
  if (kind === 'byte') b.store_8_i32(base, value, disp, mem);
  else if (kind === 'word') {
    const at = wordAddress(l, base, disp);
    b.store_i32(wordBase(l, at.base), wordOrder(l, value), at.disp, mem);
  } else b.store_16_i32(base, l.bigEndian ? b.shr_u_i32(b.bswap_i32(value), l.imm(16)) : value, disp, mem);
  if (writeback >= 0) l.setReg(n, writeback);
}

/** LDRD: two words, word-aligned; neither register changes when the second word faults. */
export function loadDual(l: Lift, t: number, t2: number, n: number, at: Address): void {
  const { base, disp, writeback } = at;
  const first = wordOrder(l, l.b.load_i32(base, disp, l.mem(2, 2)));
  const second = wordOrder(l, l.b.load_i32(base, disp + 4, l.mem(2, 2)));
  if (writeback >= 0) l.setReg(n, writeback);
  l.setReg(t, first);
  l.setReg(t2, second);
}

/** STRD. */
export function storeDual(l: Lift, t: number, t2: number, n: number, at: Address): void {
  const { base, disp, writeback } = at;
  l.b.store_i32(base, wordOrder(l, l.reg(t)), disp, l.mem(2, 2));
  l.b.store_i32(base, wordOrder(l, l.reg(t2)), disp + 4, l.mem(2, 2));
  if (writeback >= 0) l.setReg(n, writeback);
}
