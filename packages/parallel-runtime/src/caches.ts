import { SIGNAL } from '@tutti/ir';
import type { CodePages } from '@tutti/softmmu';
import { CodeCache } from './code-cache.ts';
import type { MemoryPlan } from './memory-plan.ts';
import type { Signals } from './signals.ts';
import { TranslationLocks } from './translation-locks.ts';

/** All code caches of a machine as one thread sees them: what stores and DMA invalidate through. */
export class Caches {
  readonly all: readonly CodeCache[];
  readonly locks: TranslationLocks;
  readonly #code: CodePages;
  readonly #signals: Signals;
  readonly #plan: MemoryPlan;
  /** Blocks that stores of this thread have killed. */
  invalidations = 0;

  constructor(i32: Int32Array, plan: MemoryPlan, code: CodePages, signals: Signals) {
    this.all = plan.caches.map((place) => new CodeCache(i32, place));
    this.locks = new TranslationLocks(i32, plan.translationLocks);
    this.#code = code;
    this.#signals = signals;
    this.#plan = plan;
    code.onHit = (host, bytes) => this.invalidate(host, bytes);
  }

  cacheOf(core: number): CodeCache {
    return this.all[(this.#plan.cores[core] as MemoryPlan['cores'][number]).cache] as CodeCache;
  }

  /** Memory [host, host + bytes), within one page, has changed: kill the blocks that were made from what it was, in every cache. Any thread. */
  invalidate(host: number, bytes: number): void {
    const page = host >>> 12;
    // Who has the lock may have read code before the store, and inserts it later. With nobody there all blocks are in the lists.
    if (!this.locks.isTaken(page) && !this.#isStale(host, bytes)) return;
    this.locks.acquire(page, -1);
    let bits = 0;
    for (const cache of this.all) {
      bits |= cache.invalidate(host, bytes, (inRegion) => {
        this.invalidations += 1;
        if (inRegion) this.#leaveRegions(cache);
      });
    }
    if (bits === 0) this.#code.emptied(host);
    this.#code.set(host, bits);
    this.locks.release(page, -1);
  }

  #isStale(host: number, bytes: number): boolean {
    for (let i = 0; i < this.all.length; i++) if ((this.all[i] as CodeCache).isStale(host, bytes)) return true;
    return false;
  }

  /** Whether a store to [host, host + bytes), within one page, changes the code that a core runs now. On the core's thread. */
  runsHere(core: number, host: number, bytes: number): boolean {
    const place = this.#plan.cores[core] as MemoryPlan['cores'][number];
    return (this.all[place.cache] as CodeCache).runs(place.base, host, bytes);
  }

  /** Cores that may be inside a region of this cache come out at its next back edge. */
  #leaveRegions(cache: CodeCache): void {
    const index = this.all.indexOf(cache);
    this.#plan.cores.forEach((place, core) => {
      if (place.cache === index) this.#signals.raiseQuietly(core, SIGNAL.CODE);
    });
  }
}
