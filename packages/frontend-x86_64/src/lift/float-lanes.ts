import type { BlockBuilder, I32, V128 } from '@tutti/ir';

/**
 * Float operations of SSE with the floats of the IR, and the conditions under which those are bit for bit the processor's.
 *
 * IR floats round to nearest even and leave no flags, and which NaN they make is not defined. So a result counts when
 *
 * - no operand is denormal: that sets DE, or DAZ makes it zero;
 * - the result is finite and well above the smallest normal number (at it begins the ground of UE and FTZ), or an exact zero;
 * - its inexactness changes nothing: MXCSR.PE is sticky, and set already.
 *
 * A doubtful lane has ones in the mask that the tests below make. They look at the bits without their sign, shifted left by one.
 */
export interface Attempt {
  readonly value: V128;
  /** Lanes that may differ from what the processor says. */
  readonly doubtful: V128;
  /** Not 0 when an inexact result is possible, so that MXCSR.PE must be set; undefined: never. */
  readonly inexact?: I32;
}

export type Arithmetic = 'add' | 'sub' | 'mul' | 'div';
export type Rounding = 'nearest' | 'floor' | 'ceil' | 'trunc';

/** A float format: how its lanes are named, how long its fraction is. */
export interface FloatFormat {
  readonly bytes: 4 | 8;
  readonly float: 'f32x4' | 'f64x2';
  readonly int: 'i32x4' | 'i64x2';
  readonly fraction: 23 | 52;
  /** Bytes of a vector whose lanes are the lowest bit of the exponent, shifted left by one; all ones. */
  readonly exponentOne: readonly number[];
}

const repeat = (lane: readonly number[]): number[] => Array.from({ length: 16 }, (_, i) => lane[i % lane.length] ?? 0);
export const ONES = repeat([0xff]);
const ZEROS = repeat([0]);

export const SINGLE: FloatFormat = {
  bytes: 4,
  float: 'f32x4',
  int: 'i32x4',
  fraction: 23,
  exponentOne: repeat([0, 0, 0, 1]),
};
export const DOUBLE: FloatFormat = {
  bytes: 8,
  float: 'f64x2',
  int: 'i64x2',
  fraction: 52,
  exponentOne: repeat([0, 0, 0, 0, 0, 0, 0x20, 0]),
};

const zero = (b: BlockBuilder): V128 => b.const_v128(ZEROS);
const unsigned = (b: BlockBuilder, f: FloatFormat, x: V128): V128 => b[`${f.int}_shl`](x, b.const_i32(1));

/** Mask of lanes that are denormal (or the smallest normal number): bits less 1 have an exponent of 0. */
export function denormal(b: BlockBuilder, f: FloatFormat, x: V128): V128 {
  const less = b[`${f.int}_add`](unsigned(b, f, x), b.const_v128(ONES));
  return b[`${f.int}_eq`](b[`${f.int}_shr_u`](less, b.const_i32(f.fraction + 1)), zero(b));
}

/**
 * Mask of lanes whose exponent is 0, 1, 2 or the highest: with 1 added and the two low bits dropped nothing is left. Infinities and
 * NaNs are among them.
 */
export function extreme(b: BlockBuilder, f: FloatFormat, x: V128): V128 {
  const more = b[`${f.int}_add`](unsigned(b, f, x), b.const_v128(f.exponentOne));
  return b[`${f.int}_eq`](b[`${f.int}_shr_u`](more, b.const_i32(f.fraction + 3)), zero(b));
}

/** Mask of lanes that are NaNs. */
const nan = (b: BlockBuilder, f: FloatFormat, x: V128): V128 => b[`${f.float}_ne`](x, x);
const isZero = (b: BlockBuilder, f: FloatFormat, x: V128): V128 => b[`${f.float}_eq`](x, zero(b));
/** Mask of lanes without NaNs and denormals, on which comparisons leave no flags. */
const quietPair = (b: BlockBuilder, f: FloatFormat, x: V128, y: V128): V128 => {
  const unordered = b.or_v128(nan(b, f, x), nan(b, f, y));
  return b.or_v128(unordered, b.or_v128(denormal(b, f, x), denormal(b, f, y)));
};

/** x + y and relatives. */
export function arithmetic(b: BlockBuilder, f: FloatFormat, operation: Arithmetic, x: V128, y: V128): Attempt {
  const value = b[`${f.float}_${operation}`](x, y);
  // Sums of normal numbers are zero only when that is exact; products and quotients when an operand was.
  let exact = isZero(b, f, value);
  if (operation === 'mul') exact = b.and_v128(exact, b.or_v128(isZero(b, f, x), isZero(b, f, y)));
  if (operation === 'div') exact = b.and_v128(exact, isZero(b, f, x));
  const denormals = b.or_v128(denormal(b, f, x), denormal(b, f, y));
  return {
    value,
    doubtful: b.or_v128(denormals, b.andnot_v128(extreme(b, f, value), exact)),
    inexact: b.const_i32(1),
  };
}

/** Square root of y. */
export function root(b: BlockBuilder, f: FloatFormat, y: V128): Attempt {
  const value = b[`${f.float}_sqrt`](y);
  const doubtful = b.andnot_v128(extreme(b, f, value), isZero(b, f, value));
  return { value, doubtful: b.or_v128(denormal(b, f, y), doubtful), inexact: b.const_i32(1) };
}

/** MIN and MAX: the second operand when the two are equal. */
export function extremum(b: BlockBuilder, f: FloatFormat, which: 'min' | 'max', x: V128, y: V128): Attempt {
  return { value: b[`${f.float}_p${which}`](y, x), doubtful: quietPair(b, f, x, y) };
}

/** Masks of a predicate, 0 to 7. @see Intel SDM 2A "CMPPS" */
export function compareLanes(b: BlockBuilder, f: FloatFormat, predicate: number, x: V128, y: V128): Attempt {
  const holds = [
    () => b[`${f.float}_eq`](x, y),
    () => b[`${f.float}_lt`](x, y),
    () => b[`${f.float}_le`](x, y),
    () => zero(b),
  ][predicate & 3] as () => V128;
  const value = predicate & 4 ? b.not_v128(holds()) : holds();
  return { value, doubtful: quietPair(b, f, x, y) };
}

/** y rounded to integral values; `silent` leaves PE alone. */
export function integral(b: BlockBuilder, f: FloatFormat, how: Rounding, silent: boolean, y: V128): Attempt {
  const value = b[`${f.float}_${how}`](y);
  const doubtful = b.or_v128(nan(b, f, y), denormal(b, f, y));
  return silent ? { value, doubtful } : { value, doubtful, inexact: b.const_i32(1) };
}

const POWER31 = { 4: repeat([0, 0, 0, 0x4f]), 8: repeat([0, 0, 0, 0, 0, 0, 0xe0, 0x41]) } as const;

/** y to 32-bit integers; those of doubles fill the low half. */
export function toIntegers(b: BlockBuilder, f: FloatFormat, truncate: boolean, y: V128): Attempt {
  const whole = truncate ? b[`${f.float}_trunc`](y) : b[`${f.float}_nearest`](y);
  const value = f.bytes === 4 ? b.i32x4_trunc_sat_f32x4_s(whole) : b.i32x4_trunc_sat_f64x2_s_zero(whole);
  const fits = b[`${f.float}_lt`](b[`${f.float}_abs`](whole), b.const_v128(POWER31[f.bytes]));
  return { value, doubtful: b.not_v128(fits), inexact: b.any_true_v128(b[`${f.float}_ne`](whole, y)) };
}

const FLOAT32_EXACT = { add: repeat([0, 0, 0, 1]), bits: 25 } as const;

/** 32-bit integers to floats: exact up to 2^24. */
export function fromIntegers(b: BlockBuilder, y: V128): Attempt {
  const moved = b.i32x4_add(y, b.const_v128(FLOAT32_EXACT.add));
  return {
    value: b.f32x4_convert_i32x4_s(y),
    doubtful: zero(b),
    inexact: b.any_true_v128(b.i32x4_shr_u(moved, b.const_i32(FLOAT32_EXACT.bits))),
  };
}

/** The low two floats to doubles: exact. */
export function widen(b: BlockBuilder, y: V128): Attempt {
  const low = b.concat_v128(b.i64x2_extract(y, 0), b.const_i64(0, 0));
  return {
    value: b.f64x2_promote_low_f32x4(low),
    doubtful: b.or_v128(nan(b, SINGLE, low), denormal(b, SINGLE, low)),
  };
}

/** Doubles whose magnitude is a normal float that no rounding made one; of the bits without sign. */
const FLOAT_RANGE = {
  above: repeat([0, 0, 0, 0, 0, 0, 0x40, 0x38]),
  below: repeat([0, 0, 0, 0, 0, 0, 0xf0, 0x47]),
} as const;

/** Doubles to floats in the low half, zeros above. */
export function narrow(b: BlockBuilder, y: V128): Attempt {
  const value = b.f32x4_demote_f64x2_zero(y);
  const back = b.f64x2_promote_low_f32x4(value);
  const size = b.f64x2_abs(back);
  const normal = b.and_v128(
    b.i64x2_gt_s(size, b.const_v128(FLOAT_RANGE.above)),
    b.i64x2_lt_s(size, b.const_v128(FLOAT_RANGE.below)),
  );
  const fine = b.or_v128(normal, isZero(b, DOUBLE, y));
  return {
    value,
    doubtful: b.not_v128(fine),
    inexact: b.const_i32(1),
  };
}
