import { BLOCK, CORE } from '@tutti/ir';
import { chunkMask } from '@tutti/softmmu';
import { type BlockSource, BlockSources, trailerWords } from './block-source.ts';
import { CACHE, HASH_BUCKETS, LOCK_STRIPES, MEMBER_NODE, PAGE_BUCKETS } from './cache-layout.ts';
import type { CachePlace } from './memory-plan.ts';
import type { NextPage } from './next-page.ts';

/** Most guest instructions of one block. */
export const MAX_INSNS = 96;
/** A store further from the pc than this, modulo a page, touches no byte of the pc's block: neither instructions nor stores have more than 16. */
const REACH = 16 * (MAX_INSNS + 1);

/** A page list refers to a block by its offset, bit 0 set when by its second page. */
const SECOND = 1;

/** A finished block, ready to be put into the cache. */
export interface NewBlock extends BlockSource {
  readonly pc: number;
  readonly pcHi: number;
  readonly mode: number;
  readonly gpaPage: number;
  readonly gpaPage2: number;
  /** Host offset of the first byte. */
  readonly host: number;
  readonly insns: number;
  readonly guestBytes: number;
  readonly words: Int32Array;
  readonly wordCount: number;
  readonly counter: number;
}

/**
 * One code cache in shared memory: blocks by (host address of the first byte, pc, mode), and by the pages they come from. Lookups take
 * no lock; insertion and invalidation happen under the translation lock of the page (TranslationLocks). Memory of dead
 * blocks is reused only by `reset`, with all cores stopped.
 */
export class CodeCache {
  readonly place: CachePlace;
  readonly #i32: Int32Array;
  readonly #hash: number;
  readonly #pages: number;
  readonly #sources: BlockSources;

  constructor(i32: Int32Array, place: CachePlace) {
    this.#i32 = i32;
    this.#sources = new BlockSources(i32);
    this.place = place;
    this.#hash = (place.base + place.tables.hash) >>> 2;
    this.#pages = (place.base + place.tables.pages) >>> 2;
  }

  /** Forget everything. All cores are stopped and none is in a block; the compile lock is held. */
  reset(): void {
    const i32 = this.#i32;
    const { base, tables } = this.place;
    i32.fill(0, this.#hash, this.#hash + HASH_BUCKETS);
    i32.fill(0, this.#pages, this.#pages + PAGE_BUCKETS);
    this.#store(CACHE.at.next, base + tables.blockHeap);
    this.#store(CACHE.at.blocks, 0);
    this.#store(CACHE.at.full, 0);
    this.#store(CACHE.at.modules, 0);
    this.#store(CACHE.at.moduleNext, base + tables.moduleHeap);
    this.#store(CACHE.at.nextIndex, 1);
    this.#store(CACHE.at.nodeNext, 1);
    this.#store(CACHE.at.hotHead, this.word(CACHE.at.hotTail));
    Atomics.add(i32, (base + CACHE.at.generation) >>> 2, 1);
  }

  /** A word of the cache's head. */
  word(offset: number): number {
    return Atomics.load(this.#i32, (this.place.base + offset) >>> 2);
  }

  generation(): number {
    return this.word(CACHE.at.generation);
  }

  /** The live block that starts at a host address for this pc and mode, and ends on the page that `next` says; else 0. */
  find(host: number, pc: number, pcHi: number, mode: number, gpaPage: number, next: NextPage): number {
    const i32 = this.#i32;
    let block = Atomics.load(i32, this.#bucket(host, mode));
    while (block !== 0) {
      const at = block >>> 2;
      if (
        i32[at + BLOCK.at.pc / 4] === pc &&
        i32[at + BLOCK.at.mode / 4] === mode &&
        i32[at + BLOCK.at.pcHi / 4] === pcHi &&
        i32[at + BLOCK.at.gpaPage / 4] === gpaPage &&
        i32[at + BLOCK.at.hostPage / 4] === host >>> 12 &&
        Atomics.load(i32, at + BLOCK.at.live / 4) !== 0 &&
        (!this.crosses(block) || i32[at + BLOCK.at.gpaPage2 / 4] === next.gpaPage())
      ) {
        return block;
      }
      block = i32[at + BLOCK.at.hashNext / 4] as number;
    }
    return 0;
  }

  /** Whether a block ends on another page than it begins on: the mapping of both pages decides whether it may run. */
  crosses(block: number): boolean {
    return this.#i32[(block + BLOCK.at.gpaPage2) >>> 2] !== -1;
  }

  /** Insert a block. The translation locks of its pages are held. @returns its byte offset, 0 when the cache is full */
  insert(block: NewBlock): number {
    const bytes = Math.ceil((BLOCK.size + 4 * (block.wordCount + trailerWords(block))) / 64) * 64;
    const i32 = this.#i32;
    const { base, tables } = this.place;
    const offset = Atomics.add(i32, (base + CACHE.at.next) >>> 2, bytes);
    if (offset + bytes > base + tables.blockHeap + tables.blockHeapBytes) {
      Atomics.sub(i32, (base + CACHE.at.next) >>> 2, bytes);
      this.#store(CACHE.at.full, 1);
      return 0;
    }
    Atomics.add(i32, (base + CACHE.at.blocks) >>> 2, 1);
    writeBlock(i32, offset, block);
    const at = offset >>> 2;
    const page = block.host >>> 12;
    const page2 = block.host2 < 0 ? -1 : block.host2 >>> 12;
    this.#sources.write(offset, block);
    const bucket = this.#bucket(block.host, block.mode);
    i32[at + BLOCK.at.hashNext / 4] = i32[bucket] as number;
    const list = this.#pageBucket(page);
    i32[at + BLOCK.at.pageNext / 4] = i32[list] as number;
    // Those who walk the lists without the lock find blocks whole.
    Atomics.store(i32, list, offset);
    if (page2 >= 0) {
      const list2 = this.#pageBucket(page2);
      i32[at + BLOCK.at.pageNext2 / 4] = i32[list2] as number;
      Atomics.store(i32, list2, offset | SECOND);
    }
    Atomics.store(i32, at + BLOCK.at.live / 4, 1);
    Atomics.store(i32, bucket, offset);
    return offset;
  }

  /**
   * Memory [host, host + bytes) has changed: kill all blocks made from other bytes than it holds now. Within one page, whose lock is held.
   * @param killed  called for each; `inRegion` when it was part of a compiled region, which is then dead as well
   * @returns chunk bits that the page's other blocks need
   */
  invalidate(host: number, bytes: number, killed: (inRegion: boolean) => void): number {
    let bits = 0;
    this.#walkPage(host >>> 12, (block, second, first, last) => {
      const isHit = last >= host && first < host + bytes;
      if (!isHit || (second === 0 && !this.#sources.differs(block, host, bytes))) {
        bits |= chunkMask(first, last - first + 1);
        return false;
      }
      killed(this.#kill(block));
      return true;
    });
    return bits;
  }

  /** Whether a live block was made from other bytes than [host, host + bytes), within one page, holds now. Takes no lock. */
  isStale(host: number, bytes: number): boolean {
    // hot
    const page = host >>> 12;
    for (let ref = this.#i32[this.#pageBucket(page)] as number; ref !== 0; ref = this.#nextOf(ref)) {
      if (!this.#covers(ref, page, host, bytes)) continue;
      if ((ref & SECOND) !== 0 || this.#sources.differs(ref, host, bytes)) return true;
    }
    return false;
  }

  /**
   * Whether a store to [host, host + bytes), within one page, meets more than immediates of a block that holds the pc of a core or belongs
   * to the region that it runs. Takes no lock: what the core runs has been in the lists since it found it, or is dead.
   */
  runs(core: number, host: number, bytes: number): boolean {
    // hot
    const i32 = this.#i32;
    const pc = i32[(core + CORE.at.pc) >>> 2] as number;
    const pcHi = i32[(core + CORE.at.pcHi) >>> 2] as number;
    const region = i32[(core + CORE.at.region) >>> 2] as number;
    // Outside of regions only the block that holds the pc counts, and no block is longer.
    const distance = (pc - host) & 0xfff;
    if (region === 0 && distance >= REACH && distance <= 4096 - REACH) return false;
    const page = host >>> 12;
    for (let ref = i32[this.#pageBucket(page)] as number; ref !== 0; ref = this.#nextOf(ref)) {
      if (!this.#covers(ref, page, host, bytes)) continue;
      const block = ref & ~SECOND;
      if ((ref & SECOND) === 0 && !this.#sources.meets(block, host, bytes)) continue;
      const at = block >>> 2;
      const inside = (pc - (i32[at + BLOCK.at.pc / 4] as number)) >>> 0 < (i32[at + BLOCK.at.guestBytes / 4] as number);
      if (inside && pcHi === i32[at + BLOCK.at.pcHi / 4]) return true;
      if (region !== 0 && this.#inRegion(block, region)) return true;
    }
    return false;
  }

  /** The entry after one of a page list. */
  #nextOf(ref: number): number {
    const next = (ref & SECOND) !== 0 ? BLOCK.at.pageNext2 : BLOCK.at.pageNext;
    return this.#i32[((ref & ~SECOND) + next) >>> 2] as number;
  }

  /** Whether an entry of a page list is of a live block with bytes in [host, host + bytes) of that page. */
  #covers(ref: number, page: number, host: number, bytes: number): boolean {
    const i32 = this.#i32;
    const second = ref & SECOND;
    const at = ref >>> 2;
    if (i32[at + BLOCK.at.live / 4] === 0 || this.#hostPage(ref & ~SECOND, second) !== page) return false;
    const offset = (i32[at + BLOCK.at.pc / 4] as number) & 0xfff;
    const end = offset + (i32[at + BLOCK.at.guestBytes / 4] as number);
    const from = host & 0xfff;
    return second === 0 ? from < end && from + bytes > offset : from < end - 4096;
  }

  /** Visit the live blocks of a page with the host range they cover there; unlinks dead ones and those that `visit` returns true for. */
  #walkPage(page: number, visit: (block: number, second: number, first: number, last: number) => boolean): void {
    const i32 = this.#i32;
    let link = this.#pageBucket(page);
    for (let ref = i32[link] as number; ref !== 0; ref = i32[link] as number) {
      const block = ref & ~SECOND;
      const second = ref & SECOND;
      const at = block >>> 2;
      const next = at + (second ? BLOCK.at.pageNext2 : BLOCK.at.pageNext) / 4;
      // Read plainly: a call of Atomics a block was half the time of a walk. A block that just died is killed or kept once more, to no effect.
      let drop = i32[at + BLOCK.at.live / 4] === 0;
      if (!drop && this.#hostPage(block, second) === page) {
        const offset = (i32[at + BLOCK.at.pc / 4] as number) & 0xfff;
        const bytes = i32[at + BLOCK.at.guestBytes / 4] as number;
        const first = page * 4096 + (second ? 0 : offset);
        const last = page * 4096 + (second ? offset + bytes - 4097 : Math.min(offset + bytes, 4096) - 1);
        drop = visit(block, second, first, last);
      }
      if (drop) {
        i32[link] = i32[next] as number;
        if (!second) this.#unhash(block, page);
      } else {
        link = next;
      }
    }
  }

  /** @returns whether the block was part of a compiled region */
  #kill(block: number): boolean {
    const i32 = this.#i32;
    const at = block >>> 2;
    Atomics.store(i32, at + BLOCK.at.live / 4, 0);
    Atomics.store(i32, at + BLOCK.at.code / 4, 0);
    let node = Atomics.load(i32, at + BLOCK.at.region / 4);
    const inRegion = node !== 0;
    for (; node !== 0; node = i32[(node + MEMBER_NODE.at.next) >>> 2] as number) {
      Atomics.store(i32, ((i32[(node + MEMBER_NODE.at.entry) >>> 2] as number) + BLOCK.at.code) >>> 2, 0);
    }
    return inRegion;
  }

  #inRegion(block: number, region: number): boolean {
    const i32 = this.#i32;
    let node = Atomics.load(i32, (block + BLOCK.at.region) >>> 2);
    while (node !== 0) {
      if (i32[(node + MEMBER_NODE.at.code) >>> 2] === region) return true;
      node = i32[(node + MEMBER_NODE.at.next) >>> 2] as number;
    }
    return false;
  }

  /** Take a dead block out of its hash chain; the lock of its first page is held. Readers that stand on it still find their way on. */
  #unhash(block: number, page: number): void {
    const i32 = this.#i32;
    const at = block >>> 2;
    const host = page * 4096 + ((i32[at + BLOCK.at.pc / 4] as number) & 0xfff);
    let link = this.#bucket(host, i32[at + BLOCK.at.mode / 4] as number);
    for (let other = i32[link] as number; other !== 0; other = i32[link] as number) {
      if (other === block) {
        Atomics.store(i32, link, i32[at + BLOCK.at.hashNext / 4] as number);
        return;
      }
      link = (other + BLOCK.at.hashNext) >>> 2;
    }
  }

  /** Host page that a page list holds a block for. */
  #hostPage(block: number, second: number): number {
    if (second === 0) return this.#i32[(block + BLOCK.at.hostPage) >>> 2] as number;
    return this.#sources.page2(block);
  }

  #bucket(host: number, mode: number): number {
    const page = host >>> 12;
    const mix = Math.imul((host & 0xfff) ^ Math.imul(page, 0x9e3779b1) ^ Math.imul(mode, 0x85ebca6b), 0xc2b2ae35);
    return this.#hash + (((mix >>> 8) & (HASH_BUCKETS - 1) & ~(LOCK_STRIPES - 1)) | stripeOf(page));
  }

  #pageBucket(page: number): number {
    return this.#pages + (page & (PAGE_BUCKETS - 1) & ~(LOCK_STRIPES - 1)) + stripeOf(page);
  }

  #store(offset: number, value: number): void {
    Atomics.store(this.#i32, (this.place.base + offset) >>> 2, value);
  }
}

/** Translation lock of a host page. */
export const stripeOf = (page: number): number => page & (LOCK_STRIPES - 1);

/** Write header and records of a block; it is not live yet. */
export function writeBlock(i32: Int32Array, offset: number, block: NewBlock): void {
  const at = offset >>> 2;
  i32[at + BLOCK.at.live / 4] = 0;
  i32[at + BLOCK.at.code / 4] = 0;
  i32[at + BLOCK.at.counter / 4] = block.counter;
  i32[at + BLOCK.at.pc / 4] = block.pc;
  i32[at + BLOCK.at.pcHi / 4] = block.pcHi;
  i32[at + BLOCK.at.mode / 4] = block.mode;
  i32[at + BLOCK.at.gpaPage / 4] = block.gpaPage;
  i32[at + BLOCK.at.gpaPage2 / 4] = block.gpaPage2;
  i32[at + BLOCK.at.insns / 4] = block.insns;
  i32[at + BLOCK.at.guestBytes / 4] = block.guestBytes;
  i32[at + BLOCK.at.words / 4] = block.wordCount;
  i32[at + BLOCK.at.hashNext / 4] = 0;
  i32[at + BLOCK.at.pageNext / 4] = 0;
  i32[at + BLOCK.at.pageNext2 / 4] = 0;
  i32[at + BLOCK.at.hostPage / 4] = block.host >>> 12;
  i32[at + BLOCK.at.region / 4] = 0;
  // Setting from a part of the array takes longer than writing the words of most blocks.
  const { words, wordCount } = block;
  for (let i = 0, to = at + BLOCK.size / 4; i < wordCount; i++, to++) i32[to] = words[i] as number;
}
