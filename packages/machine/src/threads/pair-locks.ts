import type { ThreadContext } from '@tutti/parallel-runtime';
import { SharedLock } from '@tutti/parallel-runtime';
import type { MachineCustom } from './custom.ts';

/** Places that exchanges of 16 bytes are spread over, each on a line of its own. */
const STRIPES = 64;
const STRIPE_BYTES = 64;
/** Bytes of all words. */
export const PAIR_LOCK_BYTES: number = STRIPES * STRIPE_BYTES;

/** Locks under which exchanges of 16 bytes of one place take turns, wherever they run. */
export class PairLocks {
  private readonly locks: readonly SharedLock[];

  constructor(context: ThreadContext) {
    const words = new Int32Array(context.buffer);
    const base = context.plan.devices.base + (context.setup.custom as MachineCustom).pairLocks;
    this.locks = Array.from({ length: STRIPES }, (_, i) => new SharedLock(words, base + i * STRIPE_BYTES));
  }

  /** Take or give back the lock of a place. @param host offset in the shared memory */
  hold(host: number, take: boolean): void {
    const lock = this.locks[(host >>> 4) % STRIPES] as SharedLock;
    if (take) lock.acquire();
    else lock.release();
  }
}
