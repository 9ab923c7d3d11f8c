import type { CodePages } from './code-pages.ts';
import type { MmioTarget, PhysicalRegion } from './mmio.ts';
import { cutSegments, type Segment } from './segments.ts';

/** What a map needs from around it; all of it optional for tests and tools. */
export interface PhysicalMapOptions {
  /** Byte offset of a shared word that counts moves of regions; 0: regions never move. */
  readonly epochWord?: number;
  /** Called after `moved()` in the thread that moved: flush every TLB of the machine. */
  readonly onMoved?: () => void;
  /** Tracking of translated code in RAM; DMA and slow stores go through it. */
  readonly code?: CodePages;
  /** An access that meets no region. `value` is undefined for reads. */
  readonly onUnmapped?: (gpa: number, bytes: number, value: number | undefined, core: number) => void;
}

/** Result of `PhysicalMap.pageOf`: how one guest physical page can be reached directly. */
export interface PageHost {
  /** Host offset of the page, -1 when some part of it is not RAM or ROM. */
  host: number;
  /** The page is RAM: stores may go there directly. */
  writable: boolean;
}

/**
 * Guest physical memory of one view of the board, on one thread. All values are little-endian; addresses are numbers below 2^53.
 * Accesses to RAM are single plain accesses when aligned, so other threads never see half of one.
 */
export class PhysicalMap {
  readonly buffer: SharedArrayBuffer;
  readonly u8: Uint8Array;
  readonly i32: Int32Array;
  /** Set when an access met a `fault` region; whoever asked for the access takes and clears it. */
  faulted = false;
  /** Tracking of translated code; the runtime sets it once both exist. */
  code: CodePages | null;
  readonly #u16: Uint16Array;
  readonly #u32: Uint32Array;
  readonly #view: DataView;
  readonly #regions: readonly PhysicalRegion[];
  readonly #options: PhysicalMapOptions;
  #segments: Segment[] = [];
  #epoch = 0;
  #last: Segment | null = null;

  constructor(buffer: SharedArrayBuffer, regions: readonly PhysicalRegion[], options: PhysicalMapOptions = {}) {
    this.buffer = buffer;
    this.u8 = new Uint8Array(buffer);
    this.i32 = new Int32Array(buffer);
    this.#u16 = new Uint16Array(buffer);
    this.#u32 = new Uint32Array(buffer);
    this.#view = new DataView(buffer);
    this.#regions = regions;
    this.#options = options;
    this.code = options.code ?? null;
    this.refresh(true);
  }

  /** Regions in address order as they lie now, for monitors. */
  segments(): readonly Segment[] {
    this.refresh(false);
    return this.#segments;
  }

  /** A region's `gpa()` has changed. Call from the device that decodes addresses, on any thread. */
  moved(): void {
    const word = this.#options.epochWord ?? 0;
    if (word !== 0) Atomics.add(this.i32, word >>> 2, 1);
    this.refresh(true);
    this.#options.onMoved?.();
  }

  /** Notice moves that other threads made. Called before each fill and each access outside RAM. */
  refresh(force: boolean): void {
    const word = this.#options.epochWord ?? 0;
    const epoch = word === 0 ? 0 : Atomics.load(this.i32, word >>> 2);
    if (!force && epoch === this.#epoch) return;
    this.#epoch = epoch;
    this.#segments = cutSegments(this.#regions);
    this.#last = null;
  }

  /** The segment that holds an address, or null. */
  find(gpa: number): Segment | null {
    const last = this.#last;
    if (last !== null && gpa >= last.start && gpa < last.end) return last;
    let lo = 0;
    let hi = this.#segments.length - 1;
    while (lo <= hi) {
      const mid = (lo + hi) >> 1;
      const segment = this.#segments[mid] as Segment;
      if (gpa < segment.start) hi = mid - 1;
      else if (gpa >= segment.end) lo = mid + 1;
      else {
        this.#last = segment;
        return segment;
      }
    }
    return null;
  }

  /** How the 4 KiB page `gpaPage` is reached; fills `out`. */
  pageOf(gpaPage: number, out: PageHost): void {
    this.refresh(false);
    const gpa = gpaPage * 4096;
    const segment = this.find(gpa);
    if (segment === null || segment.host < 0 || segment.end < gpa + 4096) {
      out.host = -1;
      out.writable = false;
      return;
    }
    out.host = segment.host + (gpa - segment.start);
    out.writable = segment.region.kind === 'ram';
  }

  /** Host offset of one byte of RAM or ROM, or -1. */
  hostOf(gpa: number): number {
    const segment = this.find(gpa);
    return segment === null || segment.host < 0 ? -1 : segment.host + (gpa - segment.start);
  }

  /** Read 1, 2 or 4 bytes, unsigned. Crossing into another region reads on in the first one's terms. */
  read(gpa: number, bytes: 1 | 2 | 4, core: number): number {
    this.refresh(false);
    const segment = this.find(gpa);
    if (segment === null) return this.#unmapped(gpa, bytes, undefined, core);
    if (segment.host >= 0) return this.#readHost(segment.host + (gpa - segment.start), bytes);
    if (segment.target === null) {
      this.faulted = true;
      return 0;
    }
    return segment.target.read(segment.offset + (gpa - segment.start), bytes, core) >>> 0;
  }

  /** Write 1, 2 or 4 bytes; `value` is taken modulo their width. */
  write(gpa: number, bytes: 1 | 2 | 4, value: number, core: number): void {
    this.refresh(false);
    const masked = bytes === 4 ? value >>> 0 : value & (bytes === 2 ? 0xffff : 0xff);
    const segment = this.find(gpa);
    if (segment === null) {
      this.#unmapped(gpa, bytes, masked, core);
    } else if (segment.region.kind === 'ram') {
      const host = segment.host + (gpa - segment.start);
      this.#writeHost(host, bytes, masked);
      this.code?.wrote(host, bytes, core);
    } else if (segment.target !== null) {
      segment.target.write(segment.offset + (gpa - segment.start), bytes, masked, core);
    } else if (segment.region.kind === 'fault') {
      this.faulted = true;
    }
  }

  /** Read 8 bytes into two words of `out`. */
  read64(gpa: number, out: Int32Array, core: number): void {
    // hot: every step of a page walk
    this.refresh(false);
    const segment = this.find(gpa);
    const host = segment === null || segment.host < 0 ? -1 : segment.host + (gpa - segment.start);
    if (host >= 0 && (host & 3) === 0 && gpa + 8 <= (segment as Segment).end) {
      out[0] = this.i32[host / 4] as number;
      out[1] = this.i32[host / 4 + 1] as number;
      return;
    }
    if (host < 0 && segment?.target?.read64) {
      segment.target.read64(segment.offset + (gpa - segment.start), core, out);
      return;
    }
    out[0] = this.read(gpa, 4, core);
    out[1] = this.read(gpa + 4, 4, core);
  }

  write64(gpa: number, lo: number, hi: number, core: number): void {
    const target = this.#deviceAt(gpa);
    if (target?.write64) {
      const segment = this.find(gpa) as Segment;
      target.write64(segment.offset + (gpa - segment.start), lo >>> 0, hi >>> 0, core);
      return;
    }
    this.write(gpa, 4, lo, core);
    this.write(gpa + 4, 4, hi, core);
  }

  /** Replace an aligned word of RAM when it holds `expected`. @returns false when it did not, or is not RAM */
  compareExchange32(gpa: number, expected: number, value: number): boolean {
    const host = this.hostOf(gpa);
    if (host < 0 || (host & 3) !== 0) return false;
    if (Atomics.compareExchange(this.i32, host / 4, expected | 0, value | 0) !== (expected | 0)) return false;
    this.code?.wrote(host, 4, -1);
    return true;
  }

  /**
   * DMA from guest memory. What is not RAM or ROM reads as the devices answer, byte by byte.
   * @returns false when some byte met no region (those read 0)
   */
  readBytes(gpa: number, into: Uint8Array): boolean {
    this.refresh(false);
    let complete = true;
    for (let done = 0; done < into.length; ) {
      const segment = this.find(gpa + done);
      if (segment !== null && segment.host >= 0) {
        const take = Math.min(into.length - done, segment.end - (gpa + done));
        const host = segment.host + (gpa + done - segment.start);
        into.set(this.u8.subarray(host, host + take), done);
        done += take;
      } else {
        into[done] = this.read(gpa + done, 1, -1);
        complete &&= segment !== null;
        done += 1;
      }
    }
    return complete;
  }

  /** DMA into guest memory; translated code there is invalidated. @returns false when some byte met no region (those are lost) */
  writeBytes(gpa: number, from: Uint8Array): boolean {
    this.refresh(false);
    let complete = true;
    for (let done = 0; done < from.length; ) {
      const segment = this.find(gpa + done);
      if (segment !== null && segment.region.kind === 'ram') {
        const take = Math.min(from.length - done, segment.end - (gpa + done));
        const host = segment.host + (gpa + done - segment.start);
        this.u8.set(from.subarray(done, done + take), host);
        this.code?.wrote(host, take, -1);
        done += take;
      } else {
        this.write(gpa + done, 1, from[done] as number, -1);
        complete &&= segment !== null;
        done += 1;
      }
    }
    return complete;
  }

  /** Bytes of RAM or ROM as they lie in shared memory, without a copy; null when the range is not one piece of one region. */
  window(gpa: number, bytes: number): Uint8Array | null {
    this.refresh(false);
    const segment = this.find(gpa);
    if (segment === null || segment.host < 0 || gpa + bytes > segment.end) return null;
    const host = segment.host + (gpa - segment.start);
    return this.u8.subarray(host, host + bytes);
  }

  #deviceAt(gpa: number): MmioTarget | null {
    this.refresh(false);
    const segment = this.find(gpa);
    return segment === null || segment.host >= 0 ? null : segment.target;
  }

  #unmapped(gpa: number, bytes: number, value: number | undefined, core: number): number {
    this.#options.onUnmapped?.(gpa, bytes, value, core);
    return 0;
  }

  #readHost(host: number, bytes: 1 | 2 | 4): number {
    if (bytes === 1) return this.u8[host] as number;
    if (bytes === 4) return (host & 3) === 0 ? (this.#u32[host / 4] as number) : this.#view.getUint32(host, true);
    return (host & 1) === 0 ? (this.#u16[host / 2] as number) : this.#view.getUint16(host, true);
  }

  #writeHost(host: number, bytes: 1 | 2 | 4, value: number): void {
    if (bytes === 1) this.u8[host] = value;
    else if (bytes === 4) {
      if ((host & 3) === 0) this.#u32[host / 4] = value;
      else this.#view.setUint32(host, value, true);
    } else if ((host & 1) === 0) this.#u16[host / 2] = value;
    else this.#view.setUint16(host, value, true);
  }
}
