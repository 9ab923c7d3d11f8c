import { hrtime } from 'node:process';
import type { MonotonicNs } from '../../clock.ts';

/**
 * Nanoseconds of the process's monotonic clock, the same in all threads to the nanosecond: guests compare the counters of their cores.
 * `performance.now()` counts from a start of its own in each worker, and its distance to this clock cannot be measured better than to a
 * hundred nanoseconds; it is no cheaper either.
 */
export function createMonotonicNs(): MonotonicNs {
  return () => Number(hrtime.bigint());
}
