import type { BlockBuilder, V128 } from '@tutti/ir';
import type { Instruction } from '../decode/instruction.ts';
import { SSE_OP } from '../fp/sse-operations.ts';
import { byHardware, bySoftware, type SseCall } from './float.ts';
import {
  type Arithmetic,
  type Attempt,
  arithmetic,
  compareLanes,
  DOUBLE,
  extremum,
  type FloatFormat,
  fromIntegers,
  integral,
  narrow,
  type Rounding,
  root,
  SINGLE,
  toIntegers,
  widen,
} from './float-lanes.ts';
import type { Lift } from './lift.ts';

/** Result of a float instruction on 16 bytes: `x` is the first source (in legacy forms the destination), `y` the last. */
export type FloatCompute = (l: Lift, x: V128, y: V128, immediate: number) => V128;

type Try = (b: BlockBuilder, f: FloatFormat, x: V128, y: V128, immediate: number) => Attempt;

const FORMATS = {
  PS: { format: SINGLE, packed: true },
  PD: { format: DOUBLE, packed: true },
  SS: { format: SINGLE, packed: false },
  SD: { format: DOUBLE, packed: false },
} as const;
type FormatName = keyof typeof FORMATS;
const NAMES = Object.keys(FORMATS) as FormatName[];

/** Bits of the immediate that count: predicates have 3, in VEX instructions 5. */
export const immediateOf = (name: string, i: Instruction): number =>
  i.immLo & (name.startsWith('CMP') ? (i.isVex ? 31 : 7) : 0xff);

const compute =
  (operation: number, name: FormatName, attempt?: Try): FloatCompute =>
  (l, x, y, immediate) => {
    const { format, packed } = FORMATS[name];
    const call: SseCall = { operation, immediate, format, packed, x, y };
    return attempt ? byHardware(l, call, () => attempt(l.b, format, x, y, immediate)) : bySoftware(l, call);
  };

/** Rounding of ROUNDPS by its immediate: bits 0 and 1, or MXCSR's (nearest, where this code runs). */
const ROUNDINGS: readonly Rounding[] = ['nearest', 'floor', 'ceil', 'trunc'];
const rounding: Try = (b, f, _x, y, immediate) =>
  integral(b, f, immediate & 4 ? 'nearest' : (ROUNDINGS[immediate & 3] as Rounding), (immediate & 8) !== 0, y);

const plain =
  (operation: Arithmetic): Try =>
  (b, f, x, y) =>
    arithmetic(b, f, operation, x, y);

/** Operations with all four formats: the helper's number, and the inline form. */
const FAMILIES: readonly (readonly [name: string, operation: number, attempt: Try])[] = [
  ['ADD', SSE_OP.add, plain('add')],
  ['SUB', SSE_OP.sub, plain('sub')],
  ['MUL', SSE_OP.mul, plain('mul')],
  ['DIV', SSE_OP.div, plain('div')],
  ['MIN', SSE_OP.min, (b, f, x, y) => extremum(b, f, 'min', x, y)],
  ['MAX', SSE_OP.max, (b, f, x, y) => extremum(b, f, 'max', x, y)],
  ['SQRT', SSE_OP.sqrt, (b, f, _x, y) => root(b, f, y)],
  ['CMP', SSE_OP.compare, (b, f, x, y, immediate) => compareLanes(b, f, immediate & 7, x, y)],
  ['ROUND', SSE_OP.round, rounding],
];

/** Lanes 0, 2, ... (or 1, 3, ...) of x, then of y. */
const everyOther = (b: BlockBuilder, size: number, odd: 0 | 1, x: V128, y: V128): V128 =>
  b.shuffle_v128(
    x,
    y,
    Array.from({ length: 16 }, (_, k) => (2 * Math.floor(k / size) + odd) * size + (k % size)),
  );

const horizontal =
  (operation: 'add' | 'sub'): Try =>
  (b, f, x, y) =>
    arithmetic(b, f, operation, everyOther(b, f.bytes, 0, x, y), everyOther(b, f.bytes, 1, x, y));

/** Differences in even lanes, sums in odd ones. */
const alternate: Try = (b, f, x, y) => {
  const sum = arithmetic(b, f, 'add', x, y);
  const difference = arithmetic(b, f, 'sub', x, y);
  const mix = (even: V128, odd: V128): V128 =>
    b.shuffle_v128(
      even,
      odd,
      Array.from({ length: 16 }, (_, k) => (Math.floor(k / f.bytes) & 1 ? 16 + k : k)),
    );
  return {
    value: mix(difference.value, sum.value),
    doubtful: mix(difference.doubtful, sum.doubtful),
    inexact: b.const_i32(1),
  };
};

/** Conversions between formats of whole vectors or first lanes. */
const converted = (
  operation: number,
  format: FloatFormat,
  packed: boolean,
  immediate: number,
  attempt: (b: BlockBuilder, y: V128) => Attempt,
  resultBytes = 0,
): FloatCompute => {
  return (l, x, y) => byHardware(l, { operation, immediate, format, packed, x, y }, () => attempt(l.b, y), resultBytes);
};

function families(): Record<string, FloatCompute> {
  const table: Record<string, FloatCompute> = {};
  for (const [name, operation, attempt] of FAMILIES)
    for (const format of NAMES) table[name + format] = compute(operation, format, attempt);
  for (const format of ['PS', 'PD'] as const) {
    table[`HADD${format}`] = compute(SSE_OP.hadd, format, horizontal('add'));
    table[`HSUB${format}`] = compute(SSE_OP.hsub, format, horizontal('sub'));
    table[`ADDSUB${format}`] = compute(SSE_OP.addsub, format, alternate);
    table[`DP${format}`] = compute(SSE_OP.dot, format);
  }
  for (const format of ['PS', 'SS'] as const) {
    table[`RCP${format}`] = compute(SSE_OP.reciprocal, format);
    table[`RSQRT${format}`] = compute(SSE_OP.reciprocalRoot, format);
  }
  return table;
}

/** Float instructions that work within 16 bytes, by name. */
export const FLOATS: Readonly<Record<string, FloatCompute>> = {
  ...families(),
  CVTSS2SD: converted(SSE_OP.convert, SINGLE, false, 0, widen, 8),
  CVTSD2SS: converted(SSE_OP.convert, DOUBLE, false, 0, narrow, 4),
};

/** Those that change the width of what they work on, so that their 256-bit forms are not two times the 128-bit ones. */
export const FLOAT_CONVERSIONS: Readonly<Record<string, FloatCompute>> = {
  CVTDQ2PS: converted(SSE_OP.fromI32, SINGLE, true, 0, fromIntegers),
  CVTPS2DQ: converted(SSE_OP.toI32, SINGLE, true, 0, (b, y) => toIntegers(b, SINGLE, false, y)),
  CVTTPS2DQ: converted(SSE_OP.toI32, SINGLE, true, 1, (b, y) => toIntegers(b, SINGLE, true, y)),
  CVTPS2PD: converted(SSE_OP.convert, SINGLE, true, 0, widen),
  CVTPD2PS: converted(SSE_OP.convert, DOUBLE, true, 0, narrow),
  CVTPD2DQ: converted(SSE_OP.toI32, DOUBLE, true, 0, (b, y) => toIntegers(b, DOUBLE, false, y)),
  CVTTPD2DQ: converted(SSE_OP.toI32, DOUBLE, true, 1, (b, y) => toIntegers(b, DOUBLE, true, y)),
  CVTDQ2PD: (l, _x, y) => l.b.f64x2_convert_low_i32x4_s(y),
};
