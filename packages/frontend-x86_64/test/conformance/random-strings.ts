import type { Mode } from '../../src/decode/index.ts';
import { IcedComparison } from './iced.ts';
import type { Random } from './random.ts';

/** Outcome of a run: counts by listed class, and the differences that are not listed (at most 50). */
export interface RandomRun {
  agreed: number;
  readonly listed: Map<string, number>;
  readonly unlisted: string[];
}

const STRING = 16;
const BATCH = 50_000;

/**
 * Compare validity and length of `count` random strings of 16 bytes with iced-x86.
 * @param shape called with the offset of every string after it was filled; may write a prefix or escape there
 */
export function compareRandomStrings(
  mode: Mode,
  count: number,
  random: Random,
  shape?: (bytes: Uint8Array, at: number) => void,
): RandomRun {
  const run: RandomRun = { agreed: 0, listed: new Map(), unlisted: [] };
  for (let done = 0; done < count; done += BATCH) {
    const strings = Math.min(BATCH, count - done);
    const bytes = new Uint8Array(strings * STRING + 64);
    random.fill(bytes);
    if (shape) for (let i = 0; i < strings; i++) shape(bytes, i * STRING);
    const comparison = new IcedComparison(mode, bytes);
    for (let i = 0; i < strings; i++) {
      const { agree, listed, detail } = comparison.compare(i * STRING);
      if (agree) run.agreed++;
      else if (listed) run.listed.set(listed, (run.listed.get(listed) ?? 0) + 1);
      else if (run.unlisted.length < 50) run.unlisted.push(detail);
    }
    comparison.free();
  }
  return run;
}

const PREFIXES = [0x66, 0x67, 0xf0, 0xf2, 0xf3, 0x2e, 0x3e, 0x26, 0x36, 0x64, 0x65];
const ESCAPES = [[], [0x0f], [0x0f, 0x38], [0x0f, 0x3a], [0x0f, 0x01], [0x0f, 0xae], [0x0f, 0xc7], [0x0f, 0x1e]];

/** Gives a string prefixes and an escape or a VEX prefix: plain random bytes rarely reach those maps. */
export function shapeTowardsMaps(mode: Mode, random: Random): (bytes: Uint8Array, at: number) => void {
  return (bytes, at) => {
    let p = at;
    if (random.below(4) === 0) {
      bytes[p++] = 0xc4;
      bytes[p] = (mode === 64 ? bytes[p]! & 0xe0 : 0xe0) | (1 + random.below(3));
      if (random.below(2) === 0) bytes[p + 1]! |= 0x78;
      return;
    }
    while (random.below(2) === 0 && p < at + 4) bytes[p++] = random.pick(PREFIXES);
    if (mode === 64 && random.below(3) === 0) bytes[p++] = 0x40 | random.below(16);
    for (const byte of random.pick(ESCAPES)) bytes[p++] = byte;
  };
}
