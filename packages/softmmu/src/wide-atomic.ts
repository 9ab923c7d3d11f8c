import { CORE } from '@tutti/ir';
import { KIND, MEM_OPS, RMW } from './mem-ops.ts';

/** Host offset of byte i of an access, or -1 when it is not memory. */
export type BytePlace = (i: number) => number;

/**
 * An atomic that host atomics cannot do: misaligned, or across pages. Byte by byte, in an exclusive section. Operands are in
 * CORE.slowValue, the result goes to CORE.slowResult. SC always fails here: its LL made no reservation.
 */
export function atomicByBytes(view: DataView, core: number, op: number, bytes: number, place: BytePlace): void {
  const kind = MEM_OPS.kind[op] as number;
  if (kind === KIND.SC) {
    view.setBigUint64(core + CORE.at.slowResult, 1n, true);
    view.setInt32(core + CORE.at.exclusiveHost, -1, true);
    return;
  }
  let old = 0n;
  for (let i = bytes - 1; i >= 0; i--) old = (old << 8n) | BigInt(view.getUint8(place(i)));
  view.setBigUint64(core + CORE.at.slowResult, old, true);
  const value = newValue(view, core, op, bytes, old);
  for (let i = 0; i < bytes; i++) view.setUint8(place(i), Number((value >> BigInt(8 * i)) & 0xffn));
}

/** What an atomic leaves in memory that held `old`. */
export function newValue(view: DataView, core: number, op: number, bytes: number, old: bigint): bigint {
  const width = 8 * bytes;
  const b = BigInt.asUintN(width, view.getBigUint64(core + CORE.at.slowValue, true));
  if (MEM_OPS.kind[op] === KIND.CAS) {
    return old === b ? BigInt.asUintN(width, view.getBigUint64(core + CORE.at.slowValue + 8, true)) : old;
  }
  return BigInt.asUintN(width, combine(MEM_OPS.rmw[op] as number, old, b));
}

function combine(operation: number, old: bigint, b: bigint): bigint {
  if (operation === RMW.ADD) return old + b;
  if (operation === RMW.SUB) return old - b;
  if (operation === RMW.AND) return old & b;
  if (operation === RMW.OR) return old | b;
  if (operation === RMW.XOR) return old ^ b;
  return b;
}
