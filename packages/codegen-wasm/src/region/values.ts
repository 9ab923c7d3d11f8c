import type { ValueType } from '@tutti/ir';
import type { Code } from '../encoder/code.ts';
import type { FunctionBody } from '../encoder/function.ts';
import { W } from '../encoder/instructions.ts';
import type { AnyValueRule, BytesRule, Emit, LaneRule } from '../rules/emit.ts';

/** How a value that is in no local yet is computed. */
export type Recipe = AnyValueRule | LaneRule | BytesRule;

/**
 * A value of a region under construction: a constant, a local, or a pure op on other values whose code is emitted where it is
 * first pushed. What is never pushed costs nothing; what only cold paths push is computed there.
 */
export interface Value {
  readonly type: ValueType;
  /** Index of the local that holds it, -1 while none does. */
  local: number;
  /** Words of a constant, else undefined. */
  readonly words: readonly number[] | undefined;
  readonly recipe: Recipe | undefined;
  readonly operands: readonly Value[];
  /** Times that a cold path has computed it. */
  coldUses: number;
}

interface Settled {
  readonly value: Value | undefined;
  readonly local: number;
  readonly type: ValueType;
}

/** Emits values and owns the locals that hold them. Locals settled inside a scope are forgotten and reused after it. */
export class Values implements Emit<Value> {
  readonly body: FunctionBody;
  readonly code: Code;
  private readonly free: Record<ValueType, number[]> = { i32: [], i64: [], f32: [], f64: [], v128: [] };
  private readonly settled: Settled[] = [];

  constructor(body: FunctionBody) {
    this.body = body;
    this.code = body.code;
  }

  constant(type: ValueType, ...words: number[]): Value {
    return { type, local: -1, words, recipe: undefined, operands: [], coldUses: 0 };
  }

  /** A value that a local holds for good. */
  inLocal(type: ValueType, local: number): Value {
    return { type, local, words: undefined, recipe: undefined, operands: [], coldUses: 0 };
  }

  deferred(type: ValueType, recipe: Recipe, operands: readonly Value[]): Value {
    return { type, local: -1, words: undefined, recipe, operands, coldUses: 0 };
  }

  /** A new local for the rest of the scope. */
  scratch(type: ValueType): number {
    const local = this.free[type].pop() ?? this.body.local(type);
    this.settled.push({ value: undefined, local, type });
    return local;
  }

  /** Store what is on the stack in a new local. */
  fromStack(type: ValueType): Value {
    const local = this.scratch(type);
    this.code.set(local);
    return this.inLocal(type, local);
  }

  push(value: Value): void {
    if (value.local >= 0) {
      this.code.get(value.local);
    } else if (value.words) {
      this.pushConstant(value.type, value.words);
    } else {
      this.compute(value);
      this.code.tee(this.settle(value));
    }
  }

  /** Compute a value now, so that later pushes read a local. */
  hold(value: Value): Value {
    if (value.local < 0 && !value.words) {
      this.compute(value);
      this.code.set(this.settle(value));
    }
    return value;
  }

  known(value: Value): number | undefined {
    return value.words?.[0];
  }

  /** A cold path is about to compute the value: do it here when more than `limit` have. @returns whether a local holds it now */
  beforeColdUse(value: Value, limit: number): boolean {
    if (value.local >= 0 || value.words) return true;
    value.coldUses++;
    if (value.coldUses <= limit) return false;
    this.hold(value);
    return true;
  }

  /** Start of a part of the code after which nothing settled in it is valid. */
  openScope(): number {
    return this.settled.length;
  }

  closeScope(mark: number): void {
    while (this.settled.length > mark) {
      const { value, local, type } = this.settled.pop() as Settled;
      if (value) value.local = -1;
      this.free[type].push(local);
    }
  }

  private settle(value: Value): number {
    const local = this.free[value.type].pop() ?? this.body.local(value.type);
    value.local = local;
    this.settled.push({ value, local, type: value.type });
    return local;
  }

  private pushConstant(type: ValueType, words: readonly number[]): void {
    const [lo = 0, hi = 0] = words;
    if (type === 'i32') this.code.i32(lo);
    else if (type === 'i64') this.code.i64(lo, hi);
    else if (type === 'v128') this.code.v128(new Uint8Array(Int32Array.from(words).buffer));
    else throw new RangeError(`no constants of type ${type}`);
  }

  private compute(value: Value): void {
    const { recipe, operands } = value;
    if (recipe === undefined) throw new RangeError('a value without recipe left its scope');
    if (typeof recipe === 'function') {
      recipe<Value>(this, ...operands);
      return;
    }
    const [a, b, c] = operands as [Value, Value, Value];
    this.push(a);
    if (recipe.kind === 'const_v128') return;
    if (recipe.kind === 'extract') {
      this.code.op(recipe.op);
      this.code.byte(b.words?.[0] ?? 0);
      return;
    }
    this.push(b);
    if (recipe.kind === 'replace') {
      this.code.op(recipe.op);
      this.code.byte(c.words?.[0] ?? 0);
      return;
    }
    this.code.op(W.i8x16_shuffle);
    this.code.append(new Uint8Array(Int32Array.from(c.words ?? []).buffer));
  }
}
