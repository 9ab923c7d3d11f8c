import type { Instruction } from '../encoder/instructions.ts';
import type { Emit } from './emit.ts';

/** A rule for an op that is one instruction: push every operand in order, then the instruction. */
export const plain =
  (op: Instruction) =>
  <V>(e: Emit<V>, ...operands: V[]): void => {
    for (const operand of operands) e.push(operand);
    e.code.op(op);
  };

/** The operand itself. */
export const copy = <V>(e: Emit<V>, a: V): void => e.push(a);

/** Third operand decides: wasm's `select` takes its condition last, the op takes it first. */
export const select =
  (op: Instruction) =>
  <V>(e: Emit<V>, condition: V, whenTrue: V, whenFalse: V): void => {
    e.push(whenTrue);
    e.push(whenFalse);
    e.push(condition);
    e.code.op(op);
  };
