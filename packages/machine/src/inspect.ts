import { ACCESS, CORE, type CoreEnv, type GuestArchitecture, type GuestCore, type WalkResult } from '@tutti/ir';
import { CORE_CONTROL, type MachineSetup, type MachineThreads } from '@tutti/parallel-runtime';
import { memoryMap } from './board/show.ts';
import { fail } from './errors.ts';
import { type ExamineOptions, type ReadBytes, showInstructions, showItems } from './examine.ts';
import { loadArchitectures } from './families.ts';
import type { BuiltThread } from './threads/build.ts';
import type { MachineCustom } from './threads/custom.ts';

/** What a monitor can ask for. */
export type InfoTopic = 'registers' | 'cores' | 'mtree' | 'devices' | 'stats';

const MAX_ELEMENTS = 16;
const PAGE = 4096n;

/** Texts about a machine, made on its main thread from shared memory. Exact while it is paused. */
export class Inspector {
  private readonly threads: MachineThreads;
  private readonly setup: MachineSetup;
  private readonly built: BuiltThread;
  private readonly cores: GuestCore[] = [];
  private architectures: Readonly<Record<string, GuestArchitecture>> = {};

  constructor(threads: MachineThreads, setup: MachineSetup, built: BuiltThread) {
    this.threads = threads;
    this.setup = setup;
    this.built = built;
  }

  /** Load what shows registers. */
  async load(): Promise<void> {
    this.architectures = await loadArchitectures(this.setup.cores.map((core) => core.architecture));
  }

  /** @throws Error when registers are wanted before `load` has ended */
  info(topic: InfoTopic): string {
    switch (topic) {
      case 'registers':
        return this.setup.cores.map((_, core) => this.core(core).describe()).join('\n\n');
      case 'cores':
        return this.setup.cores.map((_, core) => this.coreLine(core)).join('\n');
      case 'mtree':
        return this.description.clusters
          .map((cluster) => [`as ${cluster.name} sees it:`, ...memoryMap(cluster, this.description)].join('\n'))
          .join('\n\n');
      case 'devices':
        return this.built.devices.names.map((name) => this.deviceText(name)).join('\n');
      case 'stats':
        return this.setup.cores.map((_, core) => this.statsText(core)).join('\n');
    }
  }

  /** Registers of one core. */
  coreText(core: number): string {
    return this.core(core).describe();
  }

  /** A core as debuggers see it. @throws EmulatorError OPTION_BAD when there is no such core */
  registersOf(core: number): Pick<GuestCore, 'readRegister' | 'writeRegister'> {
    this.check(core);
    return this.core(core);
  }

  /**
   * Bytes at virtual addresses of a core, up to the first page that no MMU mode of it may read.
   * @throws EmulatorError OPTION_BAD when there is no such core
   */
  read(core: number, at: bigint, length: number): Uint8Array {
    this.check(core);
    return this.readPages((from) => this.translateAny(core, from), core, at, length);
  }

  /** Write to virtual addresses of a core, even those that it may only read. @returns false when a page is not mapped: nothing is written */
  write(core: number, at: bigint, bytes: Uint8Array): boolean {
    this.check(core);
    const parts: { readonly gpa: number; readonly bytes: Uint8Array }[] = [];
    for (let done = 0; done < bytes.length; ) {
      const from = at + BigInt(done);
      const take = Math.min(bytes.length - done, Number(PAGE - (from % PAGE)));
      const gpa = this.translateAny(core, from);
      if (gpa < 0) return false;
      parts.push({ gpa, bytes: bytes.subarray(done, done + take) });
      done += take;
    }
    return parts.every((part) => this.mapOf(core).writeBytes(part.gpa, part.bytes));
  }

  /** Text of memory. @throws EmulatorError OPTION_BAD when there is no such core */
  examine(at: bigint, options: ExamineOptions): string {
    const { core = 0, physical = false, format, count } = options;
    this.check(core);
    const gpaOf = physical ? Number : (from: bigint) => this.translate(core, from, this.core(core).fetchMode());
    const read: ReadBytes = (from, length) => this.readPages(gpaOf, core, from, length);
    if (format !== 'i') return showItems(read, at, options).join('\n');
    const mode = this.threads.context.i32[(this.threads.context.plan.cores[core]!.base + CORE.at.mode) >>> 2]!;
    const disassemble = (bytes: Uint8Array, from: bigint) =>
      this.architecture(core).disassemble(bytes, Number(from & 0xffff_ffffn) | 0, Number(from >> 32n) | 0, mode);
    return showInstructions(read, disassemble, at, count).join('\n');
  }

  /** Bytes page by page, up to the first that is not mapped. */
  private readPages(gpaOf: (at: bigint) => number, core: number, at: bigint, length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const from = at + BigInt(done);
      const take = Math.min(length - done, Number(PAGE - (from % PAGE)));
      const gpa = gpaOf(from);
      const whole = gpa >= 0 && this.mapOf(core).readBytes(gpa, bytes.subarray(done, done + take));
      if (!whole) return bytes.subarray(0, done);
      done += take;
    }
    return bytes;
  }

  private check(core: number): void {
    if (this.setup.cores[core] === undefined)
      throw fail('OPTION_BAD', { option: 'core', value: String(core), want: `0 to ${this.setup.cores.length - 1}` });
  }

  /** Physical address in the present MMU mode, or else in the first that may read it: the kernel's, while a user program runs. */
  private translateAny(core: number, at: bigint): number {
    const guest = this.core(core);
    const { mmuModes } = this.architecture(core).shape;
    for (const mode of [guest.fetchMode(), ...Array(mmuModes).keys()]) {
      const gpa = this.translate(core, at, mode);
      if (gpa >= 0) return gpa;
    }
    return -1;
  }

  /** Physical address that the core reads from in an MMU mode, or -1. */
  private translate(core: number, at: bigint, mmuMode: number): number {
    const guest = this.core(core);
    const walk: WalkResult = { gpaPage: 0, allowed: 0, faultCode: 0, device: false, pageShift: 12 };
    const lo = Number(at & 0xffff_ffffn);
    if (!guest.walk(lo | 0, Number(at >> 32n) | 0, ACCESS.READ, mmuMode, walk)) return -1;
    return (walk.gpaPage >>> 0) * 4096 + (lo & 0xfff);
  }

  private mapOf(core: number) {
    const { clusters, cores } = this.description;
    return this.built.mapOf(clusters.findIndex((c) => c.name === cores[core]!.cluster));
  }

  private get description() {
    return (this.setup.custom as MachineCustom).description;
  }

  /** A core bound to the same state as the one that runs, for `describe` and `walk`. */
  private core(index: number): GuestCore {
    const { model, options } = this.setup.cores[index]!;
    this.cores[index] ??= this.architecture(index).createCore(this.lookingEnv(index), model, options);
    return this.cores[index];
  }

  private architecture(core: number): GuestArchitecture {
    const loaded = this.architectures[this.setup.cores[core]!.architecture];
    if (loaded === undefined) throw new Error('registers and memory can be shown once the machine has started');
    return loaded;
  }

  private lookingEnv(index: number): CoreEnv {
    const { context } = this.threads;
    const map = () => this.mapOf(index);
    const refuse = (): never => {
      throw new Error('a core that is only looked at cannot act');
    };
    return {
      buffer: context.buffer,
      base: context.plan.cores[index]!.base,
      index,
      readPhys: (gpa, bytes) => map().read(gpa, bytes, -1),
      writePhys: refuse,
      readPhys64: (gpa, out) => map().read64(gpa, out, -1),
      // Walks want to note an access in the page tables; a look leaves no trace.
      casPhys32: () => true,
      flushTlb: refuse,
      flushTlbPage: refuse,
      flushTlbOthers: refuse,
      flushTlbPageOthers: refuse,
      barrier: refuse,
      send: refuse,
      interruptLines: () => context.lines.levels(index),
      nowNs: () => context.clock.nowNs(),
      wakeAt: refuse,
      service: refuse,
      trace: () => undefined,
    };
  }

  private coreLine(index: number): string {
    const { cluster, clusterCore, arch, model } = this.description.cores[index]!;
    const { control, thread } = this.threads.context.plan.cores[index]!;
    const runs = Atomics.load(this.threads.context.i32, (control + CORE_CONTROL.at.runnable) >>> 2) !== 0;
    const millions = (this.threads.stat(index, 'instructions') / 1e6).toFixed(1);
    const doing = this.threads.state === 1 ? (runs ? 'running' : 'waiting') : 'stopped';
    return `core ${index}: ${cluster}[${clusterCore}] ${model} (${arch}), thread ${thread}, ${doing}, ${millions} M instructions`;
  }

  private deviceText(name: string): string {
    const fields = Object.entries(this.built.devices.describe(name)).flatMap(([field, value]) => {
      const values = (typeof value === 'object' ? value : [value]).map(Number);
      // Long arrays are data; what is zero or unset says nothing.
      if (values.length > MAX_ELEMENTS || values.every((v) => v === 0 || v === -1)) return [];
      return [`${field}=${values.map((v) => v.toString(16)).join(',')}`];
    });
    return `${name}: ${fields.join(' ') || 'as after reset'}`;
  }

  private statsText(core: number): string {
    const counters = Object.entries(this.threads.stats(core)).filter(([, value]) => value !== 0);
    return `core ${core}: ${counters.map(([name, value]) => `${name} ${Math.round(value)}`).join(', ')}`;
  }
}
