import { add, F80, FLAG, infinity, roundPack, type Unpacked, unpack, zero } from '@tutti/softfloat';
import {
  angle,
  exponential,
  quartersOfPi,
  type Real,
  timesLogarithm,
  timesLogarithmOf1Plus,
  trigonometric,
} from './x87-functions.ts';
import { FSW, INDEFINITE, type X87Stack } from './x87-stack.ts';

/** F2XM1, FYL2X, FPTAN, FPATAN, FYL2XP1, FSINCOS, FSIN, FCOS. */
export const TRANSCENDENTAL = {
  F2XM1: 0,
  FYL2X: 1,
  FPTAN: 2,
  FPATAN: 3,
  FYL2XP1: 4,
  FSINCOS: 5,
  FSIN: 6,
  FCOS: 7,
} as const;

const ONE = 0x3fff8000000000000000n;
const MINUS_HALF = 0xbffe8000000000000000n;
const MINUS_ONE = 0xbfff8000000000000000n;

/** Numbers from 2^TOO_LARGE on are no arguments of FSIN and its kind. */
const TOO_LARGE = 63;
/** Exponent of the power of two that is not above a finite number. */
const exponentOf = ({ significand, exponent }: Unpacked): number => exponent + significand.toString(2).length - 1;
const isOne = (x: Unpacked): boolean => exponentOf(x) === 0 && (x.significand & (x.significand - 1n)) === 0n;

/**
 * A value rounded by the control word; C1 and the exceptions are noted. The few that are exact, logarithms of powers of two, are
 * called inexact too, and underflow with it, as processors do.
 */
function rounded(s: X87Stack, value: Real): bigint {
  const { env } = s;
  const round = (): bigint => roundPack(env, F80, value.sign, value.significand, value.exponent);
  const result = round();
  s.noteRounding(result, round);
  env.flags |= ((result >> 64n) & 0x7fffn) === 0n ? FLAG.inexact | FLAG.underflow : FLAG.inexact;
  return result;
}

/** The indefinite, for an operand outside the domain. */
function invalid(s: X87Stack): bigint {
  s.env.flags |= FLAG.invalid;
  return INDEFINITE;
}

/**
 * The transcendental instructions: correctly rounded (fp/x87-functions.ts). Where the manual defines nothing they do what AMD's
 * processors do: F2XM1 of numbers beyond 1 and FYL2XP1 of numbers from -1 down leave the operand.
 * @returns whether C2 is written
 * @see Intel SDM 1, 8.3.7, 8.3.8, 8.3.10; Intel SDM 2A, tables of results
 */
export function transcendental(s: X87Stack, which: number): boolean {
  switch (which) {
    case TRANSCENDENTAL.F2XM1:
      ofOne(s, exponentialLess1);
      return false;
    case TRANSCENDENTAL.FYL2X:
      ofTwo(s, logarithm);
      return false;
    case TRANSCENDENTAL.FYL2XP1:
      ofTwo(s, logarithmOf1Plus);
      return false;
    case TRANSCENDENTAL.FPATAN:
      ofTwo(s, arcTangent);
      return false;
    default:
      circular(s, which);
      return true;
  }
}

const isNumber = (x: Unpacked): boolean => x.kind === 'finite' || x.kind === 'zero' || x.kind === 'infinity';

/** Note denormal operands; no instruction looks at them before it knows that its operands are valid. */
function noteDenormals(s: X87Stack, ...operands: readonly Unpacked[]): void {
  if (operands.some((x) => x.denormal)) s.env.flags |= FLAG.denormal;
}

/** ST(0) becomes a function of it. */
function ofOne(s: X87Stack, compute: (s: X87Stack, x: Unpacked) => bigint): void {
  const empty = s.isEmpty(0);
  const bits = s.get(0);
  const x = unpack(F80, bits);
  const result = empty ? INDEFINITE : isNumber(x) ? compute(s, x) : add(s.env, F80, bits, bits);
  if (!s.stopped) s.set(0, result);
}

/** ST(1) becomes a function of ST(0) and it, and ST(0) is popped. */
function ofTwo(s: X87Stack, compute: (s: X87Stack, x: Unpacked, y: Unpacked) => bigint): void {
  const empty = s.isEmpty(0) || s.isEmpty(1);
  const [first, second] = [s.get(0), s.get(1)];
  const [x, y] = [unpack(F80, first), unpack(F80, second)];
  const numbers = isNumber(x) && isNumber(y);
  const result = empty ? INDEFINITE : numbers ? compute(s, x, y) : add(s.env, F80, first, second);
  if (s.stopped) return;
  s.set(1, result);
  s.pop();
}

function exponentialLess1(s: X87Stack, x: Unpacked): bigint {
  if (x.kind === 'zero') return x.bits;
  if (x.kind === 'infinity') return x.sign ? MINUS_ONE : x.bits;
  noteDenormals(s, x);
  if (exponentOf(x) < 0 || (isOne(x) && !x.sign)) return rounded(s, exponential(x));
  s.env.flags |= FLAG.inexact;
  return isOne(x) ? MINUS_HALF : x.bits;
}

/** Infinity for a logarithm below or above 0, times y, which is infinite or the logarithm is. */
const infinite = (y: Unpacked, below: boolean): bigint => infinity(F80, y.sign !== below);

function logarithm(s: X87Stack, x: Unpacked, y: Unpacked): bigint {
  if (x.kind === 'zero') {
    if (y.kind === 'zero') return invalid(s);
    if (y.kind === 'finite') s.env.flags |= FLAG.divideByZero;
    return infinite(y, true);
  }
  if (x.sign || (x.kind === 'infinity' && y.kind === 'zero') || (isOne(x) && y.kind === 'infinity')) return invalid(s);
  noteDenormals(s, x, y);
  const below = x.kind === 'finite' && exponentOf(x) < 0;
  if (x.kind === 'infinity' || y.kind === 'infinity') return infinite(y, below);
  if (y.kind === 'zero' || isOne(x)) return zero(F80, y.sign !== below);
  return rounded(s, timesLogarithm(x, y));
}

function logarithmOf1Plus(s: X87Stack, x: Unpacked, y: Unpacked): bigint {
  const infinities = x.kind === 'infinity' || y.kind === 'infinity';
  const undefinedProduct = infinities && (x.kind === 'zero' || y.kind === 'zero');
  if (undefinedProduct || (x.kind === 'infinity' && x.sign)) return invalid(s);
  noteDenormals(s, x, y);
  if (infinities) return infinite(y, x.sign);
  if (x.kind === 'zero' || y.kind === 'zero') return zero(F80, x.sign !== y.sign);
  if (!x.sign || exponentOf(x) < 0) return rounded(s, timesLogarithmOf1Plus(x, y));
  s.env.flags |= FLAG.inexact;
  return x.bits;
}

function arcTangent(s: X87Stack, x: Unpacked, y: Unpacked): bigint {
  noteDenormals(s, x, y);
  if (y.kind === 'infinity') {
    const quarters = x.kind !== 'infinity' ? 2 : x.sign ? 3 : 1;
    return rounded(s, quartersOfPi(quarters, y.sign));
  }
  if (y.kind === 'zero' || x.kind === 'infinity')
    return x.sign ? rounded(s, quartersOfPi(4, y.sign)) : zero(F80, y.sign);
  return rounded(s, x.kind === 'zero' ? quartersOfPi(2, y.sign) : angle(y, x));
}

/** FSIN, FCOS, and FSINCOS and FPTAN, which push a second result. */
function circular(s: X87Stack, which: number): void {
  const pushes = which === TRANSCENDENTAL.FSINCOS || which === TRANSCENDENTAL.FPTAN;
  const bits = s.get(0);
  const x = unpack(F80, bits);
  const fault = s.isEmpty(0) || (pushes && !s.isEmpty(7));
  if (!fault && x.kind === 'finite' && exponentOf(x) >= TOO_LARGE) {
    s.conditions |= FSW.C2;
    return;
  }
  const [first, second] = fault ? [INDEFINITE, INDEFINITE] : circularResults(s, which, x);
  if (s.stopped) return;
  if (!pushes) {
    s.set(0, first);
    return;
  }
  // An overflow of the stack shows itself in the push, which leaves the operand when that is not masked.
  s.push(second);
  if (!s.stopped) s.set(1, first);
}

/** The result that replaces the operand, and what is pushed. */
function circularResults(s: X87Stack, which: number, x: Unpacked): readonly [bigint, bigint] {
  if (x.kind === 'infinity') return [invalid(s), INDEFINITE];
  if (x.kind === 'zero') return [which === TRANSCENDENTAL.FCOS ? ONE : x.bits, ONE];
  if (x.kind !== 'finite') {
    const nan = add(s.env, F80, x.bits, x.bits);
    return [nan, nan];
  }
  noteDenormals(s, x);
  const { sine, cosine, tangent } = trigonometric(x);
  if (which === TRANSCENDENTAL.FCOS) return [rounded(s, cosine), ONE];
  if (which === TRANSCENDENTAL.FPTAN) return [rounded(s, tangent), ONE];
  if (which === TRANSCENDENTAL.FSIN) return [rounded(s, sine), ONE];
  // C1 tells of the sine.
  const pushed = rounded(s, cosine);
  s.conditions &= ~FSW.C1;
  return [rounded(s, sine), pushed];
}
