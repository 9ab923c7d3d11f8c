import { type Environment, FLAG, ROUND, type Round } from '@tutti/softfloat';
import { FPSCR_SPECIAL, MODE } from '../mode.ts';

/** Bits of FPSCR. @see Arm DDI 0406C, B4.1.58 */
export const FPSCR = {
  IOC: 1 << 0,
  DZC: 1 << 1,
  OFC: 1 << 2,
  UFC: 1 << 3,
  IXC: 1 << 4,
  IDC: 1 << 7,
  LEN: 7 << 16,
  RMODE_SHIFT: 22,
  FZ: 1 << 24,
  DN: 1 << 25,
  AHP: 1 << 26,
  QC_SHIFT: 27,
  QC: 1 << 27,
} as const;

/** Bits of the mode word that follow FPSCR. */
export function fpMode(fpscr: number): number {
  let mode = 0;
  if (fpscr & FPSCR_SPECIAL) mode |= MODE.FP_SPECIAL;
  if (fpscr & FPSCR.IXC) mode |= MODE.FP_INEXACT;
  if (fpscr & FPSCR.LEN) mode |= MODE.FP_VECTOR;
  return mode;
}

const ROUNDING: readonly Round[] = [ROUND.nearestEven, ROUND.up, ROUND.down, ROUND.zero];

/** Rounding mode of FPSCR. */
export const roundingOf = (fpscr: number): Round => ROUNDING[(fpscr >>> FPSCR.RMODE_SHIFT) & 3] as Round;

/** Set the environment as FPSCR says, with no exceptions raised. */
export function setEnvironment(env: Environment, fpscr: number): void {
  env.rounding = roundingOf(fpscr);
  env.flushInputs = env.flushOutputs = (fpscr & FPSCR.FZ) !== 0;
  env.defaultNaN = (fpscr & FPSCR.DN) !== 0;
  env.flags = 0;
}

/** Cumulative exception bits of FPSCR for the exceptions that an environment collected. */
export function cumulative(flags: number): number {
  return (
    (flags & FLAG.invalid ? FPSCR.IOC : 0) |
    (flags & FLAG.divideByZero ? FPSCR.DZC : 0) |
    (flags & FLAG.overflow ? FPSCR.OFC : 0) |
    (flags & FLAG.underflow ? FPSCR.UFC : 0) |
    (flags & FLAG.inexact ? FPSCR.IXC : 0) |
    (flags & FLAG.denormal ? FPSCR.IDC : 0)
  );
}
