import { FORM_STRIDE, FormFlag, FormWord } from './expand/form.ts';
import { IMMEDIATE_SHAPES, Imm } from './expand/operand.ts';
import { TABLES } from './expand/tables.ts';
import { Node } from './expand/trie.ts';
import { DecodeError, type Instruction, Prefix } from './instruction.ts';
import { fail, lengthOnly, MAX_LENGTH, memory16, rareImmediate } from './rare.ts';
import { Reg, RegBase } from './registers.ts';
import { registersValid } from './validity.ts';

/**
 * Bytes that may be read past the start of an instruction: 15 prefix and opcode bytes, ModRM, SIB, displacement, immediate. Closer
 * to the end of the buffer the decoder works on a padded copy, so that no read needs a bounds check of its own.
 */
const SLACK = 40;

const { trie: TRIE, forms: FORMS, roots: ROOTS, vexRoots: VEX_ROOTS } = TABLES;

// An imported binding is a cell that the optimiser reloads at every use; a constant of this module is folded into the code (11 ns per
// instruction in bench/decode.ts).
// biome-ignore format: a table
const { ADDRSIZE: PFX_ADDRSIZE, LOCK: PFX_LOCK, NOTRACK: PFX_NOTRACK, OPSIZE: PFX_OPSIZE, REP: PFX_REP, REPNE: PFX_REPNE, REX: PFX_REX, SEG: PFX_SEG, VEX: PFX_VEX } = Prefix;
// biome-ignore format: a table
const { ASZ: NODE_ASZ, B: NODE_B, ESCAPE: NODE_ESCAPE, L: NODE_L, LEAF: NODE_LEAF, MANDATORY: NODE_MANDATORY, MOD: NODE_MOD, OSZ: NODE_OSZ, PREFIX: NODE_PREFIX, REG: NODE_REG, REX: NODE_REX, RM: NODE_RM, VEX: NODE_VEX, W: NODE_W } = Node;
// biome-ignore format: a table
const { BY_LENGTH: FLAG_BY_LENGTH, CHECK: FLAG_CHECK, D64: FLAG_D64, F64: FLAG_F64, LOCK: FLAG_LOCK, MODR: FLAG_MODR, NO_VVVV: FLAG_NO_VVVV, RARE: FLAG_RARE, STRING: FLAG_STRING, VSIB: FLAG_VSIB, VSIB_XMM: FLAG_VSIB_XMM } = FormFlag;
const { FLAGS: WORD_FLAGS, OP: WORD_OP, SOURCES: WORD_SOURCES, TEMPLATES: WORD_TEMPLATES } = FormWord;
const { IS4: IMM_IS4, S8: IMM_S8, U8: IMM_U8, U16: IMM_U16, V: IMM_V } = Imm;
const { DS: REG_DS, FS: REG_FS, GS: REG_GS, NONE: REG_NONE, RIP: REG_RIP } = Reg;
const { SEG: BASE_SEG, XMM: BASE_XMM, YMM: BASE_YMM } = RegBase;
const STRIDE = FORM_STRIDE;
const LONGEST = MAX_LENGTH;
const SHAPES = IMMEDIATE_SHAPES;

/** 32- and 64-bit addressing by ModRM: bytes of displacement. */
const DISP_SIZE = /* @__PURE__ */ Uint8Array.from({ length: 192 }, (_, modrm) =>
  modrm < 0x40 ? ((modrm & 7) === 5 ? 4 : 0) : modrm < 0x80 ? 1 : 4,
);

/** Is a byte a REX prefix? All zero outside 64-bit mode. */
const REX_BYTES = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, byte) => (byte >> 4 === 4 ? 1 : 0));
const NO_REX_BYTES = /* @__PURE__ */ new Uint8Array(256);

/** Effective operand size by 4 * (D64 | F64 << 1) + size before; the second half is for 64-bit mode, where those flags count. */
const OPERAND_SIZES = /* @__PURE__ */ Uint8Array.from([
  0, 1, 2, 0, 0, 1, 2, 0, 0, 1, 2, 0, 0, 1, 2, 0, 0, 1, 2, 0, 0, 2, 2, 0, 2, 2, 2, 0, 2, 2, 2, 0,
]);

/** Default segment by base register id: SS for rSP and rBP. */
const DEFAULT_SEGMENT = /* @__PURE__ */ Uint8Array.from({ length: 256 }, (_, reg) =>
  (reg & 14) === 4 && reg < RegBase.R16 ? Reg.SS : Reg.DS,
);

const VEX_FORBIDDEN = Prefix.LOCK | Prefix.REP | Prefix.REPNE | Prefix.OPSIZE | Prefix.REX;

/** From the number 4..7 of a byte register without REX to AH CH DH BH. */
const HIGH_BYTE = RegBase.R8H - RegBase.R8 - 4;

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
  private readonly is64: number;
  private readonly root: number;
  private readonly vexRoot: number;
  private readonly rexBytes: Uint8Array;
  private readonly operandSizes: number;
  /** Operand and address size (0, 1, 2) without prefix and with 66 or 67. */
  private readonly defaultSize: number;
  private readonly toggledSize: number;
  private readonly defaultAddress: number;
  private readonly toggledAddress: number;
  private readonly scratch = new Uint8Array(SLACK);
  private readonly scratchView = new DataView(this.scratch.buffer);
  /** The buffer of the last call and a view of it for 32-bit reads, made anew when a call brings another buffer. */
  private bytes: Uint8Array = this.scratch;
  private view: DataView = this.scratchView;
  /** Bytes examined when the last decode failed. */
  private examined = 0;

  constructor(mode: Mode) {
    this.mode = mode;
    this.is64 = mode === 64 ? 1 : 0;
    this.root = ROOTS[mode === 64 ? 1 : 0];
    this.vexRoot = mode === 64 ? 32 : 0;
    this.rexBytes = mode === 64 ? REX_BYTES : NO_REX_BYTES;
    this.operandSizes = mode === 64 ? 16 : 0;
    this.defaultSize = mode === 16 ? 0 : 1;
    this.toggledSize = mode === 16 ? 1 : 0;
    this.defaultAddress = mode === 64 ? 2 : this.defaultSize;
    this.toggledAddress = mode === 64 ? 1 : this.toggledSize;
  }

  /**
   * Decode the instruction at `offset` into `insn`, overwriting it.
   * @returns its length, 1..15, or a negative `DecodeError`. Never throws.
   */
  decode(bytes: Uint8Array, offset: number, insn: Instruction): number {
    // hot
    const available = bytes.length - offset;
    if (available >= SLACK) {
      if (bytes !== this.bytes) this.bind(bytes);
      return this.run(bytes, this.view, offset, insn);
    }
    return this.decodeTail(bytes, offset, available, insn);
  }

  private bind(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Near the end of the buffer: decode a zero-padded copy, then see whether it used bytes that are not there. */
  private decodeTail(bytes: Uint8Array, offset: number, available: number, insn: Instruction): number {
    const scratch = this.scratch;
    for (let i = 0; i < SLACK; i++) scratch[i] = i < available ? bytes[offset + i]! : 0;
    const result = this.run(scratch, this.scratchView, 0, insn);
    const used = result > 0 ? result : this.examined;
    if (used <= available || (result === DecodeError.TOO_LONG && available >= LONGEST)) return result;
    return fail(insn, DecodeError.TRUNCATED);
  }

  /** No such instruction, having looked at `examined` bytes. */
  private invalid(insn: Instruction, examined: number): number {
    this.examined = examined;
    return fail(insn, examined > LONGEST ? DecodeError.TOO_LONG : DecodeError.INVALID);
  }

  /**
   * The decoder proper. What real code makes unpredictable (displacement sizes, operand kinds) is table lookups and shifts instead of
   * branches.
   */
  private run(b: Uint8Array, view: DataView, start: number, insn: Instruction): number {
    // hot
    const root = this.root;
    const rexBytes = this.rexBytes;
    let p = start + 1;
    let opcode = b[start]!;
    let rex = 0;
    let node = TRIE[root + opcode]!;
    if ((node & 15) === NODE_REX) {
      rex = opcode;
      opcode = b[p++]!;
      node = TRIE[root + opcode]!;
    }
    let prefixes = 0;
    let seg: number = REG_NONE;
    let osz = this.defaultSize;
    let asz = this.defaultAddress;
    let mandatory = 0;
    // Legacy prefixes, Intel SDM 2, 2.1.1. A REX prefix counts only directly before the opcode (2.2.1).
    if ((node & 14) === NODE_PREFIX) {
      do {
        if ((node & 15) === NODE_REX) rex = opcode;
        else {
          rex = 0;
          // biome-ignore format: a table
          switch (opcode) {
            case 0x66: prefixes |= PFX_OPSIZE; break;
            case 0x67: prefixes |= PFX_ADDRSIZE; break;
            case 0xf0: prefixes |= PFX_LOCK; break;
            case 0xf2: prefixes = (prefixes & ~PFX_REP) | PFX_REPNE; break;
            case 0xf3: prefixes = (prefixes & ~PFX_REPNE) | PFX_REP; break;
            case 0x64: seg = REG_FS; break;
            case 0x65: seg = REG_GS; break;
            // ES, CS, SS and DS overrides do nothing in 64-bit mode, not even cancel FS or GS.
            default:
              if (opcode === 0x3e) prefixes |= PFX_NOTRACK;
              if (this.is64 === 0) seg = BASE_SEG + ((opcode >> 3) & 3);
          }
        }
        if (p - start >= LONGEST) return this.invalid(insn, LONGEST + 1);
        opcode = b[p++]!;
        if (rexBytes[opcode]! !== 0 && p - start < LONGEST) {
          rex = opcode;
          opcode = b[p++]!;
        }
        node = TRIE[root + opcode]!;
      } while ((node & 14) === NODE_PREFIX);
      if (seg !== REG_NONE) prefixes |= PFX_SEG;
      if ((prefixes & PFX_OPSIZE) !== 0) {
        osz = this.toggledSize;
        mandatory = 1;
      }
      if ((prefixes & PFX_ADDRSIZE) !== 0) asz = this.toggledAddress;
      if ((prefixes & (PFX_REP | PFX_REPNE)) !== 0) mandatory = (prefixes & PFX_REP) !== 0 ? 2 : 3;
    }
    prefixes |= rex & PFX_REX;
    if ((rex & 8) !== 0) osz = 2;
    let vvvv = 0;
    let length256 = 0;
    /** 1 when the walk looked at the ModRM byte. */
    let peeked = 0;

    // Walk the tables to a form.
    while ((node & 15) !== NODE_LEAF) {
      const at = node >> 4;
      // biome-ignore format: a table
      switch (node & 15) {
        case NODE_ESCAPE: opcode = b[p++]!; node = TRIE[at + opcode]!; break;
        case NODE_REG: node = TRIE[at + ((b[p]! >> 3) & 7)]!; peeked = 1; break;
        case NODE_MOD: node = TRIE[at + (b[p]! >= 0xc0 ? 1 : 0)]!; peeked = 1; break;
        case NODE_RM: node = TRIE[at + (b[p]! & 7)]!; peeked = 1; break;
        case NODE_MANDATORY: node = TRIE[at + mandatory]!; break;
        case NODE_OSZ: node = TRIE[at + osz]!; break;
        case NODE_ASZ: node = TRIE[at + asz]!; break;
        case NODE_W: node = TRIE[at + ((rex >> 3) & 1)]!; break;
        case NODE_L: node = TRIE[at + length256]!; break;
        case NODE_B: node = TRIE[at + (rex & 1)]!; break;
        case NODE_VEX: {
          // Intel SDM 2, 2.3.5. A SIMD prefix, LOCK or REX before VEX is #UD.
          if (opcode === 0x62 || opcode === 0x8f) {
            const length = lengthOnly(b, start, p, prefixes, asz, seg, insn);
            insn.mode = this.mode;
            return length < 0 || length > LONGEST ? this.invalid(insn, Math.abs(length)) : length;
          }
          let map = 1;
          let last = b[p++]!;
          rex = (last & 0x80) !== 0 ? 0x40 : 0x44;
          if (opcode === 0xc4) {
            map = last & 31;
            rex = 0x40 | ((~last >> 5) & 7);
            last = b[p++]!;
            rex |= (last >> 4) & 8;
          }
          if (this.is64 === 0) rex &= 0x48;
          const vexRoot = VEX_ROOTS[this.vexRoot + map]!;
          if (vexRoot < 0 || (prefixes & VEX_FORBIDDEN) !== 0) return this.invalid(insn, p - start);
          prefixes |= PFX_VEX;
          vvvv = (~last >> 3) & 15;
          length256 = (last >> 2) & 1;
          mandatory = last & 3;
          osz = 1 + ((rex >> 3) & this.is64);
          opcode = b[p++]!;
          node = TRIE[vexRoot + opcode]!;
          break;
        }
        default:
          return this.invalid(insn, p - start + peeked);
      }
    }

    const form = node >> 4;
    const f = form * STRIDE;
    const flags = FORMS[f + WORD_FLAGS]!;
    osz = OPERAND_SIZES[this.operandSizes + ((flags & (FLAG_D64 | FLAG_F64)) >> 6) + osz]!;
    let variant = osz;
    let vectorLength = 0;
    if ((prefixes & PFX_VEX) !== 0) {
      if ((flags & FLAG_BY_LENGTH) !== 0) variant = 1 + length256;
      if ((flags & FLAG_NO_VVVV) !== 0 && vvvv !== 0) return this.invalid(insn, p - start + peeked);
      if (this.is64 === 0) vvvv &= 7;
      vectorLength = 16 << length256;
    }

    // ModRM, SIB and displacement, Intel SDM 2, 2.1.3 and 2.1.5. Without a ModRM byte `modrm` is -1.
    const hasModrm = (flags >> 7) & 1;
    const modrm = b[p]! | (hasModrm - 1) | ((flags & FLAG_MODR) >> 8) | ((flags & FLAG_MODR) >> 9);
    p += hasModrm;
    let memory = 0;
    if (modrm >>> 0 < 0xc0) {
      memory = 1;
      if (asz === 0) {
        if ((flags & FLAG_VSIB) !== 0) return this.invalid(insn, p - start);
        p = memory16(b, p, modrm, seg, insn);
      } else {
        const bank = (2 - asz) << 4;
        let size = DISP_SIZE[modrm]!;
        let base = bank + ((modrm & 7) | ((rex & 1) << 3));
        let index: number = REG_NONE;
        let scale = 1;
        if ((modrm & 7) === 4) {
          const sib = b[p++]!;
          base = bank + ((sib & 7) | ((rex & 1) << 3));
          scale = 1 << (sib >> 6);
          const number = ((sib >> 3) & 7) | ((rex & 2) << 2);
          if ((flags & FLAG_VSIB) !== 0) {
            index = number + (length256 === 1 && (flags & FLAG_VSIB_XMM) === 0 ? BASE_YMM : BASE_XMM);
          } else if (number !== 4) index = bank + number;
          if ((sib & 7) === 5 && modrm < 0x40) {
            size = 4;
            base = REG_NONE;
          }
        } else {
          if ((modrm & 0xc7) === 5) base = this.is64 === 1 ? REG_RIP + (2 - asz) : REG_NONE;
          if ((flags & FLAG_VSIB) !== 0) return this.invalid(insn, p - start);
        }
        // size 0, 1, 4: keep no, the low 8, or all 32 bits; sign-extend the 8.
        const shift = (4 - size) << 3;
        const disp = ((view.getInt32(p, true) << (shift & 24)) >> (shift & 24)) & -((size + 3) >> 2);
        p += size;
        insn.memBase = base;
        insn.memIndex = index;
        insn.memScale = scale;
        insn.memSeg = seg !== REG_NONE ? seg : DEFAULT_SEGMENT[base]!;
        insn.dispSize = size;
        insn.dispLo = disp;
        insn.dispHi = disp >> 31;
      }
    }

    // Immediates.
    const imm = flags & 15;
    let is4 = 0;
    if (imm !== 0) {
      let lo = 0;
      if (imm <= IMM_S8) {
        lo = imm === IMM_U8 ? b[p]! : (b[p]! << 24) >> 24;
        p++;
        insn.immLo = lo;
        insn.immHi = lo >> 31;
      } else if (imm <= IMM_V && osz === 1 && imm !== IMM_U16) {
        lo = view.getInt32(p, true);
        p += 4;
        insn.immLo = lo;
        insn.immHi = lo >> 31;
      } else if (imm <= IMM_V && (imm !== IMM_V || osz !== 2)) {
        const shape = SHAPES[imm * 3 + osz]!;
        lo = ((view.getInt32(p, true) << (shape & 31)) >> (shape & 31)) & (shape >> 8);
        p += (shape >> 5) & 7;
        insn.immLo = lo;
        insn.immHi = lo >> 31;
      } else {
        insn.immHi = 0;
        p = rareImmediate(b, p, imm, osz, asz, seg, insn);
        if (imm === IMM_IS4) is4 = this.is64 === 1 ? insn.immLo >> 4 : (insn.immLo >> 4) & 7;
      }
    }

    const length = p - start;
    if (length > LONGEST) return this.invalid(insn, length);
    // LOCK needs a lockable instruction with a memory destination (Intel SDM 2, "LOCK").
    if ((prefixes & PFX_LOCK) !== 0 && (memory === 0 || (flags & FLAG_LOCK) === 0)) return this.invalid(insn, length);

    insn.mode = this.mode;
    insn.length = length;
    insn.form = form;
    insn.op = FORMS[f + WORD_OP]!;
    insn.prefixes = prefixes;
    insn.segPrefix = seg;
    insn.rex = rex;
    insn.opSize = 2 << osz;
    insn.addrSize = 2 << asz;
    insn.vectorLength = vectorLength;
    insn.opcode = opcode;
    insn.modrm = modrm;
    const count = (flags >> 4) & 7;
    insn.operandCount = count;

    // Operands: template plus a register number, see `Source`. Two are always written: the branch would cost more.
    const operands = insn.operands;
    const t = f + WORD_TEMPLATES + ((variant << 3) | (memory << 2));
    const extendB = (rex & 1) << 3;
    const regLow = (modrm >> 3) & 7;
    const rmLow = modrm & 7;
    const numbers =
      regLow |
      ((rex & 4) << 1) |
      ((rmLow | extendB) << 4) |
      (((opcode & 7) | extendB) << 8) |
      (vvvv << 12) |
      (regLow << 16) |
      (rmLow << 20) |
      (is4 << 24);
    const sources = FORMS[f + WORD_SOURCES + memory]!;
    const noRex = (rex >> 6) ^ 1;
    const n0 = (numbers >>> (sources & 31)) & 15;
    operands[0] = FORMS[t]! + n0 + ((sources >> 5) & (n0 >> 2) & noRex) * HIGH_BYTE;
    const n1 = (numbers >>> ((sources >> 8) & 31)) & 15;
    operands[1] = FORMS[t + 1]! + n1 + ((sources >> 13) & (n1 >> 2) & noRex) * HIGH_BYTE;
    if (count > 2) {
      operands[2] = FORMS[t + 2]! + ((numbers >>> ((sources >> 16) & 31)) & 15);
      operands[3] = FORMS[t + 3]! + ((numbers >>> ((sources >> 24) & 31)) & 15);
    }
    if ((flags & FLAG_RARE) !== 0) {
      if ((flags & FLAG_STRING) !== 0) insn.memSeg = seg !== REG_NONE ? seg : REG_DS;
      if ((flags & FLAG_CHECK) !== 0 && !registersValid(insn, flags)) return this.invalid(insn, length);
    }
    return length;
  }
}
