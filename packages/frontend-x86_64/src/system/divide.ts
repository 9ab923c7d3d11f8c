import type { X86Context } from './context.ts';

/** arg[1]:arg[0] / arg[2]: quotient to arg[0], remainder to arg[1]. @returns 1 for #DE */
export function divide({ state }: X86Context, signed: boolean): number {
  const lo = BigInt.asUintN(64, state.arg[0] as bigint);
  const high = state.arg[1] as bigint;
  const divisor = signed ? BigInt.asIntN(64, state.arg[2] as bigint) : BigInt.asUintN(64, state.arg[2] as bigint);
  if (divisor === 0n) return 1;
  const dividend = ((signed ? BigInt.asIntN(64, high) : BigInt.asUintN(64, high)) << 64n) | lo;
  const quotient = dividend / divisor;
  if (quotient !== (signed ? BigInt.asIntN(64, quotient) : BigInt.asUintN(64, quotient))) return 1;
  state.arg[0] = BigInt.asIntN(64, quotient);
  state.arg[1] = BigInt.asIntN(64, dividend % divisor);
  return 0;
}

/** RCL or RCR of arg[0] by a masked count; CF and OF follow unless the count is 0. @see Intel SDM 2B "RCL/RCR/ROL/ROR" */
export function rotateCarry({ state }: X86Context, right: boolean, bytes: number, count: number): void {
  if (count === 0) return;
  const width = 8 * bytes + 1;
  const w = BigInt(width);
  const n = BigInt(right ? (width - (count % width)) % width : count % width);
  const x = BigInt.asUintN(8 * bytes, state.arg[0] as bigint) | (BigInt(state.cf) << (w - 1n));
  const turned = ((x << n) | (x >> (w - n))) & ((1n << w) - 1n);
  const cf = Number(turned >> (w - 1n));
  const top = Number((turned >> (w - 2n)) & 1n);
  const next = Number((turned >> (w - 3n)) & 1n);
  const of = right ? top ^ next : top ^ cf;
  state.arg[0] = BigInt.asIntN(64, turned & ((1n << (w - 1n)) - 1n));
  state.cf = cf;
  state.aux = (state.aux & 0x13n) | (of !== cf ? -0x8000000000000000n : 0n);
}
