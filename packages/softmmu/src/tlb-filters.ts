import { rangeBase, sameRange } from './address-range.ts';
import { PAGE_FILTER_BITS, STORE_FILTER_WORDS, TLB_META } from './tlb-meta.ts';

/** Translations up to this size (log2) are remembered by their place, larger ones as one range around all of them. */
const LARGE_SHIFT = 21;
const FILTERS = [
  [TLB_META.at.pageFilter, PAGE_FILTER_BITS / 32],
  [TLB_META.at.storeFilter, STORE_FILTER_WORDS],
  [TLB_META.at.largeFilter, PAGE_FILTER_BITS / 32],
] as const;

/**
 * TLB_META of one core: what its TLBs and jump cache may hold. Notes and `clear` belong to the core's thread, the questions are for any
 * thread. What is noted holds until `clear`.
 */
export class TlbFilters {
  readonly #i32: Int32Array;
  readonly #meta: number;

  /** @param meta  byte offset of TLB_META */
  constructor(i32: Int32Array, meta: number) {
    this.#i32 = i32;
    this.#meta = meta;
  }

  /** Something is about to be held. Before it is stored. */
  announce(): void {
    const at = this.#word(TLB_META.at.filled);
    if (this.#i32[at] === 0) Atomics.store(this.#i32, at, 1);
  }

  /** Nothing is held any more. */
  withdraw(): void {
    Atomics.store(this.#i32, this.#word(TLB_META.at.filled), 0);
  }

  /** Whether anything may be held. */
  mayHoldAny(): boolean {
    return Atomics.load(this.#i32, this.#word(TLB_META.at.filled)) !== 0;
  }

  /** Code of a virtual page may be known from now on. */
  notePage(lo: number, hi: number): void {
    this.#setBit(TLB_META.at.pageFilter, pageHash(lo, hi));
  }

  /** Whether code of a virtual page may be known. */
  mayRun(lo: number, hi: number): boolean {
    return this.#hasBit(TLB_META.at.pageFilter, pageHash(lo, hi));
  }

  /** Remember a translation of more than 4 KiB, which single-page flushes must respect. @param shift  log2 of its bytes */
  noteLarge(lo: number, hi: number, shift: number): void {
    const i32 = this.#i32;
    if (shift <= LARGE_SHIFT) {
      this.#setBit(TLB_META.at.largeFilter, largeHash(lo, hi));
      return;
    }
    const at = this.#word(TLB_META.at.largeLo);
    let width = i32[at + 2] as number;
    if (width === 0) {
      width = shift;
    } else {
      width = Math.max(width, shift);
      while (width < 64 && !sameRange(lo, hi, i32[at] as number, i32[at + 1] as number, width)) width += 1;
    }
    const cut = rangeBase(lo, hi, width);
    Atomics.store(i32, at, cut.lo);
    Atomics.store(i32, at + 1, cut.hi);
    Atomics.store(i32, at + 2, width);
  }

  /** Whether an address may be part of such a translation. */
  inLarge(lo: number, hi: number): boolean {
    if (this.#hasBit(TLB_META.at.largeFilter, largeHash(lo, hi))) return true;
    const at = this.#word(TLB_META.at.largeLo);
    const shift = Atomics.load(this.#i32, at + 2);
    return shift !== 0 && sameRange(lo, hi, Atomics.load(this.#i32, at), Atomics.load(this.#i32, at + 1), shift);
  }

  /** Stores go to a page of memory by a write tag of this part of the TLBs from now on. Before the tag is stored, so that it is looked for. */
  noteStores(hostPage: number, part: number): void {
    const word = this.#storeWord(hostPage);
    const old = this.#i32[word] as number;
    if ((old & (1 << part)) === 0) Atomics.store(this.#i32, word, old | (1 << part));
  }

  /** Parts of the TLBs, as bits, with write tags that may lead to a page of memory. */
  storeParts(hostPage: number): number {
    return Atomics.load(this.#i32, this.#storeWord(hostPage));
  }

  /** Forget what was noted, but not that something is held. */
  clear(): void {
    for (const [filter, words] of FILTERS) {
      const start = this.#word(filter);
      this.#i32.fill(0, start, start + words);
    }
    Atomics.store(this.#i32, this.#word(TLB_META.at.largeShift), 0);
  }

  #word(offset: number): number {
    return (this.#meta + offset) / 4;
  }

  #storeWord(hostPage: number): number {
    return this.#word(TLB_META.at.storeFilter) + ((hostPage >>> 12) & (STORE_FILTER_WORDS - 1));
  }

  #setBit(filter: number, bit: number): void {
    const word = this.#word(filter) + (bit >>> 5);
    const old = this.#i32[word] as number;
    if ((old & (1 << (bit & 31))) === 0) Atomics.store(this.#i32, word, old | (1 << (bit & 31)));
  }

  #hasBit(filter: number, bit: number): boolean {
    return (Atomics.load(this.#i32, this.#word(filter) + (bit >>> 5)) & (1 << (bit & 31))) !== 0;
  }
}

const largeHash = (lo: number, hi: number): number =>
  ((lo >>> LARGE_SHIFT) ^ Math.imul(hi, 0x9e3779b1)) & (PAGE_FILTER_BITS - 1);

const pageHash = (lo: number, hi: number): number => ((lo >>> 12) ^ (lo >>> 25) ^ hi) & (PAGE_FILTER_BITS - 1);
