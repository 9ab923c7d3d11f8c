import type { BackEnd, BootState, GuestArchitecture, LlscScheme, MemoryModel } from '@tutti/ir';
import type { PhysicalMap, PhysicalRegion } from '@tutti/softmmu';
import type { GuestClock } from './clock.ts';
import type { CoreLines } from './lines.ts';
import type { MemoryPlan } from './memory-plan.ts';
import type { ByteRing } from './rings.ts';
import type { TimerQueue } from './timers.ts';

/** One core of the machine, by names that the composition resolves. */
export interface CoreSetup {
  readonly architecture: string;
  readonly model: string;
  readonly options: Readonly<Record<string, number>>;
  /** Thread that runs it, from 0. */
  readonly thread: number;
  /** Length of its slices in those of the fastest core, above 0 to 1: cores that share a thread run in this proportion. Left out: 1. */
  readonly speed?: number;
}

/** Everything that every thread must know. Plain data: it is posted to workers. */
export interface MachineSetup {
  readonly cores: readonly CoreSetup[];
  readonly threads: number;
  readonly plan: MemoryPlan;
  readonly codeCache: 'unified' | 'private';
  readonly llsc: LlscScheme;
  readonly host: MemoryModel;
  readonly clock: { readonly kind: 'host' } | { readonly kind: 'icount'; readonly shift: number };
  /** Who compiles hot blocks: the compiler worker, each core's thread, or nobody. */
  readonly compile: 'worker' | 'thread' | 'none';
  /** Executions before a block counts as hot. */
  readonly hotThreshold: number;
  /** Guest instructions of a slice. */
  readonly slice: number;
  /** Categories of trace that are on. */
  readonly trace: readonly string[];
  /** The embedder's own: board, options. Cloneable. */
  readonly custom: unknown;
}

/** What a thread is for. `main` builds devices as well: it is the I/O thread. */
export type ThreadRole = 'main' | 'core' | 'timer' | 'compiler';

/** What the embedder builds devices and services from, in each thread. */
export interface ThreadContext {
  readonly role: ThreadRole;
  readonly setup: MachineSetup;
  readonly plan: MemoryPlan;
  readonly memory: WebAssembly.Memory;
  readonly buffer: SharedArrayBuffer;
  readonly clock: GuestClock;
  readonly lines: CoreLines;
  readonly timers: TimerQueue;
  /** @throws RangeError when the plan has no such ring */
  ring(name: string): ByteRing;
  /**
   * Physical memory of a region list, on this thread, with invalidation of translated code. The same list (by identity) always
   * gives the same map.
   */
  physicalMap(regions: readonly PhysicalRegion[]): PhysicalMap;
  /** Send a front-end message (kind >= 64) to a core. */
  send(core: number, kind: number, a: number, b: number): void;
  /** The guest ends the machine (power-off). Any thread. */
  stop(code: number): void;
  /** The guest asks for a reset of the whole machine. Any thread. */
  requestReset(): void;
  /** A category is on: devices build texts only then. */
  traces(category: string): boolean;
  trace(category: string, text: string): void;
  /** Flush all TLBs of all cores at their next safe point: regions have moved. */
  flushEverything(): void;
}

/** The devices of one thread. */
export interface ThreadMachine {
  /** Guest physical memory as this core sees it. Equal arrays (by identity) share a map. */
  regions(core: number): readonly PhysicalRegion[];
  /** A service by name (CoreEnv.service). @throws when the board has none */
  service(core: number, name: string): (a: number, b: number, c: number) => number;
  /** What the boot protocol puts into the core at reset. */
  boot(core: number): BootState;
  /** An access that met no region; core -1: DMA or a tool. */
  unmapped(core: number, gpa: number, bytes: number, value: number | undefined): void;
  /** Put devices into their reset state. Called on `main` alone, before cores start and at each machine reset. */
  reset(): void;
}

/** What an embedder's entry module provides, in every thread. */
export interface Composition {
  readonly architectures: Readonly<Record<string, GuestArchitecture>>;
  readonly backEnd: BackEnd;
  /** Not called on the compiler worker. */
  build(context: ThreadContext): ThreadMachine;
}

/** The default export of an entry module: makes the composition for a setup. */
export type Compose = (setup: MachineSetup, role: ThreadRole) => Composition | Promise<Composition>;

/** An entry module. */
export interface EntryModule {
  readonly default: Compose;
  /** Load what a thread of this role needs for cores of these architectures, before it is known for which machine: then its start is short. */
  prepare?(role: ThreadRole, architectures: readonly string[]): Promise<void>;
}
