/**
 * A counter that runs down at a fixed rate, kept as its value at one moment: nothing happens between expiries, and any thread can
 * tell the value from the guest's time alone.
 */
export interface Countdown {
  /** Guest time, in ns, at which the counter held `value`. */
  fromNs: number;
  value: number;
}

/** How a counter goes on after 0. */
export interface Rate {
  /** ns of one tick; need not be whole. */
  readonly tickNs: number;
  /** Ticks from one expiry to the next; 0 stops at the first. */
  readonly period: number;
  /** What the counter shows at the moment of expiry when it goes on: the reload value, or 0 where hardware shows it for a tick. */
  readonly atExpiry: number;
}

/** Value of a running counter at a time. */
export function valueAt(counter: Countdown, rate: Rate, nowNs: number): number {
  const elapsed = Math.floor(Math.max(0, nowNs - counter.fromNs) / rate.tickNs);
  if (elapsed < counter.value) return counter.value - elapsed;
  if (rate.period === 0) return 0;
  const into = (elapsed - counter.value) % rate.period;
  return into === 0 ? rate.atExpiry : rate.period - into;
}

/** Time of the next expiry after `nowNs`, rounded up to whole ns; -1 when there is none. A counter that starts at 0 expires at once. */
export function nextExpiryNs(counter: Countdown, rate: Rate, afterNs: number): number {
  const first = counter.fromNs + counter.value * rate.tickNs;
  if (first > afterNs) return Math.ceil(first);
  if (rate.period === 0) return -1;
  const periodNs = rate.period * rate.tickNs;
  return Math.ceil(first + (Math.floor((afterNs - first) / periodNs) + 1) * periodNs);
}
