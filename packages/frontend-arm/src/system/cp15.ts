import { ACCESS, type WalkResult } from '@tutti/ir';
import { GUEST_EXIT, guestExitArg } from '../guest-exits.ts';
import { AT } from '../state.ts';
import type { ArmContext } from './context.ts';
import type { CpRegister, ReadAction, WriteAction } from './cp15-table.ts';
import { parOfFault } from './exceptions.ts';
import { updateMode } from './psr.ts';
import {
  counter,
  readCtl,
  readCval,
  readTval,
  type TimerIndex,
  updateTimers,
  writeCtl,
  writeCval,
  writeTval,
} from './timer.ts';
import {
  contextChanged,
  flushAll,
  flushAsidEverywhere,
  flushNonGlobal,
  flushPage,
  flushPageEverywhere,
  refreshAll,
  refreshAllEverywhere,
} from './tlb-maintenance.ts';
import { walk } from './walk.ts';

const word = (value: bigint): number => Number(BigInt.asIntN(32, value));

/** SCTLR bits that change translations: M, AFE, TRE, EE, WXN, UWXN. */
const SCTLR_TRANSLATION = 1 | (1 << 29) | (1 << 28) | (1 << 25) | (1 << 19) | (1 << 20);
/** Bits that read as one in SCTLR of every ARMv7-A core. */
const SCTLR_ONES_V7 = 0x00c50078 & ~0x2000;

const target: WalkResult = { gpaPage: 0, allowed: 0, faultCode: 0, device: false, pageShift: 12 };

/** ATS1C*: bit 0 of `kind` write, bit 1 unprivileged. */
function translate(context: ArmContext, kind: number, va: number): void {
  const { state } = context;
  const slot = state.dacrSlots[0] === state.dacr ? 0 : 2;
  const ok = walk(context, va, kind & 1 ? ACCESS.WRITE : ACCESS.READ, slot | (kind >> 1), target);
  if (!ok) {
    state.par = parOfFault(context, target.faultCode);
    state.parHi = 0;
    return;
  }
  const long = state.ttbcr < 0;
  state.par = ((target.gpaPage & 0xfffff) << 12) | (long ? 0x800 : 0) | 0;
  state.parHi = long ? Math.floor(target.gpaPage / 0x100000) & 0xff : 0;
}

/** DACR: two values are remembered with MMU modes of their own, so that switching between them (Linux: user access on, off) is free. */
function writeDacr(context: ArmContext, value: number): void {
  const { state } = context;
  if (value === state.dacr) return;
  const { dacrSlots } = state;
  if (dacrSlots[0] !== value && dacrSlots[1] !== value) {
    dacrSlots[dacrSlots[0] === state.dacr ? 1 : 0] = value;
    flushAll(context);
  }
  state.dacr = value;
  updateMode(context);
}

/** Guest ns of one PMCCNTR tick: the core is taken to run at 1 GHz. */
const cycles = ({ env, state }: ArmContext): bigint => BigInt(Math.floor(env.nowNs())) - state.pmccntrBase;

const READS: Readonly<Record<ReadAction, (context: ArmContext, arg: number) => bigint>> = {
  ccsidr: ({ model, state }) => BigInt(model.ccsidr[state.csselr & 15] ?? 0),
  isr: ({ env }) => BigInt(((env.interruptLines() & 1) << 7) | ((env.interruptLines() & 2) << 5)),
  pmccntr: (context) => cycles(context),
  timerCtl: (context, arg) => BigInt(readCtl(context, arg as TimerIndex)),
  timerTval: (context, arg) => BigInt(readTval(context, arg as TimerIndex)),
  timerCval: (context, arg) => readCval(context, arg as TimerIndex),
  counter: (context, arg) => counter(context, arg as TimerIndex),
  l2ctlr: ({ options }) => BigInt(((options['cores'] ?? 1) - 1) << 24),
  pmcntenset: ({ state }) => BigInt(state.pmcntenset),
  pmintenset: ({ state }) => BigInt(state.pmintenset),
};

/** `value` is the written word, sign-extended, or the double word of a 64-bit write. */
const WRITES: Readonly<Record<WriteAction, (context: ArmContext, value: bigint, register: CpRegister) => void>> = {
  ignore: () => {},
  sctlr(context, value) {
    const { state, model } = context;
    const next = word(value) | (model.version === 7 ? SCTLR_ONES_V7 : 0);
    const changed = next ^ state.sctlr;
    state.sctlr = next;
    if (changed & SCTLR_TRANSLATION) flushAll(context);
    updateMode(context);
  },
  cpacr(context, value) {
    context.state.cpacr = word(value) & (context.model.neon ? 0xc0f00000 : 0x00f00000);
    updateMode(context);
  },
  vbar: ({ state }, value) => {
    state.vbar = word(value) & ~31;
  },
  translationBase(context, value, register) {
    const { state, words } = context;
    const name = register.behaviour.field as 'ttbr0' | 'ttbr1' | 'ttbcr';
    const at = AT[name] >> 2;
    const wide = register.crn < 0;
    const low = word(value);
    const high = wide ? word(value >> 32n) : 0;
    if (name === 'ttbcr') {
      if (state.ttbcr !== low) flushAll(context);
    } else if (words[at] !== low || (wide && words[at + 1] !== high)) {
      contextChanged(context);
      if (wide) words[at + 1] = high;
    }
    words[at] = low;
  },
  dacr: (context, value) => writeDacr(context, word(value)),
  contextidr(context, value) {
    const { state } = context;
    if (((state.contextidr ^ word(value)) & 0xff) !== 0) contextChanged(context);
    state.contextidr = word(value);
  },
  translate: (context, value, register) => translate(context, register.behaviour.arg as number, word(value)),
  tlbAll: (context) => refreshAll(context),
  tlbAllBroadcast: (context) => refreshAllEverywhere(context),
  tlbPage: (context, value) => flushPage(context, word(value)),
  tlbPageBroadcast: (context, value) => flushPageEverywhere(context, word(value)),
  tlbAsid: (context) => flushNonGlobal(context),
  tlbAsidBroadcast: (context) => flushAsidEverywhere(context),
  pmcr(context, value) {
    const { state } = context;
    if (word(value) & 4) state.pmccntrBase = BigInt(Math.floor(context.env.nowNs()));
    state.pmcr = (state.pmcr & ~0x39) | (word(value) & 0x39);
  },
  pmcntenset: ({ state }, value) => {
    state.pmcntenset |= word(value) & 0x80000000;
  },
  pmcntenclr: ({ state }, value) => {
    state.pmcntenset &= ~word(value);
  },
  pmovsr: ({ state }, value) => {
    state.pmovsr &= ~word(value);
  },
  pmccntr(context, value) {
    context.state.pmccntrBase = BigInt(Math.floor(context.env.nowNs())) - BigInt.asUintN(32, value);
  },
  pmuserenr: ({ state }, value) => {
    state.pmuserenr = word(value) & 1;
  },
  pmintenset: ({ state }, value) => {
    state.pmintenset |= word(value) & 0x80000000;
  },
  pmintenclr: ({ state }, value) => {
    state.pmintenset &= ~word(value);
  },
  timerCtl: (context, value, register) => writeCtl(context, register.behaviour.arg as TimerIndex, word(value)),
  timerTval(context, value, register) {
    writeTval(context, register.behaviour.arg as TimerIndex, word(value));
    updateTimers(context);
  },
  timerCval(context, value, register) {
    writeCval(context, register.behaviour.arg as TimerIndex, BigInt.asUintN(64, value));
    updateTimers(context);
  },
  osLock: ({ state }, value) => {
    state.dbgOsLock = word(value) === (0xc5acce55 | 0) ? 2 : 0;
  },
};

/** Value of register number `index` of the model; for 64-bit registers the high word goes to `high`. */
export function readRegister(context: ArmContext, index: number): number {
  const { behaviour, crn } = context.registers.list[index] as CpRegister;
  const wide = crn < 0;
  if (behaviour.reads) {
    const value = READS[behaviour.reads](context, behaviour.arg ?? 0);
    if (wide) context.state.high = word(value >> 32n);
    return word(value);
  }
  if (behaviour.field) {
    const at = AT[behaviour.field] >> 2;
    if (wide) context.state.high = context.words[at + 1] as number;
    return context.words[at] as number;
  }
  context.state.high = 0;
  return behaviour.value?.(context.model) ?? 0;
}

/** Write register number `index` of the model; `high` counts for 64-bit registers. */
export function writeRegister(context: ArmContext, index: number, low: number, high: number): void {
  const register = context.registers.list[index] as CpRegister;
  const value = register.crn < 0 ? (BigInt(high) << 32n) | BigInt(low >>> 0) : BigInt(low);
  const { behaviour } = register;
  if (behaviour.writes) WRITES[behaviour.writes](context, value, register);
}

/** Rights of User mode that enable registers give: -1 (go on) or the argument of EXIT.GUEST. @see Arm DDI 0406C, B4.1.121, B4.1.26 */
export function checkUserAccess({ state, registers }: ArmContext, index: number): number {
  const { name } = registers.list[index] as CpRegister;
  const allowed = name.startsWith('PM')
    ? (state.pmuserenr & 1) !== 0
    : name.startsWith('CNTV_')
      ? (state.cntkctl & (1 << 8)) !== 0
      : name.startsWith('CNTP_')
        ? (state.cntkctl & (1 << 9)) !== 0
        : name === 'CNTVCT'
          ? (state.cntkctl & 2) !== 0
          : name === 'CNTPCT'
            ? (state.cntkctl & 1) !== 0
            : (state.cntkctl & 3) !== 0;
  return allowed ? -1 : guestExitArg(GUEST_EXIT.UNDEFINED);
}
