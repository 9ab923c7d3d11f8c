import { type OpName, specOf } from '@tutti/ir';
import type { Emitter, Ref } from '../emitter.ts';

/** What the name of a memory op says. */
export interface MemoryOp {
  readonly kind: 'load' | 'store' | 'rmw' | 'cas' | 'll' | 'sc';
  /** Operator of an rmw. */
  readonly operator: string;
  readonly bytes: number;
  readonly signed: boolean;
  readonly type: 'i32' | 'i64' | 'f32' | 'f64' | 'v128';
}

const NAME = /^(load|store|rmw|cas|ll|sc)_(?:(add|sub|and|or|xor|xchg)_)?([us]?)(?:(8|16|32)_)?(i32|i64|f32|f64|v128)$/;

/** @returns the parts of a memory op's name, or undefined for any other op */
export function memoryOp(name: OpName): MemoryOp | undefined {
  const match = NAME.exec(name);
  if (match === null) return undefined;
  const [, kind, operator = '', sign, width, type] = match;
  const bits = width ?? (type as string).slice(1).replace('128', '128');
  return {
    kind: kind as MemoryOp['kind'],
    operator,
    bytes: Number(bits) / 8,
    signed: sign === 's',
    type: type as MemoryOp['type'],
  };
}

/** The rule of a memory op: probe, access, and the slow path. Accessors `M` are those of library/memory.ts. */
export function memoryRule(name: OpName): (e: Emitter, ...operands: readonly Ref[]) => void {
  const op = memoryOp(name) as MemoryOp;
  return (e, base, b, c) => {
    const { lo, hi } = e.address(base as Ref);
    const mem = e.imm(1);
    e.line(`{ const lo = ${lo}, hi = ${hi}, mem = ${mem};`);
    const probe = op.kind === 'load' || op.kind === 'll' ? 'probeRead' : 'probeWrite';
    const atomic = op.kind !== 'load' && op.kind !== 'store';
    const needed = op.kind === 'sc' ? 'M.casLinked' : op.kind === 'll' ? 'M.inlineLinked' : 'true';
    e.line(
      `const at = ${needed} ? M.${probe}(core, lo, hi, mem, ${op.bytes}${atomic ? `, ${op.bytes}` : ', 1'}) : -1;`,
    );
    e.line('if (at >= 0) {');
    fast(e, op, b, c);
    e.line('} else {');
    slow(e, op, b, c);
    e.line('} }');
  };
}

function fast(e: Emitter, op: MemoryOp, b?: Ref, c?: Ref): void {
  switch (op.kind) {
    case 'load':
      e.line('if (mem & 192) M.fence();');
      load(e, op);
      return;
    case 'store':
      e.line(`M.track(core, at, ${op.bytes});`);
      store(e, op, b as Ref);
      e.line('if (mem & 192) M.fence();');
      return;
    case 'rmw':
      e.line(`M.track(core, at, ${op.bytes});`);
      setInteger(e, op, `M.${op.operator}${8 * op.bytes}(at, ${words(op, b as Ref)})`);
      return;
    case 'cas':
      e.line(`M.track(core, at, ${op.bytes});`);
      setInteger(e, op, `M.cas${8 * op.bytes}(at, ${words(op, b as Ref)}, ${words(op, c as Ref)})`);
      return;
    case 'll':
      setInteger(e, op, `M.linked${8 * op.bytes}(core, at)`);
      return;
    case 'sc':
      e.line(`${e.out.lo} = M.conditional${8 * op.bytes}(core, at, ${words(op, b as Ref)});`);
  }
}

const words = (op: MemoryOp, value: Ref): string => (op.type === 'i64' ? `${value.lo}, ${value.hi}` : value.lo);

/** An integer result: functions with 64-bit results leave the high word in `H[0]`. */
function setInteger(e: Emitter, op: MemoryOp, call: string): void {
  if (op.type === 'i64') e.line(`${e.out.lo} = ${call}; ${e.out.hi} = H[0];`);
  else e.line(`${e.out.lo} = ${call};`);
}

function load(e: Emitter, op: MemoryOp): void {
  const narrow = `M.get${op.signed ? 'S' : 'U'}${8 * op.bytes}(at)`;
  if (op.type === 'i32') e.line(`${e.out.lo} = ${op.bytes === 4 ? 'M.get32(at)' : narrow};`);
  else if (op.type === 'i64' && op.bytes === 8) e.line(`${e.out.lo} = M.get32(at); ${e.out.hi} = M.get32(at + 4);`);
  else if (op.type === 'i64') {
    const value = op.bytes === 4 ? 'M.get32(at)' : narrow;
    e.line(`{ const v = ${value}; ${e.out.lo} = v; ${e.out.hi} = ${op.signed ? 'v >> 31' : '0'}; }`);
  } else for (let i = 0; i < op.bytes / 4; i++) e.line(`I[${e.out.word} + ${i}] = M.get32(at + ${4 * i});`);
}

function store(e: Emitter, op: MemoryOp, b: Ref): void {
  if (op.type === 'i32' || op.type === 'i64') {
    e.line(`M.set${8 * Math.min(op.bytes, 4)}(at, ${b.lo});`);
    if (op.bytes === 8) e.line(`M.set32(at + 4, ${b.hi});`);
  } else for (let i = 0; i < op.bytes / 4; i++) e.line(`M.set32(at + ${4 * i}, I[${b.word} + ${i}]);`);
}

/** Operands through `slowValue`, pc into the state, call, result from `slowResult`. */
function slow(e: Emitter, op: MemoryOp, b?: Ref, c?: Ref): void {
  if (b !== undefined) slowOperand(e, op, b, 0);
  if (c !== undefined) slowOperand(e, op, c, 2);
  e.exactPc();
  e.line(`const exit = slow(core, ${e.opcode}, mem, lo, hi);`);
  e.line('if (exit !== 0) {');
  e.leave('exit');
  e.line('}');
  if (op.kind === 'store') return;
  const result = `(core >> 2) + ${'SLOW_RESULT'}`;
  const type = op.kind === 'sc' ? 'i32' : op.type;
  if (type === 'i32') e.line(`${e.out.lo} = I[${result}];`);
  else if (type === 'i64') e.line(`${e.out.lo} = I[${result}]; ${e.out.hi} = I[${result} + 1];`);
  else for (let i = 0; i < op.bytes / 4; i++) e.line(`I[${e.out.word} + ${i}] = I[${result} + ${i}];`);
}

function slowOperand(e: Emitter, op: MemoryOp, value: Ref, at: number): void {
  const slot = `(core >> 2) + SLOW_VALUE + ${at}`;
  if (op.type === 'i32') e.line(`I[${slot}] = ${value.lo}; I[${slot} + 1] = 0;`);
  else if (op.type === 'i64') e.line(`I[${slot}] = ${value.lo}; I[${slot} + 1] = ${value.hi};`);
  else for (let i = 0; i < op.bytes / 4; i++) e.line(`I[${slot} + ${i}] = I[${value.word} + ${i}];`);
}

export const isMemoryOp = (name: OpName): boolean =>
  memoryOp(name) !== undefined && specOf(name).imm?.includes('mem') === true;
