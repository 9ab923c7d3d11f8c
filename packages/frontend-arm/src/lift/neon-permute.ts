import type { V128 } from '@tutti/ir';
import type { NeonVisitor } from '../decode/index.ts';
import { GUEST_EXIT } from '../guest-exits.ts';
import { dregOffset } from '../state.ts';
import type { Lift } from './lift.ts';
import { getVector, pairOf, setVector, splat } from './neon-lanes.ts';

const lanes = (f: (i: number) => number): number[] => Array.from({ length: 16 }, (_, i) => f(i));

/** Elements in reverse order within groups of 2^group bytes. */
function reverse(l: Lift, group: number, size: number, d: number, Q: number, m: number): void {
  const x = getVector(l, m, Q);
  const flip = (1 << group) - (1 << size);
  setVector(
    l,
    d,
    Q,
    l.b.shuffle_v128(
      x,
      x,
      lanes((i) => i ^ flip),
    ),
  );
}

/** Byte of the concatenation x:y (32 bytes) for each byte of both results. */
type Exchange = (i: number, bytes: number, width: number) => number;

/** Element k of both results: pairs (2j, 2j+1) of x and y become columns. */
const TRANSPOSE: Exchange = (i, bytes, width) => {
  const second = i >= width ? 1 : 0;
  const k = Math.floor((i % width) / bytes);
  const element = (k & ~1) + second;
  return (k & 1 ? width : 0) + element * bytes + (i % bytes);
};
/** Elements 0, 2, 4, ... of x:y, then 1, 3, 5, ... */
const UNZIP: Exchange = (i, bytes, width) => {
  const second = i >= width ? 1 : 0;
  const k = Math.floor((i % width) / bytes);
  return (2 * k + second) * bytes + (i % bytes);
};
/** Elements of x and y in turn. */
const ZIP: Exchange = (i, bytes, width) => {
  const k = Math.floor(i / bytes);
  return (k & 1 ? width : 0) + (k >> 1) * bytes + (i % bytes);
};

/** Dd and Dm, or Qd and Qm, become new arrangements of their elements. */
function exchange(l: Lift, f: Exchange, size: number, d: number, Q: number, m: number): void {
  const { b } = l;
  const bytes = 1 << size;
  if (Q === 0) {
    const both = pairOf(l, d, m);
    const value = b.shuffle_v128(
      both,
      both,
      lanes((i) => f(i, bytes, 8)),
    );
    b.set_i64(dregOffset(d), b.low_v128(value));
    b.set_i64(dregOffset(m), b.high_v128(value));
    return;
  }
  const x = getVector(l, d, 1);
  const y = getVector(l, m, 1);
  setVector(
    l,
    d,
    1,
    b.shuffle_v128(
      x,
      y,
      lanes((i) => f(i, bytes, 16)),
    ),
  );
  setVector(
    l,
    m,
    1,
    b.shuffle_v128(
      x,
      y,
      lanes((i) => f(16 + i, bytes, 16)),
    ),
  );
}

/** VTBL, VTBX. Indices past the table give 0, or leave the byte. */
function table(l: Lift, d: number, len: number, n: number, extend: number, m: number): void {
  const { b } = l;
  if (n + len > 31) {
    l.raise(GUEST_EXIT.UNDEFINED);
    return;
  }
  const half = (first: number): V128 =>
    len > first
      ? pairOf(l, n + first, n + first + 1)
      : b.concat_v128(b.get_i64(dregOffset(n + first)), b.const_i64(0, 0));
  const index = getVector(l, m, 0);
  let value = b.swizzle_v128(half(0), index);
  if (len >= 2) value = b.or_v128(value, b.swizzle_v128(half(2), b.i8x16_sub(index, splat(b, 0, 16))));
  if (extend) {
    const inside = b.i8x16_lt_u(index, splat(b, 0, 8 * (len + 1)));
    value = b.bitselect_v128(value, getVector(l, d, 0), inside);
  }
  setVector(l, d, 0, value);
}

/** VEXT: bytes from position imm4 of Dn:Dm or Qn:Qm. */
function extract(l: Lift, d: number, imm4: number, n: number, Q: number, m: number): void {
  const { b } = l;
  if (Q !== 0) {
    setVector(
      l,
      d,
      1,
      b.shuffle_v128(
        getVector(l, n, 1),
        getVector(l, m, 1),
        lanes((i) => i + imm4),
      ),
    );
    return;
  }
  const both = pairOf(l, n, m);
  setVector(
    l,
    d,
    0,
    b.shuffle_v128(
      both,
      both,
      lanes((i) => (i + imm4) & 15),
    ),
  );
}

/** VDUP (scalar). */
function duplicate(l: Lift, imm4: number, d: number, Q: number, m: number): void {
  const size = Math.log2(imm4 & -imm4);
  const first = (imm4 >> (size + 1)) << size;
  const x = getVector(l, m, 0);
  setVector(
    l,
    d,
    Q,
    l.b.shuffle_v128(
      x,
      x,
      lanes((i) => first + (i & ((1 << size) - 1))),
    ),
  );
}

type Part = Pick<
  NeonVisitor<void>,
  'vext' | 'vrev64' | 'vrev32' | 'vrev16' | 'vtrn' | 'vuzp' | 'vzip' | 'vtbl' | 'vdup_scalar'
>;

/** Rearrangements of elements. */
export function neonPermute(l: Lift): Part {
  return {
    vext: (d, imm4, n, Q, m) => extract(l, d, imm4, n, Q, m),
    vrev64: (size, d, Q, m) => reverse(l, 3, size, d, Q, m),
    vrev32: (size, d, Q, m) => reverse(l, 2, size, d, Q, m),
    vrev16: (size, d, Q, m) => reverse(l, 1, size, d, Q, m),
    vtrn: (size, d, Q, m) => exchange(l, TRANSPOSE, size, d, Q, m),
    vuzp: (size, d, Q, m) => exchange(l, UNZIP, size, d, Q, m),
    vzip: (size, d, Q, m) => exchange(l, ZIP, size, d, Q, m),
    vtbl: (d, len, n, op, m) => table(l, d, len, n, op, m),
    vdup_scalar: (imm4, d, Q, m) => duplicate(l, imm4, d, Q, m),
  };
}
