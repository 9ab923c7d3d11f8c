import { EXIT } from '@tutti/ir';
import { MODE } from '../mode.ts';
import { AT, FLAG } from '../state.ts';
import type { X86Context } from './context.ts';
import { W } from './words.ts';

const ARG = AT.arg >> 2;
const OFFSET = AT.tscOffset >> 2;

/**
 * Helper `read_tsc`. Interrupts of timers that the host is late with come before the RDTSC, which then runs again: Linux counts ticks
 * against the TSC to find out whether the I/O APIC works, and panics when it does not.
 * @returns 0, or EXIT.LOOKUP when an interrupt comes first
 */
export function timestamp(context: X86Context): number {
  // hot
  const { words, env, state } = context;
  const now = Math.floor(env.nowNs());
  if (env.fireLate?.(now) && interruptible(words) && Atomics.load(words, AT.signal >> 2) !== 0) {
    state.exitLink = 0;
    return EXIT.LOOKUP;
  }
  const low = now >>> 0;
  const sum = low + ((words[OFFSET] as number) >>> 0);
  words[ARG] = sum | 0;
  words[ARG + 1] = ((now - low) / 2 ** 32 + (words[OFFSET + 1] as number) + (sum >= 2 ** 32 ? 1 : 0)) | 0;
  return 0;
}

const interruptible = (words: Int32Array): boolean =>
  ((words[W.flags] as number) & FLAG.IF) !== 0 && ((words[AT.mode >> 2] as number) & MODE.SHADOW) === 0;
