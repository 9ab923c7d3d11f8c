/** A binary floating-point format (IEEE 754-2008, 3.4; the 80-bit one: Intel SDM 1, 4.2.2). */
export interface Format {
  readonly name: string;
  readonly exponentBits: number;
  /** Bits of the significand, the integer bit included. */
  readonly precision: number;
  /** The integer bit is stored (80-bit format only). */
  readonly explicitInteger: boolean;
}

export const F16: Format = { name: 'f16', exponentBits: 5, precision: 11, explicitInteger: false };
export const F32: Format = { name: 'f32', exponentBits: 8, precision: 24, explicitInteger: false };
export const F64: Format = { name: 'f64', exponentBits: 11, precision: 53, explicitInteger: false };
export const F80: Format = { name: 'f80', exponentBits: 15, precision: 64, explicitInteger: true };

/** Bits of the stored significand. */
export const storedBits = (f: Format): number => (f.explicitInteger ? f.precision : f.precision - 1);
/** Exponent field of infinities and NaNs. */
export const maxField = (f: Format): number => (1 << f.exponentBits) - 1;
export const bias = (f: Format): number => (1 << (f.exponentBits - 1)) - 1;
/** Exponent of the least significant bit of the smallest numbers. */
export const minExponent = (f: Format): number => 2 - bias(f) - f.precision;

/** Bit pattern from its fields. */
export const packFields = (f: Format, sign: boolean, field: number, stored: bigint): bigint =>
  ((sign ? 1n : 0n) << BigInt(f.exponentBits + storedBits(f))) | (BigInt(field) << BigInt(storedBits(f))) | stored;

const integerBit = (f: Format): bigint => (f.explicitInteger ? 1n << 63n : 0n);

export const zero = (f: Format, sign: boolean): bigint => packFields(f, sign, 0, 0n);
export const infinity = (f: Format, sign: boolean): bigint => packFields(f, sign, maxField(f), integerBit(f));
export const largest = (f: Format, sign: boolean): bigint =>
  packFields(f, sign, maxField(f) - 1, (1n << BigInt(storedBits(f))) - 1n);
/** The quiet bit: the most significant bit of the fraction. */
export const quietBit = (f: Format): bigint => 1n << BigInt(f.precision - 2);
export const quietNaN = (f: Format, sign: boolean): bigint =>
  packFields(f, sign, maxField(f), integerBit(f) | quietBit(f));

/** What a bit pattern stands for. A finite value is `significand * 2^exponent`; NaNs keep their pattern. */
export interface Unpacked {
  readonly kind: 'zero' | 'finite' | 'infinity' | 'quiet' | 'signalling' | 'unsupported';
  readonly sign: boolean;
  readonly significand: bigint;
  readonly exponent: number;
  readonly denormal: boolean;
  readonly bits: bigint;
}

/** Take a bit pattern apart. Unsupported: 80-bit pseudo-NaNs, pseudo-infinities and unnormals (Intel SDM 1, 8.2.2). */
export function unpack(f: Format, bits: bigint): Unpacked {
  const stored = bits & ((1n << BigInt(storedBits(f))) - 1n);
  const field = Number((bits >> BigInt(storedBits(f))) & BigInt(maxField(f)));
  const sign = bits >> BigInt(storedBits(f) + f.exponentBits) !== 0n;
  const fraction = f.explicitInteger ? stored & ((1n << 63n) - 1n) : stored;
  const value = (kind: Unpacked['kind'], significand: bigint, denormal = false): Unpacked => ({
    kind,
    sign,
    significand,
    exponent: minExponent(f) + Math.max(field, 1) - 1,
    denormal,
    bits,
  });
  if (f.explicitInteger && field !== 0 && stored >> 63n === 0n) return value('unsupported', stored);
  if (field === maxField(f)) {
    if (fraction === 0n) return value('infinity', 0n);
    return value(fraction & quietBit(f) ? 'quiet' : 'signalling', stored);
  }
  if (field === 0 && stored === 0n) return value('zero', 0n);
  if (f.explicitInteger) return value('finite', stored, field === 0);
  return value('finite', field === 0 ? stored : stored | (1n << BigInt(f.precision - 1)), field === 0);
}
