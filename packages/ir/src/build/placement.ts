import { CALLS, MAY_FAULT } from '../traits.ts';
import { type Effects, PC_WORD } from './effects.ts';
import { A, CLOBBER, type Graph, I0, KIND, LAST, LOC, OP, SCOPE, STRIDE } from './graph.ts';
import { ARITY, CONST, DEAD, GET, SET, TRAITS, TYPE_WORDS } from './node-table.ts';

/** Blocks are counted on up to here, which leaves room for any block. */
const FARTHEST = 2 ** 30;

/**
 * Decides which values live in state fields instead of temporaries. A get whose field is not written before its last use is
 * the field itself; an op whose result a set stores computes it in the field, when nothing in between reads or writes the field
 * or could leave the block. Such sets disappear.
 */
export class Placement {
  /** Last node that reads or writes each word of the state, counted on from block to block: at most `base` is of an earlier block. */
  private readonly touched: Int32Array;
  private base = 0;
  private readonly scratch: Uint8Array;
  private readonly effects: readonly Effects[];

  constructor(stateWords: number, scratch: Uint8Array, effects: readonly Effects[]) {
    this.touched = new Int32Array(stateWords + 4);
    this.scratch = scratch;
    this.effects = effects;
  }

  run(g: Graph): void {
    // hot
    const { touched } = this;
    const n = g.n;
    if (this.base > FARTHEST) {
      touched.fill(0);
      this.base = 0;
    }
    const { base } = this;
    /** Last op that may leave the block, and last helper that sees all fields. */
    let observed = 0;
    let barrier = 0;
    for (let id = STRIDE; id < g.top; id += STRIDE) {
      const op = n[id + OP]!;
      if (op === DEAD || op === CONST) continue;
      if (op === GET) {
        if (n[id + LAST]! <= n[id + CLOBBER]!) n[id + LOC] = n[id + I0]!;
        else this.touch(n[id + I0]! >> 2, TYPE_WORDS[n[id + KIND]!]!, id);
        continue;
      }
      if (op === SET) {
        const value = n[id + A]!;
        this.touchValue(n, value, id);
        const words = TYPE_WORDS[n[id + KIND]!]!;
        if (
          n[value + LOC] === -1 &&
          n[value + OP] !== CONST &&
          n[value + SCOPE] === n[id + SCOPE] &&
          n[value + LAST]! <= n[id + CLOBBER]! &&
          barrier <= value &&
          this.isFree(n[id + I0]! >> 2, words, value, observed)
        ) {
          n[value + LOC] = n[id + I0]!;
          n[id + OP] = DEAD;
        }
        this.touch(n[id + I0]! >> 2, words, id);
        continue;
      }
      const arity = ARITY[op]!;
      for (let i = 0; i < arity; i += 1) this.touchValue(n, n[id + A + i]!, id);
      const traits = TRAITS[op]!;
      if ((traits & MAY_FAULT) !== 0) {
        observed = id;
        touched[PC_WORD] = base + id;
        touched[PC_WORD + 1] = base + id;
      } else if ((traits & CALLS) !== 0) {
        const { reads, writes, readsAll, writesAll, mayExit } = this.effects[n[id + I0]!]!;
        if (readsAll || writesAll) barrier = id;
        if (mayExit) observed = id;
        for (let i = 0; i < reads.length; i += 1) touched[reads[i]!] = base + id;
        for (let i = 0; i < writes.length; i += 1) touched[writes[i]!] = base + id;
      }
    }
    this.base += g.top;
  }

  private touch(word: number, words: number, id: number): void {
    for (let i = word; i < word + words; i += 1) this.touched[i] = this.base + id;
  }

  /** A use of a value that lives in a field is a read of the field. */
  private touchValue(n: Int32Array, value: number, id: number): void {
    const loc = n[value + LOC]!;
    if (loc !== -1) this.touch(loc >> 2, TYPE_WORDS[n[value + KIND]!]!, id);
  }

  /** Whether nothing after `since` reads or writes the words or sees them from outside the block. */
  private isFree(word: number, words: number, since: number, observed: number): boolean {
    for (let i = word; i < word + words; i += 1) {
      if (this.touched[i]! > this.base + since || (this.scratch[i] === 0 && observed > since)) return false;
    }
    return true;
  }
}
