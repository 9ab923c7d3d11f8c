import { VECTOR } from '../guest-exits.ts';
import { mmuModeOf } from '../mode.ts';
import { AT, xmmOffset } from '../state.ts';
import type { X86Context } from '../system/context.ts';
import { GuestFault } from '../system/fault.ts';
import { hostFilled, readArea, writeArea } from '../system/memory.ts';
import { updateMode } from '../system/mode-word.ts';
import { is64 } from '../system/segments.ts';
import { W } from '../system/words.ts';
import { loadedStatus } from './x87-stack.ts';

/** Offsets in the FXSAVE area, which is also the legacy region of an XSAVE area. @see Intel SDM 1, table 10-2 */
const AREA = { FCW: 0, FSW: 2, FTW: 4, FOP: 6, FIP: 8, FDP: 16, MXCSR: 24, MXCSR_MASK: 28, ST: 32, XMM: 160 } as const;
const MXCSR_BITS = 0xffff;
/** Bytes of the area that hold x87 state, in front of MXCSR. */
const X87_HEAD = 24;

/** XMM registers that instructions of the present mode reach. */
export const xmmCount = (context: X86Context): number => (is64(context) ? 16 : 8);

const MANTISSA = AT.fpMantissa >> 2;
const EXPONENT = AT.fpExponent >> 2;
const IP = AT.fpIp >> 2;
const DP = AT.fpDp >> 2;
const XMM_WORDS = xmmOffset(0) >> 2;

/** The x87 part of an area. @param wide 64-bit pointers (REX.W); else 32-bit ones with selectors, which are saved as 0 */
export function putX87({ state, words }: X86Context, area: DataView, wide: boolean): void {
  const top = state.fpTop;
  area.setUint16(AREA.FCW, state.fpControl, true);
  area.setUint16(AREA.FSW, state.fpStatus | (top << 11), true);
  area.setUint16(AREA.FTW, ~state.fpEmpty & 0xff, true);
  area.setUint16(AREA.FOP, state.fpOpcode, true);
  area.setInt32(AREA.FIP, words[IP] as number, true);
  area.setInt32(AREA.FIP + 4, wide ? (words[IP + 1] as number) : 0, true);
  area.setInt32(AREA.FDP, words[DP] as number, true);
  area.setInt32(AREA.FDP + 4, wide ? (words[DP + 1] as number) : 0, true);
  for (let i = 0; i < 8; i++) {
    const r = (top + i) & 7;
    const at = AREA.ST + 16 * i;
    area.setInt32(at, words[MANTISSA + 2 * r] as number, true);
    area.setInt32(at + 4, words[MANTISSA + 2 * r + 1] as number, true);
    area.setInt32(at + 8, words[EXPONENT + r] as number, true);
    area.setInt32(at + 12, 0, true);
  }
}

/** The x87 state from an area. */
export function takeX87({ state, words }: X86Context, area: DataView, wide: boolean): void {
  const status = area.getUint16(AREA.FSW, true);
  const top = (status >> 11) & 7;
  state.fpControl = (area.getUint16(AREA.FCW, true) & 0x1f7f) | 0x40;
  state.fpStatus = loadedStatus(status, state.fpControl);
  state.fpTop = top;
  state.fpEmpty = ~area.getUint8(AREA.FTW) & 0xff;
  state.fpOpcode = area.getUint16(AREA.FOP, true) & 0x7ff;
  words[IP] = area.getInt32(AREA.FIP, true);
  words[IP + 1] = wide ? area.getInt32(AREA.FIP + 4, true) : 0;
  words[DP] = area.getInt32(AREA.FDP, true);
  words[DP + 1] = wide ? area.getInt32(AREA.FDP + 4, true) : 0;
  for (let i = 0; i < 8; i++) {
    const r = (top + i) & 7;
    const at = AREA.ST + 16 * i;
    words[MANTISSA + 2 * r] = area.getInt32(at, true);
    words[MANTISSA + 2 * r + 1] = area.getInt32(at + 4, true);
    words[EXPONENT + r] = area.getUint16(at + 8, true);
  }
}

/** MXCSR and its mask into an area. */
export function putMxcsr({ state }: X86Context, area: DataView): void {
  area.setUint32(AREA.MXCSR, state.mxcsr, true);
  area.setUint32(AREA.MXCSR_MASK, MXCSR_BITS, true);
}

/** MXCSR in an area. @throws GuestFault #GP for reserved bits */
export function checkedMxcsr(area: DataView): number {
  const mxcsr = area.getUint32(AREA.MXCSR, true);
  if (mxcsr & ~MXCSR_BITS) throw new GuestFault(VECTOR.GP, 0);
  return mxcsr;
}

/** The XMM registers of the mode into an area. */
export function putXmm(context: X86Context, area: Uint8Array): void {
  const from = context.env.base + xmmOffset(0);
  area.set(context.u8.subarray(from, from + 16 * xmmCount(context)), AREA.XMM);
}

/** The XMM registers of the mode from an area. */
export function takeXmm(context: X86Context, area: Uint8Array): void {
  context.u8.set(area.subarray(AREA.XMM, AREA.XMM + 16 * xmmCount(context)), context.env.base + xmmOffset(0));
}

/** Copy words between typed arrays. One by one: `subarray` and `set` take longer than an image does. */
function copyWords(to: Int32Array, at: number, from: Int32Array, start: number, count: number): void {
  // hot
  for (let i = 0; i < count; i++) to[at + i] = from[start + i] as number;
}

function areaAddress(context: X86Context): bigint {
  if ((context.words[W.arg] as number) & 15) throw new GuestFault(VECTOR.GP, 0);
  return BigInt.asUintN(64, context.state.arg[0] as bigint);
}

/** Word index of the area at arg[0] in shared memory when it is plain memory on one page, else -1. */
function areaWords(context: X86Context, bytes: number, write: boolean): number {
  const lo = context.words[W.arg] as number;
  if ((lo & 15) !== 0 || (lo & 0xfff) + bytes > 4096) return -1;
  const mmuMode = mmuModeOf(context.state.mode);
  const host = hostFilled(context, lo, context.words[W.arg + 1] as number, write, mmuMode);
  return host < 0 ? -1 : host >>> 2;
}

/** FXSAVE of the x87 state, MXCSR and the XMM registers of the mode at linear address arg[0]. */
export function fxsave(context: X86Context, wide: boolean): void {
  const area = context.saved;
  const xmmBytes = 16 * xmmCount(context);
  const bytes = AREA.XMM + xmmBytes;
  putX87(context, area, wide);
  putMxcsr(context, area);
  const to = areaWords(context, bytes, true);
  if (to >= 0) {
    copyWords(context.i32, to, context.savedWords, 0, AREA.XMM / 4);
    copyWords(context.i32, to + AREA.XMM / 4, context.words, XMM_WORDS, xmmBytes / 4);
    return;
  }
  const at = areaAddress(context);
  const image = new Uint8Array(area.buffer, 0, bytes);
  putXmm(context, image);
  writeArea(context, at, image, mmuModeOf(context.state.mode));
}

/** FXRSTOR from there. */
export function fxrstor(context: X86Context, wide: boolean): void {
  const area = context.restored;
  const from = areaWords(context, 512, false);
  if (from >= 0) copyWords(context.restoredWords, 0, context.i32, from, 512 / 4);
  else readArea(context, areaAddress(context), new Uint8Array(area.buffer), mmuModeOf(context.state.mode));
  const mxcsr = checkedMxcsr(area);
  takeX87(context, area, wide);
  context.state.mxcsr = mxcsr;
  copyWords(context.words, XMM_WORDS, context.restoredWords, AREA.XMM / 4, 4 * xmmCount(context));
  updateMode(context);
}

/** Ranges of the legacy region that XSAVE writes for a component, by its bit. MXCSR is a third, of bits 1 and 2. */
export const LEGACY_RANGES = {
  X87: [
    [0, X87_HEAD],
    [AREA.ST, 128],
  ],
  MXCSR: [[AREA.MXCSR, 8]],
} as const;
export const XMM_AT: number = AREA.XMM;
