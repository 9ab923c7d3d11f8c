import { type Instruction, OperandKind, Prefix } from '../instruction.ts';
import { Op } from '../op.gen.ts';
import { REGISTER_NAMES, Reg } from '../registers.ts';
import { immediateInName, isXchgAx, mnemonicOf, prefixWords } from './mnemonic.ts';
import { hex64, hexSized, splitAddress } from './number.ts';
import {
  branchTarget,
  displacement,
  emptyIndex,
  isImpliedTop,
  OWORD,
  printedOperands,
  printedSize,
} from './operands.ts';

const POINTERS: Readonly<Record<number, string>> = {
  1: 'BYTE PTR ',
  2: 'WORD PTR ',
  4: 'DWORD PTR ',
  6: 'FWORD PTR ',
  8: 'QWORD PTR ',
  10: 'TBYTE PTR ',
  16: 'XMMWORD PTR ',
  32: 'YMMWORD PTR ',
  [OWORD]: 'OWORD PTR ',
};

/**
 * One line of Intel syntax as `objdump -M intel` writes it, without padding and symbols: `mov rax,QWORD PTR [rbp-0x8]`.
 * @param address guest virtual address of the instruction; branch targets are computed from it
 */
export function formatIntel(insn: Instruction, address: number | bigint = 0): string {
  const operands: string[] = [];
  for (const i of printedOperands(insn)) operands.push(operandText(insn, i, address));
  if (immediateInName(insn)) operands.pop();
  if (isXchgAx(insn)) operands.push(...(insn.mode === 16 ? ['eax', 'eax'] : ['ax', 'ax']));
  const name = prefixWords(insn) + mnemonicOf(insn);
  return operands.length === 0 ? name : `${name} ${operands.join(',')}`;
}

function operandText(insn: Instruction, i: number, address: number | bigint): string {
  switch (insn.kind(i)) {
    case OperandKind.REG:
      return registerText(insn, i);
    case OperandKind.MEM:
      return pointer(insn, i) + memoryText(insn);
    case OperandKind.MEM_SI:
      return `${pointer(insn, i)}${REGISTER_NAMES[insn.memSeg]!}:[${indexName(insn, 6)}]`;
    case OperandKind.MEM_DI:
      return `${pointer(insn, i)}es:[${indexName(insn, 7)}]`;
    case OperandKind.IMM:
      return hexSized(insn.immLo, insn.immHi, insn.size(i));
    case OperandKind.IMM2:
      return hex64(insn.imm2, 0);
    case OperandKind.REL: {
      const [lo, hi] = splitAddress(address);
      return branchTarget(insn, lo, hi);
    }
    case OperandKind.FAR:
      return `${hex64(insn.imm2, 0)}:${hex64(insn.immLo, 0)}`;
    default:
      return '1';
  }
}

/** ST(0) is `st` where it is implied by the opcode, `st(0)` where ModRM names it. */
function registerText(insn: Instruction, i: number): string {
  return isImpliedTop(insn, i) ? 'st' : REGISTER_NAMES[insn.reg(i)]!;
}

function indexName(insn: Instruction, number: number): string {
  return REGISTER_NAMES[(insn.addrSize === 8 ? 0 : insn.addrSize === 4 ? 16 : 32) + number]!;
}

function pointer(insn: Instruction, i: number): string {
  return POINTERS[printedSize(insn, i)] ?? '';
}

/** `ds:0x10`, `fs:[rax+0x8]`, `[rbp+rcx*4-0x8]`, `[rip+0x100]`. */
function memoryText(insn: Instruction): string {
  const { memBase, memIndex, dispLo, dispHi } = insn;
  const index = memIndex !== Reg.NONE ? REGISTER_NAMES[memIndex]! : emptyIndex(insn);
  const override = (insn.prefixes & Prefix.SEG) !== 0 ? `${REGISTER_NAMES[insn.segPrefix]!}:` : '';
  if (insn.op === Op.XLAT) return `${REGISTER_NAMES[insn.memSeg]!}:[${REGISTER_NAMES[memBase]!}]`;
  if (memBase === Reg.NONE && index === '') {
    const seg = override || 'ds:';
    const wide = insn.mode === 64 && insn.addrSize === 8;
    return seg + hexSized(dispLo, dispHi, wide ? 8 : insn.addrSize === 2 ? 2 : 4);
  }
  let text = memBase === Reg.NONE ? '' : REGISTER_NAMES[memBase]!;
  if (index !== '') text += `${text ? '+' : ''}${index}${insn.addrSize === 2 ? '' : `*${insn.memScale}`}`;
  const fromIp = memBase === Reg.RIP || memBase === Reg.EIP;
  text += fromIp ? `+${hex64(dispLo, dispHi)}` : displacement(insn, '+');
  return `${override}[${text}]`;
}
