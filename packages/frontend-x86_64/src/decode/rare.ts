import { Imm } from './expand/operand.ts';
import { TABLES } from './expand/tables.ts';
import { type Instruction, Prefix } from './instruction.ts';
import { Op } from './op.gen.ts';
import { Reg, RegBase } from './registers.ts';

/** Longest instruction (Intel SDM 2, 2.3.11). */
export const MAX_LENGTH = 15;

const LENGTH_MAPS = TABLES.lengthMaps;

/** Base and index of the eight 16-bit address forms (Intel SDM 2, table 2-1). */
const BASE16 = [Reg.BX, Reg.BX, Reg.BP, Reg.BP, Reg.SI, Reg.DI, Reg.BP, Reg.BX] as const;
const INDEX16 = [Reg.SI, Reg.DI, Reg.SI, Reg.DI, Reg.NONE, Reg.NONE, Reg.NONE, Reg.NONE] as const;

/** Little-endian 16 bits. */
export function read16(b: Uint8Array, at: number): number {
  return b[at]! | (b[at + 1]! << 8);
}

/** Little-endian 32 bits, as a signed number. */
export function read32(b: Uint8Array, at: number): number {
  return b[at]! | (b[at + 1]! << 8) | (b[at + 2]! << 16) | (b[at + 3]! << 24);
}

/** Turn `insn` into "no instruction" and return the error. */
export function fail(insn: Instruction, error: number): number {
  insn.length = 0;
  insn.op = Op.INVALID;
  insn.form = -1;
  insn.operandCount = 0;
  return error;
}

/** Base, index and displacement of a 16-bit address (Intel SDM 2, table 2-1). Returns the new position. */
export function memory16(b: Uint8Array, at: number, modrm: number, seg: number, insn: Instruction): number {
  const mod = modrm >> 6;
  const rm = modrm & 7;
  const direct = mod === 0 && rm === 6;
  const base = direct ? Reg.NONE : BASE16[rm]!;
  const size = direct ? 2 : mod;
  const disp = size === 1 ? (b[at]! << 24) >> 24 : size === 2 ? (read16(b, at) << 16) >> 16 : 0;
  insn.memBase = base;
  insn.memIndex = direct ? Reg.NONE : INDEX16[rm]!;
  insn.memScale = 1;
  insn.memSeg = seg !== Reg.NONE ? seg : base === Reg.BP ? Reg.SS : Reg.DS;
  insn.dispSize = size;
  insn.dispLo = disp;
  insn.dispHi = disp >> 31;
  return at + size;
}

/**
 * 64-bit immediates, registers in immediates, far pointers, direct addresses, ENTER and XLAT. Returns the new position.
 * @param osz, asz operand and address size: 0, 1, 2 for 16, 32, 64 bits
 */
export function rareImmediate(
  b: Uint8Array,
  at: number,
  imm: number,
  osz: number,
  asz: number,
  seg: number,
  insn: Instruction,
): number {
  switch (imm) {
    case Imm.V:
      insn.immLo = read32(b, at);
      insn.immHi = read32(b, at + 4);
      return at + 8;
    case Imm.IS4:
      insn.immLo = b[at]!;
      return at + 1;
    case Imm.U16_U8:
      insn.immLo = read16(b, at);
      insn.imm2 = b[at + 2]!;
      return at + 3;
    case Imm.FAR: {
      const wide = osz !== 0;
      const selectorAt = at + (wide ? 4 : 2);
      insn.immLo = wide ? read32(b, at) : read16(b, at);
      insn.imm2 = read16(b, selectorAt);
      return selectorAt + 2;
    }
    default: {
      // MOFFS and XLAT describe memory without ModRM.
      const bank = asz === 2 ? RegBase.R64 : asz === 1 ? RegBase.R32 : RegBase.R16;
      const xlat = imm === Imm.XLAT;
      insn.memBase = xlat ? bank + 3 : Reg.NONE;
      insn.memIndex = xlat ? Reg.AL : Reg.NONE;
      insn.memScale = 1;
      insn.memSeg = seg !== Reg.NONE ? seg : Reg.DS;
      insn.dispSize = xlat ? 0 : 2 << asz;
      insn.dispLo = xlat ? 0 : asz === 0 ? read16(b, at) : read32(b, at);
      insn.dispHi = !xlat && asz === 2 ? read32(b, at + 4) : 0;
      return at + insn.dispSize;
    }
  }
}

/**
 * EVEX (Intel SDM 2, 2.7) and XOP (AMD APM 3, 1.2.7) are recognised for their length: payload bytes, opcode, ModRM, SIB,
 * displacement, immediate.
 * @param at the first payload byte
 * @param prefixes prefixes so far; SIMD prefixes, LOCK and REX are #UD
 * @returns the length so far examined, negated when there is no such instruction
 */
export function lengthOnly(
  b: Uint8Array,
  start: number,
  at: number,
  prefixes: number,
  asz: number,
  seg: number,
  insn: Instruction,
): number {
  const evex = b[at - 1] === 0x62;
  const p0 = b[at]!;
  const p1 = b[at + 1]!;
  const map = evex ? p0 & 7 : p0 & 31;
  const opcodeAt = at + (evex ? 3 : 2);
  const opcode = b[opcodeAt]!;
  const known = LENGTH_MAPS[map * 256 + opcode]!;
  const forbidden = Prefix.LOCK | Prefix.REP | Prefix.REPNE | Prefix.OPSIZE | Prefix.REX;
  const reserved = evex ? (p0 & 8) !== 0 || (p1 & 4) === 0 : (p1 & 3) !== 0;
  if ((prefixes & forbidden) !== 0 || reserved || (known & 1) === 0) return start - opcodeAt - 1;
  let p = opcodeAt + 2;
  const modrm = b[opcodeAt + 1]!;
  const mod = modrm >> 6;
  if (mod !== 3) {
    if (asz === 0) p += mod === 1 ? 1 : mod === 2 || (modrm & 7) === 6 ? 2 : 0;
    else {
      const low = (modrm & 7) === 4 ? b[p++]! & 7 : modrm & 7;
      p += mod === 1 ? 1 : mod === 2 || low === 5 ? 4 : 0;
    }
  }
  if ((known & 2) !== 0) p++;
  if (map === 10) p += 4;
  insn.length = p - start;
  insn.op = evex ? Op.EVEX : Op.XOP;
  insn.form = -1;
  insn.operandCount = 0;
  insn.prefixes = prefixes | (evex ? Prefix.EVEX : Prefix.XOP);
  insn.segPrefix = seg;
  insn.rex = 0x40 | ((~p0 >> 5) & 7) | ((p1 >> 4) & 8);
  insn.vectorLength = evex ? 16 << Math.min((b[at + 2]! >> 5) & 3, 2) : 16 << ((p1 >> 2) & 1);
  insn.opcode = opcode;
  insn.modrm = modrm;
  insn.addrSize = 2 << asz;
  return p - start;
}
