import { FORM_STRIDE, FormFlag, FormWord } from './expand/form.ts';
import { Imm, Source } from './expand/operand.ts';
import { TABLES } from './expand/tables.ts';
import { Node } from './expand/trie.ts';
import { DecodeError, type Instruction, OperandKind, Prefix } from './instruction.ts';
import { Op } from './op.gen.ts';
import { Reg, RegBase } from './registers.ts';
import { registersValid } from './validity.ts';

/** Longest instruction (Intel SDM 2, 2.3.11). */
export const MAX_LENGTH = 15;

/** Zero bytes read past the end in the worst case: 15 prefix and opcode bytes, ModRM, SIB, displacement, immediate. */
const SLACK = 40;

const { trie: TRIE, forms: FORMS, roots: ROOTS, vexRoots: VEX_ROOTS, lengthMaps: LENGTH_MAPS } = TABLES;

/** Base and index of the eight 16-bit address forms (Intel SDM 2, table 2-1). */
const BASE16 = [Reg.BX, Reg.BX, Reg.BP, Reg.BP, Reg.SI, Reg.DI, Reg.BP, Reg.BX] as const;
const INDEX16 = [Reg.SI, Reg.DI, Reg.SI, Reg.DI, Reg.NONE, Reg.NONE, Reg.NONE, Reg.NONE] as const;
const MEM = OperandKind.MEM << 8;
/** Bits of a template that survive when a register operand turns out to be memory: access and size. */
const MEM_KEEP = ~0xfff;

function read16(b: Uint8Array, at: number): number {
  return b[at]! | (b[at + 1]! << 8);
}

function read32(b: Uint8Array, at: number): number {
  return b[at]! | (b[at + 1]! << 8) | (b[at + 2]! << 16) | (b[at + 3]! << 24);
}

/** Code size that the decoder assumes: the D/L bits of the code segment. */
export type Mode = 16 | 32 | 64;

/**
 * Decodes x86 instructions of one mode. It keeps no state between calls except a scratch buffer, allocates nothing per
 * instruction and may be used by one thread at a time.
 * @example
 *   const decoder = new Decoder(64), insn = new Instruction();
 *   for (let at = 0; at < code.length; at += insn.length) if (decoder.decode(code, at, insn) < 0) break;
 */
export class Decoder {
  readonly mode: Mode;
  private readonly is64: boolean;
  private readonly root: number;
  private readonly scratch = new Uint8Array(SLACK);
  /** Position after the opcode and after the operands of the instruction under way; fields so that no call allocates. */
  private at = 0;

  constructor(mode: Mode) {
    this.mode = mode;
    this.is64 = mode === 64;
    this.root = ROOTS[mode === 64 ? 1 : 0];
  }

  /**
   * Decode the instruction at `offset` into `insn`, overwriting it.
   * @returns its length, 1..15, or a negative `DecodeError`. Never throws.
   */
  decode(bytes: Uint8Array, offset: number, insn: Instruction): number {
    // hot
    const available = bytes.length - offset;
    if (available >= SLACK) return this.run(bytes, offset, insn);
    return this.decodeTail(bytes, offset, available, insn);
  }

  /** Near the end of the buffer: decode a zero-padded copy, then see whether it used bytes that are not there. */
  private decodeTail(bytes: Uint8Array, offset: number, available: number, insn: Instruction): number {
    const scratch = this.scratch;
    for (let i = 0; i < SLACK; i++) scratch[i] = i < available ? bytes[offset + i]! : 0;
    const result = this.run(scratch, 0, insn);
    const used = result > 0 ? result : this.at;
    if (used <= available || (result === DecodeError.TOO_LONG && available >= MAX_LENGTH)) return result;
    return this.fail(insn, DecodeError.TRUNCATED);
  }

  private fail(insn: Instruction, error: number): number {
    insn.length = 0;
    insn.op = Op.INVALID;
    insn.form = -1;
    insn.operandCount = 0;
    return error;
  }

  private invalid(insn: Instruction, examinedTo: number, start: number): number {
    this.at = examinedTo - start;
    return this.fail(insn, this.at > MAX_LENGTH ? DecodeError.TOO_LONG : DecodeError.INVALID);
  }

  private run(b: Uint8Array, start: number, insn: Instruction): number {
    // hot
    const is64 = this.is64;
    let p = start + 1;
    let opcode = b[start]!;
    let node = TRIE[this.root + opcode]!;
    let prefixes = 0;
    let rex = 0;
    let seg: number = Reg.NONE;
    // Legacy prefixes and REX, Intel SDM 2, 2.1.1 and 2.2.1. A REX prefix counts only directly before the opcode.
    while ((node & 14) === Node.PREFIX) {
      if ((node & 15) === Node.REX) rex = opcode;
      else {
        rex = 0;
        switch (opcode) {
          case 0x66: prefixes |= Prefix.OPSIZE; break;
          case 0x67: prefixes |= Prefix.ADDRSIZE; break;
          case 0xf0: prefixes |= Prefix.LOCK; break;
          case 0xf2: prefixes = (prefixes & ~Prefix.REP) | Prefix.REPNE; break;
          case 0xf3: prefixes = (prefixes & ~Prefix.REPNE) | Prefix.REP; break;
          case 0x64: seg = Reg.FS; break;
          case 0x65: seg = Reg.GS; break;
          // ES, CS, SS and DS overrides do nothing in 64-bit mode, not even cancel FS or GS.
          default:
            if (opcode === 0x3e) prefixes |= Prefix.NOTRACK;
            if (!is64) seg = RegBase.SEG + ((opcode >> 3) & 3);
        }
      }
      if (p - start >= MAX_LENGTH) {
        this.at = MAX_LENGTH + 1;
        return this.fail(insn, DecodeError.TOO_LONG);
      }
      opcode = b[p++]!;
      node = TRIE[this.root + opcode]!;
    }
    if (rex !== 0) prefixes |= Prefix.REX;
    if (seg !== Reg.NONE) prefixes |= Prefix.SEG;
    const operand66 = (prefixes & Prefix.OPSIZE) !== 0;
    const address67 = (prefixes & Prefix.ADDRSIZE) !== 0;
    /** 0, 1, 2 for 16, 32, 64 bits */
    let osz = is64 ? ((rex & 8) !== 0 ? 2 : operand66 ? 0 : 1) : operand66 === (this.mode === 32) ? 0 : 1;
    const asz = is64 ? (address67 ? 1 : 2) : address67 === (this.mode === 32) ? 0 : 1;
    let vvvv = 0;
    let length256 = 0;
    let mandatory = (prefixes & Prefix.REP) !== 0 ? 2 : (prefixes & Prefix.REPNE) !== 0 ? 3 : operand66 ? 1 : 0;

    // Walk the tables to a form.
    while ((node & 15) !== Node.LEAF) {
      const at = node >> 4;
      switch (node & 15) {
        case Node.ESCAPE: opcode = b[p++]!; node = TRIE[at + opcode]!; break;
        case Node.REG: node = TRIE[at + ((b[p]! >> 3) & 7)]!; break;
        case Node.MOD: node = TRIE[at + (b[p]! >= 0xc0 ? 1 : 0)]!; break;
        case Node.RM: node = TRIE[at + (b[p]! & 7)]!; break;
        case Node.MANDATORY: node = TRIE[at + mandatory]!; break;
        case Node.OSZ: node = TRIE[at + osz]!; break;
        case Node.ASZ: node = TRIE[at + asz]!; break;
        case Node.W: node = TRIE[at + ((rex >> 3) & 1)]!; break;
        case Node.L: node = TRIE[at + length256]!; break;
        case Node.B: node = TRIE[at + (rex & 1)]!; break;
        case Node.VEX: {
          // Intel SDM 2, 2.3.5. A SIMD prefix, LOCK or REX before VEX is #UD.
          if (opcode === 0x62 || opcode === 0x8f) return this.lengthOnly(b, start, p, prefixes, asz, seg, insn);
          const b1 = b[p]!;
          let map = 1;
          let last = b1;
          rex = (b1 & 0x80) !== 0 ? 0x40 : 0x44;
          p++;
          if (opcode === 0xc4) {
            last = b[p++]!;
            map = b1 & 31;
            rex = 0x40 | ((~b1 >> 5) & 7) | ((last >> 4) & 8);
          }
          if (!is64) rex &= 0x48;
          const root = VEX_ROOTS[(is64 ? 32 : 0) + map]!;
          if (root < 0 || (prefixes & (Prefix.LOCK | Prefix.REP | Prefix.REPNE | Prefix.OPSIZE | Prefix.REX)) !== 0) {
            return this.invalid(insn, p, start);
          }
          prefixes |= Prefix.VEX;
          vvvv = (~last >> 3) & 15;
          length256 = (last >> 2) & 1;
          mandatory = last & 3;
          osz = is64 && (rex & 8) !== 0 ? 2 : 1;
          opcode = b[p++]!;
          node = TRIE[root + opcode]!;
          break;
        }
        default: return this.invalid(insn, p, start);
      }
    }

    const form = node >> 4;
    const f = form * FORM_STRIDE;
    const flags = FORMS[f + FormWord.FLAGS]!;
    if (is64) {
      if ((flags & FormFlag.D64) !== 0 && osz === 1) osz = 2;
      else if ((flags & FormFlag.F64) !== 0) osz = 2;
    }
    let variant = osz;
    if ((prefixes & Prefix.VEX) !== 0) {
      if ((flags & FormFlag.BY_LENGTH) !== 0) variant = 1 + length256;
      if ((flags & FormFlag.NO_VVVV) !== 0 && vvvv !== 0) return this.invalid(insn, p, start);
      if (!is64) vvvv &= 7;
      insn.vectorLength = 16 << length256;
    } else insn.vectorLength = 0;

    // ModRM, SIB and displacement, Intel SDM 2, 2.1.3 and 2.1.5.
    let modrm = -1;
    let isMem = false;
    if ((flags & FormFlag.MODRM) !== 0) {
      modrm = b[p++]!;
      if (modrm < 0xc0 && (flags & FormFlag.MODR) === 0) {
        isMem = true;
        const mod = modrm >> 6;
        const rm = modrm & 7;
        let dispSize = mod === 1 ? 1 : mod === 2 ? 4 : 0;
        let base: number = Reg.NONE;
        let index: number = Reg.NONE;
        let stack = false;
        if (asz === 0) {
          if (mod === 2) dispSize = 2;
          if (rm === 6 && mod === 0) dispSize = 2;
          else {
            base = BASE16[rm]!;
            index = INDEX16[rm]!;
            stack = base === Reg.BP;
          }
          insn.memScale = 1;
          if ((flags & FormFlag.VSIB) !== 0) return this.invalid(insn, p, start);
        } else {
          const bank = asz === 2 ? RegBase.R64 : RegBase.R32;
          let low = rm;
          if (rm === 4) {
            const sib = b[p++]!;
            low = sib & 7;
            const i = ((sib >> 3) & 7) | ((rex & 2) << 2);
            if ((flags & FormFlag.VSIB) !== 0) {
              index = i + (length256 === 1 && (flags & FormFlag.VSIB_XMM) === 0 ? RegBase.YMM : RegBase.XMM);
            } else if (i !== 4) index = bank + i;
            insn.memScale = 1 << (sib >> 6);
            if (low === 5 && mod === 0) dispSize = 4;
            else base = bank + (low | ((rex & 1) << 3));
          } else {
            if ((flags & FormFlag.VSIB) !== 0) return this.invalid(insn, p, start);
            insn.memScale = 1;
            if (rm === 5 && mod === 0) {
              dispSize = 4;
              if (is64) base = asz === 2 ? Reg.RIP : Reg.EIP;
            } else base = bank + (rm | ((rex & 1) << 3));
          }
          stack = (base & 14) === 4 && base < RegBase.R16;
        }
        insn.memBase = base;
        insn.memIndex = index;
        insn.memSeg = seg !== Reg.NONE ? seg : stack ? Reg.SS : Reg.DS;
        insn.dispSize = dispSize;
        let disp = 0;
        if (dispSize === 1) disp = (b[p]! << 24) >> 24;
        else if (dispSize === 4) disp = read32(b, p);
        else if (dispSize === 2) disp = (read16(b, p) << 16) >> 16;
        p += dispSize;
        insn.dispLo = disp;
        insn.dispHi = disp >> 31;
      }
    }

    // Immediates.
    const imm = flags & 15;
    let is4 = 0;
    if (imm !== Imm.NONE) {
      if (imm <= Imm.S8) {
        const lo = imm === Imm.U8 ? b[p]! : (b[p]! << 24) >> 24;
        insn.immLo = lo;
        insn.immHi = lo >> 31;
        p++;
      } else if (imm === Imm.Z) {
        const lo = osz === 0 ? (read16(b, p) << 16) >> 16 : read32(b, p);
        insn.immLo = lo;
        insn.immHi = lo >> 31;
        p += osz === 0 ? 2 : 4;
      } else if (imm === Imm.V && osz !== 0) {
        insn.immLo = read32(b, p);
        insn.immHi = osz === 2 ? read32(b, p + 4) : 0;
        p += osz << 2;
      } else {
        p = this.rareImmediate(b, p, imm, osz, asz, seg, insn);
        if (imm === Imm.IS4) is4 = is64 ? insn.immLo >> 4 : (insn.immLo >> 4) & 7;
      }
    }

    const length = p - start;
    if (length > MAX_LENGTH) {
      this.at = length;
      return this.fail(insn, DecodeError.TOO_LONG);
    }
    // LOCK needs a lockable instruction with a memory destination (Intel SDM 2, "LOCK").
    if ((prefixes & Prefix.LOCK) !== 0 && !(isMem && (flags & FormFlag.LOCK) !== 0)) return this.invalid(insn, p, start);

    insn.mode = this.mode;
    insn.length = length;
    insn.form = form;
    insn.op = FORMS[f + FormWord.OP]!;
    insn.prefixes = prefixes;
    insn.segPrefix = seg;
    insn.rex = rex;
    insn.opSize = 2 << osz;
    insn.addrSize = 2 << asz;
    insn.opcode = opcode;
    insn.modrm = modrm;
    const count = (flags >> 4) & 7;
    insn.operandCount = count;

    // Operands: template plus a register number, see `Source`.
    const operands = insn.operands;
    const t = f + FormWord.TEMPLATES + variant * 4;
    const extendB = (rex & 1) << 3;
    const low = (modrm >> 3) & 7;
    const numbers =
      low | ((rex & 4) << 1) | (((modrm & 7) | extendB) << 4) | (((opcode & 7) | extendB) << 8) | (vvvv << 12) | (low << 16) | ((modrm & 7) << 20) | (is4 << 24);
    let sources = FORMS[f + FormWord.SOURCES]!;
    for (let i = 0; i < count; i++) {
      let word = FORMS[t + i]!;
      if (isMem && (sources & Source.RM_FLAG) !== 0) word = (word & MEM_KEEP) | MEM;
      else {
        const number = (numbers >>> (sources & 31)) & 15;
        word += number;
        if ((sources & Source.BYTE) !== 0 && rex === 0 && number >= 4) word += RegBase.R8H - RegBase.R8 - 4;
      }
      operands[i] = word;
      sources >>>= 8;
    }
    if (imm === Imm.NONE && count > 0 && (flags & FormFlag.MODRM) === 0) insn.memSeg = seg !== Reg.NONE ? seg : Reg.DS;
    if ((flags & FormFlag.CHECK) !== 0 && !registersValid(insn, flags)) return this.invalid(insn, p, start);
    return length;
  }

  /** 16-bit immediates, registers in immediates, far pointers, direct addresses, ENTER and XLAT. Returns the new position. */
  private rareImmediate(b: Uint8Array, at: number, imm: number, osz: number, asz: number, seg: number, insn: Instruction): number {
    let p = at;
    insn.immLo = 0;
    insn.immHi = 0;
    if (imm === Imm.U16 || imm === Imm.V) {
      insn.immLo = read16(b, p);
      return p + 2;
    }
    if (imm === Imm.IS4) {
      insn.immLo = b[p]!;
      return p + 1;
    }
    if (imm === Imm.U16_U8) {
      insn.immLo = read16(b, p);
      insn.imm2 = b[p + 2]!;
      return p + 3;
    }
    if (imm === Imm.FAR) {
      insn.immLo = osz === 0 ? read16(b, p) : read32(b, p);
      p += osz === 0 ? 2 : 4;
      insn.imm2 = read16(b, p);
      return p + 2;
    }
    // Imm.MOFFS and Imm.XLAT describe memory without ModRM.
    const bank = asz === 2 ? RegBase.R64 : asz === 1 ? RegBase.R32 : RegBase.R16;
    const xlat = imm === Imm.XLAT;
    insn.memBase = xlat ? bank + 3 : Reg.NONE;
    insn.memIndex = xlat ? Reg.AL : Reg.NONE;
    insn.memScale = 1;
    insn.memSeg = seg !== Reg.NONE ? seg : Reg.DS;
    insn.dispSize = xlat ? 0 : 2 << asz;
    insn.dispLo = xlat ? 0 : asz === 0 ? read16(b, p) : read32(b, p);
    insn.dispHi = !xlat && asz === 2 ? read32(b, p + 4) : 0;
    return p + insn.dispSize;
  }

  /**
   * EVEX (Intel SDM 2, 2.7) and XOP (AMD APM 3, 1.2.7) are recognised for their length: payload bytes, opcode, ModRM, SIB,
   * displacement, immediate.
   */
  private lengthOnly(b: Uint8Array, start: number, at: number, prefixes: number, asz: number, seg: number, insn: Instruction): number {
    const evex = b[at - 1] === 0x62;
    const p0 = b[at]!;
    const p1 = b[at + 1]!;
    const map = evex ? p0 & 7 : p0 & 31;
    const opcodeAt = at + (evex ? 3 : 2);
    const opcode = b[opcodeAt]!;
    const known = LENGTH_MAPS[map * 256 + opcode]!;
    const forbidden = Prefix.LOCK | Prefix.REP | Prefix.REPNE | Prefix.OPSIZE | Prefix.REX;
    const reserved = evex ? (p0 & 8) !== 0 || (p1 & 4) === 0 : (p1 & 3) !== 0;
    if ((prefixes & forbidden) !== 0 || reserved || (known & 1) === 0) return this.invalid(insn, opcodeAt + 1, start);
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
    const length = p - start;
    if (length > MAX_LENGTH) {
      this.at = length;
      return this.fail(insn, DecodeError.TOO_LONG);
    }
    insn.mode = this.mode;
    insn.length = length;
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
    return length;
  }
}
