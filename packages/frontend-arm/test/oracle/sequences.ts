import type { Encoding } from '../../src/decode/parse-row.ts';
import { sample } from '../conformance/samples.ts';
import { CODE_BASE, DATA_BASE, emptyState, type Job } from './job.ts';

/** Which rows a set of jobs is made from, and how a word of one is made defined. */
export interface RowTest {
  readonly encoding: Encoding;
  readonly thumb: boolean;
  readonly wide: boolean;
}

/** 16-bit rows that came with Thumb-2. qemu-arm has them on every core and is no judge of that. */
export const T16_OF_THUMB2 = /^t16_(cbz|nop|sev|hint)$/;

/** Value of a field of a word. */
export function getField(encoding: Encoding, name: string, word: number): number | undefined {
  const field = encoding.fields.find((f) => f.name === name);
  return field?.pieces.reduce(
    (value, { shift, width }) => (value << width) | ((word >>> shift) & ((1 << width) - 1)),
    0,
  );
}

/** The word with a field replaced. */
export function setField(encoding: Encoding, name: string, word: number, value: number): number {
  const field = encoding.fields.find((f) => f.name === name);
  let left = value;
  let result = word;
  for (const { shift, width } of [...(field?.pieces ?? [])].reverse()) {
    const mask = ((1 << width) - 1) << shift;
    result = (result & ~mask) | ((left << shift) & mask);
    left >>>= width;
  }
  return result >>> 0;
}

/** Bytes of an instruction in memory order. */
export function bytesOf(test: RowTest, word: number): number[] {
  const half = (v: number) => [v & 255, (v >>> 8) & 255];
  if (!test.thumb) return [...half(word & 0xffff), ...half(word >>> 16)];
  return test.wide ? [...half(word >>> 16), ...half(word & 0xffff)] : half(word);
}

/** A random user state whose registers are numbers of all kinds: small, extreme, random. */
export function randomState(next: () => number, thumb: boolean): Job['state'] {
  const state = emptyState();
  const special = [0, 1, -1, 0x7fffffff, -0x80000000, 0xff, 0x8000, 0xffff, 0x7fff, 0x80, 32, 33, 31];
  for (let n = 0; n < 15; n++) state.r[n] = next() % 3 === 0 ? (special[next() % special.length] as number) : next();
  for (let n = 0; n < 32; n++) state.d[n] = (BigInt(next()) << 32n) | BigInt(next());
  state.cpsr = ((next() & 0xf80f0000) | 0x10 | (thumb ? 0x20 : 0)) >>> 0;
  state.r[15] = CODE_BASE;
  return state;
}

/** An address in the middle of the data page, aligned to 8. */
export const dataAddress = (next: () => number): number => DATA_BASE + 0x400 + (next() & 0x7f8);

/** IT with one instruction, for all conditions but AL. */
export const itOf = (cond: number): number => 0xbf00 | (cond << 4) | 8;

/** `count` words of a row that `accept` finds defined; `adjust` may change fields first. */
export function words(
  test: RowTest,
  next: () => number,
  count: number,
  adjust: (word: number) => number,
  accept: (word: number) => boolean,
): number[] {
  const found: number[] = [];
  for (let tries = 0; found.length < count && tries < 400 * count; tries++) {
    const word = adjust(sample(test.encoding, next));
    if ((word & test.encoding.mask) >>> 0 === test.encoding.match && accept(word)) found.push(word);
  }
  return found;
}
