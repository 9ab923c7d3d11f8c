import { GUEST_EXIT } from '../guest-exits.ts';
import type { Lift } from './lift.ts';

const LR = 14;

/** Whether two halfwords are BL or BLX (immediate) of Thumb before Thumb-2. */
export const isBranchPair = (hw1: number, hw2: number): boolean =>
  (hw1 & 0xf800) === 0xf000 && ((hw2 & 0xf800) === 0xf800 || (hw2 & 0xf801) === 0xe800);

/**
 * One half of BL or BLX where it does not stand before or behind the other. Before Thumb-2 each is an instruction of its own.
 * @param hw  the halfword, 0xe800 or more
 * @see Arm DDI 0100I, A7.1.17
 */
export function branchHalf(l: Lift, hw: number): void {
  const { b } = l;
  const offset = hw & 0x7ff;
  if ((hw & 0xf800) === 0xf000) {
    l.setReg(LR, l.imm(l.pc + 4 + ((offset << 21) >> 9)));
    return;
  }
  const exchanges = (hw & 0x1000) === 0;
  if (exchanges && (hw & 1) !== 0) {
    l.raise(GUEST_EXIT.UNDEFINED);
    return;
  }
  const target = b.add_i32(l.reg(LR), l.imm(2 * offset));
  l.setReg(LR, l.imm(l.next | 1));
  if (exchanges) l.interwork(b.and_i32(target, l.imm(-4)));
  else l.jumpTo(target);
}
