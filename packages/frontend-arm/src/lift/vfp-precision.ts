import type { BlockBuilder, F32, F64, I32 } from '@tutti/ir';
import { dregOffset, sregOffset } from '../state.ts';

/** A value of the precision at hand. */
export type Float = F32 | F64;

/** One precision as the lifter uses it. Registers are numbers of that precision. */
export interface Precision {
  /** Offset of a register. */
  readonly at: (register: number) => number;
  readonly get: (b: BlockBuilder, at: number) => Float;
  readonly set: (b: BlockBuilder, at: number, value: Float) => void;
  readonly add: (b: BlockBuilder, x: Float, y: Float) => Float;
  readonly sub: (b: BlockBuilder, x: Float, y: Float) => Float;
  readonly mul: (b: BlockBuilder, x: Float, y: Float) => Float;
  readonly div: (b: BlockBuilder, x: Float, y: Float) => Float;
  readonly neg: (b: BlockBuilder, x: Float) => Float;
  readonly sqrt: (b: BlockBuilder, x: Float) => Float;
  readonly eq: (b: BlockBuilder, x: Float, y: Float) => I32;
  readonly lt: (b: BlockBuilder, x: Float, y: Float) => I32;
  readonly zero: (b: BlockBuilder) => Float;
  /** To and from the double precision in which conversions to integers are checked. */
  readonly toDouble: (b: BlockBuilder, x: Float) => F64;
  /** 1 for infinities and NaNs. */
  readonly notFinite: (b: BlockBuilder, x: Float) => I32;
  /** 1 for infinities, NaNs, zeros and all up to the smallest normal number, which a tiny result may have been rounded to. */
  readonly notNormal: (b: BlockBuilder, x: Float) => I32;
}

/** Infinity and the number after the smallest normal one, without their sign bit: high words for double precision. */
const TOP32 = 0xff000000 | 0;
const LOW32 = 0x01000002;
const TOP64 = 0xffe00000 | 0;
const LOW64 = 0x00200000;

export const SINGLE: Precision = {
  at: sregOffset,
  get: (b, at) => b.get_f32(at),
  set: (b, at, value) => b.set_f32(at, value as F32),
  add: (b, x, y) => b.add_f32(x as F32, y as F32),
  sub: (b, x, y) => b.sub_f32(x as F32, y as F32),
  mul: (b, x, y) => b.mul_f32(x as F32, y as F32),
  div: (b, x, y) => b.div_f32(x as F32, y as F32),
  neg: (b, x) => b.neg_f32(x as F32),
  sqrt: (b, x) => b.sqrt_f32(x as F32),
  eq: (b, x, y) => b.eq_f32(x as F32, y as F32),
  lt: (b, x, y) => b.lt_f32(x as F32, y as F32),
  zero: (b) => b.reinterpret_i32(b.const_i32(0)),
  toDouble: (b, x) => b.promote_f32(x as F32),
  notFinite(b, x) {
    const magnitude = b.shl_i32(b.reinterpret_f32(x as F32), b.const_i32(1));
    return b.ge_u_i32(magnitude, b.const_i32(TOP32));
  },
  notNormal(b, x) {
    const magnitude = b.shl_i32(b.reinterpret_f32(x as F32), b.const_i32(1));
    return b.ge_u_i32(b.sub_i32(magnitude, b.const_i32(LOW32)), b.const_i32(TOP32 - LOW32));
  },
};

export const DOUBLE: Precision = {
  at: dregOffset,
  get: (b, at) => b.get_f64(at),
  set: (b, at, value) => b.set_f64(at, value as F64),
  add: (b, x, y) => b.add_f64(x as F64, y as F64),
  sub: (b, x, y) => b.sub_f64(x as F64, y as F64),
  mul: (b, x, y) => b.mul_f64(x as F64, y as F64),
  div: (b, x, y) => b.div_f64(x as F64, y as F64),
  neg: (b, x) => b.neg_f64(x as F64),
  sqrt: (b, x) => b.sqrt_f64(x as F64),
  eq: (b, x, y) => b.eq_f64(x as F64, y as F64),
  lt: (b, x, y) => b.lt_f64(x as F64, y as F64),
  zero: (b) => b.reinterpret_i64(b.const_i64(0, 0)),
  toDouble: (_b, x) => x as F64,
  notFinite(b, x) {
    const magnitude = b.shl_i64(b.reinterpret_f64(x as F64), b.const_i64(1, 0));
    return b.ge_u_i64(magnitude, b.const_i64(0, TOP64));
  },
  notNormal(b, x) {
    const magnitude = b.shl_i64(b.reinterpret_f64(x as F64), b.const_i64(1, 0));
    const above = b.sub_i64(magnitude, b.const_i64(2, LOW64));
    return b.ge_u_i64(above, b.const_i64(-2, TOP64 - LOW64 - 1));
  },
};

export const precision = (sz: number): Precision => (sz === 0 ? SINGLE : DOUBLE);
