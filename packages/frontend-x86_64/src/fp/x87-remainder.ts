import { F80, FLAG, remainder, roundPack, unpack } from '@tutti/softfloat';
import { FSW, INDEFINITE, type X87Stack } from './x87-stack.ts';

/** From this distance of the exponents on one instruction reduces them by 32 and what exceeds a multiple of 32. */
const PARTIAL = 64;
const STEP = 32;

const exponentOf = (significand: bigint, exponent: number): number => exponent + significand.toString(2).length;

/**
 * FPREM and FPREM1: ST(0) becomes the remainder, C0, C3 and C1 the low bits of the quotient; or with C2 set a number nearer to the
 * divisor that has the same remainder. How near is each processor's own affair: this is what AMD's do.
 * @see Intel SDM 2A "FPREM"
 */
export function partialRemainder(s: X87Stack, nearest: boolean): void {
  const { env } = s;
  const empty = s.isEmpty(0) || s.isEmpty(1);
  const [x, y] = [s.get(0), s.get(1)];
  const [dividend, divisor] = [unpack(F80, x), unpack(F80, y)];
  const finite = !empty && dividend.kind === 'finite' && divisor.kind === 'finite';
  const distance = finite
    ? exponentOf(dividend.significand, dividend.exponent) - exponentOf(divisor.significand, divisor.exponent)
    : 0;
  if (distance >= PARTIAL) {
    if (dividend.denormal || divisor.denormal) env.flags |= FLAG.denormal;
    const by = distance - STEP - (distance % STEP);
    const nearer = remainder(
      env,
      F80,
      x,
      roundPack(env, F80, false, divisor.significand, divisor.exponent + by),
      false,
    );
    if (s.stopped) return;
    s.set(0, nearer.bits);
    s.conditions |= FSW.C2;
    return;
  }
  const { bits, quotient } = empty ? { bits: INDEFINITE, quotient: 0 } : remainder(env, F80, x, y, nearest);
  if (s.stopped) return;
  s.set(0, bits);
  s.conditions |= (quotient & 4 ? FSW.C0 : 0) | (quotient & 2 ? FSW.C3 : 0) | (quotient & 1 ? FSW.C1 : 0);
}
