import { type Apic, LVT, lvtOf, request } from './local-apic.ts';

const MASKED = 1 << 16;
/** One-shot or periodic; TSC-deadline mode is not offered by CPUID. */
const isPeriodic = (dev: Apic, cpu: number): boolean => (lvtOf(dev, cpu, LVT.TIMER) & (1 << 17)) !== 0;

/** Divide configuration: bits 3, 1, 0 give 2, 4, ... 128, and 7 gives 1 (SDM 3A, figure 11-10). */
function divisor(dev: Apic, cpu: number): number {
  const value = dev.state.divide[cpu] ?? 0;
  const code = ((value >>> 1) & 4) | (value & 3);
  return code === 7 ? 1 : 2 << code;
}

const tickNs = (dev: Apic, cpu: number): number => (1e9 * divisor(dev, cpu)) / dev.options.busHz;

export function timerCount(dev: Apic, cpu: number): number {
  const initial = dev.state.initial[cpu] ?? 0;
  if (initial === 0) return 0;
  const done = Math.floor((dev.clock.nowNs() - (dev.state.startNs[cpu] ?? 0)) / tickNs(dev, cpu));
  if (isPeriodic(dev, cpu)) return initial - (done % initial);
  return Math.max(0, initial - done);
}

/** Arm the next expiry, or disarm. An expiry that is past already, because the count was short, is due at once. */
function arm(dev: Apic, cpu: number): void {
  const timer = dev.timer('expiry', cpu);
  const initial = dev.state.initial[cpu] ?? 0;
  const start = dev.state.startNs[cpu] ?? 0;
  if (initial === 0) {
    timer.cancel();
    return;
  }
  const periodNs = initial * tickNs(dev, cpu);
  const elapsed = dev.clock.nowNs() - start;
  if (isPeriodic(dev, cpu)) timer.arm(start + (Math.floor(elapsed / periodNs) + 1) * periodNs);
  else if (dev.state.expired[cpu] === 0) timer.arm(start + periodNs);
  else timer.cancel();
}

export function startTimer(dev: Apic, cpu: number, initial: number): void {
  dev.state.initial[cpu] = initial;
  dev.state.startNs[cpu] = dev.clock.nowNs();
  dev.state.expired[cpu] = 0;
  arm(dev, cpu);
}

/** The divider or the mode changed: the count goes on from where it is. */
export function retimed(dev: Apic, cpu: number, change: () => void): void {
  const done = (dev.state.initial[cpu] ?? 0) - timerCount(dev, cpu);
  change();
  dev.state.startNs[cpu] = dev.clock.nowNs() - done * tickNs(dev, cpu);
  arm(dev, cpu);
}

export function timerFired(dev: Apic, cpu: number): void {
  const entry = lvtOf(dev, cpu, LVT.TIMER);
  dev.state.expired[cpu] = isPeriodic(dev, cpu) ? 0 : 1;
  if ((entry & MASKED) === 0) request(dev, cpu, entry & 0xff, false);
  arm(dev, cpu);
}
