const TOP = 0x80000000 | 0;
const BIAS = 16383;
const LARGEST = 0x7ffe;
const WORD = 0x1_0000_0000;
const HALF = 0x1_0000;

/** A finite number other than 0 in the 80-bit format: significand hi:lo with its top bit set, biased exponent from 1 to 7ffe. */
export interface Extended {
  negative: boolean;
  exponent: number;
  hi: number;
  lo: number;
}

/** High word of the product of two words. */
function highOf(a: number, b: number): number {
  // Both parts of `a * b` fit the 53 bits of a number.
  const upper = (a >>> 0) * (b >>> 16) + Math.floor(((a >>> 0) * (b & 0xffff)) / HALF);
  return Math.floor(upper / HALF);
}

/**
 * Arithmetic on such numbers with words instead of BigInts, rounded to 64 bits and to nearest. The result, and what its rounding did,
 * stand in the unit. Operations return false, with the result undefined, where it is 0, subnormal or infinite.
 */
export class ExtendedUnit implements Extended {
  negative = false;
  exponent = 0;
  hi = 0;
  lo = 0;
  inexact = false;
  /** Rounded away from 0. */
  up = false;

  /** x + y, or x - y with `minus`. */
  add(x: Extended, y: Extended, minus: boolean): boolean {
    // hot
    const flipped = y.negative !== minus;
    if (below(x, y)) return this.combine(y, flipped, x, x.negative);
    return this.combine(x, x.negative, y, flipped);
  }

  /** Add or subtract magnitudes; that of `a` is not smaller. */
  private combine(a: Extended, negative: boolean, b: Extended, other: boolean): boolean {
    const distance = a.exponent - b.exponent;
    let { hi, lo } = b;
    let rest = 0;
    if (distance > 0) {
      // `rest` is the word below the significand; its last bit is sticky.
      let shift = distance;
      while (shift >= 32 && (hi | lo | rest) !== 0) {
        rest = lo | (rest !== 0 ? 1 : 0);
        lo = hi;
        hi = 0;
        shift -= 32;
      }
      if (shift > 0 && shift < 32) {
        const lost = rest << (32 - shift);
        rest = (rest >>> shift) | (lo << (32 - shift)) | (lost !== 0 ? 1 : 0);
        lo = (lo >>> shift) | (hi << (32 - shift));
        hi >>>= shift;
      }
    }
    this.negative = negative;
    this.exponent = a.exponent;
    return negative === other ? this.sum(a, hi, lo, rest) : this.difference(a, hi, lo, rest);
  }

  private sum(a: Extended, hi: number, lo: number, rest: number): boolean {
    const low = (a.lo >>> 0) + (lo >>> 0);
    const high = (a.hi >>> 0) + (hi >>> 0) + (low >= WORD ? 1 : 0);
    this.lo = low | 0;
    this.hi = high | 0;
    let below = rest;
    if (high >= WORD) {
      below = (rest >>> 1) | (rest & 1) | (this.lo << 31);
      this.lo = (this.lo >>> 1) | (this.hi << 31);
      this.hi = (this.hi >>> 1) | TOP;
      this.exponent += 1;
    }
    return this.round(below);
  }

  private difference(a: Extended, hi: number, lo: number, rest: number): boolean {
    let below = -rest | 0;
    const low = (a.lo >>> 0) - (lo >>> 0) - (rest !== 0 ? 1 : 0);
    this.lo = low | 0;
    this.hi = ((a.hi >>> 0) - (hi >>> 0) - (low < 0 ? 1 : 0)) | 0;
    if ((this.hi | this.lo | below) === 0) return false;
    while (this.hi === 0) {
      this.hi = this.lo;
      this.lo = below;
      below = 0;
      this.exponent -= 32;
    }
    const shift = Math.clz32(this.hi);
    if (shift > 0) {
      this.hi = (this.hi << shift) | (this.lo >>> (32 - shift));
      this.lo = (this.lo << shift) | (below >>> (32 - shift));
      below <<= shift;
      this.exponent -= shift;
    }
    return this.round(below);
  }

  multiply(x: Extended, y: Extended): boolean {
    // hot
    const cross = highOf(x.lo, y.lo) + (Math.imul(x.lo, y.hi) >>> 0) + (Math.imul(x.hi, y.lo) >>> 0);
    const middle = highOf(x.lo, y.hi) + highOf(x.hi, y.lo) + (Math.imul(x.hi, y.hi) >>> 0) + Math.floor(cross / WORD);
    this.hi = (highOf(x.hi, y.hi) + Math.floor(middle / WORD)) | 0;
    this.lo = middle | 0;
    let rest = cross | 0;
    let last = Math.imul(x.lo, y.lo);
    this.negative = x.negative !== y.negative;
    this.exponent = x.exponent + y.exponent - BIAS + 1;
    if (this.hi >= 0) {
      this.hi = (this.hi << 1) | (this.lo >>> 31);
      this.lo = (this.lo << 1) | (rest >>> 31);
      rest = (rest << 1) | (last >>> 31);
      last <<= 1;
      this.exponent -= 1;
    }
    return this.round(last === 0 ? rest : rest | 1);
  }

  /** Round off the word below the significand, to nearest. */
  private round(rest: number): boolean {
    this.inexact = rest !== 0;
    this.up = rest >>> 0 > TOP >>> 0 || (rest === TOP && (this.lo & 1) !== 0);
    if (this.up) {
      this.lo = (this.lo + 1) | 0;
      if (this.lo === 0) this.hi = (this.hi + 1) | 0;
      if ((this.hi | this.lo) === 0) {
        this.hi = TOP;
        this.exponent += 1;
      }
    }
    return this.exponent >= 1 && this.exponent <= LARGEST;
  }
}

/** Is the magnitude of x below that of y? */
export function below(x: Extended, y: Extended): boolean {
  if (x.exponent !== y.exponent) return x.exponent < y.exponent;
  if (x.hi !== y.hi) return x.hi >>> 0 < y.hi >>> 0;
  return x.lo >>> 0 < y.lo >>> 0;
}
