import {
  add,
  type Environment,
  F80,
  FLAG,
  fromInteger,
  infinity,
  ROUND,
  toInteger,
  type Unpacked,
  unpack,
  zero,
} from '@tutti/softfloat';
import { INDEFINITE } from './x87-stack.ts';

const isNumber = (x: Unpacked): boolean => x.kind === 'finite' || x.kind === 'zero' || x.kind === 'infinity';
/** More than all exponents there are. */
const MOST = 40000;

/** x times two to the integral part of y. @see Intel SDM 2A "FSCALE" */
export function scale(env: Environment, x: bigint, y: bigint): bigint {
  const [of, by] = [unpack(F80, x), unpack(F80, y)];
  if (!isNumber(of) || !isNumber(by)) return add(env, F80, x, y);
  if (by.kind === 'infinity' && of.kind === (by.sign ? 'infinity' : 'zero')) {
    env.flags |= FLAG.invalid;
    return INDEFINITE;
  }
  if (by.denormal || of.denormal) env.flags |= FLAG.denormal;
  if (of.kind !== 'finite') return x;
  if (by.kind === 'infinity') return by.sign ? zero(F80, of.sign) : infinity(F80, of.sign);
  const whole = toInteger({ ...env, flags: 0 }, F80, y, 32, true, ROUND.zero).saturated;
  const steps = Math.max(-MOST, Math.min(MOST, Number(whole)));
  return fromInteger(env, F80, of.sign ? -of.significand : of.significand, -(of.exponent + steps));
}
