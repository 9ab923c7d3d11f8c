import { BLOCK, type CodegenTarget, insnOffsetOf, opOf, RECORD_WORDS } from '@tutti/ir';
import type { Emitter, Ref } from './emitter.ts';
import { recordShape } from './record.ts';
import { JS_RULES } from './rules/index.ts';

type AnyRule = (e: Emitter, ...operands: readonly Ref[]) => void;

/**
 * Text of a function `(core) => next` for one block: minus a block to enter, or 0 to leave. Integer temporaries are variables;
 * a jump of the block to itself is a loop.
 */
export function blockText(words: Int32Array, block: number, target: CodegenTarget): string {
  const e = new BlockEmitter(words, block, target);
  const end = e.at + (words[(block + BLOCK.at.words) >> 2] as number);
  while (e.at < end) e.record();
  const locals = e.locals.size === 0 ? '' : `let ${[...e.locals].map((name) => `${name} = 0`).join(', ')};\n`;
  return `return function block_${(e.pc >>> 0).toString(16)}(core) {\nconst S = core >> 2;\n${locals}for (;;) {\n${e.lines.join('\n')}\n}\n}`;
}

class BlockEmitter implements Emitter {
  readonly lines: string[] = [];
  readonly locals = new Set<string>();
  out: Ref;
  opcode = '';
  /** Word index of the record that is emitted. */
  at: number;
  readonly pc: number;
  private readonly pcHi: number;
  private readonly words: Int32Array;
  private readonly block: number;
  private readonly target: CodegenTarget;
  private readonly inMemory: ReadonlySet<number>;
  private immAt = 0;

  constructor(words: Int32Array, block: number, target: CodegenTarget) {
    this.words = words;
    this.block = block;
    this.target = target;
    this.at = (block + BLOCK.size) >> 2;
    this.pc = words[(block + BLOCK.at.pc) >> 2] as number;
    this.pcHi = words[(block + BLOCK.at.pcHi) >> 2] as number;
    this.inMemory = memoryWords(words, block);
    this.out = this.slot(0);
  }

  record(): void {
    const { words, at } = this;
    const opcode = words[at] as number;
    const { out, operands, imm } = recordShape(opcode);
    this.opcode = `${opcode}`;
    this.immAt = at + imm;
    if (out) this.out = this.slot(words[at + 1] as number);
    const refs = operands.map(({ constant, word }): Ref => {
      const value = words[at + word] as number;
      return constant
        ? { lo: `(${value})`, hi: `(${words[at + word + 1]})`, single: '', double: '', word: '' }
        : this.slot(value);
    });
    (JS_RULES[opOf(opcode)] as AnyRule)(this, ...refs);
    this.at += RECORD_WORDS[opcode] as number;
  }

  /** A state field is in memory; an integer temporary is a variable for each of its words. */
  private slot(offset: number): Ref {
    const word = `S + ${offset >> 2}`;
    const part = (at: number): string => {
      if (at < this.target.area.temps || this.inMemory.has(at)) return `I[S + ${at >> 2}]`;
      return this.local(`t${at >> 2}`);
    };
    const ref = { single: `F[${word}]`, double: `D[(${word}) >> 1]`, word: `(${word})` };
    return Object.defineProperties(
      { ...ref, lo: '', hi: '' },
      { lo: { get: () => part(offset) }, hi: { get: () => part(offset + 4) } },
    );
  }

  private local(name: string): string {
    this.locals.add(name);
    return name;
  }

  imm(index: number): string {
    return `(${this.words[this.immAt + index]})`;
  }

  line(text: string): void {
    this.lines.push(text);
  }

  address(base: Ref): { lo: string; hi: string } {
    const displacement = this.words[this.immAt] as number;
    const lo = displacement === 0 ? base.lo : `(${base.lo} + ${displacement}) | 0`;
    if (this.target.shape.address === 'i32') return { lo, hi: '0' };
    if (displacement === 0) return { lo, hi: base.hi };
    const carry = `((${lo}) >>> 0) < (${base.lo} >>> 0) ? 1 : 0`;
    return { lo, hi: `(${base.hi} + ${displacement >> 31} + (${carry})) | 0` };
  }

  exactPc(): void {
    const offset = insnOffsetOf(this.words[this.immAt + 1] as number);
    const lo = (this.pc + offset) | 0;
    const hi = lo >>> 0 < offset ? (this.pcHi + 1) | 0 : this.pcHi;
    this.line(`setPc(core, ${lo}, ${hi});`);
  }

  leave(reason: string): void {
    this.line(`return leave(${reason});`);
  }

  beginIf(condition: string): void {
    this.line(`if (${condition} !== 0) {`);
  }

  endIf(): void {
    this.line('}');
  }

  jump(target: number, link: number): void {
    const lo = this.words[this.immAt + target] as number;
    const hi = this.words[this.immAt + target + 1] as number;
    if (lo === this.pc && (this.target.shape.address === 'i32' || hi === this.pcHi)) this.loop(lo, hi);
    this.line(`return go(core, ${this.block}, ${lo}, ${hi}, ${this.immAt + link});`);
  }

  /** The checks of entering this block again, without leaving the function. */
  private loop(lo: number, hi: number): void {
    const header = this.block >> 2;
    this.line(
      `if (I[${header} + LIVE] !== 0 && I[S + BUDGET] >= 0 && Atomics.load(I, S + SIGNAL) === 0) { ` +
        `setPc(core, ${lo}, ${hi}); I[S + BUDGET] -= ${this.words[(this.block + BLOCK.at.insns) >> 2]}; continue; }`,
    );
  }

  branch(condition: string): void {
    this.line(`if (${condition} !== 0) {`);
    this.jump(0, 4);
    this.line('}');
    this.jump(2, 5);
  }

  indirect(lo: string, hi: string): void {
    this.line(`setPc(core, ${lo}, ${this.target.shape.address === 'i64' ? hi : '0'});`);
    this.line('return through(core);');
  }

  helperMayExit(): string {
    return `${this.target.shape.helpers[this.words[this.immAt] as number]?.mayExit === true}`;
  }
}

/** Bytes offsets of the words that some record reads or writes as a float or vector: those stay in memory. */
function memoryWords(words: Int32Array, block: number): ReadonlySet<number> {
  const found = new Set<number>();
  const note = (type: string, slot: number): void => {
    const count = type === 'v128' ? 4 : type === 'f64' ? 2 : type === 'f32' ? 1 : 0;
    for (let i = 0; i < count; i++) found.add(slot + 4 * i);
  };
  const first = (block + BLOCK.size) >> 2;
  const end = first + (words[(block + BLOCK.at.words) >> 2] as number);
  for (let at = first; at < end; at += RECORD_WORDS[words[at] as number] as number) {
    const { out, operands } = recordShape(words[at] as number);
    if (out) note(out, words[at + 1] as number);
    for (const { type, constant, word } of operands) if (!constant) note(type, words[at + word] as number);
  }
  return found;
}
