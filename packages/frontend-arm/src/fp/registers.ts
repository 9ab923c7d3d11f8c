import { armEnvironment, type Environment, FLAG } from '@tutti/softfloat';
import { AT } from '../state.ts';
import type { ArmContext } from '../system/context.ts';
import { cumulative, FPSCR, setEnvironment } from './fpscr.ts';
import { NumberArithmetic } from './number-arithmetic.ts';

/** The floating-point registers of a core, seen in every way that helpers need, with the environment they compute in. */
export interface FpRegisters {
  readonly context: ArmContext;
  readonly d64: BigUint64Array;
  readonly f64: Float64Array;
  /** S0 to S31, and the halves of D16 to D31. */
  readonly s32: Uint32Array;
  readonly f32: Float32Array;
  readonly bytes: Uint8Array;
  /** The field `vtemp` in words. */
  readonly temp: Uint32Array;
  readonly env: Environment;
  readonly numbers: NumberArithmetic;
  /** One word, seen as bits and as a single. */
  readonly word: Uint32Array;
  readonly single: Float32Array;
}

/** Bind to the registers of a core. */
export function fpRegisters(context: ArmContext): FpRegisters {
  const { buffer, base } = context.env;
  const at = base + AT.d;
  const word = new Uint32Array(1);
  return {
    context,
    d64: new BigUint64Array(buffer, at, 32),
    f64: new Float64Array(buffer, at, 32),
    s32: new Uint32Array(buffer, at, 64),
    f32: new Float32Array(buffer, at, 64),
    bytes: new Uint8Array(buffer, at, 256),
    temp: new Uint32Array(buffer, base + AT.vtemp, 4),
    env: armEnvironment(),
    numbers: new NumberArithmetic(),
    word,
    single: new Float32Array(word.buffer),
  };
}

/** Prepare the environment for VFP: as FPSCR says. */
export function beginVfp(r: FpRegisters): number {
  const fpscr = r.context.state.fpscr;
  setEnvironment(r.env, fpscr);
  return fpscr;
}

/** Prepare the environment for Advanced SIMD: the standard FPSCR value. @see Arm DDI 0406C, A2.6.6 */
export function beginNeon(r: FpRegisters): void {
  setEnvironment(r.env, FPSCR.FZ | FPSCR.DN);
}

/** Add the exceptions raised to FPSCR. */
export function endFp(r: FpRegisters): void {
  if (r.env.flags !== 0) r.context.state.fpscr |= cumulative(r.env.flags);
}

/** Note the outcome of `NumberArithmetic`. */
export function noteInexact(r: FpRegisters): void {
  if (r.numbers.inexact) r.env.flags |= FLAG.inexact;
}
