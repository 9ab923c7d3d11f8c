import type { I32 } from '@tutti/ir';
import { AT } from '../state.ts';
import { parity, sign } from './flags.ts';
import type { Lift } from './lift.ts';

/** ZF alone; the other flags keep their values. */
export function setZeroFlag(l: Lift, zf: I32): void {
  const { b } = l;
  const sf = sign(l);
  const pf = parity(l);
  // The new result is 0 (SF 0, PF 1) or 1 (SF 0, PF 0); deltas make up for the old SF and PF.
  const delta = b.or_i32(sf, b.shl_i32(b.xor_i32(pf, zf), b.const_i32(1)));
  b.set_i64(AT.aux, b.or_i64(b.and_i64(b.get_i64(AT.aux), b.const_i64(-4, -1)), b.extend_u_i32(delta)));
  b.set_i64(AT.res, b.extend_u_i32(b.xor_i32(zf, b.const_i32(1))));
  l.forgetFlags();
}
