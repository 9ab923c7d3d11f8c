import { alignUp, type Layout } from '@tutti/layout';
import { FETCH_TLB, JUMP, TLB32, TLB64 } from './core.ts';

/** Memory model of a guest or host: TSO (x86) orders all but store-load, weak (ARM) orders nothing by itself. */
export type MemoryModel = 'tso' | 'weak';

/** How LL/SC pairs are carried out. */
export type LlscScheme = 'cas' | 'hst' | 'table';

/** What a helper does besides computing its result. */
export interface HelperSpec {
  readonly name: string;
  /** Number of i32 operands, 0 to 4. */
  readonly operands: number;
  /** State fields it reads and writes, by name; `all` for any. */
  readonly reads: 'all' | readonly string[];
  readonly writes: 'all' | readonly string[];
  /** The result is an EXIT reason to leave the block with, or 0. Such a helper runs with exact state, pc included. */
  readonly mayExit: boolean;
  readonly doc: string;
}

/** A helper's code: byte offset of the core's state, then up to four operands. Runs on the core's thread. */
export type Helper = (core: number, a: number, b: number, c: number, d: number) => number;

/** What a front-end declares about its architecture; everything else derives from it. */
export interface GuestShape {
  /** Name space of its helpers, modes and fields: `arm`, `x86_64`. */
  readonly name: string;
  readonly address: 'i32' | 'i64';
  readonly model: MemoryModel;
  /** Trailing pc bits that are always zero, for hashing. */
  readonly pcShift: number;
  /** Number of MMU modes (separate TLBs), 1 to 8. */
  readonly mmuModes: number;
  /** Entries per TLB, a power of two. */
  readonly tlbEntries: number;
  /** Begins with CORE. */
  readonly state: Layout;
  readonly helpers: readonly HelperSpec[];
}

/** Offsets from the start of a core's state to all that belongs to the core; constants of the emitted code. */
export interface CoreArea {
  /** Temporaries of blocks: 8-byte slots, a v128 takes two, 16-byte aligned. */
  readonly temps: number;
  readonly tempBytes: number;
  readonly jumpCache: number;
  readonly jumpEntries: number;
  readonly fetchTlb: number;
  readonly fetchEntries: number;
  /** TLB of MMU mode m is at `tlb + m * tlbBytes`. */
  readonly tlb: number;
  readonly tlbEntryBytes: number;
  readonly tlbBytes: number;
  /** Bytes of the whole area, a multiple of 4096. */
  readonly size: number;
}

export const PAGE_SHIFT = 12;
export const PAGE_BYTES = 1 << PAGE_SHIFT;
const TEMP_BYTES = 16384;
/** A boot of Debian amd64 (70,000 blocks) looks up 136,000 times what another block pushed out of 32,768 entries, 26,000 times here. */
const JUMP_ENTRIES = 131072;
const FETCH_ENTRIES = 1024;

/** Lay out the area of a core of this shape. */
export function coreArea(shape: GuestShape): CoreArea {
  const tlbEntryBytes = shape.address === 'i32' ? TLB32.size : TLB64.size;
  const temps = alignUp(shape.state.size, 64);
  const jumpCache = temps + TEMP_BYTES;
  const fetchTlb = jumpCache + JUMP_ENTRIES * JUMP.size;
  const tlb = fetchTlb + FETCH_ENTRIES * FETCH_TLB.size;
  const tlbBytes = shape.tlbEntries * tlbEntryBytes;
  return {
    temps,
    tempBytes: TEMP_BYTES,
    jumpCache,
    jumpEntries: JUMP_ENTRIES,
    fetchTlb,
    fetchEntries: FETCH_ENTRIES,
    tlb,
    tlbEntryBytes,
    tlbBytes,
    size: alignUp(tlb + shape.mmuModes * tlbBytes, PAGE_BYTES),
  };
}

/** Index into the jump cache of a guest pc (its low word). Emitted code computes the same. */
export const jumpIndex = (shape: GuestShape, area: CoreArea, pc: number): number =>
  ((pc >>> shape.pcShift) ^ (pc >>> 12)) & (area.jumpEntries - 1);

/** The jump cache's entries of one page stand together: index of the first, and how many. */
export function jumpsOfPage(shape: GuestShape, area: CoreArea, pc: number): { first: number; count: number } {
  const count = PAGE_BYTES >> shape.pcShift;
  return { first: jumpIndex(shape, area, pc) & ~(count - 1), count };
}

/** All that a back end needs to know of guest, host and machine. */
export interface CodegenTarget {
  readonly shape: GuestShape;
  readonly area: CoreArea;
  readonly host: MemoryModel;
  readonly llsc: LlscScheme;
  /** Byte offset of the store-tracking table when `llsc` is `hst`: HST_ENTRIES 32-bit words. */
  readonly hstTable: number;
  /** Executions before a block is reported hot; 0: never. */
  readonly hotThreshold: number;
}

/** Entries of the store-tracking hash table; entry of host offset h is (h >>> 2) & (HST_ENTRIES - 1). */
export const HST_ENTRIES = 1 << 16;

/** The out-of-line path of every memory op, a function import of emitted code. */
export type SlowPath = (core: number, opcode: number, mem: number, addrLo: number, addrHi: number) => number;
