import type { BlockBuilder, I32, I64, V128 } from '@tutti/ir';
import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { VECTOR_OP } from '../fp/vector-operations.ts';
import { HELPER } from '../helpers.ts';
import { AT, xmmOffset } from '../state.ts';
import type { Lift } from './lift.ts';
import type { Rule } from './rule.ts';
import { SSE_FLOAT } from './sse-float.ts';
import { SSE_MOVES } from './sse-moves.ts';
import { enterMmx, mmxReady, readVector, usesMmx, vectorReady, writeVector, zeroVector } from './vector.ts';

/** Result of a two-operand vector instruction. `mmx`: only the low half counts. */
type Binary = (b: BlockBuilder, x: V128, y: V128, mmx: boolean, l: Lift, i: Instruction) => V128;

/** `op xmm, xmm/m128` and its MMX form. */
const binary =
  (compute: Binary): Rule =>
  (l, i) => {
    const mmx = usesMmx(i);
    if (!(mmx ? mmxReady(l) : vectorReady(l))) return;
    const y = readVector(l, i, 1);
    const x = readVector(l, i, 0);
    if (mmx) enterMmx(l);
    writeVector(l, i, 0, compute(l.b, x, y, mmx, l, i));
  };

const unary = (compute: (b: BlockBuilder, y: V128) => V128): Rule => binary((b, _x, y) => compute(b, y));

/** Both low halves in one vector: what MMX forms of two-source lane instructions work on. */
const joined = (b: BlockBuilder, x: V128, y: V128): V128 => b.concat_v128(b.i64x2_extract(x, 0), b.i64x2_extract(y, 0));

const narrow = (
  op: 'i8x16_narrow_i16x8_s' | 'i8x16_narrow_i16x8_u' | 'i16x8_narrow_i32x4_s' | 'i16x8_narrow_i32x4_u',
): Rule => binary((b, x, y, mmx) => (mmx ? b[op](joined(b, x, y), joined(b, x, y)) : b[op](x, y)));

/** Interleave lanes of `size` bytes; `high` takes the upper halves. */
const unpack = (size: number, high: boolean): Rule =>
  binary((b, x, y, mmx) => {
    const start = high ? (mmx ? 4 : 8) : 0;
    const from = Array.from({ length: 16 }, (_, k) => {
      const lane = Math.floor(k / (2 * size));
      return (start + lane * size + (k % size) + (Math.floor(k / size) & 1 ? 16 : 0)) & 31;
    });
    return b.shuffle_v128(x, y, from);
  });

/** Lane shifts by a vector count or an immediate; counts past the width give zeros or signs. */
const laneShift = (width: 16 | 32 | 64, kind: 'shl' | 'shr_u' | 'shr_s'): Rule => {
  const apply = (b: BlockBuilder, x: V128, n: I32): V128 => {
    if (width === 16)
      return kind === 'shl' ? b.i16x8_shl(x, n) : kind === 'shr_u' ? b.i16x8_shr_u(x, n) : b.i16x8_shr_s(x, n);
    if (width === 32)
      return kind === 'shl' ? b.i32x4_shl(x, n) : kind === 'shr_u' ? b.i32x4_shr_u(x, n) : b.i32x4_shr_s(x, n);
    return kind === 'shl' ? b.i64x2_shl(x, n) : b.i64x2_shr_u(x, n);
  };
  return (l, i) => {
    const mmx = usesMmx(i);
    if (!(mmx ? mmxReady(l) : vectorReady(l))) return;
    const { b } = l;
    let result: V128;
    if (i.kind(1) === OperandKind.IMM) {
      const n = i.immLo & 0xff;
      const x = readVector(l, i, 0);
      result =
        n < width
          ? apply(b, x, b.const_i32(n))
          : kind === 'shr_s'
            ? apply(b, x, b.const_i32(width - 1))
            : zeroVector(l);
    } else {
      const count = b.i64x2_extract(readVector(l, i, 1), 0);
      const x = readVector(l, i, 0);
      const small = b.lt_u_i64(count, b.const_i64(width, 0));
      const n = b.wrap_i64(count);
      result =
        kind === 'shr_s'
          ? apply(b, x, b.select_i32(small, n, b.const_i32(width - 1)))
          : b.select_v128(small, apply(b, x, n), zeroVector(l));
    }
    if (mmx) enterMmx(l);
    writeVector(l, i, 0, result);
  };
};

/** PSLLDQ and PSRLDQ by a number of bytes. */
const byteShift =
  (left: boolean): Rule =>
  (l, i) => {
    if (!vectorReady(l)) return;
    const n = Math.min(i.immLo & 0xff, 16);
    const from = Array.from({ length: 16 }, (_, k) => {
      const at = left ? k - n : k + n;
      return at >= 0 && at < 16 ? at : 16;
    });
    writeVector(l, i, 0, l.b.shuffle_v128(readVector(l, i, 0), zeroVector(l), from));
  };

/** Byte lanes of a shuffle by 2-bit fields over `size`-byte lanes, starting at byte `base`. */
const fields = (immediate: number, size: number, base: number): number[] =>
  Array.from(
    { length: 4 * size },
    (_, k) => base + ((immediate >> (2 * Math.floor(k / size))) & 3) * size + (k % size),
  );
const IDENTITY = Array.from({ length: 16 }, (_, k) => k);

const shuffle =
  (lanes: (immediate: number) => readonly number[]): Rule =>
  (l, i) => {
    const mmx = usesMmx(i);
    if (!(mmx ? mmxReady(l) : vectorReady(l))) return;
    const x = readVector(l, i, 1);
    if (mmx) enterMmx(l);
    writeVector(l, i, 0, l.b.shuffle_v128(x, x, lanes(i.immLo & 0xff)));
  };

/** SHUFPS, SHUFPD: low results from the destination, high ones from the source. */
const shufflePair = (size: 4 | 8): Rule =>
  binary((b, x, y, _mmx, _l, i) => {
    const immediate = i.immLo & 0xff;
    const from = Array.from({ length: 16 }, (_, k) => {
      const lane = Math.floor(k / size);
      const choice = size === 4 ? (immediate >> (2 * lane)) & 3 : (immediate >> lane) & 1;
      return choice * size + (k % size) + (k < 8 ? 0 : 16);
    });
    return b.shuffle_v128(x, y, from);
  });

const viaHelper = (operation: number): Rule =>
  binary((b, x, y, mmx, _l, i) => {
    const pair = mmx && (operation === VECTOR_OP.phaddsw || operation === VECTOR_OP.phsubsw);
    b.set_v128(AT.varg, pair ? joined(b, x, y) : x);
    b.set_v128(AT.varg + 16, pair ? joined(b, x, y) : y);
    b.call(HELPER.vector, b.const_i32(operation), b.const_i32(i.immLo & 0xff));
    return b.get_v128(AT.varg);
  });

/** Even and odd lanes of two vectors for the horizontal instructions. */
const horizontal = (size: 2 | 4, compute: (b: BlockBuilder, even: V128, odd: V128) => V128): Rule =>
  binary((b, x, y, mmx) => {
    const pick = (odd: number): number[] =>
      Array.from({ length: 16 }, (_, k) => {
        const lane = Math.floor(k / size);
        const half = (mmx ? 4 : 8) / size;
        const at = ((lane % half) * 2 + odd) * size + (k % size);
        return lane < half ? at : 16 + at;
      });
    return compute(b, b.shuffle_v128(x, y, pick(0)), b.shuffle_v128(x, y, pick(1)));
  });

const sign = (
  neg: (b: BlockBuilder, x: V128) => V128,
  below: (b: BlockBuilder, y: V128, zero: V128) => V128,
  same: (b: BlockBuilder, y: V128, zero: V128) => V128,
): Rule =>
  binary((b, x, y, _mmx, l) => {
    const zero = zeroVector(l);
    const signed = b.bitselect_v128(neg(b, x), x, below(b, y, zero));
    return b.andnot_v128(signed, same(b, y, zero));
  });

/** PBLENDVB and relatives: XMM0 selects by the top bit of each lane. */
const blendVariable = (spread: (b: BlockBuilder, mask: V128) => V128): Rule =>
  binary((b, x, y) => b.bitselect_v128(y, x, spread(b, b.get_v128(xmmOffset(0)))));

const blend = (size: 2 | 4 | 8): Rule =>
  binary((b, x, y, _mmx, _l, i) =>
    b.shuffle_v128(
      x,
      y,
      Array.from({ length: 16 }, (_, k) => ((i.immLo >> Math.floor(k / size)) & 1 ? 16 + k : k)),
    ),
  );

const high16 = (unsigned: boolean): Rule =>
  binary((b, x, y) => {
    const lo = unsigned ? b.i32x4_extmul_low_i16x8_u(x, y) : b.i32x4_extmul_low_i16x8_s(x, y);
    const hi = unsigned ? b.i32x4_extmul_high_i16x8_u(x, y) : b.i32x4_extmul_high_i16x8_s(x, y);
    return b.shuffle_v128(lo, hi, [2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31]);
  });

const evenProduct = (signed: boolean): Rule =>
  binary((b, x, y) => {
    const pick = [0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11];
    const p = b.shuffle_v128(x, x, pick);
    const q = b.shuffle_v128(y, y, pick);
    return signed ? b.i64x2_extmul_low_i32x4_s(p, q) : b.i64x2_extmul_low_i32x4_u(p, q);
  });

const ptest: Rule = (l, i) => {
  if (!vectorReady(l)) return;
  const { b } = l;
  const y = readVector(l, i, 1);
  const x = readVector(l, i, 0);
  const none = (v: V128): I32 => b.eqz_i64(b.or_i64(b.i64x2_extract(v, 0), b.i64x2_extract(v, 1)));
  const zf = none(b.and_v128(x, y));
  const cf = none(b.andnot_v128(y, x));
  b.set_i64(AT.res, b.extend_u_i32(b.xor_i32(zf, b.const_i32(1))));
  b.set_i32(AT.cf, cf);
  const aux: I64 = b.or_i64(
    b.extend_u_i32(b.shl_i32(zf, b.const_i32(1))),
    b.shl_i64(b.extend_u_i32(cf), b.const_i64(63, 0)),
  );
  b.set_i64(AT.aux, aux);
  l.forgetFlags();
};

const strings =
  (explicit: boolean, index: boolean): Rule =>
  (l, i) => {
    if (!vectorReady(l)) return;
    const { b } = l;
    b.set_v128(AT.varg + 16, readVector(l, i, 1, true));
    b.set_v128(AT.varg, readVector(l, i, 0));
    b.call(
      HELPER.compare_strings,
      b.const_i32(i.immLo & 0x7f),
      b.const_i32((explicit ? 1 : 0) | (i.opSize === 8 ? 2 : 0)),
    );
    l.forgetFlags();
    if (index) l.set64(1, b.get_i64(AT.arg));
    else b.set_v128(xmmOffset(0), b.get_v128(AT.varg));
  };

const extendLanes = (steps: readonly ((b: BlockBuilder, x: V128) => V128)[]): Rule =>
  unary((b, y) => steps.reduce((v, step) => step(b, v), y));
const S8: (b: BlockBuilder, x: V128) => V128 = (b, x) => b.i16x8_extend_low_i8x16_s(x);
const S16: (b: BlockBuilder, x: V128) => V128 = (b, x) => b.i32x4_extend_low_i16x8_s(x);
const S32: (b: BlockBuilder, x: V128) => V128 = (b, x) => b.i64x2_extend_low_i32x4_s(x);
const U8: (b: BlockBuilder, x: V128) => V128 = (b, x) => b.i16x8_extend_low_i8x16_u(x);
const U16: (b: BlockBuilder, x: V128) => V128 = (b, x) => b.i32x4_extend_low_i16x8_u(x);
const U32: (b: BlockBuilder, x: V128) => V128 = (b, x) => b.i64x2_extend_low_i32x4_u(x);

const or: Rule = binary((b, x, y) => b.or_v128(x, y));
const and: Rule = binary((b, x, y) => b.and_v128(x, y));
const xor: Rule = binary((b, x, y) => b.xor_v128(x, y));
const andn: Rule = binary((b, x, y) => b.andnot_v128(y, x));

export const SSE: Readonly<Record<string, Rule>> = {
  ...SSE_MOVES,
  ...SSE_FLOAT,
  PAND: and,
  ANDPS: and,
  ANDPD: and,
  POR: or,
  ORPS: or,
  ORPD: or,
  PXOR: xor,
  XORPS: xor,
  XORPD: xor,
  PANDN: andn,
  ANDNPS: andn,
  ANDNPD: andn,
  PADDB: binary((b, x, y) => b.i8x16_add(x, y)),
  PADDW: binary((b, x, y) => b.i16x8_add(x, y)),
  PADDD: binary((b, x, y) => b.i32x4_add(x, y)),
  PADDQ: binary((b, x, y) => b.i64x2_add(x, y)),
  PSUBB: binary((b, x, y) => b.i8x16_sub(x, y)),
  PSUBW: binary((b, x, y) => b.i16x8_sub(x, y)),
  PSUBD: binary((b, x, y) => b.i32x4_sub(x, y)),
  PSUBQ: binary((b, x, y) => b.i64x2_sub(x, y)),
  PADDSB: binary((b, x, y) => b.i8x16_add_sat_s(x, y)),
  PADDSW: binary((b, x, y) => b.i16x8_add_sat_s(x, y)),
  PADDUSB: binary((b, x, y) => b.i8x16_add_sat_u(x, y)),
  PADDUSW: binary((b, x, y) => b.i16x8_add_sat_u(x, y)),
  PSUBSB: binary((b, x, y) => b.i8x16_sub_sat_s(x, y)),
  PSUBSW: binary((b, x, y) => b.i16x8_sub_sat_s(x, y)),
  PSUBUSB: binary((b, x, y) => b.i8x16_sub_sat_u(x, y)),
  PSUBUSW: binary((b, x, y) => b.i16x8_sub_sat_u(x, y)),
  PMULLW: binary((b, x, y) => b.i16x8_mul(x, y)),
  PMULLD: binary((b, x, y) => b.i32x4_mul(x, y)),
  PMULHW: high16(false),
  PMULHUW: high16(true),
  PMULUDQ: evenProduct(false),
  PMULDQ: evenProduct(true),
  PMADDWD: binary((b, x, y) => b.i32x4_dot_i16x8_s(x, y)),
  // 0x8000 * 0x8000 is 0x8000 here, where the IR op saturates.
  PMULHRSW: binary((b, x, y) => {
    const r = b.i16x8_q15mulr_sat_s(x, y);
    const low = b.i16x8_splat(b.const_i32(-0x8000));
    const both = b.and_v128(b.i16x8_eq(x, low), b.i16x8_eq(y, low));
    return b.bitselect_v128(low, r, both);
  }),
  PAVGB: binary((b, x, y) => b.i8x16_avgr_u(x, y)),
  PAVGW: binary((b, x, y) => b.i16x8_avgr_u(x, y)),
  PMINUB: binary((b, x, y) => b.i8x16_min_u(x, y)),
  PMINSB: binary((b, x, y) => b.i8x16_min_s(x, y)),
  PMINUW: binary((b, x, y) => b.i16x8_min_u(x, y)),
  PMINSW: binary((b, x, y) => b.i16x8_min_s(x, y)),
  PMINUD: binary((b, x, y) => b.i32x4_min_u(x, y)),
  PMINSD: binary((b, x, y) => b.i32x4_min_s(x, y)),
  PMAXUB: binary((b, x, y) => b.i8x16_max_u(x, y)),
  PMAXSB: binary((b, x, y) => b.i8x16_max_s(x, y)),
  PMAXUW: binary((b, x, y) => b.i16x8_max_u(x, y)),
  PMAXSW: binary((b, x, y) => b.i16x8_max_s(x, y)),
  PMAXUD: binary((b, x, y) => b.i32x4_max_u(x, y)),
  PMAXSD: binary((b, x, y) => b.i32x4_max_s(x, y)),
  PCMPEQB: binary((b, x, y) => b.i8x16_eq(x, y)),
  PCMPEQW: binary((b, x, y) => b.i16x8_eq(x, y)),
  PCMPEQD: binary((b, x, y) => b.i32x4_eq(x, y)),
  PCMPEQQ: binary((b, x, y) => b.i64x2_eq(x, y)),
  PCMPGTB: binary((b, x, y) => b.i8x16_gt_s(x, y)),
  PCMPGTW: binary((b, x, y) => b.i16x8_gt_s(x, y)),
  PCMPGTD: binary((b, x, y) => b.i32x4_gt_s(x, y)),
  PCMPGTQ: binary((b, x, y) => b.i64x2_gt_s(x, y)),
  PABSB: unary((b, y) => b.i8x16_abs(y)),
  PABSW: unary((b, y) => b.i16x8_abs(y)),
  PABSD: unary((b, y) => b.i32x4_abs(y)),
  PSIGNB: sign(
    (b, x) => b.i8x16_neg(x),
    (b, y, z) => b.i8x16_lt_s(y, z),
    (b, y, z) => b.i8x16_eq(y, z),
  ),
  PSIGNW: sign(
    (b, x) => b.i16x8_neg(x),
    (b, y, z) => b.i16x8_lt_s(y, z),
    (b, y, z) => b.i16x8_eq(y, z),
  ),
  PSIGND: sign(
    (b, x) => b.i32x4_neg(x),
    (b, y, z) => b.i32x4_lt_s(y, z),
    (b, y, z) => b.i32x4_eq(y, z),
  ),
  PACKSSWB: narrow('i8x16_narrow_i16x8_s'),
  PACKUSWB: narrow('i8x16_narrow_i16x8_u'),
  PACKSSDW: narrow('i16x8_narrow_i32x4_s'),
  PACKUSDW: narrow('i16x8_narrow_i32x4_u'),
  PUNPCKLBW: unpack(1, false),
  PUNPCKLWD: unpack(2, false),
  PUNPCKLDQ: unpack(4, false),
  PUNPCKLQDQ: unpack(8, false),
  PUNPCKHBW: unpack(1, true),
  PUNPCKHWD: unpack(2, true),
  PUNPCKHDQ: unpack(4, true),
  PUNPCKHQDQ: unpack(8, true),
  UNPCKLPS: unpack(4, false),
  UNPCKHPS: unpack(4, true),
  UNPCKLPD: unpack(8, false),
  UNPCKHPD: unpack(8, true),
  PSLLW: laneShift(16, 'shl'),
  PSLLD: laneShift(32, 'shl'),
  PSLLQ: laneShift(64, 'shl'),
  PSRLW: laneShift(16, 'shr_u'),
  PSRLD: laneShift(32, 'shr_u'),
  PSRLQ: laneShift(64, 'shr_u'),
  PSRAW: laneShift(16, 'shr_s'),
  PSRAD: laneShift(32, 'shr_s'),
  PSLLDQ: byteShift(true),
  PSRLDQ: byteShift(false),
  PSHUFD: shuffle((n) => fields(n, 4, 0)),
  PSHUFLW: shuffle((n) => [...fields(n, 2, 0), ...IDENTITY.slice(8)]),
  PSHUFHW: shuffle((n) => [...IDENTITY.slice(0, 8), ...fields(n, 2, 8)]),
  PSHUFW: shuffle((n) => [...fields(n, 2, 0), ...IDENTITY.slice(8)]),
  SHUFPS: shufflePair(4),
  SHUFPD: shufflePair(8),
  // Bit 7 makes a zero; the other bits above the index do nothing.
  PSHUFB: binary((b, x, y, mmx) => b.swizzle_v128(x, b.and_v128(y, b.i8x16_splat(b.const_i32(mmx ? 0x87 : 0x8f))))),
  PALIGNR: binary((b, x, y, mmx, l, i) => {
    const width = mmx ? 8 : 16;
    const n = i.immLo & 0xff;
    const low = mmx ? joined(b, y, x) : y;
    if (n >= 2 * width) return zeroVector(l);
    if (mmx)
      return b.shuffle_v128(
        low,
        zeroVector(l),
        IDENTITY.map((k) => Math.min(k + n, 16)),
      );
    if (n < 16)
      return b.shuffle_v128(
        low,
        x,
        IDENTITY.map((k) => k + n),
      );
    return b.shuffle_v128(
      x,
      zeroVector(l),
      IDENTITY.map((k) => Math.min(k + n - 16, 16)),
    );
  }),
  PHADDW: horizontal(2, (b, e, o) => b.i16x8_add(e, o)),
  PHADDD: horizontal(4, (b, e, o) => b.i32x4_add(e, o)),
  PHSUBW: horizontal(2, (b, e, o) => b.i16x8_sub(e, o)),
  PHSUBD: horizontal(4, (b, e, o) => b.i32x4_sub(e, o)),
  PHADDSW: horizontal(2, (b, e, o) => b.i16x8_add_sat_s(e, o)),
  PHSUBSW: horizontal(2, (b, e, o) => b.i16x8_sub_sat_s(e, o)),
  PSADBW: viaHelper(VECTOR_OP.psadbw),
  PMADDUBSW: viaHelper(VECTOR_OP.pmaddubsw),
  MPSADBW: viaHelper(VECTOR_OP.mpsadbw),
  PHMINPOSUW: viaHelper(VECTOR_OP.phminposuw),
  PMOVSXBW: extendLanes([S8]),
  PMOVSXBD: extendLanes([S8, S16]),
  PMOVSXBQ: extendLanes([S8, S16, S32]),
  PMOVSXWD: extendLanes([S16]),
  PMOVSXWQ: extendLanes([S16, S32]),
  PMOVSXDQ: extendLanes([S32]),
  PMOVZXBW: extendLanes([U8]),
  PMOVZXBD: extendLanes([U8, U16]),
  PMOVZXBQ: extendLanes([U8, U16, U32]),
  PMOVZXWD: extendLanes([U16]),
  PMOVZXWQ: extendLanes([U16, U32]),
  PMOVZXDQ: extendLanes([U32]),
  PBLENDVB: blendVariable((b, m) => b.i8x16_shr_s(m, b.const_i32(7))),
  BLENDVPS: blendVariable((b, m) => b.i32x4_shr_s(m, b.const_i32(31))),
  BLENDVPD: blendVariable((b, m) => b.i64x2_shr_s(m, b.const_i32(63))),
  PBLENDW: blend(2),
  BLENDPS: blend(4),
  BLENDPD: blend(8),
  PTEST: ptest,
  PCMPESTRI: strings(true, true),
  PCMPESTRM: strings(true, false),
  PCMPISTRI: strings(false, true),
  PCMPISTRM: strings(false, false),
  CRC32(l, i) {
    const { b } = l;
    const bytes = i.size(1);
    b.set_i64(AT.arg, l.toU64(bytes, l.read(i, 1)));
    l.set64(
      i.reg(0) & 15,
      b.extend_u_i32(b.call(HELPER.crc32, b.wrap_i64(l.get64(i.reg(0) & 15)), b.const_i32(bytes))),
    );
  },
  EMMS(l) {
    if (!mmxReady(l)) return;
    l.b.set_i32(AT.fpEmpty, l.b.const_i32(0xff));
    l.b.set_i32(AT.fpTop, l.b.const_i32(0));
  },
};
