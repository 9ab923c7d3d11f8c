import { FormFlag } from './expand/form.ts';
import { type Instruction, OperandKind, Prefix } from './instruction.ts';
import { Reg, RegBase } from './registers.ts';

/** Control registers that exist: CR0, CR2, CR3, CR4, CR8 (Intel SDM 3A, 2.5). */
const CONTROL = (1 << 0) | (1 << 2) | (1 << 3) | (1 << 4) | (1 << 8);

/**
 * Register numbers that the opcode tables cannot express: #UD for CS as destination, for segment, control, debug and opmask
 * registers that do not exist, and for gathers whose registers overlap (Intel SDM 2, "MOV", "VPGATHERDD").
 */
export function registersValid(insn: Instruction, flags: number): boolean {
  if ((flags & FormFlag.NO_66) !== 0) return (insn.prefixes & Prefix.OPSIZE) === 0;
  if ((flags & FormFlag.VSIB) !== 0) {
    const destination = insn.reg(0) & 15;
    const index = insn.memIndex & 15;
    const mask = insn.reg(2) & 15;
    return destination !== index && destination !== mask && index !== mask;
  }
  for (let i = 0; i < insn.operandCount; i++) {
    if (insn.kind(i) !== OperandKind.REG) continue;
    const reg = insn.reg(i);
    if (reg < RegBase.SEG || (reg >= RegBase.ST && reg < RegBase.K)) continue;
    if (reg < RegBase.CR) {
      if (reg > Reg.GS || (i === 0 && reg === Reg.CS)) return false;
    } else if (reg < RegBase.DR) {
      if ((CONTROL & (1 << (reg - RegBase.CR))) === 0) return false;
    } else if (reg < RegBase.ST) {
      if (reg > Reg.DR7) return false;
    } else if (reg >= RegBase.K + 8 || (insn.rex & 4) !== 0) return false;
  }
  return true;
}
