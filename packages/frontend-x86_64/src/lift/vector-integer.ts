import type { BlockBuilder, I32, V128 } from '@tutti/ir';
import { OperandKind } from '../decode/instruction.ts';
import { VECTOR_OP } from '../fp/vector-operations.ts';
import { HELPER } from '../helpers.ts';
import { AT } from '../state.ts';
import type { Compute } from './lanewise.ts';
import { zeroVector } from './vector.ts';

const unary =
  (compute: (b: BlockBuilder, y: V128) => V128): Compute =>
  (b, _x, y) =>
    compute(b, y);

/** Both low halves in one vector: what MMX forms of two-source lane instructions work on. */
const joined = (b: BlockBuilder, x: V128, y: V128): V128 => b.concat_v128(b.i64x2_extract(x, 0), b.i64x2_extract(y, 0));

const narrow =
  (op: 'i8x16_narrow_i16x8_s' | 'i8x16_narrow_i16x8_u' | 'i16x8_narrow_i32x4_s' | 'i16x8_narrow_i32x4_u'): Compute =>
  (b, x, y, mmx) =>
    mmx ? b[op](joined(b, x, y), joined(b, x, y)) : b[op](x, y);

/** Interleave lanes of `size` bytes; `high` takes the upper halves. */
const unpack =
  (size: number, high: boolean): Compute =>
  (b, x, y, mmx) => {
    const start = high ? (mmx ? 4 : 8) : 0;
    const from = Array.from({ length: 16 }, (_, k) => {
      const lane = Math.floor(k / (2 * size));
      return (start + lane * size + (k % size) + (Math.floor(k / size) & 1 ? 16 : 0)) & 31;
    });
    return b.shuffle_v128(x, y, from);
  };

/** Lane shifts by a vector count or an immediate; counts past the width give zeros or signs. */
export const laneShift = (width: 16 | 32 | 64, kind: 'shl' | 'shr_u' | 'shr_s'): Compute => {
  const apply = (b: BlockBuilder, x: V128, n: I32): V128 => {
    if (width === 16)
      return kind === 'shl' ? b.i16x8_shl(x, n) : kind === 'shr_u' ? b.i16x8_shr_u(x, n) : b.i16x8_shr_s(x, n);
    if (width === 32)
      return kind === 'shl' ? b.i32x4_shl(x, n) : kind === 'shr_u' ? b.i32x4_shr_u(x, n) : b.i32x4_shr_s(x, n);
    return kind === 'shl' ? b.i64x2_shl(x, n) : b.i64x2_shr_u(x, n);
  };
  return (b, x, y, _mmx, l, i) => {
    if (i.kind(i.operandCount - 1) === OperandKind.IMM) {
      const n = i.immLo & 0xff;
      if (n < width) return apply(b, x, b.const_i32(n));
      return kind === 'shr_s' ? apply(b, x, b.const_i32(width - 1)) : zeroVector(l);
    }
    const count = b.i64x2_extract(y, 0);
    const small = b.lt_u_i64(count, b.const_i64(width, 0));
    const n = b.wrap_i64(count);
    if (kind === 'shr_s') return apply(b, x, b.select_i32(small, n, b.const_i32(width - 1)));
    return b.select_v128(small, apply(b, x, n), zeroVector(l));
  };
};

/** PSLLDQ and PSRLDQ by a number of bytes. */
const byteShift =
  (left: boolean): Compute =>
  (b, x, _y, _mmx, l, i) => {
    const n = Math.min(i.immLo & 0xff, 16);
    const from = Array.from({ length: 16 }, (_, k) => {
      const at = left ? k - n : k + n;
      return at >= 0 && at < 16 ? at : 16;
    });
    return b.shuffle_v128(x, zeroVector(l), from);
  };

/** Byte lanes of a shuffle by 2-bit fields over `size`-byte lanes, starting at byte `base`. */
const fields = (immediate: number, size: number, base: number): number[] =>
  Array.from(
    { length: 4 * size },
    (_, k) => base + ((immediate >> (2 * Math.floor(k / size))) & 3) * size + (k % size),
  );
const IDENTITY = Array.from({ length: 16 }, (_, k) => k);

const shuffle =
  (lanes: (immediate: number) => readonly number[]): Compute =>
  (b, _x, y, _mmx, _l, i) =>
    b.shuffle_v128(y, y, lanes(i.immLo & 0xff));

/** SHUFPS, SHUFPD: low results from the destination, high ones from the source. */
const shufflePair =
  (size: 4 | 8): Compute =>
  (b, x, y, _mmx, _l, i, half) => {
    const immediate = (i.immLo & 0xff) >> (size === 8 ? 2 * half : 0);
    const from = Array.from({ length: 16 }, (_, k) => {
      const lane = Math.floor(k / size);
      const choice = size === 4 ? (immediate >> (2 * lane)) & 3 : (immediate >> lane) & 1;
      return choice * size + (k % size) + (k < 8 ? 0 : 16);
    });
    return b.shuffle_v128(x, y, from);
  };

const viaHelper =
  (operation: number): Compute =>
  (b, x, y, _mmx, _l, i, half) => {
    b.set_v128(AT.varg, x);
    b.set_v128(AT.varg + 16, y);
    // MPSADBW has its own three bits for the upper half.
    b.call(HELPER.vector, b.const_i32(operation), b.const_i32((i.immLo >> (3 * half)) & 7));
    return b.get_v128(AT.varg);
  };

/** PSADBW: sums of absolute differences of eight bytes each. */
const absoluteDifferences: Compute = (b, x, y) => {
  const difference = b.or_v128(b.i8x16_sub_sat_u(x, y), b.i8x16_sub_sat_u(y, x));
  const sums = b.i32x4_extadd_pairwise_i16x8_u(b.i16x8_extadd_pairwise_i8x16_u(difference));
  const low = b.and_v128(sums, b.i64x2_splat(b.const_i64(-1, 0)));
  return b.i64x2_add(low, b.i64x2_shr_u(sums, b.const_i32(32)));
};

/** PMADDUBSW: unsigned bytes of x times signed ones of y, neighbours added with saturation. */
const multiplyAddBytes: Compute = (b, x, y) => {
  const eight = b.const_i32(8);
  const even = b.i16x8_mul(
    b.and_v128(x, b.i16x8_splat(b.const_i32(0xff))),
    b.i16x8_shr_s(b.i16x8_shl(y, eight), eight),
  );
  return b.i16x8_add_sat_s(even, b.i16x8_mul(b.i16x8_shr_u(x, eight), b.i16x8_shr_s(y, eight)));
};

/** Even and odd lanes of two vectors for the horizontal instructions. */
const horizontal =
  (size: 2 | 4, compute: (b: BlockBuilder, even: V128, odd: V128) => V128): Compute =>
  (b, x, y, mmx) => {
    const pick = (odd: number): number[] =>
      Array.from({ length: 16 }, (_, k) => {
        const lane = Math.floor(k / size);
        const half = (mmx ? 4 : 8) / size;
        const at = ((lane % half) * 2 + odd) * size + (k % size);
        return lane < half ? at : 16 + at;
      });
    return compute(b, b.shuffle_v128(x, y, pick(0)), b.shuffle_v128(x, y, pick(1)));
  };

const sign =
  (
    neg: (b: BlockBuilder, x: V128) => V128,
    below: (b: BlockBuilder, y: V128, zero: V128) => V128,
    same: (b: BlockBuilder, y: V128, zero: V128) => V128,
  ): Compute =>
  (b, x, y, _mmx, l) => {
    const zero = zeroVector(l);
    const signed = b.bitselect_v128(neg(b, x), x, below(b, y, zero));
    return b.andnot_v128(signed, same(b, y, zero));
  };

/** PBLENDW and relatives: `size` bytes of x or y, by bits of the immediate. */
export const blend =
  (size: 2 | 4 | 8): Compute =>
  (b, x, y, _mmx, _l, i, half) => {
    // The upper half of words has the bits of the lower one, that of wider lanes its own.
    const immediate = size === 2 ? i.immLo : i.immLo >> (half * (16 / size));
    return b.shuffle_v128(
      x,
      y,
      Array.from({ length: 16 }, (_, k) => ((immediate >> Math.floor(k / size)) & 1 ? 16 + k : k)),
    );
  };

const high16 =
  (unsigned: boolean): Compute =>
  (b, x, y) => {
    const lo = unsigned ? b.i32x4_extmul_low_i16x8_u(x, y) : b.i32x4_extmul_low_i16x8_s(x, y);
    const hi = unsigned ? b.i32x4_extmul_high_i16x8_u(x, y) : b.i32x4_extmul_high_i16x8_s(x, y);
    return b.shuffle_v128(lo, hi, [2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26, 27, 30, 31]);
  };

const evenProduct =
  (signed: boolean): Compute =>
  (b, x, y) => {
    const pick = [0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 8, 9, 10, 11];
    const p = b.shuffle_v128(x, x, pick);
    const q = b.shuffle_v128(y, y, pick);
    return signed ? b.i64x2_extmul_low_i32x4_s(p, q) : b.i64x2_extmul_low_i32x4_u(p, q);
  };

const or: Compute = (b, x, y) => b.or_v128(x, y);
const and: Compute = (b, x, y) => b.and_v128(x, y);
const xor: Compute = (b, x, y) => b.xor_v128(x, y);
const andn: Compute = (b, x, y) => b.andnot_v128(y, x);

/** Integer and bitwise instructions that work within 16 bytes, by the legacy name. */
export const INTEGER_LANES: Readonly<Record<string, Compute>> = {
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
  PADDB: (b, x, y) => b.i8x16_add(x, y),
  PADDW: (b, x, y) => b.i16x8_add(x, y),
  PADDD: (b, x, y) => b.i32x4_add(x, y),
  PADDQ: (b, x, y) => b.i64x2_add(x, y),
  PSUBB: (b, x, y) => b.i8x16_sub(x, y),
  PSUBW: (b, x, y) => b.i16x8_sub(x, y),
  PSUBD: (b, x, y) => b.i32x4_sub(x, y),
  PSUBQ: (b, x, y) => b.i64x2_sub(x, y),
  PADDSB: (b, x, y) => b.i8x16_add_sat_s(x, y),
  PADDSW: (b, x, y) => b.i16x8_add_sat_s(x, y),
  PADDUSB: (b, x, y) => b.i8x16_add_sat_u(x, y),
  PADDUSW: (b, x, y) => b.i16x8_add_sat_u(x, y),
  PSUBSB: (b, x, y) => b.i8x16_sub_sat_s(x, y),
  PSUBSW: (b, x, y) => b.i16x8_sub_sat_s(x, y),
  PSUBUSB: (b, x, y) => b.i8x16_sub_sat_u(x, y),
  PSUBUSW: (b, x, y) => b.i16x8_sub_sat_u(x, y),
  PMULLW: (b, x, y) => b.i16x8_mul(x, y),
  PMULLD: (b, x, y) => b.i32x4_mul(x, y),
  PMULHW: high16(false),
  PMULHUW: high16(true),
  PMULUDQ: evenProduct(false),
  PMULDQ: evenProduct(true),
  PMADDWD: (b, x, y) => b.i32x4_dot_i16x8_s(x, y),
  // 0x8000 * 0x8000 is 0x8000 here, where the IR op saturates.
  PMULHRSW: (b, x, y) => {
    const r = b.i16x8_q15mulr_sat_s(x, y);
    const low = b.i16x8_splat(b.const_i32(-0x8000));
    const both = b.and_v128(b.i16x8_eq(x, low), b.i16x8_eq(y, low));
    return b.bitselect_v128(low, r, both);
  },
  PAVGB: (b, x, y) => b.i8x16_avgr_u(x, y),
  PAVGW: (b, x, y) => b.i16x8_avgr_u(x, y),
  PMINUB: (b, x, y) => b.i8x16_min_u(x, y),
  PMINSB: (b, x, y) => b.i8x16_min_s(x, y),
  PMINUW: (b, x, y) => b.i16x8_min_u(x, y),
  PMINSW: (b, x, y) => b.i16x8_min_s(x, y),
  PMINUD: (b, x, y) => b.i32x4_min_u(x, y),
  PMINSD: (b, x, y) => b.i32x4_min_s(x, y),
  PMAXUB: (b, x, y) => b.i8x16_max_u(x, y),
  PMAXSB: (b, x, y) => b.i8x16_max_s(x, y),
  PMAXUW: (b, x, y) => b.i16x8_max_u(x, y),
  PMAXSW: (b, x, y) => b.i16x8_max_s(x, y),
  PMAXUD: (b, x, y) => b.i32x4_max_u(x, y),
  PMAXSD: (b, x, y) => b.i32x4_max_s(x, y),
  PCMPEQB: (b, x, y) => b.i8x16_eq(x, y),
  PCMPEQW: (b, x, y) => b.i16x8_eq(x, y),
  PCMPEQD: (b, x, y) => b.i32x4_eq(x, y),
  PCMPEQQ: (b, x, y) => b.i64x2_eq(x, y),
  PCMPGTB: (b, x, y) => b.i8x16_gt_s(x, y),
  PCMPGTW: (b, x, y) => b.i16x8_gt_s(x, y),
  PCMPGTD: (b, x, y) => b.i32x4_gt_s(x, y),
  PCMPGTQ: (b, x, y) => b.i64x2_gt_s(x, y),
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
  PSHUFB: (b, x, y, mmx) => b.swizzle_v128(x, b.and_v128(y, b.i8x16_splat(b.const_i32(mmx ? 0x87 : 0x8f)))),
  PALIGNR: (b, x, y, mmx, l, i) => {
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
  },
  PHADDW: horizontal(2, (b, e, o) => b.i16x8_add(e, o)),
  PHADDD: horizontal(4, (b, e, o) => b.i32x4_add(e, o)),
  PHSUBW: horizontal(2, (b, e, o) => b.i16x8_sub(e, o)),
  PHSUBD: horizontal(4, (b, e, o) => b.i32x4_sub(e, o)),
  PHADDSW: horizontal(2, (b, e, o) => b.i16x8_add_sat_s(e, o)),
  PHSUBSW: horizontal(2, (b, e, o) => b.i16x8_sub_sat_s(e, o)),
  PSADBW: absoluteDifferences,
  PMADDUBSW: multiplyAddBytes,
  MPSADBW: viaHelper(VECTOR_OP.mpsadbw),
  PHMINPOSUW: viaHelper(VECTOR_OP.phminposuw),
  PBLENDW: blend(2),
  BLENDPS: blend(4),
  BLENDPD: blend(8),
};
