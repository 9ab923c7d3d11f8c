import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Compose } from '../../composition.ts';
import type { ThreadRequest } from '../../thread-main.ts';

// Every worker of every run loads the same modules: with the cache that takes a third of the time. Hence no static imports below.
enableCompileCache();
const { crash } = await import('../../report.ts');
const { runThread } = await import('../../thread-main.ts');
const { createMonotonicNs } = await import('./monotonic.ts');

const request = workerData as ThreadRequest;
try {
  const entry = (await import(request.entry)) as { default: Compose };
  await runThread(request, entry.default, {
    monotonicNs: createMonotonicNs(),
    trace: (category, text) => parentPort?.postMessage({ category, text }),
  });
} catch (error) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  crash(request.memory.buffer as SharedArrayBuffer, request.setup.plan, `entry module ${request.entry}: ${text}`);
}
