import { AT } from '../state.ts';
import type { X86Context } from '../system/context.ts';

/** MXCSR: all exceptions masked, nearest, no DAZ or FTZ; and PE. */
const CONTROL = 0xffc0;
const PLAIN = 0x1f80;
const PE = 0x20;

const MIN_NORMAL = { 4: 2 ** -126, 8: 2 ** -1022 } as const;
const MAX_FINITE = { 4: 3.4028234663852886e38, 8: Number.MAX_VALUE } as const;
/** Between these no term of an exact product of doubles over- or underflows. */
const SPLIT = 2 ** 27 + 1;
const SPLIT_MOST = 2 ** 480;
const SPLIT_LEAST = 2 ** -480;

/** What a * b rounded to p lacks. @see T. J. Dekker, "A floating-point technique for extending the available precision" (1971) */
export function productError(a: number, b: number, p: number): number {
  const sa = SPLIT * a;
  const ha = sa - (sa - a);
  const la = a - ha;
  const sb = SPLIT * b;
  const hb = sb - (sb - b);
  const lb = b - hb;
  return la * lb - (p - ha * hb - la * hb - ha * lb);
}

/** Is x in the range where products have exact errors? */
export const splits = (x: number): boolean => Math.abs(x) < SPLIT_MOST && Math.abs(x) > SPLIT_LEAST;

/** Is r, the rounded result of an operation (0 to 3: + - * /) on doubles or on singles, exact? May say no when it is. */
function exact(operation: number, single: boolean, a: number, b: number, r: number): boolean {
  // hot
  if (operation < 2) {
    const c = operation === 0 ? b : -b;
    const sum = a + c;
    const part = sum - a;
    return sum === r && a - (sum - part) + (c - part) === 0;
  }
  if (single) return operation === 2 ? a * b === r : r * b === a;
  if (!splits(a) || !splits(b) || !splits(r)) return false;
  return operation === 2 ? productError(a, b, r) === 0 : r * b === a && productError(r, b, a) === 0;
}

const lanes = new Float64Array(4);

/**
 * ADD, SUB, MUL, DIV (0 to 3) on `count` lanes of varg with the host's numbers when that is provably the same: rounding to nearest,
 * no DAZ or FTZ, all exceptions masked, operands and results normal or exact zeros, and inexact only with MXCSR.PE set already.
 * @returns whether the result is in varg[0]; else nothing has changed
 */
export function quickArithmetic(context: X86Context, operation: number, bytes: number, count: number): boolean {
  // hot
  const { view, state } = context;
  if ((state.mxcsr & CONTROL) !== PLAIN) return false;
  const anyway = (state.mxcsr & PE) !== 0;
  const base = context.env.base + AT.varg;
  const single = bytes === 4;
  const least = single ? MIN_NORMAL[4] : MIN_NORMAL[8];
  const most = single ? MAX_FINITE[4] : MAX_FINITE[8];
  for (let i = 0; i < count; i++) {
    const at = base + bytes * i;
    const a = single ? view.getFloat32(at, true) : view.getFloat64(at, true);
    const b = single ? view.getFloat32(at + 16, true) : view.getFloat64(at + 16, true);
    if ((a !== 0 && !(Math.abs(a) >= least)) || (b !== 0 && !(Math.abs(b) >= least))) return false;
    let r = operation === 0 ? a + b : operation === 1 ? a - b : operation === 2 ? a * b : a / b;
    if (single) r = Math.fround(r);
    const size = Math.abs(r);
    const zero = r === 0 && (operation < 2 || a === 0 || (operation === 2 && b === 0));
    // Written only when all lanes are fine: results wait in `lanes`.
    if (!zero && !(size > least && size <= most)) return false;
    if (!zero && !anyway && !exact(operation, single, a, b, r)) return false;
    lanes[i] = r;
  }
  for (let i = 0; i < count; i++) {
    if (single) view.setFloat32(base + 4 * i, lanes[i] as number, true);
    else view.setFloat64(base + 8 * i, lanes[i] as number, true);
  }
  return true;
}
