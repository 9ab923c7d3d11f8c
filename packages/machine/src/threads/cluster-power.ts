import { MESSAGE, type ThreadContext } from '@tutti/parallel-runtime';
import type { MachineCustom } from './custom.ts';

/**
 * Which clusters have powered off. Each is a system of its own: the machine ends when all are off, with the highest of their codes. Two
 * shared words: a bit for each cluster that is off, and the highest code.
 */
export class ClusterPower {
  private readonly context: ThreadContext;
  private readonly custom: MachineCustom;
  private readonly words: Int32Array;
  private readonly offAt: number;

  constructor(context: ThreadContext) {
    this.context = context;
    this.custom = context.setup.custom as MachineCustom;
    this.words = new Int32Array(context.buffer);
    this.offAt = (context.plan.devices.base + this.custom.power) >>> 2;
  }

  /**
   * Power a cluster off: its cores are held, its devices stay. On any thread.
   * @param cluster  number of the cluster
   */
  off(cluster: number, code: number): void {
    const { clusters } = this.custom.description;
    const all = 2 ** clusters.length - 1;
    this.raiseCode(code);
    const off = Atomics.or(this.words, this.offAt, 1 << cluster) | (1 << cluster);
    if (off === all) {
      this.context.stop(Atomics.load(this.words, this.offAt + 1));
      return;
    }
    const { firstCore = 0, cores = 0 } = clusters[cluster] ?? {};
    for (let i = 0; i < cores; i++) this.context.send(firstCore + i, MESSAGE.RESTART, 0, 0);
  }

  clear(): void {
    Atomics.store(this.words, this.offAt, 0);
    Atomics.store(this.words, this.offAt + 1, 0);
  }

  private raiseCode(code: number): void {
    let before = Atomics.load(this.words, this.offAt + 1);
    while (code > before) {
      const seen = Atomics.compareExchange(this.words, this.offAt + 1, before, code);
      if (seen === before) return;
      before = seen;
    }
  }
}
