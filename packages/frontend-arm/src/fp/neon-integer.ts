import { FPSCR } from './fpscr.ts';
import { NEON_OP } from './neon-operation.ts';

/** Elements of one width, as they are in memory. */
type Elements = Uint8Array | Uint16Array | Uint32Array;

type Constructor = new (buffer: ArrayBufferLike, offset: number, length: number) => Elements;

const OF_SIZE: readonly Constructor[] = [Uint8Array, Uint16Array, Uint32Array];
const roundsOf = (op: number): boolean => op === NEON_OP.rshl || op === NEON_OP.qrshl;
const saturatesOf = (op: number): boolean => op === NEON_OP.qshl || op === NEON_OP.qrshl;

/** x shifted right by 1 to 128, exact in double precision; a rounded result past 33 is 0. */
function shiftRight(x: number, amount: number, rounds: boolean): number {
  if (!rounds) return Math.floor(x / 2 ** amount);
  const n = Math.min(amount, 40);
  return Math.floor((x + 2 ** (n - 1)) / 2 ** n);
}

/** VSHL, VQSHL, VRSHL, VQRSHL of elements of up to 32 bits. @returns whether one was saturated */
function shiftNarrow(
  op: number,
  unsigned: boolean,
  bits: number,
  source: Elements,
  shifts: Elements,
  result: Elements,
): boolean {
  const rounds = roundsOf(op);
  const saturates = saturatesOf(op);
  const max = 2 ** (unsigned ? bits : bits - 1) - 1;
  const min = unsigned ? 0 : -max - 1;
  let saturated = false;
  for (let i = 0; i < source.length; i++) {
    const raw = source[i] as number;
    const x = unsigned ? raw : (raw << (32 - bits)) >> (32 - bits);
    const shift = ((shifts[i] as number) << 24) >> 24;
    if (shift < 0) result[i] = shiftRight(x, -shift, rounds);
    else if (!saturates) result[i] = shift < bits ? raw << shift : 0;
    else {
      const value = x * 2 ** shift;
      const limited = Math.min(Math.max(value, min), max);
      if (limited !== value) saturated = true;
      result[i] = limited;
    }
  }
  return saturated;
}

/** The same for elements of 64 bits. */
function shiftWide(
  op: number,
  unsigned: boolean,
  source: BigUint64Array,
  shifts: BigUint64Array,
  result: BigUint64Array,
): boolean {
  const max = (1n << (unsigned ? 64n : 63n)) - 1n;
  const min = unsigned ? 0n : -max - 1n;
  let saturated = false;
  for (let i = 0; i < source.length; i++) {
    const raw = source[i] as bigint;
    const x = unsigned ? raw : BigInt.asIntN(64, raw);
    const shift = BigInt.asIntN(8, shifts[i] as bigint);
    let value = x << shift;
    if (shift < 0n && roundsOf(op)) value = (x + (1n << (-shift - 1n))) >> -shift;
    if (shift > 0n && saturatesOf(op) && (value > max || value < min)) {
      saturated = true;
      value = value > max ? max : min;
    }
    result[i] = BigInt.asUintN(64, value);
  }
  return saturated;
}

/**
 * Shift the elements of `source` by the signed low bytes of those of `shifts`. All three have the same length, 8 or 16 bytes.
 * @param extra  log2 of the element's bytes, plus 4 for unsigned elements
 * @returns FPSCR.QC when an element was saturated, else 0
 */
export function shiftVector(
  op: number,
  extra: number,
  source: Uint8Array,
  shifts: Uint8Array,
  result: Uint8Array,
): number {
  const size = extra & 3;
  const unsigned = (extra & 4) !== 0;
  let saturated: boolean;
  if (size === 3) {
    const of = (a: Uint8Array) => new BigUint64Array(a.buffer, a.byteOffset, a.length >> 3);
    saturated = shiftWide(op, unsigned, of(source), of(shifts), of(result));
  } else {
    const Type = OF_SIZE[size] as Constructor;
    const of = (a: Uint8Array): Elements => new Type(a.buffer, a.byteOffset, a.length >> size);
    saturated = shiftNarrow(op, unsigned, 8 << size, of(source), of(shifts), of(result));
  }
  return saturated ? FPSCR.QC : 0;
}

/** Product of two bytes as polynomials over {0, 1}: 15 bits. */
export function polynomialProduct(a: number, b: number): number {
  let product = 0;
  for (let i = 0; i < 8; i++) if (b & (1 << i)) product ^= a << i;
  return product;
}
