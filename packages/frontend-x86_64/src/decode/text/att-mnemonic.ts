import { opName } from '../info.ts';
import { type Instruction, OperandKind } from '../instruction.ts';
import { Op } from '../op.gen.ts';
import { Reg, RegBase } from '../registers.ts';
import { mnemonicOf, sizeSuffix } from './mnemonic.ts';
import { isMemory } from './operands.ts';

/** Names that AT&T syntax spells in its own way. */
const SPELLING: Readonly<Record<number, string>> = {
  [Op.CBW]: 'cbtw',
  [Op.CWDE]: 'cwtl',
  [Op.CDQE]: 'cltq',
  [Op.CWD]: 'cwtd',
  [Op.CDQ]: 'cltd',
  [Op.CQO]: 'cqto',
  [Op.CALLF]: 'lcall',
  [Op.JMPF]: 'ljmp',
  [Op.RETF]: 'lret',
};

/** The x87 operations whose SysV spelling exchanges subtract (divide) and reverse subtract (divide) when the destination is ST(i). */
const SWAPPED: Readonly<Record<number, string>> = {
  [Op.FSUB]: 'fsubr',
  [Op.FSUBR]: 'fsub',
  [Op.FDIV]: 'fdivr',
  [Op.FDIVR]: 'fdiv',
  [Op.FSUBP]: 'fsubrp',
  [Op.FSUBRP]: 'fsubp',
  [Op.FDIVP]: 'fdivrp',
  [Op.FDIVRP]: 'fdivp',
};

/** Integer operations that take a size suffix when no register tells the size. */
const SIZED: ReadonlySet<number> = /* @__PURE__ */ new Set([
  Op.ADD,
  Op.OR,
  Op.ADC,
  Op.SBB,
  Op.AND,
  Op.SUB,
  Op.XOR,
  Op.CMP,
  Op.TEST,
  Op.MOV,
  Op.NOT,
  Op.NEG,
  Op.MUL,
  Op.IMUL,
  Op.DIV,
  Op.IDIV,
  Op.INC,
  Op.DEC,
  Op.ROL,
  Op.ROR,
  Op.RCL,
  Op.RCR,
  Op.SHL,
  Op.SHR,
  Op.SAL,
  Op.SAR,
  Op.BT,
  Op.BTS,
  Op.BTR,
  Op.BTC,
  Op.NOP,
  Op.MOVS,
  Op.CMPS,
  Op.INS,
  Op.OUTS,
]);

const INTEGER_SUFFIX: Readonly<Record<number, string>> = { 1: 'b', 2: 'w', 4: 'l', 8: 'q' };
const REAL_SUFFIX: Readonly<Record<number, string>> = { 4: 's', 8: 'l', 10: 't' };
const X87_INTEGER_SUFFIX: Readonly<Record<number, string>> = { 2: 's', 4: 'l', 8: 'll' };

const X87_REAL: ReadonlySet<number> = /* @__PURE__ */ new Set([
  Op.FADD,
  Op.FMUL,
  Op.FCOM,
  Op.FCOMP,
  Op.FSUB,
  Op.FSUBR,
  Op.FDIV,
  Op.FDIVR,
  Op.FLD,
  Op.FST,
  Op.FSTP,
]);
const X87_INTEGER: ReadonlySet<number> = /* @__PURE__ */ new Set([
  Op.FIADD,
  Op.FIMUL,
  Op.FICOM,
  Op.FICOMP,
  Op.FISUB,
  Op.FISUBR,
  Op.FIDIV,
  Op.FIDIVR,
  Op.FILD,
  Op.FIST,
  Op.FISTP,
  Op.FISTTP,
]);

const TO_HALF: ReadonlySet<number> = /* @__PURE__ */ new Set([Op.VCVTPD2PS, Op.VCVTPD2DQ, Op.VCVTTPD2DQ]);
const X87_STATE: ReadonlySet<number> = /* @__PURE__ */ new Set([Op.FLDENV, Op.FNSTENV, Op.FRSTOR, Op.FNSAVE]);
/** Sized in 64-bit mode alone: elsewhere only one size exists. */
const SIZED_IN_64: ReadonlySet<number> = /* @__PURE__ */ new Set([
  Op.CVTSI2SS,
  Op.CVTSI2SD,
  Op.VCVTSI2SS,
  Op.VCVTSI2SD,
  Op.PTWRITE,
]);

/** Mnemonic in AT&T spelling: size suffixes, and the SysV names. */
export function mnemonicAtt(insn: Instruction): string {
  const { op, mode } = insn;
  const suffix = attSuffix(insn);
  const special = SPELLING[op];
  if (special) return special + suffix;
  if ((insn.opcode === 0xdc || insn.opcode === 0xde) && insn.modrm >= 0xc0 && op in SWAPPED) return SWAPPED[op]!;
  if (op === Op.SYSRET || op === Op.SYSEXIT) return mnemonicOf(insn).replace(/d$/, 'l');
  if (suffix) return stem(insn) + suffix;
  const name = mnemonicOf(insn);
  const memory = isMemory(insn, 0) ? 0 : isMemory(insn, 1) ? 1 : isMemory(insn, 2) ? 2 : -1;
  if (op === Op.MOVZX || op === Op.MOVSX)
    return name.slice(0, 4) + INTEGER_SUFFIX[insn.size(1)]! + INTEGER_SUFFIX[insn.size(0)]!;
  if (op === Op.MOVSXD && insn.size(0) === 8) return 'movslq';
  if (op === Op.CRC32 && memory >= 0) return name + INTEGER_SUFFIX[insn.size(1)]!;
  if (memory < 0) return name;
  if (X87_REAL.has(op)) return name + REAL_SUFFIX[insn.size(memory)]!;
  if (X87_INTEGER.has(op)) return name + X87_INTEGER_SUFFIX[insn.size(memory)]!;
  if (TO_HALF.has(op)) return name + (insn.vectorLength === 32 ? 'y' : 'x');
  if (SIZED_IN_64.has(op)) return mode === 64 ? name + INTEGER_SUFFIX[insn.size(memory)]! : name;
  if (SIZED.has(op) && !hasSizedRegister(insn)) return name + INTEGER_SUFFIX[insn.size(memory)]!;
  return name;
}

/** The suffix for an operand or address size that is not that of the mode. */
function attSuffix(insn: Instruction): string {
  const { op, mode, opSize, addrSize } = insn;
  if (op === Op.LOOP || op === Op.LOOPE || op === Op.LOOPNE)
    return addrSize * 8 === mode ? '' : addrSize === 2 ? 'w' : 'l';
  if (op === Op.CALLF || op === Op.JMPF)
    return opSize === 2 && mode !== 16 ? 'w' : opSize === 4 && mode === 16 ? 'l' : '';
  const suffix = sizeSuffix(insn, false).replace('d', 'l');
  return X87_STATE.has(op) ? suffix.replace('w', 's') : suffix;
}

/** The mnemonic without a size suffix. */
function stem(insn: Instruction): string {
  return opName(insn.op).toLowerCase();
}

/** Is there a general register that tells the operand size? CL as a count and DX as a port do not. */
function hasSizedRegister(insn: Instruction): boolean {
  for (let i = 0; i < insn.operandCount; i++) {
    if (insn.kind(i) !== OperandKind.REG) continue;
    const reg = insn.reg(i);
    const count = reg === Reg.CL && i === 1 && insn.op >= Op.ROL && insn.op <= Op.SAR;
    const port = reg === Reg.DX && (insn.op === Op.INS || insn.op === Op.OUTS);
    if (reg < RegBase.CR && !count && !port) return true;
  }
  return false;
}
