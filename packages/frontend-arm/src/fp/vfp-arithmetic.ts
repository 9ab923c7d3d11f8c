import { add, div, type Environment, F32, F64, type Format, fma, mul, ROUND, sqrt, sub } from '@tutti/softfloat';
import { FP_OP, unpackD, unpackDouble, unpackM, unpackN, unpackOp } from './operation.ts';
import { type FpRegisters, noteInexact } from './registers.ts';

const SIGN = { single: 1n << 31n, double: 1n << 63n } as const;

/** VFP arithmetic by bit patterns. VMLA and its kin round the product first; VFMA and its kin round once. */
function exact(env: Environment, f: Format, op: number, sign: bigint, d: bigint, n: bigint, m: bigint): bigint {
  switch (op) {
    case FP_OP.mul:
      return mul(env, f, n, m);
    case FP_OP.nmul:
      return mul(env, f, n, m) ^ sign;
    case FP_OP.add:
      return add(env, f, n, m);
    case FP_OP.sub:
      return sub(env, f, n, m);
    case FP_OP.div:
      return div(env, f, n, m);
    case FP_OP.sqrt:
      return sqrt(env, f, m);
    case FP_OP.mla:
      return add(env, f, d, mul(env, f, n, m));
    case FP_OP.mls:
      return add(env, f, d, mul(env, f, n, m) ^ sign);
    case FP_OP.nmla:
      return add(env, f, d ^ sign, mul(env, f, n, m) ^ sign);
    case FP_OP.nmls:
      return add(env, f, d ^ sign, mul(env, f, n, m));
    case FP_OP.fma:
      return fma(env, f, n, m, d);
    case FP_OP.fms:
      return fma(env, f, n ^ sign, m, d);
    case FP_OP.fnma:
      return fma(env, f, n ^ sign, m, d ^ sign);
    default:
      return fma(env, f, n, m, d ^ sign);
  }
}

/** The same with numbers, double precision. NaN: not decided. */
function double(r: FpRegisters, op: number, d: number, n: number, m: number): number {
  const x = r.numbers;
  switch (op) {
    case FP_OP.mul:
      return x.mul64(n, m);
    case FP_OP.nmul:
      return -x.mul64(n, m);
    case FP_OP.add:
      return x.add64(n, m);
    case FP_OP.sub:
      return x.add64(n, -m);
    case FP_OP.div:
      return x.div64(n, m);
    case FP_OP.sqrt:
      return x.sqrt64(m);
    case FP_OP.fma:
      return x.fma64(n, m, d);
    case FP_OP.fms:
      return x.fma64(-n, m, d);
    case FP_OP.fnma:
      return x.fma64(-n, m, -d);
    case FP_OP.fnms:
      return x.fma64(n, m, -d);
    default: {
      const product = x.mul64(n, m);
      const { inexact } = x;
      const negated = op === FP_OP.mls || op === FP_OP.nmla;
      const sum = x.add64(op >= FP_OP.nmla ? -d : d, negated ? -product : product);
      x.inexact ||= inexact;
      return sum;
    }
  }
}

/** The same with numbers, single precision. */
function single(r: FpRegisters, op: number, d: number, n: number, m: number): number {
  const x = r.numbers;
  switch (op) {
    case FP_OP.mul:
      return x.mul32(n, m);
    case FP_OP.nmul:
      return -x.mul32(n, m);
    case FP_OP.add:
      return x.add32(n, m);
    case FP_OP.sub:
      return x.add32(n, -m);
    case FP_OP.div:
      return x.div32(n, m);
    case FP_OP.sqrt:
      return x.sqrt32(m);
    case FP_OP.fma:
      return x.fma32(n, m, d);
    case FP_OP.fms:
      return x.fma32(-n, m, d);
    case FP_OP.fnma:
      return x.fma32(-n, m, -d);
    case FP_OP.fnms:
      return x.fma32(n, m, -d);
    default: {
      const product = x.mul32(n, m);
      const { inexact } = x;
      const negated = op === FP_OP.mls || op === FP_OP.nmla;
      const sum = x.add32(op >= FP_OP.nmla ? -d : d, negated ? -product : product);
      x.inexact ||= inexact;
      return sum;
    }
  }
}

/** Carry out an arithmetic operation: the result is in Dd. */
export function vfpArithmetic(r: FpRegisters, packed: number): void {
  const op = unpackOp(packed);
  const d = unpackD(packed);
  const n = unpackN(packed);
  const m = unpackM(packed);
  const nearest = r.env.rounding === ROUND.nearestEven;
  if (unpackDouble(packed)) {
    const { f64, d64 } = r;
    const quick = nearest ? double(r, op, f64[d] as number, f64[n] as number, f64[m] as number) : Number.NaN;
    if (!Number.isNaN(quick)) {
      noteInexact(r);
      f64[d] = quick;
    } else d64[d] = exact(r.env, F64, op, SIGN.double, d64[d] as bigint, d64[n] as bigint, d64[m] as bigint);
    return;
  }
  const { f32, s32 } = r;
  const quick = nearest ? single(r, op, f32[d] as number, f32[n] as number, f32[m] as number) : Number.NaN;
  if (!Number.isNaN(quick)) {
    noteInexact(r);
    f32[d] = quick;
    return;
  }
  const bits = (i: number) => BigInt(s32[i] as number);
  s32[d] = Number(exact(r.env, F32, op, SIGN.single, bits(d), bits(n), bits(m)));
}
