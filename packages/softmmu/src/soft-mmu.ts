import {
  ACCESS,
  type Access,
  alignLog2Of,
  CORE,
  EXIT,
  type Exit,
  FAULT,
  type GuestCore,
  type GuestShape,
  type LlscScheme,
  mmuModeOf,
  type SlowPath,
  TLB_FLAG,
  type WalkResult,
} from '@tutti/ir';
import { type CodePages, PAGE_TRACK } from './code-pages.ts';
import { DeviceAccess, signExtend } from './device-access.ts';
import { KIND, MEM_OPS } from './mem-ops.ts';
import type { PageHost, PhysicalMap } from './physical-map.ts';
import { RamAtomics } from './ram-atomics.ts';
import { type Span, spanGpa, spanHost } from './span.ts';
import type { CoreTlb, FetchHolds } from './tlb.ts';
import type { Watchpoint, Watchpoints } from './watchpoints.ts';
import { atomicByBytes } from './wide-atomic.ts';

/** One core that this thread runs. */
export interface MmuCore {
  readonly tlb: CoreTlb;
  readonly index: number;
  readonly guest: Pick<GuestCore, 'walk' | 'fetchMode'>;
  readonly map: PhysicalMap;
  readonly counts: MmuCounts;
  /** Set with EXIT.RETRY when the instruction only writes the code it runs from: no exclusive section is needed. */
  selfModifying: boolean;
}

/** Counters of one core, for statistics. */
export interface MmuCounts {
  slowPaths: number;
  tlbMisses: number;
  fetchMisses: number;
  faults: number;
  mmio: number;
}

/** What the soft MMU needs of the runtime around it. */
export interface MmuHost {
  readonly code: CodePages;
  readonly llsc: LlscScheme;
  /** Byte offset of the word table of schemes `hst` and `table`. */
  readonly llscTable: number;
  /**
   * A store by this core to [host, host + bytes) is about to happen where translated code is.
   * @returns true when the code that the core runs now is hit and must be left first
   */
  runsHere(core: MmuCore, host: number, bytes: number): boolean;
  /** Stop every other core, then return; translations of this core may have been flushed meanwhile. */
  enterExclusive(core: MmuCore): void;
  leaveExclusive(core: MmuCore): void;
  /** A watchpoint was met, before the access. @returns an EXIT to leave with instead of the access, or 0 */
  watched(core: MmuCore, point: Watchpoint, lo: number, hi: number): Exit | 0;
}

const SLOW_RESULT = CORE.at.slowResult / 4;
const SLOW_VALUE = CORE.at.slowValue / 4;
const PAGE_MASK = ~0xfff;
/** Refills after which a core that is flushed all the time goes on without a TLB entry. */
const MAX_REFILLS = 64;

/**
 * The soft MMU of one thread for cores of one shape: the slow path of every memory op, TLB and fetch TLB fills, atomics and LL/SC that
 * the inlined path does not settle. Faults are data: CORE.fault* and EXIT.FAULT; state is as before the access.
 */
export class SoftMmu {
  /** The out-of-line path of translated code. */
  readonly slow: SlowPath;
  readonly #i32: Int32Array;
  readonly #shape: GuestShape;
  readonly #host: MmuHost;
  readonly #ram: RamAtomics;
  readonly #cores: (MmuCore | undefined)[] = [];
  readonly #walk: WalkResult = { gpaPage: 0, allowed: 0, faultCode: 0, device: false, pageShift: 12 };
  readonly #page: PageHost = { host: -1, writable: false };
  readonly #devices: DeviceAccess;
  readonly #view: DataView;
  readonly #watchpoints: Watchpoints;
  /** Result of `#resolve`: how the page of the last address is reached. */
  #hostPage = -1;
  #gpa = 0;
  #flags = 0;
  #entry = 0;

  constructor(buffer: SharedArrayBuffer, shape: GuestShape, host: MmuHost, watchpoints: Watchpoints) {
    this.#i32 = new Int32Array(buffer);
    this.#shape = shape;
    this.#host = host;
    this.#ram = new RamAtomics(buffer, host.llsc, host.llscTable);
    this.#watchpoints = watchpoints;
    this.#devices = new DeviceAccess(buffer);
    this.#view = new DataView(buffer);
    this.slow = (core, opcode, mem, lo, hi) => this.#slow(core, opcode, mem, lo, hi);
  }

  /** Announce a core before it runs. */
  add(core: MmuCore): void {
    this.#cores[core.index] = core;
  }

  /**
   * Guest physical page that instructions at a guest address come from, in the core's present fetch mode.
   * @returns the page number, or -1 with the fault in CORE.fault*
   */
  fetchPage(core: MmuCore, lo: number, hi: number): number {
    const mmuMode = core.guest.fetchMode();
    const known = core.tlb.fetchPage(lo, hi, mmuMode);
    if (known >= 0) return known;
    core.counts.fetchMisses += 1;
    const walk = this.#walk;
    for (let tries = 0; ; tries++) {
      const generation = core.tlb.generation();
      if (!this.#walkPage(core, lo, hi, ACCESS.FETCH, mmuMode)) return -1;
      core.tlb.fillFetch(lo, hi, mmuMode, walk.gpaPage, walk.global === true);
      if (core.tlb.generation() === generation) return walk.gpaPage >>> 0;
      core.tlb.dropFetch(lo);
      if (tries === MAX_REFILLS) return walk.gpaPage >>> 0;
    }
  }

  /** Translation tables may have changed. Code of pages that are fetched as before stays known to the core. */
  refresh(core: MmuCore): void {
    core.tlb.refresh(this.#fetchHolds(core));
  }

  /** The core has another address space now. Code of few pages that is fetched there as before stays known to it. */
  flushNonGlobal(core: MmuCore): void {
    core.tlb.flushNonGlobal(this.#fetchHolds(core));
  }

  /** Asks the tables as they are now. */
  #fetchHolds(core: MmuCore): FetchHolds {
    const walk = this.#walk;
    // Neighbours are mostly of one large translation: it is walked once.
    let [large, largeHi, largeMode, shift, page] = [0, 0, -1, 12, 0];
    return (lo, hi, mmuMode, gpaPage, global) => {
      const known = mmuMode === largeMode && hi === largeHi && shift < 32 && lo >>> shift === large >>> shift;
      if (known) return global === (walk.global === true) && ((page + ((lo - large) >> 12)) | 0) === gpaPage;
      largeMode = -1;
      if (!this.#tryWalk(core, lo, hi, ACCESS.FETCH, mmuMode)) return false;
      if (walk.pageShift > 12)
        [large, largeHi, largeMode, shift, page] = [lo, hi, mmuMode, walk.pageShift, walk.gpaPage];
      return global === (walk.global === true) && (walk.gpaPage | 0) === gpaPage;
    };
  }

  /** The tables may have changed for one page: drop what the core has of it. */
  flushPage(core: MmuCore, lo: number, hi: number): void {
    if (!core.tlb.flushPage(lo, hi)) this.refresh(core);
  }

  /**
   * Translate a data address for tools: no fault is raised and no TLB filled.
   * @returns the guest physical address, or -1
   */
  probe(core: MmuCore, lo: number, hi: number, access: Access, mmuMode: number): number {
    const walk = this.#walk;
    walk.pageShift = 12;
    if (!core.guest.walk(lo, hi, access, mmuMode, walk)) return -1;
    return (walk.gpaPage >>> 0) * 4096 + (lo & 0xfff);
  }

  /**
   * Take the page of an address into the data TLB, for accesses that a front-end makes itself.
   * @returns false on a fault, which is in CORE.fault* and not raised
   */
  touch(core: MmuCore, lo: number, hi: number, access: Access, mmuMode: number): boolean {
    return this.#resolve(core, lo, hi, access, mmuMode);
  }

  // hot: every miss, device access and misaligned atomic
  #slow(base: number, opcode: number, mem: number, lo: number, hi: number): Exit | 0 {
    const core = this.#cores[this.#i32[(base + CORE.at.index) >>> 2] as number] as MmuCore;
    core.counts.slowPaths += 1;
    const op = opcode >> 1;
    const kind = MEM_OPS.kind[op] as number;
    const bytes = MEM_OPS.bytes[op] as number;
    const access = kind === KIND.LOAD || kind === KIND.LL ? ACCESS.READ : ACCESS.WRITE;
    const required = (1 << alignLog2Of(mem)) - 1;
    if ((lo & required) !== 0) return this.#fault(core, FAULT.ALIGNMENT, lo, hi, access);
    const mmuMode = mmuModeOf(mem);
    if ((lo & 0xfff) + bytes > 4096) return this.#crossing(core, op, kind, bytes, lo, hi, mmuMode);
    if (!this.#resolve(core, lo, hi, access, mmuMode)) return EXIT.FAULT;
    if ((this.#flags & TLB_FLAG.WATCH) !== 0) {
      const exit = this.#watch(core, lo, hi, bytes, access, kind);
      if (exit !== 0) return exit;
    }
    if (this.#hostPage < 0) return this.#device(core, op, lo, hi, access);
    const host = this.#hostPage + (lo & 0xfff);
    if (kind === KIND.LOAD) {
      this.#ram.load(host, bytes, MEM_OPS.signed[op] === 1, base / 4 + SLOW_RESULT);
      return 0;
    }
    if (kind === KIND.LL) return this.#loadExclusive(core, host, bytes);
    return this.#write(core, op, kind, bytes, lo, hi, mmuMode);
  }

  /** Stores and atomics to RAM inside the page that `#resolve` has just found. */
  #write(core: MmuCore, op: number, kind: number, bytes: number, lo: number, hi: number, mmuMode: number): Exit | 0 {
    const host = this.#hostPage + (lo & 0xfff);
    const inCode = (this.#flags & TLB_FLAG.CODE) !== 0;
    if (inCode && this.#host.code.hits(host, bytes) && this.#host.runsHere(core, host, bytes)) return this.#retry(core);
    if (kind === KIND.STORE) {
      this.#ram.mark(host, bytes, core.index);
      this.#ram.store(host, bytes, core.tlb.base / 4 + SLOW_VALUE);
    } else {
      const exclusive = (lo & (bytes - 1)) !== 0 || (kind === KIND.SC && this.#host.llsc === 'hst');
      if (!exclusive) this.#atomic(core, op, kind, bytes, host);
      else if (!this.#exclusively(core, op, kind, bytes, lo, hi, mmuMode)) return EXIT.FAULT;
    }
    if (inCode) this.#afterCodeStore(core, host, bytes);
    return 0;
  }

  #retry(core: MmuCore): Exit {
    core.selfModifying = true;
    return EXIT.RETRY;
  }

  #afterCodeStore(core: MmuCore, host: number, bytes: number): void {
    const code = this.#host.code;
    if (code.wroteWithin(host, bytes, core.index) !== 0 || !code.endWatch(host)) return;
    const at = core.tlb.writeTagAt(this.#entry);
    Atomics.and(this.#i32, at, ~TLB_FLAG.CODE);
    if (code.watched(host)) Atomics.or(this.#i32, at, TLB_FLAG.CODE);
  }

  #atomic(core: MmuCore, op: number, kind: number, bytes: number, host: number): void {
    const words = core.tlb.base / 4;
    if (kind === KIND.SC) {
      const failed = this.#ram.storeConditional(core.tlb.base, core.index, host, bytes, words + SLOW_VALUE);
      this.#i32[words + SLOW_RESULT] = failed;
      this.#i32[words + SLOW_RESULT + 1] = 0;
      return;
    }
    this.#ram.mark(host, bytes, core.index);
    if (kind === KIND.RMW)
      this.#ram.rmw(MEM_OPS.rmw[op] as number, host, bytes, words + SLOW_VALUE, words + SLOW_RESULT);
    else this.#ram.cas(host, bytes, words + SLOW_VALUE, words + SLOW_RESULT);
  }

  /** An atomic that host atomics cannot do, with all other cores stopped. @returns false on a fault */
  #exclusively(
    core: MmuCore,
    op: number,
    kind: number,
    bytes: number,
    lo: number,
    hi: number,
    mmuMode: number,
  ): boolean {
    this.#host.enterExclusive(core);
    // Others may have changed the page tables while this core waited.
    const mapped = this.#resolve(core, lo, hi, ACCESS.WRITE, mmuMode);
    if (mapped && this.#hostPage >= 0) {
      const host = this.#hostPage + (lo & 0xfff);
      if ((host & (bytes - 1)) === 0) this.#atomic(core, op, kind, bytes, host);
      else {
        this.#ram.mark(host, bytes, core.index);
        atomicByBytes(this.#view, core.tlb.base, op, bytes, (i) => host + i);
      }
    }
    this.#host.leaveExclusive(core);
    return mapped;
  }

  #loadExclusive(core: MmuCore, host: number, bytes: number): Exit | 0 {
    const out = core.tlb.base / 4 + SLOW_RESULT;
    if ((host & (bytes - 1)) === 0) {
      this.#ram.loadExclusive(core.tlb.base, core.index, host, bytes, out);
    } else {
      this.#ram.load(host, bytes, false, out);
      this.#i32[(core.tlb.base + CORE.at.exclusiveHost) >>> 2] = -1;
    }
    return 0;
  }

  #device(core: MmuCore, op: number, lo: number, hi: number, access: Access): Exit | 0 {
    core.counts.mmio += 1;
    this.#devices.run(core.map, core.tlb.base, core.index, op, this.#gpa + (lo & 0xfff));
    return this.#busFault(core, lo, hi, access);
  }

  /** Accesses that cross into the next page: both pages are resolved before anything happens. */
  #crossing(core: MmuCore, op: number, kind: number, bytes: number, lo: number, hi: number, mmuMode: number): Exit | 0 {
    const access = kind === KIND.LOAD || kind === KIND.LL ? ACCESS.READ : ACCESS.WRITE;
    const atomic = kind === KIND.RMW || kind === KIND.CAS || kind === KIND.SC;
    if (atomic) this.#host.enterExclusive(core);
    const span = this.#span(core, lo, hi, access, mmuMode);
    let exit: Exit | 0 = EXIT.FAULT;
    if (span !== null) exit = this.#runSpan(core, op, kind, bytes, lo, hi, span);
    if (atomic) this.#host.leaveExclusive(core);
    return exit;
  }

  #runSpan(core: MmuCore, op: number, kind: number, bytes: number, lo: number, hi: number, span: Span): Exit | 0 {
    const access = kind === KIND.LOAD || kind === KIND.LL ? ACCESS.READ : ACCESS.WRITE;
    const first = 4096 - (lo & 0xfff);
    if (span.watched) {
      const exit = this.#watch(core, lo, hi, bytes, access, kind);
      if (exit !== 0) return exit;
    }
    const result = core.tlb.base + CORE.at.slowResult;
    const u8 = core.map.u8;
    if (access === ACCESS.READ) {
      this.#i32.fill(0, result / 4, result / 4 + 4);
      for (let i = 0; i < bytes; i++) {
        const host = spanHost(span, lo, i);
        u8[result + i] = host >= 0 ? (u8[host] as number) : core.map.read(spanGpa(span, lo, i), 1, core.index);
      }
      if (MEM_OPS.signed[op] === 1) signExtend(this.#i32, result / 4, bytes);
      if (kind === KIND.LL) this.#i32[(core.tlb.base + CORE.at.exclusiveHost) >>> 2] = -1;
      return this.#busFault(core, lo, hi, access);
    }
    const a = span.host >= 0 ? span.host + (lo & 0xfff) : -1;
    const b = span.host2;
    const code = this.#host.code;
    const hitsA = a >= 0 && code.hits(a, first);
    const hitsB = b >= 0 && code.hits(b, bytes - first);
    if (hitsA && this.#host.runsHere(core, a, first)) return this.#retry(core);
    if (hitsB && this.#host.runsHere(core, b, bytes - first)) return this.#retry(core);
    if (kind !== KIND.STORE && a >= 0 && b >= 0) {
      this.#ram.mark(a, first, core.index);
      this.#ram.mark(b, bytes - first, core.index);
      atomicByBytes(this.#view, core.tlb.base, op, bytes, (i) => spanHost(span, lo, i));
    } else {
      const value = core.tlb.base + CORE.at.slowValue;
      for (let i = 0; i < bytes; i++) {
        const host = spanHost(span, lo, i);
        if (host >= 0) {
          this.#ram.mark(host, 1, core.index);
          u8[host] = u8[value + i] as number;
        } else {
          core.map.write(spanGpa(span, lo, i), 1, u8[value + i] as number, core.index);
        }
      }
    }
    if (a >= 0) code.wrote(a, first, core.index);
    if (b >= 0) code.wrote(b, bytes - first, core.index);
    return this.#busFault(core, lo, hi, access);
  }

  #span(core: MmuCore, lo: number, hi: number, access: Access, mmuMode: number): Span | null {
    if (!this.#resolve(core, lo, hi, access, mmuMode)) return null;
    const [host, gpa, watched] = [this.#hostPage, this.#gpa, (this.#flags & TLB_FLAG.WATCH) !== 0];
    const next = ((lo | 0xfff) + 1) | 0;
    const nextHi = this.#shape.address === 'i64' && next === 0 ? (hi + 1) | 0 : hi;
    if (!this.#resolve(core, next, nextHi, access, mmuMode)) return null;
    return {
      host,
      gpa,
      host2: this.#hostPage,
      gpa2: this.#gpa,
      watched: watched || (this.#flags & TLB_FLAG.WATCH) !== 0,
    };
  }

  #busFault(core: MmuCore, lo: number, hi: number, access: Access): Exit | 0 {
    if (!core.map.faulted) return 0;
    core.map.faulted = false;
    return this.#fault(core, FAULT.BUS, lo, hi, access);
  }

  /** Find the page of an address: from its TLB entry or by a fill. @returns false on a fault, which is then in CORE.fault* */
  #resolve(core: MmuCore, lo: number, hi: number, access: Access, mmuMode: number): boolean {
    const tlb = core.tlb;
    const entry = tlb.entry(mmuMode, lo);
    const tag = tlb.tagFor(entry, lo, hi, access === ACCESS.WRITE);
    if ((tag & TLB_FLAG.INVALID) !== 0) return this.#fill(core, entry, lo, hi, access, mmuMode);
    const page = lo & PAGE_MASK;
    this.#entry = entry;
    this.#flags = tag & 0xfff;
    this.#gpa = ((this.#i32[tlb.gpaPageAt(entry)] as number) >>> 0) * 4096;
    this.#hostPage = (tag & TLB_FLAG.MMIO) !== 0 ? -1 : (page + (this.#i32[tlb.addendAt(entry)] as number)) >>> 0;
    return true;
  }

  #fill(core: MmuCore, entry: number, lo: number, hi: number, access: Access, mmuMode: number): boolean {
    const tlb = core.tlb;
    const walk = this.#walk;
    const page = this.#page;
    core.counts.tlbMisses += 1;
    for (let tries = 0; ; tries++) {
      const generation = tlb.generation();
      if (!this.#walkPage(core, lo, hi, access, mmuMode)) return false;
      core.map.pageOf(walk.gpaPage >>> 0, page);
      const flags = this.#pageFlags(page, lo, hi);
      const readFlags = flags.read | ((walk.allowed & (1 << ACCESS.READ)) !== 0 ? 0 : TLB_FLAG.INVALID);
      const writeFlags = flags.write | ((walk.allowed & (1 << ACCESS.WRITE)) !== 0 ? 0 : TLB_FLAG.INVALID);
      const addend = page.host < 0 ? 0 : (page.host - (lo & PAGE_MASK)) | 0;
      tlb.fill(entry, lo, hi, addend, walk.gpaPage | 0, readFlags, writeFlags, walk.global === true);
      if (page.writable && this.#host.code.watched(page.host)) {
        Atomics.or(this.#i32, tlb.writeTagAt(entry), TLB_FLAG.CODE);
      }
      const settled = tlb.generation() === generation;
      if (settled || tries === MAX_REFILLS) {
        this.#entry = entry;
        this.#flags = access === ACCESS.WRITE ? (this.#i32[tlb.writeTagAt(entry)] as number) & 0xfff : readFlags;
        this.#gpa = (walk.gpaPage >>> 0) * 4096;
        this.#hostPage = (this.#flags & TLB_FLAG.MMIO) !== 0 ? -1 : page.host;
        if (!settled) tlb.drop(entry);
        return true;
      }
      tlb.drop(entry);
    }
  }

  readonly #flagPair = { read: 0, write: 0 };

  #pageFlags(page: PageHost, lo: number, hi: number): { read: number; write: number } {
    const flags = this.#flagPair;
    flags.read = page.host < 0 ? TLB_FLAG.MMIO : 0;
    flags.write = page.writable ? 0 : TLB_FLAG.MMIO;
    if (this.#watchpoints.onPage(lo, hi)) {
      flags.read |= TLB_FLAG.WATCH;
      flags.write |= TLB_FLAG.WATCH;
    }
    if (!page.writable) return flags;
    const track = this.#host.code.track(page.host);
    if ((track & PAGE_TRACK.TRACKED) !== 0 && (track & PAGE_TRACK.DIRTY) === 0) flags.write |= TLB_FLAG.WATCH;
    if (this.#host.code.watched(page.host)) flags.write |= TLB_FLAG.CODE;
    return flags;
  }

  #walkPage(core: MmuCore, lo: number, hi: number, access: Access, mmuMode: number): boolean {
    if (this.#tryWalk(core, lo, hi, access, mmuMode)) return true;
    this.#fault(core, this.#walk.faultCode, lo, hi, access);
    return false;
  }

  /** @returns false when the access is not allowed; no fault is raised */
  #tryWalk(core: MmuCore, lo: number, hi: number, access: Access, mmuMode: number): boolean {
    const walk = this.#walk;
    walk.pageShift = 12;
    walk.device = false;
    walk.global = false;
    walk.faultCode = 0;
    const allowed = core.guest.walk(lo, hi, access, mmuMode, walk);
    core.map.faulted = false;
    if (allowed && walk.pageShift > 12) core.tlb.noteLarge(lo, hi, walk.pageShift);
    return allowed;
  }

  /** Watchpoints and dirtiness of the page just resolved. @returns an exit to take instead of the access, or 0 */
  #watch(core: MmuCore, lo: number, hi: number, bytes: number, access: Access, kind: number): Exit | 0 {
    const reads = kind === KIND.RMW || kind === KIND.CAS ? 1 << ACCESS.READ : 0;
    const point = this.#watchpoints.find(lo, hi, bytes, reads | (1 << access));
    if (point !== null) {
      const exit = this.#host.watched(core, point, lo, hi);
      if (exit !== 0) return exit;
    }
    if (access !== ACCESS.WRITE || this.#hostPage < 0) return 0;
    const code = this.#host.code;
    if ((code.track(this.#hostPage) & PAGE_TRACK.TRACKED) === 0) return 0;
    code.setTrack(this.#hostPage, PAGE_TRACK.DIRTY);
    if (!this.#watchpoints.onPage(lo, hi)) {
      Atomics.and(this.#i32, core.tlb.writeTagAt(this.#entry), ~TLB_FLAG.WATCH);
      if ((code.track(this.#hostPage) & PAGE_TRACK.DIRTY) === 0)
        Atomics.or(this.#i32, core.tlb.writeTagAt(this.#entry), TLB_FLAG.WATCH);
    }
    return 0;
  }

  #fault(core: MmuCore, code: number, lo: number, hi: number, access: Access): Exit {
    const i32 = this.#i32;
    const base = core.tlb.base;
    core.counts.faults += 1;
    i32[(base + CORE.at.faultCode) >>> 2] = code;
    i32[(base + CORE.at.faultLo) >>> 2] = lo;
    i32[(base + CORE.at.faultHi) >>> 2] = hi;
    i32[(base + CORE.at.faultAccess) >>> 2] = access;
    return EXIT.FAULT;
  }
}
