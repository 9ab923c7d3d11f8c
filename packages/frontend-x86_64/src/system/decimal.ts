import { FLAG } from '../state.ts';
import type { X86Context } from './context.ts';
import { readFlags, writeStatus } from './flags.ts';

/** BCD adjustments by kind: DAA, DAS, AAA, AAS, AAM, AAD. @see Intel SDM 2A, the instructions */
export function decimal(context: X86Context, kind: number, base: number): void {
  const { state } = context;
  const flags = readFlags(context);
  const ax = Number(state.rax & 0xffffn);
  let al = ax & 0xff;
  let ah = ax >> 8;
  let cf = flags & FLAG.CF;
  let af = flags & FLAG.AF;
  const low = (al & 15) > 9 || af !== 0;
  if (kind < 2) {
    const sign = kind === 0 ? 1 : -1;
    const high = al > 0x99 || cf !== 0;
    const old = al;
    cf = 0;
    if (low) {
      al += 6 * sign;
      cf = (flags & FLAG.CF) | (al < 0 || al > 255 ? 1 : 0);
    }
    if (high) al += 0x60 * sign;
    cf = high || (kind === 1 && low && old < 6) ? 1 : kind === 0 ? 0 : cf;
    af = low ? FLAG.AF : 0;
  } else if (kind < 4) {
    if (low) {
      const next = (ax + (kind === 2 ? 0x106 : -0x106)) & 0xffff;
      ah = next >> 8;
      al = next & 0xff;
    }
    cf = low ? 1 : 0;
    af = low ? FLAG.AF : 0;
    al &= 15;
  } else {
    if (kind === 4) {
      ah = Math.floor(al / base);
      al %= base;
    } else {
      al = (al + ah * base) & 0xff;
      ah = 0;
    }
    cf = 0;
    af = 0;
  }
  al &= 0xff;
  state.rax = (state.rax & ~0xffffn) | BigInt((ah << 8) | al);
  const ones = [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (al >> bit) & 1).length;
  writeStatus(
    context,
    (flags & FLAG.DF) | cf | af | (al === 0 ? FLAG.ZF : 0) | (al & 0x80 ? FLAG.SF : 0) | (ones & 1 ? 0 : FLAG.PF),
  );
}
