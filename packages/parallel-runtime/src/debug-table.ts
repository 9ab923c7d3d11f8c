import { DEBUG, DEBUG_POINT, MAX_POINTS, type POINT, STOP } from './debug-layout.ts';
import { RuntimeError } from './errors.ts';
import type { MemoryPlan } from './memory-plan.ts';

/** A breakpoint, or a piece of a watchpoint that lies on one page. */
export interface DebugPoint {
  readonly kind: (typeof POINT)[keyof typeof POINT];
  /** Guest virtual address: low and high word. */
  readonly lo: number;
  readonly hi: number;
  /** Of a watchpoint. */
  readonly bytes: number;
  /** Bits 1 << ACCESS.*, of a watchpoint. */
  readonly accesses: number;
  readonly firstCore: number;
  readonly coreCount: number;
}

/** Which point stopped the machine. */
export interface DebugStop {
  readonly core: number;
  /** Index into the points that `write` was given. */
  readonly point: number;
  readonly lo: number;
  readonly hi: number;
}

/** The table of points and the record of stops in shared memory. */
export class DebugTable {
  readonly #i32: Int32Array;
  readonly #base: number;

  constructor(i32: Int32Array, plan: MemoryPlan) {
    this.#i32 = i32;
    this.#base = plan.debug;
  }

  /** Replace all points. Main, while all cores are parked. @throws RuntimeError POINTS_FULL */
  write(points: readonly DebugPoint[]): void {
    if (points.length > MAX_POINTS) throw new RuntimeError('POINTS_FULL', { most: MAX_POINTS });
    for (const [index, point] of points.entries()) {
      for (const field of FIELDS) this.#i32[this.#place(index, field)] = point[field];
    }
    this.#i32[this.#word('count')] = points.length;
    Atomics.add(this.#i32, this.#word('epoch'), 1);
  }

  read(): DebugPoint[] {
    const count = this.#i32[this.#word('count')] as number;
    return Array.from({ length: count }, (_, index) => {
      const values = FIELDS.map((field) => [field, this.#i32[this.#place(index, field)]]);
      return Object.fromEntries(values) as DebugPoint;
    });
  }

  get epoch(): number {
    return Atomics.load(this.#i32, this.#word('epoch'));
  }

  /** STOP. */
  get stop(): number {
    return Atomics.load(this.#i32, this.#word('stop'));
  }

  /**
   * A core met a point: keep the record, unless another core has it.
   * @param pause  makes the machine PAUSED; false: it was not running any more
   * @returns whether this stop will be told
   */
  tell(stop: DebugStop, pause: () => boolean): boolean {
    const word = this.#word('stop');
    if (Atomics.compareExchange(this.#i32, word, STOP.NONE, STOP.CLAIMED) !== STOP.NONE) return false;
    this.#i32[this.#word('stopCore')] = stop.core;
    this.#i32[this.#word('stopPoint')] = stop.point;
    this.#i32[this.#word('stopLo')] = stop.lo;
    this.#i32[this.#word('stopHi')] = stop.hi;
    const paused = pause();
    Atomics.store(this.#i32, word, paused ? STOP.READY : STOP.NONE);
    return paused;
  }

  /** Take the record that is READY. Main. */
  take(): DebugStop {
    const i32 = this.#i32;
    const stop = {
      core: i32[this.#word('stopCore')] as number,
      point: i32[this.#word('stopPoint')] as number,
      lo: i32[this.#word('stopLo')] as number,
      hi: i32[this.#word('stopHi')] as number,
    };
    Atomics.store(i32, this.#word('stop'), STOP.NONE);
    return stop;
  }

  #word(field: keyof typeof DEBUG.at): number {
    return (this.#base + DEBUG.at[field]) >>> 2;
  }

  #place(index: number, field: (typeof FIELDS)[number]): number {
    return (this.#base + DEBUG.size + index * DEBUG_POINT.size + DEBUG_POINT.at[field]) >>> 2;
  }
}

const FIELDS = Object.keys(DEBUG_POINT.at) as (keyof typeof DEBUG_POINT.at)[];
