import { Worker } from 'node:worker_threads';
import type { MachineHost } from '../../machine-workers.ts';
import { createMonotonicNs } from './monotonic.ts';

/** The module that workers run: beside this one, from sources or built. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker-main.ts' : './worker-main.js', import.meta.url);

/**
 * What a worker starts with: the compile cache must be on before the first module of ours is loaded. Sources then come out of the cache
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

export interface NodeHostOptions {
  /** Sees every worker as it starts: for monitors, profilers and tests. */
  readonly onWorker?: (worker: Worker) => void;
}

/** Threads of this Node process. Workers share its standard streams but write nothing by themselves. */
export function createNodeHost(options: NodeHostOptions = {}): MachineHost {
  return {
    monotonicNs: createMonotonicNs(),
    spawn(request, died, trace) {
      const worker = new Worker(BOOTSTRAP, {
        workerData: request,
        name: `${request.role}${request.thread}`,
        resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
      });
      options.onWorker?.(worker);
      let over = false;
      let hold: NodeJS.Timeout | undefined;
      const once = (reason: string): void => {
        if (over) return;
        over = true;
        // Nothing else may keep the process alive until the machine has ended and told why.
        hold = setInterval(() => undefined, HOLD_MS);
        died(reason);
      };
      worker.on('error', (error) => once(error instanceof Error ? (error.stack ?? error.message) : String(error)));
      worker.on('exit', (code) => {
        if (code !== 0) once(`exit code ${code}`);
      });
      worker.on('message', (message: { category: string; text: string }) => trace(message.category, message.text));
      return {
        async terminate() {
          over = true;
          clearInterval(hold);
          await worker.terminate();
        },
      };
    },
  };
}
