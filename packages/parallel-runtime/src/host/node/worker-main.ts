import { flushCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Compose } from '../../composition.ts';
import { crash } from '../../report.ts';
import { runThread, type ThreadRequest } from '../../thread-main.ts';
import { createMonotonicNs } from './monotonic.ts';

const request = workerData as ThreadRequest;
try {
  const entry = (await import(request.entry)) as { default: Compose };
  // A worker that is terminated later would not write what only workers load.
  flushCompileCache();
  await runThread(request, entry.default, {
    monotonicNs: createMonotonicNs(),
    trace: (category, text) => parentPort?.postMessage({ category, text }),
  });
} catch (error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  crash(request.memory.buffer as SharedArrayBuffer, request.setup.plan, `entry module ${request.entry}: ${text}`);
}
