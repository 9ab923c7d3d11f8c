import type { I32 } from '@tutti/ir';
import type { VfpVisitor } from '../decode/index.ts';
import type { FpOp, FpOperands } from '../fp/operation.ts';
import { AT } from '../state.ts';
import type { Lift } from './lift.ts';
import { callExact, callOperation, callWhen, mayCheck, roundsFreely } from './vfp-operation.ts';
import { type Float, type Precision, precision } from './vfp-precision.ts';

/** Value of an operation and whether the helper must compute it instead. */
interface Checked {
  value: Float;
  bad: I32;
}

type Emit = (l: Lift, p: Precision, d: Float, n: Float, m: Float) => Checked;

const finite = (l: Lift, p: Precision, value: Float): Checked => ({ value, bad: p.notFinite(l.b, value) });
const normal = (l: Lift, p: Precision, value: Float): Checked => ({ value, bad: p.notNormal(l.b, value) });

const product: Emit = (l, p, _d, n, m) => normal(l, p, p.mul(l.b, n, m));
const accumulate =
  (negateD: boolean, negateProduct: boolean): Emit =>
  (l, p, d, n, m) => {
    const { b } = l;
    const { value, bad } = product(l, p, d, n, m);
    // x - y is x + (-y) bit by bit, zeros included, when no NaN is about.
    const addend = negateD ? p.neg(b, d) : d;
    const sum = negateProduct ? p.sub(b, addend, value) : p.add(b, addend, value);
    return { value: sum, bad: b.or_i32(bad, p.notFinite(b, sum)) };
  };

/** The operations with an inline form; the fused ones have none. */
const EMIT = {
  mul: product,
  nmul: (l, p, d, n, m) => {
    const { value, bad } = product(l, p, d, n, m);
    return { value: p.neg(l.b, value), bad };
  },
  add: (l, p, _d, n, m) => finite(l, p, p.add(l.b, n, m)),
  sub: (l, p, _d, n, m) => finite(l, p, p.sub(l.b, n, m)),
  div: (l, p, _d, n, m) => normal(l, p, p.div(l.b, n, m)),
  sqrt: (l, p, _d, _n, m) => finite(l, p, p.sqrt(l.b, m)),
  mla: accumulate(false, false),
  mls: accumulate(false, true),
  nmla: accumulate(true, true),
  nmls: accumulate(true, false),
} as const satisfies Partial<Record<FpOp, Emit>>;

type Inline = keyof typeof EMIT;

/** An arithmetic operation on Dd, Dn, Dm or Sd, Sn, Sm. */
function arithmetic(l: Lift, op: Inline, sz: number, d: number, n: number, m: number): void {
  const operands = (temp: boolean): FpOperands => ({ sz, d, n, m, temp, extra: 0 });
  if (l.conditional || !roundsFreely(l)) {
    callOperation(l, op, operands(false));
    return;
  }
  const { b } = l;
  const p = precision(sz);
  const accumulates = op === 'mla' || op === 'mls' || op === 'nmla' || op === 'nmls';
  // The helper reads its operands from the registers, so the result must not be there yet.
  const temp = accumulates || d === m || (d === n && op !== 'sqrt');
  const x = accumulates ? p.get(b, p.at(d)) : -1;
  const y = op === 'sqrt' ? -1 : p.get(b, p.at(n));
  const { value, bad } = (EMIT[op] as Emit)(l, p, x, y, p.get(b, p.at(m)));
  p.set(b, temp ? AT.vtemp : p.at(d), value);
  callWhen(l, bad, op, operands(temp));
  if (temp) p.set(b, p.at(d), p.get(b, AT.vtemp));
}

/** VCMP, VCMPE of register d with m, or with zero when m < 0. */
function compare(l: Lift, sz: number, signalling: number, d: number, m: number): void {
  const { b } = l;
  const op: FpOp = m < 0 ? (signalling ? 'cmpeZero' : 'cmpZero') : signalling ? 'cmpe' : 'cmp';
  const operands: FpOperands = { sz, d, n: 0, m: Math.max(m, 0), temp: false, extra: 0 };
  if (!mayCheck(l)) {
    callExact(l, op, operands);
    return;
  }
  const p = precision(sz);
  const x = p.get(b, p.at(d));
  const y = m < 0 ? p.zero(b) : p.get(b, p.at(m));
  const less = p.lt(b, x, y);
  const equal = p.eq(b, x, y);
  const greater = p.lt(b, y, x);
  // Less is 1000, equal 0110, greater 0010.
  const above = b.add_i32(b.mul_i32(less, l.imm(6 << 28)), b.shl_i32(equal, l.imm(30)));
  const flags = b.add_i32(above, l.imm(2 << 28));
  b.set_i32(AT.fpscr, b.or_i32(b.and_i32(b.get_i32(AT.fpscr), l.imm(0x0fffffff)), flags));
  b.begin_if(b.eqz_i32(b.or_i32(b.or_i32(less, equal), greater)));
  callExact(l, op, operands);
  b.end_if();
}

type Part = Pick<
  VfpVisitor<void>,
  | 'vfp_vmla'
  | 'vfp_vmls'
  | 'vfp_vnmls'
  | 'vfp_vnmla'
  | 'vfp_vmul'
  | 'vfp_vnmul'
  | 'vfp_vadd'
  | 'vfp_vsub'
  | 'vfp_vdiv'
  | 'vfp_vfnms'
  | 'vfp_vfnma'
  | 'vfp_vfma'
  | 'vfp_vfms'
  | 'vfp_vsqrt'
  | 'vfp_vcmp'
  | 'vfp_vcmp_zero'
>;

/** VFP arithmetic and comparison. */
export function vfpArithmetic(l: Lift): Part {
  const fused = (op: FpOp, sz: number, d: number, n: number, m: number) =>
    callOperation(l, op, { sz, d, n, m, temp: false, extra: 0 });
  return {
    vfp_vmla: (_c, d, sz, n, m) => arithmetic(l, 'mla', sz, d, n, m),
    vfp_vmls: (_c, d, sz, n, m) => arithmetic(l, 'mls', sz, d, n, m),
    vfp_vnmls: (_c, d, sz, n, m) => arithmetic(l, 'nmls', sz, d, n, m),
    vfp_vnmla: (_c, d, sz, n, m) => arithmetic(l, 'nmla', sz, d, n, m),
    vfp_vmul: (_c, d, sz, n, m) => arithmetic(l, 'mul', sz, d, n, m),
    vfp_vnmul: (_c, d, sz, n, m) => arithmetic(l, 'nmul', sz, d, n, m),
    vfp_vadd: (_c, d, sz, n, m) => arithmetic(l, 'add', sz, d, n, m),
    vfp_vsub: (_c, d, sz, n, m) => arithmetic(l, 'sub', sz, d, n, m),
    vfp_vdiv: (_c, d, sz, n, m) => arithmetic(l, 'div', sz, d, n, m),
    vfp_vfnms: (_c, d, sz, n, m) => fused('fnms', sz, d, n, m),
    vfp_vfnma: (_c, d, sz, n, m) => fused('fnma', sz, d, n, m),
    vfp_vfma: (_c, d, sz, n, m) => fused('fma', sz, d, n, m),
    vfp_vfms: (_c, d, sz, n, m) => fused('fms', sz, d, n, m),
    vfp_vsqrt: (_c, d, sz, m) => arithmetic(l, 'sqrt', sz, d, 0, m),
    vfp_vcmp: (_c, d, sz, E, m) => compare(l, sz, E, d, m),
    vfp_vcmp_zero: (_c, d, sz, E) => compare(l, sz, E, d, -1),
  };
}
