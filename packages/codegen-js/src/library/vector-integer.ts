import type { Lanes, VectorFrame } from './lanes.ts';

/** A vector operation: reads the frame, writes its `r`, or returns a scalar result. */
export type VectorOperation = (f: VectorFrame) => number | bigint | undefined;
type Operations = Record<string, VectorOperation>;

const BITS = { i8x16: 8, i16x8: 16, i32x4: 32, i64x2: 64 } as const;
type Shape = keyof typeof BITS;
const count = (s: Shape): number => 128 / BITS[s];
type Cells = Int8Array | Uint8Array;
type View = (s: Shape, v: Lanes) => Cells;
const signed: View = (s, v) => v[`i${BITS[s]}`] as Int8Array;
const unsigned: View = (s, v) => v[`u${BITS[s]}`] as Uint8Array;

/** Lanes of up to 32 bits are numbers and store modulo their width; 64-bit lanes are BigInts. */
type Each = (a: number, b: number) => number;

function lanewise(s: Shape, each: Each, of: View = signed): VectorOperation {
  return (f) => {
    const [a, b, r] = [of(s, f.a), of(s, f.b), signed(s, f.r)];
    for (let i = 0; i < r.length; i++) r[i] = each(a[i]!, b[i]!);
    return undefined;
  };
}

const clamp = (x: number, low: number, high: number): number => Math.max(low, Math.min(x, high));
const half = (s: Shape): number => 2 ** (BITS[s] - 1);
const saturateSigned = (s: Shape, x: number): number => clamp(x, -half(s), half(s) - 1);
const saturateUnsigned = (s: Shape, x: number): number => clamp(x, 0, 2 * half(s) - 1);

const COMPARISONS: Record<string, Each> = {
  eq: (a, b) => (a === b ? -1 : 0),
  ne: (a, b) => (a !== b ? -1 : 0),
  lt: (a, b) => (a < b ? -1 : 0),
  le: (a, b) => (a <= b ? -1 : 0),
  gt: (a, b) => (a > b ? -1 : 0),
  ge: (a, b) => (a >= b ? -1 : 0),
};

function narrowShape(s: Exclude<Shape, 'i64x2'>): Operations {
  const mask = BITS[s] - 1;
  const shift =
    (each: Each, of: View = signed): VectorOperation =>
    (f) => {
      const [a, r] = [of(s, f.a), signed(s, f.r)];
      for (let i = 0; i < r.length; i++) r[i] = each(a[i]!, f.scalar & mask);
      return undefined;
    };
  const operations: Operations = {
    splat: (f) => void signed(s, f.r).fill(f.scalar),
    replace(f) {
      f.r.words.set(f.a.words);
      signed(s, f.r)[f.imm[0]!] = f.scalar;
      return undefined;
    },
    extract: (f) => signed(s, f.a)[f.imm[0]!],
    extract_s: (f) => signed(s, f.a)[f.imm[0]!],
    extract_u: (f) => unsigned(s, f.a)[f.imm[0]!],
    add: lanewise(s, (a, b) => a + b),
    sub: lanewise(s, (a, b) => a - b),
    mul: lanewise(s, Math.imul),
    neg: lanewise(s, (a) => -a),
    abs: lanewise(s, Math.abs),
    shl: shift((a, n) => a << n),
    shr_s: shift((a, n) => a >> n),
    shr_u: shift((a, n) => a >>> n, unsigned),
    min_s: lanewise(s, Math.min),
    max_s: lanewise(s, Math.max),
    min_u: lanewise(s, Math.min, unsigned),
    max_u: lanewise(s, Math.max, unsigned),
    add_sat_s: lanewise(s, (a, b) => saturateSigned(s, a + b)),
    sub_sat_s: lanewise(s, (a, b) => saturateSigned(s, a - b)),
    add_sat_u: lanewise(s, (a, b) => saturateUnsigned(s, a + b), unsigned),
    sub_sat_u: lanewise(s, (a, b) => saturateUnsigned(s, a - b), unsigned),
    avgr_u: lanewise(s, (a, b) => (a + b + 1) >>> 1, unsigned),
    popcnt: lanewise(s, (a) => a.toString(2).replaceAll('0', '').length, unsigned),
    bitmask: (f) => Array.from(signed(s, f.a)).reduce((bits, lane, i) => bits | (lane < 0 ? 1 << i : 0), 0),
    all_true: (f) => (Array.from(signed(s, f.a)).every((lane) => lane !== 0) ? 1 : 0),
    eq: lanewise(s, COMPARISONS.eq!),
    ne: lanewise(s, COMPARISONS.ne!),
  };
  for (const relation of ['lt', 'le', 'gt', 'ge']) {
    operations[`${relation}_s`] = lanewise(s, COMPARISONS[relation]!);
    operations[`${relation}_u`] = lanewise(s, COMPARISONS[relation]!, unsigned);
  }
  return operations;
}

function long(each: (a: bigint, b: bigint) => bigint): VectorOperation {
  return (f) => {
    for (let i = 0; i < 2; i++) f.r.i64[i] = each(f.a.i64[i]!, f.b.i64[i]!);
    return undefined;
  };
}

const truth = (yes: boolean): bigint => (yes ? -1n : 0n);

/** The operations of two 64-bit lanes. Comparisons give all ones or zeros; a scalar is a pair of words. */
const LONG: Operations = {
  splat(f) {
    f.r.words.set([f.scalar, f.scalarHi, f.scalar, f.scalarHi]);
    return undefined;
  },
  replace(f) {
    f.r.words.set(f.a.words);
    f.r.words.set([f.scalar, f.scalarHi], 2 * f.imm[0]!);
    return undefined;
  },
  extract: (f) => f.a.i64[f.imm[0]!],
  add: long((a, b) => a + b),
  sub: long((a, b) => a - b),
  mul: long((a, b) => a * b),
  neg: long((a) => -a),
  abs: long((a) => (a < 0n ? -a : a)),
  shl: (f) => void f.r.i64.set(f.a.i64.map((a) => BigInt.asIntN(64, a << BigInt(f.scalar & 63)))),
  shr_s: (f) => void f.r.i64.set(f.a.i64.map((a) => a >> BigInt(f.scalar & 63))),
  shr_u: (f) => void f.r.u64.set(f.a.u64.map((a) => a >> BigInt(f.scalar & 63))),
  eq: long((a, b) => truth(a === b)),
  ne: long((a, b) => truth(a !== b)),
  lt_s: long((a, b) => truth(a < b)),
  le_s: long((a, b) => truth(a <= b)),
  gt_s: long((a, b) => truth(a > b)),
  ge_s: long((a, b) => truth(a >= b)),
  bitmask: (f) => (f.a.i64[0]! < 0n ? 1 : 0) | (f.a.i64[1]! < 0n ? 2 : 0),
  all_true: (f) => (f.a.i64[0] !== 0n && f.a.i64[1] !== 0n ? 1 : 0),
};

/** Operations between a shape and the one of half its width. */
function widening(wide: Exclude<Shape, 'i8x16'>, narrow: Exclude<Shape, 'i64x2'>): Operations {
  const operations: Operations = {};
  for (const [sign, of] of [
    ['s', signed],
    ['u', unsigned],
  ] as const) {
    for (const part of ['low', 'high'] as const) {
      const start = part === 'low' ? 0 : count(wide);
      const set = (r: Lanes, i: number, value: bigint): void => {
        if (wide === 'i64x2') r.i64[i] = BigInt.asIntN(64, value);
        else signed(wide, r)[i] = Number(BigInt.asIntN(32, value));
      };
      operations[`extend_${part}_${narrow}_${sign}`] = (f) => {
        for (let i = 0; i < count(wide); i++) set(f.r, i, BigInt(of(narrow, f.a)[start + i]!));
        return undefined;
      };
      operations[`extmul_${part}_${narrow}_${sign}`] = (f) => {
        for (let i = 0; i < count(wide); i++)
          set(f.r, i, BigInt(of(narrow, f.a)[start + i]!) * BigInt(of(narrow, f.b)[start + i]!));
        return undefined;
      };
    }
    operations[`extadd_pairwise_${narrow}_${sign}`] = (f) => {
      const a = of(narrow, f.a);
      for (let i = 0; i < count(wide); i++) signed(wide, f.r)[i] = a[2 * i]! + a[2 * i + 1]!;
      return undefined;
    };
  }
  return operations;
}

function narrowing(narrow: 'i8x16' | 'i16x8', wide: 'i16x8' | 'i32x4'): Operations {
  const pack =
    (saturate: (s: Shape, x: number) => number): VectorOperation =>
    (f) => {
      const r = signed(narrow, f.r);
      for (let i = 0; i < count(wide); i++) {
        r[i] = saturate(narrow, signed(wide, f.a)[i]!);
        r[i + count(wide)] = saturate(narrow, signed(wide, f.b)[i]!);
      }
      return undefined;
    };
  return { [`narrow_${wide}_s`]: pack(saturateSigned), [`narrow_${wide}_u`]: pack(saturateUnsigned) };
}

const named = (shape: string, operations: Operations): Operations =>
  Object.fromEntries(Object.entries(operations).map(([name, run]) => [`${shape}_${name}`, run]));

/** Integer vector operations by op name. */
export const INTEGER_VECTORS: Operations = {
  ...named('i8x16', { ...narrowShape('i8x16'), ...narrowing('i8x16', 'i16x8') }),
  ...named('i16x8', { ...narrowShape('i16x8'), ...widening('i16x8', 'i8x16'), ...narrowing('i16x8', 'i32x4') }),
  ...named('i32x4', { ...narrowShape('i32x4'), ...widening('i32x4', 'i16x8') }),
  ...named('i64x2', { ...LONG, ...widening('i64x2', 'i32x4') }),
  i32x4_dot_i16x8_s(f) {
    for (let i = 0; i < 4; i++)
      f.r.i32[i] = f.a.i16[2 * i]! * f.b.i16[2 * i]! + f.a.i16[2 * i + 1]! * f.b.i16[2 * i + 1]!;
    return undefined;
  },
  i16x8_q15mulr_sat_s: lanewise('i16x8', (a, b) => saturateSigned('i16x8', (a * b + 0x4000) >> 15)),
};
