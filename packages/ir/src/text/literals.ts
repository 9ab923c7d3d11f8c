import { alignLog2Of, insnOffsetOf, memOperand, mmuModeOf, ORDER, type Order, orderOf } from '../mem-operand.ts';
import { bitsOfF32, bitsOfF64 } from '../reference/bits.ts';
import { TYPE_BITS } from '../reference/op-shapes.ts';
import type { ValueType } from '../traits.ts';

/** Bits of a literal: an integer, decimal or hexadecimal, or for floats also `1.5`, `nan`, `-inf`. @throws SyntaxError */
export function parseLiteral(type: ValueType, text: string): bigint {
  const bits = TYPE_BITS[type];
  if ((type === 'f32' || type === 'f64') && /[.]|nan|inf|e[+-]/.test(text)) {
    const value = text === 'nan' ? Number.NaN : Number(text.replace('inf', 'Infinity'));
    return type === 'f32' ? bitsOfF32(value) : bitsOfF64(value);
  }
  return BigInt.asUintN(bits, parseInteger(text));
}

/** An integer, perhaps negative. @throws SyntaxError */
export function parseInteger(text: string): bigint {
  const match = /^(-?)(0x[\da-f_]+|\d+)$/i.exec(text);
  if (!match) throw new SyntaxError(`not an integer: ${text}`);
  const value = BigInt(match[2]!.replaceAll('_', ''));
  return match[1] ? -value : value;
}

export const parseWord = (text: string): number => Number(BigInt.asIntN(32, parseInteger(text)));

/** The memory operand as text: `m1`, with `.a4` for an alignment of 4 bytes and `.acquire` for an order. */
export function printMem(mem: number): string {
  const align = alignLog2Of(mem) ? `.a${1 << alignLog2Of(mem)}` : '';
  const name = Object.entries(ORDER).find(([, order]) => order === orderOf(mem))![0];
  return `m${mmuModeOf(mem)}${align}${orderOf(mem) ? `.${name}` : ''}${insnOffsetOf(mem) ? `@${insnOffsetOf(mem)}` : ''}`;
}

/** @throws SyntaxError */
export function parseMem(text: string): number {
  const match = /^m([0-7])(?:\.a(\d+))?(?:\.(plain|acquire|release|seqcst))?(?:@(\d+))?$/.exec(text);
  if (!match) throw new SyntaxError(`not a memory operand: ${text}`);
  const order: Order = ORDER[(match[3] ?? 'plain') as keyof typeof ORDER];
  return memOperand(Number(match[1]), Math.log2(Number(match[2] ?? 1)), order, Number(match[4] ?? 0));
}

/** The 16 bytes of a v128 literal, least significant first. */
export const bytesOf = (bits: bigint): number[] =>
  Array.from({ length: 16 }, (_, i) => Number((bits >> BigInt(8 * i)) & 0xffn));

export const hex = (value: bigint | number): string => `0x${BigInt(value).toString(16)}`;
