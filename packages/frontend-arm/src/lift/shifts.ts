import type { I32 } from '@tutti/ir';
import { AT } from '../state.ts';
import type { Lift } from './lift.ts';

/** A shifted operand with the shifter's carry; `carry` is -1 when C keeps its value. */
export interface Shifted {
  value: I32;
  carry: I32;
}

const result: Shifted = { value: 0, carry: -1 };

function shifted(value: I32, carry: I32): Shifted {
  result.value = value;
  result.carry = carry;
  return result;
}

/**
 * Shift by a constant, as DecodeImmShift and Shift_C. The returned object is reused by the next call.
 * @param wantCarry  the carry out is needed
 * @see Arm DDI 0406C, A8.4.3
 */
export function shiftImmediate(l: Lift, x: I32, type: number, imm5: number, wantCarry: boolean): Shifted {
  const { b } = l;
  const bit = (position: number) => (wantCarry ? b.extract_u_i32(x, position, 1) : -1);
  switch (type) {
    case 0:
      return imm5 === 0 ? shifted(x, -1) : shifted(b.shl_i32(x, l.imm(imm5)), bit(32 - imm5));
    case 1:
      return imm5 === 0 ? shifted(l.imm(0), bit(31)) : shifted(b.shr_u_i32(x, l.imm(imm5)), bit(imm5 - 1));
    case 2:
      return imm5 === 0
        ? shifted(b.shr_s_i32(x, l.imm(31)), bit(31))
        : shifted(b.shr_s_i32(x, l.imm(imm5)), bit(imm5 - 1));
    default:
      if (imm5 !== 0) return shifted(b.rotr_i32(x, l.imm(imm5)), bit(imm5 - 1));
      return shifted(b.or_i32(b.shr_u_i32(x, l.imm(1)), b.shl_i32(b.get_i32(AT.cf), l.imm(31))), bit(0));
  }
}

/** Shift by the low byte of a register. The returned object is reused by the next call. @see Arm DDI 0406C, A8.4.3 */
export function shiftRegister(l: Lift, x: I32, type: number, by: I32, wantCarry: boolean): Shifted {
  const { b } = l;
  const amount = b.and_i32(by, l.imm(255));
  const keep = (carry: I32) => b.select_i32(amount, carry, b.get_i32(AT.cf));
  const atMost = (limit: number) => b.select_i32(b.lt_u_i32(amount, l.imm(limit)), amount, l.imm(limit));
  switch (type) {
    case 0: {
      if (!wantCarry) return shifted(b.select_i32(b.lt_u_i32(amount, l.imm(32)), b.shl_i32(x, amount), l.imm(0)), -1);
      const wide = b.shl_i64(b.extend_u_i32(x), b.extend_u_i32(atMost(33)));
      return shifted(b.wrap_i64(wide), keep(b.and_i32(b.high_i64(wide), l.imm(1))));
    }
    case 1: {
      if (!wantCarry) return shifted(b.select_i32(b.lt_u_i32(amount, l.imm(32)), b.shr_u_i32(x, amount), l.imm(0)), -1);
      const wide = b.shr_u_i64(b.concat_i64(l.imm(0), x), b.extend_u_i32(atMost(33)));
      return shifted(b.high_i64(wide), keep(b.shr_u_i32(b.wrap_i64(wide), l.imm(31))));
    }
    case 2: {
      if (!wantCarry) return shifted(b.shr_s_i32(x, atMost(31)), -1);
      const wide = b.shr_s_i64(b.concat_i64(l.imm(0), x), b.extend_u_i32(atMost(32)));
      return shifted(b.high_i64(wide), keep(b.shr_u_i32(b.wrap_i64(wide), l.imm(31))));
    }
    default: {
      const value = b.rotr_i32(x, amount);
      return shifted(value, wantCarry ? keep(b.shr_u_i32(value, l.imm(31))) : -1);
    }
  }
}

const rotateRight = (value: number, by: number): number => (value >>> by) | (value << ((32 - by) & 31)) | 0;

/** ARMExpandImm_C: 8 bits rotated right by twice the top 4. The returned object is reused. @see Arm DDI 0406C, A5.2.4 */
export function expandA32(l: Lift, imm12: number): Shifted {
  const by = (imm12 >>> 8) * 2;
  const value = rotateRight(imm12 & 255, by);
  return shifted(l.imm(value), by === 0 ? -1 : l.imm(value >>> 31));
}

/** ThumbExpandImm_C of i:imm3:imm8. The returned object is reused. @see Arm DDI 0406C, A6.3.2 */
export function expandT32(l: Lift, imm12: number): Shifted {
  const byte = imm12 & 255;
  if (imm12 >>> 10 === 0) {
    const value = byte * ([1, 0x00010001, 0x01000100, 0x01010101][(imm12 >>> 8) & 3] as number);
    return shifted(l.imm(value), -1);
  }
  const value = rotateRight(0x80 | (imm12 & 0x7f), imm12 >>> 7);
  return shifted(l.imm(value), l.imm(value >>> 31));
}
