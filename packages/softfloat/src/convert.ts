import { type Environment, FLAG, type Round } from './environment.ts';
import { type Format, infinity, unpack, zero } from './format.ts';
import { convertNaN, invalid, isNaNKind, noteDenormals, operand, propagate } from './nan.ts';
import { roundPack, roundShift } from './round.ts';

/** A value in another format. */
export function convert(env: Environment, from: Format, to: Format, a: bigint): bigint {
  const x = operand(env, from, a);
  if (x.kind === 'unsupported') return invalid(env, to);
  if (isNaNKind(x)) return convertNaN(env, from, to, x);
  if (x.kind === 'infinity') return infinity(to, x.sign);
  if (x.kind === 'zero') return zero(to, x.sign);
  noteDenormals(env, x);
  return roundPack(env, to, x.sign, x.significand, x.exponent);
}

/** Round to an integral value in the same format. @param exact  whether an inexact result raises the exception */
export function roundToIntegral(env: Environment, f: Format, a: bigint, rounding: Round, exact: boolean): bigint {
  const x = operand(env, f, a);
  const nan = propagate(env, f, x);
  if (nan !== undefined) return nan;
  if (x.kind !== 'finite') return x.bits;
  noteDenormals(env, x);
  if (x.exponent >= 0) return x.bits;
  const { value, exact: same } = roundShift(x.significand, -x.exponent, rounding, x.sign);
  if (!same && exact) env.flags |= FLAG.inexact;
  return roundPack({ ...env, rounding }, f, x.sign, value, 0);
}

/** The integer `n * 2^-fractionBits` as a float. */
export function fromInteger(env: Environment, f: Format, n: bigint, fractionBits = 0): bigint {
  return roundPack(env, f, n < 0n, n < 0n ? -n : n, -fractionBits);
}

/** What a conversion to integer gives: the value, or undefined when it does not fit or is a NaN (invalid is raised). */
export interface ToInteger {
  readonly value: bigint | undefined;
  /** For values out of range: the nearest limit (NaN: 0). */
  readonly saturated: bigint;
}

/**
 * A float times 2^fractionBits as an integer.
 * @param width  bits of the integer
 * Inexact is raised only when the result fits.
 */
export function toInteger(
  env: Environment,
  f: Format,
  a: bigint,
  width: number,
  signed: boolean,
  rounding: Round,
  fractionBits = 0,
): ToInteger {
  const x = operand(env, f, a);
  const max = (1n << BigInt(signed ? width - 1 : width)) - 1n;
  const min = signed ? -max - 1n : 0n;
  const outOfRange = (saturated: bigint): ToInteger => {
    env.flags |= FLAG.invalid;
    return { value: undefined, saturated };
  };
  if (isNaNKind(x) || x.kind === 'unsupported') return outOfRange(0n);
  if (x.kind === 'infinity') return outOfRange(x.sign ? min : max);
  const exponent = x.exponent + fractionBits;
  if (x.significand !== 0n && exponent > width) return outOfRange(x.sign ? min : max);
  const { value, exact } = roundShift(x.significand, -exponent, rounding, x.sign);
  const result = x.sign ? -value : value;
  if (result > max) return outOfRange(max);
  if (result < min) return outOfRange(min);
  if (!exact) env.flags |= FLAG.inexact;
  return { value: result, saturated: result };
}

/** Result of a comparison. */
export type Ordering = 'less' | 'equal' | 'greater' | 'unordered';

/** Compare. @param signalling  a quiet NaN raises invalid too (VCMPE, COMISS, FCOM) */
export function compare(env: Environment, f: Format, a: bigint, b: bigint, signalling: boolean): Ordering {
  const x = operand(env, f, a);
  const y = operand(env, f, b);
  if ([x, y].some((v) => isNaNKind(v) || v.kind === 'unsupported')) {
    if (signalling || [x, y].some((v) => v.kind !== 'quiet' && (isNaNKind(v) || v.kind === 'unsupported')))
      env.flags |= FLAG.invalid;
    return 'unordered';
  }
  noteDenormals(env, x, y);
  return order(f, x.kind === 'zero' ? 0n : x.bits, y.kind === 'zero' ? 0n : y.bits);
}

/** Order of two bit patterns that are not NaNs, both zeros as +0. */
function order(f: Format, a: bigint, b: bigint): Ordering {
  const key = (bits: bigint) => {
    const magnitude = bits & ((infinity(f, true) ^ zero(f, true)) | (zero(f, true) - 1n));
    return unpack(f, bits).sign ? -magnitude : magnitude;
  };
  const difference = key(a) - key(b);
  if (difference === 0n) return 'equal';
  return difference < 0n ? 'less' : 'greater';
}
