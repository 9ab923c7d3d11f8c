import { ACCESS } from '@tutti/ir';
import type { ArmContext } from './context.ts';
import { FAULT_BASE, type Translation } from './translation.ts';

/** Status codes of the long-descriptor format; the level is added. @see Arm DDI 0406C, table B3-24 */
const STATUS = { translation: 0x04, access: 0x08, permission: 0x0c } as const;

const R = 1 << ACCESS.READ;
const W = 1 << ACCESS.WRITE;
const X = 1 << ACCESS.FETCH;
const SCTLR_WXN = 1 << 19;
const SCTLR_UWXN = 1 << 20;

const entry = new Int32Array(2);

/** Region of TTBR0 or TTBR1 that holds the address: its size as log2, or 0 when none does. @see Arm DDI 0406C, B3.6.4 */
function region({ state }: ArmContext, va: number): { upper: boolean; inputBits: number } {
  const t0 = state.ttbcr & 7;
  const t1 = (state.ttbcr >>> 16) & 7;
  if (t0 === 0 ? t1 === 0 : va >>> (32 - t0) === 0) return { upper: false, inputBits: 32 - t0 };
  if (t1 === 0) {
    // TTBR1 covers all that TTBR0 does not; with T0SZ = 0 as well, TTBR0 has everything (above).
    return { upper: true, inputBits: 32 };
  }
  if (va >>> (32 - t1) === (1 << t1) - 1) return { upper: true, inputBits: 32 - t1 };
  return t0 === 0 ? { upper: false, inputBits: 32 } : { upper: false, inputBits: 0 };
}

/** Walk long descriptors of the PL1&0 translation regime. @see Arm DDI 0406C, B3.6 */
export function walkLong(context: ArmContext, va: number, user: boolean, out: Translation): void {
  const { state, env } = context;
  const { upper, inputBits } = region(context, va);
  const disabled = state.ttbcr & (upper ? 1 << 23 : 1 << 7);
  let level = inputBits > 30 ? 1 : 2;
  const fault = (status: number): void => {
    out.fault = FAULT_BASE + status + level;
  };
  if (inputBits === 0 || disabled) {
    level = 1;
    fault(STATUS.translation);
    return;
  }
  let shift = level === 1 ? 30 : 21;
  const mask = inputBits - shift + 3;
  const low = upper ? state.ttbr1 : state.ttbr0;
  let table = ((upper ? state.ttbr1Hi : state.ttbr0Hi) & 0xff) * 0x100000000 + ((low & (-1 << mask)) >>> 0);
  let index = (inputBits === 32 ? va : va & ((1 << inputBits) - 1)) >>> shift;
  let tableAttributes = 0;
  for (;;) {
    env.readPhys64(table + 8 * index, entry);
    const lo = entry[0] as number;
    const hi = entry[1] as number;
    const isTable = (lo & 2) !== 0;
    if ((lo & 1) === 0 || (level === 3 && !isTable)) {
      fault(STATUS.translation);
      return;
    }
    if (level === 3 || !isTable) {
      leaf(context, va, user, lo, hi, tableAttributes, shift, level, out);
      return;
    }
    tableAttributes |= hi;
    table = (hi & 0xff) * 0x100000000 + ((lo & 0xfffff000) >>> 0);
    level++;
    shift -= 9;
    index = (va >>> shift) & 511;
  }
}

function leaf(
  { state }: ArmContext,
  va: number,
  user: boolean,
  lo: number,
  hi: number,
  tables: number,
  shift: number,
  level: number,
  out: Translation,
): void {
  const offsetMask = (1 << (shift - 12)) - 1;
  out.gpaPage = (hi & 0xff) * 0x100000 + (((lo >>> 12) & ~offsetMask) | ((va >>> 12) & offsetMask));
  out.sizeLog2 = shift;
  out.global = (lo & (1 << 11)) === 0;
  const attributes = (lo & 16 ? state.nmrr : state.prrr) >>> (8 * ((lo >>> 2) & 3));
  out.device = (attributes & 0xf0) === 0;
  out.permissionFault = FAULT_BASE + STATUS.permission + level;
  if ((lo & (1 << 10)) === 0) {
    out.fault = FAULT_BASE + STATUS.access + level;
    return;
  }
  // Table descriptors only take rights away: APTable in bits 62-61, XNTable 60, PXNTable 59.
  const pl0 = (lo & (1 << 6)) !== 0 && (tables & (1 << 29)) === 0;
  const readOnly = (lo & (1 << 7)) !== 0 || (tables & (1 << 30)) !== 0;
  const xn = (hi & (1 << 22)) !== 0 || (tables & (1 << 28)) !== 0;
  const pxn = (hi & (1 << 21)) !== 0 || (tables & (1 << 27)) !== 0;
  if (user && !pl0) {
    out.allowed = 0;
    return;
  }
  const writeNever = (state.sctlr & SCTLR_WXN) !== 0 && !readOnly;
  const userWriteNever = (state.sctlr & SCTLR_UWXN) !== 0 && !readOnly && pl0 && !user;
  const execute = !xn && !(pxn && !user) && !writeNever && !userWriteNever;
  out.allowed = R | (readOnly ? 0 : W) | (execute ? X : 0);
}
