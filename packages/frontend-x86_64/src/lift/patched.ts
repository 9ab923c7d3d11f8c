import type { BlockBuilder, CodeWindow, I64 } from '@tutti/ir';
import type { Instruction } from '../decode/instruction.ts';
import { Op } from '../decode/op.gen.ts';

/** Instructions whose rules take the immediate by `Lift.read` alone, and that have it last. All are of the one-byte map. */
const OPS = new Set<number>([
  Op.MOV,
  Op.ADD,
  Op.OR,
  Op.ADC,
  Op.SBB,
  Op.AND,
  Op.SUB,
  Op.XOR,
  Op.CMP,
  Op.TEST,
  Op.PUSH,
  Op.IMUL,
]);

/**
 * The immediate of an instruction, sign-extended and read from guest memory when the block runs: for code that is patched all the
 * time (`CodeWindow.patched`).
 * @param end  byte offset in the block of what follows the instruction
 * @returns undefined when it is a constant
 */
export function patchedImmediate(b: BlockBuilder, code: CodeWindow, i: Instruction, end: number): I64 | undefined {
  if (code.patched === undefined || !OPS.has(i.op)) return undefined;
  const bytes = immediateBytes(i);
  const host = code.patched(end - bytes, bytes < 4 ? (1 << (8 * bytes)) - 1 : -1, bytes === 8 ? -1 : 0);
  if (host < 0) return undefined;
  // The eight bytes up to the end of the immediate: those before it are shifted out.
  return b.shr_s_i64(b.code_i64(host + bytes - 8), b.const_i64(64 - 8 * bytes, 0));
}

/** Encoded length of the immediate of one of OPS (Intel SDM 2, appendix A, table A-2: operands Ib, Iz, Iv). */
function immediateBytes(i: Instruction): number {
  const { opcode } = i;
  if (opcode >= 0xb8 && opcode <= 0xbf) return i.opSize;
  const isByte =
    (opcode < 0x40 && (opcode & 7) === 4) || (opcode >= 0xb0 && opcode <= 0xb7) || BYTE_OPCODES.has(opcode);
  return isByte ? 1 : Math.min(i.opSize, 4);
}

const BYTE_OPCODES = new Set([0x6a, 0x6b, 0x80, 0x82, 0x83, 0xa8, 0xc6, 0xf6]);
