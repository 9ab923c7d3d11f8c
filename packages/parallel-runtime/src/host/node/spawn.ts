import { Worker } from 'node:worker_threads';
import type { MachineHost } from '../../machine-threads.ts';
import { createMonotonicNs } from './monotonic.ts';

/** The module that workers run: beside this one, from sources or built. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker-main.ts' : './worker-main.js', import.meta.url);

export interface NodeHostOptions {
  /** Sees every worker as it starts: for monitors, profilers and tests. */
  readonly onWorker?: (worker: Worker) => void;
}

/** Threads of this Node process. Workers share its standard streams but write nothing by themselves. */
export function createNodeHost(options: NodeHostOptions = {}): MachineHost {
  return {
    monotonicNs: createMonotonicNs(),
    spawn(request, died, trace) {
      const worker = new Worker(WORKER, { workerData: request, name: `${request.role}${request.thread}` });
      options.onWorker?.(worker);
      let over = false;
      const once = (reason: string): void => {
        if (!over) died(reason);
        over = true;
      };
      worker.on('error', (error) => once(error instanceof Error ? (error.stack ?? error.message) : String(error)));
      worker.on('exit', (code) => {
        if (code !== 0) once(`exit code ${code}`);
      });
      worker.on('message', (message: { category: string; text: string }) => trace(message.category, message.text));
      return {
        async terminate() {
          over = true;
          await worker.terminate();
        },
      };
    },
  };
}
