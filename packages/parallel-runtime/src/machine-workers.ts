import type { MonotonicNs } from './clock.ts';
import type { MachineSetup } from './composition.ts';
import { crash } from './report.ts';
import type { ThreadRequest } from './thread-main.ts';

/** A worker, as its host offers it. */
export interface ThreadHandle {
  terminate(): Promise<void>;
}

/** What the host does for the main thread. */
export interface MachineHost {
  readonly monotonicNs: MonotonicNs;
  /**
   * Start a worker that runs `runThread`.
   * @param died  called once if the worker ends without having been terminated by us, with the reason
   */
  spawn(
    request: ThreadRequest,
    died: (reason: string) => void,
    trace: (category: string, text: string) => void,
  ): ThreadHandle;
}

/** What all workers are told. */
export interface WorkersCommon {
  /** URL of the module whose default export is the Compose. */
  readonly entry: string;
  readonly setup: MachineSetup;
  readonly memory: WebAssembly.Memory;
}

/** The workers of a machine. One that ends by itself crashes the machine. */
export class MachineWorkers {
  readonly #host: MachineHost;
  readonly #common: WorkersCommon;
  readonly #events: { readonly trace?: (category: string, text: string) => void };
  readonly #handles: ThreadHandle[] = [];
  #ending = false;

  constructor(
    host: MachineHost,
    common: WorkersCommon,
    events: { readonly trace?: (category: string, text: string) => void },
  ) {
    this.#host = host;
    this.#common = common;
    this.#events = events;
  }

  /** Workers that were started and not terminated. */
  get count(): number {
    return this.#handles.length;
  }

  /** Start the thread of the first core. */
  startFirst(): void {
    this.#spawn({ ...this.#common, role: 'core', thread: 0 });
  }

  /** Start the rest in the order in which they are wanted: timers run before a guest starts its other cores, and blocks are hot last. */
  startOthers(): void {
    const { clock, threads, compile } = this.#common.setup;
    if (clock.kind === 'host') this.#spawn({ ...this.#common, role: 'timer', thread: 0 });
    for (let thread = 1; thread < threads; thread++) this.#spawn({ ...this.#common, role: 'core', thread });
    if (compile === 'worker') this.#spawn({ ...this.#common, role: 'compiler', thread: 0 });
  }

  /** End those that have not ended by themselves. */
  async terminate(): Promise<void> {
    this.#ending = true;
    await Promise.all(this.#handles.splice(0).map((handle) => handle.terminate()));
  }

  #spawn(request: ThreadRequest): void {
    const { memory, setup } = this.#common;
    const died = (reason: string): void => {
      if (!this.#ending)
        crash(
          memory.buffer as ArrayBufferLike as SharedArrayBuffer,
          setup.plan,
          `${request.role} thread ${request.thread} died: ${reason}`,
        );
    };
    const trace = (category: string, text: string): void => this.#events.trace?.(category, text);
    this.#handles.push(this.#host.spawn(request, died, trace));
  }
}
