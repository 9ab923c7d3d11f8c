import type { BlockBuilder, I32, V128 } from '@tutti/ir';
import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { xmmOffset, ymmHighOffset } from '../state.ts';
import { type Compute, lanewise } from './lanewise.ts';
import type { Lift } from './lift.ts';
import type { Rule } from './rule.ts';
import {
  isWide,
  type Pair,
  readPair,
  readVector,
  storeVector,
  vectorReady,
  writePair,
  writeVector,
  zeroVector,
} from './vector.ts';

/** Broadcasts, permutations, insertions and blends of AVX and AVX2. @see Intel SDM 2C, the instructions */

/** A 16- or 32-byte source as a pair; the upper half of a short one is unused. */
const readAny = (l: Lift, i: Instruction, n: number): Pair => {
  if (isWide(i, n) || (i.kind(n) === OperandKind.MEM && i.size(n) === 32)) return readPair(l, i, n);
  const low = readVector(l, i, n);
  return [low, low];
};

const SPLATS: Readonly<Record<number, (b: BlockBuilder, x: V128) => V128>> = {
  1: (b, x) => b.i8x16_splat(b.i8x16_extract_u(x, 0)),
  2: (b, x) => b.i16x8_splat(b.i16x8_extract_u(x, 0)),
  4: (b, x) => b.i32x4_splat(b.i32x4_extract(x, 0)),
  8: (b, x) => b.i64x2_splat(b.i64x2_extract(x, 0)),
  16: (_b, x) => x,
};

/** The low `bytes` of the source in every lane. Memory of 1 and 2 bytes is read sign-extended, and only its low bits count. */
const broadcast =
  (bytes: 1 | 2 | 4 | 8 | 16): Rule =>
  (l, i) => {
    if (!vectorReady(l, i)) return;
    const value = (SPLATS[bytes] as (b: BlockBuilder, x: V128) => V128)(l.b, readVector(l, i, 1));
    if (isWide(i, 0)) writePair(l, i, 0, [value, value]);
    else writeVector(l, i, 0, value);
  };

const half = ([low, high]: Pair, which: number): V128 => (which & 1 ? high : low);

const insert: Rule = (l, i) => {
  if (!vectorReady(l, i)) return;
  const part = readVector(l, i, 2);
  const [low, high] = readPair(l, i, 1);
  writePair(l, i, 0, i.immLo & 1 ? [low, part] : [part, high]);
};

const extract: Rule = (l, i) => {
  if (!vectorReady(l, i)) return;
  const part = half(readPair(l, i, 1), i.immLo);
  if (i.kind(0) === OperandKind.MEM) storeVector(l, i, 0, part);
  else writeVector(l, i, 0, part);
};

/** VPERM2F128: each half is one of four, or zeros. */
const permuteHalves: Rule = (l, i) => {
  if (!vectorReady(l, i)) return;
  const y = readPair(l, i, 2);
  const x = readPair(l, i, 1);
  const pick = (n: number): V128 => (n & 8 ? zeroVector(l) : half(n & 2 ? y : x, n));
  writePair(l, i, 0, [pick(i.immLo), pick(i.immLo >> 4)]);
};

/** VPERMQ, VPERMPD. */
const permuteQuads: Rule = (l, i) => {
  if (!vectorReady(l, i)) return;
  const { b } = l;
  const x = readPair(l, i, 1);
  const quad = (k: number): number => {
    const n = (i.immLo >> (2 * k)) & 3;
    return b.i64x2_extract(half(x, n >> 1), n & 1);
  };
  writePair(l, i, 0, [b.concat_v128(quad(0), quad(1)), b.concat_v128(quad(2), quad(3))]);
};

/** Byte indices from indices of 4-byte lanes. */
const bytesOfLanes = (b: BlockBuilder, index: V128): V128 =>
  b.i32x4_add(b.i32x4_mul(index, b.i32x4_splat(b.const_i32(0x04040404))), b.i32x4_splat(b.const_i32(0x03020100)));

/** VPERMD, VPERMPS: operand 1 holds the indices. */
const permuteLanes: Rule = (l, i) => {
  if (!vectorReady(l, i)) return;
  const { b } = l;
  const [low, high] = readPair(l, i, 2);
  const pick = (index: V128): V128 => {
    const at = bytesOfLanes(b, b.and_v128(index, b.i32x4_splat(b.const_i32(7))));
    // Indices past 15 give zeros, on either side of the middle.
    const above = b.i8x16_sub(at, b.i8x16_splat(b.const_i32(16)));
    return b.or_v128(b.swizzle_v128(low, at), b.swizzle_v128(high, above));
  };
  const index = readPair(l, i, 1);
  writePair(l, i, 0, [pick(index[0]), pick(index[1])]);
};

/** VPERMILPS. */
const withinSingles: Compute = (b, x, y, _mmx, _l, i) => {
  if (i.kind(2) !== OperandKind.IMM)
    return b.swizzle_v128(x, bytesOfLanes(b, b.and_v128(y, b.i32x4_splat(b.const_i32(3)))));
  const lane = (k: number): number => ((i.immLo >> (2 * (k >> 2))) & 3) * 4 + (k & 3);
  return b.shuffle_v128(
    x,
    x,
    Array.from({ length: 16 }, (_, k) => lane(k)),
  );
};

/** VPERMILPD: bit 1 of each lane of the control, or a bit of the immediate. */
const withinDoubles: Compute = (b, x, y, _mmx, _l, i, upper) => {
  if (i.kind(2) === OperandKind.IMM) {
    const bits = i.immLo >> (2 * upper);
    return b.concat_v128(b.i64x2_extract(x, bits & 1), b.i64x2_extract(x, (bits >> 1) & 1));
  }
  const mask = b.i64x2_shr_s(b.i64x2_shl(y, b.const_i32(62)), b.const_i32(63));
  return b.bitselect_v128(b.i64x2_splat(b.i64x2_extract(x, 1)), b.i64x2_splat(b.i64x2_extract(x, 0)), mask);
};

/** VPBLENDVB and relatives: operand 3 selects by the top bit of each lane. */
const blendVariable =
  (shift: 'i8x16_shr_s' | 'i32x4_shr_s' | 'i64x2_shr_s', bits: number): Rule =>
  (l, i) => {
    if (!vectorReady(l, i)) return;
    const { b } = l;
    const y = readAny(l, i, 2);
    const x = readAny(l, i, 1);
    const mask = readAny(l, i, 3);
    const pick = (k: 0 | 1): V128 => b.bitselect_v128(y[k], x[k], b[shift](mask[k], b.const_i32(bits)));
    if (isWide(i, 0)) writePair(l, i, 0, [pick(0), pick(1)]);
    else writeVector(l, i, 0, pick(0));
  };

/** Shift of every lane by its own count, lane by lane. */
const variableShift = (kind: 'shl' | 'shr_u' | 'shr_s', bytes: 4 | 8): Compute => {
  const one = (b: BlockBuilder, x: V128, y: V128, lane: number): number => {
    if (bytes === 8) {
      const n = b.i64x2_extract(y, lane);
      const small = b.lt_u_i64(n, b.const_i64(64, 0));
      return b.select_i64(small, b[`${kind}_i64`](b.i64x2_extract(x, lane), n), b.const_i64(0, 0));
    }
    const n = b.i32x4_extract(y, lane);
    const small: I32 = b.lt_u_i32(n, b.const_i32(32));
    const value = b.i32x4_extract(x, lane);
    if (kind === 'shr_s') return b.shr_s_i32(value, b.select_i32(small, n, b.const_i32(31)));
    return b.select_i32(small, b[`${kind}_i32`](value, n), b.const_i32(0));
  };
  return (b, x, y) => {
    let result = x;
    for (let lane = 0; lane < 16 / bytes; lane++)
      result =
        bytes === 8
          ? b.i64x2_replace(result, one(b, x, y, lane), lane)
          : b.i32x4_replace(result, one(b, x, y, lane), lane);
    return result;
  };
};

const clearUpper =
  (all: boolean): Rule =>
  (l, i) => {
    if (!vectorReady(l, i)) return;
    const zero = zeroVector(l);
    for (let n = 0; n < (l.is64 ? 16 : 8); n++) {
      if (all) l.b.set_v128(xmmOffset(n), zero);
      l.b.set_v128(ymmHighOffset(n), zero);
    }
  };

export const AVX_PERMUTE: Readonly<Record<string, Rule>> = {
  VZEROUPPER: clearUpper(false),
  VZEROALL: clearUpper(true),
  VBROADCASTSS: broadcast(4),
  VBROADCASTSD: broadcast(8),
  VBROADCASTF128: broadcast(16),
  VBROADCASTI128: broadcast(16),
  VPBROADCASTB: broadcast(1),
  VPBROADCASTW: broadcast(2),
  VPBROADCASTD: broadcast(4),
  VPBROADCASTQ: broadcast(8),
  VINSERTF128: insert,
  VINSERTI128: insert,
  VEXTRACTF128: extract,
  VEXTRACTI128: extract,
  VPERM2F128: permuteHalves,
  VPERM2I128: permuteHalves,
  VPERMQ: permuteQuads,
  VPERMPD: permuteQuads,
  VPERMD: permuteLanes,
  VPERMPS: permuteLanes,
  VPERMILPS: lanewise(withinSingles),
  VPERMILPD: lanewise(withinDoubles),
  VBLENDVPS: blendVariable('i32x4_shr_s', 31),
  VBLENDVPD: blendVariable('i64x2_shr_s', 63),
  VPBLENDVB: blendVariable('i8x16_shr_s', 7),
  VPSLLVD: lanewise(variableShift('shl', 4)),
  VPSLLVQ: lanewise(variableShift('shl', 8)),
  VPSRLVD: lanewise(variableShift('shr_u', 4)),
  VPSRLVQ: lanewise(variableShift('shr_u', 8)),
  VPSRAVD: lanewise(variableShift('shr_s', 4)),
};
