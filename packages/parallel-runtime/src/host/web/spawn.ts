import type { MachineHost } from '../../machine-workers.ts';
import { createWebMonotonicNs } from './monotonic.ts';
import { page } from './page.ts';

/**
 * Threads of a page, which must be cross-origin isolated (shared memory).
 * @param workerUrl  a module that calls `serveWebWorker(compose)`; bundlers need it named by the application
 */
export function createWebHost(workerUrl: URL): MachineHost {
  return {
    monotonicNs: createWebMonotonicNs(),
    spawn(request, died, trace) {
      const worker = new page.Worker(workerUrl, { type: 'module', name: `${request.role}${request.thread}` });
      worker.onerror = (event) => died(event.message || 'the worker did not load');
      worker.onmessage = (event) => {
        const line = event.data as { category: string; text: string };
        trace(line.category, line.text);
      };
      worker.postMessage(request);
      return {
        async terminate() {
          worker.onerror = null;
          worker.terminate();
        },
      };
    },
  };
}
