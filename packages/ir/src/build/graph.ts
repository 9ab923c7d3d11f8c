import type { GuestShape } from '../target.ts';
import { PC_WORD } from './effects.ts';
import { CONST, GET, SET, TYPE, TYPE_WORDS } from './node-table.ts';

// Words of a node. A value is the index of its node's first word, so that a use is one array access away.
export const OP = 0;
export const KIND = 1;
export const A = 2;
export const B = 3;
export const C = 4;
export const D = 5;
/** First immediate; constants have their low word here, get and set the byte offset of the field. */
export const I0 = 6;
export const I1 = 7;
export const I2 = 8;
export const I3 = 9;
/** Number of the conditional part that the node stands in; 0: none. */
export const SCOPE = 10;
export const USES = 11;
/** Node of the last use; nodes are in program order. */
export const LAST = 12;
/** Slot that holds the value, or -1 while it has none. */
export const LOC = 13;
/** First node after this one that writes the field of a get or set. */
export const CLOBBER = 14;
export const STRIDE = 16;

const CSE_ENTRIES = 1024;

/** Entry of a node by what it computes. Sums and plain products would leave 32 bits: slow until V8 has seen enough of them. */
const entryOf = (op: number, a: number, b: number, lo: number, hi: number): number => {
  const h =
    Math.imul(op, 0x9e3779b1) ^
    Math.imul(a, 0x85ebca6b) ^
    Math.imul(b, 0xc2b2ae35) ^
    Math.imul(lo, 0x27d4eb2f) ^
    Math.imul(hi, 0x165667b1);
  return (h ^ (h >>> 15)) & (CSE_ENTRIES - 1);
};

/**
 * The nodes of the block under construction, in program order, with what makes equal values one node: a hash table of pure ops
 * and, per word of the guest state, the node that last read or wrote it.
 */
export class Graph {
  n = new Int32Array(STRIDE * 2048);
  /** Low and high word of a 64-bit result in the making. */
  readonly pair = new Int32Array(2);
  top = STRIDE;
  scope = 0;
  scopes = 0;
  readonly stateWords: number;
  /** Node that last defined each word of the state; stale entries, also those of earlier blocks, are recognised by what the node says. */
  private readonly definer: Int32Array;
  private readonly table = new Int32Array(CSE_ENTRIES);
  /** Definitions up to this node were overwritten by a helper. */
  private clobbered = 0;

  /** Keep every op as it was built. */
  readonly plain: boolean;

  /** Check that operands are visible where they are used. */
  readonly checked: boolean;

  constructor(shape: GuestShape, plain: boolean, checked: boolean) {
    this.plain = plain;
    this.checked = checked;
    this.stateWords = shape.state.size >> 2;
    this.definer = new Int32Array(this.stateWords + 4);
  }

  reset(): void {
    this.top = STRIDE;
    this.scope = 0;
    this.scopes = 0;
    this.clobbered = 0;
  }

  /** Write a node at the top without keeping it; `keep` or `unique` does that. */
  stage(op: number, type: number, a: number, b: number, c: number): number {
    // hot
    const id = this.top;
    if (id + STRIDE > this.n.length) this.grow();
    const n = this.n;
    if (this.checked) this.check(a, b, c);
    n[id] = op;
    n[id + KIND] = type;
    n[id + A] = a;
    n[id + B] = b;
    n[id + C] = c;
    n[id + D] = 0;
    n[id + I0] = 0;
    n[id + I1] = 0;
    n[id + I2] = 0;
    n[id + I3] = 0;
    n[id + SCOPE] = this.scope;
    n[id + USES] = 0;
    n[id + LAST] = 0;
    n[id + LOC] = -1;
    return id;
  }

  keep(): number {
    const id = this.top;
    this.top = id + STRIDE;
    return id;
  }

  /** Keep the staged node unless an equal one is visible from here. */
  unique(): number {
    // hot
    const n = this.n;
    const id = this.top;
    if (this.plain && n[id] !== CONST) return this.keep();
    const h = entryOf(n[id]!, n[id + A]!, n[id + B]! ^ (n[id + C]! << 1), n[id + I0]!, n[id + I1]!);
    const other = this.table[h]!;
    if (other !== 0 && other < id && this.visible(other) && this.same(other, id)) return other;
    this.table[h] = id;
    this.top = id + STRIDE;
    return id;
  }

  constant(type: number, lo: number, hi: number): number {
    // hot
    const h = entryOf(CONST, 0, 0, lo, hi);
    const other = this.table[h]!;
    if (other !== 0 && other < this.top) {
      const n = this.n;
      if (n[other] === CONST && n[other + KIND] === type && n[other + I0] === lo && n[other + I1] === hi) return other;
    }
    const id = this.stage(CONST, type, 0, 0, 0);
    this.n[id + I0] = lo;
    this.n[id + I1] = hi;
    this.n[id + SCOPE] = 0;
    this.table[h] = id;
    return this.keep();
  }

  const32(value: number): number {
    return this.constant(TYPE.i32, value | 0, 0);
  }

  isConst(v: number): boolean {
    return this.n[v] === CONST;
  }

  /** The value that a field is known to hold with this type, or 0. */
  known(type: number, field: number): number {
    // hot
    if (this.plain) return 0;
    const n = this.n;
    const word = field >> 2;
    const d = this.definer[word]!;
    if (d <= this.clobbered || d >= this.top || (n[d] !== GET && n[d] !== SET)) return 0;
    if (n[d + I0] !== field || n[d + KIND] !== type || !this.visible(d)) return 0;
    for (let i = TYPE_WORDS[type]! - 1; i > 0; i -= 1) if (this.definer[word + i] !== d) return 0;
    const v = n[d] === SET ? n[d + A]! : d;
    return this.visible(v) ? v : 0;
  }

  get(type: number, field: number): number {
    // hot
    const value = this.known(type, field);
    if (value !== 0) return value;
    const id = this.stage(GET, type, 0, 0, 0);
    this.n[id + I0] = field;
    this.define(id, type, field);
    return this.keep();
  }

  set(type: number, field: number, value: number): void {
    // hot
    if (this.known(type, field) === value) return;
    const id = this.stage(SET, type, value, 0, 0);
    this.n[id + I0] = field;
    this.define(id, type, field);
    this.keep();
  }

  /** An op that may leave the block stores the pc. */
  forgetPc(): void {
    this.definer[PC_WORD] = 0;
    this.definer[PC_WORD + 1] = 0;
  }

  forget(word: number): void {
    this.definer[word] = 0;
  }

  /** Forget all fields: a helper wrote any of them. Called with the helper's node staged. */
  forgetAll(): void {
    this.clobbered = this.top;
  }

  private define(id: number, type: number, field: number): void {
    const word = field >> 2;
    for (let i = TYPE_WORDS[type]! - 1; i >= 0; i -= 1) this.definer[word + i] = id;
  }

  private visible(v: number): boolean {
    const scope = this.n[v + SCOPE]!;
    return scope === 0 || scope === this.scope;
  }

  private same(x: number, y: number): boolean {
    const n = this.n;
    return (
      n[x] === n[y] &&
      n[x + A] === n[y + A] &&
      n[x + B] === n[y + B] &&
      n[x + C] === n[y + C] &&
      n[x + KIND] === n[y + KIND] &&
      n[x + I0] === n[y + I0] &&
      n[x + I1] === n[y + I1] &&
      n[x + I2] === n[y + I2] &&
      n[x + I3] === n[y + I3]
    );
  }

  /** @throws RangeError for an operand that is no value of this block, or one of a closed conditional part */
  private check(...operands: readonly number[]): void {
    for (const v of operands) {
      if (v === 0) continue;
      if (!(v > 0 && v < this.top && v % STRIDE === 0)) throw new RangeError(`${v} is no value of this block`);
      if (!this.visible(v)) throw new RangeError('a value of a conditional part is used outside it');
    }
  }

  private grow(): void {
    const n = new Int32Array(this.n.length * 2);
    n.set(this.n);
    this.n = n;
  }
}
