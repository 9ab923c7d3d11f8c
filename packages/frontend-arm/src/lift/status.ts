import { EXIT, type I32 } from '@tutti/ir';
import { GUEST_EXIT } from '../guest-exits.ts';
import { AT } from '../state.ts';
import type { Lift } from './lift.ts';

/** CPSR bits that live in the field `cpsr`: E, A, I, F, M. */
const E = 1 << 9;
const MASKS = 0x1c0;
const MODE_BITS = 0x1f;

/** MRS of CPSR or SPSR. Execution state bits of CPSR read as 0. */
export function readStatus(l: Lift, R: number, d: number): void {
  const { b } = l;
  if (R !== 0) {
    if (l.noSpsr) l.raise(GUEST_EXIT.UNDEFINED);
    else l.setReg(d, b.get_i32(AT.spsr));
    return;
  }
  const q = b.shl_i32(b.get_i32(AT.qf), l.imm(27));
  const ge = b.shl_i32(b.get_i32(AT.ge), l.imm(16));
  l.setReg(d, b.or_i32(b.or_i32(l.nzcv(), b.get_i32(AT.cpsr)), b.or_i32(q, ge)));
}

/** Bit mask of the byte mask c, x, s, f of MSR. */
const byteMask = (mask: number): number =>
  (mask & 1 ? 0xff : 0) | (mask & 2 ? 0xff00 : 0) | (mask & 4 ? 0xff0000 : 0) | (mask & 8 ? 0xff000000 : 0) | 0;

/** MSR to CPSR or SPSR. @see Arm DDI 0406C, B9.3.12, CPSRWriteByInstr */
export function writeStatus(l: Lift, R: number, mask: number, value: I32): void {
  const { b } = l;
  if (R !== 0) {
    if (l.noSpsr) {
      l.raise(GUEST_EXIT.UNDEFINED);
      return;
    }
    const bits = byteMask(mask);
    const kept = b.and_i32(b.get_i32(AT.spsr), l.imm(~bits));
    b.set_i32(AT.spsr, b.or_i32(kept, b.and_i32(value, l.imm(bits))));
    return;
  }
  if ((mask & 8) !== 0) {
    l.setNzcv(value);
    b.set_i32(AT.qf, b.extract_u_i32(value, 27, 1));
  }
  if ((mask & 4) !== 0) b.set_i32(AT.ge, b.extract_u_i32(value, 16, 4));
  const writable = l.user ? E : E | MASKS | MODE_BITS;
  const bits = byteMask(mask & 3) & writable;
  if (bits !== 0) writeControl(l, value, bits);
}

/**
 * Write E, A, I, F, M bits. Only interrupt masks change as a rule: that is done in place, and everything else by the helper.
 * The block ends in both cases, because an interrupt may now be due.
 */
function writeControl(l: Lift, value: I32, bits: number): void {
  const { b } = l;
  l.finishIt();
  if (l.conditional) {
    l.helper('write_cpsr', value, l.imm(bits));
    l.resume();
    return;
  }
  const old = b.get_i32(AT.cpsr);
  const masks = bits & MASKS;
  const changes = b.and_i32(b.xor_i32(old, value), l.imm(bits & ~MASKS));
  b.set_i32(AT.cpsr, b.or_i32(b.and_i32(old, l.imm(~masks)), b.and_i32(value, l.imm(masks))));
  b.begin_if(b.or_i32(changes, b.get_i32(AT.lineHeld)));
  b.set_i32(AT.pc, l.imm(l.next));
  l.helper('write_cpsr', value, l.imm(bits));
  l.helper('leave', l.imm(EXIT.LOOKUP), l.imm(0));
  b.end_if();
  l.endBlock();
}

/** CPS. A NOP in User mode. @param imod 2: clear the masks A, I, F that are set here; 3: set them */
export function changeState(l: Lift, imod: number, M: number, A: number, I: number, F: number, mode: number): void {
  if (l.user) return;
  const { b } = l;
  const masks = (A << 8) | (I << 7) | (F << 6);
  if (M !== 0) {
    const bits = MODE_BITS | (imod >= 2 ? masks : 0);
    l.finishIt();
    l.helper('write_cpsr', l.imm(mode | (imod === 3 ? masks : 0)), l.imm(bits));
    l.resume();
  } else if (imod === 3) {
    b.set_i32(AT.cpsr, b.or_i32(b.get_i32(AT.cpsr), l.imm(masks)));
  } else if (imod === 2) {
    b.set_i32(AT.cpsr, b.and_i32(b.get_i32(AT.cpsr), l.imm(~masks)));
    if (l.conditional) {
      l.helper('unmask');
    } else {
      b.begin_if(b.get_i32(AT.lineHeld));
      l.helper('unmask');
      b.end_if();
    }
    l.endBlock();
  }
}

/** SETEND. */
export function setEndianness(l: Lift, bigEndian: number): void {
  l.finishIt();
  l.helper('write_cpsr', l.imm(bigEndian << 9), l.imm(E));
  l.resume();
}

/** MRS (banked register); with the virtualization extensions' cores only. */
export function readBanked(l: Lift, R: number, d: number, sysm: number): void {
  if (l.user || !l.model.lpae) l.raise(GUEST_EXIT.UNDEFINED);
  else l.setReg(d, l.helper('get_banked', l.imm((R << 5) | sysm)));
}

/** MSR (banked register). */
export function writeBanked(l: Lift, R: number, sysm: number, n: number): void {
  if (l.user || !l.model.lpae) l.raise(GUEST_EXIT.UNDEFINED);
  else l.helper('set_banked', l.imm((R << 5) | sysm), l.reg(n));
}
