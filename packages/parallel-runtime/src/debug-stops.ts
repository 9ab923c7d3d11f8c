import { CONTROL, STATE } from './control.ts';
import { type CoreSlot, HALT } from './core-slot.ts';
import { type DebugStop, DebugTable } from './debug-table.ts';
import type { MemoryPlan } from './memory-plan.ts';
import type { Signals } from './signals.ts';

/** What a core thread does when one of its cores meets a breakpoint or a watchpoint: it pauses the machine and tells main why. */
export class DebugStops {
  readonly #i32: Int32Array;
  readonly #table: DebugTable;
  readonly #signals: Signals;
  readonly #state: number;
  readonly #mainEvent: number;

  constructor(i32: Int32Array, plan: MemoryPlan, signals: Signals) {
    this.#i32 = i32;
    this.#table = new DebugTable(i32, plan);
    this.#signals = signals;
    this.#state = (plan.control + CONTROL.at.state) >>> 2;
    this.#mainEvent = (plan.control + CONTROL.at.mainEvent) >>> 2;
  }

  /**
   * The core stands before an instruction or an access with a point. It leaves its slice. When another core's stop is told, or the machine
   * is paused anyway, it meets the point again later.
   */
  halt(slot: CoreSlot, stop: Omit<DebugStop, 'core'>): void {
    const told = this.#table.tell({ core: slot.index, ...stop }, () => this.#pause());
    slot.halt = told ? HALT.TOLD : HALT.MET;
    if (!told) return;
    this.#signals.stopAll();
    Atomics.add(this.#i32, this.#mainEvent, 1);
    Atomics.notify(this.#i32, this.#mainEvent);
  }

  #pause(): boolean {
    return Atomics.compareExchange(this.#i32, this.#state, STATE.RUNNING, STATE.PAUSED) === STATE.RUNNING;
  }
}
