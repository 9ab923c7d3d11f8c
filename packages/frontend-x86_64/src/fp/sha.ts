/** Steps of SHA-1 and SHA-256. Lane 3 is the first word. @see Intel SDM 2B, the instructions; FIPS 180-4 */

const left = (x: number, n: number): number => (x << n) | (x >>> (32 - n));
const right = (x: number, n: number): number => (x >>> n) | (x << (32 - n));
const choose = (x: number, y: number, z: number): number => (x & y) ^ (~x & z);
const parity = (x: number, y: number, z: number): number => x ^ y ^ z;
const majority = (x: number, y: number, z: number): number => (x & y) ^ (x & z) ^ (y & z);

const SHA1: readonly (readonly [(x: number, y: number, z: number) => number, number])[] = [
  [choose, 0x5a827999],
  [parity, 0x6ed9eba1],
  [majority, 0x8f1bbcdc],
  [parity, 0xca62c1d6],
];

type Words = Int32Array;
const at = (words: Words, i: number): number => words[i] as number;

/** SHA1RNDS4 with function and constant `which`. */
export function sha1Rounds(out: Words, x: Words, y: Words, which: number): void {
  const [f, k] = SHA1[which & 3] as (typeof SHA1)[number];
  let [d, c, b, a] = x as unknown as [number, number, number, number];
  let e = 0;
  for (let i = 0; i < 4; i++) {
    const next = (f(b, c, d) + left(a, 5) + at(y, 3 - i) + e + k) | 0;
    e = d;
    d = c;
    c = left(b, 30);
    b = a;
    a = next;
  }
  out.set([d, c, b, a]);
}

/** SHA1NEXTE. */
export function sha1Next(out: Words, x: Words, y: Words): void {
  out.set([at(y, 0), at(y, 1), at(y, 2), at(y, 3) + left(at(x, 3), 30)]);
}

/** SHA1MSG1. */
export function sha1Message1(out: Words, x: Words, y: Words): void {
  out.set([at(y, 2) ^ at(x, 0), at(y, 3) ^ at(x, 1), at(x, 0) ^ at(x, 2), at(x, 1) ^ at(x, 3)]);
}

/** SHA1MSG2. */
export function sha1Message2(out: Words, x: Words, y: Words): void {
  const w16 = left(at(x, 3) ^ at(y, 2), 1);
  out.set([left(at(x, 0) ^ w16, 1), left(at(x, 1) ^ at(y, 0), 1), left(at(x, 2) ^ at(y, 1), 1), w16]);
}

const sum0 = (x: number): number => right(x, 2) ^ right(x, 13) ^ right(x, 22);
const sum1 = (x: number): number => right(x, 6) ^ right(x, 11) ^ right(x, 25);
const small0 = (x: number): number => right(x, 7) ^ right(x, 18) ^ (x >>> 3);
const small1 = (x: number): number => right(x, 17) ^ right(x, 19) ^ (x >>> 10);

/** SHA256RNDS2 with the words of the message and constants `wk`. */
export function sha256Rounds(out: Words, x: Words, y: Words, wk: readonly [number, number]): void {
  let [f, e, b, a] = y as unknown as [number, number, number, number];
  let [h, g, d, c] = x as unknown as [number, number, number, number];
  for (const word of wk) {
    const t = (choose(e, f, g) + sum1(e) + word + h) | 0;
    const next = (t + majority(a, b, c) + sum0(a)) | 0;
    h = g;
    g = f;
    f = e;
    e = (t + d) | 0;
    d = c;
    c = b;
    b = a;
    a = next;
  }
  out.set([f, e, b, a]);
}

/** SHA256MSG1. */
export function sha256Message1(out: Words, x: Words, y: Words): void {
  const next = [at(x, 1), at(x, 2), at(x, 3), at(y, 0)];
  for (let i = 0; i < 4; i++) out[i] = at(x, i) + small0(next[i] as number);
}

/** SHA256MSG2. */
export function sha256Message2(out: Words, x: Words, y: Words): void {
  const w16 = (at(x, 0) + small1(at(y, 2))) | 0;
  const w17 = (at(x, 1) + small1(at(y, 3))) | 0;
  out.set([w16, w17, at(x, 2) + small1(w16), at(x, 3) + small1(w17)]);
}
