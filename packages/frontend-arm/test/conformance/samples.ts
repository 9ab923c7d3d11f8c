import type { Encoding } from '../../src/decode/parse-row.ts';

/** A seeded source of 32-bit values (xorshift32). */
export function random(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** A word of a row: fixed and "should be" bits as the row says, the rest from `next`. A condition is never 1111. */
export function sample(encoding: Encoding, next: () => number): number {
  const fixed = encoding.mask | encoding.shouldMask;
  let word = (next() & ~fixed) | encoding.match | encoding.shouldMatch;
  const condition = encoding.fields.find((field) => field.name === 'cond' && field.pieces[0]?.width === 4);
  const shift = condition?.pieces[0]?.shift ?? 0;
  // Half of the samples always execute, the others have any condition
  if (condition !== undefined && (((word >>> shift) & 15) === 15 || (next() & 1) === 0))
    word = (word & ~(15 << shift)) | (14 << shift);
  return word >>> 0;
}
