import type { I64, V128 } from '@tutti/ir';
import type { NeonVisitor } from '../decode/index.ts';
import { dregOffset } from '../state.ts';
import type { Lift } from './lift.ts';

/** One operation on 64 and on 128 bits. */
interface Bitwise {
  readonly word: (l: Lift, n: I64, m: I64, d: I64) => I64;
  readonly vector: (l: Lift, n: V128, m: V128, d: V128) => V128;
  /** Dd is an operand. */
  readonly reads?: boolean;
}

const not = ({ b }: Lift, x: I64): I64 => b.xor_i64(x, b.const_i64(-1, -1));
/** Bits of `on` where `by` has ones, of `off` where it has zeros. */
const choose = ({ b }: Lift, on: I64, off: I64, by: I64): I64 => b.xor_i64(off, b.and_i64(b.xor_i64(on, off), by));

const BITWISE = {
  vand: { word: ({ b }, n, m) => b.and_i64(n, m), vector: ({ b }, n, m) => b.and_v128(n, m) },
  vbic_reg: { word: (l, n, m) => l.b.and_i64(n, not(l, m)), vector: ({ b }, n, m) => b.andnot_v128(n, m) },
  vorr_reg: { word: ({ b }, n, m) => b.or_i64(n, m), vector: ({ b }, n, m) => b.or_v128(n, m) },
  vorn: { word: (l, n, m) => l.b.or_i64(n, not(l, m)), vector: ({ b }, n, m) => b.or_v128(n, b.not_v128(m)) },
  veor: { word: ({ b }, n, m) => b.xor_i64(n, m), vector: ({ b }, n, m) => b.xor_v128(n, m) },
  vbsl: {
    reads: true,
    word: (l, n, m, d) => choose(l, n, m, d),
    vector: ({ b }, n, m, d) => b.bitselect_v128(n, m, d),
  },
  vbit: {
    reads: true,
    word: (l, n, m, d) => choose(l, n, d, m),
    vector: ({ b }, n, m, d) => b.bitselect_v128(n, d, m),
  },
  vbif: {
    reads: true,
    word: (l, n, m, d) => choose(l, d, n, m),
    vector: ({ b }, n, m, d) => b.bitselect_v128(d, n, m),
  },
} as const satisfies Record<string, Bitwise>;

type Name = keyof typeof BITWISE;

function bitwise(l: Lift, name: Name, d: number, n: number, Q: number, m: number): void {
  const { b } = l;
  const { word, vector, reads }: Bitwise = BITWISE[name];
  const [at, an, am] = [dregOffset(d), dregOffset(n), dregOffset(m)];
  if (name === 'vorr_reg' && n === m) {
    if (Q !== 0) b.set_v128(at, b.get_v128(an));
    else b.set_i64(at, b.get_i64(an));
  } else if (Q !== 0) {
    b.set_v128(at, vector(l, b.get_v128(an), b.get_v128(am), reads ? b.get_v128(at) : -1));
  } else {
    b.set_i64(at, word(l, b.get_i64(an), b.get_i64(am), reads ? b.get_i64(at) : -1));
  }
}

/** AdvSIMDExpandImm: low and high word of 64 bits. @see Arm DDI 0406C, A7.4.6 */
export function expandModifiedImmediate(op: number, cmode: number, imm8: number): { low: number; high: number } {
  const both = (word: number) => ({ low: word | 0, high: word | 0 });
  const shift = 8 * ((cmode >> 1) & 3);
  if (cmode < 8) return both(imm8 << shift);
  if (cmode < 12) return both((imm8 << (shift & 8)) * 0x10001);
  if (cmode < 14) return both(cmode === 12 ? (imm8 << 8) | 0xff : (imm8 << 16) | 0xffff);
  if (cmode === 15)
    return both(((imm8 & 0x80) << 24) | (imm8 & 0x40 ? 0x3e000000 : 0x40000000) | ((imm8 & 0x3f) << 19));
  if (op === 0) return both(imm8 * 0x01010101);
  const bytes = (bits: number) =>
    (bits & 1 ? 0xff : 0) | (bits & 2 ? 0xff00 : 0) | (bits & 4 ? 0xff0000 : 0) | (bits & 8 ? 0xff000000 : 0);
  return { low: bytes(imm8) | 0, high: bytes(imm8 >> 4) | 0 };
}

/** VMOV, VMVN, VORR, VBIC (immediate). */
function modifiedImmediate(l: Lift, d: number, cmode: number, Q: number, op: number, imm8: number): void {
  const { b } = l;
  const { low, high } = expandModifiedImmediate(op, cmode, imm8);
  const merges = cmode < 12 && (cmode & 1) !== 0;
  const inverted = op === 1 && cmode !== 14;
  const value = inverted ? b.const_i64(~low, ~high) : b.const_i64(low, high);
  for (let i = 0; i <= Q; i++) {
    const at = dregOffset(d + i);
    if (!merges) b.set_i64(at, value);
    else b.set_i64(at, inverted ? b.and_i64(b.get_i64(at), value) : b.or_i64(b.get_i64(at), value));
  }
}

/** Bitwise operations of Advanced SIMD. */
export function neonLogic(l: Lift): Pick<NeonVisitor<void>, Name | 'vmod_imm' | 'vmvn_reg' | 'vswp'> {
  const one =
    (name: Name) =>
    (d: number, n: number, Q: number, m: number): void =>
      bitwise(l, name, d, n, Q, m);
  return {
    vand: one('vand'),
    vbic_reg: one('vbic_reg'),
    vorr_reg: one('vorr_reg'),
    vorn: one('vorn'),
    veor: one('veor'),
    vbsl: one('vbsl'),
    vbit: one('vbit'),
    vbif: one('vbif'),
    vmod_imm: (d, cmode, Q, op, imm8) => modifiedImmediate(l, d, cmode, Q, op, imm8),
    vmvn_reg(_size, d, Q, m) {
      const { b } = l;
      if (Q !== 0) b.set_v128(dregOffset(d), b.not_v128(b.get_v128(dregOffset(m))));
      else b.set_i64(dregOffset(d), not(l, b.get_i64(dregOffset(m))));
    },
    vswp(_size, d, Q, m) {
      const { b } = l;
      for (let i = 0; i <= Q; i++) {
        const x = b.get_i64(dregOffset(d + i));
        b.set_i64(dregOffset(d + i), b.get_i64(dregOffset(m + i)));
        b.set_i64(dregOffset(m + i), x);
      }
    },
  };
}
