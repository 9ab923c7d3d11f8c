import type { ArmContext } from './context.ts';

/** Frequency of the system counter: 62.5 MHz, one tick in 16 ns. */
export const COUNTER_HZ = 62_500_000;
const NS_PER_TICK = 1e9 / COUNTER_HZ;

const ENABLE = 1;
const IMASK = 2;
const ISTATUS = 4;

/** Private interrupt of each timer: non-secure physical, virtual. */
const TIMER_PPI = [30, 27] as const;

/** Timer of a register argument: 0 physical, 1 virtual. */
export type TimerIndex = 0 | 1;

/** CNTPCT or CNTVCT. */
export function counter({ env, state }: ArmContext, timer: TimerIndex): bigint {
  const ticks = BigInt(Math.floor(env.nowNs() / NS_PER_TICK));
  return BigInt.asUintN(64, timer === 0 ? ticks : ticks - state.cntvoff);
}

const compareValue = ({ state }: ArmContext, timer: TimerIndex): bigint =>
  BigInt.asUintN(64, timer === 0 ? state.cntpCval : state.cntvCval);

const control = ({ state }: ArmContext, timer: TimerIndex): number => (timer === 0 ? state.cntpCtl : state.cntvCtl);

const due = (context: ArmContext, timer: TimerIndex): boolean =>
  (control(context, timer) & ENABLE) !== 0 && counter(context, timer) >= compareValue(context, timer);

/** Bring the timers' lines up to date when one may have changed. Called whenever the core's thread looks at interrupts. */
export function pollTimers(context: ArmContext): void {
  if (context.model.genericTimer && context.env.nowNs() >= context.timerDeadlineNs) updateTimers(context);
}

/** Bring the timers' interrupt lines up to date and ask to be woken at the next deadline. Called after every register write. */
export function updateTimers(context: ArmContext): void {
  const { env, state } = context;
  let lines = 0;
  let next = Number.POSITIVE_INFINITY;
  for (const timer of [0, 1] as const) {
    if ((control(context, timer) & (ENABLE | IMASK)) !== ENABLE) continue;
    const left = compareValue(context, timer) - counter(context, timer);
    if (left <= 0n) lines |= 1 << timer;
    else next = Math.min(next, env.nowNs() + Math.ceil(Number(left) * NS_PER_TICK));
  }
  const changed = lines ^ state.timerLines;
  state.timerLines = lines;
  context.timerDeadlineNs = next;
  for (const timer of [0, 1] as const) {
    if (changed & (1 << timer)) env.service('ppi')(TIMER_PPI[timer], (lines >> timer) & 1, env.index);
  }
  if (next < Number.MAX_SAFE_INTEGER) env.wakeAt(next);
}

export const readCtl = (context: ArmContext, timer: TimerIndex): number =>
  control(context, timer) | (due(context, timer) ? ISTATUS : 0);

export function writeCtl(context: ArmContext, timer: TimerIndex, value: number): void {
  if (timer === 0) context.state.cntpCtl = value & (ENABLE | IMASK);
  else context.state.cntvCtl = value & (ENABLE | IMASK);
  updateTimers(context);
}

export const readTval = (context: ArmContext, timer: TimerIndex): number =>
  Number(BigInt.asIntN(32, compareValue(context, timer) - counter(context, timer)));

export function writeTval(context: ArmContext, timer: TimerIndex, value: number): void {
  writeCval(context, timer, counter(context, timer) + BigInt(value | 0));
}

export const readCval = compareValue;

export function writeCval({ state }: ArmContext, timer: TimerIndex, value: bigint): void {
  if (timer === 0) state.cntpCval = BigInt.asIntN(64, value);
  else state.cntvCval = BigInt.asIntN(64, value);
}
