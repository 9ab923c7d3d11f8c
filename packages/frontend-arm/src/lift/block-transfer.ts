import type { I32 } from '@tutti/ir';
import { GUEST_EXIT } from '../guest-exits.ts';
import { BANK_CLASS } from '../mode.ts';
import { AT, regOffset } from '../state.ts';
import type { Lift } from './lift.ts';
import { wordBase, wordOrder } from './memory.ts';

/** Address order of a block transfer: increment or decrement, after or before. */
export type BlockMode = 'ia' | 'ib' | 'da' | 'db';

/** The mode of P and U. */
export const blockMode = (P: number, U: number): BlockMode =>
  (['da', 'ia', 'db', 'ib'] as const)[P * 2 + U] as BlockMode;

const FIRST = {
  ia: () => 0,
  ib: () => 4,
  da: (bytes: number) => 4 - bytes,
  db: (bytes: number) => -bytes,
} as const;

function bytesOf(list: number): number {
  let bytes = 0;
  for (let bits = list; bits !== 0; bits &= bits - 1) bytes += 4;
  return bytes;
}

/** An empty list and a base of pc are UNPREDICTABLE: taken as UNDEFINED. */
function unpredictable(l: Lift, n: number, list: number): boolean {
  if (list !== 0 && n !== 15) return false;
  l.raise(GUEST_EXIT.UNDEFINED);
  return true;
}

const newBase = (l: Lift, base: I32, mode: BlockMode, bytes: number): I32 =>
  l.b.add_i32(base, l.imm(mode === 'ia' || mode === 'ib' ? bytes : -bytes));

/**
 * STM. The base register changes after the last store, so a fault leaves it for the restart.
 * @param user  the registers of User mode (STM with ^)
 */
export function storeMultiple(l: Lift, mode: BlockMode, W: number, n: number, list: number, user = false): void {
  if (unpredictable(l, n, list)) return;
  const base = l.reg(n);
  const first = wordBase(l, base);
  const bytes = bytesOf(list);
  let disp = FIRST[mode](bytes);
  for (let i = 0; i < 16; i++) {
    if ((list & (1 << i)) === 0) continue;
    const value = user && i !== 15 ? l.b.get_i32(userRegOffset(l, i)) : l.reg(i);
    l.b.store_i32(first, wordOrder(l, value), disp, l.mem(2, 2));
    disp += 4;
  }
  if (W !== 0) l.setReg(n, newBase(l, base, mode, bytes));
}

/** LDM without the pc's special forms: registers but the base are set as they are loaded, the base last. @returns the new pc, or -1 */
function loadRegisters(l: Lift, mode: BlockMode, W: number, n: number, list: number, user: boolean): I32 {
  const base = l.reg(n);
  const first = wordBase(l, base);
  const bytes = bytesOf(list);
  let disp = FIRST[mode](bytes);
  let loadedBase: I32 = -1;
  let pc: I32 = -1;
  for (let i = 0; i < 16; i++) {
    if ((list & (1 << i)) === 0) continue;
    const value = wordOrder(l, l.b.load_i32(first, disp, l.mem(2, 2)));
    disp += 4;
    const at = user ? userRegOffset(l, i) : regOffset(i);
    if (i === 15) pc = value;
    else if (at === regOffset(n)) loadedBase = value;
    else l.b.set_i32(at, value);
  }
  if (W !== 0) l.setReg(n, newBase(l, base, mode, bytes));
  if (loadedBase >= 0) l.setReg(n, loadedBase);
  return pc;
}

/** LDM; a loaded pc branches with interworking. */
export function loadMultiple(l: Lift, mode: BlockMode, W: number, n: number, list: number): void {
  if (unpredictable(l, n, list)) return;
  const pc = loadRegisters(l, mode, W, n, list, false);
  if (pc >= 0) l.interwork(pc);
}

/** LDM of User mode's registers. */
export function loadMultipleUser(l: Lift, mode: BlockMode, n: number, list: number): void {
  if (unpredictable(l, n, list)) return;
  loadRegisters(l, mode, 0, n, list, true);
}

/** LDM with pc and ^: an exception return. */
export function loadMultipleReturn(l: Lift, mode: BlockMode, W: number, n: number, list: number): void {
  if (l.noSpsr) {
    l.raise(GUEST_EXIT.UNDEFINED);
    return;
  }
  if (unpredictable(l, n, list)) return;
  const pc = loadRegisters(l, mode, W, n, list, false);
  l.helper('exception_return', pc, l.b.get_i32(AT.spsr));
  l.leaveAtState();
}

/** Where User mode's Rn is kept while the present mode runs. */
function userRegOffset(l: Lift, n: number): number {
  if (n < 8 || l.bankClass === BANK_CLASS.USER) return regOffset(n);
  if (n === 13) return AT.bankR13;
  if (n === 14) return AT.bankR14;
  return l.bankClass === BANK_CLASS.FIQ ? AT.bankUsrR8 + 4 * (n - 8) : regOffset(n);
}

/** Byte offset from the base of the lower word of a two-word transfer (SRS, RFE). */
const pairDisp = (P: number, U: number): number => (U !== 0 ? 0 : -8) + (P === U ? 4 : 0);

/** SYSm of the stack pointer of each mode number's low nibble. @see Arm DDI 0406C, B9.2.3 */
const SP_SYSM: Readonly<Record<number, number>> = { 0: 5, 1: 13, 2: 17, 3: 19, 7: 21, 11: 23, 15: 5 };

/** SRS: LR and SPSR to the stack of a mode. */
export function storeReturnState(l: Lift, P: number, U: number, W: number, mode: number): void {
  const sysm = SP_SYSM[mode & 15];
  if (l.noSpsr || sysm === undefined) {
    l.raise(GUEST_EXIT.UNDEFINED);
    return;
  }
  const register = l.imm(sysm);
  const base = l.helper('get_banked', register);
  const disp = pairDisp(P, U);
  const first = wordBase(l, base);
  l.b.store_i32(first, wordOrder(l, l.reg(14)), disp, l.mem(2, 2));
  l.b.store_i32(first, wordOrder(l, l.b.get_i32(AT.spsr)), disp + 4, l.mem(2, 2));
  if (W !== 0) l.helper('set_banked', register, l.b.add_i32(base, l.imm(U !== 0 ? 8 : -8)));
}

/** RFE: pc and CPSR from memory. */
export function returnFromException(l: Lift, P: number, U: number, W: number, n: number): void {
  if (l.user || n === 15) {
    l.raise(GUEST_EXIT.UNDEFINED);
    return;
  }
  const base = l.reg(n);
  const disp = pairDisp(P, U);
  const first = wordBase(l, base);
  const pc = wordOrder(l, l.b.load_i32(first, disp, l.mem(2, 2)));
  const cpsr = wordOrder(l, l.b.load_i32(first, disp + 4, l.mem(2, 2)));
  if (W !== 0) l.setReg(n, l.b.add_i32(base, l.imm(U !== 0 ? 8 : -8)));
  l.helper('exception_return', pc, cpsr);
  l.leaveAtState();
}
