import { BLOCK } from '@tutti/ir';

/** What a finished block was made from. */
export interface BlockSource {
  /** Host offset of the start of the second page; -1: none. */
  readonly host2: number;
  /**
   * When `sourceWords` is not 0: the host words that the block has bytes of on its first page, of each the value and a mask of the bits
   * that the block is made for. A store that leaves these bits as they are leaves the block.
   */
  readonly source: Int32Array;
  readonly sourceWords: number;
}

/** What the cache notes of a block behind its records, in words; pairs of words as in `BlockSource.source` follow. */
const TRAILER = {
  /** Host page of the last byte; -1: that of the first. */
  page2: 0,
  sourceWords: 1,
  source: 2,
} as const;

/** Words that a block takes behind its records. */
export const trailerWords = (block: BlockSource): number => TRAILER.source + 2 * block.sourceWords;

/** What blocks of a code cache were made from: which stores to their code they outlive. */
export class BlockSources {
  readonly #i32: Int32Array;
  /** What `#aim` found: host words from #word to #end, of which #noted is the first's note. */
  #word = 0;
  #end = 0;
  #noted = 0;

  constructor(i32: Int32Array) {
    this.#i32 = i32;
  }

  /** Note it of a block whose header and records are written. */
  write(offset: number, block: BlockSource): void {
    const i32 = this.#i32;
    const at = this.#trailer(offset);
    const { source, sourceWords } = block;
    i32[at + TRAILER.page2] = block.host2 < 0 ? -1 : block.host2 >>> 12;
    i32[at + TRAILER.sourceWords] = sourceWords;
    for (let i = 0; i < 2 * sourceWords; i++) i32[at + TRAILER.source + i] = source[i] as number;
  }

  /** Host page of the last byte of a block that ends on another page than it begins on. */
  page2(block: number): number {
    return this.#i32[this.#trailer(block) + TRAILER.page2] as number;
  }

  /**
   * Whether memory in [host, host + bytes) of a block's first page, which the block has bytes of, is no longer what the block was made
   * from. Whoever stores asks after the store, so the last of several stores is always asked about.
   */
  differs(block: number, host: number, bytes: number): boolean {
    // hot
    if (!this.#aim(block, host, bytes)) return true;
    const i32 = this.#i32;
    for (let word = this.#word, at = this.#noted; word < this.#end; word++, at += 2) {
      if ((((i32[word] as number) ^ (i32[at] as number)) & (i32[at + 1] as number)) !== 0) return true;
    }
    return false;
  }

  /** Whether a store to [host, host + bytes) of a block's first page, which the block has bytes of, meets others than its immediates. */
  meets(block: number, host: number, bytes: number): boolean {
    // hot
    if (!this.#aim(block, host, bytes)) return true;
    for (let word = this.#word, at = this.#noted; word < this.#end; word++, at += 2) {
      const before = word * 4 < host ? (1 << (8 * (host & 3))) - 1 : 0;
      const beyond = word * 4 + 4 > host + bytes ? -1 << (8 * ((host + bytes) & 3)) : 0;
      if (((this.#i32[at + 1] as number) & ~before & ~beyond) !== 0) return true;
    }
    return false;
  }

  /** Find what is noted of the words that a block and [host, host + bytes) share. @returns false when nothing is */
  #aim(block: number, host: number, bytes: number): boolean {
    const trailer = this.#trailer(block);
    const count = this.#i32[trailer + TRAILER.sourceWords] as number;
    const start = this.#start(block);
    this.#word = Math.max(host >>> 2, start);
    this.#end = Math.min((host + bytes + 3) >>> 2, start + count);
    this.#noted = trailer + TRAILER.source + 2 * (this.#word - start);
    return count !== 0;
  }

  /** Word index of what is noted of a block. */
  #trailer(block: number): number {
    return ((block + BLOCK.size) >>> 2) + (this.#i32[(block + BLOCK.at.words) >>> 2] as number);
  }

  /** Host word of the first byte of a block. */
  #start(block: number): number {
    const at = block >>> 2;
    const offset = (this.#i32[at + BLOCK.at.pc / 4] as number) & 0xfff;
    return ((this.#i32[at + BLOCK.at.hostPage / 4] as number) << 10) + (offset >>> 2);
  }
}
