import type { I32 } from '@tutti/ir';
import type { Lift } from './lift.ts';

/** Return address as LR holds it: bit 0 tells a Thumb caller. */
const returnAddress = (l: Lift): I32 => l.imm(l.thumb ? l.next | 1 : l.next);

/** BL to the same instruction set. `insn` was called with `branches`, so that the condition is still to be looked at. */
export function branchWithLink(l: Lift, target: number): void {
  if (l.cond === 14) {
    l.setReg(14, returnAddress(l));
    l.branchTo(target);
    return;
  }
  const taken = l.condition(l.cond);
  l.setReg(14, l.b.select_i32(taken, returnAddress(l), l.reg(14)));
  l.branchIf(taken, target);
}

/** BLX (immediate). */
export function branchExchange(l: Lift, target: number): void {
  l.setReg(14, returnAddress(l));
  l.exchangeTo(target);
}

/** BLX (register). */
export function branchWithLinkTo(l: Lift, m: number): void {
  const target = l.reg(m);
  l.setReg(14, returnAddress(l));
  l.interwork(target);
}

/** TBB, TBH: forward by twice a table entry. */
export function tableBranch(l: Lift, n: number, m: number, half: boolean): void {
  const { b } = l;
  const index = half ? b.shl_i32(l.reg(m), l.imm(1)) : l.reg(m);
  const at = b.add_i32(l.reg(n), index);
  const entry = half ? b.load_u16_i32(at, 0, l.mem(1)) : b.load_u8_i32(at, 0, l.mem(0));
  l.jumpTo(b.add_i32(l.imm(l.pc + 4), b.shl_i32(entry, l.imm(1))));
}
