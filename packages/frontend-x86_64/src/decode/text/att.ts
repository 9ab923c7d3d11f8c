import { type Instruction, OperandKind, Prefix } from '../instruction.ts';
import { Op } from '../op.gen.ts';
import { REGISTER_NAMES, Reg, RegBase } from '../registers.ts';
import { mnemonicAtt } from './att-mnemonic.ts';
import { immediateInName, isXchgAx, prefixWords } from './mnemonic.ts';
import { hex64, hexSized, signedHex, splitAddress } from './number.ts';
import { branchTarget, displacement, emptyIndex, impliedOperands, isImpliedTop, printedOperands } from './operands.ts';

/**
 * One line of AT&T syntax as `objdump` writes it, without padding and symbols: `mov -0x8(%rbp),%rax`.
 * @param address guest virtual address of the instruction; branch targets are computed from it
 */
export function formatAtt(insn: Instruction, address: number | bigint = 0): string {
  const operands: string[] = [];
  for (const i of printedOperands(insn)) {
    if (insn.kind(i) !== OperandKind.ONE) operands.push(operandText(insn, i, address));
  }
  if (immediateInName(insn)) operands.pop();
  if (isXchgAx(insn)) operands.push(...(insn.mode === 16 ? ['%eax', '%eax'] : ['%ax', '%ax']));
  for (const name of impliedOperands(insn)) operands.unshift(`%${name}`);
  // ENTER, BOUND and the far pointers keep the Intel order.
  if (insn.op !== Op.ENTER && insn.op !== Op.BOUND) operands.reverse();
  const name = prefixWords(insn) + mnemonicAtt(insn);
  return operands.length === 0 ? name : `${name} ${operands.join(',')}`;
}

function operandText(insn: Instruction, i: number, address: number | bigint): string {
  const star = isIndirectBranch(insn) ? '*' : '';
  switch (insn.kind(i)) {
    case OperandKind.REG:
      return star + registerText(insn, i);
    case OperandKind.MEM:
      return star + memoryText(insn);
    case OperandKind.MEM_SI:
      return `%${REGISTER_NAMES[insn.memSeg]!}:(%${stringRegister(insn, 6)})`;
    case OperandKind.MEM_DI:
      return `%es:(%${stringRegister(insn, 7)})`;
    case OperandKind.IMM:
      return `$${hexSized(insn.immLo, insn.immHi, insn.size(i))}`;
    case OperandKind.IMM2:
      return `$${hex64(insn.imm2, 0)}`;
    case OperandKind.REL: {
      const [lo, hi] = splitAddress(address);
      return branchTarget(insn, lo, hi);
    }
    default:
      return `$${hex64(insn.imm2, 0)},$${hex64(insn.immLo, 0)}`;
  }
}

function isIndirectBranch(insn: Instruction): boolean {
  return (
    insn.opcode === 0xff && (insn.op === Op.JMP || insn.op === Op.CALL || insn.op === Op.JMPF || insn.op === Op.CALLF)
  );
}

const PORT_OPS: ReadonlySet<number> = /* @__PURE__ */ new Set([Op.IN, Op.OUT, Op.INS, Op.OUTS]);

function registerText(insn: Instruction, i: number): string {
  if (isImpliedTop(insn, i)) return '%st';
  const name = `%${REGISTER_NAMES[insn.reg(i)]!.replace('dr', 'db')}`;
  return PORT_OPS.has(insn.op) && insn.reg(i) === RegBase.R16 + 2 ? `(${name})` : name;
}

function stringRegister(insn: Instruction, number: number): string {
  return REGISTER_NAMES[
    (insn.addrSize === 8 ? RegBase.R64 : insn.addrSize === 4 ? RegBase.R32 : RegBase.R16) + number
  ]!;
}

/** `0x10`, `%fs:0x8(%rax)`, `-0x8(%rbp,%rcx,4)`, `0x100(%rip)`. */
function memoryText(insn: Instruction): string {
  const { memBase, memIndex, dispLo, dispHi } = insn;
  const indexName = memIndex !== Reg.NONE ? REGISTER_NAMES[memIndex]! : emptyIndex(insn);
  const override = (insn.prefixes & Prefix.SEG) !== 0 ? `%${REGISTER_NAMES[insn.segPrefix]!}:` : '';
  if (insn.op === Op.XLAT) return `%${REGISTER_NAMES[insn.memSeg]!}:(%${REGISTER_NAMES[memBase]!})`;
  const wide = insn.mode === 64 && insn.addrSize === 8;
  if (memBase === Reg.NONE && indexName === '') {
    if (insn.addrSize === 2 && insn.modrm >= 0) return override + signedHex(dispLo, dispHi, '');
    return override + hexSized(dispLo, dispHi, wide ? 8 : insn.addrSize === 2 ? 2 : 4);
  }
  const disp = displacement(insn, '');
  const base = memBase === Reg.NONE ? '' : `%${REGISTER_NAMES[memBase]!}`;
  const scale = insn.addrSize === 2 ? '' : `,${insn.memScale}`;
  const index = indexName === '' ? '' : `,%${indexName}${scale}`;
  return `${override}${disp}(${base}${index})`;
}
