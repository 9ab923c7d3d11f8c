import type { OPS, OpName } from './ops.ts';

type Each<T extends readonly unknown[], V> = { [I in keyof T]: V };

/** One rule per op: a missing rule, or one with the wrong operand count, does not compile. */
export type Rules<Ctx, V> = { readonly [K in OpName]: (ctx: Ctx, ...operands: Each<(typeof OPS)[K]['in'], V>) => void };
