import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { SSE_OP } from '../fp/sse-operations.ts';
import { MODE } from '../mode.ts';
import { AT } from '../state.ts';
import { setCompare } from './flags.ts';
import { bySoftware, precisionClear, type SseCall, unless } from './float.ts';
import { DOUBLE, denormal, type FloatFormat, SINGLE } from './float-lanes.ts';
import { FLOAT_CONVERSIONS, FLOATS, type FloatCompute, immediateOf } from './float-operations.ts';
import { lanewise } from './lanewise.ts';
import type { Lift } from './lift.ts';
import type { Rule } from './rule.ts';
import { enterMmx, isMmx, mmxReady, readVector, sources, usesMmx, vectorReady, writeVector } from './vector.ts';

/** The vector unit, whatever the operands are, and MMX when one of them is its. */
const ready = (l: Lift, i: Instruction): boolean => vectorReady(l, i) && (!usesMmx(i) || mmxReady(l));

/** COMISS and UCOMISS. */
const order =
  (format: FloatFormat, signalling: boolean): Rule =>
  (l, i) => {
    if (!ready(l, i)) return;
    const { b } = l;
    const y = readVector(l, i, 1);
    const x = readVector(l, i, 0);
    const call: SseCall = { operation: SSE_OP.order, immediate: signalling ? 1 : 0, format, packed: false, x, y };
    if (l.mode & MODE.SSE_SPECIAL) bySoftware(l, call);
    else {
      const wide = format.bytes === 8;
      const less = wide
        ? b.lt_f64(b.f64x2_extract(x, 0), b.f64x2_extract(y, 0))
        : b.lt_f32(b.f32x4_extract(x, 0), b.f32x4_extract(y, 0));
      const greater = wide
        ? b.lt_f64(b.f64x2_extract(y, 0), b.f64x2_extract(x, 0))
        : b.lt_f32(b.f32x4_extract(y, 0), b.f32x4_extract(x, 0));
      const equal = wide
        ? b.eq_f64(b.f64x2_extract(x, 0), b.f64x2_extract(y, 0))
        : b.eq_f32(b.f32x4_extract(x, 0), b.f32x4_extract(y, 0));
      const ordered = b.or_i32(b.or_i32(less, greater), equal);
      const flags = b.or_i32(equal, b.shl_i32(less, b.const_i32(2)));
      const small = b.or_v128(denormal(b, format, x), denormal(b, format, y));
      b.set_i64(AT.arg, b.extend_u_i32(flags));
      unless(l, b.or_i32(b.eqz_i32(ordered), b.i32x4_extract(small, 0)), call);
    }
    const bits = b.wrap_i64(b.get_i64(AT.arg));
    setCompare(l, b.and_i32(bits, b.const_i32(1)), b.extract_u_i32(bits, 1, 1), b.extract_u_i32(bits, 2, 1));
  };

/** CVTSI2SS, CVTSI2SD. */
const fromInteger =
  (format: FloatFormat): Rule =>
  (l, i) => {
    if (!ready(l, i)) return;
    const { b } = l;
    const { first, last } = sources(i);
    const size = i.size(last);
    const value = l.toI64(size, l.read(i, last));
    const old = readVector(l, i, first);
    const wide = format.bytes === 8;
    const result = (): number =>
      wide ? b.f64x2_replace(old, b.convert_s_i64_f64(value), 0) : b.f32x4_replace(old, b.convert_s_i64_f32(value), 0);
    if (wide && size === 4) {
      // Exact.
      writeVector(l, i, 0, b.f64x2_replace(old, b.convert_s_i32_f64(b.wrap_i64(value)), 0));
      return;
    }
    const call: SseCall = { operation: SSE_OP.fromInteger, immediate: size, format, packed: false, x: old, y: old };
    b.set_i64(AT.arg, value);
    if (l.mode & MODE.SSE_SPECIAL) {
      writeVector(l, i, 0, bySoftware(l, call));
      return;
    }
    // Exact while the magnitude needs no more bits than a fraction has.
    const limit = format.fraction + 1;
    const moved = b.add_i64(value, wide ? b.const_i64(0, 1 << (limit - 32)) : b.const_i64(1 << limit, 0));
    const long = b.ne_i64(b.shr_u_i64(moved, b.const_i64(limit + 1, 0)), b.const_i64(0, 0));
    b.set_v128(AT.varg, result());
    unless(l, b.and_i32(long, precisionClear(l)), call);
    writeVector(l, i, 0, b.get_v128(AT.varg));
  };

/** CVTSS2SI and relatives. */
const toInteger =
  (format: FloatFormat, truncate: boolean): Rule =>
  (l, i) => {
    if (!ready(l, i)) return;
    const { b } = l;
    const size = i.size(0);
    const y = readVector(l, i, 1);
    const immediate = size | (truncate ? 16 : 0);
    const call: SseCall = { operation: SSE_OP.toInteger, immediate, format, packed: false, x: y, y };
    if (l.mode & MODE.SSE_SPECIAL) bySoftware(l, call);
    else {
      const wide = format.bytes === 8;
      // Floats as doubles: exact, and NaNs and denormals stay what they are for the tests.
      const x = wide ? b.f64x2_extract(y, 0) : b.promote_f32(b.f32x4_extract(y, 0));
      const whole = truncate ? b.trunc_f64(x) : b.nearest_f64(x);
      const power = b.reinterpret_i64(b.const_i64(0, size === 8 ? 0x43e00000 : 0x41e00000));
      const fits = b.lt_f64(b.abs_f64(whole), power);
      const inexact = b.eqz_i32(b.eq_f64(whole, x));
      b.set_i64(AT.arg, b.trunc_s_f64_i64(whole));
      unless(l, b.or_i32(b.eqz_i32(fits), b.and_i32(inexact, precisionClear(l))), call);
    }
    l.writeReg(i.reg(0), l.fromI64(size, b.get_i64(AT.arg)));
  };

/** Conversions of whole vectors. MMX operands are the low half. */
const convert =
  (name: string): Rule =>
  (l, i) => {
    if (!ready(l, i)) return;
    const compute = FLOAT_CONVERSIONS[name] as FloatCompute;
    const mmx = usesMmx(i);
    const { b } = l;
    let y = readVector(l, i, 1);
    // Only two lanes of floats or integers count: the others become zeros.
    if (mmx && !name.includes('PD2')) y = b.concat_v128(b.i64x2_extract(y, 0), b.const_i64(0, 0));
    const result = compute(l, y, y, 0);
    if (mmx && (i.kind(1) === OperandKind.REG || isMmx(i.reg(0)))) enterMmx(l);
    writeVector(l, i, 0, result);
  };

/** CVTPI2PS: the upper half of the destination stays. */
const mmxToFloats: Rule = (l, i) => {
  if (!ready(l, i)) return;
  const { b } = l;
  const old = readVector(l, i, 0);
  const y = readVector(l, i, 1);
  const result = (FLOAT_CONVERSIONS['CVTDQ2PS'] as FloatCompute)(l, y, y, 0);
  if (i.kind(1) === OperandKind.REG) enterMmx(l);
  writeVector(l, i, 0, b.i64x2_replace(old, b.i64x2_extract(result, 0), 0));
};

/** Scalar instructions with general registers or flags; their VEX forms are the same rules. */
export const SCALAR_FLOAT: Readonly<Record<string, Rule>> = {
  COMISS: order(SINGLE, true),
  COMISD: order(DOUBLE, true),
  UCOMISS: order(SINGLE, false),
  UCOMISD: order(DOUBLE, false),
  CVTSI2SS: fromInteger(SINGLE),
  CVTSI2SD: fromInteger(DOUBLE),
  CVTSS2SI: toInteger(SINGLE, false),
  CVTSD2SI: toInteger(DOUBLE, false),
  CVTTSS2SI: toInteger(SINGLE, true),
  CVTTSD2SI: toInteger(DOUBLE, true),
};

/** The rule of an operation within 16 bytes, legacy or VEX. */
export const floatLanes = (name: string, compute: FloatCompute): Rule =>
  lanewise((_b, x, y, _mmx, l, i) => compute(l, x, y, immediateOf(name, i)));

/** CMPSD is a string instruction's name as well; the decoder calls that one CMPS. */
export const SSE_FLOAT: Readonly<Record<string, Rule>> = {
  ...Object.fromEntries(Object.entries(FLOATS).map(([name, compute]) => [name, floatLanes(name, compute)])),
  ...Object.fromEntries(Object.keys(FLOAT_CONVERSIONS).map((name) => [name, convert(name)])),
  ...SCALAR_FLOAT,
  CVTPI2PS: mmxToFloats,
  CVTPI2PD: convert('CVTDQ2PD'),
  CVTPS2PI: convert('CVTPS2DQ'),
  CVTTPS2PI: convert('CVTTPS2DQ'),
  CVTPD2PI: convert('CVTPD2DQ'),
  CVTTPD2PI: convert('CVTTPD2DQ'),
};
