import { memOperand, ORDER, type V128 } from '@tutti/ir';
import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { RegBase } from '../decode/registers.ts';
import { VECTOR } from '../guest-exits.ts';
import { MODE } from '../mode.ts';
import { AT, xmmOffset } from '../state.ts';
import type { Lift } from './lift.ts';

export const isMmx = (id: number): boolean => id >= RegBase.MM && id < RegBase.XMM;
export const isXmm = (id: number): boolean => id >= RegBase.XMM && id < RegBase.YMM;

/** Is the vector unit there? Raises #UD or #NM if not. */
export function vectorReady(l: Lift, _i?: Instruction): boolean {
  if (l.mode & MODE.BAD_SSE) l.raise(VECTOR.UD);
  else if (l.mode & MODE.NO_SSE) l.raise(VECTOR.NM);
  return !l.ended;
}

/** Is MMX there? */
export function mmxReady(l: Lift): boolean {
  if (l.mode & MODE.NO_FPU) l.raise(VECTOR.NM);
  return !l.ended;
}

/** Operands that an instruction takes its vectors from: with three (VEX) the destination is not one of them. */
export function sources(i: Instruction): { readonly first: number; readonly last: number } {
  let count = i.operandCount;
  while (count > 0 && i.kind(count - 1) === OperandKind.IMM) count--;
  return count > 2 ? { first: 1, last: 2 } : { first: 0, last: 1 };
}

export const usesMmx = (i: Instruction): boolean => {
  for (let n = 0; n < i.operandCount; n++) if (i.kind(n) === OperandKind.REG && isMmx(i.reg(n))) return true;
  return false;
};

/** Address of MMX register n. */
export const mmxOffset = (id: number): number => AT.fpMantissa + 8 * (id - RegBase.MM);

/** An MMX instruction makes all registers valid and TOP 0; one that writes a register sets its exponent. */
export function enterMmx(l: Lift): void {
  const { b } = l;
  b.set_i32(AT.fpTop, b.const_i32(0));
  b.set_i32(AT.fpEmpty, b.const_i32(0));
}

/** 64 or 128 bits of operand n; 16-byte memory must be aligned unless `loose`. */
export function readVector(l: Lift, i: Instruction, n: number, loose = false): V128 {
  const { b } = l;
  if (i.kind(n) === OperandKind.REG) {
    const id = i.reg(n);
    if (isXmm(id)) return b.get_v128(xmmOffset(id - RegBase.XMM));
    return b.concat_v128(b.get_i64(mmxOffset(id)), b.const_i64(0, 0));
  }
  const bytes = i.size(n);
  const a = l.address(i, bytes);
  if (bytes === 16) return b.load_v128(a.value, a.disp, memOperand(l.mmuMode, loose ? 0 : 4, ORDER.plain, l.offset));
  return b.concat_v128(l.toU64(bytes, l.load(a, bytes)), b.const_i64(0, 0));
}

/** Write register operand n: 16 bytes, or the low 8 of an MMX register. */
export function writeVector(l: Lift, i: Instruction, n: number, value: V128): void {
  const { b } = l;
  const id = i.reg(n);
  if (isXmm(id)) {
    b.set_v128(xmmOffset(id - RegBase.XMM), value);
    return;
  }
  b.set_i64(mmxOffset(id), b.i64x2_extract(value, 0));
  b.set_i32(AT.fpExponent + 4 * (id - RegBase.MM), b.const_i32(0xffff));
}

/** Store the low `bytes` of a vector. */
export function storeVector(l: Lift, i: Instruction, n: number, value: V128, loose = false): void {
  const { b } = l;
  const bytes = i.size(n);
  const a = l.address(i, bytes);
  if (bytes === 16) b.store_v128(a.value, value, a.disp, memOperand(l.mmuMode, loose ? 0 : 4, ORDER.plain, l.offset));
  else
    l.store(
      a,
      bytes,
      bytes === 8 ? b.i64x2_extract(value, 0) : bytes === 4 ? b.i32x4_extract(value, 0) : b.i16x8_extract_s(value, 0),
    );
}

export const zeroVector = (l: Lift): V128 => l.b.concat_v128(l.b.const_i64(0, 0), l.b.const_i64(0, 0));
