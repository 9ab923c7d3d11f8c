import { CORE, type CodegenTarget, type ValueType } from '@tutti/ir';
import type { Code } from '../encoder/code.ts';
import type { FunctionBody } from '../encoder/function.ts';
import { W } from '../encoder/instructions.ts';
import { ACCESS_OF } from '../interpreter/frame.ts';
import type { RecordAt } from './decode.ts';
import type { FieldTable } from './fields.ts';
import type { FieldState } from './state.ts';
import { type Value, Values } from './values.ts';

/** Functions that a region's module imports, and the regions of the module itself. */
export interface Imports {
  readonly slow: number;
  readonly leave: number;
  readonly follow: number;
  readonly indirect: number;
  /** Function of a helper, by its index in the shape's table. */
  readonly helpers: ReadonlyMap<number, number>;
  /** Function and table index of each region of the module, by the offset of its entry block. */
  readonly regions: ReadonlyMap<number, { readonly func: number; readonly index: number }>;
}

/** Cold paths that may compute a value each for itself before it is computed on the hot path. */
const LAZY_COLD_USES = 3;
const EAGER_COLD_USES = 1;

/** The parts of region code that every op shares: the core's memory, the fields in locals, the block's temporaries. */
export class Emitter {
  readonly core = 0;
  readonly code: Code;
  readonly values: Values;
  /** Local that counts the slice's instructions down; memory has the count at every exit. */
  readonly budget: number;
  /** Locals inside one memory op: the TLB entry's address, the host address. */
  readonly entry: number;
  readonly host: number;
  readonly target: CodegenTarget;
  readonly fields: FieldTable;
  readonly imports: Imports;
  readonly words: Int32Array;
  /** Whether the block at hand leaves its dirty fields to cold paths (flow.ts). */
  lazy = true;
  private readonly temps = new Map<number, Value>();
  private readonly canonical = new Map<number, Value>();

  constructor(target: CodegenTarget, words: Int32Array, fields: FieldTable, imports: Imports, body: FunctionBody) {
    this.target = target;
    this.words = words;
    this.fields = fields;
    this.imports = imports;
    this.code = body.code;
    this.values = new Values(body);
    this.budget = body.local('i32');
    this.entry = body.local('i32');
    this.host = body.local('i32');
  }

  /** The local that holds a field wherever paths meet. */
  canonicalOf(field: number): Value {
    const known = this.canonical.get(field);
    if (known) return known;
    const { type } = this.fieldAt(field);
    const value = this.values.inLocal(type, this.values.body.local(type));
    this.canonical.set(field, value);
    return value;
  }

  fieldAt(field: number): FieldTable['fields'][number] {
    const found = this.fields.fields[field];
    if (!found) throw new RangeError(`no field ${field}`);
    return found;
  }

  startBlock(): void {
    this.temps.clear();
  }

  /** The operands and immediates of a record as values. */
  operandsOf(record: RecordAt, state: FieldState): Value[] {
    const values: Value[] = [];
    for (const part of record.shape.inputs) {
      const at = record.at + part.word;
      const word = this.words[at] as number;
      if (part.form === 'slot') values.push(this.read(word, part.type, state));
      else if (part.type === 'i32') values.push(this.values.constant('i32', word));
      else
        values.push(this.values.constant(part.type, ...this.words.subarray(at, at + (part.type === 'v128' ? 4 : 2))));
    }
    return values;
  }

  /** Value of a slot at this point. */
  read(slot: number, type: ValueType, state: FieldState): Value {
    if (slot >= this.target.area.temps) {
      const value = this.temps.get(slot);
      if (!value) throw new RangeError(`temporary ${slot} is read before it is set`);
      return value;
    }
    const field = this.fields.indexOf(slot, type);
    return field < 0 ? this.loadSlot(slot, type) : this.readField(field, state);
  }

  readField(field: number, state: FieldState): Value {
    const { offset, type } = this.fieldAt(field);
    const value = state.values[field] ?? this.loadSlot(offset, type);
    state.values[field] = value;
    return value;
  }

  /** Push a field's value in memory; the core is on the stack. */
  loadField(field: number): void {
    const { offset, type } = this.fieldAt(field);
    this.code.memory(ACCESS_OF[type].load, offset);
  }

  private loadSlot(slot: number, type: ValueType): Value {
    this.code.get(this.core);
    this.code.memory(ACCESS_OF[type].load, slot);
    return this.values.fromStack(type);
  }

  /** Give a slot a new value. */
  write(slot: number, value: Value, state: FieldState): void {
    if (slot >= this.target.area.temps) {
      this.temps.set(slot, value);
      return;
    }
    const field = this.fields.indexOf(slot, value.type);
    if (field < 0) {
      this.storeSlot(slot, value);
      return;
    }
    state.values[field] = value;
    state.dirty[field] = 1;
  }

  storeSlot(slot: number, value: Value): void {
    this.code.get(this.core);
    this.values.push(value);
    this.code.memory(ACCESS_OF[value.type].store, slot);
  }

  /** Store a constant in a word of the core. */
  storeWord(offset: number, value: number): void {
    this.code.get(this.core);
    this.code.i32(value);
    this.code.memory(W.i32_store, offset, 2);
  }

  storePc(lo: number, hi: number): void {
    if (this.target.shape.address === 'i32') {
      this.storeWord(CORE.at.pc, lo);
      return;
    }
    this.code.get(this.core);
    this.code.i64(lo, hi);
    this.code.memory(W.i64_store, CORE.at.pc, 3);
  }

  /** Take the budget over from memory: a helper or the soft MMU may have ended the slice. */
  reloadBudget(): void {
    this.code.get(this.core);
    this.code.memory(W.i32_load, CORE.at.budget, 2);
    this.code.set(this.budget);
  }

  /**
   * Bring memory up to date: the budget, and the dirty fields among these (default: all but scratch fields, which only helpers
   * can see). Does not change the state.
   */
  flush(state: FieldState, only?: readonly number[]): void {
    this.code.get(this.core);
    this.code.get(this.budget);
    this.code.memory(W.i32_store, CORE.at.budget, 2);
    this.flushFields(state, only);
  }

  /** The same without the budget. */
  flushFields(state: FieldState, only?: readonly number[]): void {
    for (const field of only ?? state.values.keys()) {
      const value = state.values[field];
      const { offset, scratch } = this.fieldAt(field);
      if (value && state.dirty[field] && (only || !scratch)) this.storeSlot(offset, value);
    }
  }

  /**
   * Announce a flush on a cold path. An eager block stores here what is computed already, so that cold paths have only values
   * to store that nothing but them needs.
   */
  beforeColdFlush(state: FieldState): void {
    const limit = this.lazy ? LAZY_COLD_USES : EAGER_COLD_USES;
    for (let field = 0; field < state.values.length; field++) {
      const value = state.values[field];
      if (!value || !state.dirty[field] || this.fieldAt(field).scratch) continue;
      if (this.values.beforeColdUse(value, limit) && !this.lazy) this.storeField(field, state);
    }
  }

  /** Store a dirty field now. */
  storeField(field: number, state: FieldState): void {
    const value = state.values[field];
    if (value) this.storeSlot(this.fieldAt(field).offset, value);
    state.dirty[field] = 0;
  }
}
