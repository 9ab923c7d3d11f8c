import { FLAG, SYSTEM_FLAGS } from '../state.ts';
import type { X86Context } from './context.ts';
import { W } from './words.ts';

/** High word of -2^63. */
const SIGN = -0x80000000;

const even = (byte: number): boolean => {
  let x = byte & 0xff;
  x ^= x >> 4;
  return ((0x6996 >> (x & 15)) & 1) === 0;
};

/** RFLAGS, low word. */
export function readFlags({ words }: X86Context): number {
  // hot
  const res = words[W.res] as number;
  const resHi = words[W.res + 1] as number;
  const delta = words[W.aux] as number;
  const cf = words[W.cf] as number;
  let value = (words[W.flags] as number) | 2 | cf;
  if (even(res) !== ((delta & 2) !== 0)) value |= FLAG.PF;
  if (delta & 16) value |= FLAG.AF;
  if ((res | resHi) === 0) value |= FLAG.ZF;
  if (resHi < 0 !== ((delta & 1) !== 0)) value |= FLAG.SF;
  if ((words[W.aux + 1] as number) < 0 !== (cf !== 0)) value |= FLAG.OF;
  if ((words[W.df + 1] as number) < 0) value |= FLAG.DF;
  return value;
}

/** Set the status flags and DF alone. */
export function writeStatus({ words }: X86Context, value: number): void {
  // hot
  const zero = (value & FLAG.ZF) !== 0;
  const negative = (value & FLAG.SF) !== 0;
  const parity = (value & FLAG.PF) !== 0;
  const cf = value & 1;
  // A result of 0 has even parity, as have -2^63 and 2^8.
  words[W.res] = zero || negative ? 0 : 0x100;
  words[W.res + 1] = !zero && negative ? SIGN : 0;
  words[W.aux] = (zero && negative ? 1 : 0) | (parity ? 0 : 2) | (value & FLAG.AF);
  const overflow = (value & FLAG.OF) !== 0;
  words[W.aux + 1] = overflow !== (cf !== 0) ? SIGN : 0;
  words[W.cf] = cf;
  const down = (value & FLAG.DF) !== 0;
  words[W.df] = down ? -1 : 1;
  words[W.df + 1] = down ? -1 : 0;
}

/** Replace the bits of RFLAGS in `mask`. The caller makes the mode word follow. */
export function writeFlags(context: X86Context, value: number, mask: number): void {
  const merged = (readFlags(context) & ~mask) | (value & mask);
  context.state.flags = merged & SYSTEM_FLAGS;
  writeStatus(context, merged);
}
