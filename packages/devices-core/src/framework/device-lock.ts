import { assert } from '../errors.ts';

const SPINS = 200;
const WAIT_MS = 10;
const GIVE_UP_WAITS = 3000;

/**
 * The lock of one device: a word in shared memory, 0 free, 1 held, 2 held and waited for. Taken again by the thread
 * that holds it (a device that drives a wire into itself), it counts. One object per thread and device.
 */
export class DeviceLock {
  private depth = 0;
  private readonly words: Int32Array;
  private readonly index: number;
  private readonly name: string;

  constructor(words: Int32Array, index: number, name: string) {
    this.words = words;
    this.index = index;
    this.name = name;
  }

  take(): void {
    // hot
    if (this.depth++ !== 0) return;
    if (Atomics.compareExchange(this.words, this.index, 0, 1) !== 0) this.takeSlowly();
  }

  free(): void {
    // hot
    if (--this.depth !== 0) return;
    if (Atomics.exchange(this.words, this.index, 0) === 2) Atomics.notify(this.words, this.index, 1);
  }

  /** Holders never block, so a lock that stays held for half a minute belongs to a thread that died. */
  private takeSlowly(): void {
    const { words, index } = this;
    for (let i = 0; i < SPINS; i++) {
      if (Atomics.compareExchange(words, index, 0, 1) === 0) return;
    }
    for (let i = 0; Atomics.exchange(words, index, 2) !== 0; i++) {
      assert(i < GIVE_UP_WAITS, `the lock of ${this.name} is held by a thread that is gone`);
      Atomics.wait(words, index, 2, WAIT_MS);
    }
  }
}
