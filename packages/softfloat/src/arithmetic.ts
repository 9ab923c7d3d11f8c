import { type Environment, FLAG, ROUND } from './environment.ts';
import { type Format, infinity, type Unpacked, zero } from './format.ts';
import { invalid, noteDenormals, operand, propagate } from './nan.ts';
import { bitLength, roundPack } from './round.ts';

/** Sign of an exact zero sum of numbers with different signs. */
const zeroSumSign = (env: Environment): boolean => env.rounding === ROUND.down;

/**
 * Exact sum of two finite values, as `[sign, significand, exponent]`; when the exponents are far apart the smaller value is
 * replaced by a sticky bit below all bits that rounding can see.
 */
function sum(x: Unpacked, y: Unpacked, precision: number): { sign: boolean; significand: bigint; exponent: number } {
  const top = (v: Unpacked) => v.exponent + bitLength(v.significand);
  const [big, small] = x.significand === 0n || (y.significand !== 0n && top(y) > top(x)) ? [y, x] : [x, y];
  const gap = 2 * precision + 4;
  const far = small.significand !== 0n && top(big) - top(small) > gap && big.exponent - gap > small.exponent;
  const lower = far ? { significand: 1n, exponent: big.exponent - gap } : small;
  const exponent = Math.min(big.exponent, small.significand === 0n ? big.exponent : lower.exponent);
  const a = big.significand << BigInt(big.exponent - exponent);
  const b = small.significand === 0n ? 0n : lower.significand << BigInt(lower.exponent - exponent);
  const total = (big.sign ? -a : a) + (small.sign ? -b : b);
  return { sign: total < 0n, significand: total < 0n ? -total : total, exponent };
}

/** a + b. Operands and result are bit patterns of format `f`, here and below. */
export function add(env: Environment, f: Format, a: bigint, b: bigint, precision = f.precision): bigint {
  return addUnpacked(env, f, operand(env, f, a), operand(env, f, b), precision);
}

/** a - b. NaN operands keep their sign. */
export function sub(env: Environment, f: Format, a: bigint, b: bigint, precision = f.precision): bigint {
  const x = operand(env, f, a);
  const y = operand(env, f, b);
  const nan = propagate(env, f, x, y);
  if (nan !== undefined) return nan;
  return addUnpacked(env, f, x, { ...y, sign: !y.sign }, precision);
}

function addUnpacked(env: Environment, f: Format, x: Unpacked, y: Unpacked, precision: number): bigint {
  const nan = propagate(env, f, x, y);
  if (nan !== undefined) return nan;
  if (x.kind === 'infinity' && y.kind === 'infinity' && x.sign !== y.sign) return invalid(env, f);
  noteDenormals(env, x, y);
  if (x.kind === 'infinity' || y.kind === 'infinity') return infinity(f, x.kind === 'infinity' ? x.sign : y.sign);
  if (x.kind === 'zero' && y.kind === 'zero') return zero(f, x.sign === y.sign ? x.sign : zeroSumSign(env));
  const { sign, significand, exponent } = sum(x, y, f.precision);
  if (significand === 0n) return zero(f, zeroSumSign(env));
  return roundPack(env, f, sign, significand, exponent, precision);
}

/** a * b */
export function mul(env: Environment, f: Format, a: bigint, b: bigint, precision = f.precision): bigint {
  const x = operand(env, f, a);
  const y = operand(env, f, b);
  const nan = propagate(env, f, x, y);
  if (nan !== undefined) return nan;
  const sign = x.sign !== y.sign;
  const infinite = x.kind === 'infinity' || y.kind === 'infinity';
  if (infinite && (x.kind === 'zero' || y.kind === 'zero')) return invalid(env, f);
  noteDenormals(env, x, y);
  if (infinite) return infinity(f, sign);
  return roundPack(env, f, sign, x.significand * y.significand, x.exponent + y.exponent, precision);
}

/** a / b */
export function div(env: Environment, f: Format, a: bigint, b: bigint, precision = f.precision): bigint {
  const x = operand(env, f, a);
  const y = operand(env, f, b);
  const nan = propagate(env, f, x, y);
  if (nan !== undefined) return nan;
  const sign = x.sign !== y.sign;
  if ((x.kind === 'infinity' && y.kind === 'infinity') || (x.kind === 'zero' && y.kind === 'zero'))
    return invalid(env, f);
  noteDenormals(env, ...(y.kind === 'zero' ? [] : [x, y]));
  if (x.kind === 'infinity') return infinity(f, sign);
  if (x.kind === 'zero' || y.kind === 'infinity') return zero(f, sign);
  if (y.kind === 'zero') {
    env.flags |= FLAG.divideByZero;
    return infinity(f, sign);
  }
  const shift = Math.max(0, f.precision + 3 + bitLength(y.significand) - bitLength(x.significand));
  const scaled = x.significand << BigInt(shift);
  const quotient = scaled / y.significand;
  const sticky = quotient * y.significand === scaled ? 0n : 1n;
  return roundPack(env, f, sign, (quotient << 1n) | sticky, x.exponent - y.exponent - shift - 1, precision);
}

/** Square root. */
export function sqrt(env: Environment, f: Format, a: bigint, precision = f.precision): bigint {
  const x = operand(env, f, a);
  const nan = propagate(env, f, x);
  if (nan !== undefined) return nan;
  if (x.kind === 'zero') return zero(f, x.sign);
  if (x.sign) return invalid(env, f);
  noteDenormals(env, x);
  if (x.kind === 'infinity') return infinity(f, false);
  const wanted = 2 * (f.precision + 3) - bitLength(x.significand);
  const shift = Math.max(0, wanted) + ((x.exponent - Math.max(0, wanted)) & 1);
  const scaled = x.significand << BigInt(shift);
  const root = integerSqrt(scaled);
  const sticky = root * root === scaled ? 0n : 1n;
  return roundPack(env, f, false, (root << 1n) | sticky, (x.exponent - shift) / 2 - 1, precision);
}

/** Largest integer whose square is <= n, by Newton's iteration from above. */
function integerSqrt(n: bigint): bigint {
  let root = 1n << BigInt((bitLength(n) + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

/** a * b + c with one rounding. For ARM, infinity times zero is invalid even when c is a quiet NaN (Arm DDI 0406C, FPMulAdd). */
export function fma(env: Environment, f: Format, a: bigint, b: bigint, c: bigint): bigint {
  const x = operand(env, f, a);
  const y = operand(env, f, b);
  const z = operand(env, f, c);
  const invalidProduct = (x.kind === 'infinity' && y.kind === 'zero') || (x.kind === 'zero' && y.kind === 'infinity');
  if (env.nan === 'arm' && invalidProduct && z.kind === 'quiet') return invalid(env, f);
  // ARM looks at the addend first.
  const nan = env.nan === 'arm' ? propagate(env, f, z, x, y) : propagate(env, f, x, y, z);
  if (nan !== undefined) return nan;
  if (invalidProduct) return invalid(env, f);
  const sign = x.sign !== y.sign;
  const infiniteProduct = x.kind === 'infinity' || y.kind === 'infinity';
  if (infiniteProduct && z.kind === 'infinity' && sign !== z.sign) return invalid(env, f);
  noteDenormals(env, x, y, z);
  if (infiniteProduct) return infinity(f, sign);
  if (z.kind === 'infinity') return infinity(f, z.sign);
  const product = { ...x, sign, significand: x.significand * y.significand, exponent: x.exponent + y.exponent };
  if (product.significand === 0n && z.kind === 'zero') return zero(f, sign === z.sign ? sign : zeroSumSign(env));
  const total = sum(product, z, 2 * f.precision);
  if (total.significand === 0n) return zero(f, zeroSumSign(env));
  return roundPack(env, f, total.sign, total.significand, total.exponent);
}
