import { BLOCK } from '../block.ts';
import { hasConstRhs, OPCODE, opOf, RECORD_WORDS, specOf } from '../opcodes.ts';
import type { OpName } from '../ops.ts';
import type { GuestShape } from '../target.ts';
import { CONST_RHS, IMM_WORDS, type ImmKind } from '../traits.ts';
import { slotName, slotOf } from './field-names.ts';
import { hex, parseInteger, parseMem, parseWord, printMem } from './literals.ts';
import { helperIndex } from './program.ts';

/** One flat record, taken apart. Offsets are word indices. */
export interface FlatRecord {
  readonly at: number;
  readonly words: number;
  readonly opcode: number;
  readonly name: OpName;
  /** Slot of the result, or undefined. */
  readonly out: number | undefined;
  /** Slots of the operands; without the last one in the constant form. */
  readonly operands: readonly number[];
  /** The constant of the constant form. */
  readonly constant: bigint | undefined;
  /** Word index of the first immediate. */
  readonly immAt: number;
}

/** Take the records of a block apart. @throws RangeError when an opcode does not exist or a record is cut off */
export function recordsOf(words: Int32Array, start: number, count: number): FlatRecord[] {
  const records: FlatRecord[] = [];
  for (let at = start; at < start + count; ) {
    const opcode = words[at]!;
    const length = RECORD_WORDS[opcode] ?? 0;
    if (length === 0) throw new RangeError(`word ${at - start}: no opcode ${opcode}`);
    if (at + length > start + count) throw new RangeError(`word ${at - start}: record of ${length} words is cut off`);
    records.push(recordAt(words, at));
    at += length;
  }
  return records;
}

function recordAt(words: Int32Array, at: number): FlatRecord {
  const opcode = words[at]!;
  const name = opOf(opcode);
  const spec = specOf(name);
  let p = at + 1;
  const out = spec.out ? words[p++] : undefined;
  const slots = spec.in.length - (hasConstRhs(opcode) ? 1 : 0);
  const operands = [...words.slice(p, p + slots)];
  p += slots;
  let constant: bigint | undefined;
  if (hasConstRhs(opcode)) {
    const wide = spec.in.at(-1) === 'i64';
    constant = wide ? (BigInt(words[p + 1]!) << 32n) | BigInt(words[p]! >>> 0) : BigInt(words[p]!);
    p += wide ? 2 : 1;
  }
  return { at, words: RECORD_WORDS[opcode]!, opcode, name, out, operands, constant, immAt: p };
}

/**
 * Records as text, one per line: `r[0] = add_i32 r[0] #5`. Slots have the names of fields, or `t0`, `t1`, ... for temporaries;
 * constants begin with `#`.
 */
export function printRecords(shape: GuestShape, words: Int32Array, start: number, count: number): string {
  return recordsOf(words, start, count)
    .map((record) => `  ${printRecord(shape, words, record)}\n`)
    .join('');
}

function printRecord(shape: GuestShape, words: Int32Array, record: FlatRecord): string {
  const parts: string[] = record.out === undefined ? [] : [slotName(shape, record.out), '='];
  parts.push(record.name, ...record.operands.map((slot) => slotName(shape, slot)));
  if (record.constant !== undefined) parts.push(`#${record.constant}`);
  let p = record.immAt;
  for (const kind of specOf(record.name).imm ?? []) {
    parts.push(printImmediate(shape, kind, words.subarray(p, p + IMM_WORDS[kind])));
    p += IMM_WORDS[kind];
  }
  return parts.join(' ');
}

function printImmediate(shape: GuestShape, kind: ImmKind, words: Int32Array): string {
  const bits = [...words].reduce((value, word, i) => value | (BigInt(word >>> 0) << BigInt(32 * i)), 0n);
  switch (kind) {
    case 'mem':
      return printMem(words[0]!);
    case 'helper':
      return shape.helpers[words[0]!]?.name ?? `${words[0]}`;
    case 'lanes':
    case 'i64':
    case 'target':
      return hex(bits);
    default:
      return `${words[0]}`;
  }
}

/** The header and records of a block as text, for people. */
export function printBlock(shape: GuestShape, words: Int32Array, block: number): string {
  const field = (name: keyof typeof BLOCK.at): number => words[(block + BLOCK.at[name]) >> 2]!;
  const pc = hex((BigInt(field('pcHi') >>> 0) << 32n) | BigInt(field('pc') >>> 0));
  const live = field('live') ? '' : ' dead';
  const head = `block ${pc} mode ${field('mode')} insns ${field('insns')} bytes ${field('guestBytes')}${live}\n`;
  return head + printRecords(shape, words, (block + BLOCK.size) >> 2, field('words'));
}

/** The words of records from the text that `printRecords` makes. @throws SyntaxError */
export function parseRecords(shape: GuestShape, text: string): Int32Array {
  const words: number[] = [];
  for (const line of text.split('\n').map((l) => l.replace(/(^|\s)# .*/, '').trim())) {
    if (line) words.push(...parseRecord(shape, line));
  }
  return Int32Array.from(words);
}

function parseRecord(shape: GuestShape, line: string): number[] {
  const tokens = line.split(/ +/);
  const out = tokens[1] === '=' ? tokens.splice(0, 2)[0] : undefined;
  const name = tokens.shift() as OpName;
  if (!(name in OPCODE)) throw new SyntaxError(`no op ${name}`);
  const spec = specOf(name);
  if ((out === undefined) !== (spec.out === undefined)) throw new SyntaxError(`${name} and its result: ${line}`);
  if (tokens.length !== spec.in.length + (spec.imm?.length ?? 0))
    throw new SyntaxError(`wrong number of operands: ${line}`);
  const constant = tokens[spec.in.length - 1]?.startsWith('#') ?? false;
  if (constant && !(spec.traits & CONST_RHS)) throw new SyntaxError(`${name} has no constant form: ${line}`);
  const words = [OPCODE[name] + (constant ? 1 : 0)];
  if (out !== undefined) words.push(slotOf(shape, out));
  spec.in.forEach((type, i) => {
    if (!tokens[i]!.startsWith('#')) words.push(slotOf(shape, tokens[i]!));
    else words.push(...wordsOf(parseInteger(tokens[i]!.slice(1)), type === 'i64' ? 2 : 1));
  });
  (spec.imm ?? []).forEach((kind, i) => {
    words.push(...parseImmediate(shape, kind, tokens[spec.in.length + i]!));
  });
  return words;
}

function parseImmediate(shape: GuestShape, kind: ImmKind, text: string): number[] {
  if (kind === 'mem') return [parseMem(text)];
  if (kind === 'helper') return [helperIndex(shape, text)];
  return IMM_WORDS[kind] === 1 ? [parseWord(text)] : wordsOf(parseInteger(text), IMM_WORDS[kind]);
}

const wordsOf = (value: bigint, count: number): number[] =>
  Array.from({ length: count }, (_, i) => Number(BigInt.asIntN(32, value >> BigInt(32 * i))));
