import { BLOCK, CORE, type Executor, type GuestCore, type RegionCompiler } from '@tutti/ir';
import type { CoreTlb, MmuCore, PhysicalMap, SoftMmu } from '@tutti/softmmu';
import type { BlockTranslator } from './block-translator.ts';
import { CACHE } from './cache-layout.ts';
import type { Caches } from './caches.ts';
import type { CodeCache } from './code-cache.ts';
import type { CompileQueue } from './compile.ts';
import { CORE_CONTROL, CORE_STATS, type CoreStatName } from './control.ts';
import type { Gate } from './gate.ts';
import type { CorePlace } from './memory-plan.ts';
import { NextPage } from './next-page.ts';
import type { CoreQueue } from './queue.ts';
import type { Shootdown } from './shootdown.ts';
import type { ThreadPoints } from './thread-points.ts';

/** MET: it stands before an instruction with a point that is to be met again. TOLD: the stop was told; it goes on over the point. */
export const HALT = { NONE: 0, MET: 1, TOLD: 2 } as const;

/** What the cores of one thread that share a code cache have in common. */
export class CodeGroup {
  readonly cache: CodeCache;
  readonly mmu: SoftMmu;
  readonly executor: Executor;
  readonly translator: BlockTranslator;
  readonly next: NextPage;
  readonly queue: CompileQueue;
  readonly points: ThreadPoints;
  /** Compiles on this thread; null when the compiler worker does, or nobody. */
  readonly compiler: RegionCompiler | null;
  readonly #nowNs: () => number;
  #generation: number;
  #installed = 0;
  installNs = 0;
  compileNs = 0;
  translateNs = 0;
  compiled = 0;

  constructor(parts: {
    readonly cache: CodeCache;
    readonly mmu: SoftMmu;
    readonly executor: Executor;
    readonly translator: BlockTranslator;
    readonly queue: CompileQueue;
    readonly points: ThreadPoints;
    readonly compiler: RegionCompiler | null;
    readonly nowNs: () => number;
  }) {
    this.cache = parts.cache;
    this.mmu = parts.mmu;
    this.executor = parts.executor;
    this.translator = parts.translator;
    this.next = new NextPage(parts.mmu);
    this.queue = parts.queue;
    this.points = parts.points;
    this.compiler = parts.compiler;
    this.#nowNs = parts.nowNs;
    this.#generation = parts.cache.generation();
  }

  /** Generation of the cache that this thread's executor is at; a newer one makes it forget its modules. */
  generation(): number {
    const now = this.cache.generation();
    if (now !== this.#generation) {
      this.#generation = now;
      this.#installed = 0;
      this.executor.reset();
    }
    return now;
  }

  /** Install every module published since the last call. */
  install(seen?: (index: number, bytes: Uint8Array) => void): void {
    const start = this.#nowNs();
    for (;;) {
      const module = this.queue.module(this.#installed);
      if (module === null) break;
      this.executor.install(module.bytes, module.firstIndex);
      seen?.(this.#installed, module.bytes);
      this.#installed += 1;
    }
    this.installNs += this.#nowNs() - start;
  }

  get installed(): number {
    return this.#installed;
  }

  /** Compile what is hot, on this thread. */
  compileHere(): void {
    if (this.compiler === null || this.queue.waiting() === 0) return;
    const start = this.#nowNs();
    this.compiled += this.queue.compile(this.compiler, this.#nowNs);
    this.compileNs += this.#nowNs() - start;
  }

  get full(): boolean {
    return this.cache.word(CACHE.at.full) !== 0;
  }
}

/** One core on the thread that runs it. */
export class CoreSlot {
  readonly index: number;
  readonly place: CorePlace;
  readonly guest: GuestCore;
  readonly tlb: CoreTlb;
  readonly mmuCore: MmuCore;
  readonly map: PhysicalMap;
  readonly group: CodeGroup;
  readonly queue: CoreQueue;
  readonly shootdown: Shootdown;
  /** Put the core into its reset state and let it run from its entry point, or hold it. Its thread, outside guest code. */
  restart: (run: boolean) => void = () => undefined;
  /** Executes one instruction alone: its own stores to its code go through. */
  alone = false;
  /** Executes one instruction that no watchpoint stops. */
  passes = false;
  /** What a breakpoint or watchpoint made of it: HALT. */
  halt: (typeof HALT)[keyof typeof HALT] = HALT.NONE;
  /** pc where it halted. */
  haltPc = 0;
  haltPcHi = 0;
  /** Messages that arrived while the core was inside a helper. */
  readonly deferred: [kind: number, a: number, b: number][] = [];
  /** Generation of the cache that its jump cache is for. */
  generation = -1;
  readonly #caches: Caches;
  readonly #gate: Gate;
  readonly #stats: Float64Array;
  readonly #i32: Int32Array;
  readonly #runnable: number;

  constructor(
    buffer: SharedArrayBuffer,
    parts: Pick<CoreSlot, 'index' | 'place' | 'guest' | 'tlb' | 'mmuCore' | 'map' | 'group' | 'queue' | 'shootdown'> & {
      readonly caches: Caches;
      readonly gate: Gate;
    },
  ) {
    this.index = parts.index;
    this.place = parts.place;
    this.guest = parts.guest;
    this.tlb = parts.tlb;
    this.mmuCore = parts.mmuCore;
    this.map = parts.map;
    this.group = parts.group;
    this.queue = parts.queue;
    this.shootdown = parts.shootdown;
    this.#caches = parts.caches;
    this.#gate = parts.gate;
    this.#i32 = new Int32Array(buffer);
    this.#runnable = (parts.place.control + CORE_CONTROL.at.runnable) >>> 2;
    this.#stats = new Float64Array(buffer, parts.place.stats, CORE_STATS.size / 8);
  }

  /** A 32-bit word of CORE. */
  get(field: number): number {
    return this.#i32[(this.place.base + field) >>> 2] as number;
  }

  set(field: number, value: number): void {
    this.#i32[(this.place.base + field) >>> 2] = value;
  }

  count(stat: CoreStatName, n: number): void {
    const at = CORE_STATS.at[stat] / 8;
    this.#stats[at] = (this.#stats[at] as number) + n;
  }

  /** A counter kept elsewhere. */
  report(stat: CoreStatName, value: number): void {
    this.#stats[CORE_STATS.at[stat] / 8] = value;
  }

  /** False while the core waits or is held. */
  get runnable(): boolean {
    return Atomics.load(this.#i32, this.#runnable) !== 0;
  }

  set runnable(runs: boolean) {
    Atomics.store(this.#i32, this.#runnable, runs ? 1 : 0);
  }

  /** Messages that were put aside go back to the queue, where a snapshot finds them; in the order in which they came. */
  requeueDeferred(): void {
    if (this.deferred.length === 0) return;
    this.queue.drain((kind, a, b) => this.deferred.push([kind, a, b]));
    while (this.deferred.length > 0 && this.queue.push(...this.deferred[0]!)) this.deferred.shift();
  }

  live(block: number): boolean {
    return Atomics.load(this.#i32, (block + BLOCK.at.live) >>> 2) !== 0;
  }

  /** Close a slice: what it retired goes to CORE.instructions. @returns guest instructions of the slice */
  retire(): number {
    const done = this.get(CORE.at.sliceBudget) - this.get(CORE.at.budget);
    const low = this.get(CORE.at.instructions) >>> 0;
    const sum = low + done;
    this.set(CORE.at.instructions, sum | 0);
    if (sum > 0xffffffff) this.set(CORE.at.instructions + 4, this.get(CORE.at.instructions + 4) + 1);
    this.set(CORE.at.sliceBudget, this.get(CORE.at.budget));
    this.count('instructions', done);
    return done;
  }

  /** Bring counters kept in JavaScript objects into shared memory. */
  publishStats(): void {
    const { counts } = this.mmuCore;
    this.report('slowPaths', counts.slowPaths);
    this.report('tlbMisses', counts.tlbMisses);
    this.report('fetchMisses', counts.fetchMisses);
    this.report('faults', counts.faults);
    this.report('mmio', counts.mmio);
    this.report('tlbFlushes', this.tlb.flushes);
    this.report('shootdowns', this.shootdown.counts.sent);
    this.report('shootdownsSkipped', this.shootdown.counts.skipped);
    this.report('barrierWaits', this.shootdown.counts.waits);
    this.report('invalidations', this.#caches.invalidations);
    this.report('exclusive', this.#gate.sections);
    this.report('blocksTranslated', this.group.translator.count);
    this.report('regionsInstalled', this.group.installed);
    this.report('regionsCompiled', this.group.compiled);
    this.report('translateNs', this.group.translateNs);
    this.report('compileNs', this.group.compileNs);
    this.report('installNs', this.group.installNs);
  }
}
