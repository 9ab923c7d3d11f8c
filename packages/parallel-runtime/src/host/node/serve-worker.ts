import { once } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { EntryModule } from '../../composition.ts';
import { crash } from '../../report.ts';
import { runThread, type ThreadRequest } from '../../thread-main.ts';
import { createMonotonicNs } from './monotonic.ts';
import type { WorkerStart } from './node-worker.ts';

/**
 * Body of a worker's module: load the entry module and what it will need, wait for the request, serve it.
 * @param load      gives the entry module of this URL
 * @param finished  called when the thread has done its work; the end of the machine waits a little for it
 */
export async function serveNodeWorker(
  load: (entry: string) => Promise<EntryModule>,
  finished: (start: WorkerStart) => void = () => undefined,
): Promise<void> {
  const start = workerData as WorkerStart;
  const port = parentPort as MessagePort;
  const requested = once(port, 'message') as Promise<[ThreadRequest]>;
  let entry: EntryModule;
  try {
    entry = await load(start.entry);
    await entry.prepare?.(start.role, start.architectures);
  } catch (error) {
    const [request] = await requested;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    crash(request.memory.buffer as SharedArrayBuffer, request.setup.plan, `entry module ${start.entry}: ${text}`);
    return;
  }
  const [request] = await requested;
  await runThread(request, entry.default, {
    monotonicNs: createMonotonicNs(),
    trace: (category, text) => port.postMessage({ category, text }),
    finished: () => finished(start),
  });
}
