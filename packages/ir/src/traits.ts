/** Value types of the IR. Guest addresses have the type `addr`, which a target fixes as i32 or i64. */
export type ValueType = 'i32' | 'i64' | 'f32' | 'f64' | 'v128';
export type OperandType = ValueType | 'addr';

/**
 * Immediates of an op, in words of its record.
 * `i32` one word; `i64` two (low, high); `disp` a signed 32-bit displacement added to the address operand, modulo the
 * address width; `mem` a packed memory operand (mem-operand.ts); `target` a guest pc, two words; `link` one word, patched
 * with the byte offset of the successor block; `lanes` four words, 16 byte indices; `helper` an index in the target's helper
 * table; `skip` the number of words from the end of this record to the matching `end_if` record.
 */
export type ImmKind = 'i32' | 'i64' | 'disp' | 'mem' | 'target' | 'link' | 'lanes' | 'helper' | 'skip';

/** Words that each kind of immediate takes. */
export const IMM_WORDS = {
  i32: 1,
  i64: 2,
  disp: 1,
  mem: 1,
  target: 2,
  link: 1,
  lanes: 4,
  helper: 1,
  skip: 1,
} as const satisfies Record<ImmKind, number>;

/** Result depends on the operands alone; unused results make the op dead. */
export const PURE = 1 << 0;
/** The two operands may be exchanged. */
export const COMMUTES = 1 << 1;
/** A second opcode exists whose last operand is a constant in the record (i32: one word, i64: two). */
export const CONST_RHS = 1 << 2;
export const READS_MEM = 1 << 3;
export const WRITES_MEM = 1 << 4;
/** May leave the block through a guest fault; guest state is precise here. */
export const MAY_FAULT = 1 << 5;
/** Effects on guest state are those that the helper declares. */
export const CALLS = 1 << 6;
/** Orders memory operations of this core. */
export const FENCE = 1 << 7;
/** Ends the block. */
export const TERMINAL = 1 << 8;
/** Opens or closes a conditional part of the block. */
export const CONDITIONAL = 1 << 9;

/** One row of the op table. */
export interface OpSpec {
  readonly out?: ValueType;
  readonly in: readonly OperandType[];
  readonly imm?: readonly ImmKind[];
  readonly traits: number;
  readonly doc: string;
}
