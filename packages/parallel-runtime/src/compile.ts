import { BLOCK, JUMP, type RegionCompiler } from '@tutti/ir';
import { CACHE, HOT_ENTRIES, MEMBER_NODE, MODULE_RECORD, MODULE_RECORDS } from './cache-layout.ts';
import type { CodeCache } from './code-cache.ts';
import { CONTROL } from './control.ts';
import { SharedLock } from './lock.ts';
import type { CorePlace, MemoryPlan } from './memory-plan.ts';

/** Table indices that back ends have room for. */
const TABLE_ENTRIES = 1 << 16;
/**
 * Fewer hot blocks than this wait a little for company: a module for three regions costs nearly what one for sixteen does, in each thread
 * that installs it (Debian's boot with four cores: 1440 modules without, 920 with it).
 */
const GATHER = 16;
const GATHER_MS = 4;
/** Most hot blocks of one module. */
export const BATCH = 64;

/** The way of hot blocks of one cache to whoever compiles, and of finished modules back. Any thread. */
export class CompileQueue {
  readonly cache: CodeCache;
  readonly #i32: Int32Array;
  readonly #f64: Float64Array;
  readonly #u8: Uint8Array;
  readonly #base: number;
  readonly #cores: readonly CorePlace[];
  readonly #hotEvent: number;
  readonly #hotIdle: number;
  readonly #hotLock: SharedLock;
  readonly #compileLock: SharedLock;

  constructor(buffer: SharedArrayBuffer, plan: MemoryPlan, cache: CodeCache) {
    this.cache = cache;
    this.#i32 = new Int32Array(buffer);
    this.#f64 = new Float64Array(buffer);
    this.#u8 = new Uint8Array(buffer);
    this.#base = cache.place.base;
    this.#cores = plan.cores.filter((core) => plan.caches[core.cache]?.base === cache.place.base);
    this.#hotEvent = (plan.control + CONTROL.at.hotEvent) >>> 2;
    this.#hotIdle = (plan.control + CONTROL.at.hotIdle) >>> 2;
    this.#hotLock = new SharedLock(this.#i32, this.#base + CACHE.at.hotLock);
    this.#compileLock = new SharedLock(this.#i32, this.#base + CACHE.at.compileLock);
  }

  /** Report a hot block. @returns false when the ring is full; the block stays interpreted until it is reported again */
  push(block: number): boolean {
    const i32 = this.#i32;
    this.#hotLock.acquire();
    const tail = Atomics.load(i32, this.#word(CACHE.at.hotTail));
    const room = ((tail - Atomics.load(i32, this.#word(CACHE.at.hotHead))) | 0) < HOT_ENTRIES;
    if (room) {
      i32[this.#slot(tail)] = block;
      Atomics.store(i32, this.#word(CACHE.at.hotTail), (tail + 1) | 0);
    }
    this.#hotLock.release();
    if (Atomics.load(i32, this.#hotIdle) !== 0 && Atomics.exchange(i32, this.#hotIdle, 0) !== 0) {
      Atomics.add(i32, this.#hotEvent, 1);
      Atomics.notify(i32, this.#hotEvent);
    }
    return room;
  }

  /** Hot blocks waiting. */
  waiting(): number {
    return (
      (Atomics.load(this.#i32, this.#word(CACHE.at.hotTail)) - Atomics.load(this.#i32, this.#word(CACHE.at.hotHead))) |
      0
    );
  }

  /**
   * Compile a batch of waiting blocks and publish the module, unless somebody else compiles for this cache.
   * @returns regions published
   */
  compile(compiler: RegionCompiler, nowNs: () => number): number {
    if (this.waiting() === 0 || !this.#compileLock.tryAcquire()) return 0;
    try {
      return this.#compileBatch(compiler, nowNs);
    } finally {
      this.#compileLock.release();
    }
  }

  /** Reset the cache, and the jump caches that lead into it, while no compiler works on it. All cores are stopped. */
  resetCache(): void {
    this.#compileLock.acquire();
    for (const core of this.#cores) {
      const start = (core.base + core.area.jumpCache) >>> 2;
      this.#i32.fill(0, start, start + (core.area.jumpEntries * JUMP.size) / 4);
    }
    this.cache.reset();
    this.#compileLock.release();
  }

  /** Module number `index`, or null when it is not published. */
  module(index: number): { readonly bytes: Uint8Array; readonly firstIndex: number } | null {
    if (index >= this.cache.word(CACHE.at.modules)) return null;
    const at = this.#record(index);
    const base = this.#i32[at + MODULE_RECORD.at.base / 4] as number;
    const length = this.#i32[at + MODULE_RECORD.at.bytes / 4] as number;
    return {
      bytes: this.#u8.subarray(base, base + length),
      firstIndex: this.#i32[at + MODULE_RECORD.at.firstIndex / 4] as number,
    };
  }

  #compileBatch(compiler: RegionCompiler, nowNs: () => number): number {
    const start = nowNs();
    const blocks = this.#take();
    const firstIndex = this.cache.word(CACHE.at.nextIndex);
    if (blocks.length === 0) return 0;
    if (firstIndex + 2 * BATCH > TABLE_ENTRIES || this.cache.word(CACHE.at.modules) === MODULE_RECORDS)
      return this.#full();
    const made = compiler.compile(blocks, firstIndex);
    if (made === null) return 0;
    const base = this.cache.word(CACHE.at.moduleNext);
    const { tables } = this.cache.place;
    const end = this.#base + tables.moduleHeap + tables.moduleHeapBytes;
    const nodes = made.members.reduce((sum, members) => sum + members.length, 0);
    const node = this.cache.word(CACHE.at.nodeNext);
    if (base + made.bytes.length > end || node + nodes > tables.nodeCount) return this.#full();
    this.#u8.set(made.bytes, base);
    this.#store(CACHE.at.moduleNext, Math.ceil((base + made.bytes.length) / 64) * 64);
    this.#store(CACHE.at.nextIndex, firstIndex + made.entries.length);
    const index = this.cache.word(CACHE.at.modules);
    const at = this.#record(index);
    this.#i32[at + MODULE_RECORD.at.base / 4] = base;
    this.#i32[at + MODULE_RECORD.at.bytes / 4] = made.bytes.length;
    this.#i32[at + MODULE_RECORD.at.firstIndex / 4] = firstIndex;
    this.#i32[at + MODULE_RECORD.at.entries / 4] = made.entries.length;
    this.#store(CACHE.at.modules, index + 1);
    for (const [i, entry] of made.entries.entries()) this.#enter(entry, firstIndex + i, made.members[i] ?? []);
    this.#add(CACHE.at.compileNs, nowNs() - start);
    this.#add(CACHE.at.compiled, made.entries.length);
    this.#add(CACHE.at.moduleBytes, made.bytes.length);
    return made.entries.length;
  }

  /** Make the region callable, unless a member has died. A block is killed by `live` = 0 first, then its regions are looked at. */
  #enter(entry: number, code: number, members: readonly number[]): void {
    const i32 = this.#i32;
    for (const member of members) this.#join(member, entry, code);
    Atomics.store(i32, (entry + BLOCK.at.code) >>> 2, code);
    const dead = members.some((member) => Atomics.load(i32, (member + BLOCK.at.live) >>> 2) === 0);
    if (dead) Atomics.store(i32, (entry + BLOCK.at.code) >>> 2, 0);
  }

  #join(member: number, entry: number, code: number): void {
    const i32 = this.#i32;
    const index = this.cache.word(CACHE.at.nodeNext);
    this.#store(CACHE.at.nodeNext, index + 1);
    const node = this.#base + this.cache.place.tables.nodes + index * MEMBER_NODE.size;
    i32[(node + MEMBER_NODE.at.entry) >>> 2] = entry;
    i32[(node + MEMBER_NODE.at.code) >>> 2] = code;
    i32[(node + MEMBER_NODE.at.next) >>> 2] = Atomics.load(i32, (member + BLOCK.at.region) >>> 2);
    Atomics.store(i32, (member + BLOCK.at.region) >>> 2, node);
  }

  #take(): number[] {
    const i32 = this.#i32;
    const head = Atomics.load(i32, this.#word(CACHE.at.hotHead));
    const count = Math.min(BATCH, this.waiting());
    const blocks: number[] = [];
    for (let i = 0; i < count; i++) blocks.push(i32[this.#slot(head + i)] as number);
    Atomics.store(i32, this.#word(CACHE.at.hotHead), (head + count) | 0);
    return blocks.filter((block) => this.#worthwhile(block));
  }

  #worthwhile(block: number): boolean {
    const live = Atomics.load(this.#i32, (block + BLOCK.at.live) >>> 2) !== 0;
    return live && Atomics.load(this.#i32, (block + BLOCK.at.code) >>> 2) === 0;
  }

  #full(): number {
    this.#store(CACHE.at.full, 1);
    return 0;
  }

  #record(index: number): number {
    return (this.#base + this.cache.place.tables.records + index * MODULE_RECORD.size) >>> 2;
  }

  #slot(ticket: number): number {
    return ((this.#base + this.cache.place.tables.hot) >>> 2) + (ticket & (HOT_ENTRIES - 1));
  }

  #word(offset: number): number {
    return (this.#base + offset) >>> 2;
  }

  #store(offset: number, value: number): void {
    Atomics.store(this.#i32, this.#word(offset), value);
  }

  #add(offset: number, value: number): void {
    const at = (this.#base + offset) >>> 3;
    this.#f64[at] = (this.#f64[at] as number) + value;
  }
}

/** Loop of the compiler worker: batches of all caches, asleep when there is nothing hot. Ends when `stopped()`. */
export function serveCompiler(
  i32: Int32Array,
  plan: MemoryPlan,
  queues: readonly CompileQueue[],
  compilers: readonly RegionCompiler[],
  host: { readonly nowNs: () => number; readonly stopped: () => boolean },
): void {
  const event = (plan.control + CONTROL.at.hotEvent) >>> 2;
  const idle = (plan.control + CONTROL.at.hotIdle) >>> 2;
  while (!host.stopped()) {
    const waiting = queues.reduce((sum, queue) => sum + queue.waiting(), 0);
    if (waiting > 0 && waiting < GATHER) Atomics.wait(i32, event, Atomics.load(i32, event), GATHER_MS);
    for (const [i, queue] of queues.entries()) queue.compile(compilers[i] as RegionCompiler, host.nowNs);
    Atomics.store(i32, idle, 1);
    const seen = Atomics.load(i32, event);
    if (queues.every((queue) => queue.waiting() === 0)) Atomics.wait(i32, event, seen, 100);
    Atomics.store(i32, idle, 0);
  }
}
