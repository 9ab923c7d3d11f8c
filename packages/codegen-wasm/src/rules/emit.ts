import type { ImmKind, OPS, OpName, ValueType } from '@tutti/ir';
import type { Code } from '../encoder/code.ts';
import type { Instruction } from '../encoder/instructions.ts';

/**
 * What a rule sees of the tier that it emits for. `V` is the tier's handle of an operand: in the interpreter a word of the
 * record, in a region a value of the block. Immediates follow the operands as handles of their own.
 */
export interface Emit<V> {
  readonly code: Code;
  /** Emit what leaves the operand on the stack. */
  push(operand: V): void;
  /** The same operand in a form that is cheap to push more than once. May emit code. */
  hold(operand: V): V;
  /** The operand's value when it is known while emitting: an i32. */
  known(operand: V): number | undefined;
  /** A local for use inside one rule. */
  scratch(type: ValueType, index: number): number;
}

type Handles<T extends readonly unknown[], V> = { -readonly [I in keyof T]: V };
type ImmHandles<T, V> = T extends readonly [infer _K extends ImmKind, ...infer Rest] ? [V, ...ImmHandles<Rest, V>] : [];
type OperandsOf<K extends OpName, V> = [
  ...Handles<(typeof OPS)[K]['in'], V>,
  ...ImmHandles<(typeof OPS)[K] extends { readonly imm: infer M } ? M : [], V>,
];

/** Leaves the op's result on the stack, given its operands and immediates. */
export type ValueRule<K extends OpName> = <V>(e: Emit<V>, ...operands: OperandsOf<K, V>) => void;

/** A value rule of any op, once its operands have been counted elsewhere. */
export type AnyValueRule = <V>(e: Emit<V>, ...operands: V[]) => void;

/** An op on one lane whose number is an immediate. `bytes` is the lane's size, `memory` the access that reaches it in memory. */
export interface LaneRule {
  readonly kind: 'extract' | 'replace';
  readonly op: Instruction;
  readonly bytes: 1 | 2 | 4 | 8;
  readonly memory: Instruction;
}

/** An op on guest memory; `op` is the access at a host address, `narrow` the atomic form where one exists. */
export interface MemoryRule {
  readonly kind: 'load' | 'store' | 'rmw' | 'cas' | 'll' | 'sc';
  readonly op: Instruction;
  readonly bytesLog2: 0 | 1 | 2 | 3 | 4;
}

/** Ops whose code is the tier's own: transfers of control, calls and what touches the core's state by name. */
export interface ControlRule {
  readonly kind: 'clear_exclusive' | 'fence' | 'call' | 'begin_if' | 'end_if' | 'jump' | 'branch' | 'indirect' | 'exit';
}

/** A word of guest code at a constant place. Not a value rule: it is read where it stands among the stores. */
export interface CodeRule {
  readonly kind: 'code';
}

/** The vector constant and the shuffle, whose immediate is sixteen bytes. */
export interface BytesRule {
  readonly kind: 'const_v128' | 'shuffle_v128';
}

/** One rule per op: a missing one, or a value rule with the wrong operand count, does not compile. */
export type Rules = {
  readonly [K in OpName]: ValueRule<K> | LaneRule | MemoryRule | ControlRule | CodeRule | BytesRule;
};
