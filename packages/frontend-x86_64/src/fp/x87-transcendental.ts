import { convert, F64, F80, FLAG, unpack } from '@tutti/softfloat';
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

/** Arguments of this size and above are left alone, with C2 set. */
const TOO_LARGE = 2 ** 63;

/**
 * The transcendental instructions, computed in double precision: results have about 53 of the 64 bits.
 * @returns whether C2 is written
 * @see Intel SDM 1, 8.3.7, 8.3.10
 */
export function transcendental(s: X87Stack, which: number): boolean {
  const two = which === TRANSCENDENTAL.FYL2X || which === TRANSCENDENTAL.FPATAN || which === TRANSCENDENTAL.FYL2XP1;
  const pushes = which === TRANSCENDENTAL.FSINCOS || which === TRANSCENDENTAL.FPTAN;
  const empty = s.isEmpty(0) || (two && s.isEmpty(1)) || (pushes && !s.isEmpty(7));
  const x = s.get(0);
  const y = two ? s.get(1) : 0n;
  if (s.stopped) return true;
  const a = number(x);
  const b = two ? number(y) : 0;
  const put = (i: number, value: number): void => s.set(i, empty ? INDEFINITE : bits(s, value, [x, y]));
  switch (which) {
    case TRANSCENDENTAL.F2XM1:
      put(0, Math.expm1(a * Math.LN2));
      break;
    case TRANSCENDENTAL.FYL2X:
    case TRANSCENDENTAL.FYL2XP1:
      put(1, b * (which === TRANSCENDENTAL.FYL2X ? Math.log2(a) : Math.log1p(a) / Math.LN2));
      s.pop();
      break;
    case TRANSCENDENTAL.FPATAN:
      put(1, Math.atan2(b, a));
      s.pop();
      break;
    default:
      if (Math.abs(a) >= TOO_LARGE && Number.isFinite(a)) {
        s.conditions |= FSW.C2;
        return true;
      }
      trigonometric(s, which, a, put);
      return true;
  }
  return false;
}

function trigonometric(s: X87Stack, which: number, a: number, put: (i: number, value: number) => void): void {
  if (which === TRANSCENDENTAL.FSIN) put(0, Math.sin(a));
  else if (which === TRANSCENDENTAL.FCOS) put(0, Math.cos(a));
  else if (which === TRANSCENDENTAL.FSINCOS) {
    put(0, Math.sin(a));
    const sine = s.peek(0);
    s.push(sine);
    put(0, Math.cos(a));
  } else {
    put(0, Math.tan(a));
    s.push(0x3fff8000000000000000n);
  }
}

const words = new DataView(new ArrayBuffer(8));

function number(x: bigint): number {
  const quiet = {
    rounding: 0,
    flags: 0,
    flushInputs: false,
    flushOutputs: false,
    defaultNaN: false,
    nan: 'x87',
    denormalFlag: 'used',
    defaultNaNSign: true,
    tinyBeforeRounding: false,
  } as const;
  words.setBigUint64(0, convert({ ...quiet }, F80, F64, x));
  return words.getFloat64(0);
}

/** A double as 80 bits; a NaN is the operand's, or the indefinite with the invalid exception. */
function bits(s: X87Stack, value: number, operands: readonly bigint[]): bigint {
  if (Number.isNaN(value)) {
    const nan = operands.find((x) => ['quiet', 'signalling'].includes(unpack(F80, x).kind));
    if (nan !== undefined) return nan | (1n << 62n);
    s.env.flags |= FLAG.invalid;
    return INDEFINITE;
  }
  if (value !== 0 && Number.isFinite(value)) s.env.flags |= FLAG.inexact;
  words.setFloat64(0, value);
  return convert({ ...s.env, flags: 0 }, F64, F80, words.getBigUint64(0));
}
