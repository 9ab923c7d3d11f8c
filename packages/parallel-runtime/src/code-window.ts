import type { CodeWindow } from '@tutti/ir';
import { type CodePages, chunkMask } from '@tutti/softmmu';
import type { TranslationLocks } from './translation-locks.ts';

/** Finds the page after a block's first. @returns its host offset, or -1 when it cannot be fetched */
export type NextPage = () => number;

/**
 * The bytes of a block under translation: a copy, so that pages need not be neighbours. Their chunks are marked as code before they are
 * read; `settle` leaves the marks that the finished block needs. The first page's translation lock is held throughout.
 */
export class GuestCodeWindow implements CodeWindow {
  readonly bytes = new Uint8Array(8192);
  limit = 0;
  /** Host offset of the second page, once there is one. */
  host2 = -1;
  /** The second page's lock could not be had: the translation is void. */
  blocked = false;
  /** The second page could not be fetched. */
  refused = false;
  readonly #u8: Uint8Array;
  readonly #locks: TranslationLocks;
  readonly #code: CodePages;
  /** The first code on a page: its stores must come to the slow path. */
  readonly #firstCode: (hostPage: number) => void;
  #host = 0;
  #before = 0;
  #before2 = 0;
  #lockedPage2 = -1;
  #holdsSecond = false;
  #next: NextPage = () => -1;

  constructor(u8: Uint8Array, locks: TranslationLocks, code: CodePages, firstCode: (hostPage: number) => void) {
    this.#u8 = u8;
    this.#locks = locks;
    this.#code = code;
    this.#firstCode = firstCode;
  }

  /** @param lockedPage2  a second page whose lock the caller holds, or -1 */
  begin(host: number, lockedPage2: number, next: NextPage): void {
    this.#host = host;
    this.#lockedPage2 = lockedPage2;
    this.#holdsSecond = false;
    this.#next = next;
    this.host2 = -1;
    this.blocked = false;
    this.refused = false;
    this.limit = 4096 - (host % 4096);
    this.#before = this.#mark(host, this.limit);
    this.bytes.set(this.#u8.subarray(host, host + this.limit));
  }

  grow(): boolean {
    if (this.host2 >= 0 || this.refused) return false;
    const host2 = this.#next();
    if (host2 < 0) {
      this.refused = true;
      return false;
    }
    this.host2 = host2;
    const page2 = host2 >>> 12;
    const locks = this.#locks;
    const held =
      locks.covers(this.#host >>> 12, page2) || (this.#lockedPage2 >= 0 && locks.covers(this.#lockedPage2, page2));
    if (!held && !locks.tryAcquire(page2)) {
      this.blocked = true;
      return false;
    }
    this.#holdsSecond = !held;
    this.#before2 = this.#mark(host2, 4096);
    this.bytes.set(this.#u8.subarray(host2, host2 + 4096), this.limit);
    this.limit += 4096;
    return true;
  }

  /** Leave the marks of a block of `guestBytes` (0: no block), and the second page's lock. */
  settle(guestBytes: number): void {
    const first = Math.min(guestBytes, 4096 - (this.#host % 4096));
    this.#code.set(this.#host, this.#before | (first > 0 ? chunkMask(this.#host, first) : 0));
    if (this.host2 >= 0 && !this.blocked) {
      const own = this.host2 >>> 12 === this.#host >>> 12;
      const second = guestBytes - first;
      if (!own) this.#code.set(this.host2, this.#before2 | (second > 0 ? chunkMask(this.host2, second) : 0));
    }
    if (this.#holdsSecond) this.#locks.release(this.host2 >>> 12, -1);
    this.#holdsSecond = false;
  }

  #mark(host: number, bytes: number): number {
    const before = this.#code.mark(host, bytes);
    if (before === 0 && this.#code.beginWatch(host)) this.#firstCode(host - (host % 4096));
    return before;
  }
}
