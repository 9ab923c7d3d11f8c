import { type CoreArea, coreArea, type GuestShape, HST_ENTRIES, type LlscScheme } from '@tutti/ir';
import { alignUp } from '@tutti/layout';
import { CodePages, TLB_META } from '@tutti/softmmu';
import { type CacheTables, cacheTables, LOCK_STRIPES } from './cache-layout.ts';
import { CONTROL, CORE_CONTROL, CORE_STATS, THREAD_CONTROL } from './control.ts';
import { DEBUG, DEBUG_POINT, MAX_POINTS } from './debug-layout.ts';
import { RuntimeError } from './errors.ts';
import { QUEUE, QUEUE_ENTRIES, QUEUE_ENTRY } from './queue-layout.ts';
import { RING, type RingPlace } from './rings.ts';
import { TIMER_SLOT } from './timers.ts';

/** What shared memory must hold. Plain data, so that it can be posted to threads. */
export interface MemoryNeeds {
  /** Shape of each core, in the order of core numbers. */
  readonly cores: readonly { readonly shape: GuestShape; readonly thread: number }[];
  readonly threads: number;
  readonly codeCache: 'unified' | 'private';
  /** Heap of translated blocks, and of compiled modules, of each cache. */
  readonly blockHeapBytes?: number;
  readonly moduleHeapBytes?: number;
  /** Timer slots of devices. Slots for the cores' own deadlines come on top. */
  readonly timers: number;
  /** Device states, one heap; devices-core divides it. */
  readonly deviceBytes: number;
  /** Byte rings by name: capacities, rounded up to powers of two. */
  readonly rings: Readonly<Record<string, number>>;
  /** Guest RAM and ROM by name: bytes of each. */
  readonly ram: Readonly<Record<string, number>>;
  readonly llsc: LlscScheme;
}

/** Where everything lies. Offsets in bytes. Plain data; the same in every thread. */
export interface MemoryPlan {
  /** Size of the memory in 64 KiB pages. */
  readonly pages: number;
  readonly control: number;
  /** THREAD_CONTROL of each thread. */
  readonly threads: readonly number[];
  readonly cores: readonly CorePlace[];
  readonly caches: readonly CachePlace[];
  readonly timers: { readonly base: number; readonly count: number };
  /** Timer slot of core 0's own deadline; core n's is this + n. */
  readonly coreTimers: number;
  readonly devices: { readonly base: number; readonly bytes: number };
  readonly rings: Readonly<Record<string, RingPlace>>;
  readonly ram: Readonly<Record<string, { readonly base: number; readonly bytes: number }>>;
  /** All guest RAM, for code tracking. */
  readonly ramBase: number;
  readonly ramBytes: number;
  readonly codePages: number;
  /** Store-tracking table, or the reservation table of the `table` scheme; 0 when the scheme has none. */
  readonly llscTable: number;
  /** Translation locks: LOCK_STRIPES lock words, 64 bytes apart. */
  readonly translationLocks: number;
  /** DEBUG and its points. */
  readonly debug: number;
}

export interface CorePlace {
  /** The core's state (CORE). */
  readonly base: number;
  readonly area: CoreArea;
  readonly control: number;
  /** TLB_META. */
  readonly meta: number;
  readonly queue: number;
  readonly stats: number;
  /** A block that is not in the cache: single instructions, first-time faults. */
  readonly scratchBlock: number;
  readonly cache: number;
  readonly thread: number;
}

export interface CachePlace {
  readonly base: number;
  readonly tables: CacheTables;
  /** Core whose shape the blocks are for; with a unified cache the first core of the architecture. */
  readonly firstCore: number;
}

export const SCRATCH_BLOCK_BYTES = 65536;
const WASM_PAGE = 65536;
const MAX_PAGES = 65536;

/**
 * Plan the one shared memory of a machine.
 * @throws RuntimeError MEMORY_TOO_BIG when everything together exceeds 4 GiB
 */
export function planMemory(needs: MemoryNeeds): MemoryPlan {
  let at = 4096; // offset 0 is nobody's, so that 0 can mean none
  const take = (bytes: number, align = 64): number => {
    at = alignUp(at, align);
    const start = at;
    at += bytes;
    return start;
  };
  const control = take(CONTROL.size);
  const threads = Array.from({ length: needs.threads }, () => take(THREAD_CONTROL.size));
  const translationLocks = take(LOCK_STRIPES * 64);
  const debug = take(DEBUG.size + MAX_POINTS * DEBUG_POINT.size);
  const blockHeap = needs.blockHeapBytes ?? (needs.codeCache === 'unified' ? 64 << 20 : 24 << 20);
  const moduleHeap = needs.moduleHeapBytes ?? (needs.codeCache === 'unified' ? 64 << 20 : 24 << 20);
  const caches: CachePlace[] = [];
  const cacheOf = new Map<string, number>();
  const cores = needs.cores.map(({ shape, thread }, index): CorePlace => {
    const area = coreArea(shape);
    const cacheKey = needs.codeCache === 'unified' ? shape.name : `${index}`;
    let cache = cacheOf.get(cacheKey);
    if (cache === undefined) {
      cache = caches.length;
      cacheOf.set(cacheKey, cache);
      const tables = cacheTables(blockHeap, moduleHeap);
      caches.push({ base: take(tables.size, 4096), tables, firstCore: index });
    }
    return {
      base: take(area.size, 4096),
      area,
      control: take(CORE_CONTROL.size),
      meta: take(TLB_META.size),
      queue: take(QUEUE.size + QUEUE_ENTRIES * QUEUE_ENTRY.size),
      stats: take(CORE_STATS.size),
      scratchBlock: take(SCRATCH_BLOCK_BYTES),
      cache,
      thread,
    };
  });
  const timerCount = needs.timers + cores.length;
  const timers = { base: take(timerCount * TIMER_SLOT.size), count: timerCount };
  const devices = { base: take(needs.deviceBytes, 4096), bytes: needs.deviceBytes };
  const rings: Record<string, RingPlace> = {};
  for (const [name, bytes] of Object.entries(needs.rings)) {
    const capacity = 2 ** Math.ceil(Math.log2(Math.max(16, bytes)));
    rings[name] = { base: take(RING.size + capacity), capacity };
  }
  const llscTable = needs.llsc === 'cas' ? 0 : take(HST_ENTRIES * 4);
  const ramBytes = Object.values(needs.ram).reduce((sum, bytes) => sum + alignUp(bytes, WASM_PAGE), 0);
  const codePages = take(CodePages.bytes(ramBytes), 4096);
  const ramBase = take(0, WASM_PAGE);
  const ram: Record<string, { base: number; bytes: number }> = {};
  for (const [name, bytes] of Object.entries(needs.ram)) ram[name] = { base: take(bytes, WASM_PAGE), bytes };
  const pages = Math.ceil(at / WASM_PAGE);
  if (pages > MAX_PAGES)
    throw new RuntimeError('MEMORY_TOO_BIG', {
      needMiB: Math.ceil(at / 2 ** 20),
      ramMiB: Math.ceil(ramBytes / 2 ** 20),
    });
  return {
    pages,
    control,
    threads,
    cores,
    caches,
    timers,
    coreTimers: needs.timers,
    devices,
    rings,
    ram,
    ramBase,
    ramBytes,
    codePages,
    llscTable,
    translationLocks,
    debug,
  };
}

/** The memory of a plan: shared, of fixed size; pages are committed by the host as they are touched. */
export function allocateMemory(plan: MemoryPlan): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: plan.pages, maximum: plan.pages, shared: true });
  } catch (cause) {
    throw new RuntimeError('MEMORY_REFUSED', { mib: plan.pages / 16 }, { cause });
  }
}
