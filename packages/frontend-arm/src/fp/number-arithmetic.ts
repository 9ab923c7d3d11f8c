const MIN64 = 2 ** -1022;
const MIN32 = 2 ** -126;
const MAX32 = 2 ** 128;
/** Magnitudes within which the error terms below neither overflow nor underflow. */
const SAFE_HIGH = 2 ** 990;
const SAFE_LOW = 2 ** -900;
const SPLITTER = 2 ** 27 + 1;

const tiny64 = (x: number): boolean => x !== 0 && Math.abs(x) < MIN64;
const tiny32 = (x: number): boolean => x !== 0 && Math.abs(x) < MIN32;
const safe = (x: number): boolean => {
  const magnitude = Math.abs(x);
  return magnitude > SAFE_LOW && magnitude < SAFE_HIGH;
};

/** Error of the sum s = fl(a + b), exact. @see Knuth, The Art of Computer Programming 2, 4.2.2 */
function sumError(a: number, b: number, s: number): number {
  const bb = s - a;
  return a - (s - bb) + (b - bb);
}

/** Error of the product p = fl(a * b), exact for operands and product in the safe range (Dekker). */
function productError(a: number, b: number, p: number): number {
  const ca = SPLITTER * a;
  const ah = ca - (ca - a);
  const al = a - ah;
  const cb = SPLITTER * b;
  const bh = cb - (cb - b);
  const bl = b - bh;
  return ah * bh - p + ah * bl + al * bh + al * bl;
}

/**
 * Arithmetic with the host's numbers, round to nearest even, where that is provably what the guest computes, with or without
 * flush-to-zero and default NaN. A result of NaN means: not decided here (NaNs, infinities, denormals, extremes); otherwise
 * `inexact` says whether the result was rounded, and no other exception occurs.
 */
export class NumberArithmetic {
  inexact = false;
  private readonly float = new Float64Array(1);
  private readonly halves = new Int32Array(this.float.buffer);

  add64(a: number, b: number): number {
    const s = a + b;
    if (!(Math.abs(s) < SAFE_HIGH) || tiny64(a) || tiny64(b) || tiny64(s)) return Number.NaN;
    this.inexact = sumError(a, b, s) !== 0;
    return s;
  }

  mul64(a: number, b: number): number {
    const p = a * b;
    if (a === 0 || b === 0) {
      this.inexact = false;
      return tiny64(a) || tiny64(b) ? Number.NaN : p;
    }
    if (!safe(p) || !safe(a) || !safe(b)) return Number.NaN;
    this.inexact = productError(a, b, p) !== 0;
    return p;
  }

  div64(a: number, b: number): number {
    const q = a / b;
    if (!safe(b)) return Number.NaN;
    if (a === 0) {
      this.inexact = false;
      return q;
    }
    if (!safe(a) || !safe(q)) return Number.NaN;
    const p = q * b;
    this.inexact = p !== a || productError(q, b, p) !== 0;
    return q;
  }

  sqrt64(a: number): number {
    if (a === 0) {
      this.inexact = false;
      return a;
    }
    if (!(a > 0) || !safe(a)) return Number.NaN;
    const r = Math.sqrt(a);
    this.inexact = r * r !== a || productError(r, r, a) !== 0;
    return r;
  }

  /** a * b + c with one rounding. @see Boldo, Melquiond: Emulation of FMA and correctly rounded sums (2008) */
  fma64(a: number, b: number, c: number): number {
    const p = a * b;
    if (!safe(a) || !safe(b) || !safe(p) || !(c === 0 || safe(c))) return Number.NaN;
    const e = productError(a, b, p);
    const t = c + e;
    const tError = sumError(c, e, t);
    const v = p + t;
    const vError = sumError(p, t, v);
    const rest = tError + vError;
    const restError = sumError(tError, vError, rest);
    const z = restError === 0 ? rest : this.towards(rest, restError);
    const r = v + z;
    if (r !== 0 && !safe(r)) return Number.NaN;
    this.inexact = restError !== 0 || sumError(v, z, r) !== 0;
    return r;
  }

  add32(a: number, b: number): number {
    const s = a + b;
    const r = Math.fround(s);
    if (!(Math.abs(r) < MAX32) || tiny32(a) || tiny32(b) || tiny32(r)) return Number.NaN;
    this.inexact = r !== s || sumError(a, b, s) !== 0;
    return r;
  }

  mul32(a: number, b: number): number {
    const p = a * b;
    const r = Math.fround(p);
    const magnitude = Math.abs(r);
    if (tiny32(a) || tiny32(b) || !(magnitude < MAX32) || (magnitude <= MIN32 && p !== 0)) return Number.NaN;
    this.inexact = r !== p;
    return r;
  }

  div32(a: number, b: number): number {
    const r = Math.fround(a / b);
    const magnitude = Math.abs(r);
    if (tiny32(a) || tiny32(b) || !(magnitude < MAX32) || !(Math.abs(b) < MAX32) || (magnitude <= MIN32 && a !== 0)) {
      return Number.NaN;
    }
    this.inexact = r * b !== a;
    return r;
  }

  sqrt32(a: number): number {
    if (!(a >= 0 && a < MAX32) || tiny32(a)) return Number.NaN;
    const r = Math.fround(Math.sqrt(a));
    this.inexact = r * r !== a;
    return r;
  }

  /** a * b + c with one rounding: the sum is rounded to odd in double precision first. */
  fma32(a: number, b: number, c: number): number {
    if (tiny32(a) || tiny32(b) || tiny32(c)) return Number.NaN;
    const p = a * b;
    const s = p + c;
    const error = sumError(p, c, s);
    const odd = error === 0 ? s : this.towards(s, error);
    const r = Math.fround(odd);
    const magnitude = Math.abs(r);
    if (!(magnitude < MAX32) || !(Math.abs(c) < MAX32) || (magnitude <= MIN32 && s !== 0)) return Number.NaN;
    this.inexact = error !== 0 || r !== s;
    return r;
  }

  /** The neighbour of s that is odd, or s itself when it is: what s + error is, rounded to odd. */
  private towards(s: number, error: number): number {
    const { float, halves } = this;
    float[0] = s;
    const low = halves[0] as number;
    if (low & 1) return s;
    if (s > 0 === error > 0) halves[0] = low | 1;
    else {
      halves[0] = low - 1;
      if (low === 0) halves[1] = (halves[1] as number) - 1;
    }
    return float[0];
  }
}
