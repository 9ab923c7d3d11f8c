import type { ThreadContext } from '@tutti/parallel-runtime';
import type { MachineCustom } from './custom.ts';

/** Code of a machine that ended so. */
export const TRIPLE_FAULT_CODE = 3;

/** Value of the word while a reset is under way. */
const RESET = -1;

/** The shared word that names the first core that shut down since the last reset, counted from 1; 0: none. */
export class TripleFaultWord {
  private readonly context: ThreadContext;
  private readonly custom: MachineCustom;
  private readonly words: Int32Array;
  private readonly at: number;

  constructor(context: ThreadContext) {
    this.context = context;
    this.custom = context.setup.custom as MachineCustom;
    this.words = new Int32Array(context.buffer);
    this.at = (context.plan.devices.base + this.custom.tripleFault) >>> 2;
  }

  /** The guest asked for a reset: what its cores do until then, a triple fault to make sure included, counts no more. */
  requestReset(): void {
    Atomics.compareExchange(this.words, this.at, 0, RESET);
    this.context.requestReset();
  }

  /** A core shut down; on its thread. The first one decides. */
  report(core: number): void {
    if (Atomics.compareExchange(this.words, this.at, 0, core + 1) !== 0) return;
    if (this.custom.onTripleFault === 'exit') this.context.stop(TRIPLE_FAULT_CODE);
    else if (this.custom.onTripleFault === 'reset') this.context.requestReset();
  }

  /** The core that shut down; undefined: none did. */
  get core(): number | undefined {
    const word = Atomics.load(this.words, this.at);
    return word === 0 || word === RESET ? undefined : word - 1;
  }

  clear(): void {
    Atomics.store(this.words, this.at, 0);
  }
}
