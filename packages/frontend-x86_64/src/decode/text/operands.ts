import { type Instruction, OperandKind } from '../instruction.ts';
import { Op } from '../op.gen.ts';
import { Reg } from '../registers.ts';
import { hex64, hexSized, signedHex } from './number.ts';

/** x87 instructions whose implied ST(0) is not written. */
const IMPLIED_TOP: ReadonlySet<number> = /* @__PURE__ */ new Set([
  Op.FXCH,
  Op.FCOM,
  Op.FCOMP,
  Op.FUCOM,
  Op.FUCOMP,
  Op.FSTPNCE,
]);

/** Memory operands written without a size: state images and descriptor tables. */
const BARE: ReadonlySet<number> = /* @__PURE__ */ new Set([
  Op.LEA,
  Op.LGDT,
  Op.SGDT,
  Op.LIDT,
  Op.SIDT,
  Op.FXSAVE,
  Op.FXRSTOR,
  Op.XSAVE,
  Op.XRSTOR,
  Op.XSAVEOPT,
  Op.XSAVEC,
  Op.XSAVES,
  Op.XRSTORS,
  Op.FLDENV,
  Op.FNSTENV,
  Op.FNSAVE,
  Op.FRSTOR,
  Op.INVPCID,
  Op.WRSS,
  Op.WRUSS,
  Op.LDDQU,
  Op.VLDDQU,
]);

/** Memory operands that are not accessed but written with a size. */
const HINTS: ReadonlySet<number> = /* @__PURE__ */ new Set([
  Op.PREFETCH,
  Op.PREFETCHW,
  Op.PREFETCHWT1,
  Op.PREFETCHNTA,
  Op.PREFETCHT0,
  Op.PREFETCHT1,
  Op.PREFETCHT2,
  Op.CLDEMOTE,
  Op.INVLPG,
]);

/** Stands for the size of a 16-byte integer. */
export const OWORD = -16;

/** The size to print for memory operand `i`, in bytes; 0 for none. */
export function printedSize(insn: Instruction, i: number): number {
  if (BARE.has(insn.op) || (insn.op === Op.MOV && insn.modrm < 0)) return 0;
  if (insn.op === Op.CMPXCHG16B || insn.op === Op.INVEPT || insn.op === Op.INVVPID) return OWORD;
  return HINTS.has(insn.op) ? 1 : insn.size(i);
}

/** Indexes of the operands that are written, in Intel order. */
export function printedOperands(insn: Instruction): readonly number[] {
  const { op, operandCount } = insn;
  if (IMPLIED_TOP.has(op) && operandCount === 2) return [op === Op.FSTPNCE ? 0 : 1];
  const indexes: number[] = [];
  for (let i = 0; i < operandCount; i++) indexes.push(i);
  return indexes;
}

/** Target address of a relative branch, cut to the width of the instruction pointer. */
export function branchTarget(insn: Instruction, addressLo: number, addressHi: number): string {
  const lo = (addressLo >>> 0) + insn.length + (insn.immLo >>> 0);
  const carry = Math.floor(lo / 0x1_0000_0000);
  if (insn.mode === 64) return hex64(lo | 0, (addressHi + insn.immHi + carry) | 0);
  return hex64(insn.opSize === 2 ? lo & 0xffff : lo | 0, 0);
}

/** Is operand `i` memory of any kind? */
export function isMemory(insn: Instruction, i: number): boolean {
  const kind = insn.kind(i);
  return kind === OperandKind.MEM || kind === OperandKind.MEM_SI || kind === OperandKind.MEM_DI;
}

/** Is operand `i` the x87 stack top that the opcode implies? The other operand then comes from ModRM.rm. */
export function isImpliedTop(insn: Instruction, i: number): boolean {
  const { operandCount, opcode, op } = insn;
  if (operandCount !== 2 || insn.reg(i) !== Reg.ST0 || insn.kind(i) !== OperandKind.REG || IMPLIED_TOP.has(op))
    return false;
  // D8, DA, DB and DF write the top or compare with it; DC and DE write ST(i).
  return i === (opcode === 0xdc || opcode === 0xde ? 1 : 0);
}

/** Registers that are no operands of the encoding but that AT&T syntax writes, in Intel order; RAX stands for the address size. */
const IMPLIED: Readonly<Record<number, string>> = {
  [Op.MONITOR]: 'rax ecx edx',
  [Op.MONITORX]: 'rax ecx edx',
  [Op.MWAIT]: 'eax ecx',
  [Op.MWAITX]: 'eax ecx ebx',
};

/** Names of the implied registers that are written as operands. */
export function impliedOperands(insn: Instruction): readonly string[] {
  const names = IMPLIED[insn.op];
  if (!names) return [];
  return names
    .split(' ')
    .map((name) =>
      name.startsWith('r') && insn.addrSize !== 8 ? (insn.addrSize === 4 ? 'e' : '') + name.slice(1) : name,
    );
}

/**
 * `riz` or `eiz` where a SIB byte without index says more than the shortest encoding would: it has a scale, or a base that needs no
 * SIB byte.
 */
export function emptyIndex(insn: Instruction): string {
  if (insn.modrm < 0 || (insn.modrm & 7) !== 4 || insn.addrSize === 2) return '';
  const plain = insn.memBase === Reg.NONE ? insn.addrSize === 8 || insn.mode === 16 : (insn.memBase & 7) === 4;
  if (insn.memScale === 1 && plain) return '';
  return insn.addrSize === 8 ? 'riz' : 'eiz';
}

/** A displacement after a base or index: signed; unsigned with neither and 32-bit addresses in 64-bit mode. */
export function displacement(insn: Instruction, plus: string): string {
  if (insn.dispSize === 0) return '';
  const neither = insn.memBase === Reg.NONE && insn.memIndex === Reg.NONE;
  if (neither && insn.mode === 64 && insn.addrSize === 4) return plus + hexSized(insn.dispLo, 0, 4);
  return signedHex(insn.dispLo, insn.dispHi, plus);
}
