import { OP_NAMES, OPCODE } from '../opcodes.ts';
import { CONST_RHS } from '../traits.ts';
import { A, type Graph, I0, KIND, LAST, LOC, OP, SCOPE, STRIDE, USES } from './graph.ts';
import { ARITY, CONST, GET, IMMEDIATES, OUT, SET, TRAITS, TYPE, TYPE_NAMES } from './node-table.ts';

const MOV = Int32Array.from(TYPE_NAMES, (type) => OPCODE[`mov_${type}`]);
const BEGIN_IF = OPCODE.begin_if >> 1;
const END_IF = OPCODE.end_if >> 1;
/** Opcode of the form with a constant last operand, or 0. */
const CONST_FORM = Int32Array.from(OP_NAMES, (_, op) => ((TRAITS[op]! & CONST_RHS) !== 0 ? 2 * op + 1 : 0));
const SLOT = 8;
const TYPES = TYPE_NAMES.length;

/** No block needs more words of records per node than this. */
export const WORDS_PER_NODE = 20;

/**
 * Writes the flat records of a block. Temporaries are given out in program order and reused after their last use, each slot for
 * one type only; constants that are not the last operand of an op with a constant form go through a temporary.
 */
export class Lowering {
  private words: Int32Array = new Int32Array(0);
  private at = 0;
  private readonly temps: number;
  private readonly tempsEnd: number;
  private nextTemp = 0;
  /** A stack of free slots per type. */
  private readonly free: Int32Array;
  private readonly freeCount = new Int32Array(TYPES);
  private readonly slotsPerType: number;
  private readonly slots = new Int32Array(4);

  constructor(temps: number, tempBytes: number) {
    this.temps = temps;
    this.tempsEnd = temps + tempBytes;
    this.slotsPerType = tempBytes / SLOT;
    this.free = new Int32Array(TYPES * this.slotsPerType);
  }

  /** @returns index after the last word written */
  run(g: Graph, words: Int32Array, start: number): number {
    // hot
    const n = g.n;
    const slots = this.slots;
    this.words = words;
    this.at = start;
    this.nextTemp = this.temps;
    for (let type = 0; type < TYPES; type += 1) this.freeCount[type] = 0;
    let openIf = 0;
    for (let id = STRIDE; id < g.top; id += STRIDE) {
      const op = n[id + OP]!;
      if (op >= CONST) continue;
      if (op === GET) {
        if (n[id + LOC] !== n[id + I0]) this.move(n, id, n[id + I0]!);
        continue;
      }
      if (op === SET) {
        this.store(n, id);
        continue;
      }
      if (op === END_IF && this.at === openIf) {
        // Nothing is left between the two.
        this.at -= 3;
        continue;
      }
      const arity = ARITY[op]!;
      const last = n[id + A + arity - 1]!;
      const constForm = arity > 0 && n[last] === CONST ? CONST_FORM[op]! : 0;
      const slotCount = constForm === 0 ? arity : arity - 1;
      for (let i = 0; i < slotCount; i += 1) slots[i] = this.operand(n, n[id + A + i]!, id);
      for (let i = 0; i < arity; i += 1) this.release(n, n[id + A + i]!, id);
      let at = this.at;
      words[at++] = constForm === 0 ? 2 * op : constForm;
      const out = OUT[op]!;
      if (out >= 0) {
        if (n[id + LOC] === -1) {
          n[id + LOC] = this.allocate(out);
          if (n[id + USES] === 0) this.giveBack(out, n[id + LOC]!);
        }
        words[at++] = n[id + LOC]!;
      }
      for (let i = 0; i < slotCount; i += 1) words[at++] = slots[i]!;
      if (constForm !== 0) {
        words[at++] = n[last + I0]!;
        if (n[last + KIND] === TYPE.i64) words[at++] = n[last + I0 + 1]!;
      }
      const immediates = IMMEDIATES[op]!;
      for (let i = 0; i < immediates; i += 1) words[at++] = i < 4 ? n[id + I0 + i]! : 0;
      this.at = at;
      if (op === BEGIN_IF) openIf = at;
      else if (op === END_IF) words[openIf - 1] = at - 1 - openIf;
    }
    return this.at;
  }

  /** Slot of an operand; a constant is first moved to a temporary. */
  private operand(n: Int32Array, value: number, user: number): number {
    if (n[value] !== CONST) return n[value + LOC]!;
    const loc = n[value + LOC]!;
    // A constant materialised in a conditional part is there only.
    if (loc !== -1 && (n[value + SCOPE] === 0 || n[value + SCOPE] === n[user + SCOPE])) return loc;
    const type = n[value + KIND]!;
    const slot = this.allocate(type);
    n[value + LOC] = slot;
    n[value + SCOPE] = n[user + SCOPE]!;
    this.moveConst(n, value, slot);
    return slot;
  }

  private moveConst(n: Int32Array, value: number, slot: number): void {
    const type = n[value + KIND]!;
    this.words[this.at++] = MOV[type]! + 1;
    this.words[this.at++] = slot;
    this.words[this.at++] = n[value + I0]!;
    if (type === TYPE.i64) this.words[this.at++] = n[value + I0 + 1]!;
  }

  private move(n: Int32Array, id: number, from: number): void {
    const type = n[id + KIND]!;
    if (n[id + LOC] === -1) n[id + LOC] = this.allocate(type);
    this.words[this.at++] = MOV[type]!;
    this.words[this.at++] = n[id + LOC]!;
    this.words[this.at++] = from;
  }

  private store(n: Int32Array, id: number): void {
    const value = n[id + A]!;
    if (n[value] === CONST) {
      this.moveConst(n, value, n[id + I0]!);
    } else {
      this.words[this.at++] = MOV[n[id + KIND]!]!;
      this.words[this.at++] = n[id + I0]!;
      this.words[this.at++] = n[value + LOC]!;
    }
    this.release(n, value, id);
  }

  /** Give back the temporary of a value after its last use. */
  private release(n: Int32Array, value: number, user: number): void {
    if (n[value + LAST] !== user || n[value + LOC]! < this.temps) return;
    n[value + LAST] = -1;
    this.giveBack(n[value + KIND]!, n[value + LOC]!);
  }

  private giveBack(type: number, slot: number): void {
    const count = this.freeCount[type]!;
    this.free[type * this.slotsPerType + count] = slot;
    this.freeCount[type] = count + 1;
  }

  private allocate(type: number): number {
    const count = this.freeCount[type]!;
    if (count > 0) {
      this.freeCount[type] = count - 1;
      return this.free[type * this.slotsPerType + count - 1]!;
    }
    const wide = type === TYPE.v128;
    const slot = wide ? (this.nextTemp + 15) & ~15 : this.nextTemp;
    this.nextTemp = slot + (wide ? 2 * SLOT : SLOT);
    if (this.nextTemp > this.tempsEnd) throw new RangeError('a block needs more temporaries than a core has');
    return slot;
  }
}
