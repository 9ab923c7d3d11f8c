import { modifiedMove } from './immediates.ts';
import { core, immediate } from './names.ts';
import { type Fields, field } from './syntax.ts';

const bits = (f: Fields) => 8 << field(f, 'size');
const letter = (f: Fields) => (f['U'] === 1 ? 'u' : 's');

/** Element width of a shift: the place of the leading one of L:imm6. */
function shiftBits(f: Fields): number {
  const value = f['imm7'] ?? field(f, 'imm6');
  if (value >= 64) return 64;
  return value >= 32 ? 32 : value >= 16 ? 16 : 8;
}
const shiftValue = (f: Fields) => f['imm7'] ?? field(f, 'imm6');

const dList = (first: number, count: number, step: number, suffix = '') =>
  `{${Array.from({ length: count }, (_, i) => `d${(first + i * step) & 31}${suffix}`).join(', ')}}`;

/** `[r0:64]!` or `[r0], r1`. Rm is 15 for no writeback, 13 for writeback by the size. */
function base(f: Fields, alignBits: number): string {
  const m = field(f, 'm');
  const at = `[${core(field(f, 'n'))}${alignBits === 0 ? '' : `:${alignBits}`}]`;
  return m === 15 ? at : m === 13 ? `${at}!` : `${at}, ${core(m)}`;
}

/** Type field of the multiple forms: structure elements, registers, step. (Arm DDI 0406C, A7.7) */
const MULTIPLE: readonly (readonly [elements: number, registers: number, step: number])[] = [
  [4, 4, 1],
  [4, 4, 2],
  [1, 4, 1],
  [2, 4, 1],
  [3, 3, 1],
  [3, 3, 2],
  [1, 3, 1],
  [1, 1, 1],
  [2, 2, 1],
  [2, 2, 2],
  [1, 2, 1],
];

function multiple(f: Fields): string {
  const [elements, registers, step] = MULTIPLE[field(f, 'type')] as readonly [number, number, number];
  const align = field(f, 'align');
  return `${elements}.${bits(f)} ${dList(field(f, 'd'), registers, step)}, ${base(f, align === 0 ? 0 : 32 << align)}`;
}

function single(f: Fields): string {
  const size = field(f, 'size');
  const elements = field(f, 'count') + 1;
  const code = field(f, 'indexAlign');
  const index = code >>> (size + 1);
  const step = size === 1 && (code & 2) !== 0 ? 2 : size === 2 && (code & 4) !== 0 ? 2 : 1;
  const low = code & ((1 << size) - 1 || 1);
  let align = 0;
  if (elements === 1) align = size === 0 || low === 0 ? 0 : 8 << size;
  else if (elements === 2) align = (code & 1) === 0 ? 0 : 16 << size;
  else if (elements === 4) align = size === 2 ? (low & 3 ? 32 << (low & 3) : 0) : (code & 1) === 0 ? 0 : 32 << size;
  return `${elements}.${bits(f)} ${dList(field(f, 'd'), elements, elements === 1 ? 1 : step, `[${index}]`)}, ${base(f, align)}`;
}

function allLanes(f: Fields): string {
  const size = field(f, 'size');
  const elements = field(f, 'count') + 1;
  const two = field(f, 'T') === 1;
  const registers = elements === 1 ? (two ? 2 : 1) : elements;
  const step = elements === 1 || !two ? 1 : 2;
  const width = size === 3 ? 32 : 8 << size;
  let align = 0;
  if (f['a'] === 1)
    align = elements === 1 ? width : elements === 2 ? width * 2 : size === 3 ? 128 : size === 2 ? 64 : width * 4;
  return `${elements}.${width} ${dList(field(f, 'd'), registers, step, '[]')}, ${base(f, align)}`;
}

/** Lane of VDUP (scalar): imm4 is index:1, index:10 or index:100. */
function dupLane(imm4: number): { width: number; index: number } {
  if (imm4 & 1) return { width: 8, index: imm4 >>> 1 };
  return imm4 & 2 ? { width: 16, index: imm4 >>> 2 } : { width: 32, index: imm4 >>> 3 };
}

/** Formatters of the Advanced SIMD templates. */
export const NEON_FORMATTERS: Readonly<Record<string, (f: Fields) => string>> = {
  bits: (f) => String(bits(f)),
  us: (f) => `${letter(f)}${bits(f)}`,
  usWide: (f) => `${letter(f)}${bits(f) * 2}`,
  i: (f) => `i${bits(f)}`,
  iWide: (f) => `i${bits(f) * 2}`,
  signed: (f) => `s${bits(f)}`,
  signedWide: (f) => `s${bits(f) * 2}`,
  sf: (f) => `${f['F'] === 1 ? 'f' : 's'}${bits(f)}`,
  if: (f) => `${f['F'] === 1 ? 'f' : 'i'}${bits(f)}`,
  uf: (f) => (f['F'] === 1 ? 'f32' : 'u32'),
  elementBits: (f) => immediate(bits(f)),

  bitsShift: (f) => String(shiftBits(f)),
  usShift: (f) => `${letter(f)}${shiftBits(f)}`,
  iShift: (f) => `i${shiftBits(f)}`,
  signedShift: (f) => `s${shiftBits(f)}`,
  usNarrow: (f) => `${letter(f)}${shiftBits(f) * 2}`,
  iNarrow: (f) => `i${shiftBits(f) * 2}`,
  signedNarrow: (f) => `s${shiftBits(f) * 2}`,
  right: (f) => immediate(2 * shiftBits(f) - shiftValue(f)),
  left: (f) => immediate(shiftValue(f) - shiftBits(f)),
  fraction64: (f) => immediate(64 - field(f, 'imm6')),

  scalar: (f) => {
    const m = field(f, 'm');
    return f['size'] === 1 ? `d${m & 7}[${m >>> 3}]` : `d${m & 15}[${m >>> 4}]`;
  },
  dupBits: (f) => String(dupLane(field(f, 'imm4')).width),
  dupScalar: (f) => `d${field(f, 'm')}[${dupLane(field(f, 'imm4')).index}]`,
  tableList: (f) => dList(field(f, 'n'), field(f, 'len') + 1, 1),
  modifiedMove: (f) => modifiedMove(field(f, 'op'), field(f, 'cmode')),
  multiple,
  single,
  allLanes,
};
