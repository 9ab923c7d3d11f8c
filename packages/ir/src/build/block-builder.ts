import type { BlockBuilder } from '../builder.ts';
import { OP_NAMES, OPCODE, specOf } from '../opcodes.ts';
import type { OpName } from '../ops.ts';
import { coreArea, type GuestShape } from '../target.ts';
import { CALLS, MAY_FAULT, type OpSpec, PURE } from '../traits.ts';
import { carries } from './carries.ts';
import { helperEffects, scratchWords } from './effects.ts';
import { A, D, Graph, I0, I1, I2, STRIDE } from './graph.ts';
import { Liveness } from './liveness.ts';
import { Lowering, WORDS_PER_NODE } from './lower.ts';
import { OUT, TYPE, TYPE_NAMES } from './node-table.ts';
import { Placement } from './placement.ts';
import { addressBase, binary, deposit, extract, isEqz, overflow, select, truth, unary } from './simplify.ts';

/** A builder with what its owner, the translation loop, needs around the front-end's calls. */
export interface BlockAssembler extends BlockBuilder {
  /** Start a block at a guest pc. Forgets the previous one. */
  begin(pc: number, pcHi: number, mode: number): void;
  /**
   * Optimise and write the records of the block. The front-end has called a terminal.
   * @param words  receives the records from index `at` on; `wordsBound()` words always suffice
   * @returns words written
   * @throws RangeError when the block has no terminal or needs more temporaries than a core has
   */
  finish(words: Int32Array, at: number): number;
  /** Upper bound of what `finish` writes for the block as built so far. */
  wordsBound(): number;
  readonly pc: number;
  readonly pcHi: number;
  readonly mode: number;
  /** Guest instructions of the block so far. */
  readonly insnCount: number;
  /** Guest bytes of the block. */
  readonly byteCount: number;
}

export interface BuilderOptions {
  /** Default true; false lowers every op as it was built: for differential tests of the passes. */
  readonly optimise?: boolean;
  /** Check the operands of every op: for tests of front-ends. */
  readonly check?: boolean;
}

const num = (name: OpName): number => OPCODE[name] >> 1;
const CALL_0 = num('call_0');
const JUMP = num('jump');
const BRANCH = num('branch');
const INDIRECT = num('indirect');
const EXIT = num('exit');
const BEGIN_IF = num('begin_if');
const END_IF = num('end_if');

/** Create a builder for one architecture. It is reused from block to block, on one thread. */
export function createBuilder(shape: GuestShape, options: BuilderOptions = {}): BlockAssembler {
  return new Builder(shape, options) as unknown as BlockAssembler;
}

type Method = (this: Builder, a: number, b: number, c: number, d: number, e: number) => number;

class Builder {
  readonly g: Graph;
  /** Receives the displacement of an address; one word. */
  readonly disp = new Int32Array(1);
  pc = 0;
  pcHi = 0;
  mode = 0;
  insnCount = 0;
  offset = 0;
  private bytes = -1;
  private ended = false;
  /** The open conditional part has a constant condition that holds: it is no part at all. */
  private alwaysRuns = false;
  private readonly effects;
  private readonly liveness: Liveness;
  private readonly placement: Placement;
  private readonly lowering: Lowering;

  constructor(shape: GuestShape, options: BuilderOptions) {
    this.g = new Graph(shape, options.optimise === false, options.check === true);
    this.effects = helperEffects(shape);
    const scratch = scratchWords(shape);
    const area = coreArea(shape);
    this.liveness = new Liveness(this.g.stateWords, scratch, this.effects, shape.address === 'i64');
    this.placement = new Placement(this.g.stateWords, scratch, this.effects);
    this.lowering = new Lowering(area.temps, area.tempBytes);
  }

  begin(pc: number, pcHi: number, mode: number): void {
    this.g.reset();
    this.pc = pc | 0;
    this.pcHi = pcHi | 0;
    this.mode = mode | 0;
    this.insnCount = 0;
    this.offset = 0;
    this.bytes = -1;
    this.ended = false;
    this.alwaysRuns = false;
  }

  get byteCount(): number {
    return this.bytes >= 0 ? this.bytes : this.offset + 4;
  }

  wordsBound(): number {
    return (this.g.top / STRIDE) * WORDS_PER_NODE;
  }

  finish(words: Int32Array, at: number): number {
    if (!this.ended) throw new RangeError('the block has no terminal');
    if (this.g.plain) {
      this.liveness.countUses(this.g);
    } else {
      this.liveness.run(this.g);
      this.placement.run(this.g);
    }
    return this.lowering.run(this.g, words, at) - at;
  }

  insn(offset: number): void {
    this.offset = offset;
    this.insnCount += 1;
  }

  guestBytes(bytes: number): void {
    this.bytes = bytes;
  }

  const_i32(value: number): number {
    return this.g.const32(value);
  }

  const_i64(lo: number, hi: number): number {
    return this.g.constant(TYPE.i64, lo | 0, hi | 0);
  }

  constant(value: number): number | undefined {
    return this.g.isConst(value) ? this.g.n[value + I0] : undefined;
  }

  constHi(value: number): number {
    return this.g.n[value + I1]!;
  }

  call(helper: number, a = 0, b = 0, c = 0, d = 0): number {
    const g = this.g;
    const effects = this.effects[helper]!;
    const id = g.stage(CALL_0 + effects.operands, TYPE.i32, a, b, c);
    g.n[id + D] = d;
    g.n[id + I0] = helper;
    if (effects.writesAll) g.forgetAll();
    for (let i = 0; i < effects.writes.length; i += 1) g.forget(effects.writes[i]!);
    return g.keep();
  }

  begin_if(condition: number): void {
    const g = this.g;
    if (g.scope !== 0 || this.alwaysRuns) throw new RangeError('conditional parts do not nest');
    const tested = truth(g, condition);
    if (!g.plain && g.isConst(condition) && g.n[condition + I0] !== 0) {
      this.alwaysRuns = true;
      return;
    }
    const zero = isEqz(g, condition) ? condition : tested;
    g.stage(BEGIN_IF, -1, zero, 0, 0);
    g.keep();
    g.scopes += 1;
    g.scope = g.scopes;
  }

  end_if(): void {
    if (this.alwaysRuns) {
      this.alwaysRuns = false;
      return;
    }
    const g = this.g;
    if (g.scope === 0) throw new RangeError('no conditional part is open');
    g.scope = 0;
    g.stage(END_IF, -1, 0, 0, 0);
    g.keep();
  }

  jump(lo: number, hi: number): void {
    const g = this.g;
    const id = g.stage(JUMP, -1, 0, 0, 0);
    g.n[id + I0] = lo;
    g.n[id + I1] = hi;
    this.end();
  }

  branch(condition: number, lo: number, hi: number, elseLo: number, elseHi: number): void {
    const g = this.g;
    if (!g.plain && g.isConst(condition)) {
      const taken = g.n[condition + I0] !== 0;
      this.jump(taken ? lo : elseLo, taken ? hi : elseHi);
      return;
    }
    let inverted = false;
    let tested = condition;
    for (; isEqz(g, tested); tested = g.n[tested + A]!) inverted = !inverted;
    const id = g.stage(BRANCH, -1, truth(g, tested), 0, 0);
    g.n[id + I0] = inverted ? elseLo : lo;
    g.n[id + I1] = inverted ? elseHi : hi;
    g.n[id + I2] = inverted ? lo : elseLo;
    g.n[id + I2 + 1] = inverted ? hi : elseHi;
    this.end();
  }

  indirect(address: number): void {
    this.g.stage(INDIRECT, -1, address, 0, 0);
    this.end();
  }

  exit(reason: number, argument: number): void {
    const id = this.g.stage(EXIT, -1, 0, 0, 0);
    this.g.n[id + I0] = reason;
    this.g.n[id + I1] = argument;
    this.end();
  }

  private end(): void {
    if (this.ended) throw new RangeError('the block has a terminal already');
    if (this.g.scope !== 0) throw new RangeError('a conditional part is open at the terminal');
    this.g.keep();
    this.ended = true;
  }
}

/** How the method of an op is made, from what its row says. Terminals, calls and conditional parts are methods of the class. */
function methodOf(name: OpName): Method | null {
  const op = num(name);
  const spec: OpSpec = specOf(name);
  const imm = (spec.imm ?? []).join();
  const out = OUT[op]!;
  if ((spec.traits & MAY_FAULT) !== 0) return memoryMethod(op, spec.in.length);
  if (name === 'code_i64') return plainMethod(op);
  if ((spec.traits & PURE) === 0) return name === 'clear_exclusive' || name === 'fence' ? plainMethod(op) : null;
  if (name.startsWith('select_')) return selectMethod(op);
  if (name === 'overflow_i32') return overflowMethod(op);
  if (name.startsWith('carries_')) return carriesMethod(op);
  if (name.startsWith('extract_')) return extractMethod(op);
  if (name.startsWith('deposit_')) return depositMethod(op);
  if (imm === 'lanes') return lanesMethod(op, spec.in.length);
  if (imm === 'i32') return laneMethod(op, spec.in.length);
  if (spec.in.length === 1) return unaryMethod(op);
  if (spec.in.length === 2) return binaryMethod(op);
  return function (a, b, c) {
    this.g.stage(op, out, a, b, c);
    return this.g.unique();
  };
}

const unaryMethod = (op: number): Method =>
  function (a) {
    return unary(this.g, op, a);
  };

const binaryMethod = (op: number): Method =>
  function (a, b) {
    return binary(this.g, op, a, b);
  };

const selectMethod = (op: number): Method =>
  function (a, b, c) {
    return select(this.g, op, a, b, c);
  };

const overflowMethod = (op: number): Method =>
  function (a, b, c) {
    return overflow(this.g, op, a, b, c);
  };

const carriesMethod = (op: number): Method =>
  function (a, b, c) {
    return carries(this.g, op, a, b, c);
  };

const extractMethod = (op: number): Method =>
  function (a, position, length) {
    return extract(this.g, op, a, position, length);
  };

const depositMethod = (op: number): Method =>
  function (a, b, position, length) {
    return deposit(this.g, op, a, b, position, length);
  };

/** Ops with a lane number: after one operand or after two. */
const laneMethod = (op: number, operands: number): Method =>
  function (a, b, c) {
    const g = this.g;
    const id = g.stage(op, OUT[op]!, a, operands === 2 ? b : 0, 0);
    g.n[id + I0] = operands === 2 ? c : b;
    return g.unique();
  };

function lanesMethod(op: number, operands: number): Method {
  const method = function (this: Builder, lanes: readonly number[], a: number, b: number): number {
    const g = this.g;
    const id = g.stage(op, TYPE.v128, a, b, 0);
    for (let i = 0; i < 16; i += 1)
      g.n[id + I0 + (i >> 2)] = g.n[id + I0 + (i >> 2)]! | ((lanes[i]! & 255) << (8 * (i & 3)));
    return g.unique();
  };
  const withOperands = function (this: Builder, a: number, b: number, lanes: readonly number[]): number {
    return method.call(this, lanes, a, b);
  };
  const constant = function (this: Builder, lanes: readonly number[]): number {
    return method.call(this, lanes, 0, 0);
  };
  return (operands === 0 ? constant : withOperands) as unknown as Method;
}

/** Loads, stores and atomics: operands, displacement, memory operand. */
function memoryMethod(op: number, operands: number): Method {
  const add = (b: Builder, address: number, x: number, y: number, disp: number, mem: number): number => {
    // hot
    const g = b.g;
    const base = addressBase(g, address, disp, b.disp);
    const id = g.stage(op, OUT[op]!, base, x, y);
    g.n[id + I0] = b.disp[0]!;
    g.n[id + I1] = mem | (b.offset << 16);
    g.forgetPc();
    return g.keep();
  };
  if (operands === 1) {
    return function (a, disp, mem) {
      return add(this, a, 0, 0, disp, mem);
    };
  }
  if (operands === 2) {
    return function (a, b, disp, mem) {
      return add(this, a, b, 0, disp, mem);
    };
  }
  return function (a, b, c, disp, mem) {
    return add(this, a, b, c, disp, mem);
  };
}

const plainMethod = (op: number): Method =>
  function (imm) {
    const id = this.g.stage(op, OUT[op]!, 0, 0, 0);
    this.g.n[id + I0] = imm | 0;
    return this.g.keep();
  };

const methods = Builder.prototype as unknown as Record<string, unknown>;
for (const name of OP_NAMES) {
  const method = methodOf(name);
  if (method) methods[name] = method;
  else if ((specOf(name).traits & CALLS) !== 0) {
    methods[name] = function (this: Builder, ...args: number[]): number {
      return this.call(args.at(-1)!, ...args.slice(0, -1));
    };
  }
}
for (const type of TYPE_NAMES) {
  const number = TYPE[type];
  methods[`get_${type}`] = function (this: Builder, field: number): number {
    return this.g.get(number, field);
  };
  methods[`set_${type}`] = function (this: Builder, field: number, value: number): void {
    this.g.set(number, field, value);
  };
}
