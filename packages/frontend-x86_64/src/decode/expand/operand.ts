import { OperandKind } from '../instruction.ts';
import { RegBase } from '../registers.ts';

/**
 * Where the variable part of an operand comes from: the decoder packs all register numbers of an instruction into one word and adds
 * `(word >>> shift) & 15` to the template. Low five bits: that shift; then two flags.
 */
export const Source = {
  /** ModRM.reg with REX.R */
  REG: 0,
  /** ModRM.rm with REX.B, or memory */
  RM: 4 | 64,
  /** Low opcode bits with REX.B */
  OPCODE: 8,
  /** Complement of VEX.vvvv */
  VVVV: 12,
  /** ModRM.reg and ModRM.rm without their REX bits (MMX, x87, segments, opmasks) */
  REG_LOW: 16,
  RM_LOW: 20 | 64,
  /** Bits 7:4 of the immediate */
  IS4: 24,
  /** Nothing: the template is the operand. */
  FIXED: 28,
  /** Byte registers: without REX, 4..7 are AH CH DH BH */
  REG8: 0 | 32,
  RM8: 4 | 64 | 32,
  OPCODE8: 8 | 32,
  /** Flag: a byte register. */
  BYTE: 32,
  /** Flag: memory if ModRM.mod is not 3. */
  RM_FLAG: 64,
} as const;

/** How the immediate is read. */
export const Imm = {
  NONE: 0,
  U8: 1,
  S8: 2,
  U16: 3,
  Z: 4,
  V: 5,
  FAR: 6,
  MOFFS: 7,
  U16_U8: 8,
  IS4: 9,
  XLAT: 10,
} as const;

/** Sign-extending shift in bits 0..4, bytes in bits 5..7, mask above: of no, 8-, 16- and 32-bit immediates. */
const shape = (bytes: number, signed: boolean): number =>
  ((bytes === 0 ? 0 : signed ? -1 : (1 << (8 * bytes)) - 1) << 8) | (bytes << 5) | (bytes === 0 ? 0 : (4 - bytes) * 8);

/** How to cut an immediate out of the next four bytes, by 3 * kind + operand size, for kinds up to `Imm.V`. */
export const IMMEDIATE_SHAPES: Int32Array = /* @__PURE__ */ Int32Array.from(
  [
    [0, 0, 0],
    [shape(1, false), shape(1, false), shape(1, false)],
    [shape(1, true), shape(1, true), shape(1, true)],
    [shape(2, false), shape(2, false), shape(2, false)],
    [shape(2, true), shape(4, true), shape(4, true)],
    [shape(2, true), shape(4, true), 0],
  ].flat(),
);

/** An operand letter resolved: its source, the immediate it implies, and whether it needs a ModRM byte. */
export interface OperandSpec {
  readonly source: number;
  readonly imm: number;
  readonly modrm: boolean;
  readonly vvvv: boolean;
  /** Size in bytes per variant: operand size 16, 32, 64; for vector rows VEX.L = 0 in [1] and 1 in [2]. */
  readonly sizes: readonly [number, number, number];
  /** Kind and register base per size. */
  readonly word: (size: number) => number;
}

const SIZES: Readonly<Record<string, readonly [number, number, number]>> = {
  b: [1, 1, 1],
  bs: [1, 1, 1],
  w: [2, 2, 2],
  d: [4, 4, 4],
  q: [8, 8, 8],
  dq: [16, 16, 16],
  qq: [32, 32, 32],
  v: [2, 4, 8],
  z: [2, 4, 4],
  y: [4, 4, 8],
  p: [4, 6, 10],
  a: [4, 8, 8],
  t: [10, 10, 10],
  ss: [4, 4, 4],
  sd: [8, 8, 8],
  n: [0, 0, 0],
  xs: [0, 0, 0],
  6: [6, 6, 6],
  10: [10, 10, 10],
  14: [14, 28, 28],
  94: [94, 108, 108],
  512: [512, 512, 512],
  '512b': [64, 64, 64],
};

/** Sizes that are a vector or a part of one. */
const VECTOR_SIZES: Readonly<Record<string, readonly [number, number, number]>> = {
  x: [16, 16, 32],
  ps: [16, 16, 32],
  pd: [16, 16, 32],
  h: [8, 8, 16],
  e: [4, 4, 8],
  f: [2, 2, 4],
  dd: [8, 8, 32],
};

const kind = (k: number, base = 0) => (k << 8) | base;
const gpr = (size: number): number =>
  kind(
    OperandKind.REG,
    size === 8 || size === 0 ? RegBase.R64 : size === 4 ? RegBase.R32 : size === 2 ? RegBase.R16 : RegBase.R8,
  );
const vector = (size: number): number => kind(OperandKind.REG, size === 32 ? RegBase.YMM : RegBase.XMM);
const fixedClass = (base: number) => (): number => kind(OperandKind.REG, base);
const fixedKind = (k: number) => (): number => kind(k);

interface Letter {
  readonly source: number;
  readonly word: (size: number) => number;
  readonly imm?: number;
  readonly modrm?: true;
  readonly vvvv?: true;
  /** Source of a byte-sized general register. */
  readonly byteSource?: number;
}

const M = { modrm: true } as const;

/** Operand letters, Intel SDM 2D, A.2.1. */
const LETTERS: Readonly<Record<string, Letter>> = {
  A: { source: Source.FIXED, word: fixedKind(OperandKind.FAR), imm: Imm.FAR },
  B: { source: Source.VVVV, word: gpr, vvvv: true },
  C: { source: Source.REG, word: fixedClass(RegBase.CR), ...M },
  D: { source: Source.REG, word: fixedClass(RegBase.DR), ...M },
  E: { source: Source.RM, word: gpr, byteSource: Source.RM8, ...M },
  G: { source: Source.REG, word: gpr, byteSource: Source.REG8, ...M },
  H: { source: Source.VVVV, word: vector, vvvv: true },
  I: { source: Source.FIXED, word: fixedKind(OperandKind.IMM) },
  I2: { source: Source.FIXED, word: fixedKind(OperandKind.IMM2) },
  J: { source: Source.FIXED, word: fixedKind(OperandKind.REL) },
  K: { source: Source.REG_LOW, word: fixedClass(RegBase.K), ...M },
  KH: { source: Source.VVVV, word: fixedClass(RegBase.K), vvvv: true },
  KM: { source: Source.RM_LOW, word: fixedClass(RegBase.K), ...M },
  L: { source: Source.IS4, word: vector, imm: Imm.IS4 },
  M: { source: Source.FIXED, word: fixedKind(OperandKind.MEM), ...M },
  N: { source: Source.RM_LOW, word: fixedClass(RegBase.MM), ...M },
  O: { source: Source.FIXED, word: fixedKind(OperandKind.MEM), imm: Imm.MOFFS },
  P: { source: Source.REG_LOW, word: fixedClass(RegBase.MM), ...M },
  Q: { source: Source.RM_LOW, word: fixedClass(RegBase.MM), ...M },
  R: { source: Source.RM, word: gpr, ...M },
  S: { source: Source.REG_LOW, word: fixedClass(RegBase.SEG), ...M },
  STi: { source: Source.RM_LOW, word: fixedClass(RegBase.ST), ...M },
  U: { source: Source.RM, word: vector, ...M },
  V: { source: Source.REG, word: vector, ...M },
  VM: { source: Source.FIXED, word: fixedKind(OperandKind.MEM), ...M },
  W: { source: Source.RM, word: vector, ...M },
  X: { source: Source.FIXED, word: fixedKind(OperandKind.MEM_SI) },
  XLATM: { source: Source.FIXED, word: fixedKind(OperandKind.MEM), imm: Imm.XLAT },
  Y: { source: Source.FIXED, word: fixedKind(OperandKind.MEM_DI) },
  Z: { source: Source.OPCODE, word: gpr, byteSource: Source.OPCODE8 },
};

/** Register operands written by name: size letter and register number. */
const NAMED: Readonly<Record<string, readonly [size: string, word: (size: number) => number, number: number]>> = {
  AL: ['b', gpr, 0],
  CL: ['b', gpr, 1],
  AX: ['w', gpr, 0],
  DX: ['w', gpr, 2],
  eAX: ['z', gpr, 0],
  rAX: ['v', gpr, 0],
  ES: ['w', fixedClass(RegBase.SEG), 0],
  CS: ['w', fixedClass(RegBase.SEG), 1],
  SS: ['w', fixedClass(RegBase.SEG), 2],
  DS: ['w', fixedClass(RegBase.SEG), 3],
  FS: ['w', fixedClass(RegBase.SEG), 4],
  GS: ['w', fixedClass(RegBase.SEG), 5],
  ST: ['t', fixedClass(RegBase.ST), 0],
  XMM0: ['dq', vector, 0],
};

const IMMEDIATES: Readonly<Record<string, number>> = { b: Imm.U8, bs: Imm.S8, w: Imm.U16, z: Imm.Z, v: Imm.V };

/** Does the size letter depend on the vector length? */
export function isVectorSize(token: string): boolean {
  return (token.split(',')[1] ?? '') in VECTOR_SIZES;
}

/** Resolve one operand token such as `E,v`. Throws on an unknown one. */
export function parseOperand(token: string, vex: boolean): OperandSpec {
  const named = NAMED[token];
  if (named) {
    const [size, word, number] = named;
    return {
      source: Source.FIXED,
      imm: Imm.NONE,
      modrm: false,
      vvvv: false,
      sizes: SIZES[size]!,
      word: (s) => word(s) + number,
    };
  }
  if (token === '1')
    return {
      source: Source.FIXED,
      imm: Imm.NONE,
      modrm: false,
      vvvv: false,
      sizes: SIZES['b']!,
      word: fixedKind(OperandKind.ONE),
    };
  const [name = '', size = token === 'STi' ? 't' : ''] = token.split(',');
  const letter = LETTERS[name];
  const vectorSizes = VECTOR_SIZES[size];
  const sizes = vectorSizes
    ? vex
      ? vectorSizes
      : ([vectorSizes[1], vectorSizes[1], vectorSizes[1]] as const)
    : SIZES[size];
  if (!letter || !sizes) throw new Error(`opcode table: unknown operand "${token}"`);
  const byteRegister = letter.byteSource !== undefined && sizes[0] === 1;
  return {
    source: byteRegister ? letter.byteSource : letter.source,
    imm: name === 'I' ? IMMEDIATES[size]! : name === 'J' ? (size === 'b' ? Imm.S8 : Imm.Z) : (letter.imm ?? Imm.NONE),
    modrm: letter.modrm ?? false,
    vvvv: letter.vvvv ?? false,
    sizes: name === 'I' ? immediateSizes(size, sizes) : sizes,
    word: letter.word,
  };
}

/** A sign-extended byte immediate is as wide as the operation. */
function immediateSizes(size: string, sizes: readonly [number, number, number]): readonly [number, number, number] {
  return size === 'bs' ? SIZES['v']! : size === 'z' ? SIZES['v']! : sizes;
}
