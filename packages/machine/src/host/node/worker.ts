import type { WorkerStart } from '@tutti/parallel-runtime/host/node';
import { serveNodeWorker } from '@tutti/parallel-runtime/host/node/worker';
import entry, { prepare } from '../../threads/entry.ts';

/** What a thread knows before its request: `workerData`. */
export type ThreadStart = WorkerStart;

/**
 * Body of a worker's module that holds everything a thread runs, for programs that are built into few files.
 * @param finished  called when the thread has done its work; the end of the machine waits a little for it
 */
export function serveWorker(finished: () => void): Promise<void> {
  return serveNodeWorker(async () => ({ default: entry, prepare }), finished);
}
