import { SIGNAL } from '@tutti/ir';
import { fpMode } from '../fp/fpscr.ts';
import { BANK_CLASS, MODE } from '../mode.ts';
import { AT, BANK } from '../state.ts';
import type { ArmContext } from './context.ts';

/** Mode numbers of CPSR.M. */
export const M = { USR: 0x10, FIQ: 0x11, IRQ: 0x12, SVC: 0x13, ABT: 0x17, UND: 0x1b, SYS: 0x1f } as const;

/** Names for traces and monitors. */
export const MODE_NAMES: Readonly<Record<number, string>> = {
  [M.USR]: 'usr',
  [M.FIQ]: 'fiq',
  [M.IRQ]: 'irq',
  [M.SVC]: 'svc',
  [M.ABT]: 'abt',
  [M.UND]: 'und',
  [M.SYS]: 'sys',
};

const BANK_OF: Readonly<Record<number, number>> = {
  [M.USR]: BANK.usr,
  [M.SYS]: BANK.usr,
  [M.SVC]: BANK.svc,
  [M.ABT]: BANK.abt,
  [M.UND]: BANK.und,
  [M.IRQ]: BANK.irq,
  [M.FIQ]: BANK.fiq,
};

/** Bits of CPSR by name. */
export const PSR = { T: 1 << 5, F: 1 << 6, I: 1 << 7, A: 1 << 8, E: 1 << 9, J: 1 << 24, Q: 1 << 27 } as const;

const FPEXC_EN = 1 << 30;
const SCTLR_A = 1 << 1;
const SCTLR_U = 1 << 22;

/** Bits that live in the field `cpsr`. */
const STORED = PSR.E | PSR.A | PSR.I | PSR.F | 0x1f;

/** ITSTATE at its places in CPSR: bits 15-10 and 26-25. */
const itToPsr = (it: number): number => ((it & 0xfc) << 8) | ((it & 3) << 25);
const itOfPsr = (psr: number): number => ((psr >>> 8) & 0xfc) | ((psr >>> 25) & 3);

/** CPSR as the manual lays it out. */
export function readCpsr({ state }: ArmContext): number {
  const { mode } = state;
  const flags =
    (state.nf & 0x80000000) |
    (state.zf === 0 ? 1 << 30 : 0) |
    (state.cf << 29) |
    ((state.vf >>> 31) << 28) |
    (state.qf << 27);
  const execution = (mode & MODE.T ? PSR.T : 0) | itToPsr((mode & MODE.IT_MASK) >>> MODE.IT_SHIFT);
  return flags | (state.ge << 16) | execution | state.cpsr;
}

/** Replace CPSR whole, banks and mode word included. An invalid mode number leaves the mode as it is. */
export function writeCpsr(context: ArmContext, value: number): void {
  const { state } = context;
  state.nf = value;
  state.zf = value & (1 << 30) ? 0 : 1;
  state.cf = (value >>> 29) & 1;
  state.vf = value << 3;
  state.qf = (value >>> 27) & 1;
  state.ge = (value >>> 16) & 15;
  state.mode =
    (state.mode & ~(MODE.T | MODE.IT_MASK)) | (value & PSR.T ? MODE.T : 0) | (itOfPsr(value) << MODE.IT_SHIFT);
  writeControl(context, value, STORED);
}

/** Replace the bits of `mask` among E, A, I, F and M; T, IT and flags stay. */
export function writeControl(context: ArmContext, value: number, mask: number): void {
  const { state } = context;
  let next = (state.cpsr & ~mask) | (value & mask & STORED);
  if (BANK_OF[next & 0x1f] === undefined) {
    context.env.trace('guest_errors', () => `CPSR.M = 0x${(next & 0x1f).toString(16)} is no mode; pc ${hex(state.pc)}`);
    next = (next & ~0x1f) | (state.cpsr & 0x1f);
  }
  switchBanks(context, state.cpsr & 0x1f, next & 0x1f);
  state.cpsr = next;
  updateMode(context);
  signalPending(context);
}

const hex = (value: number): string => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;

function switchBanks({ state, r }: ArmContext, from: number, to: number): void {
  const old = BANK_OF[from] as number;
  const next = BANK_OF[to] as number;
  if (old === next) return;
  if (from === M.FIQ || to === M.FIQ) {
    const save = from === M.FIQ ? state.bankFiqR8 : state.bankUsrR8;
    const load = to === M.FIQ ? state.bankFiqR8 : state.bankUsrR8;
    for (let i = 0; i < 5; i++) {
      save[i] = r[8 + i] as number;
      r[8 + i] = load[i] as number;
    }
  }
  state.bankR13[old] = r[13] as number;
  state.bankR14[old] = r[14] as number;
  state.bankSpsr[old] = state.spsr;
  r[13] = state.bankR13[next] as number;
  r[14] = state.bankR14[next] as number;
  state.spsr = state.bankSpsr[next] as number;
}

/** Derive `CORE.mode` from CPSR, SCTLR, CPACR, FPEXC, FPSCR and DACR; T and ITSTATE stay. */
export function updateMode({ state, model }: ArmContext): void {
  const m = state.cpsr & 0x1f;
  const user = m === M.USR;
  const bank = user || m === M.SYS ? BANK_CLASS.USER : m === M.FIQ ? BANK_CLASS.FIQ : BANK_CLASS.OTHER;
  let mode = state.mode & (MODE.T | MODE.IT_MASK);
  if (user) mode |= MODE.USER;
  if (state.dacrSlots[0] !== state.dacr) mode |= MODE.DACR_SLOT;
  mode |= bank << MODE.BANK_SHIFT;
  if (state.cpsr & PSR.E) mode |= MODE.E;
  if (state.sctlr & SCTLR_A) mode |= MODE.ALIGN;
  else if (model.version < 7 && !(state.sctlr & SCTLR_U)) mode |= MODE.LEGACY_ALIGNMENT;
  if (user && fpPermitted(state, user) && state.fpexc & FPEXC_EN) mode |= MODE.VFP | fpMode(state.fpscr);
  if (state.held) mode |= MODE.HELD;
  state.mode = mode;
}

/** Whether CPACR lets a privilege use coprocessors 10 and 11. */
export function fpPermitted(state: ArmContext['state'], user: boolean): boolean {
  const cp10 = (state.cpacr >>> 20) & 3;
  return cp10 === 3 || (cp10 === 1 && !user);
}

/** An instruction of VFP or Advanced SIMD comes. @returns false when CPACR or FPEXC disables it */
export function useFp({ state }: ArmContext): boolean {
  const user = (state.mode & MODE.USER) !== 0;
  if ((state.fpexc & FPEXC_EN) === 0 || !fpPermitted(state, user)) return false;
  state.mode |= MODE.VFP | fpMode(state.fpscr);
  return true;
}

/** Interrupt lines that are active and not masked: bit 0 IRQ, bit 1 FIQ. */
export function pendingLines({ env, state }: ArmContext): number {
  const lines = env.interruptLines() & 3;
  state.lineHeld = lines !== 0 ? 1 : 0;
  return lines & ~((state.cpsr & PSR.I ? 1 : 0) | (state.cpsr & PSR.F ? 2 : 0));
}

/** After masks were cleared: let the core's thread look at the lines at the next block. */
export function signalPending(context: ArmContext): void {
  if (context.state.lineHeld === 0 || pendingLines(context) === 0) return;
  Atomics.or(context.words, AT.signal >> 2, SIGNAL.INTERRUPT);
}

/** Place of a banked register by R:SYSm: words of the state. -1: no such register. @see Arm DDI 0406C, B9.2.3 */
export function bankedWord({ state }: ArmContext, rSysm: number): number {
  const mode = state.cpsr & 0x1f;
  const current = BANK_OF[mode] as number;
  const sysm = rSysm & 31;
  if (rSysm & 32) {
    const bank = ({ 14: BANK.fiq, 16: BANK.irq, 18: BANK.svc, 20: BANK.abt, 22: BANK.und } as Record<number, number>)[
      sysm
    ];
    if (bank === undefined) return -1;
    return bank === current ? AT.spsr >> 2 : (AT.bankSpsr >> 2) + bank;
  }
  if (sysm < 5 || (sysm >= 8 && sysm < 13)) {
    const fiq = sysm >= 8;
    const index = sysm & 7;
    if (fiq === (mode === M.FIQ)) return (AT.r0 >> 2) + 8 + index;
    return ((fiq ? AT.bankFiqR8 : AT.bankUsrR8) >> 2) + index;
  }
  const banks: readonly number[] = [BANK.irq, BANK.svc, BANK.abt, BANK.und];
  const bank = sysm < 8 ? BANK.usr : sysm < 15 ? BANK.fiq : banks[(sysm - 16) >> 1];
  if (bank === undefined || sysm === 7 || sysm === 15) return -1;
  // The link register has the even number, the stack pointer the odd one.
  const link = (sysm & 1) === 0;
  if (bank === current) return (AT.r0 >> 2) + (link ? 14 : 13);
  return ((link ? AT.bankR14 : AT.bankR13) >> 2) + bank;
}
