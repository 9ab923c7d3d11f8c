import { ACCESS, FAULT } from '@tutti/ir';
import { MODE } from '../mode.ts';
import type { ArmContext } from './context.ts';
import { M, PSR, readCpsr, updateMode, writeControl } from './psr.ts';
import { FAULT_BASE } from './translation.ts';

/** The exceptions: vector offset, mode entered, masks set besides I. @see Arm DDI 0406C, B1.8.1 to B1.9 */
export const EXCEPTIONS = {
  undefined: { vector: 0x04, mode: M.UND, masks: 0 },
  svc: { vector: 0x08, mode: M.SVC, masks: 0 },
  prefetchAbort: { vector: 0x0c, mode: M.ABT, masks: PSR.A },
  dataAbort: { vector: 0x10, mode: M.ABT, masks: PSR.A },
  irq: { vector: 0x18, mode: M.IRQ, masks: PSR.A },
  fiq: { vector: 0x1c, mode: M.FIQ, masks: PSR.A | PSR.F },
} as const;

export type ExceptionName = keyof typeof EXCEPTIONS;

const SCTLR_V = 1 << 13;
const SCTLR_EE = 1 << 25;
const SCTLR_TE = 1 << 30;

/**
 * Enter an exception: the state becomes that of its handler.
 * @param lr  what LR of the new mode shall hold
 */
export function enterException(context: ArmContext, name: ExceptionName, lr: number): void {
  const { state, model } = context;
  const { vector, mode, masks } = EXCEPTIONS[name];
  const from = state.pc;
  const spsr = readCpsr(context);
  state.mode &= ~(MODE.T | MODE.IT_MASK);
  if (state.sctlr & SCTLR_TE) state.mode |= MODE.T;
  const set = mode | PSR.I | masks | (state.sctlr & SCTLR_EE ? PSR.E : 0);
  writeControl(context, set, 0x1f | PSR.I | masks | PSR.E);
  state.spsr = spsr;
  state.r14 = lr;
  state.exclusiveHost = -1;
  state.pc = (state.sctlr & SCTLR_V ? 0xffff0000 : model.vbar ? state.vbar : 0) + vector;
  updateMode(context);
  context.env.trace('int', () => `${name} from ${text(from)} cpsr ${text(spsr)} lr ${text(lr)} to ${text(state.pc)}`);
}

const text = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');

/** Fault status in the layout that TTBCR.EAE selects. @param code of the walk or of the soft MMU */
function faultStatus({ state }: ArmContext, code: number): number {
  const long = state.ttbcr < 0;
  if (code === FAULT.ALIGNMENT) return long ? 0x221 : 0x001;
  if (code < FAULT_BASE) return long ? 0x210 : 0x008;
  const status = (code - FAULT_BASE) & 0x3f;
  if (long) return 0x200 | status;
  return (status & 15) | ((status & 16) << 6) | (((code >> 8) & 15) << 4);
}

/** Data or prefetch abort for the fault in CORE.fault*, at the instruction that state.pc names. */
export function raiseFault(context: ArmContext): void {
  const { state, env } = context;
  const status = faultStatus(context, state.faultCode);
  const address = state.faultLo;
  if (state.faultAccess === ACCESS.FETCH) {
    prefetchAbort(context, status, address);
    return;
  }
  state.dfsr = status | (state.faultAccess === ACCESS.WRITE ? 1 << 11 : 0);
  state.dfar = address;
  env.trace('int', () => `data abort: dfsr ${text(state.dfsr)} dfar ${text(address)}`);
  enterException(context, 'dataAbort', (state.pc + 8) | 0);
}

/** Prefetch abort with these contents of IFSR and IFAR. */
export function prefetchAbort(context: ArmContext, status: number, address: number): void {
  const { state, env } = context;
  state.ifsr = status;
  state.ifar = address;
  env.trace('int', () => `prefetch abort: ifsr ${text(status)} ifar ${text(address)}`);
  enterException(context, 'prefetchAbort', (state.pc + 4) | 0);
}

/** Prefetch abort for a walk's fault code. */
export function fetchFault(context: ArmContext, code: number, address: number): void {
  prefetchAbort(context, faultStatus(context, code), address);
}

/** Fault status of a walk for PAR, with bit 0 set. @see Arm DDI 0406C, B4.1.112 */
export function parOfFault(context: ArmContext, code: number): number {
  const status = faultStatus(context, code);
  return context.state.ttbcr < 0
    ? 1 | ((status & 0x3f) << 1) | (1 << 9)
    : 1 | ((status & 15) << 1) | ((status & 0x400) >> 5);
}
