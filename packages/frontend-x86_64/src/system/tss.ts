import { VECTOR } from '../guest-exits.ts';
import { SEG } from '../state.ts';
import type { X86Context } from './context.ts';
import { GuestFault } from './fault.ts';
import { readLinear } from './memory.ts';
import { typeOf } from './segments.ts';

/** SS:ESP of a privilege level from a 16- or 32-bit TSS. @see Intel SDM 3A, 8.2.1, 8.6 */
export function stackOfLevel(context: X86Context, cpl: number): { ss: number; esp: bigint } {
  const { state } = context;
  const selector = state.selector[SEG.TR] as number;
  const wide = (typeOf(state.attributes[SEG.TR] as number) & 8) !== 0;
  const at = wide ? 4 + 8 * cpl : 2 + 4 * cpl;
  const bytes = wide ? 4 : 2;
  if (at + 2 * bytes - 1 > (state.limit[SEG.TR] as number) >>> 0) throw new GuestFault(VECTOR.TS, selector & 0xfffc);
  const base = BigInt.asUintN(64, state.base[SEG.TR] as bigint) + BigInt(at);
  return { esp: readLinear(context, base, bytes), ss: Number(readLinear(context, base + BigInt(bytes), 2)) };
}

/** RSPn or ISTn (as 3 + n) from the 64-bit TSS. @see Intel SDM 3A, 8.7 */
export function stackOfLevel64(context: X86Context, index: number): bigint {
  const { state } = context;
  const offset = index <= 2 ? 4 + 8 * index : 0x24 + 8 * (index - 4);
  if (offset + 7 > (state.limit[SEG.TR] as number) >>> 0)
    throw new GuestFault(VECTOR.TS, (state.selector[SEG.TR] as number) & 0xfffc);
  return readLinear(context, BigInt.asUintN(64, state.base[SEG.TR] as bigint) + BigInt(offset), 8);
}

/** May the port range be touched at CPL > IOPL? @see Intel SDM 1, 19.5.2 */
export function portAllowed(context: X86Context, port: number, bytes: number): boolean {
  const { state } = context;
  const limit = (state.limit[SEG.TR] as number) >>> 0;
  if ((typeOf(state.attributes[SEG.TR] as number) & 8) === 0 || limit < 0x67) return false;
  const base = BigInt.asUintN(64, state.base[SEG.TR] as bigint);
  const map = Number(readLinear(context, base + 0x66n, 2)) + (port >>> 3);
  if (map + 1 > limit) return false;
  const bits = Number(readLinear(context, base + BigInt(map), 2)) >>> (port & 7);
  return (bits & ((1 << bytes) - 1)) === 0;
}
