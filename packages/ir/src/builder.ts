import type { OPS, OpName } from './ops.ts';
import type { ImmKind, OperandType, ValueType } from './traits.ts';

declare const valueType: unique symbol;
/** A value of a block under construction: an index that only its builder can read. */
export type Value<T extends ValueType> = number & { readonly [valueType]?: T };
export type I32 = Value<'i32'>;
export type I64 = Value<'i64'>;
export type F32 = Value<'f32'>;
export type F64 = Value<'f64'>;
export type V128 = Value<'v128'>;
/** A guest address: of the target's address type. */
export type Addr = I32 | I64;

type OperandValue<T extends OperandType> = T extends 'addr' ? Addr : T extends ValueType ? Value<T> : never;
type Operands<T extends readonly OperandType[]> = { -readonly [I in keyof T]: OperandValue<T[I]> };
/** Immediates as the caller gives them; `link` and `skip` are the builder's own affair. */
type Immediate<K extends ImmKind> = K extends 'i64' | 'target'
  ? [lo: number, hi: number]
  : K extends 'lanes'
    ? [lanes: readonly number[]]
    : K extends 'link' | 'skip'
      ? []
      : [imm: number];
type Immediates<T> = T extends readonly [infer K extends ImmKind, ...infer Rest]
  ? [...Immediate<K>, ...Immediates<Rest>]
  : [];
// biome-ignore lint/suspicious/noConfusingVoidType: it is the result of a method
type Result<S> = S extends { readonly out: infer T extends ValueType } ? Value<T> : void;
type Method<S> = S extends { readonly in: infer In extends readonly OperandType[] }
  ? (...args: [...Operands<In>, ...Immediates<S extends { readonly imm: infer M } ? M : []>]) => Result<S>
  : never;

/** One method per op: operands, then immediates (`mem` from `memOperand`, its instruction offset is filled in). */
export type OpMethods = { readonly [K in OpName]: Method<(typeof OPS)[K]> };

/**
 * Builds one block. Values are single-assignment; constants fold as they are built; guest state is reached by byte offset in
 * the core's state (from the state's layout). Reused from block to block; nothing is allocated per op.
 */
export interface BlockBuilder extends OpMethods {
  /** Starts guest instruction at byte `offset` of the block: faults from here on belong to it. */
  insn(offset: number): void;
  /** Guest bytes of the block; called before the terminal when they are not the offset of the last insn plus 4. */
  guestBytes(bytes: number): void;
  const_i32(value: number): I32;
  const_i64(lo: number, hi: number): I64;
  /** The constant behind a value, or undefined. For i64 the low word; `constHi` gives the high one. */
  constant(value: I32 | I64): number | undefined;
  constHi(value: I64): number;
  get_i32(field: number): I32;
  get_i64(field: number): I64;
  get_f32(field: number): F32;
  get_f64(field: number): F64;
  get_v128(field: number): V128;
  set_i32(field: number, value: I32): void;
  set_i64(field: number, value: I64): void;
  set_f32(field: number, value: F32): void;
  set_f64(field: number, value: F64): void;
  set_v128(field: number, value: V128): void;
  /** Call a helper by its index in the shape's table. */
  call(helper: number, ...operands: readonly I32[]): I32;
}
