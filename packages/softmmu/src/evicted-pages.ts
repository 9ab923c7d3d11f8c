/** More evictions between two flushes than this make the next one a flush of everything. */
const CAPACITY = 256;
/** Low and high word of the address, MMU mode, guest physical page, whether the translation is global. */
const WORDS = 5;

/** Pages that had to leave the fetch TLB for others, each with what it was fetched from. Owner is the core's thread. */
export class EvictedPages {
  readonly #words = new Int32Array(CAPACITY * WORDS);
  #count = 0;

  /** Take a page in; the newest of a page and mode counts. */
  note(lo: number, hi: number, mmuMode: number, gpaPage: number, global: number): void {
    if (this.overflowed) return;
    const words = this.#words;
    let at = 0;
    for (const end = this.#count * WORDS; at < end; at += WORDS) {
      if (words[at] === lo && words[at + 1] === hi && words[at + 2] === mmuMode) break;
    }
    if (at === this.#count * WORDS) this.#count += 1;
    if (this.overflowed) return;
    words[at] = lo;
    words[at + 1] = hi;
    words[at + 2] = mmuMode;
    words[at + 3] = gpaPage;
    words[at + 4] = global;
  }

  /** There was no room for a page: the list is not complete until `clear`. */
  get overflowed(): boolean {
    return this.#count > CAPACITY;
  }

  /** Forget all pages but those that `holds` returns true for. */
  keep(holds: (lo: number, hi: number, mmuMode: number, gpaPage: number, global: boolean) => boolean): void {
    const words = this.#words;
    let kept = 0;
    for (let i = 0; i < this.#count; i++) {
      const at = i * WORDS;
      const [lo, hi, mmuMode, gpaPage] = [words[at], words[at + 1], words[at + 2], words[at + 3]] as [
        number,
        number,
        number,
        number,
      ];
      if (!holds(lo, hi, mmuMode, gpaPage, words[at + 4] !== 0)) continue;
      words.copyWithin(kept * WORDS, at, at + WORDS);
      kept += 1;
    }
    this.#count = kept;
  }

  clear(): void {
    this.#count = 0;
  }
}
