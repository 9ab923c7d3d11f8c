import { FLAG, SYSTEM_FLAGS } from '../state.ts';
import type { X86Context } from './context.ts';

const even = (byte: number): boolean => {
  let x = byte & 0xff;
  x ^= x >> 4;
  return ((0x6996 >> (x & 15)) & 1) === 0;
};

/** RFLAGS, low word. */
export function readFlags({ state }: X86Context): number {
  const { res, aux, cf } = state;
  const low = Number(res & 0xffn);
  const delta = Number(aux & 0xffn);
  let value = state.flags | 2 | cf;
  if (even(low) !== ((delta & 2) !== 0)) value |= FLAG.PF;
  if (delta & 16) value |= FLAG.AF;
  if (res === 0n) value |= FLAG.ZF;
  if (res < 0n !== ((delta & 1) !== 0)) value |= FLAG.SF;
  if (aux < 0n !== (cf !== 0)) value |= FLAG.OF;
  if (state.df < 0n) value |= FLAG.DF;
  return value;
}

/** Set the status flags and DF alone. */
export function writeStatus({ state }: X86Context, value: number): void {
  const zero = (value & FLAG.ZF) !== 0;
  const negative = (value & FLAG.SF) !== 0;
  const parity = (value & FLAG.PF) !== 0;
  const cf = value & 1;
  // A result of 0 has even parity; 1 is odd and -2^63 even.
  let delta = 0;
  if (zero) {
    state.res = 0n;
    delta = (negative ? 1 : 0) | (parity ? 0 : 2);
  } else {
    state.res = negative ? -0x8000000000000000n : 0x100n;
    delta = parity ? 0 : 2;
  }
  const overflow = (value & FLAG.OF) !== 0;
  state.cf = cf;
  state.aux = BigInt(delta | (value & FLAG.AF)) | (overflow !== (cf !== 0) ? -0x8000000000000000n : 0n);
  state.df = value & FLAG.DF ? -1n : 1n;
}

/** Replace the bits of RFLAGS in `mask`. The caller makes the mode word follow. */
export function writeFlags(context: X86Context, value: number, mask: number): void {
  const merged = (readFlags(context) & ~mask) | (value & mask);
  context.state.flags = merged & SYSTEM_FLAGS;
  writeStatus(context, merged);
}
