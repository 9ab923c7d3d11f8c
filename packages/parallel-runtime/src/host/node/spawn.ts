import type { Worker } from 'node:worker_threads';
import type { MachineHost } from '../../machine-workers.ts';
import { createMonotonicNs } from './monotonic.ts';
import { NodeWorker } from './node-worker.ts';

export interface NodeHostOptions {
  /** Sees every worker when it gets its request: for monitors, profilers and tests. */
  readonly onWorker?: (worker: Worker) => void;
  /** A worker that has been started ahead, for the first core of one machine. */
  readonly prepared?: NodeWorker;
}

/** Threads of this Node process. Workers share its standard streams but write nothing by themselves. */
export function createNodeHost(options: NodeHostOptions = {}): MachineHost {
  const { prepared } = options;
  return {
    monotonicNs: createMonotonicNs(),
    spawn(request, died, trace) {
      const { entry, role, thread, setup } = request;
      const architectures = [...new Set(setup.cores.map((core) => core.architecture))];
      const ready = role === 'core' && thread === 0 && prepared?.taken === false ? prepared : undefined;
      const worker = ready ?? new NodeWorker({ entry, role, thread, architectures });
      options.onWorker?.(worker.worker);
      return worker.run(request, died, trace);
    },
  };
}
