import { type I64, memOperand, ORDER, type V128 } from '@tutti/ir';
import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { RegBase } from '../decode/registers.ts';
import { VECTOR } from '../guest-exits.ts';
import { MODE } from '../mode.ts';
import { AT, CR0, CR4, XCR0, xmmOffset, ymmHighOffset } from '../state.ts';
import type { Address, Lift } from './lift.ts';

export const isMmx = (id: number): boolean => id >= RegBase.MM && id < RegBase.XMM;
/** XMM or YMM. */
export const isXmm = (id: number): boolean => id >= RegBase.XMM && id < RegBase.K;

/** Is operand n a YMM register? (Instructions that work on scalars ignore VEX.L, so `vectorLength` does not say.) */
export const isWide = (i: Instruction, n: number): boolean =>
  i.kind(n) === OperandKind.REG && i.reg(n) >= RegBase.YMM && i.reg(n) < RegBase.K;

/** Is the vector unit there? Raises #UD or #NM if not. */
export function vectorReady(l: Lift, i: Instruction): boolean {
  if (l.cpl < 3) askRegisters(l, i.isVex);
  else if (l.mode & (i.isVex ? MODE.BAD_AVX : MODE.BAD_SSE)) l.raise(VECTOR.UD);
  if (l.mode & MODE.NO_SSE) l.raise(VECTOR.NM);
  return !l.ended;
}

/**
 * Raise #UD unless control registers permit SSE or AVX, by code that asks them, once a block. The mode of privileged code does not say it:
 * a kernel that permits them on its way up would be translated twice.
 */
function askRegisters(l: Lift, avx: boolean): void {
  if (avx ? l.avxAsked : l.sseAsked) return;
  if (avx) l.avxAsked = true;
  else l.sseAsked = true;
  const { b } = l;
  const set = (field: number, bits: number): I64 => b.and_i64(b.get_i64(field), b.const_i64(bits, 0));
  const clear = (field: number, bits: number): I64 => b.xor_i64(set(field, bits), b.const_i64(bits, 0));
  const missing = avx
    ? b.or_i64(clear(AT.cr4, CR4.OSXSAVE), clear(AT.xcr0, XCR0.SSE | XCR0.AVX))
    : b.or_i64(clear(AT.cr4, CR4.OSFXSR), set(AT.cr0, CR0.EM));
  l.raiseIf(b.ne_i64(missing, b.const_i64(0, 0)), VECTOR.UD);
}

/** Is MMX there? */
export function mmxReady(l: Lift): boolean {
  if (l.mode & MODE.NO_FPU) l.raise(VECTOR.NM);
  return !l.ended;
}

export const usesMmx = (i: Instruction): boolean => {
  for (let n = 0; n < i.operandCount; n++) if (i.kind(n) === OperandKind.REG && isMmx(i.reg(n))) return true;
  return false;
};

/** Is what the operands need there? */
export function unitsReady(l: Lift, i: Instruction): boolean {
  const mmx = usesMmx(i);
  let xmm = i.isVex;
  for (let n = 0; n < i.operandCount; n++) xmm ||= i.kind(n) === OperandKind.REG && isXmm(i.reg(n));
  if ((xmm || !mmx) && !vectorReady(l, i)) return false;
  return !mmx || mmxReady(l);
}

/**
 * Operands that an instruction takes its vectors from, an immediate left out. Legacy forms: the destination is the first source (and
 * an implicit XMM0 none of the two). VEX forms: it is none.
 */
export function sources(i: Instruction): { readonly first: number; readonly last: number } {
  let count = i.operandCount;
  while (count > 0 && i.kind(count - 1) === OperandKind.IMM) count--;
  if (!i.isVex) return { first: 0, last: Math.min(count - 1, 1) };
  return count > 2 ? { first: 1, last: 2 } : { first: count - 1, last: count - 1 };
}

/** Address of MMX register n. */
export const mmxOffset = (id: number): number => AT.fpMantissa + 8 * (id - RegBase.MM);

/** Number of an XMM or YMM register. */
export const vectorNumber = (id: number): number => id & 15;

/** An MMX instruction makes all registers valid and TOP 0; one that writes a register sets its exponent. */
export function enterMmx(l: Lift): void {
  const { b } = l;
  b.set_i32(AT.fpTop, b.const_i32(0));
  b.set_i32(AT.fpEmpty, b.const_i32(0));
}

/** Alignment of vectors in memory, as a power of two: what legacy instructions demand of 16 bytes, and VEX ones of none. */
const alignmentOf = (i: Instruction): number => (i.isVex ? 0 : 4);

const vectorMem = (l: Lift, alignLog2: number): number => memOperand(l.mmuMode, alignLog2, ORDER.plain, l.offset);

/** The part of memory at a distance from an address. */
const beyond = (l: Lift, a: Address, distance: number): Address => ({
  value: l.b.add_i64(a.value, l.b.const_i64(distance, 0)),
  disp: a.disp,
});

/** Bits of operand n, up to 128, zeros above those of a shorter one. For YMM registers the lower half. */
export function readVector(l: Lift, i: Instruction, n: number, alignLog2 = alignmentOf(i)): V128 {
  const { b } = l;
  if (i.kind(n) === OperandKind.REG) {
    const id = i.reg(n);
    if (isXmm(id)) return b.get_v128(xmmOffset(vectorNumber(id)));
    return b.concat_v128(b.get_i64(mmxOffset(id)), b.const_i64(0, 0));
  }
  const bytes = i.size(n);
  const a = l.address(i, bytes);
  if (bytes === 16) {
    const value = b.load_v128(a.value, a.disp, vectorMem(l, alignLog2));
    l.watch(a, bytes, false);
    return value;
  }
  return b.concat_v128(l.toU64(bytes, l.load(a, bytes)), b.const_i64(0, 0));
}

/** Write register operand n: 16 bytes, or the low 8 of an MMX register. VEX instructions clear the upper half of the YMM register. */
export function writeVector(l: Lift, i: Instruction, n: number, value: V128): void {
  const { b } = l;
  const id = i.reg(n);
  if (isXmm(id)) {
    b.set_v128(xmmOffset(vectorNumber(id)), value);
    if (i.isVex) b.set_v128(ymmHighOffset(vectorNumber(id)), zeroVector(l));
    return;
  }
  b.set_i64(mmxOffset(id), b.i64x2_extract(value, 0));
  b.set_i32(AT.fpExponent + 4 * (id - RegBase.MM), b.const_i32(0xffff));
}

/** Store the low `bytes` of a vector. */
export function storeVector(l: Lift, i: Instruction, n: number, value: V128, alignLog2 = alignmentOf(i)): void {
  const { b } = l;
  const bytes = i.size(n);
  const a = l.address(i, bytes);
  if (bytes === 16) {
    b.store_v128(a.value, value, a.disp, vectorMem(l, alignLog2));
    l.watch(a, bytes, true);
  } else
    l.store(
      a,
      bytes,
      bytes === 8 ? b.i64x2_extract(value, 0) : bytes === 4 ? b.i32x4_extract(value, 0) : b.i16x8_extract_s(value, 0),
    );
}

/** Lower and upper half of a 256-bit value. */
export type Pair = readonly [low: V128, high: V128];

/** #GP unless an address is a multiple of 32. */
function demandAligned(l: Lift, a: Address): void {
  const { b } = l;
  const at = b.add_i32(b.wrap_i64(a.value), b.const_i32(a.disp));
  l.raiseIf(b.and_i32(at, b.const_i32(31)), VECTOR.GP, 0);
}

/** 256 bits of operand n; `aligned`: memory must be so. */
export function readPair(l: Lift, i: Instruction, n: number, aligned = false): Pair {
  const { b } = l;
  if (i.kind(n) === OperandKind.REG) {
    const r = vectorNumber(i.reg(n));
    return [b.get_v128(xmmOffset(r)), b.get_v128(ymmHighOffset(r))];
  }
  const a = l.address(i, 32);
  if (aligned) demandAligned(l, a);
  const next = beyond(l, a, 16);
  return [b.load_v128(a.value, a.disp, vectorMem(l, 0)), b.load_v128(next.value, next.disp, vectorMem(l, 0))];
}

export function writePair(l: Lift, i: Instruction, n: number, [low, high]: Pair): void {
  const r = vectorNumber(i.reg(n));
  l.b.set_v128(xmmOffset(r), low);
  l.b.set_v128(ymmHighOffset(r), high);
}

/** Store 256 bits to the memory operand. The second half may fault when the first is stored: the instruction stores it again then. */
export function storePair(l: Lift, i: Instruction, [low, high]: Pair, aligned = false): void {
  const { b } = l;
  const a = l.address(i, 32);
  if (aligned) demandAligned(l, a);
  const next = beyond(l, a, 16);
  b.store_v128(a.value, low, a.disp, vectorMem(l, 0));
  b.store_v128(next.value, high, next.disp, vectorMem(l, 0));
}

export const zeroVector = (l: Lift): V128 => l.b.const_v128(new Array<number>(16).fill(0));
