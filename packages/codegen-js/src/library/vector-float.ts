import type { floatLibrary } from './float.ts';
import type { Lanes, VectorFrame } from './lanes.ts';
import type { VectorOperation } from './vector-integer.ts';

type Floats = ReturnType<typeof floatLibrary>;
type Operations = Record<string, VectorOperation>;

interface FloatShape {
  readonly count: number;
  /** Words of a lane. */
  readonly words: number;
  readonly of: (v: Lanes) => Float32Array | Float64Array;
}

const SHAPES: Record<'f32x4' | 'f64x2', FloatShape> = {
  f32x4: { count: 4, words: 1, of: (v) => v.f32 },
  f64x2: { count: 2, words: 2, of: (v) => v.f64 },
};

function shapeOperations(s: FloatShape, floats: Floats): Operations {
  const each =
    (compute: (a: number, b: number) => number): VectorOperation =>
    (f) => {
      for (let i = 0; i < s.count; i++) s.of(f.r)[i] = compute(s.of(f.a)[i]!, s.of(f.b)[i]!);
      return undefined;
    };
  const copyLane = (r: Lanes, i: number, from: Lanes): void => {
    for (let w = 0; w < s.words; w++) r.words[i * s.words + w] = from.words[i * s.words + w]!;
  };
  /** The lane of b where the comparison holds, else that of a, with all its bits. */
  const choose =
    (takeB: (a: number, b: number) => boolean): VectorOperation =>
    (f) => {
      for (let i = 0; i < s.count; i++) copyLane(f.r, i, takeB(s.of(f.a)[i]!, s.of(f.b)[i]!) ? f.b : f.a);
      return undefined;
    };
  const compare =
    (holds: (a: number, b: number) => boolean): VectorOperation =>
    (f) => {
      for (let i = 0; i < s.count; i++) {
        const mask = holds(s.of(f.a)[i]!, s.of(f.b)[i]!) ? -1 : 0;
        for (let w = 0; w < s.words; w++) f.r.words[i * s.words + w] = mask;
      }
      return undefined;
    };
  const sign =
    (change: (top: number) => number): VectorOperation =>
    (f) => {
      f.r.words.set(f.a.words);
      for (let i = s.words - 1; i < 4; i += s.words) f.r.words[i] = change(f.r.words[i]!);
      return undefined;
    };
  const scalar = (f: VectorFrame, i: number): void => {
    f.r.words[i * s.words] = f.scalar;
    if (s.words === 2) f.r.words[i * s.words + 1] = f.scalarHi;
  };
  return {
    splat(f) {
      for (let i = 0; i < s.count; i++) scalar(f, i);
      return undefined;
    },
    replace(f) {
      f.r.words.set(f.a.words);
      scalar(f, f.imm[0]!);
      return undefined;
    },
    add: each((a, b) => a + b),
    sub: each((a, b) => a - b),
    mul: each((a, b) => a * b),
    div: each((a, b) => a / b),
    pmin: choose((a, b) => b < a),
    pmax: choose((a, b) => a < b),
    sqrt: each(Math.sqrt),
    ceil: each(Math.ceil),
    floor: each(Math.floor),
    trunc: each(Math.trunc),
    nearest: each(floats.nearest),
    abs: sign((top) => top & 0x7fffffff),
    neg: sign((top) => top ^ -0x80000000),
    eq: compare((a, b) => a === b),
    ne: compare((a, b) => a !== b),
    lt: compare((a, b) => a < b),
    le: compare((a, b) => a <= b),
  };
}

/** Float vector operations by op name. */
export function floatVectors(floats: Floats): Operations {
  const operations: Operations = {};
  for (const [name, shape] of Object.entries(SHAPES))
    for (const [key, run] of Object.entries(shapeOperations(shape, floats))) operations[`${name}_${key}`] = run;
  const lanes =
    (n: number, each: (f: VectorFrame, i: number) => void): VectorOperation =>
    (f) => {
      f.r.words.fill(0);
      for (let i = 0; i < n; i++) each(f, i);
      return undefined;
    };
  const store =
    <T extends keyof Lanes>(to: T, value: (f: VectorFrame, i: number) => number) =>
    (f: VectorFrame, i: number): void => {
      (f.r[to] as Int32Array)[i] = value(f, i);
    };
  return {
    ...operations,
    f32x4_convert_i32x4_s: lanes(
      4,
      store('f32', (f, i) => f.a.i32[i]!),
    ),
    f32x4_convert_i32x4_u: lanes(
      4,
      store('f32', (f, i) => f.a.u32[i]!),
    ),
    f64x2_convert_low_i32x4_s: lanes(
      2,
      store('f64', (f, i) => f.a.i32[i]!),
    ),
    f64x2_convert_low_i32x4_u: lanes(
      2,
      store('f64', (f, i) => f.a.u32[i]!),
    ),
    i32x4_trunc_sat_f32x4_s: lanes(
      4,
      store('i32', (f, i) => floats.truncS32(f.a.f32[i]!)),
    ),
    i32x4_trunc_sat_f32x4_u: lanes(
      4,
      store('i32', (f, i) => floats.truncU32(f.a.f32[i]!)),
    ),
    i32x4_trunc_sat_f64x2_s_zero: lanes(
      2,
      store('i32', (f, i) => floats.truncS32(f.a.f64[i]!)),
    ),
    i32x4_trunc_sat_f64x2_u_zero: lanes(
      2,
      store('i32', (f, i) => floats.truncU32(f.a.f64[i]!)),
    ),
    f64x2_promote_low_f32x4: lanes(
      2,
      store('f64', (f, i) => f.a.f32[i]!),
    ),
    f32x4_demote_f64x2_zero: lanes(
      2,
      store('f32', (f, i) => f.a.f64[i]!),
    ),
  };
}
