import type { CodeWindow } from '@tutti/ir';
import { type CodePages, chunkMask } from '@tutti/softmmu';
import { PatchedBits } from './patched-bits.ts';
import type { TranslationLocks } from './translation-locks.ts';

/** Finds the page after a block's first. @returns its host offset, or -1 when it cannot be fetched */
export type NextPage = () => number;

/** Bytes taken at once: most blocks are shorter, with what decoders look at behind them. */
const STEP = 64;

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
  patched: CodeWindow['patched'];
  readonly #bits = new PatchedBits();
  readonly #words = new Int32Array(this.bytes.buffer);
  readonly #i32: Int32Array;
  readonly #locks: TranslationLocks;
  readonly #code: CodePages;
  /** The first code on a page: its stores must come to the slow path. */
  readonly #firstCode: (hostPage: number) => void;
  #host = 0;
  /** Bytes from the pc to the end of its page. */
  #room = 0;
  #before = 0;
  #before2 = 0;
  #lockedPage2 = -1;
  #holdsSecond = false;
  readonly #next: NextPage;

  /** @param next  for the block that was begun last */
  constructor(
    i32: Int32Array,
    locks: TranslationLocks,
    code: CodePages,
    next: NextPage,
    firstCode: (hostPage: number) => void,
  ) {
    this.#i32 = i32;
    this.#locks = locks;
    this.#code = code;
    this.#next = next;
    this.#firstCode = firstCode;
  }

  /**
   * @param lockedPage2  a second page whose lock the caller holds, or -1
   * @param patched      immediates are read when the block runs
   */
  begin(host: number, lockedPage2: number, patched: boolean): void {
    this.#host = host;
    this.#bits.begin();
    this.patched = patched ? this.#readWhenRun : undefined;
    this.#lockedPage2 = lockedPage2;
    this.#holdsSecond = false;
    this.host2 = -1;
    this.blocked = false;
    this.refused = false;
    this.limit = 0;
    this.#room = 4096 - (host % 4096);
    this.#before = this.#take();
  }

  readonly #readWhenRun = (offset: number, lo: number, hi: number): number =>
    this.#bits.add(offset, lo, hi, this.#room) ? this.#host + offset : -1;

  /** Words that say what stores may not change of a finished block (see `PatchedBits.source`). */
  get source(): Int32Array {
    return this.#bits.words;
  }

  /** @returns their number, after they are written; 0: none is needed, any store replaces the block */
  takeSource(guestBytes: number): number {
    return this.#bits.source(this.#host, this.bytes, Math.min(guestBytes, this.#room));
  }

  get more(): boolean {
    return this.limit < this.#room;
  }

  grow(): boolean {
    if (this.more) {
      this.#take();
      return true;
    }
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
    this.#copy(host2, 4096);
    return true;
  }

  /** Append the next bytes of the first page. @returns the page's marks before */
  #take(): number {
    const host = this.#host + this.limit;
    const bytes = Math.min(STEP, this.#room - this.limit);
    const before = this.#mark(host, bytes);
    this.#copy(host, bytes);
    return before;
  }

  /** Word by word: setting a few bytes from shared memory takes ten times as long. Up to a word more is written than is asked for. */
  #copy(host: number, bytes: number): void {
    // hot
    const { limit } = this;
    if ((limit & 3) !== 0) {
      this.bytes.set(new Uint8Array(this.#i32.buffer, host, bytes), limit);
    } else {
      const shift = (host & 3) * 8;
      let from = host >>> 2;
      for (let to = limit >>> 2; to < (limit + bytes + 3) >>> 2; to++, from++) {
        const word = this.#i32[from] as number;
        this.#words[to] = shift === 0 ? word : (word >>> shift) | ((this.#i32[from + 1] as number) << (32 - shift));
      }
    }
    this.limit = limit + bytes;
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
