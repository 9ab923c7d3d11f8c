import {
  add,
  compare,
  convert,
  div,
  F32,
  F64,
  F80,
  FLAG,
  type Format,
  fromInteger,
  infinity,
  mul,
  type Ordering,
  ROUND,
  roundToIntegral,
  sqrt,
  sub,
  toInteger,
  unpack,
  zero,
} from '@tutti/softfloat';
import type { X86Context } from '../system/context.ts';
import { partialRemainder } from './x87-remainder.ts';
import { scale } from './x87-scale.ts';
import { FSW, INDEFINITE, loadedStatus, X87Stack } from './x87-stack.ts';
import { transcendental } from './x87-transcendental.ts';

/** Operations of the helper `x87`, by number. */
export const X87_OP = {
  /** D8 /0 to /7 with destination b & 15 and source b >> 4; c: pops. */
  add: 0,
  mul: 1,
  compare: 2,
  comparePop: 3,
  sub: 4,
  subr: 5,
  div: 6,
  divr: 7,
  /** Push the source b. */
  load: 8,
  /** ST(0) to arg in the format b; c: truncate. */
  store: 9,
  pop: 10,
  /** ST(0) to ST(b); c: pops | no fault but no store either when it is empty << 1. */
  storeRegister: 11,
  exchange: 12,
  /** Compare with ST(b); c: pops | quiet << 2 | flags to arg[0] << 3. */
  order: 13,
  chs: 14,
  abs: 15,
  test: 16,
  examine: 17,
  constant: 18,
  squareRoot: 19,
  round: 20,
  scale: 21,
  extract: 22,
  remainder: 23,
  remainderNearest: 24,
  transcendental: 25,
  free: 26,
  rotate: 27,
  initialise: 28,
  clear: 29,
  move: 30,
  wait: 31,
  setControl: 32,
} as const;

/** Sources besides ST(i). */
export const X87_SOURCE = { F32: 8, F64: 9, I16: 10, I32: 11, I64: 12, F80: 13, BCD: 14 } as const;

/** 1, log2 10, log2 e, pi, log10 2, ln 2, 0: nearest; and the value one below, for rounding down and to zero. */
const CONSTANTS: readonly (readonly [bigint, readonly number[]])[] = [
  [0x3fff8000000000000000n, [0, 0, 0, 0]],
  [0x4000d49a784bcd1b8afen, [0, 0, 1, 0]],
  [0x3fffb8aa3b295c17f0bcn, [0, -1, 0, -1]],
  [0x4000c90fdaa22168c235n, [0, -1, 0, -1]],
  [0x3ffd9a209a84fbcff799n, [0, -1, 0, -1]],
  [0x3ffeb17217f7d1cf79acn, [0, -1, 0, -1]],
  [0n, [0, 0, 0, 0]],
];

const stacks = new WeakMap<X86Context, X87Stack>();

/** The stack of a core. */
export function stackOf(context: X86Context): X87Stack {
  let stack = stacks.get(context);
  if (stack === undefined) {
    stack = new X87Stack(context);
    stacks.set(context, stack);
  }
  return stack;
}

/** Value of a source operand in the 80-bit format. */
function sourceOf(s: X87Stack, source: number): bigint {
  const { state } = s.context;
  const bits = BigInt.asUintN(64, state.arg[0] as bigint);
  const integer = (width: number): bigint => fromInteger(s.env, F80, BigInt.asIntN(width, bits));
  switch (source) {
    case X87_SOURCE.F32:
      return widened(s, F32, bits & 0xffffffffn);
    case X87_SOURCE.F64:
      return widened(s, F64, bits);
    case X87_SOURCE.I16:
      return integer(16);
    case X87_SOURCE.I32:
      return integer(32);
    case X87_SOURCE.I64:
      return integer(64);
    case X87_SOURCE.F80:
      return bits | ((BigInt.asUintN(64, state.arg[1] as bigint) & 0xffffn) << 64n);
    case X87_SOURCE.BCD:
      return fromDecimal(s, bits, state.arg[1] as bigint);
    default:
      return s.get(source);
  }
}

const widened = (s: X87Stack, format: Format, bits: bigint): bigint => convert(s.env, format, F80, bits);

function fromDecimal(s: X87Stack, low: bigint, high: bigint): bigint {
  let value = 0n;
  for (let digit = 17; digit >= 0; digit--)
    value = value * 10n + ((digit < 16 ? low >> BigInt(4 * digit) : high >> BigInt(4 * (digit - 16))) & 15n);
  const negative = (high & 0x8000n) !== 0n;
  return value === 0n ? zero(F80, negative) : fromInteger(s.env, F80, negative ? -value : value);
}

/** @see Intel SDM 1, 8.3 */
export function x87Operation(context: X86Context, operation: number, b: number, c: number): void {
  const s = stackOf(context);
  const { state } = context;
  if (operation === X87_OP.initialise) {
    Object.assign(state, { fpControl: 0x37f, fpStatus: 0, fpTop: 0, fpEmpty: 0xff, fpIp: 0n, fpDp: 0n, fpOpcode: 0 });
    return;
  }
  if (operation === X87_OP.clear) {
    state.fpStatus &= 0x7f00;
    return;
  }
  s.begin();
  const keep = perform(s, operation, b, c);
  s.end(keep);
}

const ALL_CONDITIONS = FSW.C0 | FSW.C1 | FSW.C2 | FSW.C3;
/** Condition bits that an instruction leaves alone: all but C1. */
const OTHERS = FSW.C0 | FSW.C2 | FSW.C3;

/** @returns condition bits that stay */
function perform(s: X87Stack, operation: number, b: number, c: number): number {
  const { env, context } = s;
  const { state } = context;
  switch (operation) {
    case X87_OP.compare:
    case X87_OP.comparePop:
      order(s, b >> 4, c, false);
      return 0;
    case X87_OP.order:
      order(s, b, c & 3, (c & 4) !== 0, (c & 8) !== 0);
      // Intel SDM 2A has COMI clear C1; AMD's processors leave it.
      return c & 8 ? ALL_CONDITIONS : 0;
    case X87_OP.load:
      s.push(sourceOf(s, b));
      return OTHERS;
    case X87_OP.store:
      store(s, b, c !== 0);
      return OTHERS;
    case X87_OP.pop:
      if (!s.stopped) s.pop();
      return ALL_CONDITIONS;
    case X87_OP.storeRegister: {
      const nothing = (c & 2) !== 0 && s.isEmpty(0);
      const value = nothing ? 0n : s.get(0);
      if (s.stopped) return OTHERS;
      if (!nothing) s.set(b, value);
      if (c) s.pop();
      return OTHERS;
    }
    case X87_OP.exchange: {
      const x = s.get(0);
      const y = s.get(b);
      if (s.stopped) return OTHERS;
      s.set(0, y);
      s.set(b, x);
      return OTHERS;
    }
    case X87_OP.chs:
    case X87_OP.abs: {
      const empty = s.isEmpty(0);
      const value = s.get(0);
      if (s.stopped) return OTHERS;
      const sign = 1n << 79n;
      s.set(0, empty ? value : operation === X87_OP.chs ? value ^ sign : value & ~sign);
      return OTHERS;
    }
    case X87_OP.test:
      if (s.isEmpty(0)) {
        s.underflow();
        conditionsOf(s, 'unordered');
      } else conditionsOf(s, compare(env, F80, s.peek(0), 0n, true));
      return 0;
    case X87_OP.examine:
      examine(s);
      return 0;
    case X87_OP.constant: {
      const [nearest, steps] = CONSTANTS[b] as readonly [bigint, readonly number[]];
      s.push(nearest + BigInt(steps[(state.fpControl >> 10) & 3] as number));
      return OTHERS;
    }
    case X87_OP.transcendental:
      return transcendental(s, b) ? OTHERS & ~FSW.C2 : OTHERS;
    case X87_OP.free:
      state.fpEmpty |= 1 << ((state.fpTop + b) & 7);
      if (c) s.pop();
      return OTHERS;
    case X87_OP.rotate:
      state.fpTop = (state.fpTop + b) & 7;
      return OTHERS;
    case X87_OP.move: {
      const empty = s.isEmpty(0) || s.isEmpty(b);
      if (empty) s.underflow();
      if ((c || empty) && !s.stopped) s.set(0, empty ? INDEFINITE : s.peek(b));
      return ALL_CONDITIONS;
    }
    case X87_OP.wait:
      return ALL_CONDITIONS;
    case X87_OP.setControl:
      state.fpControl = (b & 0x1f7f) | 0x40;
      state.fpStatus = loadedStatus(state.fpStatus, state.fpControl);
      return ALL_CONDITIONS;
    case X87_OP.remainder:
    case X87_OP.remainderNearest:
      partialRemainder(s, operation === X87_OP.remainderNearest);
      return 0;
    case X87_OP.extract:
      extract(s);
      return OTHERS;
    case X87_OP.squareRoot:
      unary(s, (x) => sqrt(env, F80, x, s.precision));
      return OTHERS;
    case X87_OP.round:
      unary(s, (x) => roundToIntegral(env, F80, x, env.rounding, true));
      return OTHERS;
    case X87_OP.scale: {
      const empty = s.isEmpty(1);
      const y = s.get(1);
      unary(s, (x) => (empty ? INDEFINITE : scale(env, x, y)));
      return OTHERS;
    }
    default:
      arithmetic(s, operation, b, c);
      return OTHERS;
  }
}

function unary(s: X87Stack, compute: (x: bigint) => bigint): void {
  const empty = s.isEmpty(0);
  const x = s.get(0);
  const result = empty ? INDEFINITE : compute(x);
  if (s.stopped) return;
  if (!empty) s.noteRounding(result, () => compute(x));
  s.set(0, result);
}

const isNaN80 = (x: bigint): boolean => (x >> 64n) % 0x8000n === 0x7fffn && BigInt.asUintN(63, x) !== 0n;

/** A source operand widened: a signalling NaN from memory is still one when the NaN of the result is chosen. */
function unquieted(s: X87Stack, source: number, y: bigint): bigint {
  if (source !== X87_SOURCE.F32 && source !== X87_SOURCE.F64) return y;
  const format = source === X87_SOURCE.F32 ? F32 : F64;
  const bits = BigInt.asUintN(source === X87_SOURCE.F32 ? 32 : 64, s.context.state.arg[0] as bigint);
  return unpack(format, bits).kind === 'signalling' ? y & ~(1n << 62n) : y;
}

function arithmetic(s: X87Stack, operation: number, packed: number, pops: number): void {
  const { env, precision } = s;
  const destination = packed & 15;
  const source = packed >> 4;
  const empty = s.isEmpty(destination) || (source < 8 && s.isEmpty(source));
  const x = s.get(destination);
  const y = unquieted(s, source, sourceOf(s, source));
  // A NaN is passed on before anybody looks whether the other operand, widened from memory, was denormal.
  if (isNaN80(x) || isNaN80(y)) env.flags &= ~FLAG.denormal;
  const compute = (): bigint => {
    switch (operation) {
      case X87_OP.add:
        return add(env, F80, x, y, precision);
      case X87_OP.mul:
        return mul(env, F80, x, y, precision);
      case X87_OP.sub:
        return sub(env, F80, x, y, precision);
      case X87_OP.subr:
        return sub(env, F80, y, x, precision);
      case X87_OP.div:
        return div(env, F80, x, y, precision);
      default:
        return div(env, F80, y, x, precision);
    }
  };
  if (empty) env.flags = FLAG.invalid;
  const result = empty ? INDEFINITE : compute();
  if (s.stopped) return;
  if (!empty) s.noteRounding(result, compute);
  s.set(destination, result);
  if (pops) s.pop();
}

function conditionsOf(s: X87Stack, order: Ordering): void {
  s.conditions |= { unordered: FSW.C0 | FSW.C2 | FSW.C3, less: FSW.C0, equal: FSW.C3, greater: 0 }[order];
}

function order(s: X87Stack, source: number, pops: number, quiet: boolean, flags = false): void {
  const empty = s.isEmpty(0) || (source < 8 && s.isEmpty(source));
  if (empty) s.underflow();
  const y = source < 8 ? s.peek(source) : sourceOf(s, source);
  if (empty) s.env.flags = FLAG.invalid;
  const result = empty ? 'unordered' : compare(s.env, F80, s.peek(0), y, !quiet);
  if (flags) s.context.state.arg[0] = BigInt({ unordered: 7, greater: 0, less: 4, equal: 1 }[result]);
  else conditionsOf(s, result);
  if (s.stopped) return;
  for (let i = 0; i < pops; i++) s.pop();
}

/** FXAM. @see Intel SDM 2A "FXAM" */
function examine(s: X87Stack): void {
  const value = s.peek(0);
  const x = unpack(F80, value);
  const kinds = {
    unsupported: 0,
    quiet: FSW.C0,
    signalling: FSW.C0,
    finite: FSW.C2,
    infinity: FSW.C2 | FSW.C0,
    zero: FSW.C3,
  };
  const kind = s.isEmpty(0) ? FSW.C3 | FSW.C0 : x.kind === 'finite' && x.denormal ? FSW.C3 | FSW.C2 : kinds[x.kind];
  s.conditions |= kind | (value >> 79n ? FSW.C1 : 0);
}

function extract(s: X87Stack): void {
  const { env } = s;
  const empty = s.isEmpty(0) || !s.isEmpty(7);
  const x = s.get(0);
  const v = unpack(F80, x);
  if (empty) {
    if (s.stopped) return;
    s.set(0, INDEFINITE);
    s.push(INDEFINITE);
    return;
  }
  if (v.kind === 'finite') {
    if (v.denormal) env.flags |= FLAG.denormal;
    const length = v.significand.toString(2).length;
    if (s.stopped) return;
    s.set(0, fromInteger(env, F80, BigInt(v.exponent + length - 1)));
    s.push(fromInteger(env, F80, v.sign ? -v.significand : v.significand, length - 1));
  } else if (v.kind === 'zero') {
    env.flags |= FLAG.divideByZero;
    if (s.stopped) return;
    s.set(0, infinity(F80, true));
    s.push(x);
  } else if (v.kind === 'infinity') {
    s.set(0, infinity(F80, false));
    s.push(x);
  } else {
    const nan = add(env, F80, x, x);
    if (s.stopped) return;
    s.set(0, nan);
    s.push(nan);
  }
}

/** ST(0) to arg[0..1] in a format; the caller stores and then pops. */
function store(s: X87Stack, format: number, truncate: boolean): void {
  const { env, context } = s;
  const { state } = context;
  const empty = s.isEmpty(0);
  const x = s.get(0);
  const rounding = truncate ? ROUND.zero : env.rounding;
  const integer = (width: number): bigint => {
    const result = empty ? undefined : toInteger(env, F80, x, width, true, rounding).value;
    return result ?? -(1n << BigInt(width - 1));
  };
  let low: bigint;
  let high = 0n;
  switch (format) {
    case X87_SOURCE.F32:
      low = convert(env, F80, F32, x);
      s.noteRounding(low, () => convert(env, F80, F32, x));
      break;
    case X87_SOURCE.F64:
      low = convert(env, F80, F64, x);
      s.noteRounding(low, () => convert(env, F80, F64, x));
      break;
    case X87_SOURCE.F80:
      low = x & 0xffffffffffffffffn;
      high = x >> 64n;
      break;
    case X87_SOURCE.BCD:
      [low, high] = toDecimal(s, x, empty);
      break;
    default: {
      const width = format === X87_SOURCE.I16 ? 16 : format === X87_SOURCE.I32 ? 32 : 64;
      low = integer(width);
      if (!empty && env.flags & FLAG.inexact) {
        const cut = toInteger({ ...env }, F80, x, width, true, ROUND.zero).value;
        if (cut !== low) s.conditions |= FSW.C1;
      }
    }
  }
  // Stores raise no denormal exception.
  env.flags &= ~FLAG.denormal;
  state.arg[0] = BigInt.asIntN(64, low);
  state.arg[1] = BigInt.asIntN(64, high);
}

/** Packed decimal; the indefinite when it does not fit. @see Intel SDM 2A "FBSTP" */
function toDecimal(s: X87Stack, x: bigint, empty: boolean): [bigint, bigint] {
  const { env } = s;
  const before = env.flags;
  const value = empty ? undefined : toInteger(env, F80, x, 64, true, env.rounding).value;
  const size = value === undefined ? undefined : value < 0n ? -value : value;
  if (size === undefined || size >= 10n ** 18n) {
    env.flags = before | FLAG.invalid;
    return [0xc000000000000000n, 0xffffn];
  }
  if (env.flags & FLAG.inexact && toInteger({ ...env }, F80, x, 64, true, ROUND.zero).value !== value)
    s.conditions |= FSW.C1;
  const digits = size.toString().padStart(18, '0');
  const bits = BigInt(`0x${digits}`);
  return [bits & 0xffffffffffffffffn, (bits >> 64n) | (x >> 79n ? 0x8000n : 0n)];
}
