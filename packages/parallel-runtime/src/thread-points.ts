import type { Watchpoint, Watchpoints } from '@tutti/softmmu';
import { POINT } from './debug-layout.ts';
import { type DebugPoint, DebugTable } from './debug-table.ts';
import type { MemoryPlan } from './memory-plan.ts';

/** A point and where it stands in the table. */
interface Known extends DebugPoint {
  readonly index: number;
}

/** The breakpoints and watchpoints of the cores of one code cache, as one thread last read them. */
export class ThreadPoints {
  readonly #table: DebugTable;
  readonly #plan: MemoryPlan;
  readonly #cache: number;
  readonly #watchpoints: Watchpoints;
  readonly #pieces = new Map<Watchpoint, Known>();
  #breaks: readonly Known[] = [];
  #epoch = 0;

  /** @param watchpoints  those of the cache's soft MMU; kept in step */
  constructor(i32: Int32Array, plan: MemoryPlan, cache: number, watchpoints: Watchpoints) {
    this.#table = new DebugTable(i32, plan);
    this.#plan = plan;
    this.#cache = cache;
    this.#watchpoints = watchpoints;
  }

  /** Read the table again. @returns whether it has changed: TLBs of the cores must be flushed */
  reload(): boolean {
    const epoch = this.#table.epoch;
    if (epoch === this.#epoch) return false;
    this.#epoch = epoch;
    const mine = this.#table
      .read()
      .flatMap((point, index): Known[] => (this.#concerns(point) ? [{ ...point, index }] : []));
    this.#breaks = mine.filter((point) => point.kind === POINT.BREAK);
    this.#pieces.clear();
    for (const point of mine) if (point.kind === POINT.WATCH) this.#pieces.set(point, point);
    this.#watchpoints.set([...this.#pieces.keys()]);
    return true;
  }

  /** Index of the breakpoint of a core at an address, or -1. */
  breakpointOf(core: number, lo: number, hi: number): number {
    for (const point of this.#breaks) {
      if (point.lo === lo && point.hi === hi && isFor(point, core)) return point.index;
    }
    return -1;
  }

  /** Index of the watchpoint when it is one of a core's, else -1. */
  watchpointOf(core: number, point: Watchpoint): number {
    const known = this.#pieces.get(point);
    return known !== undefined && isFor(known, core) ? known.index : -1;
  }

  /** Whether some core of the cache has a breakpoint at an address. */
  breaksAt(lo: number, hi: number): boolean {
    for (const point of this.#breaks) if (point.lo === lo && point.hi === hi) return true;
    return false;
  }

  /** Whether some core of the cache has a breakpoint behind the first byte of a block. */
  breaksInside(lo: number, hi: number, bytes: number): boolean {
    for (const point of this.#breaks) {
      const distance = (point.lo - lo) >>> 0;
      if (distance > 0 && distance < bytes && point.hi === (lo >>> 0 > point.lo >>> 0 ? (hi + 1) | 0 : hi)) return true;
    }
    return false;
  }

  #concerns(point: DebugPoint): boolean {
    return this.#plan.cores.some((place, core) => place.cache === this.#cache && isFor(point, core));
  }
}

const isFor = (point: DebugPoint, core: number): boolean =>
  core >= point.firstCore && core < point.firstCore + point.coreCount;
