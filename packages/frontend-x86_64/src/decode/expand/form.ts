import { Access, OPERAND_LAYOUT, OperandKind } from '../instruction.ts';
import { FACTS } from '../tables/facts.ts';
import { Imm, isVectorSize, parseOperand, Source } from './operand.ts';
import type { Encoding } from './parse-row.ts';

/** Words per form record in `Tables.forms`. */
export const FORM_STRIDE = 28;

/** Word offsets inside a form record. */
export const FormWord = {
  /** Bits of `FormFlag`; the immediate kind in bits 0..3, the operand count in bits 4..6. */
  FLAGS: 0,
  /** Mnemonic id. */
  OP: 1,
  /** Four operand sources, 8 bits each: with ModRM.mod = 3, then with memory. */
  SOURCES: 2,
  /** Operand templates: for each of the three size variants four words without memory and four with. */
  TEMPLATES: 4,
} as const;

export const FormFlag = {
  MODRM: 1 << 7,
  /** Operand size defaults to 64 bits in 64-bit mode. */
  D64: 1 << 8,
  /** Operand size is 64 bits in 64-bit mode whatever the prefixes. */
  F64: 1 << 9,
  /** LOCK allowed with a memory destination. */
  LOCK: 1 << 10,
  /** Size variant chosen by VEX.L, not by the operand size. */
  BY_LENGTH: 1 << 11,
  /** VEX.vvvv must be 1111. */
  NO_VVVV: 1 << 12,
  /** Vector index register of the size of the vector length. */
  VSIB: 1 << 13,
  /** Vector index register is always an XMM register. */
  VSIB_XMM: 1 << 14,
  /** ModRM.mod is ignored and taken as 3. */
  MODR: 1 << 15,
  /** `registersValid` must look: segment, control, debug, opmask registers; gathers; NO_66. */
  CHECK: 1 << 16,
  /** #UD with 66 (also beside a mandatory F3). */
  NO_66: 1 << 18,
  /** The instruction has a string source operand. */
  STRING: 1 << 17,
  /** CHECK or STRING. */
  RARE: 3 << 16,
} as const;

const ACCESS: Readonly<Record<string, number>> = {
  r: Access.READ,
  w: Access.WRITE,
  x: Access.READ_WRITE,
  '-': Access.NONE,
};

function accessByMnemonic(): ReadonlyMap<string, string> {
  return new Map(FACTS.flatMap(([names, access]) => names.split(' ').map((name) => [name, access] as const)));
}

const ACCESS_BY_MNEMONIC = /* @__PURE__ */ accessByMnemonic();

/** Access letters of an encoding: the row's, the mnemonic's, or write first and read the rest. */
function accessLetters(encoding: Encoding): string {
  return encoding.access ?? ACCESS_BY_MNEMONIC.get(encoding.mnemonic) ?? 'wrrr';
}

const CHECKED_OPERAND = /^(S|C|D|K|KH|VM),/;

/** Write the record of one encoding into `forms` at form number `index`. */
export function writeForm(forms: Int32Array, index: number, encoding: Encoding, op: number): void {
  const { operands, vex, attributes } = encoding;
  const specs = operands.map((operand) => parseOperand(operand, vex));
  const access = accessLetters(encoding);
  const at = index * FORM_STRIDE;
  let flags = specs.length << 4;
  let imm: number = Imm.NONE;
  for (const spec of specs) if (spec.imm !== Imm.NONE && imm !== Imm.IS4) imm = spec.imm;
  if (operands.includes('I2,b')) imm = Imm.U16_U8;
  flags |= imm;
  const usesModrm = vex ? encoding.opcode !== 0x77 || encoding.map !== 1 : specs.some((spec) => spec.modrm);
  const { reg, mod, rm } = encoding.when;
  if (usesModrm || reg || mod || rm) flags |= FormFlag.MODRM;
  if (attributes.has('d64')) flags |= FormFlag.D64;
  if (attributes.has('f64')) flags |= FormFlag.F64;
  if (attributes.has('lock')) flags |= FormFlag.LOCK;
  if (vex && operands.some(isVectorSize)) flags |= FormFlag.BY_LENGTH;
  if (vex && !specs.some((spec) => spec.vvvv)) flags |= FormFlag.NO_VVVV;
  if (attributes.has('vsib')) flags |= FormFlag.VSIB;
  if (attributes.has('vsibx')) flags |= FormFlag.VSIB | FormFlag.VSIB_XMM;
  if (attributes.has('no66')) flags |= FormFlag.NO_66 | FormFlag.CHECK;
  if (attributes.has('modr')) flags |= FormFlag.MODR;
  if (operands.some((operand) => CHECKED_OPERAND.test(operand))) flags |= FormFlag.CHECK;
  if (operands.some((operand) => operand.startsWith('X,'))) flags |= FormFlag.STRING;
  forms[at + FormWord.FLAGS] = flags;
  forms[at + FormWord.OP] = op;
  for (let i = 0; i < 4; i++) {
    const spec = specs[i];
    const how = !spec || operands[i]!.endsWith(',n') ? Access.NONE : ACCESS[access[i] ?? 'r']!;
    for (const memory of [0, 1]) {
      const becomesMemory = memory === 1 && spec !== undefined && (spec.source & Source.RM_FLAG) !== 0;
      const source = !spec || becomesMemory ? Source.FIXED : spec.source & ~Source.RM_FLAG;
      forms[at + FormWord.SOURCES + memory]! |= source << (8 * i);
      for (let variant = 0; spec && variant < 3; variant++) {
        const size = spec.sizes[variant]!;
        const word = becomesMemory ? OperandKind.MEM << OPERAND_LAYOUT.KIND : spec.word(size);
        forms[at + FormWord.TEMPLATES + variant * 8 + memory * 4 + i] =
          word | (how << OPERAND_LAYOUT.ACCESS) | (size << OPERAND_LAYOUT.SIZE);
      }
    }
  }
}
