/** How memory is shown, as in QEMU's monitor: hexadecimal, signed, unsigned, characters, instructions. */
export type ExamineFormat = 'x' | 'd' | 'u' | 'c' | 'i';

/** What part of memory is shown, and how. */
export interface ExamineOptions {
  /** Core whose page tables, physical memory and instruction set count. Default 0. */
  readonly core?: number;
  /** `at` is a physical address of the core's cluster; otherwise virtual, as instructions of the core would reach it. */
  readonly physical?: boolean;
  readonly format: ExamineFormat;
  /** Bytes of one item; without meaning for instructions. */
  readonly size: 1 | 2 | 4 | 8;
  /** Items or instructions, at least 1. */
  readonly count: number;
}

/** Bytes from an address on; fewer than wanted when what follows is not mapped. */
export type ReadBytes = (at: bigint, length: number) => Uint8Array;
/** The instruction at the start of bytes. */
export type Disassemble = (bytes: Uint8Array, at: bigint) => { readonly text: string; readonly length: number };

const LINE_BYTES = 16;
/** The longest instruction of any architecture: x86. */
const LONGEST_INSTRUCTION = 15;

const address = (at: bigint): string => at.toString(16).padStart(at >> 32n === 0n ? 8 : 16, '0');

/** Lines of items, each line with its address; the last line tells when memory ends early. */
export function showItems(read: ReadBytes, at: bigint, options: ExamineOptions): string[] {
  const { size, count } = options;
  const wanted = size * count;
  const bytes = read(at, wanted);
  const lines: string[] = [];
  for (let offset = 0; offset + size <= bytes.length; offset += LINE_BYTES) {
    const line = bytes.subarray(offset, offset + LINE_BYTES);
    const items = Array.from({ length: Math.floor(line.length / size) }, (_, i) =>
      item(line.subarray(i * size, (i + 1) * size), options.format),
    );
    lines.push(`${address(at + BigInt(offset))}: ${items.join(' ')}`);
  }
  if (bytes.length < wanted) lines.push(missing(at + BigInt(bytes.length)));
  return lines;
}

/** Disassembled instructions, one a line. */
export function showInstructions(read: ReadBytes, disassemble: Disassemble, at: bigint, count: number): string[] {
  const lines: string[] = [];
  let here = at;
  while (lines.length < count) {
    const bytes = read(here, LONGEST_INSTRUCTION);
    if (bytes.length === 0) return [...lines, missing(here)];
    const { text, length } = disassemble(bytes, here);
    if (length > bytes.length) return [...lines, missing(here + BigInt(bytes.length))];
    const taken = Math.max(1, length);
    const code = Array.from(bytes.subarray(0, taken), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    lines.push(`${address(here)}: ${code.padEnd(24)} ${text}`);
    here += BigInt(taken);
  }
  return lines;
}

const missing = (at: bigint): string => `${address(at)}: not mapped`;

function item(bytes: Uint8Array, format: ExamineFormat): string {
  const bits = 8 * bytes.length;
  const value = bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  if (format === 'x') return `0x${value.toString(16).padStart(bits / 4, '0')}`;
  if (format === 'c') return character(Number(value & 0xffn));
  return String(format === 'd' ? BigInt.asIntN(bits, value) : value);
}

const character = (code: number): string =>
  code >= 0x20 && code < 0x7f ? `'${String.fromCharCode(code)}'` : `'\\x${code.toString(16).padStart(2, '0')}'`;
