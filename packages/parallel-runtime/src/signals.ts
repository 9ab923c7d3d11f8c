import { CORE, SIGNAL } from '@tutti/ir';
import { CONTROL, CORE_CONTROL, THREAD_CONTROL } from './control.ts';
import type { MemoryPlan } from './memory-plan.ts';

/** Signal words of all cores: any thread raises, the core's thread takes. */
export class Signals {
  readonly #i32: Int32Array;
  readonly #plan: MemoryPlan;

  constructor(i32: Int32Array, plan: MemoryPlan) {
    this.#i32 = i32;
    this.#plan = plan;
  }

  /** Set SIGNAL bits of a core and wake its thread when that sleeps. */
  raise(core: number, bits: number): void {
    const { base, control } = this.#plan.cores[core] as MemoryPlan['cores'][number];
    Atomics.or(this.#i32, (base + CORE.at.signal) >>> 2, bits);
    if (Atomics.load(this.#i32, (base + CORE.at.asleep) >>> 2) !== 0)
      this.wakeThread(this.#i32[(control + CORE_CONTROL.at.thread) >>> 2] as number);
  }

  /** Set bits that only matter once the core runs guest code: a sleeping core sleeps on. */
  raiseQuietly(core: number, bits: number): void {
    const { base } = this.#plan.cores[core] as MemoryPlan['cores'][number];
    Atomics.or(this.#i32, (base + CORE.at.signal) >>> 2, bits);
  }

  /** Take all bits of a core. Only its thread. */
  take(core: number): number {
    const { base } = this.#plan.cores[core] as MemoryPlan['cores'][number];
    return Atomics.exchange(this.#i32, (base + CORE.at.signal) >>> 2, 0);
  }

  raiseAll(bits: number): void {
    for (let core = 0; core < this.#plan.cores.length; core++) this.raise(core, bits);
  }

  wakeThread(thread: number): void {
    const word = (this.#plan.threads[thread] as number) + THREAD_CONTROL.at.event;
    Atomics.add(this.#i32, word >>> 2, 1);
    Atomics.notify(this.#i32, word >>> 2);
  }

  /** Stop every core at its next safe point and let its thread look at `CONTROL.state`. */
  stopAll(): void {
    this.raiseAll(SIGNAL.STOP);
    Atomics.notify(this.#i32, (this.#plan.control + CONTROL.at.state) >>> 2);
  }
}
