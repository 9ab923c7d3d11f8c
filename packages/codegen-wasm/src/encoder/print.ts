import { type Instruction, W } from './instructions.ts';

/** Immediates that follow an instruction. */
type Shape = 'none' | 'index' | 'two' | 'memory' | 'block' | 'table' | 'i32' | 'i64' | 'lane' | 'bytes' | 'zero';

const NAMES = new Map(Object.entries(W).map(([name, instruction]) => [instruction as number, name]));
const INDEX: readonly Instruction[] = [W.br, W.br_if, W.call, W.return_call, W.local_get, W.local_set, W.local_tee];
const BLOCK_TYPES: Readonly<Record<number, string>> = {
  64: '',
  127: ' i32',
  126: ' i64',
  125: ' f32',
  124: ' f64',
  123: ' v128',
};

function shapeOf(instruction: number, name: string): Shape {
  if (INDEX.includes(instruction as Instruction)) return 'index';
  if (name === 'call_indirect' || name === 'return_call_indirect') return 'two';
  if (name === 'block' || name === 'loop' || name === 'if') return 'block';
  if (name === 'br_table') return 'table';
  if (name === 'i32_const') return 'i32';
  if (name === 'i64_const') return 'i64';
  if (name === 'v128_const' || name === 'i8x16_shuffle') return 'bytes';
  if (name === 'atomic_fence') return 'zero';
  if (/^[if]\d+x\d+_(extract|replace)/.test(name)) return 'lane';
  if (/_(load|store)(\d|$)/.test(name) || name.includes('_atomic_')) return 'memory';
  return 'none';
}

/** Reads the numbers of the binary format. */
class Reader {
  at: number;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new RangeError('module ends early');
    return value;
  }

  unsigned(): number {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  }

  signed(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(Number(shift) + 7, value);
    }
  }
}

const CODE_SECTION = 10;
const HEADER_BYTES = 8;

/**
 * Text of the functions of a module, one instruction per line, indented by nesting: for golden files and debugging. Written for
 * modules of this package; other sections are skipped.
 * @returns one text per function
 */
export function printFunctions(bytes: Uint8Array): string[] {
  const reader = new Reader(bytes, HEADER_BYTES);
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const size = reader.unsigned();
    if (id === CODE_SECTION) {
      return Array.from({ length: reader.unsigned() }, () => printFunction(reader));
    }
    reader.at += size;
  }
  return [];
}

function printFunction(reader: Reader): string {
  const size = reader.unsigned();
  const end = reader.at + size;
  const locals = Array.from({ length: reader.unsigned() }, () => {
    const count = reader.unsigned();
    return `${count}${BLOCK_TYPES[reader.byte()]}`;
  });
  const lines = [`locals ${locals.join(', ')}`];
  let depth = 0;
  while (reader.at < end) {
    const [text, opens, closes] = printInstruction(reader);
    depth -= closes;
    lines.push(`${'  '.repeat(Math.max(0, depth))}${text}`);
    depth += opens;
  }
  return `${lines.join('\n')}\n`;
}

function printInstruction(reader: Reader): [text: string, opens: number, closes: number] {
  const first = reader.byte();
  const instruction = first >= 0xfc ? (first << 16) | reader.unsigned() : first;
  const name = NAMES.get(instruction);
  if (name === undefined) throw new RangeError(`no instruction ${instruction.toString(16)}`);
  const text = `${name}${printImmediates(reader, shapeOf(instruction, name))}`;
  if (name === 'else') return [text, 1, 1];
  if (name === 'end') return [text, 0, 1];
  return [text, shapeOf(instruction, name) === 'block' ? 1 : 0, 0];
}

function printImmediates(reader: Reader, shape: Shape): string {
  switch (shape) {
    case 'index':
      return ` ${reader.unsigned()}`;
    case 'two':
      return ` ${reader.unsigned()} ${reader.unsigned()}`;
    case 'block':
      return BLOCK_TYPES[reader.byte()] ?? ' ?';
    case 'memory':
      return ` align=${reader.unsigned()} +${reader.unsigned()}`;
    case 'table':
      return ` ${Array.from({ length: reader.unsigned() + 1 }, () => reader.unsigned()).join(' ')}`;
    case 'i32':
    case 'i64':
      return ` ${reader.signed()}`;
    case 'bytes':
      return ` ${Array.from({ length: 16 }, () => reader.byte()).join(' ')}`;
    case 'lane':
    case 'zero':
      return ` ${reader.byte()}`;
    default:
      return '';
  }
}
