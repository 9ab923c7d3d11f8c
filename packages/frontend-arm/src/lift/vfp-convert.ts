import type { F32, F64, I32 } from '@tutti/ir';
import type { VfpVisitor } from '../decode/index.ts';
import type { FpOp, FpOperands } from '../fp/operation.ts';
import { AT, dregOffset, sregOffset } from '../state.ts';
import type { Lift } from './lift.ts';
import { callExact, callOperation, callWhen, mayCheck, roundsFreely } from './vfp-operation.ts';
import { precision } from './vfp-precision.ts';

/** VCVT (double from single): exact but for NaNs. */
function toDouble(l: Lift, d: number, m: number): void {
  const { b } = l;
  const temp = m >> 1 === d;
  const operands: FpOperands = { sz: 0, d, n: 0, m, temp, extra: 0 };
  if (!mayCheck(l)) {
    callExact(l, 'convert', operands);
    return;
  }
  const x = b.get_f32(sregOffset(m));
  b.set_f64(temp ? AT.vtemp : dregOffset(d), b.promote_f32(x));
  b.begin_if(b.eqz_i32(b.eq_f32(x, x)));
  callExact(l, 'convert', operands);
  b.end_if();
  if (temp) b.set_f64(dregOffset(d), b.get_f64(AT.vtemp));
}

/** VCVT (single from double). */
function toSingle(l: Lift, d: number, m: number): void {
  const { b } = l;
  const temp = d >> 1 === m;
  const operands: FpOperands = { sz: 1, d, n: 0, m, temp, extra: 0 };
  if (!mayCheck(l)) {
    callOperation(l, 'convert', operands);
    return;
  }
  const x = b.get_f64(dregOffset(m));
  const value = b.demote_f64(x);
  setSingle(l, d, value, temp);
  const bad = roundsFreely(l) ? precision(0).notNormal(b, value) : b.eqz_i32(b.eq_f64(b.promote_f32(value), x));
  callWhen(l, bad, 'convert', operands);
  if (temp) b.set_f32(sregOffset(d), b.get_f32(AT.vtemp));
}

function setSingle({ b }: Lift, d: number, value: F32, temp: boolean): void {
  b.set_f32(temp ? AT.vtemp : sregOffset(d), value);
}

/** A number known exactly in double precision becomes the register d, single precision rounded. */
function setRounded(l: Lift, sz: number, d: number, m: number, exact: F64, op: FpOp, extra: number): void {
  const { b } = l;
  if (sz !== 0) {
    b.set_f64(dregOffset(d), exact);
    return;
  }
  const value = b.demote_f64(exact);
  if (roundsFreely(l)) {
    b.set_f32(sregOffset(d), value);
    return;
  }
  const temp = d === m;
  const bad = b.eqz_i32(b.eq_f64(b.promote_f32(value), exact));
  setSingle(l, d, value, temp);
  callWhen(l, bad, op, { sz, d, n: 0, m, temp, extra });
  if (temp) b.set_f32(sregOffset(d), b.get_f32(AT.vtemp));
}

/** VCVT (floating-point from integer). */
function fromInteger(l: Lift, sz: number, signed: number, d: number, m: number): void {
  const { b } = l;
  const op = signed ? 'fromS32' : 'fromU32';
  if (sz === 0 && !mayCheck(l)) {
    callOperation(l, op, { sz, d, n: 0, m, temp: false, extra: 0 });
    return;
  }
  const x = b.get_i32(sregOffset(m));
  setRounded(l, sz, d, m, signed ? b.convert_s_i32_f64(x) : b.convert_u_i32_f64(x), op, 0);
}

/** An integer and the number it stands for. */
function truncate({ b }: Lift, signed: boolean, x: F64): { integer: I32; back: F64 } {
  const integer = signed ? b.trunc_s_f64_i32(x) : b.trunc_u_f64_i32(x);
  return { integer, back: signed ? b.convert_s_i32_f64(integer) : b.convert_u_i32_f64(integer) };
}

/** VCVT, VCVTR (integer from floating-point). Out of range and NaN fail the check, because saturation changes the value. */
function toInteger(l: Lift, sz: number, signed: boolean, roundZero: number, d: number, m: number): void {
  const { b } = l;
  const op: FpOp = roundZero ? (signed ? 'toS32Zero' : 'toU32Zero') : signed ? 'toS32' : 'toU32';
  const temp = sz === 0 ? d === m : d >> 1 === m;
  const operands: FpOperands = { sz, d, n: 0, m, temp, extra: 0 };
  if (!mayCheck(l)) {
    callOperation(l, op, operands);
    return;
  }
  const p = precision(sz);
  const x = p.toDouble(b, p.get(b, p.at(m)));
  const whole = roundZero ? b.trunc_f64(x) : b.nearest_f64(x);
  const { integer, back } = truncate(l, signed, whole);
  const bad = b.eqz_i32(b.eq_f64(back, roundsFreely(l) ? whole : x));
  b.set_i32(temp ? AT.vtemp : sregOffset(d), integer);
  callWhen(l, bad, op, operands);
  if (temp) b.set_i32(sregOffset(d), b.get_i32(AT.vtemp));
}

const FIXED_FROM = ['fixedFromS16', 'fixedFromU16', 'fixedFromS32', 'fixedFromU32'] as const;
const FIXED_TO = ['fixedToS16', 'fixedToU16', 'fixedToS32', 'fixedToU32'] as const;

/** High word of 2^power in double precision. */
const powerHigh = (power: number): number => (1023 + power) << 20;

/** VCVT (between floating-point and fixed-point), in place. */
function fixed(l: Lift, to: number, U: number, d: number, sz: number, sx: number, imm5: number): void {
  const { b } = l;
  const fraction = (sx !== 0 ? 32 : 16) - imm5;
  if (fraction < 0) return; // UNPREDICTABLE
  const kind = (sx << 1) | U;
  const op = (to ? FIXED_TO : FIXED_FROM)[kind] as FpOp;
  const operands = (temp: boolean): FpOperands => ({ sz, d, n: 0, m: d, temp, extra: fraction });
  if (!mayCheck(l)) {
    callOperation(l, op, operands(false));
    return;
  }
  const signed = U === 0;
  const low = sregOffset(sz !== 0 ? 2 * d : d);
  if (!to) {
    const word = b.get_i32(low);
    const narrow = signed ? b.extract_s_i32(word, 0, 16) : b.extract_u_i32(word, 0, 16);
    const n = sx !== 0 ? word : narrow;
    const whole = signed ? b.convert_s_i32_f64(n) : b.convert_u_i32_f64(n);
    const scale = b.reinterpret_i64(b.const_i64(0, powerHigh(-fraction)));
    setRounded(l, sz, d, d, b.mul_f64(whole, scale), op, fraction);
    return;
  }
  const p = precision(sz);
  const scale = b.reinterpret_i64(b.const_i64(0, powerHigh(fraction)));
  const x = b.mul_f64(p.toDouble(b, p.get(b, p.at(d))), scale);
  const { integer, back } = truncate(l, signed, x);
  const exact = b.eq_f64(back, roundsFreely(l) ? b.trunc_f64(x) : x);
  const fits = signed ? b.extract_s_i32(integer, 0, 16) : b.extract_u_i32(integer, 0, 16);
  const bad = sx !== 0 ? b.eqz_i32(exact) : b.or_i32(b.eqz_i32(exact), b.ne_i32(fits, integer));
  if (sz !== 0) b.set_i64(AT.vtemp, signed ? b.extend_s_i32(integer) : b.extend_u_i32(integer));
  else b.set_i32(AT.vtemp, integer);
  callWhen(l, bad, op, operands(true));
  if (sz !== 0) b.set_i64(dregOffset(d), b.get_i64(AT.vtemp));
  else b.set_i32(sregOffset(d), b.get_i32(AT.vtemp));
}

type Part = Pick<
  VfpVisitor<void>,
  | 'vfp_vcvt_f32_f16'
  | 'vfp_vcvt_f16_f32'
  | 'vfp_vcvt_f64_f32'
  | 'vfp_vcvt_f32_f64'
  | 'vfp_vcvt_from_int'
  | 'vfp_vcvt_to_int'
  | 'vfp_vcvt_fixed'
>;

/** VFP conversions. */
export function vfpConvert(l: Lift): Part {
  return {
    vfp_vcvt_f32_f16: (_c, d, T, m) => callExact(l, 'fromHalf', { sz: 0, d, n: 0, m, temp: false, extra: T }),
    vfp_vcvt_f16_f32: (_c, d, T, m) => callOperation(l, 'toHalf', { sz: 0, d, n: 0, m, temp: false, extra: T }),
    vfp_vcvt_f64_f32: (_c, d, m) => toDouble(l, d, m),
    vfp_vcvt_f32_f64: (_c, d, m) => toSingle(l, d, m),
    vfp_vcvt_from_int: (_c, d, sz, signed, m) => fromInteger(l, sz, signed, d, m),
    vfp_vcvt_to_int: (_c, signed, d, sz, roundZero, m) => toInteger(l, sz, signed !== 0, roundZero, d, m),
    vfp_vcvt_fixed: (_c, to, U, d, sz, sx, imm5) => fixed(l, to, U, d, sz, sx, imm5),
  };
}
