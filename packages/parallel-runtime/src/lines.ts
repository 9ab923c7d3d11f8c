import { SIGNAL } from '@tutti/ir';
import { CORE_CONTROL } from './control.ts';
import type { MemoryPlan } from './memory-plan.ts';
import type { Signals } from './signals.ts';

/** Interrupt inputs of cores. What the numbers mean is the architecture's (ARM: 0 IRQ, 1 FIQ; x86: 0 INTR, 1 NMI). */
export interface CoreLines {
  /** Set the level of a line, 0 to 31. Any thread. A rise signals the core, and wakes it when it waits. */
  set(core: number, line: number, level: boolean): void;
  /** Levels of all lines of a core, one bit each. */
  levels(core: number): number;
}

/** The lines as words in shared memory. */
export class SharedCoreLines implements CoreLines {
  readonly #i32: Int32Array;
  readonly #plan: MemoryPlan;
  readonly #signals: Signals;

  constructor(i32: Int32Array, plan: MemoryPlan, signals: Signals) {
    this.#i32 = i32;
    this.#plan = plan;
    this.#signals = signals;
  }

  set(core: number, line: number, level: boolean): void {
    const word = this.#word(core);
    const bit = 1 << line;
    if (level) {
      if ((Atomics.or(this.#i32, word, bit) & bit) === 0) this.#signals.raise(core, SIGNAL.INTERRUPT);
    } else if ((Atomics.load(this.#i32, word) & bit) !== 0) {
      Atomics.and(this.#i32, word, ~bit);
    }
  }

  levels(core: number): number {
    return Atomics.load(this.#i32, this.#word(core));
  }

  #word(core: number): number {
    const place = this.#plan.cores[core];
    if (place === undefined)
      throw new RangeError(`interrupt line of core ${core}: the machine has ${this.#plan.cores.length}`);
    return (place.control + CORE_CONTROL.at.lines) >>> 2;
  }
}
