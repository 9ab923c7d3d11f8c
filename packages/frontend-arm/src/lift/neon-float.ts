import type { V128 } from '@tutti/ir';
import type { NeonVisitor } from '../decode/index.ts';
import { type NeonOp, type NeonOperands, NO_LANE } from '../fp/neon-operation.ts';
import { MODE } from '../mode.ts';
import type { Lift } from './lift.ts';
import { denormal, special, specialProduct, unordered } from './neon-float-check.ts';
import { integerUnary } from './neon-integer.ts';
import { getVector, setVector, splat, zeros } from './neon-lanes.ts';
import { scalarVector } from './neon-long.ts';
import { type CheckedVector, callNeon, callNeonExact, checkedNeon } from './neon-operation.ts';

type Emit = (l: Lift, d: V128, x: V128, y: V128) => { value: V128; bad: V128 };

const any = ({ b }: Lift, value: V128, bad: V128): CheckedVector => ({ value, bad: b.any_true_v128(bad) });

const sum =
  (negated: boolean): Emit =>
  ({ b }, _d, x, y) => {
    const value = negated ? b.f32x4_sub(x, y) : b.f32x4_add(x, y);
    return { value, bad: b.or_v128(b.or_v128(denormal(b, x), denormal(b, y)), special(b, value)) };
  };

const product: Emit = ({ b }, _d, x, y) => {
  const value = b.f32x4_mul(x, y);
  return { value, bad: b.or_v128(b.or_v128(denormal(b, x), denormal(b, y)), specialProduct(b, value, x, y)) };
};

const accumulate =
  (negated: boolean): Emit =>
  (l, d, x, y) => {
    const { b } = l;
    const multiplied = product(l, d, x, y);
    const value = negated ? b.f32x4_sub(d, multiplied.value) : b.f32x4_add(d, multiplied.value);
    return { value, bad: b.or_v128(multiplied.bad, b.or_v128(denormal(b, d), special(b, value))) };
  };

/** Arithmetic with an inline form, where IXC is set. */
const ARITHMETIC = {
  add: sum(false),
  sub: sum(true),
  mul: product,
  mla: accumulate(false),
  mls: accumulate(true),
  abd: ((l, d, x, y) => {
    const { value, bad } = sum(true)(l, d, x, y);
    return { value: l.b.f32x4_abs(value), bad };
  }) as Emit,
} as const satisfies Partial<Record<NeonOp, Emit>>;

function arithmetic(l: Lift, op: keyof typeof ARITHMETIC, o: NeonOperands, y: () => V128): void {
  if (l.conditional || (l.mode & MODE.FP_INEXACT) === 0) {
    callNeon(l, op, o);
    return;
  }
  const reads = op === 'mla' || op === 'mls';
  const { value, bad } = ARITHMETIC[op](l, reads ? getVector(l, o.d, o.Q) : -1, getVector(l, o.n, o.Q), y());
  checkedNeon(l, op, o, any(l, value, bad), { unary: false, reads }, callNeon);
}

/** Operations that are never inexact and have trouble with NaNs and denormals alone. */
const EXACT = {
  ceq: ({ b }, x, y) => b.f32x4_eq(x, y),
  cge: ({ b }, x, y) => b.f32x4_le(y, x),
  cgt: ({ b }, x, y) => b.f32x4_lt(y, x),
  acge: ({ b }, x, y) => b.f32x4_le(b.f32x4_abs(y), b.f32x4_abs(x)),
  acgt: ({ b }, x, y) => b.f32x4_lt(b.f32x4_abs(y), b.f32x4_abs(x)),
  // Equal numbers have equal bits, but for zeros of both signs.
  max: ({ b }, x, y) => b.bitselect_v128(b.and_v128(x, y), b.f32x4_pmax(x, y), b.f32x4_eq(x, y)),
  min: ({ b }, x, y) => b.bitselect_v128(b.or_v128(x, y), b.f32x4_pmin(x, y), b.f32x4_eq(x, y)),
} as const satisfies Partial<Record<NeonOp, (l: Lift, x: V128, y: V128) => V128>>;

function exact(l: Lift, op: keyof typeof EXACT, o: NeonOperands): void {
  if (l.conditional) {
    callNeonExact(l, op, o);
    return;
  }
  const { b } = l;
  const x = getVector(l, o.n, o.Q);
  const y = getVector(l, o.m, o.Q);
  const bad = b.or_v128(unordered(b, x), unordered(b, y));
  checkedNeon(l, op, o, any(l, EXACT[op](l, x, y), bad), { unary: false, reads: false }, callNeonExact);
}

/** Comparisons with zero. */
const ZERO = {
  ceqZero: ({ b }, x) => b.f32x4_eq(x, zeros(b)),
  cgeZero: ({ b }, x) => b.f32x4_le(zeros(b), x),
  cgtZero: ({ b }, x) => b.f32x4_lt(zeros(b), x),
  cleZero: ({ b }, x) => b.f32x4_le(x, zeros(b)),
  cltZero: ({ b }, x) => b.f32x4_lt(x, zeros(b)),
} as const satisfies Partial<Record<NeonOp, (l: Lift, x: V128) => V128>>;

function compareZero(l: Lift, op: keyof typeof ZERO, o: NeonOperands): void {
  if (l.conditional) {
    callNeonExact(l, op, o);
    return;
  }
  const x = getVector(l, o.m, o.Q);
  checkedNeon(l, op, o, any(l, ZERO[op](l, x), unordered(l.b, x)), { unary: true, reads: false }, callNeonExact);
}

/** VCVT between singles and 32-bit integers. */
function convertInteger(l: Lift, toInteger: boolean, unsigned: boolean, o: NeonOperands): void {
  const { b } = l;
  const op: NeonOp = toInteger ? (unsigned ? 'toU32' : 'toS32') : unsigned ? 'fromU32' : 'fromS32';
  if (l.conditional || (l.mode & MODE.FP_INEXACT) === 0 || o.extra !== 0) {
    callNeon(l, op, o);
    return;
  }
  const x = getVector(l, o.m, o.Q);
  if (!toInteger) {
    setVector(l, o.d, o.Q, unsigned ? b.f32x4_convert_i32x4_u(x) : b.f32x4_convert_i32x4_s(x));
    return;
  }
  const value = unsigned ? b.i32x4_trunc_sat_f32x4_u(x) : b.i32x4_trunc_sat_f32x4_s(x);
  const fits = unsigned
    ? b.and_v128(b.f32x4_lt(x, splat(b, 2, 0x4f800000)), b.f32x4_lt(splat(b, 2, 0xbf800000 | 0), x))
    : b.f32x4_lt(b.f32x4_abs(x), splat(b, 2, 0x4f000000));
  const bad = b.or_v128(denormal(b, x), b.not_v128(fits));
  checkedNeon(l, op, o, any(l, value, bad), { unary: true, reads: false }, callNeon);
}

const SIGNS = 0x80000000 | 0;

type Part = Pick<
  NeonVisitor<void>,
  | 'vfma'
  | 'vfms'
  | 'vadd_f32'
  | 'vsub_f32'
  | 'vpadd_f32'
  | 'vabd_f32'
  | 'vmla_f32'
  | 'vmls_f32'
  | 'vmul_f32'
  | 'vceq_f32'
  | 'vcge_f32'
  | 'vcgt_f32'
  | 'vacge'
  | 'vacgt'
  | 'vmax_f32'
  | 'vmin_f32'
  | 'vpmax_f32'
  | 'vpmin_f32'
  | 'vrecps'
  | 'vrsqrts'
  | 'vcgt_zero'
  | 'vcge_zero'
  | 'vceq_zero'
  | 'vcle_zero'
  | 'vclt_zero'
  | 'vabs'
  | 'vneg'
  | 'vrecpe'
  | 'vrsqrte'
  | 'vcvt_int'
  | 'vcvt_fixed'
  | 'vcvt_f16_f32'
  | 'vcvt_f32_f16'
  | 'vmla_scalar_f32'
  | 'vmls_scalar_f32'
  | 'vmul_scalar_f32'
>;

/** Floating point of Advanced SIMD, and the rows that have an integer and a floating-point form. */
export function neonFloat(l: Lift): Part {
  const operands = (d: number, n: number, Q: number, m: number, extra = 0): NeonOperands => ({
    d,
    n,
    Q,
    m,
    lane: NO_LANE,
    temp: false,
    extra,
  });
  const vector =
    (op: keyof typeof ARITHMETIC) =>
    (d: number, n: number, Q: number, m: number): void =>
      arithmetic(l, op, operands(d, n, Q, m), () => getVector(l, m, Q));
  const scalar =
    (op: keyof typeof ARITHMETIC) =>
    (Q: number, size: number, d: number, n: number, m: number): void =>
      arithmetic(l, op, { ...operands(d, n, Q, m & 15), lane: m >> 4 }, () => scalarVector(l, size, m));
  const helper =
    (op: NeonOp) =>
    (d: number, n: number, Q: number, m: number): void =>
      callNeon(l, op, operands(d, n, Q, m));
  const compare =
    (op: keyof typeof EXACT) =>
    (d: number, n: number, Q: number, m: number): void =>
      exact(l, op, operands(d, n, Q, m));
  const unary = (op: NeonOp, d: number, Q: number, m: number): void => callNeonExact(l, op, operands(d, 0, Q, m));
  const withZero =
    (op: keyof typeof ZERO, integer: 'cgt' | 'cge' | 'ceq' | 'cle' | 'clt') =>
    (size: number, d: number, F: number, Q: number, m: number): void => {
      if (F) compareZero(l, op, operands(d, 0, Q, m));
      else setVector(l, d, Q, integerUnary[integer](l, size, getVector(l, m, Q)));
    };
  return {
    vfma: helper('fma'),
    vfms: helper('fms'),
    vadd_f32: vector('add'),
    vsub_f32: vector('sub'),
    vpadd_f32: helper('padd'),
    vabd_f32: vector('abd'),
    vmla_f32: vector('mla'),
    vmls_f32: vector('mls'),
    vmul_f32: vector('mul'),
    vceq_f32: compare('ceq'),
    vcge_f32: compare('cge'),
    vcgt_f32: compare('cgt'),
    vacge: compare('acge'),
    vacgt: compare('acgt'),
    vmax_f32: compare('max'),
    vmin_f32: compare('min'),
    vpmax_f32: (d, n, Q, m) => callNeonExact(l, 'pmax', operands(d, n, Q, m)),
    vpmin_f32: (d, n, Q, m) => callNeonExact(l, 'pmin', operands(d, n, Q, m)),
    vrecps: helper('recps'),
    vrsqrts: helper('rsqrts'),
    vcgt_zero: withZero('cgtZero', 'cgt'),
    vcge_zero: withZero('cgeZero', 'cge'),
    vceq_zero: withZero('ceqZero', 'ceq'),
    vcle_zero: withZero('cleZero', 'cle'),
    vclt_zero: withZero('cltZero', 'clt'),
    vabs(size, d, F, Q, m) {
      const x = getVector(l, m, Q);
      setVector(l, d, Q, F ? l.b.and_v128(x, splat(l.b, 2, ~SIGNS)) : integerUnary.abs(l, size, x));
    },
    vneg(size, d, F, Q, m) {
      const x = getVector(l, m, Q);
      setVector(l, d, Q, F ? l.b.xor_v128(x, splat(l.b, 2, SIGNS)) : integerUnary.neg(l, size, x));
    },
    vrecpe: (_size, d, F, Q, m) => unary(F ? 'recpe' : 'recpeU32', d, Q, m),
    vrsqrte: (_size, d, F, Q, m) => unary(F ? 'rsqrte' : 'rsqrteU32', d, Q, m),
    vcvt_int: (_size, d, op, Q, m) => convertInteger(l, op >= 2, (op & 1) !== 0, operands(d, 0, Q, m)),
    vcvt_fixed: (U, imm6, d, op, Q, m) => convertInteger(l, op !== 0, U !== 0, operands(d, 0, Q, m, 64 - imm6)),
    vcvt_f16_f32: (_size, d, m) => callNeon(l, 'toHalf', operands(d, 0, 0, m)),
    vcvt_f32_f16: (_size, d, m) => callNeonExact(l, 'fromHalf', operands(d, 0, 0, m)),
    vmla_scalar_f32: scalar('mla'),
    vmls_scalar_f32: scalar('mls'),
    vmul_scalar_f32: scalar('mul'),
  };
}

/** Operations of integers by the helper: shifts by register, polynomial products. */
export function neonByHelper(
  l: Lift,
): Pick<NeonVisitor<void>, 'vshl' | 'vqshl' | 'vrshl' | 'vqrshl' | 'vmul_p8' | 'vmull_p8'> {
  const operands = (d: number, n: number, Q: number, m: number, extra: number): NeonOperands => ({
    d,
    n,
    Q,
    m,
    lane: NO_LANE,
    temp: false,
    extra,
  });
  const shift =
    (op: NeonOp) =>
    (U: number, size: number, d: number, n: number, Q: number, m: number): void =>
      callNeonExact(l, op, operands(d, n, Q, m, size | (U << 2)));
  return {
    vshl: shift('shl'),
    vqshl: shift('qshl'),
    vrshl: shift('rshl'),
    vqrshl: shift('qrshl'),
    vmul_p8: (d, n, Q, m) => callNeonExact(l, 'mulP8', operands(d, n, Q, m, 0)),
    vmull_p8: (d, n, m) => callNeonExact(l, 'mullP8', operands(d, n, 1, m, 0)),
  };
}
