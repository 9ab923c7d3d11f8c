import { Worker } from 'node:worker_threads';
import type { ThreadRole } from '../../composition.ts';
import type { ThreadHandle } from '../../machine-workers.ts';
import type { ThreadRequest } from '../../thread-main.ts';

/** What a worker knows when it starts. Its request follows as a message. */
export interface WorkerStart {
  /** URL of the entry module. */
  readonly entry: string;
  readonly role: ThreadRole;
  readonly thread: number;
  /** Architectures that it will need, as far as they are known: loaded before the request comes. */
  readonly architectures: readonly string[];
}

/** The module that workers run: beside this one, from sources or built. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker-main.ts' : './worker-main.js', import.meta.url);

/**
 * What a worker begins with: the compile cache must be on before the first module of ours is loaded. Sources then come out of the cache
 * without their types, and the thread does without Node's type stripper, which takes 25 MB and some 100 ms.
 */
const BOOTSTRAP = new URL(
  `data:text/javascript,${encodeURIComponent(
    `import { enableCompileCache } from 'node:module'; enableCompileCache(); await import(${JSON.stringify(WORKER.href)});`,
  )}`,
);

/**
 * Space for young objects of a worker. Threads allocate little once they run, and V8's default of three times 16 MB for each thread is a
 * third of a small machine's memory.
 */
const YOUNG_MB = 6;

/** Any time: the interval is only there to be pending. */
const HOLD_MS = 60_000;

/** A thread of this process that loads its modules at once and gets its request later. Until then it does not keep the process alive. */
export class NodeWorker {
  readonly worker: Worker;
  /** Why it ended by itself. */
  #reason: string | undefined;
  #died: ((reason: string) => void) | undefined;
  #over = false;
  #hold: NodeJS.Timeout | undefined;

  constructor(start: WorkerStart) {
    this.worker = new Worker(BOOTSTRAP, {
      workerData: start,
      name: `${start.role}${start.thread}`,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.worker.unref();
    this.worker.on('error', (error) =>
      this.#ended(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
    this.worker.on('exit', (code) => {
      if (code !== 0) this.#ended(`exit code ${code}`);
    });
  }

  /** It has its request. */
  get taken(): boolean {
    return this.#died !== undefined;
  }

  /**
   * Give it what it is to do, once.
   * @param died  called if the worker ends, or has ended, without having been terminated by the handle
   */
  run(
    request: ThreadRequest,
    died: (reason: string) => void,
    trace: (category: string, text: string) => void,
  ): ThreadHandle {
    this.worker.ref();
    this.#died = died;
    this.worker.on('message', (message: { category: string; text: string }) => trace(message.category, message.text));
    this.worker.postMessage(request);
    this.#tell();
    return {
      terminate: async () => {
        this.#over = true;
        clearInterval(this.#hold);
        await this.worker.terminate();
      },
    };
  }

  #ended(reason: string): void {
    if (this.#over || this.#reason !== undefined) return;
    this.#reason = reason;
    this.#tell();
  }

  #tell(): void {
    if (this.#reason === undefined || this.#died === undefined || this.#hold !== undefined) return;
    // Nothing else may keep the process alive until the machine has ended and told why.
    this.#hold = setInterval(() => undefined, HOLD_MS);
    this.#died(this.#reason);
  }
}
