import { OPCODE } from '../opcodes.ts';
import { CALLS, CONDITIONAL, MAY_FAULT, PURE, TERMINAL } from '../traits.ts';
import { type Effects, PC_WORD } from './effects.ts';
import { A, CLOBBER, type Graph, I0, KIND, LAST, OP, SCOPE, STRIDE, USES } from './graph.ts';
import { ARITY, CONST, DEAD, GET, SET, TRAITS, TYPE_WORDS } from './node-table.ts';

const EXIT_OP = OPCODE.exit >> 1;
/** Blocks are counted on up to here, which leaves room for any block. */
const FARTHEST = 2 ** 30;

/**
 * Dead code and dead sets in one backward pass. A set is dead when all its words are overwritten before anything can see them:
 * a get, a helper, a fault, an exit. Leaves uses and last use of every value, and for gets and sets the next write of the field.
 */
export class Liveness {
  /** Epoch in which a word was found to be overwritten; a word is dead above while that is the current epoch. */
  private readonly overwritten: Int32Array;
  /** Number of the block in which a word of a scratch field is read further down. */
  private readonly scratchRead: Int32Array;
  /** Next node that writes each word, counted down from block to block: behind the nodes of this block it is of an earlier one. */
  private readonly nextWrite: Int32Array;
  private base = 0;
  private block = 0;
  /** Words that the current conditional part overwrites, and the part in which each was listed last. */
  private readonly undo: Int32Array;
  private readonly listed: Int32Array;
  private parts = 0;
  private readonly scratch: Uint8Array;
  private readonly effects: readonly Effects[];
  private readonly addressIs64: boolean;
  private epoch = 0;

  constructor(stateWords: number, scratch: Uint8Array, effects: readonly Effects[], addressIs64: boolean) {
    this.overwritten = new Int32Array(stateWords + 4);
    this.scratchRead = new Int32Array(stateWords + 4);
    this.nextWrite = new Int32Array(stateWords + 4).fill(FARTHEST);
    this.undo = new Int32Array(stateWords + 4);
    this.listed = new Int32Array(stateWords + 4);
    this.scratch = scratch;
    this.effects = effects;
    this.addressIs64 = addressIs64;
  }

  run(g: Graph): void {
    // hot
    const { nextWrite, overwritten } = this;
    const n = g.n;
    this.base -= g.top;
    if (this.base < -FARTHEST) {
      nextWrite.fill(FARTHEST);
      this.base = -g.top;
    }
    const { base } = this;
    this.block += 1;
    this.epoch += 1;
    let nextWriteAll = FARTHEST;
    let undone = 0;
    for (let id = g.top - STRIDE; id >= STRIDE; id -= STRIDE) {
      const op = n[id + OP]!;
      if (op === CONST) continue;
      if (op === GET) {
        if (n[id + USES] === 0) n[id + OP] = DEAD;
        else {
          this.read(n[id + I0]! >> 2, TYPE_WORDS[n[id + KIND]!]!);
          n[id + CLOBBER] = this.nextWriteOf(n[id + I0]! >> 2, TYPE_WORDS[n[id + KIND]!]!, nextWriteAll);
        }
        continue;
      }
      if (op === SET) {
        const word = n[id + I0]! >> 2;
        const words = TYPE_WORDS[n[id + KIND]!]!;
        if (this.isDead(word, words)) {
          n[id + OP] = DEAD;
          continue;
        }
        n[id + CLOBBER] = this.nextWriteOf(word, words, nextWriteAll);
        for (let i = word; i < word + words; i += 1) {
          nextWrite[i] = base + id;
          if (n[id + SCOPE] !== 0 && this.listed[i] !== this.parts && !this.isDead(i, 1)) {
            this.listed[i] = this.parts;
            this.undo[undone++] = i;
          }
          if (this.scratch[i] === 1) this.scratchRead[i] = 0;
          else overwritten[i] = this.epoch;
        }
        this.use(n, n[id + A]!, id);
        continue;
      }
      const traits = TRAITS[op]!;
      if ((traits & PURE) !== 0) {
        if (n[id + USES] === 0) {
          n[id + OP] = DEAD;
          continue;
        }
      } else if ((traits & MAY_FAULT) !== 0) {
        this.epoch += 1;
        nextWrite[PC_WORD] = base + id;
        nextWrite[PC_WORD + 1] = base + id;
      } else if ((traits & TERMINAL) !== 0) {
        this.epoch += 1;
        if (op !== EXIT_OP) {
          overwritten[PC_WORD] = this.epoch;
          if (this.addressIs64) overwritten[PC_WORD + 1] = this.epoch;
        }
      } else if ((traits & CALLS) !== 0) {
        const effects = this.effects[n[id + I0]!]!;
        if (effects.writesAll) nextWriteAll = base + id;
        for (let i = 0; i < effects.writes.length; i += 1) nextWrite[effects.writes[i]!] = base + id;
        if (effects.mayExit || effects.readsAll) this.epoch += 1;
        if (effects.readsAll) this.scratchRead.fill(this.block);
        for (let i = 0; i < effects.reads.length; i += 1) this.read(effects.reads[i]!, 1);
      } else if ((traits & CONDITIONAL) !== 0) {
        this.parts += 1;
        // What the part overwrites, it overwrites only when it runs.
        while (undone > 0) this.read(this.undo[--undone]!, 1);
      }
      const arity = ARITY[op]!;
      for (let i = 0; i < arity; i += 1) this.use(n, n[id + A + i]!, id);
    }
  }

  /** Last uses alone, for a block that is lowered as built. */
  countUses(g: Graph): void {
    const n = g.n;
    for (let id = g.top - STRIDE; id >= STRIDE; id -= STRIDE) {
      const arity = ARITY[n[id + OP]!]!;
      for (let i = 0; i < arity; i += 1) this.use(n, n[id + A + i]!, id);
    }
  }

  private use(n: Int32Array, value: number, id: number): void {
    if (n[value + USES]! === 0) n[value + LAST] = id;
    n[value + USES] = n[value + USES]! + 1;
  }

  private read(word: number, words: number): void {
    for (let i = word; i < word + words; i += 1) {
      this.overwritten[i] = 0;
      this.scratchRead[i] = this.block;
    }
  }

  private isDead(word: number, words: number): boolean {
    for (let i = word; i < word + words; i += 1) {
      if (this.scratch[i] === 1 ? this.scratchRead[i] === this.block : this.overwritten[i] !== this.epoch) return false;
    }
    return true;
  }

  private nextWriteOf(word: number, words: number, all: number): number {
    let next = all;
    for (let i = word; i < word + words; i += 1) if (this.nextWrite[i]! < next) next = this.nextWrite[i]!;
    return next - this.base;
  }
}
