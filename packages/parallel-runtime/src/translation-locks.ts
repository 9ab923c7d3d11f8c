import { LOCK_STRIPES } from './cache-layout.ts';
import { stripeOf } from './code-cache.ts';
import { SharedLock } from './lock.ts';

/**
 * The machine's translation locks. The lock of a page guards, in every cache, the lists of blocks of that page, and its chunk bits. Two
 * are taken in the order of their numbers. Never held across a wait for another core.
 */
export class TranslationLocks {
  readonly #locks: readonly SharedLock[];

  constructor(i32: Int32Array, base: number) {
    this.#locks = Array.from({ length: LOCK_STRIPES }, (_, n) => new SharedLock(i32, base + 64 * n));
  }

  /** @param page2  second page; negative: none */
  acquire(page: number, page2: number): void {
    const a = stripeOf(page);
    const b = page2 < 0 ? a : stripeOf(page2);
    this.#lock(Math.min(a, b)).acquire();
    if (a !== b) this.#lock(Math.max(a, b)).acquire();
  }

  release(page: number, page2: number): void {
    const a = stripeOf(page);
    const b = page2 < 0 ? a : stripeOf(page2);
    if (a !== b) this.#lock(b).release();
    this.#lock(a).release();
  }

  /** Whether a thread has the lock of a page; orders the caller's stores before the answer. */
  isTaken(page: number): boolean {
    return this.#lock(stripeOf(page)).isTaken();
  }

  /** Whether holding the lock of `page` is holding that of `page2`. */
  covers(page: number, page2: number): boolean {
    return stripeOf(page) === stripeOf(page2);
  }

  tryAcquire(page: number): boolean {
    return this.#lock(stripeOf(page)).tryAcquire();
  }

  contended(): number {
    return this.#locks.reduce((sum, lock) => sum + lock.contended(), 0);
  }

  #lock(n: number): SharedLock {
    return this.#locks[n] as SharedLock;
  }
}
