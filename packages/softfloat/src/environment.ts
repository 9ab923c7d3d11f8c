/** Rounding modes. */
export const ROUND = { nearestEven: 0, up: 1, down: 2, zero: 3, nearestAway: 4 } as const;
export type Round = (typeof ROUND)[keyof typeof ROUND];

/** Exceptions raised, in the bit order of MXCSR and the x87 status word. */
export const FLAG = { invalid: 1, denormal: 2, divideByZero: 4, overflow: 8, underflow: 16, inexact: 32 } as const;

/**
 * How an architecture computes. `flags` collects FLAG bits and is never cleared here.
 *
 * `nan`: which operand a NaN result comes from. `arm`: the first signalling one, else the first quiet one (Arm DDI 0406C, A2.7.5);
 * `sse`: the first NaN operand (Intel SDM 1, table 4-7); `x87`: the one with the larger significand.
 * `denormalFlag`: `flushed` raises it when an input is flushed (ARM IDC); `used` when a denormal is computed with (x86 DE).
 */
export interface Environment {
  rounding: Round;
  flags: number;
  /** Denormal inputs count as zeros of their sign. */
  flushInputs: boolean;
  /** Tiny results become zeros of their sign. */
  flushOutputs: boolean;
  /** Every NaN result is the default NaN. */
  defaultNaN: boolean;
  readonly nan: 'arm' | 'sse' | 'x87';
  readonly denormalFlag: 'flushed' | 'used';
  /** Sign of the default NaN. */
  readonly defaultNaNSign: boolean;
  /** Tininess is detected before rounding (ARM) or after it (x86). */
  readonly tinyBeforeRounding: boolean;
}

/** Environment of ARM's VFP and Advanced SIMD with default settings. */
export const armEnvironment = (): Environment => ({
  rounding: ROUND.nearestEven,
  flags: 0,
  flushInputs: false,
  flushOutputs: false,
  defaultNaN: false,
  nan: 'arm',
  denormalFlag: 'flushed',
  defaultNaNSign: false,
  tinyBeforeRounding: true,
});

/** Environment of x86: `sse` for XMM registers, `x87` for the register stack. */
export const x86Environment = (nan: 'sse' | 'x87'): Environment => ({
  rounding: ROUND.nearestEven,
  flags: 0,
  flushInputs: false,
  flushOutputs: false,
  defaultNaN: false,
  nan,
  denormalFlag: 'used',
  defaultNaNSign: true,
  tinyBeforeRounding: false,
});
