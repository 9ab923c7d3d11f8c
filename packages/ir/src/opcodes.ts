import { OPS, type OpName } from './ops.ts';
import { CONST_RHS, IMM_WORDS, type OpSpec } from './traits.ts';

/**
 * Opcode numbering of the flat block format: op number i of the table has opcode 2i; when it has the trait
 * CONST_RHS, opcode 2i + 1 is the same op with its last operand as a constant in the record.
 */
export const OP_NAMES = Object.keys(OPS) as readonly OpName[];

/** The row of an op with its optional columns. */
export const specOf = (name: OpName): OpSpec => OPS[name];

/** Opcode of each op in its plain form. */
export const OPCODE = Object.fromEntries(OP_NAMES.map((name, i) => [name, 2 * i])) as {
  readonly [K in OpName]: number;
};

/** Number of opcodes, constant forms included. */
export const OPCODE_COUNT = 2 * OP_NAMES.length;

/** Op of an opcode, in either form. */
export const opOf = (opcode: number): OpName => OP_NAMES[opcode >> 1] as OpName;

/** Whether an opcode is the constant form of its op. */
export const hasConstRhs = (opcode: number): boolean => (opcode & 1) !== 0;

/**
 * Record length in words of each opcode: opcode, result slot (if any), operand slots, constant (in the constant form, in
 * place of the last slot), immediates in table order. 0 for an opcode that does not exist.
 */
export const RECORD_WORDS: Uint8Array = Uint8Array.from({ length: OPCODE_COUNT }, (_, opcode) => {
  const spec = specOf(opOf(opcode));
  const imm = (spec.imm ?? []).reduce((words, kind) => words + IMM_WORDS[kind], 0);
  const plain = 1 + (spec.out ? 1 : 0) + spec.in.length + imm;
  if (!hasConstRhs(opcode)) return plain;
  if (!(spec.traits & CONST_RHS)) return 0;
  return spec.in.at(-1) === 'i64' ? plain + 1 : plain;
});
