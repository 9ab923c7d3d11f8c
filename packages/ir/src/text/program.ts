import type { BlockBuilder } from '../builder.ts';
import { OPCODE, specOf } from '../opcodes.ts';
import type { OpName } from '../ops.ts';
import type { GuestShape } from '../target.ts';
import type { ImmKind, ValueType } from '../traits.ts';
import { slotOf } from './field-names.ts';
import { bytesOf, parseInteger, parseLiteral, parseMem, parseWord } from './literals.ts';

/**
 * One line of a program: `%3 = add_i32 %1 5`. Operands are `%values` or literals, fields have names, immediates follow operands in
 * the order of the op table. Besides the ops there are `get_T field`, `set_T field value` and `insn offset`.
 */
export interface Statement {
  readonly result?: string;
  readonly op: string;
  readonly args: readonly string[];
}

/** @throws SyntaxError */
export function parseStatement(line: string): Statement {
  const match = /^(?:%(\w+) = )?(\w+)((?: +\S+)*)$/.exec(line.trim());
  if (!match) throw new SyntaxError(`not a statement: ${line}`);
  const args = match[3]!.trim().split(/ +/).filter(Boolean);
  return match[1] ? { result: match[1], op: match[2]!, args } : { op: match[2]!, args };
}

export function printStatement(s: Statement): string {
  return [...(s.result ? [`%${s.result} =`] : []), s.op, ...s.args].join(' ');
}

/** Parse lines of statements; `#` starts a comment. @throws SyntaxError */
export const parseProgram = (text: string): Statement[] =>
  text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter(Boolean)
    .map(parseStatement);

export const printProgram = (program: readonly Statement[]): string =>
  program.map((s) => `  ${printStatement(s)}\n`).join('');

type AnyMethod = (...args: unknown[]) => number;

/** Replay a program on a builder that has begun a block. @throws SyntaxError */
export function buildProgram(b: BlockBuilder, shape: GuestShape, program: readonly Statement[]): void {
  const values = new Map<string, number>();
  for (const statement of program) {
    const value = buildStatement(b, shape, statement, values);
    if (statement.result) values.set(statement.result, value);
  }
}

function buildStatement(b: BlockBuilder, shape: GuestShape, s: Statement, values: ReadonlyMap<string, number>): number {
  const method = (name: string, ...args: unknown[]): number =>
    (b[name as OpName] as unknown as AnyMethod).apply(b, args);
  const operand = (type: ValueType, text: string): number => {
    if (!text.startsWith('%')) return constant(b, type, text);
    const value = values.get(text.slice(1));
    if (value === undefined) throw new SyntaxError(`${text} is not defined: ${printStatement(s)}`);
    return value;
  };
  if (s.op === 'insn') return method('insn', parseWord(s.args[0]!));
  const access = /^(get|set)_(\w+)$/.exec(s.op);
  if (access) {
    const field = slotOf(shape, s.args[0]!);
    return access[1] === 'get' ? method(s.op, field) : method(s.op, field, operand(access[2] as ValueType, s.args[1]!));
  }
  if (!(s.op in OPCODE)) throw new SyntaxError(`no op ${s.op}`);
  const spec = specOf(s.op as OpName);
  const operands = spec.in.map((type, i) => operand(type === 'addr' ? shape.address : type, s.args[i] ?? 'nothing'));
  const given = (spec.imm ?? []).filter((kind) => kind !== 'link' && kind !== 'skip');
  if (s.args.length !== spec.in.length + given.length)
    throw new SyntaxError(`wrong number of operands: ${printStatement(s)}`);
  const immediates = given.flatMap((kind, i) => immediate(shape, kind, s.args[spec.in.length + i]!));
  return method(s.op, ...operands, ...immediates);
}

function constant(b: BlockBuilder, type: ValueType, text: string): number {
  const bits = parseLiteral(type, text);
  const word = (i: number): number => Number(BigInt.asIntN(32, bits >> BigInt(32 * i)));
  switch (type) {
    case 'i32':
      return b.const_i32(word(0));
    case 'i64':
      return b.const_i64(word(0), word(1));
    case 'f32':
      return b.reinterpret_i32(b.const_i32(word(0)));
    case 'f64':
      return b.reinterpret_i64(b.const_i64(word(0), word(1)));
    case 'v128':
      return b.const_v128(bytesOf(bits));
  }
}

function immediate(shape: GuestShape, kind: ImmKind, text: string): unknown[] {
  switch (kind) {
    case 'mem':
      return [parseMem(text)];
    case 'helper':
      return [helperIndex(shape, text)];
    case 'lanes':
      return [bytesOf(parseLiteral('v128', text))];
    case 'i64':
    case 'target': {
      const value = parseInteger(text);
      return [Number(BigInt.asIntN(32, value)), Number(BigInt.asIntN(32, value >> 32n))];
    }
    default:
      return [parseWord(text)];
  }
}

/** @throws SyntaxError */
export function helperIndex(shape: GuestShape, name: string): number {
  const index = shape.helpers.findIndex((helper) => helper.name === name);
  if (index < 0) throw new SyntaxError(`${shape.name} has no helper ${name}`);
  return index;
}
