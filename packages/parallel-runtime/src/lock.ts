/** States of a lock word. */
const FREE = 0;
const TAKEN = 1;
const CONTENDED = 2;
const SPINS = 64;

/**
 * A lock in shared memory: spins shortly, then sleeps on the word. Two words: the lock, and a count of acquisitions that found it
 * taken. Not recursive. Hold it for microseconds and never across a wait for guest code of another core.
 */
export class SharedLock {
  readonly #i32: Int32Array;
  readonly #word: number;

  /** @param offset  byte offset of the lock word; the word after it counts contention */
  constructor(i32: Int32Array, offset: number) {
    this.#i32 = i32;
    this.#word = offset >>> 2;
  }

  acquire(): void {
    if (Atomics.compareExchange(this.#i32, this.#word, FREE, TAKEN) === FREE) return;
    Atomics.add(this.#i32, this.#word + 1, 1);
    for (let spin = 0; spin < SPINS; spin++) {
      if (Atomics.compareExchange(this.#i32, this.#word, FREE, TAKEN) === FREE) return;
    }
    while (Atomics.exchange(this.#i32, this.#word, CONTENDED) !== FREE)
      Atomics.wait(this.#i32, this.#word, CONTENDED, 1000);
  }

  /** Whether a thread has it; orders the caller's stores before the answer. */
  isTaken(): boolean {
    return Atomics.or(this.#i32, this.#word, FREE) !== FREE;
  }

  /** @returns false when another thread has it */
  tryAcquire(): boolean {
    return Atomics.compareExchange(this.#i32, this.#word, FREE, TAKEN) === FREE;
  }

  release(): void {
    if (Atomics.exchange(this.#i32, this.#word, FREE) === CONTENDED) Atomics.notify(this.#i32, this.#word, 1);
  }

  /** Acquisitions so far that found the lock taken, modulo 2^32. */
  contended(): number {
    return Atomics.load(this.#i32, this.#word + 1) >>> 0;
  }
}
