import type { V128 } from '@tutti/ir';
import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { SSE_OP, SSE_PACKED } from '../fp/sse-operations.ts';
import { AT } from '../state.ts';
import { setCompare } from './flags.ts';
import type { Lift } from './lift.ts';
import type { Rule } from './rule.ts';
import { enterMmx, isMmx, mmxReady, readVector, usesMmx, vectorReady, writeVector } from './vector.ts';

type Format = 'PS' | 'PD' | 'SS' | 'SD';
const bytesOf = (format: Format): 4 | 8 => (format.endsWith('S') ? 4 : 8);
const packedOf = (format: Format): number => (format.startsWith('P') ? SSE_PACKED : 0);

function ready(l: Lift, i: Instruction): boolean {
  return vectorReady(l) && (!usesMmx(i) || mmxReady(l));
}

/** Operand 1 of a float instruction: memory of 4 or 8 bytes is the low lane. */
function operate(l: Lift, i: Instruction, operation: number, immediate: number, format: number): V128 {
  const { b } = l;
  b.set_v128(AT.varg + 16, readVector(l, i, 1));
  // The rest of the destination stays: the result is written over it.
  b.set_v128(AT.varg, isVectorTarget(i) ? readVector(l, i, 0) : readVector(l, i, 1));
  l.system('sse', b.const_i32(operation), b.const_i32(immediate), b.const_i32(format));
  return b.get_v128(AT.varg);
}

const isVectorTarget = (i: Instruction): boolean => i.kind(0) === OperandKind.REG && i.reg(0) >= 120;

const arithmetic =
  (operation: number, format: Format): Rule =>
  (l, i) => {
    if (!ready(l, i)) return;
    const immediate = i.operandCount === 3 ? i.immLo & 0xff : 0;
    writeVector(l, i, 0, operate(l, i, operation, immediate, bytesOf(format) | packedOf(format)));
  };

/** COMISS and UCOMISS. */
const order =
  (bytes: 4 | 8, signalling: boolean): Rule =>
  (l, i) => {
    if (!ready(l, i)) return;
    const { b } = l;
    operate(l, i, SSE_OP.order, signalling ? 1 : 0, bytes);
    const bits = b.wrap_i64(b.get_i64(AT.arg));
    setCompare(l, b.and_i32(bits, b.const_i32(1)), b.extract_u_i32(bits, 1, 1), b.extract_u_i32(bits, 2, 1));
  };

/** CVTSI2SS, CVTSI2SD. */
const fromInteger =
  (bytes: 4 | 8): Rule =>
  (l, i) => {
    if (!ready(l, i)) return;
    const { b } = l;
    const size = i.size(1);
    const value = l.toI64(size, l.read(i, 1));
    const old = readVector(l, i, 0);
    if (bytes === 8 && size === 4) {
      // Exact.
      writeVector(l, i, 0, b.f64x2_replace(old, b.convert_s_i32_f64(b.wrap_i64(value)), 0));
      return;
    }
    b.set_i64(AT.arg, value);
    b.set_v128(AT.varg, old);
    l.system('sse', b.const_i32(SSE_OP.fromInteger), b.const_i32(size), b.const_i32(bytes));
    writeVector(l, i, 0, b.get_v128(AT.varg));
  };

/** CVTSS2SI and relatives. */
const toInteger =
  (bytes: 4 | 8, truncate: boolean): Rule =>
  (l, i) => {
    if (!ready(l, i)) return;
    operate(l, i, SSE_OP.toInteger, i.size(0) | (truncate ? 16 : 0), bytes);
    l.writeReg(i.reg(0), l.fromI64(i.size(0), l.b.get_i64(AT.arg)));
  };

/** Conversions of whole vectors. MMX operands are the low half. */
const convert =
  (operation: number, bytes: 4 | 8, immediate = 0, packed: number = SSE_PACKED): Rule =>
  (l, i) => {
    if (!ready(l, i)) return;
    const mmx = usesMmx(i);
    const { b } = l;
    if (mmx && i.kind(0) === OperandKind.REG && isMmx(i.reg(0)) && bytes === 4) {
      // Only two lanes count: the others become zeros.
      b.set_v128(AT.varg + 16, b.concat_v128(b.i64x2_extract(readVector(l, i, 1), 0), b.const_i64(0, 0)));
      b.set_v128(AT.varg, b.get_v128(AT.varg + 16));
      l.system('sse', b.const_i32(operation), b.const_i32(immediate), b.const_i32(bytes | packed));
      enterMmx(l);
      writeVector(l, i, 0, b.get_v128(AT.varg));
      return;
    }
    const result = operate(l, i, operation, immediate, bytes | packed);
    if (mmx) enterMmx(l);
    writeVector(l, i, 0, result);
  };

/** CVTDQ2PD, CVTPI2PD: exact. */
const widenIntegers: Rule = (l, i) => {
  if (!ready(l, i)) return;
  const y = readVector(l, i, 1);
  if (usesMmx(i) && i.kind(1) === OperandKind.REG) enterMmx(l);
  writeVector(l, i, 0, l.b.f64x2_convert_low_i32x4_s(y));
};

/** CVTPI2PS: the upper half of the destination stays. */
const mmxToFloats: Rule = (l, i) => {
  if (!ready(l, i)) return;
  const { b } = l;
  const old = readVector(l, i, 0);
  const y = readVector(l, i, 1);
  b.set_v128(AT.varg + 16, y);
  l.system('sse', b.const_i32(SSE_OP.fromI32), b.const_i32(0), b.const_i32(4 | SSE_PACKED));
  if (i.kind(1) === OperandKind.REG) enterMmx(l);
  writeVector(l, i, 0, b.i64x2_replace(old, b.i64x2_extract(b.get_v128(AT.varg), 0), 0));
};

function families(): Record<string, Rule> {
  const rules: Record<string, Rule> = {};
  const operations = {
    ADD: SSE_OP.add,
    SUB: SSE_OP.sub,
    MUL: SSE_OP.mul,
    DIV: SSE_OP.div,
    MIN: SSE_OP.min,
    MAX: SSE_OP.max,
    SQRT: SSE_OP.sqrt,
    CMP: SSE_OP.compare,
    ROUND: SSE_OP.round,
  };
  for (const [name, operation] of Object.entries(operations)) {
    for (const format of ['PS', 'PD', 'SS', 'SD'] as const) rules[name + format] = arithmetic(operation, format);
  }
  return rules;
}

const FLOATS = families();
/** CMPSD is a string instruction's name as well; the decoder calls that one CMPS. */
export const SSE_FLOAT: Readonly<Record<string, Rule>> = {
  ...FLOATS,
  HADDPS: arithmetic(SSE_OP.hadd, 'PS'),
  HADDPD: arithmetic(SSE_OP.hadd, 'PD'),
  HSUBPS: arithmetic(SSE_OP.hsub, 'PS'),
  HSUBPD: arithmetic(SSE_OP.hsub, 'PD'),
  ADDSUBPS: arithmetic(SSE_OP.addsub, 'PS'),
  ADDSUBPD: arithmetic(SSE_OP.addsub, 'PD'),
  DPPS: arithmetic(SSE_OP.dot, 'PS'),
  DPPD: arithmetic(SSE_OP.dot, 'PD'),
  RCPPS: arithmetic(SSE_OP.reciprocal, 'PS'),
  RCPSS: arithmetic(SSE_OP.reciprocal, 'SS'),
  RSQRTPS: arithmetic(SSE_OP.reciprocalRoot, 'PS'),
  RSQRTSS: arithmetic(SSE_OP.reciprocalRoot, 'SS'),
  COMISS: order(4, true),
  COMISD: order(8, true),
  UCOMISS: order(4, false),
  UCOMISD: order(8, false),
  CVTSI2SS: fromInteger(4),
  CVTSI2SD: fromInteger(8),
  CVTSS2SI: toInteger(4, false),
  CVTSD2SI: toInteger(8, false),
  CVTTSS2SI: toInteger(4, true),
  CVTTSD2SI: toInteger(8, true),
  CVTSS2SD: convert(SSE_OP.convert, 4, 0, 0),
  CVTSD2SS: convert(SSE_OP.convert, 8, 0, 0),
  CVTPS2PD: convert(SSE_OP.convert, 4),
  CVTPD2PS: convert(SSE_OP.convert, 8),
  CVTDQ2PS: convert(SSE_OP.fromI32, 4),
  CVTDQ2PD: widenIntegers,
  CVTPI2PD: widenIntegers,
  CVTPI2PS: mmxToFloats,
  CVTPS2DQ: convert(SSE_OP.toI32, 4, 0),
  CVTTPS2DQ: convert(SSE_OP.toI32, 4, 1),
  CVTPD2DQ: convert(SSE_OP.toI32, 8, 0),
  CVTTPD2DQ: convert(SSE_OP.toI32, 8, 1),
  CVTPS2PI: convert(SSE_OP.toI32, 4, 0),
  CVTTPS2PI: convert(SSE_OP.toI32, 4, 1),
  CVTPD2PI: convert(SSE_OP.toI32, 8, 0),
  CVTTPD2PI: convert(SSE_OP.toI32, 8, 1),
};
