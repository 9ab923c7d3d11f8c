import { hrtime } from 'node:process';
import type { MonotonicNs } from '../../clock.ts';

/**
 * Nanoseconds of the process's monotonic clock, the same in all threads: `performance.now()` counts from a start of its own in each
 * worker, so its distance to `hrtime` is measured once, at creation.
 */
export function createMonotonicNs(): MonotonicNs {
  const before = performance.now();
  const shared = Number(hrtime.bigint());
  const offset = shared - ((before + performance.now()) / 2) * 1e6;
  return () => performance.now() * 1e6 + offset;
}
