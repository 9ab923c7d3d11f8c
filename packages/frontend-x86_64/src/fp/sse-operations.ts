import {
  add,
  compare,
  convert,
  div,
  type Environment,
  F16,
  F32,
  F64,
  FLAG,
  type Format,
  fma,
  fromInteger,
  mul,
  type Ordering,
  ROUND,
  type Round,
  roundToIntegral,
  sqrt,
  sub,
  toInteger,
  x86Environment,
} from '@tutti/softfloat';
import { VECTOR } from '../guest-exits.ts';
import { AT, CR4 } from '../state.ts';
import type { X86Context } from '../system/context.ts';
import { GuestFault } from '../system/fault.ts';
import { quickArithmetic } from './quick-float.ts';
import { quickFma } from './quick-fma.ts';

/** Operations of the helper `sse`, by number. */
export const SSE_OP = {
  add: 0,
  sub: 1,
  mul: 2,
  div: 3,
  min: 4,
  max: 5,
  sqrt: 6,
  compare: 7,
  round: 8,
  hadd: 9,
  hsub: 10,
  addsub: 11,
  /** Between the two float formats; `format` is the source's. */
  convert: 12,
  /** 32-bit integers of varg[1] to floats of the format. */
  fromI32: 13,
  /** Floats to 32-bit integers; immediate 1 truncates. Doubles leave the upper half 0. */
  toI32: 14,
  /** arg[0], of immediate bytes, to a float in lane 0. */
  fromInteger: 15,
  /** Lane 0 of varg[1] to arg[0]; immediate: bytes | truncate << 4. */
  toInteger: 16,
  /** Flags of a comparison to arg[0]: ZF, PF, CF in bits 0 to 2; immediate 1 signals quiet NaNs. */
  order: 17,
  reciprocal: 18,
  reciprocalRoot: 19,
  /** DPPS, DPPD. */
  dot: 20,
  /** varg[0] * varg[1] + varg[2]; two bits of the immediate for each lane: 1 negates the product, 2 the addend. */
  fma: 21,
  /** The low four halves of varg[1] to singles. */
  fromHalf: 22,
  /** Singles of varg[1] to halves in the low 8 bytes; immediate as VCVTPS2PH has it. */
  toHalf: 23,
} as const;

/** Bits of `format`: lane bytes, and all lanes instead of the first. */
export const SSE_PACKED = 16;

const MXCSR = { DAZ: 1 << 6, FTZ: 1 << 15 } as const;
/** MXCSR.RC as softfloat has it. */
const ROUNDINGS: readonly Round[] = [ROUND.nearestEven, ROUND.down, ROUND.up, ROUND.zero];
const INDEFINITE32 = 0x80000000n;

/** One operation of a core: operands and the environment that collects its exceptions. */
interface Sse {
  readonly env: Environment;
  readonly format: Format;
  readonly bits: bigint;
  /** Lane i of operand 0 or 1. */
  readonly lane: (operand: number, i: number) => bigint;
}

const environment = x86Environment('sse');
const UNMASKED_UNDERFLOW = 1 << 11;

/** Arithmetic of two lanes. @see Intel SDM 1, 11.5 and table 4-7 */
function arithmetic({ env, format }: Sse, operation: number, a: bigint, b: bigint, immediate: number): bigint {
  switch (operation) {
    case SSE_OP.add:
      return add(env, format, a, b);
    case SSE_OP.sub:
      return sub(env, format, a, b);
    case SSE_OP.mul:
      return mul(env, format, a, b);
    case SSE_OP.div:
      return div(env, format, a, b);
    case SSE_OP.sqrt:
      return sqrt(env, format, b);
    case SSE_OP.min:
    case SSE_OP.max: {
      // NaNs and equal operands give the second operand, unchanged (but for DAZ).
      const order = compare(env, format, a, b, true);
      return order === (operation === SSE_OP.min ? 'less' : 'greater')
        ? flushed(env, format, a)
        : flushed(env, format, b);
    }
    case SSE_OP.compare:
      return holds(compare(env, format, a, b, signals(immediate)), immediate)
        ? format === F32
          ? 0xffffffffn
          : 0xffffffffffffffffn
        : 0n;
    case SSE_OP.round: {
      const rounding = immediate & 4 ? env.rounding : (ROUNDINGS[immediate & 3] as Round);
      const before = env.flags;
      const r = roundToIntegral(env, format, b, rounding, (immediate & 8) === 0);
      // Rounding to integral values raises no denormal exception.
      env.flags = (env.flags & ~FLAG.denormal) | (before & FLAG.denormal);
      return r;
    }
    default:
      throw new RangeError(`SSE operation ${operation}`);
  }
}

/** With DAZ a denormal that is passed on is a zero. */
function flushed(env: Environment, format: Format, x: bigint): bigint {
  const exponent = format === F32 ? 0x7f800000n : 0x7ff0000000000000n;
  const sign = format === F32 ? 0x80000000n : 0x8000000000000000n;
  return env.flushInputs && (x & exponent) === 0n ? x & sign : x;
}

/** Predicates of CMPPS (0 to 7) and VCMPPS (0 to 31): bit 4 swaps quiet and signalling. @see Intel SDM 2A "CMPPD" */
function holds(order: Ordering, predicate: number): boolean {
  const base = predicate & 7;
  if (order === 'unordered') {
    // 8 to 15 are the ones below with unordered operands counted the other way.
    const usual = base >= 3 && base < 7;
    return predicate & 8 ? !usual : usual;
  }
  const positive = [order === 'equal', order === 'less', order !== 'greater', false][base & 3] as boolean;
  return base & 4 ? !positive : positive;
}

/** Does a predicate signal quiet NaNs too? */
const signals = (predicate: number): boolean =>
  ((predicate & 3) === 1 || (predicate & 3) === 2) !== ((predicate & 16) !== 0);

function begin(context: X86Context): Environment {
  const { mxcsr } = context.state;
  environment.flags = 0;
  environment.rounding = ROUNDINGS[(mxcsr >> 13) & 3] as Round;
  environment.flushInputs = (mxcsr & MXCSR.DAZ) !== 0;
  environment.flushOutputs = (mxcsr & MXCSR.FTZ) !== 0 && (mxcsr & UNMASKED_UNDERFLOW) !== 0;
  return environment;
}

/** Note the exceptions in MXCSR. @throws GuestFault #XM when one is unmasked */
function settle(context: X86Context, env: Environment): void {
  const { state } = context;
  const flags = env.flags & 0x3f;
  state.mxcsr |= flags;
  if (flags & ~(state.mxcsr >> 7)) throw new GuestFault(state.cr4 & BigInt(CR4.OSXMMEXCPT) ? VECTOR.XM : VECTOR.UD);
}

/** Carry out an operation on varg (see SSE_OP). @returns 0 */
export function sseOperation(context: X86Context, operation: number, immediate: number, packed: number): number {
  const bytes = packed & 15;
  const all = packed & SSE_PACKED ? 16 / bytes : 1;
  if (operation < SSE_OP.min && quickArithmetic(context, operation, bytes, all)) return 0;
  if (operation === SSE_OP.fma && quickFma(context, immediate, bytes, all)) return 0;
  const { view, state } = context;
  const base = context.env.base + AT.varg;
  const env = begin(context);
  const format = bytes === 4 ? F32 : F64;
  const load = (operand: number, i: number, size: number): bigint =>
    size === 4
      ? BigInt(view.getUint32(base + 16 * operand + 4 * i, true))
      : view.getBigUint64(base + 16 * operand + 8 * i, true);
  const sse: Sse = { env, format, bits: BigInt(8 * bytes), lane: (operand, i) => load(operand, i, bytes) };
  const results: bigint[] = [];
  const count = all;
  let size = bytes;
  let fill = false;
  switch (operation) {
    case SSE_OP.convert: {
      const target = bytes === 4 ? F64 : F32;
      size = 12 - bytes;
      fill = (packed & SSE_PACKED) !== 0;
      for (let i = 0; i < (packed & SSE_PACKED ? 2 : 1); i++)
        results.push(convert(env, format, target, sse.lane(1, i)));
      break;
    }
    case SSE_OP.fromI32:
      for (let i = 0; i < count; i++) results.push(fromInteger(env, format, BigInt.asIntN(32, load(1, i, 4))));
      break;
    case SSE_OP.toI32: {
      size = 4;
      fill = true;
      const rounding = immediate ? ROUND.zero : env.rounding;
      for (let i = 0; i < count; i++)
        results.push(
          BigInt.asUintN(32, toInteger(env, format, sse.lane(1, i), 32, true, rounding).value ?? INDEFINITE32),
        );
      break;
    }
    case SSE_OP.fromInteger:
      results.push(fromInteger(env, format, BigInt.asIntN(8 * immediate, state.arg[0] as bigint)));
      break;
    case SSE_OP.toInteger: {
      const width = 8 * (immediate & 15);
      const r = toInteger(env, format, sse.lane(1, 0), width, true, immediate & 16 ? ROUND.zero : env.rounding).value;
      settle(context, env);
      state.arg[0] = r ?? -(1n << BigInt(width - 1));
      return 0;
    }
    case SSE_OP.order: {
      const order = compare(env, format, sse.lane(0, 0), sse.lane(1, 0), immediate !== 0);
      settle(context, env);
      state.arg[0] = BigInt({ unordered: 7, greater: 0, less: 4, equal: 1 }[order]);
      return 0;
    }
    case SSE_OP.hadd:
    case SSE_OP.hsub:
      for (let i = 0; i < count; i++) {
        const operand = i < count / 2 ? 0 : 1;
        const at = 2 * (i % (count / 2));
        results.push(
          arithmetic(
            sse,
            operation === SSE_OP.hadd ? SSE_OP.add : SSE_OP.sub,
            sse.lane(operand, at),
            sse.lane(operand, at + 1),
            0,
          ),
        );
      }
      break;
    case SSE_OP.addsub:
      for (let i = 0; i < count; i++)
        results.push(arithmetic(sse, i & 1 ? SSE_OP.add : SSE_OP.sub, sse.lane(0, i), sse.lane(1, i), 0));
      break;
    case SSE_OP.reciprocal:
    case SSE_OP.reciprocalRoot:
      for (let i = 0; i < count; i++) results.push(approximate(sse.lane(1, i), operation === SSE_OP.reciprocalRoot));
      env.flags = 0;
      break;
    case SSE_OP.fma:
      for (let i = 0; i < count; i++) results.push(fused(sse, immediate >> (2 * i), i));
      break;
    case SSE_OP.fromHalf:
      // DAZ and the denormal exception are for singles and doubles alone.
      env.flushInputs = false;
      for (let i = 0; i < 4; i++) results.push(convert(env, F16, F32, BigInt(view.getUint16(base + 16 + 2 * i, true))));
      env.flags &= ~FLAG.denormal;
      break;
    case SSE_OP.toHalf:
      size = 2;
      fill = true;
      env.flushOutputs = false;
      if (!(immediate & 4)) env.rounding = ROUNDINGS[immediate & 3] as Round;
      for (let i = 0; i < 4; i++) results.push(convert(env, F32, F16, sse.lane(1, i)));
      break;
    case SSE_OP.dot:
      dot(sse, immediate, count, results);
      break;
    default:
      for (let i = 0; i < count; i++)
        results.push(arithmetic(sse, operation, sse.lane(0, i), sse.lane(1, i), immediate));
  }
  settle(context, env);
  if (fill) {
    view.setBigUint64(base, 0n, true);
    view.setBigUint64(base + 8, 0n, true);
  }
  results.forEach((r, i) => {
    if (size === 4) view.setUint32(base + 4 * i, Number(r), true);
    else if (size === 2) view.setUint16(base + 2 * i, Number(r), true);
    else view.setBigUint64(base + 8 * i, r, true);
  });
  return 0;
}

/** RCPPS and RSQRTPS: the correctly rounded value, well inside the error that the manual allows (1.5 * 2^-12). */
function approximate(x: bigint, root: boolean): bigint {
  const words = new Float32Array(Uint32Array.of(Number(x)).buffer);
  const value = words[0] as number;
  words[0] = root ? 1 / Math.sqrt(value) : 1 / value;
  return BigInt(new Uint32Array(words.buffer)[0] as number);
}

const NOT_A_NUMBER = {
  4: [0x7fffffffn, 0x7f800000n, 0x80000000n],
  8: [0x7fffffffffffffffn, 0x7ff0000000000000n, 1n << 63n],
} as const;

/** One lane of a fused multiply and add. The signs of NaNs stay. */
function fused({ env, format, lane }: Sse, signs: number, i: number): bigint {
  const [size, infinity, sign] = NOT_A_NUMBER[format === F32 ? 4 : 8];
  const negated = (x: bigint, when: number): bigint => (when && (x & size) <= infinity ? x ^ sign : x);
  return fma(env, format, negated(lane(0, i), signs & 1), lane(1, i), negated(lane(2, i), signs & 2));
}

function dot(sse: Sse, immediate: number, count: number, results: bigint[]): void {
  const { env, format } = sse;
  const products = Array.from({ length: count }, (_, i) =>
    (immediate >> (4 + i)) & 1 ? mul(env, format, sse.lane(0, i), sse.lane(1, i)) : 0n,
  );
  const pairs = [add(env, format, products[0] as bigint, products[1] as bigint)];
  if (count === 4) pairs.push(add(env, format, products[2] as bigint, products[3] as bigint));
  const sum = count === 4 ? add(env, format, pairs[0] as bigint, pairs[1] as bigint) : (pairs[0] as bigint);
  for (let i = 0; i < count; i++) results.push((immediate >> i) & 1 ? sum : 0n);
}
