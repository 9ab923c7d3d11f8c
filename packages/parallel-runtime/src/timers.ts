import { defineLayout } from '@tutti/layout';
import type { GuestClock } from './clock.ts';
import { CONTROL, HOLD } from './control.ts';
import { SharedLock } from './lock.ts';

/** One timer in shared memory. Guarded by `CONTROL.timerLock`. */
export const TIMER_SLOT = defineLayout('TimerSlot', {
  deadlineNs: { type: 'f64', doc: 'Guest time at which it fires; negative: not armed.' },
});

/** What a timer's owner provides; the same in every thread, because any thread may run it. */
export interface TimerHandler {
  /** Taken around `fire`, so that firing excludes the accesses of the device that owns the timer. */
  readonly lock?: { acquire(): void; release(): void };
  /** The deadline has passed; the slot is disarmed and may be armed anew. Must not block. */
  fire(nowNs: number): void;
}

/**
 * Timers of devices and cores: slots in shared memory, numbered as the machine plans them. The timer thread fires them in host
 * mode, with the help of core threads when it is late; in icount mode the core thread does between slices.
 */
export class TimerQueue {
  readonly #i32: Int32Array;
  readonly #f64: Float64Array;
  readonly #base: number;
  readonly #count: number;
  readonly #next: number;
  readonly #event: number;
  readonly #held: number;
  readonly #mainEvent: number;
  readonly #lock: SharedLock;
  readonly #handlers: (TimerHandler | undefined)[] = [];

  constructor(buffer: SharedArrayBuffer, control: number, slots: { readonly base: number; readonly count: number }) {
    this.#i32 = new Int32Array(buffer);
    this.#f64 = new Float64Array(buffer);
    this.#base = slots.base >>> 3;
    this.#count = slots.count;
    this.#next = (control + CONTROL.at.timerNext) >>> 3;
    this.#event = (control + CONTROL.at.timerEvent) >>> 2;
    this.#held = (control + CONTROL.at.timersHeld) >>> 2;
    this.#mainEvent = (control + CONTROL.at.mainEvent) >>> 2;
    this.#lock = new SharedLock(this.#i32, control + CONTROL.at.timerLock);
  }

  /** All slots disarmed. Main, before any thread starts. */
  initialise(): void {
    this.#f64.fill(-1, this.#base, this.#base + this.#count);
    this.#f64[this.#next] = Number.POSITIVE_INFINITY;
  }

  /** Disarm all slots. Any thread, while cores are parked. */
  disarmAll(): void {
    this.#lock.acquire();
    this.#f64.fill(-1, this.#base, this.#base + this.#count);
    this.#lock.release();
  }

  /** Name what slot `slot` does. Every thread that may arm or fire it calls this once while it builds its devices. */
  handle(slot: number, handler: TimerHandler): void {
    this.#check(slot);
    this.#handlers[slot] = handler;
  }

  /** Fire once at guest time `ns`, replacing the slot's deadline. A past time fires at once. Any thread. */
  arm(slot: number, ns: number): void {
    this.#check(slot);
    const deadline = Number.isNaN(ns) ? 0 : Math.max(ns, 0);
    this.#lock.acquire();
    this.#f64[this.#base + slot] = deadline;
    const earlier = deadline < (this.#f64[this.#next] as number);
    if (earlier) this.#f64[this.#next] = deadline;
    this.#lock.release();
    if (!earlier) return;
    Atomics.add(this.#i32, this.#event, 1);
    Atomics.notify(this.#i32, this.#event);
  }

  cancel(slot: number): void {
    this.#check(slot);
    this.#lock.acquire();
    this.#f64[this.#base + slot] = -1;
    this.#lock.release();
  }

  /** Guest time at which the slot fires, or -1. */
  deadline(slot: number): number {
    this.#check(slot);
    this.#lock.acquire();
    const ns = this.#f64[this.#base + slot] as number;
    this.#lock.release();
    return ns;
  }

  /** Earliest deadline of all slots, Infinity when none is armed. May be too early after `cancel`, never too late. */
  nextNs(): number {
    this.#lock.acquire();
    const ns = this.#scan();
    this.#f64[this.#next] = ns;
    this.#lock.release();
    return ns;
  }

  /**
   * Fire what is due, earliest first, ties by slot number; at most MAX_FIRES, so that a guest's tiny period cannot hold the thread.
   * @returns the next deadline, Infinity when none
   */
  run(nowNs: number): number {
    for (let fires = 0; ; fires++) {
      this.#lock.acquire();
      const slot = this.#earliest();
      const due = slot < 0 ? Number.POSITIVE_INFINITY : (this.#f64[this.#base + slot] as number);
      this.#f64[this.#next] = due;
      this.#lock.release();
      if (due > nowNs || fires === MAX_FIRES) return due;
      this.#fire(slot, nowNs);
    }
  }

  /**
   * Fire what the timer thread is late with: on a busy host it may not run for a while, and cores would see time go by without the
   * interrupts that belong to it. Core threads in host mode, between slices and when the guest reads the time.
   * @returns whether the timer thread was late
   */
  runLate(nowNs: number): boolean {
    const late = nowNs - (this.#f64[this.#next] as number) > LATE_NS;
    if (late) this.run(nowNs);
    return late;
  }

  /** Loop of the timer thread: fire, sleep until the next deadline or an earlier one is armed. Ends when `stopped()`. */
  serve(clock: GuestClock, stopped: () => boolean): void {
    while (!stopped()) {
      this.#standStill(stopped);
      const event = Atomics.load(this.#i32, this.#event);
      const next = this.run(clock.nowNs());
      const sleepMs = Math.min((next - clock.nowNs()) / 1e6, MAX_SLEEP_MS);
      if (sleepMs > 0) Atomics.wait(this.#i32, this.#event, event, sleepMs);
    }
  }

  /** Make `serve` look at the time and at `stopped` again. */
  kick(): void {
    Atomics.add(this.#i32, this.#event, 1);
    Atomics.notify(this.#i32, this.#event);
  }

  /** Ask the timer thread to stand still, so that memory can be copied whole. Main; it follows when `held` says so. */
  hold(): void {
    Atomics.store(this.#i32, this.#held, HOLD.WANTED);
    this.kick();
  }

  get held(): boolean {
    return Atomics.load(this.#i32, this.#held) === HOLD.HELD;
  }

  /** Let timers fire again. Main. */
  release(): void {
    Atomics.store(this.#i32, this.#held, HOLD.NONE);
    Atomics.notify(this.#i32, this.#held);
  }

  #standStill(stopped: () => boolean): void {
    if (Atomics.compareExchange(this.#i32, this.#held, HOLD.WANTED, HOLD.HELD) !== HOLD.WANTED) return;
    Atomics.add(this.#i32, this.#mainEvent, 1);
    Atomics.notify(this.#i32, this.#mainEvent);
    while (this.held && !stopped()) Atomics.wait(this.#i32, this.#held, HOLD.HELD, MAX_SLEEP_MS);
  }

  #fire(slot: number, nowNs: number): void {
    const handler = this.#handlers[slot];
    handler?.lock?.acquire();
    this.#lock.acquire();
    const deadline = this.#f64[this.#base + slot] as number;
    const due = deadline >= 0 && deadline <= nowNs;
    if (due) this.#f64[this.#base + slot] = -1;
    this.#lock.release();
    if (due) handler?.fire(nowNs);
    handler?.lock?.release();
  }

  #earliest(): number {
    let slot = -1;
    let best = Number.POSITIVE_INFINITY;
    for (let i = 0; i < this.#count; i++) {
      const ns = this.#f64[this.#base + i] as number;
      if (ns >= 0 && ns < best) {
        best = ns;
        slot = i;
      }
    }
    return slot;
  }

  #scan(): number {
    const slot = this.#earliest();
    return slot < 0 ? Number.POSITIVE_INFINITY : (this.#f64[this.#base + slot] as number);
  }

  #check(slot: number): void {
    if (!(slot >= 0 && slot < this.#count)) throw new RangeError(`timer slot ${slot}: the machine has ${this.#count}`);
  }
}

/** Longest sleep of the timer thread, so that a lost wake-up can only delay. */
const MAX_SLEEP_MS = 100;
const MAX_FIRES = 64;
/** What the timer thread may take to wake up, on an idle host well under this. */
const LATE_NS = 1e6;
