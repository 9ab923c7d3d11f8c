import type { MonotonicNs } from '../../clock.ts';

/** Nanoseconds since the epoch of the page's monotonic clocks; workers agree to some microseconds. */
export function createWebMonotonicNs(): MonotonicNs {
  return () => (performance.timeOrigin + performance.now()) * 1e6;
}
