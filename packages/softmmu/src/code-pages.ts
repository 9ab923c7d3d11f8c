/**
 * Which 128-byte chunks of memory hold translated code, and which pages are watched for stores: two shared words per 4 KiB page
 * of guest memory, indexed by host offset, so that all views and architectures of a board agree.
 * Writers: any thread (Atomics). A bit is set before the bytes are read for translation.
 */
export class CodePages {
  readonly #i32: Int32Array;
  readonly #bits: number;
  readonly #flags: number;
  readonly #ramBase: number;
  readonly #ramEnd: number;
  /**
   * Translated code was hit by a store to [host, host + bytes): the runtime invalidates it.
   * @param core  who stores; -1: DMA
   */
  onHit: (host: number, bytes: number, core: number) => void = () => undefined;

  constructor(buffer: SharedArrayBuffer, place: CodePagesPlace) {
    this.#i32 = new Int32Array(buffer);
    this.#bits = place.base / 4;
    this.#flags = place.base / 4 + place.ramBytes / 4096;
    this.#ramBase = place.ramBase;
    this.#ramEnd = place.ramBase + place.ramBytes;
  }

  /** Shared memory that the tracking of `ramBytes` of memory needs. */
  static bytes(ramBytes: number): number {
    return (ramBytes / 4096) * 8;
  }

  /** Chunk bits of the page of a host offset; 0 outside the tracked memory. */
  bits(host: number): number {
    if (host < this.#ramBase || host >= this.#ramEnd) return 0;
    return Atomics.load(this.#i32, this.#bits + Math.floor((host - this.#ramBase) / 4096));
  }

  /** Mark chunks of one page. @returns the bits before */
  mark(host: number, bytes: number): number {
    if (host < this.#ramBase || host >= this.#ramEnd) return 0;
    return Atomics.or(this.#i32, this.#bits + Math.floor((host - this.#ramBase) / 4096), chunkMask(host, bytes));
  }

  /** Replace the bits of a page by what its remaining blocks need. Under the page's translation lock. */
  set(host: number, bits: number): void {
    if (host < this.#ramBase || host >= this.#ramEnd) return;
    Atomics.store(this.#i32, this.#bits + Math.floor((host - this.#ramBase) / 4096), bits);
  }

  /** Whether stores to a page must come to the slow path: it holds code, or did so again and again. */
  watched(host: number): boolean {
    return this.bits(host) !== 0 || (this.track(host) & PAGE_TRACK.REWRITTEN) !== 0;
  }

  /**
   * A page has its first code, marked already. @returns true when TLB entries that lead to it must learn so; a page whose code is
   * replaced all the time is still watched from the last time
   */
  beginWatch(host: number): boolean {
    if (host < this.#ramBase || host >= this.#ramEnd) return false;
    return (Atomics.and(this.#i32, this.#trackAt(host), ~IDLE_STORES) & PAGE_TRACK.REWRITTEN) === 0;
  }

  /** The last code of a page goes. Under the page's translation lock, before its bits are cleared. */
  emptied(host: number): void {
    if ((this.track(host) & REPLACEMENTS) < REPLACED_OFTEN)
      Atomics.add(this.#i32, this.#trackAt(host), ONE_REPLACEMENT);
    else this.setTrack(host, PAGE_TRACK.REWRITTEN);
  }

  /** A store has met a page without code. @returns true when the page is not watched, or no longer */
  endWatch(host: number): boolean {
    if ((this.track(host) & PAGE_TRACK.REWRITTEN) === 0) return true;
    if (Atomics.add(this.#i32, this.#trackAt(host), ONE_IDLE_STORE) >>> IDLE_SHIFT < IDLE_LIMIT) return false;
    this.clearTrack(host, PAGE_TRACK.REWRITTEN | REPLACEMENTS | IDLE_STORES);
    return true;
  }

  /** Forget all code. Every core is stopped. */
  clear(): void {
    this.#i32.fill(0, this.#bits, this.#flags);
  }

  /** Bits of PAGE_TRACK for the page of a host offset. */
  track(host: number): number {
    if (host < this.#ramBase || host >= this.#ramEnd) return 0;
    return Atomics.load(this.#i32, this.#trackAt(host));
  }

  setTrack(host: number, bits: number): void {
    Atomics.or(this.#i32, this.#trackAt(host), bits);
  }

  clearTrack(host: number, bits: number): void {
    Atomics.and(this.#i32, this.#trackAt(host), ~bits);
  }

  #trackAt(host: number): number {
    return this.#flags + Math.floor((host - this.#ramBase) / 4096);
  }

  /** Whether a store to [host, host + bytes), at most one page, meets translated code. */
  hits(host: number, bytes: number): boolean {
    return (this.bits(host) & chunkMask(host, bytes)) !== 0;
  }

  /** A store to memory has happened, of any length. */
  wrote(host: number, bytes: number, core: number): void {
    for (let at = host; at < host + bytes; ) {
      const take = Math.min(host + bytes - at, 4096 - (at % 4096));
      this.wroteWithin(at, take, core);
      at += take;
    }
  }

  /**
   * A store within one page has happened. It stands in memory before the chunk bits are read: a translator sets them before it reads memory.
   * @returns the page's chunk bits
   */
  wroteWithin(host: number, bytes: number, core: number): number {
    // hot
    if (host < this.#ramBase || host >= this.#ramEnd) return 0;
    const page = Math.floor((host - this.#ramBase) / 4096);
    let bits = Atomics.or(this.#i32, this.#bits + page, 0);
    if ((bits & chunkMask(host, bytes)) !== 0) {
      this.onHit(host, bytes, core);
      bits = Atomics.load(this.#i32, this.#bits + page);
    }
    const track = this.#flags + page;
    if ((Atomics.load(this.#i32, track) & PAGE_TRACK.TRACKED) !== 0) Atomics.or(this.#i32, track, PAGE_TRACK.DIRTY);
    return bits;
  }
}

export interface CodePagesPlace {
  /** Byte offset of the tracking words. */
  readonly base: number;
  /** Guest memory that is tracked: all of it, one range of host offsets, multiples of 4096. */
  readonly ramBase: number;
  readonly ramBytes: number;
}

/** Flags of a page's second word. */
export const PAGE_TRACK = {
  /** Somebody wants to know of stores to the page. */
  TRACKED: 1,
  /** A store happened since the flag was cleared. */
  DIRTY: 2,
  /**
   * The page's code was replaced again and again, so stores stay watched while it holds none: the next code need not look for TLB
   * entries. Set while the page is watched, before its bits are cleared; cleared after a number of stores that met no code. Whoever
   * takes the watch off a TLB entry looks at bits and flag once more afterwards.
   */
  REWRITTEN: 4,
} as const;

/** Beside the flags: how often the page lost its code (to REPLACED_OFTEN), and stores since it last had any. */
const ONE_REPLACEMENT = 1 << 8;
const REPLACEMENTS = 0xff << 8;
const REPLACED_OFTEN = 4 * ONE_REPLACEMENT;
const IDLE_SHIFT = 16;
const ONE_IDLE_STORE = 1 << IDLE_SHIFT;
const IDLE_STORES = -1 << IDLE_SHIFT;
const IDLE_LIMIT = 64;

/** Bit i stands for bytes [128 i, 128 i + 128) of the page. The range must not leave the page. */
export function chunkMask(host: number, bytes: number): number {
  const first = (host % 4096) >>> 7;
  const last = ((host + bytes - 1) % 4096) >>> 7;
  return (-1 << first) & (-1 >>> (31 - last));
}
