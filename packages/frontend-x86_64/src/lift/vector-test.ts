import type { I32, V128 } from '@tutti/ir';
import { AT } from '../state.ts';
import type { Lift } from './lift.ts';
import type { Rule } from './rule.ts';
import { isWide, readPair, readVector, vectorReady } from './vector.ts';

/** ZF and CF; the other status flags 0. */
function setZeroCarry(l: Lift, zf: I32, cf: I32): void {
  const { b } = l;
  b.set_i64(AT.res, b.extend_u_i32(b.xor_i32(zf, b.const_i32(1))));
  b.set_i32(AT.cf, cf);
  // With ZF the result is 0, whose parity is even: PF has to differ. OF is 0, so OF ^ CF is CF.
  b.set_i64(
    AT.aux,
    b.or_i64(b.extend_u_i32(b.shl_i32(zf, b.const_i32(1))), b.shl_i64(b.extend_u_i32(cf), b.const_i64(63, 0))),
  );
  l.forgetFlags();
}

/** PTEST, and VTESTPS and VTESTPD, which look at signs alone. ZF: x & y is 0; CF: ~x & y is 0. @see Intel SDM 2B "PTEST" */
export const testBits =
  (lanes: 'all' | 'i32x4' | 'i64x2'): Rule =>
  (l, i) => {
    if (!vectorReady(l, i)) return;
    const { b } = l;
    const wide = isWide(i, 0);
    const y = wide ? readPair(l, i, 1) : [readVector(l, i, 1)];
    const x = wide ? readPair(l, i, 0) : [readVector(l, i, 0)];
    const any = (of: (p: V128, q: V128) => V128): I32 => {
      const found = x.map((p, n) => {
        const bits = of(p, y[n] as V128);
        return lanes === 'all' ? b.any_true_v128(bits) : b[`${lanes}_bitmask`](bits);
      });
      return found.reduce((p, q) => b.or_i32(p, q));
    };
    const both = any((p, q) => b.and_v128(p, q));
    const only = any((p, q) => b.andnot_v128(q, p));
    setZeroCarry(l, b.eqz_i32(both), b.eqz_i32(only));
  };
