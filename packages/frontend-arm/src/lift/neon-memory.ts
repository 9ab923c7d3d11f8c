import type { I32, V128 } from '@tutti/ir';
import type { NeonVisitor } from '../decode/index.ts';
import { GUEST_EXIT } from '../guest-exits.ts';
import { dregOffset } from '../state.ts';
import type { Lift } from './lift.ts';

/** Registers of VLDn, VSTn (multiple) by type: elements per structure, registers per element, distance of elements. */
const MULTIPLE: Readonly<Record<number, { n: number; regs: number; step: number }>> = {
  7: { n: 1, regs: 1, step: 1 },
  10: { n: 1, regs: 2, step: 1 },
  6: { n: 1, regs: 3, step: 1 },
  2: { n: 1, regs: 4, step: 1 },
  8: { n: 2, regs: 1, step: 1 },
  9: { n: 2, regs: 1, step: 2 },
  3: { n: 2, regs: 2, step: 2 },
  4: { n: 3, regs: 1, step: 1 },
  5: { n: 3, regs: 1, step: 2 },
  0: { n: 4, regs: 1, step: 1 },
  1: { n: 4, regs: 1, step: 2 },
};

const lanes = (f: (i: number) => number): number[] => Array.from({ length: 16 }, (_, i) => f(i));

/**
 * Check an alignment that is not the width of the accesses: at a misaligned address, a byte access that asks for it faults.
 * Inside a conditional part, where no other can be, a load does so for stores too (DFSR.WnR is 0 then).
 */
function checkAlignment(l: Lift, load: boolean, base: I32, log2: number): void {
  const { b } = l;
  if (l.conditional) {
    b.load_u8_i32(base, 0, l.mem(0, log2));
    return;
  }
  l.syncIt();
  b.begin_if(b.and_i32(base, l.imm((1 << log2) - 1)));
  if (load) b.load_u8_i32(base, 0, l.mem(0, log2));
  else b.store_8_i32(base, l.imm(0), 0, l.mem(0, log2));
  b.end_if();
}

/** Elements between memory and register order: in big-endian state the bytes of each are reversed. */
function order(l: Lift, size: number, x: V128): V128 {
  if (!l.bigEndian || size === 0) return x;
  return l.b.shuffle_v128(
    x,
    x,
    lanes((i) => i ^ ((1 << size) - 1)),
  );
}

function writeBack(l: Lift, n: number, m: number, base: I32, bytes: number): void {
  if (m === 15) return;
  l.setReg(n, l.b.add_i32(base, m === 13 ? l.imm(bytes) : l.reg(m)));
}

/** Memory as vectors of 16 bytes, the last one with 8 when the count is odd. */
function loadChunks(l: Lift, base: I32, doublewords: number, mem: number, disp: number): V128[] {
  const { b } = l;
  const chunks: V128[] = [];
  for (let i = 0; i < doublewords; i += 2) {
    if (i + 1 < doublewords) chunks.push(b.load_v128(base, disp + 8 * i, mem));
    else chunks.push(b.i64x2_splat(b.load_i64(base, disp + 8 * i, mem)));
  }
  return chunks;
}

function storeChunks(
  l: Lift,
  base: I32,
  doublewords: number,
  mem: number,
  disp: number,
  chunks: readonly V128[],
): void {
  const { b } = l;
  for (let i = 0; i < doublewords; i += 2) {
    const chunk = chunks[i >> 1] as V128;
    if (i + 1 < doublewords) b.store_v128(base, chunk, disp + 8 * i, mem);
    else b.store_i64(base, b.low_v128(chunk), disp + 8 * i, mem);
  }
}

/** Doubleword j of n interleaved ones: byte i is byte `interleaved(i)` of memory. */
const interleaved = (n: number, size: number, j: number, i: number): number => {
  const bytes = 1 << size;
  return ((i >> size) * n + j) * bytes + (i & (bytes - 1));
};

/** One structure set (n doublewords) from memory to registers. */
function deinterleave(l: Lift, n: number, size: number, chunks: readonly V128[], registers: readonly number[]): void {
  const { b } = l;
  const x = chunks[0] as V128;
  const y = chunks[1] ?? x;
  for (let j = 0; j < n; j += 2) {
    const pair = b.shuffle_v128(
      x,
      y,
      lanes((i) => interleaved(n, size, j + (i >> 3), i & 7) & 31),
    );
    b.set_i64(dregOffset(registers[j] as number), b.low_v128(pair));
    if (j + 1 < n) b.set_i64(dregOffset(registers[j + 1] as number), b.high_v128(pair));
  }
}

/** The other way round. */
function interleave(l: Lift, n: number, size: number, registers: readonly number[]): V128[] {
  const { b } = l;
  const doubleword = (j: number) => b.get_i64(dregOffset(registers[Math.min(j, n - 1)] as number));
  const x = b.concat_v128(doubleword(0), doubleword(1));
  const y = n > 2 ? b.concat_v128(doubleword(2), doubleword(3)) : x;
  const bytes = 1 << size;
  const source = (at: number): number => {
    const element = at >> size;
    return 8 * (element % n) + Math.floor(element / n) * bytes + (at & (bytes - 1));
  };
  return Array.from({ length: n > 2 ? 2 : 1 }, (_, k) =>
    b.shuffle_v128(
      x,
      y,
      lanes((i) => source(16 * k + i) & 31),
    ),
  );
}

/** VLD1-4, VST1-4 (multiple structures). */
function multiple(
  l: Lift,
  load: boolean,
  n: number,
  d: number,
  type: number,
  size: number,
  align: number,
  m: number,
): void {
  const shape = MULTIPLE[type] as { n: number; regs: number; step: number };
  const top = d + (shape.n - 1) * shape.step + shape.regs - 1;
  if (n === 15 || top > 31) {
    l.raise(GUEST_EXIT.UNDEFINED);
    return;
  }
  const base = l.reg(n);
  const alignLog2 = align === 0 ? 0 : 2 + align;
  const apart = alignLog2 > 0 && shape.n * shape.regs > 1;
  if (apart) checkAlignment(l, load, base, alignLog2);
  const mem = l.mem(size, apart ? 0 : alignLog2);
  if (shape.n === 1) {
    for (let r = 0; r < shape.regs; r++) {
      const pairs = ((d + r) & 1) === 0 && r + 1 < shape.regs;
      transferWhole(l, load, size, d + r, base, 8 * r, mem, pairs);
      if (pairs) r += 1;
    }
  } else {
    for (let r = 0; r < shape.regs; r++) {
      const registers = Array.from({ length: shape.n }, (_, j) => d + r + j * shape.step);
      const disp = 8 * shape.n * r;
      if (load) {
        const chunks = loadChunks(l, base, shape.n, mem, disp).map((x) => order(l, size, x));
        deinterleave(l, shape.n, size, chunks, registers);
      } else {
        const chunks = interleave(l, shape.n, size, registers).map((x) => order(l, size, x));
        storeChunks(l, base, shape.n, mem, disp, chunks);
      }
    }
  }
  writeBack(l, n, m, base, 8 * shape.n * shape.regs);
}

/** One register, or two that make a quadword, without rearrangement. */
function transferWhole(
  l: Lift,
  load: boolean,
  size: number,
  d: number,
  base: I32,
  disp: number,
  mem: number,
  pair: boolean,
): void {
  const { b } = l;
  const at = dregOffset(d);
  if (pair) {
    if (load) b.set_v128(at, order(l, size, b.load_v128(base, disp, mem)));
    else b.store_v128(base, order(l, size, b.get_v128(at)), disp, mem);
  } else if (!l.bigEndian || size === 0) {
    if (load) b.set_i64(at, b.load_i64(base, disp, mem));
    else b.store_i64(base, b.get_i64(at), disp, mem);
  } else if (load) b.set_i64(at, b.low_v128(order(l, size, b.i64x2_splat(b.load_i64(base, disp, mem)))));
  else b.store_i64(base, b.low_v128(order(l, size, b.i64x2_splat(b.get_i64(at)))), disp, mem);
}

/** An element of 8 to 32 bits, in the data endianness of the block. */
function loadElement(l: Lift, size: number, base: I32, disp: number, mem: number): I32 {
  const { b } = l;
  if (size === 0) return b.load_u8_i32(base, disp, mem);
  const value = size === 1 ? b.load_u16_i32(base, disp, mem) : b.load_i32(base, disp, mem);
  if (!l.bigEndian) return value;
  return size === 1 ? b.shr_u_i32(b.bswap_i32(value), l.imm(16)) : b.bswap_i32(value);
}

function storeElement(l: Lift, size: number, base: I32, value: I32, disp: number, mem: number): void {
  const { b } = l;
  if (size === 0) b.store_8_i32(base, value, disp, mem);
  else if (size === 1)
    b.store_16_i32(base, l.bigEndian ? b.shr_u_i32(b.bswap_i32(value), l.imm(16)) : value, disp, mem);
  else b.store_i32(base, l.bigEndian ? b.bswap_i32(value) : value, disp, mem);
}

/** Elements with one alignment for the structure: the check, and the memory operand of each element. */
function structure(l: Lift, load: boolean, base: I32, size: number, alignLog2: number): number {
  if (alignLog2 > size) {
    checkAlignment(l, load, base, alignLog2);
    return l.mem(size);
  }
  return l.mem(size, alignLog2);
}

/** log2 of the alignment that index_align asks for; 0: none. */
function singleAlignment(size: number, count: number, indexAlign: number): number {
  if (count === 0) return size === 1 ? indexAlign & 1 : size === 2 && (indexAlign & 3) === 3 ? 2 : 0;
  if (count === 1) return indexAlign & 1 ? size + 1 : 0;
  if (count === 2) return 0;
  if (size === 2) return indexAlign & 3 ? 2 + (indexAlign & 3) : 0;
  return indexAlign & 1 ? size + 2 : 0;
}

/** VLD1-4, VST1-4 (single structure to or from one lane). @param count  elements less one */
function single(
  l: Lift,
  load: boolean,
  n: number,
  d: number,
  size: number,
  count: number,
  indexAlign: number,
  m: number,
): void {
  const { b } = l;
  const index = indexAlign >> (size + 1);
  const step = size !== 0 && ((indexAlign >> size) & 1) !== 0 ? 2 : 1;
  if (n === 15 || d + count * step > 31) {
    l.raise(GUEST_EXIT.UNDEFINED);
    return;
  }
  const base = l.reg(n);
  const mem = structure(l, load, base, size, singleAlignment(size, count, indexAlign));
  const bits = 8 << size;
  const position = index * bits;
  for (let i = 0; i <= count; i++) {
    const at = dregOffset(d + i * step);
    const word = at + 4 * (position >> 5);
    if (!load) storeElement(l, size, base, b.shr_u_i32(b.get_i32(word), l.imm(position & 31)), i << size, mem);
    else {
      const value = loadElement(l, size, base, i << size, mem);
      if (size === 2) b.set_i32(word, value);
      else b.set_i64(at, b.deposit_i64(b.get_i64(at), b.extend_u_i32(value), position, bits));
    }
  }
  writeBack(l, n, m, base, (count + 1) << size);
}

/** VLD1-4 (single structure to all lanes). */
function allLanes(
  l: Lift,
  n: number,
  d: number,
  count: number,
  sizeField: number,
  T: number,
  a: number,
  m: number,
): void {
  const { b } = l;
  const size = Math.min(sizeField, 2);
  const registers = count === 0 && T !== 0 ? 2 : 1;
  const step = count !== 0 && T !== 0 ? 2 : 1;
  if (n === 15 || d + count * step + registers - 1 > 31) {
    l.raise(GUEST_EXIT.UNDEFINED);
    return;
  }
  const base = l.reg(n);
  const structureLog2 = count === 3 ? (sizeField === 3 ? 4 : Math.min(size + 2, 3)) : count === 1 ? size + 1 : size;
  const mem = structure(l, true, base, size, a !== 0 ? structureLog2 : 0);
  for (let i = 0; i <= count; i++) {
    const value = loadElement(l, size, base, i << size, mem);
    const splat = size === 0 ? b.i8x16_splat(value) : size === 1 ? b.i16x8_splat(value) : b.i32x4_splat(value);
    for (let r = 0; r < registers; r++) b.set_i64(dregOffset(d + i * step + r), b.low_v128(splat));
  }
  writeBack(l, n, m, base, (count + 1) << size);
}

type Part = Pick<NeonVisitor<void>, 'vst_multiple' | 'vld_multiple' | 'vld_all_lanes' | 'vst_single' | 'vld_single'>;

/** Element and structure loads and stores. @see Arm DDI 0406C, A7.7 */
export function neonMemory(l: Lift): Part {
  return {
    vst_multiple: (n, d, type, size, align, m) => multiple(l, false, n, d, type, size, align, m),
    vld_multiple: (n, d, type, size, align, m) => multiple(l, true, n, d, type, size, align, m),
    vld_all_lanes: (n, d, count, size, T, a, m) => allLanes(l, n, d, count, size, T, a, m),
    vst_single: (n, d, size, count, indexAlign, m) => single(l, false, n, d, size, count, indexAlign, m),
    vld_single: (n, d, size, count, indexAlign, m) => single(l, true, n, d, size, count, indexAlign, m),
  };
}
