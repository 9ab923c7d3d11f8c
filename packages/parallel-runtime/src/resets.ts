import { CORE } from '@tutti/ir';
import type { ThreadContext, ThreadMachine } from './composition.ts';
import { CONTROL } from './control.ts';
import { type CoreSlot, HALT } from './core-slot.ts';

/** `CONTROL.resetEpoch` until the machine is first reset. */
const FIRST_EPOCH = 0;

/** A core thread's part in resets: of the whole machine when main asks for one, of a core when another core does. */
export class Resets {
  readonly #i32: Int32Array;
  readonly #control: number;
  readonly #machine: ThreadMachine;
  readonly #slots: readonly CoreSlot[];
  #epoch = -1;

  /** @param parts  of the thread; its cores learn how they are started again */
  constructor(
    i32: Int32Array,
    parts: { readonly context: ThreadContext; readonly machine: ThreadMachine; readonly slots: readonly CoreSlot[] },
  ) {
    this.#i32 = i32;
    this.#control = parts.context.plan.control;
    this.#machine = parts.machine;
    this.#slots = parts.slots;
    for (const slot of parts.slots) {
      slot.restart = (run) => this.#restart(slot, !run || (parts.machine.boot(slot.index).waits ?? false));
    }
  }

  /** Whether main wants a reset that this thread has not taken. */
  wanted(): boolean {
    return this.#epoch !== this.#readEpoch();
  }

  /** Put all cores of the thread into their first state, or that of a snapshot, and tell main. They are outside guest code. */
  take(): void {
    const epoch = this.#readEpoch();
    this.#epoch = epoch;
    const restored = Atomics.load(this.#i32, (this.#control + CONTROL.at.restored) >>> 2) !== 0;
    for (const slot of this.#slots) {
      slot.tlb.initialise();
      if (restored) {
        slot.deferred.length = 0;
        slot.halt = HALT.NONE;
        slot.guest.restored?.();
        continue;
      }
      // A thread that starts late finds what cores that run already have sent to its cores.
      if (epoch !== FIRST_EPOCH) {
        slot.queue.drain(() => undefined);
        Atomics.store(this.#i32, (slot.place.base + CORE.at.signal) >>> 2, 0);
      }
      slot.deferred.length = 0;
      this.#restart(slot, this.#machine.boot(slot.index).held);
    }
    this.#count(CONTROL.at.resetsTaken);
    this.#count(CONTROL.at.mainEvent);
  }

  /** The core's reset state, with what its boot protocol wants. */
  #restart(slot: CoreSlot, held: boolean): void {
    slot.halt = HALT.NONE;
    slot.tlb.flushAll();
    slot.set(CORE.at.exclusiveHost, -1);
    slot.guest.reset({ ...this.#machine.boot(slot.index), held });
    slot.runnable = !held;
  }

  #readEpoch(): number {
    return Atomics.load(this.#i32, (this.#control + CONTROL.at.resetEpoch) >>> 2);
  }

  #count(field: number): void {
    const word = (this.#control + field) >>> 2;
    Atomics.add(this.#i32, word, 1);
    Atomics.notify(this.#i32, word);
  }
}
