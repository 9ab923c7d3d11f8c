/** A range of guest virtual addresses of one thread's cores that a debugger watches. */
export interface Watchpoint {
  readonly lo: number;
  readonly hi: number;
  /** 1 to 4096, not crossing a page. */
  readonly bytes: number;
  /** Bits 1 << ACCESS.*. */
  readonly accesses: number;
}

/** The watchpoints in force on one thread. After a change the TLBs of its cores must be flushed. */
export class Watchpoints {
  #points: readonly Watchpoint[] = [];

  set(points: readonly Watchpoint[]): void {
    this.#points = points;
  }

  /** Whether a page holds a watchpoint: its accesses take the slow path. */
  onPage(lo: number, hi: number): boolean {
    for (const point of this.#points) {
      if (point.hi === hi && point.lo >>> 12 === lo >>> 12) return true;
    }
    return false;
  }

  /** The first watchpoint that an access meets, or null. @param accesses  bits 1 << ACCESS.*: both of an atomic that reads and writes */
  find(lo: number, hi: number, bytes: number, accesses: number): Watchpoint | null {
    for (const point of this.#points) {
      const start = point.lo >>> 0;
      const at = lo >>> 0;
      const meets = point.hi === hi && at < start + point.bytes && start < at + bytes;
      if (meets && (point.accesses & accesses) !== 0) return point;
    }
    return null;
  }
}
