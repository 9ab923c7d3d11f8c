import {
  add,
  compare,
  div,
  F32,
  FLAG,
  fma,
  fromInteger,
  infinity,
  mul,
  quietNaN,
  ROUND,
  sub,
  toInteger,
  type Unpacked,
  unpack,
} from '@tutti/softfloat';
import { reciprocalEstimate, rootEstimate } from './estimate.ts';
import { NEON_OP } from './neon-operation.ts';
import { type FpRegisters, noteInexact } from './registers.ts';

const SIGN = 0x80000000;
const ONES = 0xffffffff;
/** Numbers from here on can be halved without becoming denormal. */
const SMALL = 2 ** -125;
const THREE = 0x40400000n;
const TWO = 0x40000000n;
const ONE_AND_HALF = 0x3fc00000n;

/** An operand with the standard FPSCR value: denormals are zeros, with IDC. */
function operand(r: FpRegisters, bits: number): Unpacked {
  const x = unpack(F32, BigInt(bits));
  if (!x.denormal) return x;
  r.env.flags |= FLAG.denormal;
  return unpack(F32, BigInt((bits & SIGN) >>> 0));
}

/** FPMax, FPMin. */
function maximum(r: FpRegisters, a: number, b: number, wantMax: boolean): number {
  const x = operand(r, a);
  const y = operand(r, b);
  const nan = (v: Unpacked) => v.kind === 'quiet' || v.kind === 'signalling';
  if (nan(x) || nan(y)) {
    if (x.kind === 'signalling' || y.kind === 'signalling') r.env.flags |= FLAG.invalid;
    return Number(quietNaN(F32, false));
  }
  if (x.kind === 'zero' && y.kind === 'zero') return (wantMax ? x.sign && y.sign : x.sign || y.sign) ? SIGN : 0;
  const less = compare(r.env, F32, x.bits, y.bits, false) === 'less';
  return Number(less === wantMax ? y.bits : x.bits);
}

/** Comparison masks: a >= b is not (a < b or unordered). */
function mask(r: FpRegisters, op: number, a: number, b: number): number {
  const absolute = op === NEON_OP.acge || op === NEON_OP.acgt;
  const x = BigInt(absolute ? (a & ~SIGN) >>> 0 : a);
  const y = BigInt(absolute ? (b & ~SIGN) >>> 0 : b);
  const equality = op === NEON_OP.ceq || op === NEON_OP.ceqZero;
  const order = compare(r.env, F32, x, y, !equality);
  if (equality) return order === 'equal' ? ONES : 0;
  const orEqual = op === NEON_OP.cge || op === NEON_OP.acge;
  return order === 'greater' || (orEqual && order === 'equal') ? ONES : 0;
}

/** VRECPS and VRSQRTS: the step is 2 - a b, or (3 - a b) / 2; infinity times zero gives 2 or 1.5. */
function step(r: FpRegisters, a: number, b: number, root: boolean): number {
  const { env } = r;
  const x = operand(r, a);
  const y = operand(r, b);
  const indefinite = (x.kind === 'infinity' && y.kind === 'zero') || (x.kind === 'zero' && y.kind === 'infinity');
  if (indefinite) return Number(root ? ONE_AND_HALF : TWO);
  const product = mul(env, F32, x.bits, y.bits);
  if (!root) return Number(sub(env, F32, TWO, product));
  return Number(div(env, F32, sub(env, F32, THREE, product), TWO));
}

/** The number of an operation, or NaN when numbers do not decide it. */
function quick(r: FpRegisters, op: number, d: number, n: number, m: number): number {
  const x = r.numbers;
  switch (op) {
    case NEON_OP.add:
    case NEON_OP.padd:
      return x.add32(n, m);
    case NEON_OP.sub:
      return x.add32(n, -m);
    case NEON_OP.mul:
      return x.mul32(n, m);
    case NEON_OP.abd:
      return Math.abs(x.add32(n, -m));
    case NEON_OP.fma:
      return x.fma32(n, m, d);
    case NEON_OP.fms:
      return x.fma32(-n, m, d);
    case NEON_OP.mla:
    case NEON_OP.mls: {
      const product = x.mul32(n, m);
      const { inexact } = x;
      const sum = x.add32(d, op === NEON_OP.mls ? -product : product);
      x.inexact ||= inexact;
      return sum;
    }
    default: {
      const product = x.mul32(n, m);
      const { inexact } = x;
      const root = op === NEON_OP.rsqrts;
      const difference = x.add32(root ? 3 : 2, -product);
      x.inexact ||= inexact;
      if (!root) return difference;
      return Math.abs(difference) < SMALL && difference !== 0 ? Number.NaN : difference / 2;
    }
  }
}

/** Whether `quick` knows an operation. */
const hasQuick = (op: number): boolean =>
  op <= NEON_OP.abd || op === NEON_OP.padd || op === NEON_OP.recps || op === NEON_OP.rsqrts;

/** One lane of an operation with two (or three) operands, by bit patterns. */
function exact(r: FpRegisters, op: number, d: number, n: number, m: number): number {
  const { env } = r;
  const [x, y, z] = [BigInt(n), BigInt(m), BigInt(d)];
  switch (op) {
    case NEON_OP.add:
    case NEON_OP.padd:
      return Number(add(env, F32, x, y));
    case NEON_OP.sub:
      return Number(sub(env, F32, x, y));
    case NEON_OP.mul:
      return Number(mul(env, F32, x, y));
    case NEON_OP.abd:
      return Number(sub(env, F32, x, y) & 0x7fffffffn);
    case NEON_OP.mla:
      return Number(add(env, F32, z, mul(env, F32, x, y)));
    case NEON_OP.mls:
      return Number(add(env, F32, z, mul(env, F32, x, y) ^ BigInt(SIGN)));
    case NEON_OP.fma:
      return Number(fma(env, F32, x, y, z));
    case NEON_OP.fms:
      return Number(fma(env, F32, x ^ BigInt(SIGN), y, z));
    case NEON_OP.max:
    case NEON_OP.pmax:
      return maximum(r, n, m, true);
    case NEON_OP.min:
    case NEON_OP.pmin:
      return maximum(r, n, m, false);
    case NEON_OP.recps:
      return step(r, n, m, false);
    case NEON_OP.rsqrts:
      return step(r, n, m, true);
    default:
      return mask(r, op, n, m);
  }
}

/** One lane of an operation with two or three operands: bit patterns in and out. */
export function floatLane(r: FpRegisters, op: number, d: number, n: number, m: number): number {
  if (!hasQuick(op)) return exact(r, op, d, n, m);
  const { word, single } = r;
  const number = (bits: number) => {
    word[0] = bits;
    return single[0] as number;
  };
  const result = quick(r, op, number(d), number(n), number(m));
  if (Number.isNaN(result)) return exact(r, op, d, n, m);
  noteInexact(r);
  single[0] = result;
  return word[0] as number;
}

/** One lane of an operation with one operand. */
export function unaryLane(r: FpRegisters, op: number, m: number, extra: number): number {
  const { env } = r;
  switch (op) {
    case NEON_OP.ceqZero:
      return mask(r, NEON_OP.ceq, m, 0);
    case NEON_OP.cgeZero:
      return mask(r, NEON_OP.cge, m, 0);
    case NEON_OP.cgtZero:
      return mask(r, NEON_OP.cgt, m, 0);
    case NEON_OP.cleZero:
      return mask(r, NEON_OP.cge, 0, m);
    case NEON_OP.cltZero:
      return mask(r, NEON_OP.cgt, 0, m);
    case NEON_OP.fromS32:
      return Number(fromInteger(env, F32, BigInt(m | 0), extra));
    case NEON_OP.fromU32:
      return Number(fromInteger(env, F32, BigInt(m), extra));
    case NEON_OP.toS32:
    case NEON_OP.toU32: {
      const signed = op === NEON_OP.toS32;
      return Number(BigInt.asUintN(32, toInteger(env, F32, BigInt(m), 32, signed, ROUND.zero, extra).saturated));
    }
    case NEON_OP.recpe:
      return recpe(r, m);
    default:
      return rsqrte(r, m);
  }
}

function nanResult(r: FpRegisters, x: Unpacked): number {
  if (x.kind === 'signalling') r.env.flags |= FLAG.invalid;
  return Number(quietNaN(F32, false));
}

/** FPRecipEstimate. @see Arm DDI 0406C, A2.7.8 */
function recpe(r: FpRegisters, bits: number): number {
  const exponent = (bits >>> 23) & 255;
  if (exponent > 0 && exponent < 253) {
    const estimate = reciprocalEstimate(256 + ((bits >>> 15) & 255));
    return ((bits & SIGN) | ((253 - exponent) << 23) | ((estimate & 255) << 15)) >>> 0;
  }
  const x = operand(r, bits);
  const signBit = x.sign ? SIGN : 0;
  if (x.kind === 'quiet' || x.kind === 'signalling') return nanResult(r, x);
  if (x.kind === 'infinity') return signBit;
  if (x.kind === 'zero') {
    r.env.flags |= FLAG.divideByZero;
    return Number(infinity(F32, x.sign));
  }
  r.env.flags |= FLAG.underflow;
  return signBit;
}

/** FPRSqrtEstimate. */
function rsqrte(r: FpRegisters, bits: number): number {
  const exponent = bits >>> 23;
  if (exponent > 0 && exponent < 255) {
    const estimate = rootEstimate((exponent & 1) === 0, (bits >>> 15) & 255);
    return ((((380 - exponent) >> 1) << 23) | ((estimate & 255) << 15)) >>> 0;
  }
  const x = operand(r, bits);
  if (x.kind === 'quiet' || x.kind === 'signalling') return nanResult(r, x);
  if (x.kind === 'zero') {
    r.env.flags |= FLAG.divideByZero;
    return Number(infinity(F32, x.sign));
  }
  if (x.sign) {
    r.env.flags |= FLAG.invalid;
    return Number(quietNaN(F32, false));
  }
  return 0;
}
