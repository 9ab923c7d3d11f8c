import { EXIT } from '@tutti/ir';
import type { X86Context } from './context.ts';

/**
 * Longest wait of MWAIT, guest time. It may end at any time, and must when the monitored line is written; writes are not watched, so
 * it ends soon by itself and the guest looks again.
 */
const NAP_NS = 500_000;

/** MWAIT: wait for an interrupt, even a masked one, or a nap. @see Intel SDM 2B "MWAIT" */
export function monitorWait({ state, env }: X86Context): number {
  state.monitor = 1;
  state.napUntil = env.nowNs() + NAP_NS;
  env.wakeAt(state.napUntil);
  state.exitLink = 0;
  return EXIT.WAIT;
}

/** Is the nap over? */
export function napOver({ state, env }: X86Context): boolean {
  return state.monitor !== 0 && env.nowNs() >= state.napUntil;
}
