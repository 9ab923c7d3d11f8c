import type { CoreEnv, GuestArchitecture, GuestCore } from '@tutti/ir';
import { CORE_CONTROL, type MachineSetup, type MachineThreads } from '@tutti/parallel-runtime';
import { memoryMap } from './board/show.ts';
import { loadArchitectures } from './families.ts';
import type { BuiltThread } from './threads/build.ts';
import type { MachineCustom } from './threads/custom.ts';

/** What a monitor can ask for. */
export type InfoTopic = 'registers' | 'cores' | 'mtree' | 'devices' | 'stats';

const MAX_ELEMENTS = 16;

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

  private get description() {
    return (this.setup.custom as MachineCustom).description;
  }

  /** A core bound to the same state as the one that runs, for `describe` alone. */
  private core(index: number): GuestCore {
    const { architecture, model, options } = this.setup.cores[index]!;
    const loaded = this.architectures[architecture];
    if (loaded === undefined) throw new Error('registers can be shown once the machine has started');
    this.cores[index] ??= loaded.createCore(this.lookingEnv(index), model, options);
    return this.cores[index];
  }

  private lookingEnv(index: number): CoreEnv {
    const { context } = this.threads;
    const cluster = this.description.clusters.findIndex((c) => c.name === this.description.cores[index]!.cluster);
    const map = () => this.built.mapOf(cluster);
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
      casPhys32: refuse,
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
