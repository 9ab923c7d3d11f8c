import { CORE } from '@tutti/ir';
import { AT, SEG } from '../state.ts';
import { BULK_64, BULK_WHOLE } from '../string-operand.ts';
import type { X86Context } from './context.ts';
import { hostFilled } from './memory.ts';

const RCX = (AT.rcx >> 2) | 0;
const RSI = (AT.rsi >> 2) | 0;
const RDI = (AT.rdi >> 2) | 0;
const RAX = (AT.rax >> 2) | 0;
/** Bytes moved before the signal word is looked at again. */
const PORTION = 1 << 16;

/** Bytes that a loop over words moves faster than `copyWithin`: 64 bytes take 14 ns and 58, 512 bytes 147 and 50. */
const LOOP_BYTES = 128;

/**
 * The elements of a REP MOVS or STOS, or all but the last, as far as both pages are plain memory that may be accessed; upwards only.
 * The registers advance accordingly, so that it can be left anywhere.
 * @param packed the operand that string-operand.ts describes
 */
export function stringBulk(context: X86Context, stores: boolean, packed: number, mmuMode: number): void {
  const { words, state } = context;
  const bytes = packed & 15;
  const addressBytes = (packed >> 4) & 15;
  if ((words[AT.df >> 2] as number) < 0 || addressBytes === 2) return;
  const wide = addressBytes === 8;
  if (wide && (words[RCX + 1] as number) !== 0) return;
  const wide64 = (packed & BULK_64) !== 0;
  const kept = packed & BULK_WHOLE ? 0 : 1;
  const sourceSeg = (packed >> 8) & 7;
  const flat = wide64
    ? sourceSeg < SEG.FS
    : state.base[SEG.ES] === 0n &&
      state.limit[SEG.ES] === -1 &&
      state.base[sourceSeg] === 0n &&
      state.limit[sourceSeg] === -1;
  if (!flat) return;
  for (let moved = 0; moved < PORTION; ) {
    const left = ((words[RCX] as number) >>> 0) - kept;
    if (left <= 0) return;
    const done = stores
      ? storePage(context, bytes, wide, left, mmuMode)
      : movePage(context, bytes, wide, left, mmuMode);
    if (done === 0) return;
    moved += done * bytes;
    words[RCX] = ((words[RCX] as number) - done) | 0;
    if (Atomics.load(words, CORE.at.signal >> 2) !== 0) return;
  }
}

/** Elements that fit before the end of the page. */
const room = (address: number, bytes: number, left: number): number =>
  Math.min(left, Math.floor((4096 - (address & 0xfff)) / bytes));

function advance(words: Int32Array, register: number, by: number, wide: boolean): void {
  const lo = words[register] as number;
  const sum = (lo + by) | 0;
  words[register] = sum;
  if (wide && sum >>> 0 < lo >>> 0) words[register + 1] = ((words[register + 1] as number) + 1) | 0;
  else if (!wide) words[register + 1] = 0;
}

function storePage(context: X86Context, bytes: number, wide: boolean, left: number, mmuMode: number): number {
  const { words, u8, i32, view } = context;
  const lo = words[RDI] as number;
  const count = room(lo, bytes, left);
  const host = count === 0 ? -1 : hostFilled(context, lo, wide ? (words[RDI + 1] as number) : 0, true, mmuMode);
  if (host < 0) return 0;
  const value = words[RAX] as number;
  if (bytes === 1 || isRepeated(value, bytes, words[RAX + 1] as number)) {
    const end = host + count * bytes;
    // `fill` on shared memory costs more for each element than a loop does, and 40 ns before: 128 words take 152 ns and 89.
    if (((host | end) & 3) === 0) fillWords(i32, ((value & 0xff) * 0x01010101) | 0, host >>> 2, end >>> 2);
    else u8.fill(value & 0xff, host, end);
  } else {
    for (let i = 0; i < count; i++) {
      const at = host + i * bytes;
      if (bytes === 2) view.setUint16(at, value & 0xffff, true);
      else view.setInt32(at, value, true);
      if (bytes === 8) view.setInt32(at + 4, words[RAX + 1] as number, true);
    }
  }
  advance(words, RDI, count * bytes, wide);
  return count;
}

function fillWords(i32: Int32Array, value: number, from: number, to: number): void {
  // hot
  for (let at = from; at < to; at++) i32[at] = value;
}

/** Are all bytes of the element the same? */
function isRepeated(value: number, bytes: number, high: number): boolean {
  const byte = value & 0xff;
  if (bytes === 2) return ((value >>> 8) & 0xff) === byte;
  const all = (byte * 0x01010101) | 0;
  return value === all && (bytes === 4 || high === all);
}

function movePage(context: X86Context, bytes: number, wide: boolean, left: number, mmuMode: number): number {
  const { words, u8, i32 } = context;
  const from = words[RSI] as number;
  const to = words[RDI] as number;
  const count = Math.min(room(from, bytes, left), room(to, bytes, left));
  if (count === 0) return 0;
  const source = hostFilled(context, from, wide ? (words[RSI + 1] as number) : 0, false, mmuMode);
  if (source < 0) return 0;
  const target = hostFilled(context, to, wide ? (words[RDI + 1] as number) : 0, true, mmuMode);
  if (target < 0) return 0;
  const length = count * bytes;
  // A target just above the source repeats what was already copied: element by element.
  if (target > source && target < source + length)
    for (let i = 0; i < length; i += bytes) u8.copyWithin(target + i, source + i, source + i + bytes);
  else if (length <= LOOP_BYTES && ((source | target | length) & 3) === 0)
    for (let i = 0; i < length; i += 4) i32[(target + i) >>> 2] = i32[(source + i) >>> 2] as number;
  else u8.copyWithin(target, source, source + length);
  advance(words, RSI, length, wide);
  advance(words, RDI, length, wide);
  return count;
}
