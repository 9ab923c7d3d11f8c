import {
  BLOCK,
  CORE,
  type CoreArea,
  coreArea,
  FETCH_TLB,
  type GuestShape,
  JUMP,
  PAGE_BYTES,
  TLB_FLAG,
  TLB32,
  TLB64,
} from '@tutti/ir';
import { EvictedPages } from './evicted-pages.ts';
import { JumpCache } from './jump-cache.ts';
import { LocalEntries } from './local-entries.ts';
import { TlbFilters } from './tlb-filters.ts';

const PAGE_MASK = ~0xfff;
/** Fills remembered one by one, so that a flush costs what was filled. */
const REMEMBERED = 1024;
/** A change of address spaces looks at no more pages of code: so many walks cost less than finding the blocks again. */
const FEW_PAGES = 16;
/** Parts of the data TLBs that the store filter tells apart. */
const PARTS = 32;

/**
 * Whether code of a page may still be fetched as it was.
 * @param gpaPage  guest physical page that it was fetched from, as int32
 * @param global   what the walk then said of the translation
 */
export type FetchHolds = (lo: number, hi: number, mmuMode: number, gpaPage: number, global: boolean) => boolean;

/** Byte offsets of one core's state and of its TLB_META. */
export interface TlbPlace {
  readonly base: number;
  readonly meta: number;
}

/**
 * The TLBs, fetch TLB and jump cache of one core. `fill*`, `flush*` and the jump cache belong to the core's thread;
 * `mayHold` and `flagPage` are for any thread.
 */
export class CoreTlb {
  readonly base: number;
  readonly #i32: Int32Array;
  readonly #shape: GuestShape;
  readonly #area: CoreArea;
  readonly #wide: boolean;
  readonly #mask: number;
  readonly #entryWords: number;
  /** Words of one of the PARTS of the data TLBs. */
  readonly #partWords: number;
  readonly #filters: TlbFilters;
  readonly #jumpCache: JumpCache;
  readonly #filled = new Int32Array(REMEMBERED);
  #filledCount = 0;
  /** What belongs to the present address space alone: data entries, fetch entries, jumps. */
  readonly #local = new LocalEntries();
  /** 1 for each fetch TLB entry whose translation is global. */
  readonly #globalFetch: Uint8Array;
  /** Pages that left the fetch TLB for others and may still have jumps. */
  readonly #evicted = new EvictedPages();
  /** MMU modes, as bits, in which pages of the present address space alone were fetched. */
  #localModes = 0;
  /** Full flushes and refreshes, for statistics. */
  flushes = 0;

  constructor(i32: Int32Array, shape: GuestShape, place: TlbPlace) {
    this.#i32 = i32;
    this.#shape = shape;
    this.#area = coreArea(shape);
    this.#wide = shape.address === 'i64';
    this.#mask = shape.tlbEntries - 1;
    this.#entryWords = this.#area.tlbEntryBytes >>> 2;
    this.#partWords = Math.ceil((shape.mmuModes * shape.tlbEntries) / PARTS) * this.#entryWords;
    this.#filters = new TlbFilters(i32, place.meta);
    this.#jumpCache = new JumpCache(i32, shape, this.#area, place.base);
    this.#globalFetch = new Uint8Array(this.#area.fetchEntries);
    this.base = place.base;
  }

  /** Empty everything, whatever memory holds. Before the core first runs. */
  initialise(): void {
    this.#filledCount = REMEMBERED + 1;
    this.#jumpCache.distrust();
    this.flushAll();
  }

  /** Word index of the entry of a guest address in the TLB of an MMU mode. */
  entry(mmuMode: number, lo: number): number {
    return (
      (this.base + this.#area.tlb + mmuMode * this.#area.tlbBytes) / 4 + ((lo >>> 12) & this.#mask) * this.#entryWords
    );
  }

  /** Tag word (with its flags) of an entry when it is for the page of this address, else INVALID. */
  tagFor(entry: number, lo: number, hi: number, write: boolean): number {
    const i32 = this.#i32;
    if (this.#wide) {
      const at = entry + (write ? TLB64.at.writeTag : TLB64.at.readTag) / 4;
      const tag = i32[at] as number;
      return ((tag ^ lo) & PAGE_MASK) === 0 && i32[at + 1] === hi ? tag : TLB_FLAG.INVALID;
    }
    const tag = i32[entry + (write ? TLB32.at.writeTag : TLB32.at.readTag) / 4] as number;
    return ((tag ^ lo) & PAGE_MASK) === 0 ? tag : TLB_FLAG.INVALID;
  }

  addendAt(entry: number): number {
    return entry + (this.#wide ? TLB64.at.addend : TLB32.at.addend) / 4;
  }

  gpaPageAt(entry: number): number {
    return entry + (this.#wide ? TLB64.at.gpaPage : TLB32.at.gpaPage) / 4;
  }

  writeTagAt(entry: number): number {
    return entry + (this.#wide ? TLB64.at.writeTag : TLB32.at.writeTag) / 4;
  }

  /** Store an entry. The caller re-checks the generation and the page's tracking afterwards. */
  fill(
    entry: number,
    lo: number,
    hi: number,
    addend: number,
    gpaPage: number,
    readFlags: number,
    writeFlags: number,
    global: boolean,
  ): void {
    const i32 = this.#i32;
    this.#filters.announce();
    if (!global) this.#local.data.note(entry);
    if (this.#filledCount < REMEMBERED) this.#filled[this.#filledCount] = entry;
    this.#filledCount += 1;
    const page = lo & PAGE_MASK;
    if ((writeFlags & (TLB_FLAG.INVALID | TLB_FLAG.MMIO)) === 0)
      this.#filters.noteStores((page + addend) | 0, this.#partOf(entry));
    i32[this.addendAt(entry)] = addend;
    i32[this.gpaPageAt(entry)] = gpaPage;
    if (this.#wide) {
      i32[entry + TLB64.at.readTag / 4 + 1] = hi;
      i32[entry + TLB64.at.writeTag / 4 + 1] = hi;
      Atomics.store(i32, entry + TLB64.at.readTag / 4, page | readFlags);
      Atomics.store(i32, entry + TLB64.at.writeTag / 4, page | writeFlags);
    } else {
      Atomics.store(i32, entry + TLB32.at.readTag / 4, page | readFlags);
      Atomics.store(i32, entry + TLB32.at.writeTag / 4, page | writeFlags);
    }
  }

  drop(entry: number): void {
    // One by one: a call of `fill` takes longer than the few words of an entry.
    const i32 = this.#i32;
    for (let word = entry, end = entry + this.#entryWords; word < end; word++) i32[word] = -1;
  }

  /** Generation of invalidations from outside; read before a walk, compared after the fill. */
  generation(): number {
    return Atomics.load(this.#i32, (this.base + CORE.at.tlbGeneration) / 4);
  }

  /** Remember a translation of more than 4 KiB, which single-page flushes must respect. */
  noteLarge(lo: number, hi: number, shift: number): void {
    this.#filters.noteLarge(lo, hi, shift);
  }

  /** Word index of the fetch TLB entry of an address. */
  fetchEntry(lo: number): number {
    return (this.base + this.#area.fetchTlb + this.#fetchNumber(lo) * FETCH_TLB.size) / 4;
  }

  #fetchNumber(lo: number): number {
    return (lo >>> 12) & (this.#area.fetchEntries - 1);
  }

  /** Whether the fetch TLB knows the page of an address. */
  #isFetched(lo: number, hi: number): boolean {
    const i32 = this.#i32;
    const entry = this.fetchEntry(lo);
    return i32[entry + FETCH_TLB.at.tagLo / 4] === (lo & PAGE_MASK) && i32[entry + FETCH_TLB.at.tagHi / 4] === hi;
  }

  /** Whether it knows it as a global translation. */
  #isGlobalFetch(lo: number, hi: number): boolean {
    return this.#isFetched(lo, hi) && this.#globalFetch[this.#fetchNumber(lo)] !== 0;
  }

  /** Guest physical page of a fetch address when the fetch TLB knows it, else -1. */
  fetchPage(lo: number, hi: number, mmuMode: number): number {
    const i32 = this.#i32;
    const entry = this.fetchEntry(lo);
    const hit =
      i32[entry + FETCH_TLB.at.tagLo / 4] === (lo & PAGE_MASK) &&
      i32[entry + FETCH_TLB.at.tagHi / 4] === hi &&
      i32[entry + FETCH_TLB.at.mode / 4] === mmuMode;
    return hit ? (i32[entry + FETCH_TLB.at.gpaPage / 4] as number) >>> 0 : -1;
  }

  fillFetch(lo: number, hi: number, mmuMode: number, gpaPage: number, global: boolean): void {
    const i32 = this.#i32;
    this.#filters.announce();
    this.#filters.notePage(lo, hi);
    const entry = this.fetchEntry(lo);
    if (i32[entry + FETCH_TLB.at.tagLo / 4] !== -1) this.#noteEvicted(entry, this.#fetchNumber(lo));
    this.#globalFetch[this.#fetchNumber(lo)] = Number(global);
    if (!global) {
      this.#local.fetch.note(entry);
      this.#localModes |= 1 << mmuMode;
    }
    i32[entry + FETCH_TLB.at.tagHi / 4] = hi;
    i32[entry + FETCH_TLB.at.gpaPage / 4] = gpaPage;
    i32[entry + FETCH_TLB.at.mode / 4] = mmuMode;
    Atomics.store(i32, entry + FETCH_TLB.at.tagLo / 4, lo & PAGE_MASK);
  }

  #noteEvicted(entry: number, number: number): void {
    const i32 = this.#i32;
    this.#evicted.note(
      i32[entry + FETCH_TLB.at.tagLo / 4] as number,
      i32[entry + FETCH_TLB.at.tagHi / 4] as number,
      i32[entry + FETCH_TLB.at.mode / 4] as number,
      i32[entry + FETCH_TLB.at.gpaPage / 4] as number,
      this.#globalFetch[number] as number,
    );
  }

  dropFetch(lo: number): void {
    Atomics.store(this.#i32, this.fetchEntry(lo) + FETCH_TLB.at.tagLo / 4, -1);
  }

  /** Block that the jump cache has for a pc and mode, else 0. */
  jump(pc: number, pcHi: number, mode: number): number {
    return this.#jumpCache.find(pc, pcHi, mode);
  }

  setJump(pc: number, pcHi: number, mode: number, block: number): void {
    this.#filters.announce();
    this.#filters.notePage(pc, pcHi);
    const entry = this.#jumpCache.set(pc, pcHi, mode, block);
    if (!this.#isGlobalFetch(pc, pcHi)) this.#local.jumps.note(entry);
  }

  dropJump(pc: number): void {
    this.#jumpCache.drop(pc);
  }

  /** Empty the jump cache. */
  flushJumps(): void {
    this.#jumpCache.flush();
    this.#local.jumps.clear();
  }

  /**
   * Drop what belongs to the present address space, and keep global translations (ARM nG = 0, x86 G = 1).
   * @param holds  when given, code of few pages that the new address space fetches as the old one did stays known
   */
  flushNonGlobal(holds?: FetchHolds): void {
    const { data, fetch, jumps } = this.#local;
    if (data.overflowed || fetch.overflowed || jumps.overflowed) {
      this.flushAll();
      return;
    }
    for (let i = 0; i < data.count; i++) this.drop(data.entries[i] as number);
    data.clear();
    // A jump does not say in which MMU mode its page was fetched.
    const oneMode = (this.#localModes & (this.#localModes - 1)) === 0;
    const asked = fetch.count <= FEW_PAGES && oneMode ? holds : undefined;
    if (asked === undefined) this.#localModes = 0;
    fetch.keep((entry) => this.#keepFetch(entry, asked));
    jumps.keep((entry) => this.#keepJump(entry));
  }

  /** @returns whether a fetch TLB entry that was filled for this address space stays */
  #keepFetch(entry: number, holds: FetchHolds | undefined): boolean {
    const i32 = this.#i32;
    const start = (this.base + this.#area.fetchTlb) / 4;
    const lo = i32[entry + FETCH_TLB.at.tagLo / 4] as number;
    // A global page that has taken the entry since keeps it, as it keeps its jumps.
    if (lo === -1 || this.#globalFetch[(entry - start) / (FETCH_TLB.size / 4)] !== 0) return false;
    const hi = i32[entry + FETCH_TLB.at.tagHi / 4] as number;
    const mmuMode = i32[entry + FETCH_TLB.at.mode / 4] as number;
    if (holds?.(lo, hi, mmuMode, i32[entry + FETCH_TLB.at.gpaPage / 4] as number, false)) return true;
    Atomics.store(i32, entry + FETCH_TLB.at.tagLo / 4, -1);
    return false;
  }

  /** Jumps of this address space stay when the fetch TLB kept their page, unless the block ends on another one. */
  #keepJump(entry: number): boolean {
    const i32 = this.#i32;
    const block = i32[entry + JUMP.at.block / 4] as number;
    if (block === 0) return false;
    const pc = i32[entry] as number;
    const pcHi = i32[entry + JUMP.at.pcHi / 4] as number;
    const local = this.#isFetched(pc, pcHi) && this.#globalFetch[this.#fetchNumber(pc)] === 0;
    if (local && i32[(block + BLOCK.at.gpaPage2) >>> 2] === -1) return true;
    i32[entry + JUMP.at.block / 4] = 0;
    return false;
  }

  #flushData(): void {
    const i32 = this.#i32;
    this.flushes += 1;
    if (this.#filledCount <= REMEMBERED) {
      for (let i = 0; i < this.#filledCount; i++) this.drop(this.#filled[i] as number);
    } else {
      const start = (this.base + this.#area.tlb) / 4;
      i32.fill(-1, start, start + (this.#shape.mmuModes * this.#area.tlbBytes) / 4);
    }
    this.#filledCount = 0;
    this.#local.data.clear();
  }

  /** Empty data TLBs, fetch TLB and jump cache. */
  flushAll(): void {
    const i32 = this.#i32;
    this.#flushData();
    const fetch = (this.base + this.#area.fetchTlb) / 4;
    i32.fill(-1, fetch, fetch + (this.#area.fetchEntries * FETCH_TLB.size) / 4);
    this.flushJumps();
    this.#local.clear();
    this.#evicted.clear();
    this.#localModes = 0;
    this.#filters.clear();
    this.#filters.withdraw();
  }

  /**
   * Translation tables may have changed: as `flushAll`, but code of pages that are fetched as before stays known. Every page with a jump
   * is in the fetch TLB or among the evicted. A request that came meanwhile may have found the filters empty: then everything goes.
   */
  refresh(holds: FetchHolds): void {
    if (this.#evicted.overflowed) {
      this.flushAll();
      return;
    }
    const i32 = this.#i32;
    const generation = this.generation();
    this.#flushData();
    this.#filters.clear();
    const start = (this.base + this.#area.fetchTlb) / 4;
    for (let number = 0; number < this.#area.fetchEntries; number++) {
      const entry = start + number * (FETCH_TLB.size / 4);
      const lo = i32[entry + FETCH_TLB.at.tagLo / 4] as number;
      if (lo === -1) continue;
      const hi = i32[entry + FETCH_TLB.at.tagHi / 4] as number;
      const mmuMode = i32[entry + FETCH_TLB.at.mode / 4] as number;
      const gpaPage = i32[entry + FETCH_TLB.at.gpaPage / 4] as number;
      if (holds(lo, hi, mmuMode, gpaPage, this.#globalFetch[number] !== 0)) this.#filters.notePage(lo, hi);
      else this.#dropCode(lo, hi);
    }
    this.#evicted.keep((lo, hi, mmuMode, gpaPage, global) => {
      const kept = holds(lo, hi, mmuMode, gpaPage, global);
      if (kept) this.#filters.notePage(lo, hi);
      else this.#dropCode(lo, hi);
      return kept;
    });
    if (this.generation() !== generation) this.flushAll();
  }

  /** Drop one virtual page. @returns false when it may belong to a larger translation: then everything must go, and nothing was done */
  flushPage(lo: number, hi: number): boolean {
    if (this.#filters.inLarge(lo, hi)) return false;
    for (let mode = 0; mode < this.#shape.mmuModes; mode++) {
      const entry = this.entry(mode, lo);
      if (this.#entryIsFor(entry, lo, hi)) this.drop(entry);
    }
    if (this.#filters.mayRun(lo, hi)) this.#dropCode(lo, hi);
    return true;
  }

  /** Forget what code of a page was fetched from, and the jumps there. */
  #dropCode(lo: number, hi: number): void {
    this.dropFetch(lo);
    this.#jumpCache.dropPage(lo, hi);
    // A block of the page before may end on this one.
    this.#jumpCache.dropPage((lo - PAGE_BYTES) | 0, lo >>> 0 < PAGE_BYTES && hi !== 0 ? (hi - 1) | 0 : hi);
  }

  /** Whether anything for a page may be here. Any thread, after bumping the generation. */
  mayHold(lo: number, hi: number): boolean {
    if (!this.mayHoldAny()) return false;
    if (this.#filters.inLarge(lo, hi) || this.#filters.mayRun(lo, hi)) return true;
    for (let mode = 0; mode < this.#shape.mmuModes; mode++) {
      if (this.#entryIsFor(this.entry(mode, lo), lo, hi)) return true;
    }
    return false;
  }

  mayHoldAny(): boolean {
    return this.#filters.mayHoldAny();
  }

  /**
   * Set a flag in the write tag of every entry that leads to a page of memory. Any thread, after an atomic change that a fill of
   * the entry looks at when it has stored its tag. The scan reads plainly, as emitted code does: with atomic loads
   * it took half of a run that rewrites code.
   */
  flagPage(hostPage: number, flag: number): void {
    if (!this.mayHoldAny()) return;
    let parts = this.#filters.storeParts(hostPage);
    while (parts !== 0) {
      const part = 31 - Math.clz32(parts);
      parts ^= 1 << part;
      this.#flagPart(part, hostPage, flag);
    }
  }

  #flagPart(part: number, hostPage: number, flag: number): void {
    // hot
    const i32 = this.#i32;
    const words = this.#entryWords;
    const writeTag = this.writeTagAt(0);
    const addend = this.addendAt(0);
    const start = (this.base + this.#area.tlb) / 4 + part * this.#partWords;
    for (let entry = start, end = start + this.#partWords; entry < end; entry += words) {
      const tag = i32[entry + writeTag] as number;
      if (((tag & PAGE_MASK) + (i32[entry + addend] as number)) >> 12 !== hostPage >> 12) continue;
      if ((tag & (TLB_FLAG.INVALID | flag)) === 0) Atomics.or(i32, entry + writeTag, flag);
    }
  }

  #entryIsFor(entry: number, lo: number, hi: number): boolean {
    const i32 = this.#i32;
    const at = this.#wide ? TLB64.at : TLB32.at;
    const read = Atomics.load(i32, entry + at.readTag / 4);
    const write = Atomics.load(i32, entry + at.writeTag / 4);
    const page = lo & PAGE_MASK;
    if ((read & PAGE_MASK) !== page && (write & PAGE_MASK) !== page) return false;
    if ((read & write & TLB_FLAG.INVALID) !== 0) return false;
    return !this.#wide || Atomics.load(i32, entry + TLB64.at.readTag / 4 + 1) === hi;
  }

  /** Which of the PARTS of the data TLBs an entry is in. */
  #partOf(entry: number): number {
    return Math.floor((entry - (this.base + this.#area.tlb) / 4) / this.#partWords);
  }
}
