import type { BlockBuilder, I32 } from '@tutti/ir';
import { AT } from '../state.ts';

/** 1 when the condition (0-13) holds of the flags in the state, else 0. @see Arm DDI 0406C, A8.3 */
export function conditionOfFlags(b: BlockBuilder, cond: number): I32 {
  const zero = b.const_i32(0);
  const n = (): I32 => b.get_i32(AT.nf);
  const z = (): I32 => b.get_i32(AT.zf);
  const c = (): I32 => b.get_i32(AT.cf);
  const v = (): I32 => b.get_i32(AT.vf);
  switch (cond) {
    case 0:
      return b.eqz_i32(z());
    case 1:
      return b.ne_i32(z(), zero);
    case 2:
      return c();
    case 3:
      return b.eqz_i32(c());
    case 4:
      return b.lt_s_i32(n(), zero);
    case 5:
      return b.ge_s_i32(n(), zero);
    case 6:
      return b.lt_s_i32(v(), zero);
    case 7:
      return b.ge_s_i32(v(), zero);
    case 8:
      return b.and_i32(c(), b.ne_i32(z(), zero));
    case 9:
      return b.or_i32(b.eqz_i32(c()), b.eqz_i32(z()));
    case 10:
      return b.ge_s_i32(b.xor_i32(n(), v()), zero);
    case 11:
      return b.lt_s_i32(b.xor_i32(n(), v()), zero);
    case 12:
      return b.and_i32(b.ne_i32(z(), zero), b.ge_s_i32(b.xor_i32(n(), v()), zero));
    default:
      return b.or_i32(b.eqz_i32(z()), b.lt_s_i32(b.xor_i32(n(), v()), zero));
  }
}

/** The same when all flags are those of x - y: compares the operands and reads flags only for V. */
export function conditionOfCompare(b: BlockBuilder, cond: number, x: I32, y: I32): I32 {
  switch (cond) {
    case 0:
      return b.eq_i32(x, y);
    case 1:
      return b.ne_i32(x, y);
    case 2:
      return b.ge_u_i32(x, y);
    case 3:
      return b.lt_u_i32(x, y);
    case 4:
      return b.lt_s_i32(b.sub_i32(x, y), b.const_i32(0));
    case 5:
      return b.ge_s_i32(b.sub_i32(x, y), b.const_i32(0));
    case 8:
      return b.gt_u_i32(x, y);
    case 9:
      return b.le_u_i32(x, y);
    case 10:
      return b.ge_s_i32(x, y);
    case 11:
      return b.lt_s_i32(x, y);
    case 12:
      return b.gt_s_i32(x, y);
    case 13:
      return b.le_s_i32(x, y);
    default:
      return conditionOfFlags(b, cond);
  }
}
