import { CORE } from '@tutti/ir';
import { THREAD_CONTROL } from './control.ts';
import type { CoreSlot } from './core-slot.ts';
import type { MemoryPlan } from './memory-plan.ts';

/** A sleep ends at the latest after this long; nothing depends on it but the bound of a wait. */
const MAX_SLEEP_MS = 200;

/**
 * Sleep of a core thread. A core says `asleep`, then its signal word is looked at; who signals sets the word, then looks at `asleep`:
 * so either the thread sees the signal or the signaller bumps the thread's futex word, which was read before.
 */
export class ThreadSleep {
  readonly #i32: Int32Array;
  readonly #slots: readonly CoreSlot[];
  readonly #event: number;

  constructor(i32: Int32Array, plan: MemoryPlan, thread: number, slots: readonly CoreSlot[]) {
    this.#i32 = i32;
    this.#slots = slots;
    this.#event = ((plan.threads[thread] as number) + THREAD_CONTROL.at.event) >>> 2;
  }

  /** Sleep until one of the thread's cores is signalled. */
  untilSignal(): void {
    this.#sleep(MAX_SLEEP_MS);
  }

  /** Give the host processor away for a moment, unless a signal comes. */
  pause(ms: number): void {
    this.#sleep(ms);
  }

  #sleep(ms: number): void {
    const i32 = this.#i32;
    const seen = Atomics.load(i32, this.#event);
    let signalled = false;
    for (const { place } of this.#slots) {
      Atomics.store(i32, (place.base + CORE.at.asleep) >>> 2, 1);
      signalled ||= Atomics.load(i32, (place.base + CORE.at.signal) >>> 2) !== 0;
    }
    if (!signalled) Atomics.wait(i32, this.#event, seen, ms);
    for (const { place } of this.#slots) Atomics.store(i32, (place.base + CORE.at.asleep) >>> 2, 0);
  }
}
