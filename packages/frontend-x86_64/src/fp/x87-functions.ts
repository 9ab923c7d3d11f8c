import {
  arcTangent,
  CONSTANT_BITS,
  exponentialLess1,
  LN2,
  logarithmOfRatio,
  PI,
  sineAndCosine,
} from './fixed-point.ts';

/**
 * A real number, `significand * 2^exponent` and its sign. What the functions of this file give is off by less than 2^-100 of it, so
 * that rounded to 64 bits it is, but in one case of 2^36, the function's value correctly rounded.
 */
export interface Real {
  readonly sign: boolean;
  readonly significand: bigint;
  readonly exponent: number;
}

/** Bits after the point when nothing cancels. */
const BITS = 192;
/** Below 2^-TINY the first term of a series is all there is, with the second as a sticky bit; relative to 1. */
const TINY = 128;
/** The same for functions whose second term is of the third order. */
const TINY_ODD = 66;
/** The same where the first term is the argument itself: the second is less than half a unit of it. */
const TINY_SAME = 34;

/** The pi of 66 bits that arguments are reduced with, halved, in units of 2^-67. @see Intel SDM 1, 8.3.8 */
const HALF_PI = 0xc90fdaa22168c234cn;
const HALF_PI_BITS = 67n;

const lengthOf = (n: bigint): number => n.toString(2).length;
/** Exponent of the power of two above a number. */
const magnitude = (x: Real): number => lengthOf(x.significand) + x.exponent;
const absolute = (n: bigint): bigint => (n < 0n ? -n : n);
const shifted = (n: bigint, by: number): bigint => (by >= 0 ? n << BigInt(by) : n >> BigInt(-by));
/** The value of a fixed-point number that is not exact: half a unit more shows it to who rounds. */
const fixed = (value: bigint, bits: number): Real => ({
  sign: value < 0n,
  significand: 2n * absolute(value) + 1n,
  exponent: -bits - 1,
});
/** A number a trifle above (1) or below (-1) another one. */
const beside = ({ sign, significand, exponent }: Real, direction: 1n | -1n): Real => ({
  sign,
  significand: (significand << 128n) + direction,
  exponent: exponent - 128,
});
const ONE: Real = { sign: false, significand: 1n, exponent: 0 };

/** Sine, cosine and tangent of a number below 2^63 that is not 0. */
export function trigonometric(x: Real): { sine: Real; cosine: Real; tangent: Real } {
  if (magnitude(x) < -TINY_SAME) return { sine: beside(x, -1n), cosine: beside(ONE, -1n), tangent: beside(x, 1n) };
  const p = BigInt(BITS);
  const value = shifted(x.significand, BITS + x.exponent);
  const quarter = HALF_PI << (p - HALF_PI_BITS);
  const turns = (2n * value + quarter) / (2n * quarter);
  const rest = value - turns * quarter;
  const [s, c] = sineAndCosine(absolute(rest), p);
  const signed = rest < 0n ? -s : s;
  const [sine, cosine] = (
    [
      [signed, c],
      [c, -signed],
      [-signed, -c],
      [-c, signed],
    ] as const
  )[Number(turns & 3n)] as readonly [bigint, bigint];
  const turned = (v: bigint): Real => fixed(x.sign ? -v : v, BITS);
  return { sine: turned(sine), cosine: fixed(cosine, BITS), tangent: turned((sine << p) / cosine) };
}

/** 2^x - 1 for x from -1 to 1, but not 0; at 1 it is a trifle below 1, as processors have it. */
export function exponential(x: Real): Real {
  const { sign, significand, exponent } = x;
  const size = magnitude(x);
  if (size < -TINY) return { sign, significand: significand * LN2, exponent: exponent - CONSTANT_BITS };
  const bits = BITS + Math.max(0, -size);
  const natural = (shifted(significand, bits + exponent) * LN2) >> BigInt(CONSTANT_BITS);
  const value = exponentialLess1(natural, BigInt(bits), sign);
  return fixed(sign ? -value : value, bits);
}

/** A number whose sign, significand and exponent are those of a product. */
const product = (a: Real, b: Real): Real => ({
  sign: a.sign !== b.sign,
  significand: a.significand * b.significand,
  exponent: a.exponent + b.exponent,
});

/** Logarithm to base 2 of a number above 0; exact for powers of two. */
function logarithm({ significand: m, exponent }: Real): Real {
  // m is (1 + z)/(1 - z) times the nearest power of two, as far as three quarters are between.
  const length = lengthOf(m);
  const half = 1n << BigInt(length - 1);
  const near = 2n * m > 3n * half ? 2n * half : half;
  const whole = exponent + length - (near === half ? 1 : 0);
  if (m === near) return { sign: whole < 0, significand: BigInt(Math.abs(whole)), exponent: 0 };
  const distance = absolute(m - near);
  const bits = BITS + (whole === 0 ? length - lengthOf(distance) : 0);
  const p = BigInt(bits);
  const natural = logarithmOfRatio((distance << p) / (m + near), p);
  const fraction = (natural << BigInt(CONSTANT_BITS)) / LN2;
  return fixed((BigInt(whole) << p) + (m < near ? -fraction : fraction), bits);
}

/** y log2(x) for x above 0 and y not 0. */
export const timesLogarithm = (x: Real, y: Real): Real => product(logarithm(x), y);

/** y log2(x + 1) for x above -1, neither being 0. */
export function timesLogarithmOf1Plus(x: Real, y: Real): Real {
  if (magnitude(x) < -TINY) {
    const first = {
      sign: x.sign,
      significand: (x.significand << BigInt(2 * CONSTANT_BITS)) / LN2,
      exponent: x.exponent,
    };
    return product({ ...first, exponent: first.exponent - CONSTANT_BITS }, y);
  }
  const exponent = Math.min(0, x.exponent);
  const value = x.significand << BigInt(x.exponent - exponent);
  const significand = (1n << BigInt(-exponent)) + (x.sign ? -value : value);
  return timesLogarithm({ sign: false, significand, exponent }, y);
}

/** A multiple of pi/4. */
export const quartersOfPi = (n: number, sign: boolean): Real => ({
  sign,
  significand: PI * BigInt(n),
  exponent: -CONSTANT_BITS - 2,
});

/** The angle of the point (x, y), neither being 0. */
export function angle(y: Real, x: Real): Real {
  const distance = magnitude(y) - magnitude(x);
  if (distance < -TINY_ODD && !x.sign) {
    const quotient = (y.significand << BigInt(BITS)) / x.significand;
    return beside({ sign: y.sign, significand: quotient, exponent: y.exponent - x.exponent - BITS }, -1n);
  }
  const exponent = Math.min(y.exponent, x.exponent);
  const [a, b] = [y, x].map((n) => n.significand << BigInt(n.exponent - exponent)) as [bigint, bigint];
  const bits = BITS + Math.max(0, Math.min(TINY, -distance));
  const p = BigInt(bits);
  const steep = a > b;
  const small = arcTangent(((steep ? b : a) << p) / (steep ? a : b), p);
  const pi = PI >> BigInt(CONSTANT_BITS - bits);
  const acute = steep ? pi / 2n - small : small;
  return { ...fixed(x.sign ? pi - acute : acute, bits), sign: y.sign };
}
