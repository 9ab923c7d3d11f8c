import type { BackEnd, Executor, ExecutorHost } from '../back-end.ts';
import { BLOCK, HOT_AGAIN } from '../block.ts';
import { CORE, JUMP } from '../core.ts';
import { EXIT, type Exit } from '../exits.ts';
import { insnOffsetOf } from '../mem-operand.ts';
import { hasConstRhs, RECORD_WORDS } from '../opcodes.ts';
import { jumpIndex } from '../target.ts';
import type { Frame } from './frame.ts';
import { GuestMemory } from './guest-memory.ts';
import { type OpShape, opShapes, TYPE_BITS } from './op-shapes.ts';
import { REFERENCE_RULES } from './rules.ts';

/**
 * The interpreter that says what blocks mean: slow, simple, one rule per op, values as BigInts. Knows no compiled regions.
 */
export function createReferenceExecutor(host: ExecutorHost): Executor {
  return new ReferenceExecutor(host);
}

export const referenceBackEnd: BackEnd = { name: 'reference', createExecutor: createReferenceExecutor };

type Rule = (f: Frame, ...operands: readonly bigint[]) => void;

/** `state` after an op: go on, leave with `exit`, or enter `block`. */
const GO_ON = 0;
const LEAVE = 1;
const ENTER = 2;

class ReferenceExecutor implements Executor, Frame {
  result = 0n;
  private readonly host: ExecutorHost;
  private readonly shapes: readonly OpShape[];
  private readonly words: Int32Array;
  private readonly memory: GuestMemory;
  private core = 0;
  private block = 0;
  /** Word index of the record that runs, of its first immediate, and of the next record. */
  private at = 0;
  private immAt = 0;
  private next = 0;
  private state = GO_ON;
  private exitReason: Exit = EXIT.LOOKUP;

  constructor(host: ExecutorHost) {
    this.host = host;
    this.shapes = opShapes(host.target.shape);
    this.words = new Int32Array(host.memory.buffer);
    this.memory = new GuestMemory(host);
  }

  install(): void {
    // Interprets blocks alone: a published module makes no difference.
  }

  reset(): void {
    // Nothing is ever installed.
  }

  run(core: number, block: number): Exit {
    this.core = core;
    this.block = block;
    do {
      const refused = this.enterBlock();
      if (refused !== 0) return refused;
      this.state = GO_ON;
      while (this.state === GO_ON) this.step();
    } while (this.state === ENTER);
    return this.exitReason;
  }

  /** The checks at the start of a block. @returns 0 or the reason why it does not run */
  private enterBlock(): Exit | 0 {
    const { block, words } = this;
    if (Atomics.load(words, (block + BLOCK.at.live) >> 2) === 0) {
      this.setCore('exitLink', 0);
      return EXIT.LOOKUP;
    }
    if (Atomics.load(words, (this.core + CORE.at.signal) >> 2) !== 0) return EXIT.SIGNAL;
    const budget = this.getCore('budget');
    if (budget < 0) return EXIT.BUDGET;
    const counter = (block + BLOCK.at.counter) >> 2;
    words[counter] = words[counter]! - 1;
    if (words[counter]! <= 0 && words[counter]! % HOT_AGAIN === 0) {
      this.setCore('exitArg', block);
      return EXIT.HOT;
    }
    this.setCore('budget', budget - this.field('insns'));
    this.next = (block + BLOCK.size) >> 2;
    return 0;
  }

  private step(): void {
    const { words } = this;
    const at = this.next;
    const opcode = words[at]!;
    const shape = this.shapes[opcode >> 1]!;
    this.at = at;
    this.next = at + RECORD_WORDS[opcode]!;
    let p = at + 1;
    const out = shape.out ? words[p++]! : -1;
    const operands: bigint[] = [];
    for (const [i, type] of shape.in.entries()) {
      if (hasConstRhs(opcode) && i === shape.in.length - 1) {
        operands.push(this.memory.read(4 * p, type === 'i64' ? 8 : 4));
        p += type === 'i64' ? 2 : 1;
      } else {
        operands.push(this.memory.read(this.core + words[p++]!, TYPE_BITS[type] / 8));
      }
    }
    this.immAt = p;
    (REFERENCE_RULES[shape.name] as Rule)(this, ...operands);
    if (shape.out && this.state === GO_ON) {
      const bits = TYPE_BITS[shape.out];
      this.memory.write(this.core + out, bits / 8, BigInt.asUintN(bits, this.result));
    }
  }

  imm(index: number): number {
    return this.words[this.immAt + index]!;
  }

  load(addr: bigint, bytes: number, signed = false): void {
    const at = this.memory.probe(this.core, this.effective(addr), bytes, this.imm(1), false, false);
    if (at < 0) this.slow(addr, 0n, 0n);
    else this.result = signed ? BigInt.asIntN(8 * bytes, this.memory.read(at, bytes)) : this.memory.read(at, bytes);
  }

  store(addr: bigint, bytes: number, value: bigint): void {
    const at = this.memory.probe(this.core, this.effective(addr), bytes, this.imm(1), true, false);
    if (at < 0) {
      this.slow(addr, value, 0n);
      return;
    }
    this.memory.track(this.core, at, bytes);
    this.memory.write(at, bytes, value);
  }

  code(host: number): void {
    this.result = this.memory.read(host >>> 0, 8);
  }

  modify(addr: bigint, bytes: number, value: bigint, next: (old: bigint, value: bigint) => bigint): void {
    const at = this.memory.probe(this.core, this.effective(addr), bytes, this.imm(1), true, true);
    if (at < 0) {
      this.slow(addr, value, 0n);
      return;
    }
    this.memory.track(this.core, at, bytes);
    let old = this.memory.read(at, bytes);
    for (;;) {
      const seen = this.memory.exchangeIf(at, bytes, old, next(old, value));
      if (seen === old) break;
      old = seen;
    }
    this.result = old;
  }

  compareExchange(addr: bigint, bytes: number, expected: bigint, value: bigint): void {
    const at = this.memory.probe(this.core, this.effective(addr), bytes, this.imm(1), true, true);
    if (at < 0) {
      this.slow(addr, expected, value);
      return;
    }
    this.memory.track(this.core, at, bytes);
    this.result = this.memory.exchangeIf(at, bytes, BigInt.asUintN(8 * bytes, expected), value);
  }

  loadLinked(addr: bigint, bytes: number): void {
    const { llsc } = this.host.target;
    const at =
      llsc === 'table' ? -1 : this.memory.probe(this.core, this.effective(addr), bytes, this.imm(1), false, true);
    if (at < 0) {
      this.slow(addr, 0n, 0n);
      return;
    }
    this.memory.track(this.core, at, bytes);
    this.result = this.memory.read(at, bytes);
    this.setCore('exclusiveHost', at);
    this.setCore('exclusiveBytes', bytes);
    this.memory.write(this.core + CORE.at.exclusiveValue, 8, this.result);
  }

  storeConditional(addr: bigint, bytes: number, value: bigint): void {
    const { llsc } = this.host.target;
    const at = llsc === 'cas' ? this.memory.probe(this.core, this.effective(addr), bytes, this.imm(1), true, true) : -1;
    if (at < 0) {
      this.slow(addr, value, 0n);
      return;
    }
    const expected = this.memory.read(this.core + CORE.at.exclusiveValue, 8);
    const open = this.getCore('exclusiveHost') === (at | 0) && this.getCore('exclusiveBytes') === bytes;
    const stored = open && this.memory.exchangeIf(at, bytes, expected, value) === expected;
    this.result = stored ? 0n : 1n;
    this.clearExclusive();
  }

  clearExclusive(): void {
    this.setCore('exclusiveHost', -1);
  }

  call(a = 0n, b = 0n, c = 0n, d = 0n): void {
    const helper = this.imm(0);
    const [x, y, z, w] = [a, b, c, d].map((value) => Number(BigInt.asIntN(32, value)));
    const result = this.host.helpers[helper]!(this.core, x!, y!, z!, w!);
    this.result = BigInt(result | 0);
    if (result !== 0 && this.host.target.shape.helpers[helper]!.mayExit) this.leave(result as Exit);
  }

  skip(words: number): void {
    this.next += words;
  }

  exit(reason: number, argument: number): void {
    this.setCore('exitArg', argument);
    this.leave(reason as Exit);
  }

  jump(target: number, link: number): void {
    const { words } = this;
    const lo = this.imm(target);
    const hi = this.imm(target + 1);
    this.setPc(lo, hi);
    const linked = Atomics.load(words, this.immAt + link);
    if (linked !== 0 && Atomics.load(words, (linked + BLOCK.at.live) >> 2) !== 0) {
      this.enter(linked);
      return;
    }
    const samePage = (lo ^ this.field('pc')) >>> 12 === 0 && (!this.wide || hi === this.field('pcHi'));
    if (samePage) {
      this.setCore('exitLink', 4 * (this.immAt + link));
      this.leave(EXIT.LOOKUP);
    } else {
      this.jumpThroughCache();
    }
  }

  indirect(addr: bigint): void {
    this.setPc(Number(BigInt.asIntN(32, addr)), Number(BigInt.asIntN(32, addr >> 32n)));
    this.jumpThroughCache();
  }

  private jumpThroughCache(): void {
    const { area, shape } = this.host.target;
    const { words } = this;
    const pc = this.getCore('pc');
    const entry = this.core + area.jumpCache + JUMP.size * jumpIndex(shape, area, pc);
    const block = words[(entry + JUMP.at.block) >> 2]!;
    const hit =
      block !== 0 &&
      words[(entry + JUMP.at.pc) >> 2] === pc &&
      (!this.wide || words[(entry + JUMP.at.pcHi) >> 2] === this.getCore('pcHi')) &&
      words[(entry + JUMP.at.mode) >> 2] === this.getCore('mode');
    if (hit) {
      this.enter(block);
    } else {
      this.setCore('exitLink', 0);
      this.leave(EXIT.LOOKUP);
    }
  }

  /** Hand the op to the soft MMU, with the pc of its instruction in the state. */
  private slow(addr: bigint, b: bigint, c: bigint): void {
    const opcode = this.words[this.at]!;
    const mem = this.imm(1);
    const pc = (BigInt(this.field('pcHi')) << 32n) + BigInt(this.field('pc') >>> 0) + BigInt(insnOffsetOf(mem));
    this.setPc(Number(BigInt.asIntN(32, pc)), Number(BigInt.asIntN(32, pc >> 32n)));
    this.memory.write(this.core + CORE.at.slowValue, 16, b);
    if (opShapeHasC(this.shapes[opcode >> 1]!)) this.memory.write(this.core + CORE.at.slowValue + 8, 8, c);
    const full = this.effective(addr);
    const lo = Number(BigInt.asIntN(32, full));
    const hi = Number(BigInt.asIntN(32, full >> 32n));
    const exit = this.host.slow(this.core, opcode, mem, lo, hi);
    if (exit !== 0) this.leave(exit as Exit);
    else this.result = this.memory.read(this.core + CORE.at.slowResult, 16);
  }

  /** Address of the running memory op with its displacement. */
  private effective(addr: bigint): bigint {
    return BigInt.asUintN(this.wide ? 64 : 32, addr + BigInt(this.imm(0)));
  }

  private get wide(): boolean {
    return this.host.target.shape.address === 'i64';
  }

  private setPc(lo: number, hi: number): void {
    this.setCore('pc', lo);
    if (this.wide) this.setCore('pcHi', hi);
  }

  private enter(block: number): void {
    this.block = block;
    this.state = ENTER;
  }

  private leave(reason: Exit): void {
    this.exitReason = reason;
    this.state = LEAVE;
  }

  private field(name: keyof typeof BLOCK.at): number {
    return this.words[(this.block + BLOCK.at[name]) >> 2]!;
  }

  private getCore(name: keyof typeof CORE.at): number {
    return this.words[(this.core + CORE.at[name]) >> 2]!;
  }

  private setCore(name: keyof typeof CORE.at, value: number): void {
    this.words[(this.core + CORE.at[name]) >> 2] = value;
  }
}

const opShapeHasC = (shape: OpShape): boolean => shape.in.length === 3;
