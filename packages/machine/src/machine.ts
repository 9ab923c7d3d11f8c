import type { Picture } from '@tutti/devices-core';
import { CORE_STATS, type CoreStatName, MachineThreads, STATE, type State } from '@tutti/parallel-runtime';
import type { MachineAdapter } from './adapter.ts';
import type { Board } from './board/schema.ts';
import { type Breakpoint, DebugPoints, type WatchKind } from './debug-points.ts';
import type { MachineDescription } from './describe.ts';
import { fail } from './errors.ts';
import { Emitter, type MachineEvents, type MachineState } from './events.ts';
import type { ExamineOptions } from './examine.ts';
import { type InfoTopic, Inspector } from './inspect.ts';
import { IoLoop } from './io-loop.ts';
import { keyBytes, keyboardPin, keyEvent } from './keyboard.ts';
import type { NamedBytes } from './load/index.ts';
import { mousePin, moveBytes } from './mouse.ts';
import type { MachineOptions } from './options.ts';
import { drawScreen, readScreen } from './screen.ts';
import { type MachineConsole, type PlannedMachine, planMachine } from './setup.ts';
import { type SnapshotBackends, Snapshots } from './snapshot/snapshots.ts';
import type { BuiltThread } from './threads/build.ts';
import { compose } from './threads/compose.ts';
import type { MachineCustom } from './threads/custom.ts';
import { randomKey } from './threads/random.ts';

/** How a machine is switched on. */
export interface StartOptions {
  readonly paused?: boolean;
  readonly snapshot?: NamedBytes | undefined;
}

/** Counters of a machine. */
export interface MachineStats {
  readonly board: string;
  readonly guestSeconds: number;
  readonly cores: readonly (Record<CoreStatName, number> & { readonly mips: number })[];
}

const STATE_NAMES: Readonly<Record<State, MachineState>> = {
  [STATE.BUILT]: 'built',
  [STATE.RUNNING]: 'running',
  [STATE.PAUSED]: 'paused',
  [STATE.STEPPING]: 'paused',
  [STATE.STOPPED]: 'off',
  [STATE.CRASHED]: 'crashed',
};

/** A machine: its life, its consoles and what it tells. All calls are made on the thread that created it. */
export class Machine {
  readonly description: MachineDescription;
  /** Serial ports in the order of the board. */
  readonly consoles: readonly MachineConsole[];
  private readonly threads: MachineThreads;
  private readonly built: BuiltThread;
  private readonly io: IoLoop;
  private readonly inspector: Inspector;
  private readonly snapshots: Snapshots;
  private readonly debug: DebugPoints;
  /** Changes of the life cycle and of breakpoints happen one after the other. */
  private turn: Promise<unknown> = Promise.resolve();
  private readonly emitter: Emitter<MachineEvents>;
  private readonly closeBackends: () => void;
  private ioDone: Promise<void> = Promise.resolve();
  private mouseButtons = 0;

  /** Use `createMachine`. */
  constructor(
    planned: PlannedMachine,
    threads: MachineThreads,
    emitter: Emitter<MachineEvents>,
    { close, ...backends }: SnapshotBackends & { readonly close: () => void },
    debug: DebugPoints,
  ) {
    this.debug = debug;
    this.threads = threads;
    this.emitter = emitter;
    this.closeBackends = close;
    this.consoles = planned.consoles;
    this.description = (planned.setup.custom as MachineCustom).description;
    this.built = threads.machine as BuiltThread;
    const outputs = planned.consoles.map((c) => c.output);
    this.io = new IoLoop(threads.context, this.built.devices, outputs, {
      console: (pin, bytes) => emitter.emit('console', { console: pin, bytes }),
    });
    this.inspector = new Inspector(threads, planned.setup, this.built);
    this.snapshots = new Snapshots(threads, this.built, this.io, backends);
  }

  get state(): MachineState {
    return STATE_NAMES[this.threads.state];
  }

  /** Listen. @returns a function that stops listening */
  on<K extends keyof MachineEvents>(event: K, listener: (value: MachineEvents[K]) => void): () => void {
    return this.emitter.on(event, listener);
  }

  /**
   * Power on: start the threads and let the cores run.
   * @param paused    cores stand at their first instruction until `resume`
   * @param snapshot  go on from there in place of booting
   * @throws RuntimeError when a thread cannot start; EmulatorError SNAPSHOT_*
   */
  async start({ paused = false, snapshot }: StartOptions = {}): Promise<void> {
    if (snapshot) this.io.holdInput();
    const loaded = snapshot && (await this.snapshots.read(snapshot));
    this.ioDone = this.io.run();
    await (paused || loaded ? this.threads.startPaused() : this.threads.start());
    await this.inspector.load();
    void this.threads.ended().then(() => this.finish());
    if (loaded === undefined) return;
    await this.snapshots.restore(loaded);
    if (!paused) this.threads.resume();
  }

  /**
   * The state of a running or paused machine, for `restore` and `start` of a machine of the same board with the same options. The machine
   * stands while its memory is copied. What it holds and what not: docs/snapshots.md.
   * @throws EmulatorError SHARE_IN_USE; RuntimeError WRONG_STATE
   */
  save(): Promise<Uint8Array> {
    return this.inTurn(() => this.snapshots.save());
  }

  /**
   * Go back, or over, to a saved state. A running machine runs on from there, a paused one stays paused. When it throws, nothing has changed.
   * @throws EmulatorError SNAPSHOT_* when the snapshot is damaged or of another machine; RuntimeError WRONG_STATE
   */
  restore(snapshot: NamedBytes): Promise<void> {
    return this.inTurn(async () => this.snapshots.restore(await this.snapshots.read(snapshot)));
  }

  /** Stop all cores at safe points. Guest time stands still. */
  pause(): Promise<void> {
    return this.inTurn(() => this.threads.pause());
  }

  /** Run on. A core that stands before a breakpoint or watchpoint it stopped for goes over it first. */
  resume(): Promise<void> {
    return this.inTurn(async () => {
      await this.threads.settle();
      this.threads.resume();
    });
  }

  /**
   * Execute one instruction of a core while the machine is paused, whatever breakpoints and watchpoints it has.
   * @param quietly  take no interrupt first: for stepping through code
   */
  step(core = 0, quietly = false): Promise<void> {
    return this.inTurn(() => this.threads.step(core, quietly));
  }

  /** Breakpoints and watchpoints in force. */
  get breakpoints(): readonly Breakpoint[] {
    return this.debug.all;
  }

  /**
   * Stop the machine before a core executes the instruction at a virtual address: the event `stopped`.
   * @param cluster  whose cores stop there; default: all cores
   * @returns its number
   * @throws EmulatorError OPTION_BAD, CLUSTER_UNKNOWN; RuntimeError POINTS_FULL
   */
  setBreakpoint(address: bigint, cluster?: string): Promise<number> {
    return this.addPoint({ kind: 'break', address, length: 0, ...(cluster !== undefined && { cluster }) });
  }

  /**
   * Stop the machine before an instruction reads or writes [address, address + length), virtual addresses. Not seen are accesses that
   * are no instruction's own: page walks, and on x86 tables of descriptors and the frames that exceptions push.
   * @returns its number
   * @throws EmulatorError OPTION_BAD, CLUSTER_UNKNOWN; RuntimeError POINTS_FULL
   */
  setWatchpoint(kind: WatchKind, address: bigint, length: number, cluster?: string): Promise<number> {
    return this.addPoint({ kind, address, length, ...(cluster !== undefined && { cluster }) });
  }

  /** Forget a breakpoint or watchpoint. @throws EmulatorError OPTION_BAD when there is none with this number */
  clearBreakpoint(id: number): Promise<void> {
    return this.inTurn(() => this.setPoints(this.debug.without(id)));
  }

  /** Power-cycle. A running machine runs on from its first instruction. */
  reset(): Promise<void> {
    return this.inTurn(() => this.threads.reset());
  }

  /** Power off. Resolves when all threads are gone. */
  async stop(code = 0): Promise<void> {
    await this.threads.stop(code);
    await this.finish();
  }

  /** Resolves when the machine is off or has crashed. */
  ended(): Promise<void> {
    return this.threads.ended();
  }

  /** Bytes for a serial port's input, as `uart0.rx`. */
  input(pin: string, bytes: Uint8Array): void {
    this.io.input(pin, bytes);
  }

  /**
   * Press keys together and let them go, on the board's keyboard: `ctrl-alt-delete`, `a`, `ret`.
   * @throws EmulatorError OPTION_BAD when there is no such key, or no keyboard
   */
  sendKeys(combination: string): void {
    const pin = keyboardPin(this.description.devices);
    if (pin === undefined)
      throw fail('OPTION_BAD', { option: 'sendkey', value: combination, want: 'the board has no keyboard' });
    this.io.input(pin, keyBytes(combination));
  }

  /**
   * One key of the board's keyboard goes down or up.
   * @param code  as in a browser's `KeyboardEvent.code`: `KeyA`
   * @returns false when the board has no keyboard, or the keyboard no such key
   */
  key(code: string, pressed: boolean): boolean {
    const pin = keyboardPin(this.description.devices);
    const bytes = keyEvent(code, pressed);
    if (pin === undefined || bytes.length === 0) return false;
    this.io.input(pin, bytes);
    return true;
  }

  /**
   * Move the board's mouse, and its wheel towards the user.
   * @returns false when the board has no mouse
   */
  moveMouse(right: number, down: number, wheel = 0): boolean {
    const pin = mousePin(this.description.devices);
    if (pin === undefined) return false;
    this.io.input(pin, moveBytes({ buttons: this.mouseButtons, right, down, wheel }));
    return true;
  }

  /** Hold these buttons of the mouse down (1 left, 2 right, 4 middle), and no others. @returns false when the board has no mouse */
  holdButtons(buttons: number): boolean {
    this.mouseButtons = buttons;
    return this.moveMouse(0, 0);
  }

  /** The picture on the board's first display that is on; undefined: there is none. */
  screen(): Picture | undefined {
    return drawScreen(this.built.devices, (gpa, into) => void this.built.mapOf(0).readBytes(gpa, into));
  }

  /** The text on the board's screen; undefined: it shows none. */
  screenText(): string | undefined {
    return readScreen(this.built.devices);
  }

  /** A text for a monitor. @throws Error when registers are wanted before `start` has resolved */
  info(topic: InfoTopic): string {
    return this.inspector.info(topic);
  }

  /**
   * Text of guest memory: items of 16 bytes a line, or disassembled instructions. Virtual addresses are those that the core may read in
   * its present state; accessed bits stay as they are. Reading a device's registers acts on it, as a core's read does.
   * @throws EmulatorError OPTION_BAD for a core that does not exist; Error before `start` has resolved
   */
  examine(at: bigint, options: ExamineOptions): string {
    return this.inspector.examine(at, options);
  }

  /**
   * Value of a register of a core of a paused machine, unsigned, by GDB's name for it (`r0`, `cpsr`, `rip`).
   * @returns undefined when it has none such. @throws EmulatorError OPTION_BAD for a core that does not exist
   */
  readRegister(core: number, name: string): bigint | undefined {
    return this.inspector.registersOf(core).readRegister(name);
  }

  /** Set a register of a core of a paused machine. @returns false when that cannot be set. @throws as `readRegister` */
  writeRegister(core: number, name: string, value: bigint): boolean {
    return this.inspector.registersOf(core).writeRegister(name, value);
  }

  /**
   * Bytes at virtual addresses of a core, whatever its privilege, up to the first page that is not mapped. Accessed bits stay as they
   * are. @throws as `readRegister`
   */
  readVirtual(core: number, at: bigint, length: number): Uint8Array {
    return this.inspector.read(core, at, length);
  }

  /** Write to virtual addresses of a core, code and read-only pages included. @returns false when a page is not mapped. @throws as `readRegister` */
  writeVirtual(core: number, at: bigint, bytes: Uint8Array): boolean {
    return this.inspector.write(core, at, bytes);
  }

  /** Registers of a core that shut down (x86: triple fault) since the last reset; undefined: none did. */
  guestFault(): string | undefined {
    const { core } = this.built.tripleFault;
    return core === undefined ? undefined : `core ${core} shut down (triple fault)\n${this.inspector.coreText(core)}`;
  }

  /** Read guest physical memory as a cluster sees it. */
  readMemory(cluster: string, gpa: number, into: Uint8Array): void {
    const index = this.description.clusters.findIndex((c) => c.name === cluster);
    this.built.mapOf(index).readBytes(gpa, into);
  }

  stats(): MachineStats {
    const guestSeconds = this.threads.context.clock.nowNs() / 1e9;
    const cores = this.description.cores.map(({ index }) => {
      const counters = this.threads.stats(index);
      return { ...counters, mips: counters.instructions / 1e6 / Math.max(guestSeconds, 1e-9) };
    });
    return { board: this.description.board, guestSeconds, cores };
  }

  private async addPoint(point: Omit<Breakpoint, 'id'>): Promise<number> {
    return this.inTurn(async () => {
      const points = this.debug.with(point);
      await this.setPoints(points);
      return points.at(-1)!.id;
    });
  }

  private async setPoints(points: readonly Breakpoint[]): Promise<void> {
    const pieces = this.debug.pieces(points);
    const owners = pieces.map(({ owner }) => owner);
    await this.threads.setPoints(
      pieces.map(({ piece }) => piece),
      () => this.debug.accept(points, owners),
    );
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async finish(): Promise<void> {
    this.io.end();
    await this.ioDone;
    this.closeBackends();
  }
}

/** Names of the counters, for tables of statistics. */
export const STAT_NAMES = Object.keys(CORE_STATS.at) as readonly CoreStatName[];

/**
 * Plan a board, load its images, allocate its memory. Nothing runs yet.
 * @throws EmulatorError for everything that is wrong with options, files and board
 */
export async function buildMachine(board: Board, options: MachineOptions, adapter: MachineAdapter): Promise<Machine> {
  const planned = planMachine(
    board,
    {
      ...options,
      epochSeconds: options.epochSeconds ?? (options.clock === 'icount' ? 0 : adapter.nowSeconds()),
      ...(options.clock !== 'icount' && { randomKey: randomKey(adapter.entropy) }),
    },
    adapter.memoryModel,
  );
  const open = planned.drives.map(({ pin, drive }) => ({ pin, ...adapter.openDrive(drive) }));
  const openNics = planned.nics.map(({ pin, nic }) => ({ pin, ...adapter.openNic(nic) }));
  const openShares = planned.shares.map(({ pin, share }) => ({
    pin,
    tag: share.tag,
    backend: adapter.openShare(share),
  }));
  const close = () => {
    for (const drive of open.splice(0)) drive.close();
    for (const nic of openNics.splice(0)) nic.close();
    for (const { backend } of openShares.splice(0)) backend.close();
  };
  const blocks = Object.fromEntries(open.map(({ pin, backend }) => [pin, backend]));
  const shares = Object.fromEntries(openShares.map(({ pin, backend }) => [pin, backend]));
  const nets = Object.fromEntries(openNics.map(({ pin, backend }) => [pin, backend]));
  const composition = await compose(planned.setup, 'main', { blocks, nets, shares, entropy: adapter.entropy });
  const emitter = new Emitter<MachineEvents>();
  const debug = new DebugPoints((planned.setup.custom as MachineCustom).description);
  const withReset = {
    ...composition,
    build: (...args: Parameters<typeof composition.build>) => withImages(composition.build(...args), planned),
  };
  const threads = new MachineThreads(planned.setup, withReset, adapter.threads, adapter.entry, {
    state: (state, code) => emitter.emit('state', { state: STATE_NAMES[state], code }),
    crash: (report) => emitter.emit('crash', { report }),
    trace: (category, text) => emitter.emit('trace', { text: `${category}: ${text}` }),
    stopped: (stop) => emitter.emit('stopped', debug.stopOf(stop)),
  });
  return new Machine(planned, threads, emitter, { drives: open, shares: openShares, close }, debug);
}

/** The main thread's devices; their reset also brings memory into the state that the boot protocols want. */
function withImages(built: BuiltThread, planned: PlannedMachine): BuiltThread {
  let fresh = true;
  return {
    ...built,
    reset() {
      if (!fresh) clearMemory(built, planned);
      fresh = false;
      for (const { cluster, segment } of planned.boot.segments) {
        const { at, bytes } = segment;
        const map = built.mapOf(cluster);
        // Stores do not reach ROM.
        if (map.find(at)?.region.kind === 'rom') map.window(at, bytes.length)?.set(bytes);
        else map.writeBytes(at, bytes);
      }
      for (const { device, bytes } of planned.boot.contents) built.devices.get(device).bytes.set(bytes);
      built.tripleFault.clear();
      built.reset();
    },
  };
}

function clearMemory(built: BuiltThread, { setup }: PlannedMachine): void {
  const { description } = setup.custom as MachineCustom;
  for (const [index, cluster] of description.clusters.entries()) {
    for (const region of cluster.regions) {
      if (region.kind !== 'memory') continue;
      built.mapOf(index).window(region.at, region.size)?.fill(0);
    }
  }
}
