import { CORE, EXIT, type Exit } from '@tutti/ir';
import type { ThreadContext } from './composition.ts';
import { CONTROL, STATE } from './control.ts';
import { type CoreSlot, HALT } from './core-slot.ts';
import { runAlone } from './run-alone.ts';
import { serveFlushes } from './safe-point.ts';

/** What steps of a core share with its slices. */
export interface SliceEnds {
  /** Signals, messages, interrupts; then whether a waiting core goes on. The core is outside guest code. */
  serve(slot: CoreSlot): void;
  /** The core goes inside guest code for so many instructions. */
  open(slot: CoreSlot, budget: number): void;
  /** The core leaves guest code. @param waits  it executed WFI, WFE or HLT */
  close(slot: CoreSlot, waits: boolean): void;
}

/** A core thread's part in debugging: single steps, going on from a stop, and points that main has changed. */
export class Stepper {
  readonly #i32: Int32Array;
  readonly #control: number;
  readonly #slots: readonly CoreSlot[];
  readonly #ends: SliceEnds;
  #pointsStale = true;

  /** @param parts  of the thread: its memory plan and its cores */
  constructor(
    i32: Int32Array,
    parts: { readonly context: ThreadContext; readonly slots: readonly CoreSlot[] },
    ends: SliceEnds,
  ) {
    this.#i32 = i32;
    this.#control = parts.context.plan.control;
    this.#slots = parts.slots;
    this.#ends = ends;
  }

  /**
   * Execute one instruction of the core that main named; the machine is paused again afterwards, and perhaps stepped again at once.
   * @returns false when the core is not of this thread
   */
  step(): boolean {
    const core = this.#read(CONTROL.at.stepCore);
    const slot = this.#slots.find((s) => s.index === core);
    if (slot === undefined) return false;
    if (this.#read(CONTROL.at.stepQuietly) === 0) this.#ends.serve(slot);
    else serveFlushes(this.#i32, slot);
    slot.halt = HALT.NONE;
    if (slot.runnable) this.#stepOne(slot);
    const state = (this.#control + CONTROL.at.state) >>> 2;
    Atomics.compareExchange(this.#i32, state, STATE.STEPPING, STATE.PAUSED);
    Atomics.notify(this.#i32, state);
    const mainEvent = (this.#control + CONTROL.at.mainEvent) >>> 2;
    Atomics.add(this.#i32, mainEvent, 1);
    Atomics.notify(this.#i32, mainEvent);
    return true;
  }

  /** The machine runs on after a breakpoint or watchpoint. When that was told and pc is what it was, the core executes its instruction. */
  goOnFrom(slot: CoreSlot): void {
    const over =
      slot.halt === HALT.TOLD && slot.get(CORE.at.pc) === slot.haltPc && slot.get(CORE.at.pcHi) === slot.haltPcHi;
    slot.halt = HALT.NONE;
    serveFlushes(this.#i32, slot);
    if (over) this.#stepOne(slot);
  }

  /** The machine stands: breakpoints and watchpoints may change until it runs. */
  pointsMayChange(): void {
    this.#pointsStale = true;
  }

  /** The machine runs: read the points again if they may have changed. */
  refreshPoints(): void {
    if (!this.#pointsStale) return;
    this.#pointsStale = false;
    for (const group of new Set(this.#slots.map((slot) => slot.group))) {
      if (!group.points.reload()) continue;
      for (const slot of this.#slots) if (slot.group === group) slot.tlb.flushAll();
    }
  }

  #stepOne(slot: CoreSlot): void {
    this.#ends.open(slot, 0);
    const exit = this.#pass(slot);
    if (exit === EXIT.FAULT) slot.guest.raiseFault();
    if (exit === EXIT.GUEST) slot.guest.guestExit(slot.get(CORE.at.exitArg));
    this.#ends.close(slot, exit === EXIT.WAIT);
  }

  /** Execute the instruction at pc whatever is signalled and watched. */
  #pass(slot: CoreSlot): Exit {
    const signal = (slot.place.base + CORE.at.signal) >>> 2;
    let held = 0;
    let exit: Exit;
    slot.passes = true;
    do {
      held |= Atomics.exchange(this.#i32, signal, 0);
      exit = runAlone(slot);
    } while (exit === EXIT.SIGNAL);
    slot.passes = false;
    Atomics.or(this.#i32, signal, held);
    return exit;
  }

  #read(field: number): number {
    return Atomics.load(this.#i32, (this.#control + field) >>> 2);
  }
}
