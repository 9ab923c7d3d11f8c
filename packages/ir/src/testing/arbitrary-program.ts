import { OP_NAMES, OPCODE, specOf } from '../opcodes.ts';
import type { OpName } from '../ops.ts';
import type { GuestShape } from '../target.ts';
import { hex } from '../text/literals.ts';
import type { Statement } from '../text/program.ts';
import { MAY_FAULT, PURE, type ValueType } from '../traits.ts';
import { memOpOf } from './test-memory.ts';

/** A well-typed program of a few blocks, by pc; the first one is where it starts. */
export interface ArbitraryProgram {
  readonly blocks: readonly { readonly pc: number; readonly program: readonly Statement[] }[];
}

/** Choices for one step of a program: STEP_NUMBERS integers >= 0. Any numbers make a well-typed program, so steps can be dropped and shrunk freely. */
export type Step = readonly number[];
export const STEP_NUMBERS = 8;

/** Which ops take part. */
export interface ProgramKinds {
  readonly memory?: boolean;
  readonly vectors?: boolean;
  readonly floats?: boolean;
  readonly helpers?: boolean;
}

const BLOCK_PCS = [0x1000, 0x1100, 0x2000, 0x1200] as const;
const STEPS_PER_BLOCK = 16;
const PURE_OPS = OP_NAMES.filter((name) => (specOf(name).traits & PURE) !== 0);
const MEMORY_OPS = OP_NAMES.filter((name) => (specOf(name).traits & MAY_FAULT) !== 0);
/** Ops whose NaN results are not defined: programs make them canonical at once. */
const NAN_RESULT =
  /^(add|sub|mul|div|sqrt|ceil|floor|trunc|nearest)_f(32|64)$|^(promote|demote)_f|^f(32x4|64x2)_(add|sub|mul|div|sqrt|ceil|floor|trunc|nearest|promote|demote)/;

const FIELDS: Readonly<Record<ValueType, readonly string[]>> = {
  i32: [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `r[${i}]`).concat('s[0]', 's[1]', 'v[0]+4', 'v[1]+12', 'x[0]', 'x[1]+4'),
  i64: [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `x[${i}]`).concat('sx[0]', 'v[0]', 'v[1]+8'),
  f32: ['f[0]', 'f[1]', 'f[2]', 'f[3]', 'v[2]+4', 'r[7]'],
  f64: ['d[0]', 'd[1]', 'd[2]', 'd[3]', 'v[2]+8', 'x[7]'],
  v128: ['v[0]', 'v[1]', 'v[2]', 'v[3]'],
};

const LITERALS: Readonly<Record<ValueType, readonly string[]>> = {
  i32: [
    '0',
    '1',
    '-1',
    '2',
    '0x80000000',
    '0x7fffffff',
    '31',
    '32',
    '255',
    '0x10000',
    '0xffff',
    '0x12345678',
    '3',
    '-8',
  ],
  i64: [
    '0',
    '1',
    '-1',
    '2',
    '0x8000000000000000',
    '0x7fffffffffffffff',
    '63',
    '32',
    '0xffffffff',
    '0x100000000',
    '-4096',
    '0x123456789abcdef0',
  ],
  f32: ['0.0', '-0.0', '1.0', '-1.5', 'inf', '-inf', '0x7fc00000', '0x00000001', '0x4f000000', '2.5', '16777217.0'],
  f64: [
    '0.0',
    '-0.0',
    '1.0',
    '-1.5',
    'inf',
    '-inf',
    '0x7ff8000000000000',
    '0x0000000000000001',
    '0x43e0000000000000',
    '2.5',
  ],
  v128: [
    '0',
    '0xffffffffffffffffffffffffffffffff',
    '0x0f0e0d0c0b0a09080706050403020100',
    '0x80007fff8001000100ff00807f01ff80',
    '0x3f800000c0000000800000007f800000',
  ],
};

/** Turn choices into a program for a test shape. */
export function programFrom(steps: readonly Step[], shape: GuestShape, kinds: ProgramKinds = {}): ArbitraryProgram {
  const count = Math.min(BLOCK_PCS.length, Math.max(1, Math.ceil(steps.length / STEPS_PER_BLOCK)));
  const blocks = BLOCK_PCS.slice(0, count).map((pc, i) => ({
    pc,
    program: new BlockWriter(shape, kinds, count).write(
      steps.slice(i * STEPS_PER_BLOCK, i === count - 1 ? undefined : (i + 1) * STEPS_PER_BLOCK),
    ),
  }));
  return { blocks };
}

/** Steps from a seed, for runs without a property-testing library. */
export function randomSteps(seed: number, count: number): Step[] {
  let state = (seed | 0) ^ 0x6a09e667;
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  return Array.from({ length: count }, () => Array.from({ length: STEP_NUMBERS }, next));
}

/** Writes the statements of one block. */
class BlockWriter {
  private readonly out: Statement[] = [];
  private values: Record<ValueType, string[]> = { i32: [], i64: [], f32: [], f64: [], v128: [] };
  /** Values that were visible before the open conditional part. */
  private outer: Record<ValueType, string[]> | null = null;
  /** Scratch fields that the block has set. */
  private readonly written = new Set<string>();
  private offset = 0;
  private readonly shape: GuestShape;
  private readonly pureOps: readonly OpName[];
  private readonly kinds: ProgramKinds;
  private readonly blockCount: number;

  constructor(shape: GuestShape, kinds: ProgramKinds, blockCount: number) {
    this.shape = shape;
    this.kinds = kinds;
    this.blockCount = blockCount;
    this.pureOps = PURE_OPS.filter(
      (name) =>
        (kinds.vectors !== false || !/v128|\dx\d/.test(name)) && (kinds.floats !== false || !/f32|f64/.test(name)),
    );
  }

  write(steps: readonly Step[]): Statement[] {
    this.emit('insn', '0');
    for (const step of steps.slice(0, -1)) this.step(step);
    if (this.outer) this.closeIf();
    this.terminal(steps.at(-1) ?? new Array<number>(STEP_NUMBERS).fill(0));
    return this.out;
  }

  private emit(op: string, ...args: string[]): void {
    this.out.push({ op, args });
  }

  private define(type: ValueType, op: string, ...args: string[]): string {
    const result = `${this.out.length}`;
    this.out.push({ result, op, args });
    this.values[type].push(result);
    return `%${result}`;
  }

  /** A value or literal of a type. */
  private pick(type: ValueType, n: number): string {
    const values = this.values[type];
    const i = n % (values.length + 2);
    return i < values.length ? `%${values[i]}` : this.literal(type, n);
  }

  private literal(type: ValueType, n: number): string {
    const list = LITERALS[type];
    return list[Math.floor(n / 7) % list.length]!;
  }

  private types(): readonly ValueType[] {
    return [
      'i32',
      'i64',
      ...(this.kinds.floats === false ? [] : (['f32', 'f64'] as const)),
      ...(this.kinds.vectors === false ? [] : (['v128'] as const)),
    ];
  }

  private step(n: Step): void {
    const [kind = 0, a = 0, b = 0] = n;
    const types = this.types();
    const type = types[a % types.length]!;
    const field = FIELDS[type][b % FIELDS[type].length]!;
    switch (kind % 20) {
      case 0:
      case 1:
      case 2:
        if (/^sx?\[/.test(field) && !this.written.has(field)) {
          // A scratch field holds nothing before the block's own set.
          if (!this.outer) this.written.add(field);
          this.emit(`set_${type}`, field, this.pick(type, n[2]! >>> 3));
        }
        this.define(type, `get_${type}`, field);
        break;
      case 3:
      case 4:
      case 5:
      case 6:
        this.emit(`set_${type}`, field, this.pick(type, n[2]! >>> 3));
        break;
      case 7:
      case 8:
      case 9:
        if (this.kinds.memory !== false) this.memoryOp(n);
        else this.pureOp(n);
        break;
      case 10:
        this.offset += 4;
        this.emit('insn', `${this.offset}`);
        break;
      case 11:
        if (this.outer) this.closeIf();
        else this.openIf(n);
        break;
      case 12:
        if (this.kinds.helpers !== false) this.call(n);
        else this.pureOp(n);
        break;
      default:
        this.pureOp(n);
    }
  }

  private openIf(n: Step): void {
    this.emit('begin_if', this.pick('i32', n[1]!));
    this.outer = this.values;
    this.values = Object.fromEntries(Object.entries(this.values).map(([k, v]) => [k, [...v]])) as Record<
      ValueType,
      string[]
    >;
  }

  private closeIf(): void {
    this.emit('end_if');
    this.values = this.outer!;
    this.outer = null;
  }

  private pureOp(n: Step): void {
    const name = this.pureOps[n[1]! % this.pureOps.length]!;
    const spec = specOf(name);
    const operands = (spec.in as readonly ValueType[]).map((type, i) => this.pick(type, n[2 + i]!));
    const value = this.define(spec.out!, name, ...operands, ...this.immediates(name, n[5]!, n[6]!));
    if (NAN_RESULT.test(name)) this.canonical(spec.out!, name, value);
  }

  /** Replace a NaN by the one NaN of programs, so that executors can be compared bit by bit. */
  private canonical(type: ValueType, name: string, value: string): void {
    this.values[type].pop();
    if (type === 'v128') {
      const double = /f64x2_(?!.*zero)/.test(name) && !name.startsWith('f32x4');
      const nan = double ? '0x7ff80000000000007ff8000000000000' : '0x7fc000007fc000007fc000007fc00000';
      const ordered = this.define('v128', double ? 'f64x2_eq' : 'f32x4_eq', value, value);
      this.define('v128', 'bitselect_v128', value, nan, ordered);
    } else {
      const ordered = this.define('i32', `eq_${type}`, value, value);
      this.define(type, `select_${type}`, ordered, value, type === 'f32' ? '0x7fc00000' : '0x7ff8000000000000');
    }
  }

  private immediates(name: OpName, x: number, y: number): string[] {
    const imm = specOf(name).imm ?? [];
    if (imm[0] === 'lanes') {
      const limit = name === 'shuffle_v128' ? 32 : 256;
      const lanes = Array.from({ length: 16 }, (_, i) => (Math.imul(x + i, 0x9e3779b1 ^ y) >>> 9) % limit);
      return [hex(lanes.reduce((bits, lane, i) => bits | (BigInt(lane) << BigInt(8 * i)), 0n))];
    }
    if (imm.length === 2) {
      const width = name.endsWith('i64') ? 64 : 32;
      const position = x % width;
      return [`${position}`, `${1 + (y % (width - position))}`];
    }
    if (imm.length === 1) return [`${x % Number(/x(\d+)/.exec(name)![1])}`];
    return [];
  }

  private memoryOp(n: Step): void {
    const ops = MEMORY_OPS.filter(
      (name) =>
        (this.kinds.vectors !== false || !name.includes('v128')) &&
        (this.kinds.floats !== false || !/f32|f64/.test(name)),
    );
    const name = ops[n[1]! % ops.length]!;
    const { bytes } = memOpOf(OPCODE[name]);
    const spec = specOf(name);
    const [address, disp] = this.address(n[2]!, n[3]!, bytes);
    const operands = spec.in.slice(1).map((type, i) => this.pick(type as ValueType, n[4 + i]!));
    const align = n[6]! % 3 === 0 && bytes > 1 ? `.a${n[6]! % 2 ? bytes : 2}` : '';
    const order = ['', '', '.acquire', '.release', '.seqcst'][n[7]! % 5]!;
    const args = [address, ...operands, disp, `m${n[7]! & 1}${align}${order}`];
    if (spec.out) this.define(spec.out, name, ...args);
    else this.emit(name, ...args);
  }

  /** A guest address that is most often in RAM: literal, from a value cut to the size of RAM, or any value. */
  private address(x: number, y: number, bytes: number): [address: string, disp: string] {
    const type = this.shape.address;
    const inRam = 0x10000 + (y & (y % 5 === 0 ? 0xffff : 0xfff8) & ~(y % 3 === 0 ? bytes - 1 : 0));
    if (x % 8 < 4) return [hex(inRam), '0'];
    if (x % 8 === 4 && y % 4 === 0) return [this.pick(type, x >>> 3), `${y % 64}`];
    const base = this.define(type, `and_${type}`, this.pick(type, x >>> 3), y % 2 ? '0xff8' : '0xfff8');
    return [base, '0x10000'];
  }

  private call(n: Step): void {
    const helper = this.shape.helpers[n[1]! % this.shape.helpers.length]!;
    const operands = Array.from({ length: helper.operands }, (_, i) => this.pick('i32', n[2 + i]!));
    if (helper.mayExit) {
      this.emit('set_i32', 'pc', hex(0x9000 + (n[6]! & 0xff0)));
      this.emit('set_i32', 'pcHi', '0');
    }
    this.define('i32', `call_${helper.operands}`, ...operands, helper.name);
  }

  private terminal(n: Step): void {
    const target = (x: number): string =>
      hex([...BLOCK_PCS.slice(0, this.blockCount), 0x1800, 0x7000][x % (this.blockCount + 2)]!);
    switch (n[0]! % 6) {
      case 0:
      case 1:
        this.emit('jump', target(n[1]!));
        break;
      case 2:
      case 3:
        this.emit('branch', this.pick('i32', n[3]!), target(n[1]!), target(n[2]!));
        break;
      case 4:
        this.emit('indirect', n[3]! % 2 ? this.pick(this.shape.address, n[2]!) : target(n[1]!));
        break;
      default:
        this.emit('set_i32', 'pc', hex(n[1]! & 0xffff));
        this.emit('set_i32', 'pcHi', '0');
        this.emit('exit', '5', `${n[2]! & 0xff}`);
    }
  }
}
