import { VECTOR } from '../guest-exits.ts';
import { mmuModeOf } from '../mode.ts';
import { xmmOffset } from '../state.ts';
import type { X86Context } from '../system/context.ts';
import { GuestFault } from '../system/fault.ts';
import { readLinear, writeLinear } from '../system/memory.ts';
import { updateMode } from '../system/mode-word.ts';
import { is64 } from '../system/segments.ts';

/** Offsets in the FXSAVE area. @see Intel SDM 1, table 10-2 */
const AREA = { FCW: 0, FSW: 2, FTW: 4, FOP: 6, FIP: 8, FDP: 16, MXCSR: 24, MXCSR_MASK: 28, ST: 32, XMM: 160 } as const;
const MXCSR_BITS = 0xffff;

function area(context: X86Context): bigint {
  const at = BigInt.asUintN(64, context.state.arg[0] as bigint);
  if (at & 15n) throw new GuestFault(VECTOR.GP, 0);
  return at;
}

/** FXSAVE of the x87 state, MXCSR and the XMM registers of the mode at linear address arg[0]. */
export function fxsave(context: X86Context, _wide: boolean): void {
  const { state, view, env } = context;
  const at = area(context);
  const mmu = mmuModeOf(state.mode);
  const put = (offset: number, bytes: number, value: bigint): void =>
    writeLinear(context, at + BigInt(offset), bytes, BigInt.asUintN(8 * bytes, value), mmu);
  put(AREA.FCW, 2, BigInt(state.fpControl));
  put(AREA.FSW, 2, BigInt(state.fpStatus | (state.fpTop << 11)));
  put(AREA.FTW, 2, BigInt(~state.fpEmpty & 0xff));
  put(AREA.FOP, 2, BigInt(state.fpOpcode));
  put(AREA.FIP, 8, state.fpIp);
  put(AREA.FDP, 8, state.fpDp);
  put(AREA.MXCSR, 4, BigInt(state.mxcsr));
  put(AREA.MXCSR_MASK, 4, BigInt(MXCSR_BITS));
  for (let i = 0; i < 8; i++) {
    const r = (state.fpTop + i) & 7;
    put(
      AREA.ST + 16 * i,
      16,
      BigInt.asUintN(64, state.fpMantissa[r] as bigint) | (BigInt(state.fpExponent[r] as number) << 64n),
    );
  }
  const count = is64(context) ? 16 : 8;
  for (let i = 0; i < count; i++) {
    const host = env.base + xmmOffset(i);
    put(AREA.XMM + 16 * i, 16, view.getBigUint64(host, true) | (view.getBigUint64(host + 8, true) << 64n));
  }
}

/** FXRSTOR from there. */
export function fxrstor(context: X86Context, _wide: boolean): void {
  const { state, view, env } = context;
  const at = area(context);
  const mmu = mmuModeOf(state.mode);
  const take = (offset: number, bytes: number): bigint => readLinear(context, at + BigInt(offset), bytes, mmu);
  const mxcsr = Number(take(AREA.MXCSR, 4));
  if (mxcsr & ~MXCSR_BITS) throw new GuestFault(VECTOR.GP, 0);
  const status = Number(take(AREA.FSW, 2));
  const registers = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => take(AREA.ST + 16 * i, 16));
  const count = is64(context) ? 16 : 8;
  const vectors = Array.from({ length: count }, (_, i) => take(AREA.XMM + 16 * i, 16));
  state.fpControl = (Number(take(AREA.FCW, 2)) & 0x1f7f) | 0x40;
  state.fpEmpty = ~Number(take(AREA.FTW, 2)) & 0xff;
  state.fpOpcode = Number(take(AREA.FOP, 2)) & 0x7ff;
  state.fpIp = BigInt.asIntN(64, take(AREA.FIP, 8));
  state.fpDp = BigInt.asIntN(64, take(AREA.FDP, 8));
  state.fpTop = (status >> 11) & 7;
  state.fpStatus = status & 0xc7ff;
  state.mxcsr = mxcsr;
  registers.forEach((value, i) => {
    const r = (state.fpTop + i) & 7;
    state.fpMantissa[r] = BigInt.asIntN(64, value);
    state.fpExponent[r] = Number((value >> 64n) & 0xffffn);
  });
  vectors.forEach((value, i) => {
    view.setBigUint64(env.base + xmmOffset(i), BigInt.asUintN(64, value), true);
    view.setBigUint64(env.base + xmmOffset(i) + 8, value >> 64n, true);
  });
  updateMode(context);
}
