import { type Environment, FLAG, ROUND, type Round } from './environment.ts';
import { type Format, infinity, largest, maxField, minExponent, packFields, storedBits, zero } from './format.ts';

/** Number of bits up to the most significant one; 0 for 0. */
export function bitLength(n: bigint): number {
  if (n === 0n) return 0;
  const hex = n.toString(16);
  return hex.length * 4 + 28 - Math.clz32(Number.parseInt(hex.charAt(0), 16));
}

/** `n * 2^-shift` rounded to an integer, and whether that was exact. */
export function roundShift(
  n: bigint,
  shift: number,
  rounding: Round,
  sign: boolean,
): { value: bigint; exact: boolean } {
  if (shift <= 0) return { value: n << BigInt(-shift), exact: true };
  const value = n >> BigInt(shift);
  const rest = n - (value << BigInt(shift));
  if (rest === 0n) return { value, exact: true };
  return { value: roundsUp(value, rest, 1n << BigInt(shift - 1), rounding, sign) ? value + 1n : value, exact: false };
}

function roundsUp(value: bigint, rest: bigint, half: bigint, rounding: Round, sign: boolean): boolean {
  switch (rounding) {
    case ROUND.nearestEven:
      return rest > half || (rest === half && (value & 1n) === 1n);
    case ROUND.nearestAway:
      return rest >= half;
    case ROUND.up:
      return !sign;
    case ROUND.down:
      return sign;
    case ROUND.zero:
      return false;
  }
}

/**
 * The bit pattern of `(-1)^sign * significand * 2^exponent`, rounded, with the exceptions of IEEE 754, clause 7.
 * A value that is not exact is given with extra low bits, the lowest of them sticky.
 * @param precision  bits to round to when fewer than the format has (x87 precision control)
 */
export function roundPack(
  env: Environment,
  f: Format,
  sign: boolean,
  significand: bigint,
  exponent: number,
  precision = f.precision,
): bigint {
  if (significand === 0n) return zero(f, sign);
  const lowest = minExponent(f);
  const length = bitLength(significand);
  const unbounded = exponent + length - precision;
  const tinyBefore = exponent + length < lowest + f.precision;
  // Subnormal results have the last bit of the precision, not of the format, as x87 units round them.
  const quantum = Math.max(unbounded, lowest + f.precision - precision);
  const { value, exact } = roundShift(significand, quantum - exponent, env.rounding, sign);
  if (tinyBefore) {
    const tiny = env.tinyBeforeRounding || !reachesNormal(env, f, sign, significand, exponent, precision);
    if (tiny && env.flushOutputs) {
      env.flags |= env.tinyBeforeRounding ? FLAG.underflow : FLAG.underflow | FLAG.inexact;
      return zero(f, sign);
    }
    if (tiny && !exact) env.flags |= FLAG.underflow;
  }
  if (!exact) env.flags |= FLAG.inexact;
  if (bitLength(value) + quantum > maxField(f) - 1 + lowest - 1 + f.precision) return overflow(env, f, sign, precision);
  return packFinite(f, sign, value, quantum);
}

/** Whether rounding with unbounded exponent range gives at least the smallest normal number. */
function reachesNormal(
  env: Environment,
  f: Format,
  sign: boolean,
  significand: bigint,
  exponent: number,
  precision: number,
): boolean {
  const quantum = exponent + bitLength(significand) - precision;
  const { value } = roundShift(significand, quantum - exponent, env.rounding, sign);
  return quantum + bitLength(value) >= minExponent(f) + f.precision;
}

function overflow(env: Environment, f: Format, sign: boolean, precision: number): bigint {
  env.flags |= FLAG.overflow | FLAG.inexact;
  const away =
    env.rounding === ROUND.nearestEven ||
    env.rounding === ROUND.nearestAway ||
    env.rounding === (sign ? ROUND.down : ROUND.up);
  const dropped = (1n << BigInt(f.precision - precision)) - 1n;
  return away ? infinity(f, sign) : largest(f, sign) & ~dropped;
}

function packFinite(f: Format, sign: boolean, value: bigint, quantum: number): bigint {
  if (value === 0n) return zero(f, sign);
  const lowest = minExponent(f);
  const shift = Math.min(f.precision - bitLength(value), quantum - lowest);
  const aligned = shift >= 0 ? value << BigInt(shift) : value >> BigInt(-shift);
  const normal = bitLength(aligned) === f.precision;
  const field = normal ? quantum - shift - lowest + 1 : 0;
  return packFields(f, sign, field, aligned & ((1n << BigInt(storedBits(f))) - 1n));
}
