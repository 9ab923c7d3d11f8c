import type { Environment } from './environment.ts';
import { ROUND } from './environment.ts';
import { type Format, zero } from './format.ts';
import { invalid, noteDenormals, operand, propagate } from './nan.ts';
import { roundPack } from './round.ts';

/**
 * Remainder and the low three bits of the quotient, in one step whatever the distance of the exponents.
 * @param nearest  the quotient is rounded to nearest even (FPREM1), else towards zero (FPREM)
 */
export function remainder(
  env: Environment,
  f: Format,
  a: bigint,
  b: bigint,
  nearest: boolean,
): { bits: bigint; quotient: number } {
  const x = operand(env, f, a);
  const y = operand(env, f, b);
  const nan = propagate(env, f, x, y);
  if (nan !== undefined) return { bits: nan, quotient: 0 };
  if (x.kind === 'infinity' || y.kind === 'zero') return { bits: invalid(env, f), quotient: 0 };
  noteDenormals(env, x, y);
  if (x.kind === 'zero') return { bits: x.bits, quotient: 0 };
  if (y.kind === 'infinity') return { bits: roundPack(env, f, x.sign, x.significand, x.exponent), quotient: 0 };
  const exponent = Math.min(x.exponent, y.exponent);
  const n = x.significand << BigInt(x.exponent - exponent);
  const d = y.significand << BigInt(y.exponent - exponent);
  let quotient = n / d;
  let rest = n - quotient * d;
  if (nearest && (2n * rest > d || (2n * rest === d && (quotient & 1n) === 1n))) {
    quotient += 1n;
    rest -= d;
  }
  const low = Number(quotient & 7n);
  if (rest === 0n) return { bits: zero(f, x.sign), quotient: low };
  const sign = rest < 0n ? !x.sign : x.sign;
  const bits = roundPack({ ...env, rounding: ROUND.nearestEven }, f, sign, rest < 0n ? -rest : rest, exponent);
  return { bits, quotient: low };
}
