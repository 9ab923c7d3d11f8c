import { convert, type Environment, F16, F32, FLAG, ROUND, type Round } from '@tutti/softfloat';

/** Half to single precision. @param ahp  FPSCR.AHP: the alternative format has neither infinities nor NaNs */
export function halfToSingle(env: Environment, half: number, ahp: boolean): number {
  const flush = env.flushInputs;
  env.flushInputs = false; // FZ does not apply to half-precision operands (Arm DDI 0406C, FPUnpack)
  const exponent = (half >>> 10) & 31;
  if (ahp && exponent === 31) {
    env.flushInputs = flush;
    const magnitude = ((127 + 16) << 23) | ((half & 0x3ff) << 13);
    return (((half & 0x8000) << 16) | magnitude) >>> 0;
  }
  const result = Number(convert(env, F16, F32, BigInt(half & 0xffff)));
  env.flushInputs = flush;
  return result;
}

/** Single to half precision, in the low 16 bits. */
export function singleToHalf(env: Environment, single: number, ahp: boolean): number {
  const flush = env.flushOutputs;
  env.flushOutputs = false;
  const result = ahp ? toAlternative(env, single) : Number(convert(env, F32, F16, BigInt(single >>> 0)));
  env.flushOutputs = flush;
  return result;
}

/** To the alternative format. @see Arm DDI 0406C, FPSingleToHalf and FPRound */
function toAlternative(env: Environment, single: number): number {
  const sign = (single >>> 16) & 0x8000;
  const exponent = (single >>> 23) & 255;
  const fraction = single & 0x7fffff;
  if (exponent === 255) {
    env.flags |= FLAG.invalid;
    return fraction !== 0 ? sign : sign | 0x7fff;
  }
  if (exponent === 0 && (fraction === 0 || env.flushInputs)) {
    if (fraction !== 0) env.flags |= FLAG.denormal;
    return sign;
  }
  const significand = exponent === 0 ? fraction : fraction | 0x800000;
  const power = Math.max(exponent, 1) - 150;
  const top = power + (32 - Math.clz32(significand));
  const quantum = Math.max(top - 11, -24);
  const exact = significand * 2 ** (power - quantum);
  const rounded = roundMagnitude(exact, env.rounding, sign !== 0);
  const value = rounded * 2 ** quantum;
  if (value >= 2 ** 17) {
    env.flags |= FLAG.invalid;
    return sign | 0x7fff;
  }
  if (rounded !== exact) env.flags |= FLAG.inexact | (top < -13 ? FLAG.underflow : 0);
  if (value < 2 ** -14) return sign | (value * 2 ** 24);
  const biased = Math.floor(Math.log2(value)) + 15;
  return sign | (biased << 10) | ((value * 2 ** (25 - biased)) & 0x3ff);
}

function roundMagnitude(x: number, rounding: Round, negative: boolean): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest === 0) return floor;
  if (rounding === ROUND.nearestEven) return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
  return rounding === (negative ? ROUND.down : ROUND.up) ? floor + 1 : floor;
}
