import { Reg } from './registers.ts';

/** What an operand is. The kind of operand `i` is `insn.kind(i)`. */
export const OperandKind = {
  NONE: 0,
  /** A register: `insn.reg(i)`. */
  REG: 1,
  /** Memory described by `memBase`, `memIndex`, `memScale`, `dispLo/Hi`, `memSeg`, `addrSize`. */
  MEM: 2,
  /** String source memSeg:rSI (address size `addrSize`). Only `memSeg` is set. */
  MEM_SI: 3,
  /** String destination ES:rDI. No segment override applies. */
  MEM_DI: 4,
  /** Immediate `immLo/immHi`, already sign- or zero-extended to 64 bits. */
  IMM: 5,
  /** Second immediate `imm2` (ENTER nesting level, EXTRQ/INSERTQ length). */
  IMM2: 6,
  /** Branch displacement `immLo/immHi`, sign-extended; relative to the next instruction. */
  REL: 7,
  /** Far pointer: selector `imm2`, offset `immLo`. */
  FAR: 8,
  /** The constant 1 of the D0/D1 shifts. */
  ONE: 9,
} as const;

/** Bits of `insn.access(i)`: how the instruction uses the operand. A conditional write has READ|WRITE. */
export const Access = { NONE: 0, READ: 1, WRITE: 2, READ_WRITE: 3 } as const;

/**
 * Bits of `insn.prefixes`. All prefixes that were present are reported, also those that the opcode
 * consumed as a mandatory prefix (Intel SDM 2, 2.1.1 and 2.1.2).
 */
export const Prefix = {
  /** F0 */
  LOCK: 1 << 0,
  /** F3 was the last of F2/F3: REP, REPE, XRELEASE or mandatory. */
  REP: 1 << 1,
  /** F2 was the last of F2/F3: REPNE, XACQUIRE, BND or mandatory. */
  REPNE: 1 << 2,
  /** 66 */
  OPSIZE: 1 << 3,
  /** 67 */
  ADDRSIZE: 1 << 4,
  /** A segment override that this mode honours; which one is `insn.segPrefix`. */
  SEG: 1 << 5,
  /** A REX prefix directly before the opcode; its byte is `insn.rex`. */
  REX: 1 << 6,
  /** C4 or C5 form; `insn.rex` then holds the equivalent W R X B bits. */
  VEX: 1 << 7,
  /** 62 form, recognised for its length only. */
  EVEX: 1 << 8,
  /** AMD's 8F form, recognised for its length only. */
  XOP: 1 << 10,
  /** 3E was present: no-track on an indirect branch, "taken" hint on a conditional one. */
  NOTRACK: 1 << 9,
} as const;

/** Results of a decode that found no instruction. All are negative; a length is 1..15. */
export const DecodeError = {
  /** The buffer ends inside the instruction. */
  TRUNCATED: -1,
  /** No such encoding in this mode (#UD). */
  INVALID: -2,
  /** Longer than 15 bytes (#GP). */
  TOO_LONG: -3,
} as const;

/** Bit positions inside a packed operand word (`insn.operands[i]`). */
export const OPERAND_LAYOUT = { REG: 0, KIND: 8, ACCESS: 12, SIZE: 16 } as const;

/**
 * One decoded instruction: a flat object that the caller owns and the decoder overwrites.
 * Every field is a 32-bit integer. Fields named `mem*` and `disp*` mean something only when an operand has kind MEM
 * (`memSeg` also for MEM_SI), `imm*` only when one has kind IMM, IMM2, REL or FAR.
 */
export class Instruction {
  /** Code size it was decoded for: 16, 32 or 64. */
  mode = 64;
  /** Bytes used, 1..15; 0 after an error. */
  length = 0;
  /** Mnemonic id, a value of `Op`; `Op.INVALID` (0) after an error. */
  op = 0;
  /** Row of the expanded tables; key for `info.ts`. */
  form = 0;
  /** Number of explicit operands, 0..4, in the manual's (Intel) order. */
  operandCount = 0;
  /** Packed operands, see `OPERAND_LAYOUT`; read them by `kind`, `reg`, `size`, `access`. Entries past `operandCount` are stale. */
  readonly operands = new Int32Array(4);
  /** Bits of `Prefix`. */
  prefixes = 0;
  /** Segment override register in effect, or `Reg.NONE`. */
  segPrefix: number = Reg.NONE;
  /** REX byte (0x40..0x4f) in effect or its VEX equivalent; 0 without. Bits W=8 R=4 X=2 B=1. */
  rex = 0;
  /** Effective operand size in bytes: 2, 4 or 8. */
  opSize = 4;
  /** Effective address size in bytes: 2, 4 or 8. */
  addrSize = 8;
  /** Vector length in bytes of a VEX instruction: 16 or 32; 0 otherwise. */
  vectorLength = 0;
  /** Last opcode byte (without map). */
  opcode = 0;
  /** ModRM byte, or -1 when the instruction has none. */
  modrm = -1;
  /** Effective segment: override or default (SS for rSP/rBP bases, else DS). */
  memSeg: number = Reg.DS;
  /** Base register id (64-, 32- or 16-bit by `addrSize`), RIP/EIP, or `Reg.NONE`. */
  memBase: number = Reg.NONE;
  /** Index register id (also XMM/YMM for gathers), or `Reg.NONE`. */
  memIndex: number = Reg.NONE;
  /** 1, 2, 4 or 8. */
  memScale = 1;
  /** Displacement, sign-extended to 64 bits: low word. For RIP-relative it is relative to the next instruction. */
  dispLo = 0;
  /** Displacement: high word. */
  dispHi = 0;
  /** Bytes of displacement in the encoding: 0, 1, 2, 4 or 8. */
  dispSize = 0;
  /** Immediate or branch displacement, extended to 64 bits: low word. */
  immLo = 0;
  /** Immediate: high word. */
  immHi = 0;
  /** Second immediate, or the selector of a far pointer. */
  imm2 = 0;

  /** A value of `OperandKind`; NONE past the last operand. */
  kind(i: number): number {
    return i < this.operandCount ? (this.operands[i]! >> 8) & 15 : OperandKind.NONE;
  }

  /** Register id of a REG operand. */
  reg(i: number): number {
    return this.operands[i]! & 255;
  }

  /** Bytes that the instruction reads or writes of the operand; 0 where it touches none (LEA, INVLPG). */
  size(i: number): number {
    return (this.operands[i]! >>> 16) & 0xfff;
  }

  /** Bits of `Access`. */
  access(i: number): number {
    return (this.operands[i]! >> 12) & 3;
  }

  /** Index of the operand of kind MEM, or -1. */
  memOperand(): number {
    for (let i = 0; i < this.operandCount; i++) if (this.kind(i) === OperandKind.MEM) return i;
    return -1;
  }

  get hasLock(): boolean {
    return (this.prefixes & Prefix.LOCK) !== 0;
  }

  /** F3 present. For string instructions: REP or REPE. */
  get hasRep(): boolean {
    return (this.prefixes & Prefix.REP) !== 0;
  }

  /** F2 present. For string instructions: REPNE. */
  get hasRepne(): boolean {
    return (this.prefixes & Prefix.REPNE) !== 0;
  }

  get hasNotrack(): boolean {
    return (this.prefixes & Prefix.NOTRACK) !== 0;
  }

  get isVex(): boolean {
    return (this.prefixes & Prefix.VEX) !== 0;
  }
}
