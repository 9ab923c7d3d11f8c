import { defineLayout } from '@tutti/layout';

/**
 * Hash buckets of blocks and buckets of page lists of one code cache, and translation locks of the machine; powers of two. The low
 * bits of a bucket number are its lock's number. There are more buckets of blocks than a boot has blocks, since each step along a bucket
 * meets another line of the processor's caches.
 */
export const HASH_BUCKETS = 1 << 17;
export const PAGE_BUCKETS = 1 << 13;
export const LOCK_STRIPES = 64;
/** Module and region records of one code cache. */
export const MODULE_RECORDS = 4096;
/** Entries of a hot ring; a power of two. */
export const HOT_ENTRIES = 1024;

/** Head of a code cache. The tables that CACHE_TABLES places follow. All words through Atomics unless the doc says otherwise. */
export const CACHE = defineLayout('CodeCache', {
  next: { type: 'i32', align: 64, doc: 'Byte offset of the first free byte of the block heap. Atomics.add.' },
  blocks: { type: 'i32', doc: 'Blocks allocated since the last reset.' },
  full: { type: 'i32', doc: '1 once an allocation failed: the next safe point resets the cache.' },
  generation: {
    type: 'i32',
    align: 64,
    doc: 'Counts resets. A thread whose installed modules are older resets its executor.',
  },
  modules: { type: 'i32', align: 64, doc: 'Modules published. A record is complete before this counts it.' },
  moduleNext: { type: 'i32', doc: 'First free byte of the module heap. Under compileLock.' },
  nextIndex: { type: 'i32', doc: 'Next free table index, from 1. Under compileLock.' },
  nodeNext: { type: 'i32', doc: 'Next free membership node, from 1. Under compileLock.' },
  compileLock: {
    type: 'i32',
    align: 64,
    doc: 'LOCK word: one compiler at a time works on this cache; a reset takes it too.',
  },
  compileContended: { type: 'i32', doc: 'Times that the lock was not free.' },
  compileNs: { type: 'f64', doc: 'Host time in compilation. Under compileLock.' },
  compiled: { type: 'f64', doc: 'Regions compiled. Under compileLock.' },
  moduleBytes: { type: 'f64', doc: 'Bytes of modules published. Under compileLock.' },
  hotHead: { type: 'i32', align: 64, doc: 'Hot blocks taken by the compiler. Under compileLock.' },
  hotTail: { type: 'i32', align: 64, doc: 'Hot blocks pushed. Under hotLock.' },
  hotLock: { type: 'i32', align: 64, doc: 'LOCK word of the pushers.' },
  hotLockContended: { type: 'i32', doc: 'Times that the lock was not free.' },
});

/** One published module. Written under compileLock before CACHE.modules counts it; then constant until a reset. */
export const MODULE_RECORD = defineLayout('ModuleRecord', {
  base: { type: 'i32', doc: "Byte offset of the module's bytes." },
  bytes: { type: 'i32', doc: 'Length.' },
  firstIndex: { type: 'i32', doc: 'Table index of its first entry.' },
  entries: { type: 'i32', doc: 'Number of entries.' },
});

/** Membership of a block in a compiled region; chained from BLOCK.region. */
export const MEMBER_NODE = defineLayout('MemberNode', {
  entry: { type: 'i32', doc: 'Byte offset of the block that the region starts at.' },
  code: { type: 'i32', doc: 'Table index of the region; what CORE.region holds while it runs.' },
  next: { type: 'i32', doc: 'Next node of the same block; 0: last.' },
});

/** Offsets of the tables of one cache from its base. */
export interface CacheTables {
  readonly hash: number;
  readonly pages: number;
  readonly hot: number;
  readonly records: number;
  readonly nodes: number;
  readonly nodeCount: number;
  readonly blockHeap: number;
  readonly blockHeapBytes: number;
  readonly moduleHeap: number;
  readonly moduleHeapBytes: number;
  readonly size: number;
}

/** Lay out a cache with the given heaps. */
export function cacheTables(blockHeapBytes: number, moduleHeapBytes: number): CacheTables {
  const nodeCount = Math.max(4096, blockHeapBytes >>> 8);
  let at = CACHE.size;
  const take = (bytes: number): number => {
    const start = at;
    at += Math.ceil(bytes / 64) * 64;
    return start;
  };
  const hash = take(HASH_BUCKETS * 4);
  const pages = take(PAGE_BUCKETS * 4);
  const hot = take(HOT_ENTRIES * 4);
  const records = take(MODULE_RECORDS * MODULE_RECORD.size);
  const nodes = take(nodeCount * MEMBER_NODE.size);
  const blockHeap = take(blockHeapBytes);
  const moduleHeap = take(moduleHeapBytes);
  return {
    hash,
    pages,
    hot,
    records,
    nodes,
    nodeCount,
    blockHeap,
    blockHeapBytes,
    moduleHeap,
    moduleHeapBytes,
    size: Math.ceil(at / 4096) * 4096,
  };
}
