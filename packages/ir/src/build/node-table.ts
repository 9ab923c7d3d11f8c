import { OP_NAMES, specOf } from '../opcodes.ts';
import { IMM_WORDS, type ValueType } from '../traits.ts';

/** Number of each value type in the builder's nodes. */
export const TYPE = { i32: 0, i64: 1, f32: 2, f64: 3, v128: 4 } as const satisfies Record<ValueType, number>;
export const TYPE_NAMES = ['i32', 'i64', 'f32', 'f64', 'v128'] as const;

/** 32-bit words that a value of each type takes. */
export const TYPE_WORDS = Int32Array.of(1, 2, 1, 2, 4);

/** Kinds of nodes besides the ops, which are numbered as in the table. */
export const GET = OP_NAMES.length;
export const SET = GET + 1;
export const CONST = GET + 2;
/** Removed by a pass. */
export const DEAD = GET + 3;

const column = (value: (name: (typeof OP_NAMES)[number]) => number): Int32Array =>
  Int32Array.from({ length: DEAD + 1 }, (_, op) => (op < GET ? value(OP_NAMES[op]!) : 0));

/** Traits of each kind of node. */
export const TRAITS = column((name) => specOf(name).traits);
/** Number of operands of each op. */
export const ARITY = column((name) => specOf(name).in.length);
/** Type number of the result, or -1. */
export const OUT = column((name) => {
  const { out } = specOf(name);
  return out ? TYPE[out] : -1;
});
/** Words of immediates of each op. */
export const IMMEDIATES = column((name) =>
  (specOf(name).imm ?? []).reduce((words, kind) => words + IMM_WORDS[kind], 0),
);

ARITY[SET] = 1;
