import { HostClock } from './clock.ts';
import { CompileQueue } from './compile.ts';
import type { Composition, MachineSetup, ThreadMachine } from './composition.ts';
import { CONTROL, CORE_STATS, type CoreStatName, STATE, type State } from './control.ts';
import { STOP } from './debug-layout.ts';
import { type DebugPoint, type DebugStop, DebugTable } from './debug-table.ts';
import { RuntimeError } from './errors.ts';
import { initialiseMemory } from './machine-memory.ts';
import { type MachineHost, MachineWorkers } from './machine-workers.ts';
import { allocateMemory } from './memory-plan.ts';
import { crash, readReport } from './report.ts';
import { createContext, type OwnContext } from './thread-context.ts';

export interface MachineEvents {
  /** The machine's state has changed. `code` is the guest's or `stop`'s when STOPPED. */
  readonly state?: (state: State, code: number) => void;
  /** A bug or a dead thread ended the machine. */
  readonly crash?: (report: string) => void;
  /** A breakpoint or watchpoint has paused the machine; `state` was told before. */
  readonly stopped?: (stop: DebugStop) => void;
  readonly trace?: (category: string, text: string) => void;
}

/** How long threads get to end by themselves. */
const GRACE_MS = 2000;
/** How long a thread may take to start, and a core to reach a safe point. */
const START_MS = 120_000;
const PARK_MS = 30_000;

/** A machine with its threads, as the main thread sees it: life cycle, devices of the I/O side, statistics. */
export class MachineThreads {
  readonly context: OwnContext;
  /** The devices as the main thread built them. */
  readonly machine: ThreadMachine;
  readonly memory: WebAssembly.Memory;
  readonly #setup: MachineSetup;
  readonly #host: MachineHost;
  readonly #workers: MachineWorkers;
  readonly #events: MachineEvents;
  readonly #i32: Int32Array;
  #resetsDone = 0;
  #ended: Promise<void> | null = null;
  #reported: State = STATE.BUILT;
  readonly #points: DebugTable;
  #settling: Promise<boolean> | null = null;

  /**
   * Allocate the memory and build the devices of the main thread; no worker is started yet.
   * @param entry  URL of the module whose default export is the Compose that gave `composition`
   * @throws RuntimeError MEMORY_REFUSED, THREADS, ICOUNT_THREADS
   */
  constructor(
    setup: MachineSetup,
    composition: Composition,
    host: MachineHost,
    entry: string,
    events: MachineEvents = {},
  ) {
    if (!(setup.threads >= 1 && setup.threads <= setup.cores.length)) {
      throw new RuntimeError('THREADS', { threads: setup.threads, cores: setup.cores.length });
    }
    if (setup.clock.kind === 'icount' && setup.threads !== 1)
      throw new RuntimeError('ICOUNT_THREADS', { threads: setup.threads });
    this.#setup = setup;
    this.#host = host;
    this.#events = events;
    this.memory = allocateMemory(setup.plan);
    initialiseMemory(this.memory, setup.plan);
    this.context = createContext(setup, this.memory, 'main', {
      monotonicNs: host.monotonicNs,
      trace: (category, text) => events.trace?.(category, text),
    });
    this.#i32 = this.context.i32;
    this.#points = new DebugTable(this.#i32, setup.plan);
    this.machine = composition.build(this.context);
    this.context.machine = this.machine;
    this.#workers = new MachineWorkers(host, { entry, setup, memory: this.memory }, events);
  }

  get state(): State {
    return Atomics.load(this.#i32, this.#word(CONTROL.at.state)) as State;
  }

  /** Exit code; meaningful when STOPPED. */
  get stopCode(): number {
    return Atomics.load(this.#i32, this.#word(CONTROL.at.stopCode));
  }

  /** Why the machine crashed; empty when it did not. */
  report(): string {
    return readReport(this.context.buffer, this.#setup.plan);
  }

  /**
   * Put devices into their reset state, start the workers and let the cores run. The machine runs as soon as the thread of its first
   * core does: each thread that starts takes processor time from those before it, and the first core of a guest starts the others.
   * @throws RuntimeError THREAD_DIED when the first worker fails to start
   */
  async start(): Promise<void> {
    await this.#launch();
    this.resume();
  }

  /** As `start`, but cores stand at their first instruction until `resume`. */
  async startPaused(): Promise<void> {
    await this.#launch();
    await this.#parked();
  }

  /** Start the workers; resolves when the first one is ready. */
  async #launch(): Promise<void> {
    if (this.state !== STATE.BUILT || this.#workers.count > 0) throw this.#wrongState('start');
    // The thread loads its modules meanwhile; it looks at memory and devices when the machine runs.
    this.#workers.startFirst();
    this.machine.reset();
    const started = await this.#until(
      () => this.#get(CONTROL.at.threadsReady) > 0 || this.state === STATE.CRASHED,
      START_MS,
    );
    this.#workers.startOthers();
    if (!started) crash(this.context.buffer, this.#setup.plan, 'start: a thread did not become ready');
    if ((this.state as State) === STATE.CRASHED) {
      const reason = this.report();
      await this.#end();
      throw new RuntimeError('THREAD_DIED', { thread: 'at start', reason });
    }
    Atomics.store(this.#i32, this.#word(CONTROL.at.state), STATE.PAUSED);
    Atomics.notify(this.#i32, this.#word(CONTROL.at.state));
    this.#announce();
    this.#ended = this.#watch();
  }

  /** Stop all cores at safe points. Resolves when they stand. */
  async pause(): Promise<void> {
    // What a breakpoint has just paused is what the caller wants.
    if (!(await this.#halt()) && !(await this.settle())) throw this.#wrongState('pause');
    this.#announce();
  }

  /**
   * Resolves when a stop that a core has met, if any, is told: the machine then stands. Before anything that depends on its state.
   * @returns whether there was one
   */
  settle(): Promise<boolean> {
    this.#settling ??= this.#takeStop().finally(() => {
      this.#settling = null;
    });
    return this.#settling;
  }

  /**
   * Replace all breakpoints and watchpoints. A running machine stands still meanwhile. Code that was translated is forgotten.
   * @param written  called when they are in force, before any core can meet one
   * @throws RuntimeError POINTS_FULL, WRONG_STATE when the machine has ended
   */
  async setPoints(points: readonly DebugPoint[], written: () => void): Promise<void> {
    await this.settle();
    const ran = await this.#halt();
    if (!ran) await this.settle();
    if (this.state !== STATE.PAUSED && this.state !== STATE.BUILT) throw this.#wrongState('set breakpoints on');
    this.#points.write(points);
    written();
    this.#resetCaches();
    // A state that is as it was is not announced.
    if (ran) this.resume();
  }

  /** Let the cores of a paused machine run on. */
  resume(): void {
    if (this.state !== STATE.PAUSED) throw this.#wrongState('resume');
    if (this.context.clock instanceof HostClock) this.context.clock.resume();
    Atomics.compareExchange(this.#i32, this.#word(CONTROL.at.state), STATE.PAUSED, STATE.RUNNING);
    Atomics.notify(this.#i32, this.#word(CONTROL.at.state));
    this.context.timers.kick();
    this.#announce();
  }

  /**
   * Execute one instruction of one core of a paused machine, whatever points it has; a waiting core stays as it is.
   * @param quietly  no interrupt is taken first
   */
  async step(core: number, quietly = false): Promise<void> {
    await this.settle();
    if (this.state !== STATE.PAUSED) throw this.#wrongState('step');
    Atomics.store(this.#i32, this.#word(CONTROL.at.stepCore), core);
    Atomics.store(this.#i32, this.#word(CONTROL.at.stepQuietly), quietly ? 1 : 0);
    Atomics.store(this.#i32, this.#word(CONTROL.at.state), STATE.STEPPING);
    Atomics.notify(this.#i32, this.#word(CONTROL.at.state));
    const done = await this.#until(() => (this.state as State) !== STATE.STEPPING, PARK_MS);
    if (!done) crash(this.context.buffer, this.#setup.plan, `step: core ${core} does not finish its instruction`);
  }

  /** Power-cycle: devices, memory as the boot protocol wants it, and cores. A running machine runs on. */
  async reset(): Promise<void> {
    await this.settle();
    const ran = this.state === STATE.RUNNING;
    if (ran) await this.pause();
    else if (this.state !== STATE.PAUSED) throw this.#wrongState('reset');
    const { plan } = this.#setup;
    this.context.timers.disarmAll();
    for (let core = 0; core < plan.cores.length; core++)
      for (let line = 0; line < 32; line++) this.context.lines.set(core, line, false);
    this.#resetCaches();
    this.context.code.clear();
    this.machine.reset();
    const followed = this.#coresFollow(false);
    // A machine that stays paused shows its first state.
    if (!ran) await followed;
    // The guest may have ended the machine meanwhile.
    if (ran && (this.state as State) === STATE.PAUSED) this.resume();
  }

  /**
   * Call `copy` while the whole machine stands: cores are between instructions, no timer fires. A running machine runs on afterwards.
   * @returns what `copy` returned. @throws RuntimeError WRONG_STATE when the machine has not started or has ended
   */
  async frozen<T>(copy: () => T): Promise<T> {
    const ran = await this.#freeze('copy');
    try {
      return copy();
    } finally {
      this.context.timers.release();
      if (ran) this.resume();
    }
  }

  /**
   * Replace the state of devices, cores and memory, which `write` does; caches and TLBs are forgotten. A running machine runs on from
   * there. @throws as `frozen`
   */
  async restore(write: () => void): Promise<void> {
    const ran = await this.#freeze('restore');
    try {
      this.context.timers.disarmAll();
      this.#resetCaches();
      this.context.code.clear();
      this.#resetsDone = this.#get(CONTROL.at.resetRequest);
      write();
      await this.#coresFollow(true);
    } finally {
      this.context.timers.release();
    }
    if (ran) this.resume();
  }

  /** A reset that a guest has asked for is still to be carried out. */
  get resetWanted(): boolean {
    return this.#get(CONTROL.at.resetRequest) !== this.#resetsDone;
  }

  /** End the machine. Resolves when all workers are gone. */
  async stop(code = 0): Promise<void> {
    this.context.stop(code);
    if (this.state === STATE.BUILT) Atomics.store(this.#i32, this.#word(CONTROL.at.state), STATE.STOPPED);
    await (this.#ended ?? this.#end());
  }

  /** Resolves when the machine has stopped or crashed and all workers are gone. */
  async ended(): Promise<void> {
    await (this.#ended ?? Promise.resolve());
  }

  /** A counter of one core. */
  stat(core: number, name: CoreStatName): number {
    const place = this.#setup.plan.cores[core];
    if (place === undefined) throw new RangeError(`core ${core}: the machine has ${this.#setup.plan.cores.length}`);
    return new Float64Array(this.context.buffer, place.stats + CORE_STATS.at[name], 1)[0] as number;
  }

  /** All counters of one core. */
  stats(core: number): Record<CoreStatName, number> {
    const names = Object.keys(CORE_STATS.at) as CoreStatName[];
    return Object.fromEntries(names.map((name) => [name, this.stat(core, name)])) as Record<CoreStatName, number>;
  }

  /** Follow what threads tell, until the machine ends. */
  async #watch(): Promise<void> {
    for (;;) {
      await this.#until(
        () => this.state === STATE.STOPPED || this.state === STATE.CRASHED || this.#wantsReset() || this.#stopReady(),
        Number.POSITIVE_INFINITY,
      );
      if (this.state === STATE.STOPPED || this.state === STATE.CRASHED) break;
      if (this.#stopReady()) {
        await this.settle();
        continue;
      }
      this.#resetsDone = this.#get(CONTROL.at.resetRequest);
      await this.reset();
    }
    await this.#end();
    this.#announce();
  }

  #wantsReset(): boolean {
    return this.resetWanted && this.state === STATE.RUNNING;
  }

  /** Parked cores reset, or go on from the state that they find; resolves when all have it. */
  async #coresFollow(restored: boolean): Promise<void> {
    const taken = this.#get(CONTROL.at.resetsTaken);
    Atomics.store(this.#i32, this.#word(CONTROL.at.restored), restored ? 1 : 0);
    Atomics.add(this.#i32, this.#word(CONTROL.at.resetEpoch), 1);
    Atomics.notify(this.#i32, this.#word(CONTROL.at.state));
    await this.#until(() => this.#get(CONTROL.at.resetsTaken) - taken >= this.#setup.threads, PARK_MS);
  }

  /** Make cores and timers stand. @returns whether the machine ran. A reset that was under way is over */
  async #freeze(want: string): Promise<boolean> {
    let ran = false;
    do {
      await this.settle();
      ran = (await this.#halt()) || ran;
      if (this.state !== STATE.PAUSED) throw this.#wrongState(want);
      await this.#timersHeld();
    } while (this.state !== STATE.PAUSED || this.#get(CONTROL.at.parked) !== this.#setup.threads);
    return ran;
  }

  async #timersHeld(): Promise<void> {
    if (this.#setup.clock.kind !== 'host') return;
    this.context.timers.hold();
    if (!(await this.#until(() => this.context.timers.held, PARK_MS)))
      throw new RuntimeError('THREAD_HANGS', { what: 'timers', seconds: PARK_MS / 1000 });
  }

  async #end(): Promise<void> {
    this.context.signals.stopAll();
    this.context.timers.kick();
    Atomics.add(this.#i32, this.#word(CONTROL.at.hotEvent), 1);
    Atomics.notify(this.#i32, this.#word(CONTROL.at.hotEvent));
    await this.#until(() => this.#get(CONTROL.at.threadsGone) >= this.#workers.count, GRACE_MS);
    await this.#workers.terminate();
  }

  /** Pause a running machine; its guest time stands. @returns false when it was not running */
  async #halt(): Promise<boolean> {
    const state = this.#word(CONTROL.at.state);
    if (Atomics.compareExchange(this.#i32, state, STATE.RUNNING, STATE.PAUSED) !== STATE.RUNNING) return false;
    if (!(await this.#parked())) throw new RuntimeError('THREAD_HANGS', { what: 'pause', seconds: PARK_MS / 1000 });
    return true;
  }

  /** The machine is PAUSED: wait until its cores stand. @returns false when one does not; the machine has then crashed */
  async #parked(): Promise<boolean> {
    this.context.signals.stopAll();
    // Threads that still start cannot answer.
    const started = (): boolean =>
      this.#get(CONTROL.at.threadsReady) >= this.#workers.count || this.state !== STATE.PAUSED;
    await this.#until(started, START_MS);
    const standing = (): boolean => this.#get(CONTROL.at.parked) === this.#setup.threads || this.state !== STATE.PAUSED;
    if (!(await this.#until(standing, PARK_MS))) {
      crash(this.context.buffer, this.#setup.plan, 'pause: a core thread does not reach a safe point');
      return false;
    }
    if (this.context.clock instanceof HostClock) this.context.clock.pause();
    return true;
  }

  async #takeStop(): Promise<boolean> {
    await this.#until(() => this.#points.stop !== STOP.CLAIMED, PARK_MS);
    if (!this.#stopReady() || !(await this.#parked())) return false;
    const stop = this.#points.take();
    this.#announce();
    this.#events.stopped?.(stop);
    return true;
  }

  #stopReady(): boolean {
    return this.#points.stop === STOP.READY;
  }

  /** Cores stand. */
  #resetCaches(): void {
    for (const cache of this.context.caches.all)
      new CompileQueue(this.context.buffer, this.#setup.plan, cache).resetCache();
  }

  /** Wait for something that threads announce by bumping `mainEvent`. @returns false when it took longer than `ms` */
  async #until(done: () => boolean, ms: number): Promise<boolean> {
    const event = this.#word(CONTROL.at.mainEvent);
    const end = this.#host.monotonicNs() + ms * 1e6;
    for (;;) {
      const seen = Atomics.load(this.#i32, event);
      if (done()) return true;
      const left = (end - this.#host.monotonicNs()) / 1e6;
      if (left <= 0) return false;
      const wait = Atomics.waitAsync(this.#i32, event, seen, Math.min(left, 250));
      if (wait.async) await wait.value;
    }
  }

  #announce(): void {
    const state = this.state;
    if (state === this.#reported) return;
    this.#reported = state;
    this.#events.state?.(state, this.stopCode);
    if (state === STATE.CRASHED) this.#events.crash?.(this.report());
  }

  #wrongState(want: string): RuntimeError {
    const name = Object.entries(STATE).find(([, value]) => value === this.state)?.[0] ?? 'unknown';
    return new RuntimeError('WRONG_STATE', { want, state: name.toLowerCase() });
  }

  #get(offset: number): number {
    return Atomics.load(this.#i32, this.#word(offset));
  }

  #word(offset: number): number {
    return (this.#setup.plan.control + offset) >>> 2;
  }
}
