import type { Rules } from '../rules.ts';
import { bitsOfF32, bitsOfF64, f32Of, f64Of, integerToF32, nearestEven, truncSaturated } from './bits.ts';
import type { Frame } from './frame.ts';

type Unary = (f: Frame, a: bigint) => void;
type Binary = (f: Frame, a: bigint, b: bigint) => void;

const SIGN32 = 1n << 31n;
const SIGN64 = 1n << 63n;

const f32Unary =
  (value: (a: number) => number): Unary =>
  (f, a) => {
    f.result = bitsOfF32(value(f32Of(a)));
  };
const f64Unary =
  (value: (a: number) => number): Unary =>
  (f, a) => {
    f.result = bitsOfF64(value(f64Of(a)));
  };
// One operation on two singles, done in double and rounded once more, is the correctly rounded single.
const f32Binary =
  (value: (a: number, b: number) => number): Binary =>
  (f, a, b) => {
    f.result = bitsOfF32(value(f32Of(a), f32Of(b)));
  };
const f64Binary =
  (value: (a: number, b: number) => number): Binary =>
  (f, a, b) => {
    f.result = bitsOfF64(value(f64Of(a), f64Of(b)));
  };
const f32Test =
  (holds: (a: number, b: number) => boolean): Binary =>
  (f, a, b) => {
    f.result = BigInt(holds(f32Of(a), f32Of(b)));
  };
const f64Test =
  (holds: (a: number, b: number) => boolean): Binary =>
  (f, a, b) => {
    f.result = BigInt(holds(f64Of(a), f64Of(b)));
  };

/** Scalar floating point. */
export const FLOAT_RULES = {
  add_f32: f32Binary((a, b) => a + b),
  sub_f32: f32Binary((a, b) => a - b),
  mul_f32: f32Binary((a, b) => a * b),
  div_f32: f32Binary((a, b) => a / b),
  copysign_f32: (f, a, b) => {
    f.result = (a & ~SIGN32) | (b & SIGN32);
  },
  abs_f32: (f, a) => {
    f.result = a & ~SIGN32;
  },
  neg_f32: (f, a) => {
    f.result = a ^ SIGN32;
  },
  sqrt_f32: f32Unary(Math.sqrt),
  ceil_f32: f32Unary(Math.ceil),
  floor_f32: f32Unary(Math.floor),
  trunc_f32: f32Unary(Math.trunc),
  nearest_f32: f32Unary(nearestEven),
  eq_f32: f32Test((a, b) => a === b),
  lt_f32: f32Test((a, b) => a < b),
  le_f32: f32Test((a, b) => a <= b),
  add_f64: f64Binary((a, b) => a + b),
  sub_f64: f64Binary((a, b) => a - b),
  mul_f64: f64Binary((a, b) => a * b),
  div_f64: f64Binary((a, b) => a / b),
  copysign_f64: (f, a, b) => {
    f.result = (a & ~SIGN64) | (b & SIGN64);
  },
  abs_f64: (f, a) => {
    f.result = a & ~SIGN64;
  },
  neg_f64: (f, a) => {
    f.result = a ^ SIGN64;
  },
  sqrt_f64: f64Unary(Math.sqrt),
  ceil_f64: f64Unary(Math.ceil),
  floor_f64: f64Unary(Math.floor),
  trunc_f64: f64Unary(Math.trunc),
  nearest_f64: f64Unary(nearestEven),
  eq_f64: f64Test((a, b) => a === b),
  lt_f64: f64Test((a, b) => a < b),
  le_f64: f64Test((a, b) => a <= b),
  promote_f32: (f, a) => {
    f.result = bitsOfF64(f32Of(a));
  },
  demote_f64: (f, a) => {
    f.result = bitsOfF32(f64Of(a));
  },
  convert_s_i32_f32: (f, a) => {
    f.result = bitsOfF32(integerToF32(BigInt.asIntN(32, a)));
  },
  convert_s_i32_f64: (f, a) => {
    f.result = bitsOfF64(Number(BigInt.asIntN(32, a)));
  },
  trunc_s_f32_i32: (f, a) => {
    f.result = truncSaturated(f32Of(a), 32, true);
  },
  trunc_s_f64_i32: (f, a) => {
    f.result = truncSaturated(f64Of(a), 32, true);
  },
  convert_u_i32_f32: (f, a) => {
    f.result = bitsOfF32(integerToF32(BigInt.asUintN(32, a)));
  },
  convert_u_i32_f64: (f, a) => {
    f.result = bitsOfF64(Number(BigInt.asUintN(32, a)));
  },
  trunc_u_f32_i32: (f, a) => {
    f.result = truncSaturated(f32Of(a), 32, false);
  },
  trunc_u_f64_i32: (f, a) => {
    f.result = truncSaturated(f64Of(a), 32, false);
  },
  convert_s_i64_f32: (f, a) => {
    f.result = bitsOfF32(integerToF32(BigInt.asIntN(64, a)));
  },
  convert_s_i64_f64: (f, a) => {
    f.result = bitsOfF64(Number(BigInt.asIntN(64, a)));
  },
  trunc_s_f32_i64: (f, a) => {
    f.result = truncSaturated(f32Of(a), 64, true);
  },
  trunc_s_f64_i64: (f, a) => {
    f.result = truncSaturated(f64Of(a), 64, true);
  },
  convert_u_i64_f32: (f, a) => {
    f.result = bitsOfF32(integerToF32(BigInt.asUintN(64, a)));
  },
  convert_u_i64_f64: (f, a) => {
    f.result = bitsOfF64(Number(BigInt.asUintN(64, a)));
  },
  trunc_u_f32_i64: (f, a) => {
    f.result = truncSaturated(f32Of(a), 64, false);
  },
  trunc_u_f64_i64: (f, a) => {
    f.result = truncSaturated(f64Of(a), 64, false);
  },
} satisfies Partial<Rules<Frame, bigint>>;
