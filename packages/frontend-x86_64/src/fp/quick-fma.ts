import { AT } from '../state.ts';
import type { X86Context } from '../system/context.ts';
import { productError, splits } from './quick-float.ts';

/** MXCSR: all exceptions masked, nearest, no DAZ or FTZ, PE set. */
const CONTROL = 0xffe0;
const PLAIN = 0x1fa0;

const value = new Float64Array(1);
const words = new Int32Array(value.buffer);

/** a + b rounded to odd: the last bit says whether anything was lost. */
function addToOdd(a: number, b: number): number {
  const sum = a + b;
  const part = sum - a;
  const error = a - (sum - part) + (b - part);
  if (error === 0) return sum;
  value[0] = sum;
  if (((words[0] as number) & 1) === 0) {
    // One step towards the exact value: away from zero when the error has the sign of the sum.
    const up = error > 0 === sum > 0;
    const low = words[0] as number;
    words[0] = up ? low + 1 : low - 1;
    if (!up && low === 0) words[1] = (words[1] as number) - 1;
  }
  return value[0] as number;
}

/**
 * a * b + c rounded once, by error-free transformations; NaN when that is not certain.
 * @see S. Boldo, G. Melquiond, "Emulation of a FMA and correctly rounded sums" (2008)
 */
function fused(a: number, b: number, c: number): number {
  if (!splits(a) || !splits(b) || !splits(c)) return Number.NaN;
  const high = a * b;
  const low = productError(a, b, high);
  const t = c + low;
  const part = t - c;
  const tError = c - (t - part) + (low - part);
  const v = high + t;
  const vPart = v - high;
  const vError = high - (v - vPart) + (t - vPart);
  const result = v + addToOdd(tError, vError);
  return splits(result) ? result : Number.NaN;
}

const SINGLE_LEAST = 2 ** -120;
const SINGLE_MOST = 2 ** 127;
const normal = (x: number): boolean => Math.abs(x) > SINGLE_LEAST && Math.abs(x) < SINGLE_MOST;

/** The same for singles: the product is exact in doubles, and the sum rounded to odd rounds to the right single. */
function fusedSingle(a: number, b: number, c: number): number {
  if (!normal(a) || !normal(b) || !normal(c)) return Number.NaN;
  const result = Math.fround(addToOdd(a * b, c));
  return normal(result) ? result : Number.NaN;
}

const lanes = new Float64Array(4);

/**
 * varg[0] * varg[1] + varg[2] on `count` lanes where the result is certain (see quickArithmetic for when). Bits of `signs`: 1 the
 * product is negated, 2 the addend; by lane: `signs` holds two bits for each.
 * @returns whether the result is in varg[0]; else nothing has changed
 */
export function quickFma(context: X86Context, signs: number, bytes: number, count: number): boolean {
  // hot
  const { view, state } = context;
  if ((state.mxcsr & CONTROL) !== PLAIN) return false;
  const base = context.env.base + AT.varg;
  const single = bytes === 4;
  for (let i = 0; i < count; i++) {
    const at = base + bytes * i;
    const a = single ? view.getFloat32(at, true) : view.getFloat64(at, true);
    const b = single ? view.getFloat32(at + 16, true) : view.getFloat64(at + 16, true);
    const c = single ? view.getFloat32(at + 32, true) : view.getFloat64(at + 32, true);
    const p = (signs >> (2 * i)) & 1 ? -a : a;
    const q = (signs >> (2 * i)) & 2 ? -c : c;
    const r = single ? fusedSingle(p, b, q) : fused(p, b, q);
    if (Number.isNaN(r)) return false;
    lanes[i] = r;
  }
  for (let i = 0; i < count; i++) {
    if (single) view.setFloat32(base + 4 * i, lanes[i] as number, true);
    else view.setFloat64(base + 8 * i, lanes[i] as number, true);
  }
  return true;
}
