import { FPSCR } from './fpscr.ts';
import { NEON_OP } from './neon-operation.ts';

/** A shifted element and whether it was saturated. */
interface Shifted {
  value: bigint;
  saturated: boolean;
}

/**
 * VSHL, VQSHL, VRSHL, VQRSHL of one element by a signed byte.
 * @param x  the element, signed or unsigned as `unsigned` says
 */
function shiftElement(op: number, bits: number, unsigned: boolean, x: bigint, shift: number): Shifted {
  const rounds = op === NEON_OP.rshl || op === NEON_OP.qrshl;
  const saturates = op === NEON_OP.qshl || op === NEON_OP.qrshl;
  if (shift < 0) {
    const amount = BigInt(-shift);
    const rounding = rounds ? 1n << (amount - 1n) : 0n;
    return { value: (x + rounding) >> amount, saturated: false };
  }
  const value = x << BigInt(shift);
  if (!saturates) return { value, saturated: false };
  const max = unsigned ? (1n << BigInt(bits)) - 1n : (1n << BigInt(bits - 1)) - 1n;
  const min = unsigned ? 0n : -max - 1n;
  if (value > max) return { value: max, saturated: true };
  if (value < min) return { value: min, saturated: true };
  return { value, saturated: false };
}

/**
 * Shift the elements of `source` by the signed low bytes of those of `shifts`.
 * @param extra  log2 of the element's bytes, plus 4 for unsigned elements
 * @returns FPSCR.QC when an element was saturated, else 0
 */
export function shiftVector(op: number, extra: number, source: Uint8Array, shifts: Uint8Array, result: Uint8Array): number {
  const size = extra & 3;
  const unsigned = (extra & 4) !== 0;
  const bytes = 1 << size;
  const bits = 8 * bytes;
  const { length } = source;
  const view = new DataView(source.buffer, source.byteOffset, length);
  const out = new DataView(result.buffer, result.byteOffset, length);
  let qc = 0;
  for (let at = 0; at < length; at += bytes) {
    let raw = 0n;
    for (let i = bytes - 1; i >= 0; i--) raw = (raw << 8n) | BigInt(view.getUint8(at + i));
    const x = unsigned ? raw : BigInt.asIntN(bits, raw);
    const { value, saturated } = shiftElement(op, bits, unsigned, x, ((shifts[at] as number) << 24) >> 24);
    if (saturated) qc = FPSCR.QC;
    let rest = BigInt.asUintN(bits, value);
    for (let i = 0; i < bytes; i++) {
      out.setUint8(at + i, Number(rest & 255n));
      rest >>= 8n;
    }
  }
  return qc;
}

/** Product of two bytes as polynomials over {0, 1}: 15 bits. */
export function polynomialProduct(a: number, b: number): number {
  let product = 0;
  for (let i = 0; i < 8; i++) if (b & (1 << i)) product ^= a << i;
  return product;
}
