import { CONTROL } from './control.ts';

/** Guest time. The same on every thread of a machine. */
export interface GuestClock {
  /** Nanoseconds of guest time since power-on; never goes back. A paused machine's clock stands still. */
  nowNs(): number;
  /** Go on from this guest time, before or after the present one: a snapshot was restored. Main only, while the machine is paused. */
  moveTo(ns: number): void;
}

/** Host time for the host clock: nanoseconds of a monotonic clock that all threads share. Given by the host folder. */
export type MonotonicNs = () => number;

/** Guest time follows host time. */
export class HostClock implements GuestClock {
  readonly #f64: Float64Array;
  readonly #powerOn: number;
  readonly #paused: number;
  readonly #monotonicNs: MonotonicNs;

  constructor(buffer: SharedArrayBuffer, control: number, monotonicNs: MonotonicNs) {
    this.#f64 = new Float64Array(buffer);
    this.#powerOn = (control + CONTROL.at.powerOnNs) >>> 3;
    this.#paused = (control + CONTROL.at.pausedNs) >>> 3;
    this.#monotonicNs = monotonicNs;
  }

  nowNs(): number {
    const paused = this.#f64[this.#paused] as number;
    if (paused >= 0) return paused;
    return Math.max(0, Math.floor(this.#monotonicNs() - (this.#f64[this.#powerOn] as number)));
  }

  /** Guest time stands still from now on. Main only, while cores are parked. */
  pause(): void {
    this.#f64[this.#paused] = this.nowNs();
  }

  /** The guest time of a snapshot. Main only, while the clock stands. */
  moveTo(ns: number): void {
    this.#f64[this.#paused] = ns;
  }

  /** Guest time goes on where it stood. Main only, before cores are released. */
  resume(): void {
    const paused = this.#f64[this.#paused] as number;
    if (paused < 0) return;
    this.#f64[this.#powerOn] = this.#monotonicNs() - paused;
    this.#f64[this.#paused] = -1;
  }
}

/**
 * Guest time counts guest instructions: one is 2^shift ns, whichever core of the one core thread retires it. While all cores
 * wait, time jumps to the next deadline, so a run depends on nothing but its input.
 */
export class InstructionClock implements GuestClock {
  readonly #f64: Float64Array;
  readonly #base: number;
  /** Nanoseconds of one instruction. */
  readonly nsPerInsn: number;
  /** Instructions retired since `#base` was set; the runner's slice in progress. */
  retired: () => number = () => 0;

  constructor(buffer: SharedArrayBuffer, control: number, shift: number) {
    this.#f64 = new Float64Array(buffer);
    this.#base = (control + CONTROL.at.icount) >>> 3;
    this.nsPerInsn = 2 ** shift;
  }

  nowNs(): number {
    return (this.#f64[this.#base] as number) + this.retired() * this.nsPerInsn;
  }

  /** Add a finished slice. The runner's thread. */
  advance(instructions: number): void {
    this.#f64[this.#base] = (this.#f64[this.#base] as number) + instructions * this.nsPerInsn;
  }

  /** The guest time of a snapshot. Main only, while cores are parked. */
  moveTo(ns: number): void {
    this.#f64[this.#base] = ns;
  }

  /** Jump to a deadline while all cores wait. */
  warp(ns: number): void {
    this.#f64[this.#base] = Math.max(this.#f64[this.#base] as number, ns);
  }
}
