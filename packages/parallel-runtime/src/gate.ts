import { SIGNAL } from '@tutti/ir';
import { CONTROL, CORE_CONTROL } from './control.ts';
import type { CorePlace, MemoryPlan } from './memory-plan.ts';
import type { Signals } from './signals.ts';

const SPINS = 200;
/** Sleeps end now and then, so that a bug shows as slowness with a report rather than as a hang. */
const WAIT_MS = 1000;

/**
 * Who may touch guest memory and the code cache, and when.
 *
 * `CORE_CONTROL.guest` of a core is odd while it may. A thread that wants all others out of the way takes `CONTROL.exclusive`, signals
 * STOP and waits until every other core's word is even; a core makes its word odd and then looks at `exclusive`, so one of the two
 * sees the other. Whoever waits for a word to change counts itself in `guestWaiters` first. A core that waits inside a helper is
 * even as well, but `midBlock`: it goes on in the block it was in, so the code cache may not be reset then.
 */
export class Gate {
  readonly #i32: Int32Array;
  readonly #plan: MemoryPlan;
  readonly #signals: Signals;
  readonly #exclusive: number;
  readonly #thread: number;
  /** Exclusive sections entered by this thread. */
  sections = 0;
  #depth = 0;

  constructor(i32: Int32Array, plan: MemoryPlan, signals: Signals, thread: number) {
    this.#i32 = i32;
    this.#plan = plan;
    this.#signals = signals;
    this.#thread = thread;
    this.#exclusive = (plan.control + CONTROL.at.exclusive) >>> 2;
  }

  /** The core goes on; waits while another thread is in an exclusive section. */
  enter(core: number): void {
    const word = this.#word(core);
    for (;;) {
      Atomics.add(this.#i32, word, 1);
      const holder = Atomics.load(this.#i32, this.#exclusive);
      if (holder === 0 || holder === this.#thread + 1) return;
      this.leave(core);
      this.#awaitExclusive(holder);
    }
  }

  /** The core is at a safe point. */
  leave(core: number): void {
    const word = this.#word(core);
    Atomics.add(this.#i32, word, 1);
    const waiters = (this.#place(core).control + CORE_CONTROL.at.guestWaiters) >>> 2;
    if (Atomics.load(this.#i32, waiters) !== 0) Atomics.notify(this.#i32, word);
  }

  /** As `leave`, from inside a helper or the slow path. */
  pauseInBlock(core: number): void {
    Atomics.store(this.#i32, this.#midBlock(core), 1);
    this.leave(core);
  }

  resumeInBlock(core: number): void {
    this.enter(core);
    Atomics.store(this.#i32, this.#midBlock(core), 0);
  }

  /** Whether some core of another thread waits inside a block. In an exclusive section only. */
  othersMidBlock(): boolean {
    return this.#plan.cores.some(
      (place, core) => place.thread !== this.#thread && Atomics.load(this.#i32, this.#midBlock(core)) !== 0,
    );
  }

  /** Stop the cores of all other threads. This thread's own core is at a safe point or paused in its block. Sections nest. */
  enterExclusive(): void {
    this.#depth += 1;
    if (this.#depth > 1) return;
    for (;;) {
      const holder = Atomics.compareExchange(this.#i32, this.#exclusive, 0, this.#thread + 1);
      if (holder === 0) break;
      this.#awaitExclusive(holder);
    }
    this.sections += 1;
    const cores = this.#plan.cores;
    for (let core = 0; core < cores.length; core++) {
      if ((cores[core] as CorePlace).thread === this.#thread) continue;
      if ((Atomics.load(this.#i32, this.#word(core)) & 1) !== 0) this.#signals.raiseQuietly(core, SIGNAL.STOP);
    }
    for (let core = 0; core < cores.length; core++) {
      if ((cores[core] as CorePlace).thread !== this.#thread)
        this.waitOutside(core, Atomics.load(this.#i32, this.#word(core)));
    }
  }

  leaveExclusive(): void {
    this.#depth -= 1;
    if (this.#depth > 0) return;
    Atomics.store(this.#i32, this.#exclusive, 0);
    const waiters = (this.#plan.control + CONTROL.at.exclusiveWaiters) >>> 2;
    if (Atomics.load(this.#i32, waiters) !== 0) Atomics.notify(this.#i32, this.#exclusive);
  }

  /** The word of a core, to be given to `waitOutside`. */
  guestWord(core: number): number {
    return Atomics.load(this.#i32, this.#word(core));
  }

  /**
   * Wait until a core has been at a safe point since `seen` was read. The calling core is outside.
   * @returns false when it was already there
   */
  waitOutside(core: number, seen: number): boolean {
    if ((seen & 1) === 0) return false;
    const word = this.#word(core);
    for (let spin = 0; spin < SPINS; spin++) if (Atomics.load(this.#i32, word) !== seen) return true;
    const waiters = (this.#place(core).control + CORE_CONTROL.at.guestWaiters) >>> 2;
    Atomics.add(this.#i32, waiters, 1);
    while (Atomics.load(this.#i32, word) === seen) Atomics.wait(this.#i32, word, seen, WAIT_MS);
    Atomics.sub(this.#i32, waiters, 1);
    return true;
  }

  #awaitExclusive(holder: number): void {
    const waiters = (this.#plan.control + CONTROL.at.exclusiveWaiters) >>> 2;
    Atomics.add(this.#i32, waiters, 1);
    while (Atomics.load(this.#i32, this.#exclusive) === holder)
      Atomics.wait(this.#i32, this.#exclusive, holder, WAIT_MS);
    Atomics.sub(this.#i32, waiters, 1);
  }

  #place(core: number): CorePlace {
    return this.#plan.cores[core] as CorePlace;
  }

  #word(core: number): number {
    return (this.#place(core).control + CORE_CONTROL.at.guest) >>> 2;
  }

  #midBlock(core: number): number {
    return (this.#place(core).control + CORE_CONTROL.at.midBlock) >>> 2;
  }
}
