import type { CodegenTarget, ValueType } from '@tutti/ir';
import type { Code } from '../encoder/code.ts';
import { FunctionBody } from '../encoder/function.ts';
import { type Instruction, W } from '../encoder/instructions.ts';
import { type RecordPart, type RecordShape, recordShapes } from '../record.ts';
import type { Emit } from '../rules/emit.ts';

/** Load and store of a whole value of each type. */
export const ACCESS_OF = {
  i32: { load: W.i32_load, store: W.i32_store },
  i64: { load: W.i64_load, store: W.i64_store },
  f32: { load: W.f32_load, store: W.f32_store },
  f64: { load: W.f64_load, store: W.f64_store },
  v128: { load: W.v128_load, store: W.v128_store },
} as const satisfies Record<ValueType, { load: Instruction; store: Instruction }>;

/** An operand of the record at `ip`: the slot that a word names, the word itself, or a local that holds it already. */
export interface Word {
  readonly form: 'slot' | 'word' | 'local';
  readonly type: ValueType;
  /** Byte offset in the record; for a local its index. */
  readonly at: number;
}

/** The words of one record by role. */
export interface RecordWords {
  readonly out: Word | undefined;
  readonly operands: readonly Word[];
  readonly imm: readonly Word[];
  /** Offset after the record from `ip`. */
  readonly bytes: number;
}

/** Locals of a handler besides the three that every function of the interpreter begins with. */
const SCRATCH: readonly (readonly [ValueType, number])[] = [
  ['i32', 4],
  ['i64', 4],
  ['f32', 2],
  ['f64', 2],
  ['v128', 2],
];

/**
 * One function of the interpreter under construction: parameters core, block and ip, and scratch locals
 * that no handler expects to keep. Operands are loaded straight from the slots that the record names.
 */
export class Frame implements Emit<Word> {
  readonly core = 0;
  readonly block = 1;
  readonly ip = 2;
  readonly target: CodegenTarget;
  readonly body: FunctionBody;
  readonly code: Code;
  private readonly shapes: readonly (RecordShape | undefined)[];
  private readonly pools = new Map<ValueType, readonly number[]>();
  private readonly held = new Map<ValueType, number>();

  constructor(target: CodegenTarget) {
    this.target = target;
    this.shapes = recordShapes(target.shape.address);
    this.body = new FunctionBody();
    this.body.reset(3);
    this.code = this.body.code;
    for (const [type, count] of SCRATCH) {
      this.pools.set(
        type,
        Array.from({ length: count }, () => this.body.local(type)),
      );
    }
  }

  /** Forget what the last handler held. */
  startHandler(): void {
    this.held.clear();
  }

  scratch(type: ValueType, index: number): number {
    const local = this.pools.get(type)?.[index];
    if (local === undefined) throw new RangeError(`no scratch local ${index} of type ${type}`);
    return local;
  }

  push(word: Word): void {
    const { code } = this;
    if (word.form === 'local') {
      code.get(word.at);
      return;
    }
    if (word.form === 'slot') {
      this.pushSlot(word);
      code.memory(ACCESS_OF[word.type].load, 0);
      return;
    }
    code.get(this.ip);
    code.memory(ACCESS_OF[word.type].load, word.at);
  }

  /** Push the address of the slot that a word names. */
  pushSlot(word: Word): void {
    this.code.get(this.core);
    this.code.get(this.ip);
    this.code.memory(W.i32_load, word.at, 2);
    this.code.op(W.i32_add);
  }

  /** Scratch locals from the end of the pool: rules take theirs from the start. */
  hold(word: Word): Word {
    if (word.form === 'local') return word;
    const pool = this.pools.get(word.type) ?? [];
    const used = this.held.get(word.type) ?? 0;
    const local = pool[pool.length - 1 - used];
    if (local === undefined) throw new RangeError(`too many held operands of type ${word.type}`);
    this.held.set(word.type, used + 1);
    this.push(word);
    this.code.set(local);
    return { form: 'local', type: word.type, at: local };
  }

  known(): undefined {
    return undefined;
  }

  /** The words of the records of an opcode, as operands of rules; `bytes` is the offset after the record. @param start  its byte offset from `ip` */
  shapeOf(opcode: number, start = 0): RecordWords {
    const shape = this.shapes[opcode];
    if (!shape) throw new RangeError(`opcode ${opcode} does not exist`);
    const word = (part: RecordPart): Word => ({
      form: part.form === 'slot' ? 'slot' : 'word',
      type: part.type,
      at: start + 4 * part.word,
    });
    return {
      out: shape.out && word(shape.out),
      operands: shape.operands.map(word),
      imm: shape.imm.map(word),
      bytes: start + 4 * shape.words,
    };
  }
}
