import type { WorkerStart } from '@tutti/parallel-runtime/host/node';
import { serveNodeWorker } from '@tutti/parallel-runtime/host/node/worker';
import entry, { prepare } from '../../threads/entry.ts';
import { underFirstFlags } from './v8-flags.ts';

/** What a thread knows before its request: `workerData`. */
export type ThreadStart = WorkerStart;

/** The thread has started before its machine was made, and with it before V8's flags were set. */
const startedFirst = ({ role, thread }: ThreadStart): boolean => role === 'core' && thread === 0;

/**
 * Body of a worker's module that holds everything a thread runs, for programs that are built into few files and prepare their first thread.
 * @param finished  called when the thread has done its work, under the flags of V8 with which it started; the end of the machine waits a little for it
 */
export function serveWorker(finished: () => void): Promise<void> {
  return serveNodeWorker(
    async () => ({ default: entry, prepare }),
    (start) => (startedFirst(start) ? underFirstFlags(finished) : finished()),
  );
}
