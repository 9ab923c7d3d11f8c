import { CORE, SIGNAL } from '@tutti/ir';
import { CORE_CONTROL } from './control.ts';
import type { Message } from './queue.ts';
import { MESSAGE } from './queue-layout.ts';
import type { OwnContext } from './thread-context.ts';

/** What belongs to a core besides the fields of its state. Plain data: part of a snapshot. */
export interface SavedCore {
  /** Levels of its interrupt lines, one bit each. */
  readonly lines: number;
  /** It runs: it neither waits nor is held. */
  readonly runnable: boolean;
  /** Messages in its queue. Those about TLBs and code are left out: a restored core has neither. */
  readonly messages: readonly Message[];
  /** Guest time at which it wants to be woken; -1: at none. */
  readonly wakeNs: number;
}

/** Fields of CORE that speak of this run: places in its memory, words of its protocols. Snapshots leave them out. */
export const RUN_FIELDS: ReadonlySet<string> = new Set<keyof typeof CORE.at>([
  'exitLink',
  'region',
  'index',
  'exclusiveHost',
  'tlbGeneration',
  'signal',
  'asleep',
]);

const SIGNALS = Object.values(SIGNAL).reduce((all, bit) => all | bit, 0);

/** Main, while the machine is frozen. */
export function saveCore(context: OwnContext, core: number): SavedCore {
  const { control } = context.plan.cores[core]!;
  return {
    lines: Atomics.load(context.i32, (control + CORE_CONTROL.at.lines) >>> 2),
    runnable: Atomics.load(context.i32, (control + CORE_CONTROL.at.runnable) >>> 2) !== 0,
    messages: context.queues[core]!.waiting().filter(([kind]) => kind >= MESSAGE.RESTART),
    wakeNs: context.timers.deadline(context.plan.coreTimers + core),
  };
}

/** Put a core into a saved state; the fields of its state are there already. Main, in `MachineThreads.restore`. */
export function restoreCore(context: OwnContext, core: number, saved: SavedCore): void {
  const { i32, plan } = context;
  const { base, control } = plan.cores[core]!;
  i32[(base + CORE.at.exitLink) >>> 2] = 0;
  i32[(base + CORE.at.region) >>> 2] = 0;
  i32[(base + CORE.at.exclusiveHost) >>> 2] = -1;
  Atomics.store(i32, (control + CORE_CONTROL.at.lines) >>> 2, saved.lines);
  Atomics.store(i32, (control + CORE_CONTROL.at.runnable) >>> 2, saved.runnable ? 1 : 0);
  const queue = context.queues[core]!;
  queue.initialise();
  for (const message of saved.messages) queue.push(...message);
  if (saved.wakeNs >= 0) context.timers.arm(plan.coreTimers + core, saved.wakeNs);
  // It looks at everything before its first instruction.
  Atomics.store(i32, (base + CORE.at.signal) >>> 2, SIGNALS);
}
