import type { Rules } from '../rules.ts';
import { bitsOfF32, bitsOfF64, f32Of, f64Of, fromLanes, lanesOf, nearestEven, truncSaturated } from './bits.ts';
import type { Frame } from './frame.ts';

type Binary = (f: Frame, a: bigint, b?: bigint) => void;

/** Lane by lane on bits; ops with one operand leave `b` alone. */
const bitLanes =
  (width: number, value: (a: bigint, b: bigint) => bigint): Binary =>
  (f, a, b = 0n) => {
    const other = lanesOf(b, width);
    f.result = fromLanes(
      lanesOf(a, width).map((lane, i) => value(lane, other[i]!)),
      width,
    );
  };
const f32Lanes = (value: (a: number, b: number) => number): Binary =>
  bitLanes(32, (a, b) => bitsOfF32(value(f32Of(a), f32Of(b))));
const f64Lanes = (value: (a: number, b: number) => number): Binary =>
  bitLanes(64, (a, b) => bitsOfF64(value(f64Of(a), f64Of(b))));

/** Vectors of floats. */
export const VECTOR_FLOAT_RULES = {
  f32x4_splat: (f, a) => {
    f.result = fromLanes(new Array<bigint>(4).fill(a), 32);
  },
  f32x4_extract: (f, a) => {
    f.result = lanesOf(a, 32)[f.imm(0)]!;
  },
  f32x4_replace: (f, a, b) => {
    f.result = fromLanes(lanesOf(a, 32).with(f.imm(0), b), 32);
  },
  f32x4_add: f32Lanes((a, b) => a + b),
  f32x4_sub: f32Lanes((a, b) => a - b),
  f32x4_mul: f32Lanes((a, b) => a * b),
  f32x4_div: f32Lanes((a, b) => a / b),
  f32x4_pmin: bitLanes(32, (a, b) => (f32Of(b) < f32Of(a) ? b : a)),
  f32x4_pmax: bitLanes(32, (a, b) => (f32Of(a) < f32Of(b) ? b : a)),
  f32x4_sqrt: f32Lanes(Math.sqrt),
  f32x4_ceil: f32Lanes(Math.ceil),
  f32x4_floor: f32Lanes(Math.floor),
  f32x4_trunc: f32Lanes(Math.trunc),
  f32x4_nearest: f32Lanes(nearestEven),
  f32x4_abs: bitLanes(32, (a) => a & ~(1n << 31n)),
  f32x4_neg: bitLanes(32, (a) => a ^ (1n << 31n)),
  f32x4_eq: bitLanes(32, (a, b) => (f32Of(a) === f32Of(b) ? -1n : 0n)),
  f32x4_ne: bitLanes(32, (a, b) => (f32Of(a) !== f32Of(b) ? -1n : 0n)),
  f32x4_lt: bitLanes(32, (a, b) => (f32Of(a) < f32Of(b) ? -1n : 0n)),
  f32x4_le: bitLanes(32, (a, b) => (f32Of(a) <= f32Of(b) ? -1n : 0n)),
  f64x2_splat: (f, a) => {
    f.result = fromLanes(new Array<bigint>(2).fill(a), 64);
  },
  f64x2_extract: (f, a) => {
    f.result = lanesOf(a, 64)[f.imm(0)]!;
  },
  f64x2_replace: (f, a, b) => {
    f.result = fromLanes(lanesOf(a, 64).with(f.imm(0), b), 64);
  },
  f64x2_add: f64Lanes((a, b) => a + b),
  f64x2_sub: f64Lanes((a, b) => a - b),
  f64x2_mul: f64Lanes((a, b) => a * b),
  f64x2_div: f64Lanes((a, b) => a / b),
  f64x2_pmin: bitLanes(64, (a, b) => (f64Of(b) < f64Of(a) ? b : a)),
  f64x2_pmax: bitLanes(64, (a, b) => (f64Of(a) < f64Of(b) ? b : a)),
  f64x2_sqrt: f64Lanes(Math.sqrt),
  f64x2_ceil: f64Lanes(Math.ceil),
  f64x2_floor: f64Lanes(Math.floor),
  f64x2_trunc: f64Lanes(Math.trunc),
  f64x2_nearest: f64Lanes(nearestEven),
  f64x2_abs: bitLanes(64, (a) => a & ~(1n << 63n)),
  f64x2_neg: bitLanes(64, (a) => a ^ (1n << 63n)),
  f64x2_eq: bitLanes(64, (a, b) => (f64Of(a) === f64Of(b) ? -1n : 0n)),
  f64x2_ne: bitLanes(64, (a, b) => (f64Of(a) !== f64Of(b) ? -1n : 0n)),
  f64x2_lt: bitLanes(64, (a, b) => (f64Of(a) < f64Of(b) ? -1n : 0n)),
  f64x2_le: bitLanes(64, (a, b) => (f64Of(a) <= f64Of(b) ? -1n : 0n)),
  f32x4_convert_i32x4_s: bitLanes(32, (a) => bitsOfF32(Number(BigInt.asIntN(32, a)))),
  i32x4_trunc_sat_f32x4_s: bitLanes(32, (a) => truncSaturated(f32Of(a), 32, true)),
  f64x2_convert_low_i32x4_s: (f, a) => {
    f.result = fromLanes(
      lanesOf(a, 32, 64).map((lane) => bitsOfF64(Number(BigInt.asIntN(32, lane)))),
      64,
    );
  },
  i32x4_trunc_sat_f64x2_s_zero: (f, a) => {
    f.result = fromLanes(
      lanesOf(a, 64).map((lane) => truncSaturated(f64Of(lane), 32, true)),
      32,
    );
  },
  f32x4_convert_i32x4_u: bitLanes(32, (a) => bitsOfF32(Number(BigInt.asUintN(32, a)))),
  i32x4_trunc_sat_f32x4_u: bitLanes(32, (a) => truncSaturated(f32Of(a), 32, false)),
  f64x2_convert_low_i32x4_u: (f, a) => {
    f.result = fromLanes(
      lanesOf(a, 32, 64).map((lane) => bitsOfF64(Number(BigInt.asUintN(32, lane)))),
      64,
    );
  },
  i32x4_trunc_sat_f64x2_u_zero: (f, a) => {
    f.result = fromLanes(
      lanesOf(a, 64).map((lane) => truncSaturated(f64Of(lane), 32, false)),
      32,
    );
  },
  f64x2_promote_low_f32x4: (f, a) => {
    f.result = fromLanes(
      lanesOf(a, 32, 64).map((lane) => bitsOfF64(f32Of(lane))),
      64,
    );
  },
  f32x4_demote_f64x2_zero: (f, a) => {
    f.result = fromLanes(
      lanesOf(a, 64).map((lane) => bitsOfF32(f64Of(lane))),
      32,
    );
  },
} satisfies Partial<Rules<Frame, bigint>>;
