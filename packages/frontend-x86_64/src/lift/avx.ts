import type { V128 } from '@tutti/ir';
import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { SSE_OP } from '../fp/sse-operations.ts';
import { AVX_MEMORY } from './avx-memory.ts';
import { AVX_PERMUTE } from './avx-permute.ts';
import { CIPHERS } from './ciphers.ts';
import { bySoftware } from './float.ts';
import { SINGLE } from './float-lanes.ts';
import { FLOAT_CONVERSIONS, FLOATS, type FloatCompute } from './float-operations.ts';
import { FMA } from './fma.ts';
import { lanewise } from './lanewise.ts';
import type { Lift } from './lift.ts';
import type { Rule } from './rule.ts';
import { STRING_COMPARISONS } from './sse.ts';
import { floatLanes, SCALAR_FLOAT } from './sse-float.ts';
import { MOVE_LANES, SSE_MOVES } from './sse-moves.ts';
import {
  isWide,
  readPair,
  readVector,
  storeVector,
  vectorReady,
  writePair,
  writeVector,
  zeroVector,
} from './vector.ts';
import { blend, INTEGER_LANES } from './vector-integer.ts';
import { testBits } from './vector-test.ts';
import { WIDENING } from './widen-lanes.ts';

type Rules = Readonly<Record<string, Rule>>;

/** Rules under their names with a V before. */
const renamed = (rules: Rules): Record<string, Rule> =>
  Object.fromEntries(Object.entries(rules).map(([name, rule]) => [`V${name}`, rule]));

const each = <T>(table: Readonly<Record<string, T>>, make: (entry: T, name: string) => Rule): Rules =>
  Object.fromEntries(Object.entries(table).map(([name, entry]) => [name, make(entry, name)]));

const high64 = (l: Lift, x: V128): V128 => l.b.concat_v128(l.b.i64x2_extract(x, 1), l.b.const_i64(0, 0));
const low64s = (l: Lift, x: V128, y: V128): V128 => l.b.concat_v128(l.b.i64x2_extract(x, 0), l.b.i64x2_extract(y, 0));

/** Lanes of half the width to a whole vector: the low, then the next bytes of the source. */
const widening =
  (step: (l: Lift, x: V128) => V128, bytes: number): Rule =>
  (l, i) => {
    if (!vectorReady(l, i)) return;
    const x = readVector(l, i, 1);
    if (!isWide(i, 0)) {
      writeVector(l, i, 0, step(l, x));
      return;
    }
    const from = Array.from({ length: 16 }, (_, k) => Math.min(bytes + k, 16));
    writePair(l, i, 0, [step(l, x), step(l, l.b.shuffle_v128(x, zeroVector(l), from))]);
  };

/** Lanes of double the width, which leave half a vector. The memory operand may have 32 bytes with an XMM destination. */
const narrowing =
  (compute: FloatCompute): Rule =>
  (l, i) => {
    if (!vectorReady(l, i)) return;
    if (i.size(1) !== 32) {
      const y = readVector(l, i, 1);
      writeVector(l, i, 0, compute(l, y, y, 0));
      return;
    }
    const [low, high] = readPair(l, i, 1);
    const first = compute(l, low, low, 0);
    writeVector(l, i, 0, low64s(l, first, compute(l, high, high, 0)));
  };

const halves = (l: Lift, operation: number, immediate: number, y: V128): V128 =>
  bySoftware(l, { operation, immediate, format: SINGLE, packed: true, x: y, y });

/** VCVTPS2PH. */
const toHalves: Rule = (l, i) => {
  if (!vectorReady(l, i)) return;
  const convert = (y: V128): V128 => halves(l, SSE_OP.toHalf, i.immLo & 7, y);
  const result = isWide(i, 1) ? wideHalves(l, i, convert) : convert(readVector(l, i, 1));
  if (i.kind(0) === OperandKind.MEM) storeVector(l, i, 0, result);
  else writeVector(l, i, 0, result);
};

function wideHalves(l: Lift, i: Instruction, convert: (y: V128) => V128): V128 {
  const [low, high] = readPair(l, i, 1);
  const first = convert(low);
  return low64s(l, first, convert(high));
}

/** VCVTPH2PS. */
const fromHalves: Rule = (l, i) => {
  if (!vectorReady(l, i)) return;
  const y = readVector(l, i, 1);
  const low = halves(l, SSE_OP.fromHalf, 0, y);
  if (isWide(i, 0)) writePair(l, i, 0, [low, halves(l, SSE_OP.fromHalf, 0, high64(l, y))]);
  else writeVector(l, i, 0, low);
};

/** Shifts by a count in an XMM register, for both halves the same; an immediate count is lane-wise. */
const SHIFTS = ['PSLLW', 'PSLLD', 'PSLLQ', 'PSRLW', 'PSRLD', 'PSRLQ', 'PSRAW', 'PSRAD'] as const;
const shift = (name: string): Rule => {
  const compute = INTEGER_LANES[name] as (typeof INTEGER_LANES)[string];
  const simple = lanewise(compute);
  return (l, i) => {
    if (i.kind(2) === OperandKind.IMM || !isWide(i, 0)) {
      simple(l, i);
      return;
    }
    if (!vectorReady(l, i)) return;
    const count = readVector(l, i, 2);
    const [low, high] = readPair(l, i, 1);
    writePair(l, i, 0, [compute(l.b, low, count, false, l, i, 0), compute(l.b, high, count, false, l, i, 1)]);
  };
};

const convert = (name: string): FloatCompute => FLOAT_CONVERSIONS[name] as FloatCompute;

/** Bytes that the lower half of the destination takes from the source of PMOVSX and PMOVZX. */
const sourceBytes = (name: string): number => ({ BW: 8, WD: 8, DQ: 8, BD: 4, WQ: 4, BQ: 2 })[name.slice(-2)] as number;

/** AVX, AVX2, FMA and F16C. */
export const AVX: Rules = {
  ...renamed(each(INTEGER_LANES, (compute) => lanewise(compute))),
  ...renamed(each(CIPHERS, (compute) => lanewise(compute))),
  ...renamed(each(MOVE_LANES, (compute) => lanewise(compute))),
  ...renamed(each(FLOATS, (compute, name) => floatLanes(name, compute))),
  ...renamed(each(WIDENING, (step, name) => widening((l, x) => step(l.b, x), sourceBytes(name)))),
  ...renamed(SSE_MOVES),
  ...renamed(SCALAR_FLOAT),
  ...renamed(STRING_COMPARISONS),
  ...Object.fromEntries(SHIFTS.map((name) => [`V${name}`, shift(name)])),
  ...AVX_PERMUTE,
  ...AVX_MEMORY,
  ...FMA,
  VPBLENDD: lanewise(blend(4)),
  VPTEST: testBits('all'),
  VTESTPS: testBits('i32x4'),
  VTESTPD: testBits('i64x2'),
  VCVTDQ2PS: floatLanes('', convert('CVTDQ2PS')),
  VCVTPS2DQ: floatLanes('', convert('CVTPS2DQ')),
  VCVTTPS2DQ: floatLanes('', convert('CVTTPS2DQ')),
  VCVTPS2PD: widening((l, x) => convert('CVTPS2PD')(l, x, x, 0), 8),
  VCVTDQ2PD: widening((l, x) => convert('CVTDQ2PD')(l, x, x, 0), 8),
  VCVTPD2PS: narrowing(convert('CVTPD2PS')),
  VCVTPD2DQ: narrowing(convert('CVTPD2DQ')),
  VCVTTPD2DQ: narrowing(convert('CVTTPD2DQ')),
  VCVTPH2PS: fromHalves,
  VCVTPS2PH: toHalves,
};
