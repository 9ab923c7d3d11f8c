/**
 * Which bits of a block under translation are immediates that it reads when it runs, and the code that it was made from beside them.
 * Of the first page only: stores to the second one kill a block whatever they write.
 */
export class PatchedBits {
  /** Mask of each byte of the block. */
  readonly #masks = new Uint8Array(4096);
  #used = 0;
  /** The words of the code, as `source` leaves them: of each the value and a mask of the bits that must stay. */
  readonly words = new Int32Array(2 * 1025);

  begin(): void {
    this.#masks.fill(0, 0, this.#used);
    this.#used = 0;
  }

  /**
   * The bits (`lo`, `hi`) of the 64-bit word at byte `offset` of the block are such an immediate.
   * @param room  bytes of the block's first page from its first byte on
   * @returns false when they are not all on that page: they are none then
   */
  add(offset: number, lo: number, hi: number, room: number): boolean {
    const last = hi !== 0 ? 7 - (Math.clz32(hi) >>> 3) : 3 - (Math.clz32(lo) >>> 3);
    if (offset + last >= room) return false;
    for (let i = 0; i <= last; i++) {
      const mask = ((i < 4 ? lo : hi) >>> (8 * (i & 3))) & 0xff;
      this.#masks[offset + i] = (this.#masks[offset + i] as number) | mask;
    }
    this.#used = Math.max(this.#used, offset + last + 1);
    return true;
  }

  /**
   * Write `words` for a finished block.
   * @param host   host offset of its first byte
   * @param bytes  its code, as translated
   * @param count  bytes of it on the first page
   * @returns host words that it has bytes of; 0 when no bit of it may change: then any store replaces it
   */
  source(host: number, bytes: Uint8Array, count: number): number {
    if (this.#used === 0) return 0;
    const lead = host & 3;
    const words = (lead + count + 3) >>> 2;
    this.words.fill(0, 0, 2 * words);
    for (let i = 0; i < count; i++) {
      const at = 2 * ((lead + i) >>> 2);
      const shift = 8 * ((lead + i) & 3);
      this.words[at] = (this.words[at] as number) | ((bytes[i] as number) << shift);
      this.words[at + 1] = (this.words[at + 1] as number) | ((~(this.#masks[i] as number) & 0xff) << shift);
    }
    return words;
  }
}
