/** AES rounds on columns as little-endian words. @see FIPS 197 */

const double = (x: number): number => ((x << 1) ^ (x & 0x80 ? 0x11b : 0)) & 0xff;

/** Product in GF(2^8). */
function product(x: number, y: number): number {
  let result = 0;
  for (let a = x, b = y; b !== 0; a = double(a), b >>= 1) if (b & 1) result ^= a;
  return result;
}

function boxes(): { readonly box: Uint8Array; readonly inverse: Uint8Array } {
  const box = new Uint8Array(256);
  const inverse = new Uint8Array(256);
  // p runs through all elements but 0 as powers of 3, q through their inverses.
  let p = 1;
  let q = 1;
  do {
    p ^= double(p);
    q = product(q, 0xf6);
    let s = q;
    for (let turn = 1; turn < 5; turn++) s ^= ((q << turn) | (q >> (8 - turn))) & 0xff;
    box[p] = s ^ 0x63;
  } while (p !== 1);
  box[0] = 0x63;
  for (let x = 0; x < 256; x++) inverse[box[x] as number] = x;
  return { box, inverse };
}

const { box: BOX, inverse: INVERSE } = boxes();
const identity = Uint8Array.from({ length: 256 }, (_, x) => x);

/** The column that each byte contributes when it is in row 0. */
const table = (box: Uint8Array, factors: readonly number[]): Int32Array =>
  Int32Array.from(box, (s) => factors.reduce((word, factor, row) => word | (product(s, factor) << (8 * row)), 0));

const ENCRYPT = table(BOX, [2, 1, 1, 3]);
const DECRYPT = table(INVERSE, [14, 9, 13, 11]);
const UNMIX = table(identity, [14, 9, 13, 11]);

const rotate = (word: number, bits: number): number => (word << bits) | (word >>> (32 - bits));
const byteOf = (word: number, row: number): number => (word >>> (8 * row)) & 0xff;

/** Row r of column c comes from column c + step * r. */
function mixed(out: Int32Array, x: Int32Array, columns: Int32Array, step: number): void {
  for (let c = 0; c < 4; c++) {
    let word = columns[byteOf(x[c] as number, 0)] as number;
    for (let row = 1; row < 4; row++) {
      const from = x[(c + step * row) & 3] as number;
      word ^= rotate(columns[byteOf(from, row)] as number, 8 * row);
    }
    out[c] = word;
  }
}

function substituted(out: Int32Array, x: Int32Array, box: Uint8Array, step: number): void {
  for (let c = 0; c < 4; c++) {
    let word = 0;
    for (let row = 0; row < 4; row++)
      word |= (box[byteOf(x[(c + step * row) & 3] as number, row)] as number) << (8 * row);
    out[c] = word;
  }
}

const wordBox = (word: number): number =>
  [0, 8, 16, 24].reduce((sum, at) => sum | ((BOX[(word >>> at) & 0xff] as number) << at), 0);

function addKey(out: Int32Array, key: Int32Array): void {
  for (let c = 0; c < 4; c++) out[c] = (out[c] as number) ^ (key[c] as number);
}

/** AESENC, AESENCLAST, AESDEC, AESDECLAST: a round of x with the key y. */
export function aesRound(out: Int32Array, x: Int32Array, y: Int32Array, decrypt: boolean, last: boolean): void {
  const step = decrypt ? 3 : 1;
  if (last) substituted(out, x, decrypt ? INVERSE : BOX, step);
  else mixed(out, x, decrypt ? DECRYPT : ENCRYPT, step);
  addKey(out, y);
}

/** AESIMC. */
export const aesInverseMix = (out: Int32Array, y: Int32Array): void => mixed(out, y, UNMIX, 0);

/** AESKEYGENASSIST. */
export function aesKeyAssist(out: Int32Array, y: Int32Array, constant: number): void {
  for (const half of [0, 2]) {
    const word = wordBox(y[half + 1] as number);
    out[half] = word;
    out[half + 1] = rotate(word, 24) ^ constant;
  }
}
