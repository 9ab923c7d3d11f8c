import { AT, FLAG } from '../state.ts';
import type { X86Context } from '../system/context.ts';
import { writeStatus } from '../system/flags.ts';

/**
 * PCMPESTRx and PCMPISTRx of varg[0] and varg[1]: index to arg[0], mask to varg[0], flags.
 * @param how bit 0 explicit lengths, bit 1 their registers are 64 bits wide
 * @see Intel SDM 2B, 4.1
 */
export function compareStrings(context: X86Context, immediate: number, how: number): void {
  const { state, view } = context;
  const base = context.env.base + AT.varg;
  const wide = (immediate & 1) !== 0;
  const signed = (immediate & 2) !== 0;
  const count = wide ? 8 : 16;
  const element = (operand: number, i: number): number => {
    const at = base + 16 * operand + (wide ? 2 * i : i);
    return wide
      ? signed
        ? view.getInt16(at, true)
        : view.getUint16(at, true)
      : signed
        ? view.getInt8(at)
        : view.getUint8(at);
  };
  const length = (operand: number): number => {
    if (how & 1) {
      const register = operand === 0 ? state.rax : state.rdx;
      const value = how & 2 ? register : BigInt.asIntN(32, register);
      const size = value < 0n ? -value : value;
      return size > BigInt(count) ? count : Number(size);
    }
    for (let i = 0; i < count; i++) if (element(operand, i) === 0) return i;
    return count;
  };
  const first = length(0);
  const second = length(1);
  let mask = 0;
  for (let j = 0; j < count; j++) if (matches((immediate >> 2) & 3, j, first, second, count, element)) mask |= 1 << j;
  const all = (1 << count) - 1;
  if (immediate & 0x10) mask ^= immediate & 0x20 ? (1 << second) - 1 : all;
  const highest = (immediate & 0x40) !== 0;
  state.arg[0] = BigInt(mask === 0 ? count : highest ? 31 - Math.clz32(mask) : 31 - Math.clz32(mask & -mask));
  for (let i = 0; i < 16; i++) {
    const lane = wide ? i >> 1 : i;
    const on = (mask >> lane) & 1;
    view.setUint8(base + i, highest ? (on ? 0xff : 0) : i < 2 ? (mask >> (8 * i)) & 0xff : 0);
  }
  const flags =
    (mask ? FLAG.CF : 0) | (second < count ? FLAG.ZF : 0) | (first < count ? FLAG.SF : 0) | (mask & 1 ? FLAG.OF : 0);
  writeStatus(context, flags | (state.df < 0n ? FLAG.DF : 0));
}

/** Bit j of the intermediate result: equal any, ranges, equal each, equal ordered. */
function matches(
  kind: number,
  j: number,
  first: number,
  second: number,
  count: number,
  element: (operand: number, i: number) => number,
): boolean {
  const valid = j < second;
  switch (kind) {
    case 0:
      for (let i = 0; i < first; i++) if (valid && element(0, i) === element(1, j)) return true;
      return false;
    case 1:
      for (let i = 0; i + 1 < first; i += 2)
        if (valid && element(1, j) >= element(0, i) && element(1, j) <= element(0, i + 1)) return true;
      return false;
    case 2:
      return valid && j < first ? element(0, j) === element(1, j) : !valid && j >= first;
    default:
      for (let i = 0; i < first && j + i < count; i++)
        if (j + i >= second || element(0, i) !== element(1, j + i)) return false;
      return true;
  }
}
