/** Words of a key. */
export const RANDOM_KEY_WORDS = 8;

/** "expand 32-byte k". @see RFC 8439, 2.3 */
const CONSTANTS = [0x61707865, 0x3320646e, 0x79622d32, 0x6b206574] as const;
const DOUBLE_ROUNDS = 10;

const rotate = (x: number, by: number): number => (x << by) | (x >>> (32 - by));

function quarter(s: Int32Array, a: number, b: number, c: number, d: number): void {
  s[a] = (s[a]! + s[b]!) | 0;
  s[d] = rotate(s[d]! ^ s[a]!, 16);
  s[c] = (s[c]! + s[d]!) | 0;
  s[b] = rotate(s[b]! ^ s[c]!, 12);
  s[a] = (s[a]! + s[b]!) | 0;
  s[d] = rotate(s[d]! ^ s[a]!, 8);
  s[c] = (s[c]! + s[d]!) | 0;
  s[b] = rotate(s[b]! ^ s[c]!, 7);
}

/**
 * Word `word` (0 to 15) of the ChaCha20 block with a key, a block counter and the first word of the nonce: random numbers that hold
 * no state and are the same for the same key.
 */
export function chachaWord(key: readonly number[], counter: number, nonce: number, word: number): number {
  const start = [...CONSTANTS, ...key, counter, nonce, 0, 0];
  const s = Int32Array.from(start);
  for (let round = 0; round < DOUBLE_ROUNDS; round++) {
    for (let i = 0; i < 4; i++) quarter(s, i, 4 + i, 8 + i, 12 + i);
    for (let i = 0; i < 4; i++) quarter(s, i, 4 + ((i + 1) & 3), 8 + ((i + 2) & 3), 12 + ((i + 3) & 3));
  }
  return (s[word]! + start[word]!) | 0;
}

/** A fresh key. @param entropy gives 32 random bits */
export const randomKey = (entropy: () => number): number[] => Array.from({ length: RANDOM_KEY_WORDS }, entropy);
