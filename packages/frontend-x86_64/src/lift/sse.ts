import { HELPER } from '../helpers.ts';
import { AT, xmmOffset, ymmHighOffset } from '../state.ts';
import { CIPHERS } from './ciphers.ts';
import { type Compute, lanewise } from './lanewise.ts';
import type { Rule } from './rule.ts';
import { SSE_FLOAT } from './sse-float.ts';
import { MOVE_LANES, SSE_MOVES } from './sse-moves.ts';
import { mmxReady, readVector, vectorReady, zeroVector } from './vector.ts';
import { INTEGER_LANES } from './vector-integer.ts';
import { testBits } from './vector-test.ts';
import { WIDENING } from './widen-lanes.ts';

const strings =
  (explicit: boolean, index: boolean): Rule =>
  (l, i) => {
    if (!vectorReady(l, i)) return;
    const { b } = l;
    b.set_v128(AT.varg + 16, readVector(l, i, 1, 0));
    b.set_v128(AT.varg, readVector(l, i, 0));
    b.call(
      HELPER.compare_strings,
      b.const_i32(i.immLo & 0x7f),
      b.const_i32((explicit ? 1 : 0) | (i.opSize === 8 ? 2 : 0)),
    );
    l.forgetFlags();
    if (index) l.set64(1, b.get_i64(AT.arg));
    else {
      b.set_v128(xmmOffset(0), b.get_v128(AT.varg));
      if (i.isVex) b.set_v128(ymmHighOffset(0), zeroVector(l));
    }
  };

/** PBLENDVB and relatives: XMM0 selects by the top bit of each lane. */
const blendVariable = (shift: 'i8x16_shr_s' | 'i32x4_shr_s' | 'i64x2_shr_s', bits: number): Rule =>
  lanewise((b, x, y) => b.bitselect_v128(y, x, b[shift](b.get_v128(xmmOffset(0)), b.const_i32(bits))));

/** PCMPxSTRx; their VEX forms are the same rules. */
export const STRING_COMPARISONS: Readonly<Record<string, Rule>> = {
  PCMPESTRI: strings(true, true),
  PCMPESTRM: strings(true, false),
  PCMPISTRI: strings(false, true),
  PCMPISTRM: strings(false, false),
};

const lanes = (table: Readonly<Record<string, Compute>>): Record<string, Rule> =>
  Object.fromEntries(Object.entries(table).map(([name, compute]) => [name, lanewise(compute)]));

export const SSE: Readonly<Record<string, Rule>> = {
  ...lanes(INTEGER_LANES),
  ...lanes(CIPHERS),
  ...lanes(MOVE_LANES),
  ...Object.fromEntries(Object.entries(WIDENING).map(([name, step]) => [name, lanewise((b, _x, y) => step(b, y))])),
  ...SSE_MOVES,
  ...SSE_FLOAT,
  ...STRING_COMPARISONS,
  PBLENDVB: blendVariable('i8x16_shr_s', 7),
  BLENDVPS: blendVariable('i32x4_shr_s', 31),
  BLENDVPD: blendVariable('i64x2_shr_s', 63),
  PTEST: testBits('all'),
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
