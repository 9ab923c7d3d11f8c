import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';
import type { ThreadStart } from '@tutti/machine/node/worker';
import { loadScript } from './kept-code.ts';

const { role, thread, architectures } = workerData as ThreadStart;
const script = loadScript<typeof import('@tutti/machine/node/worker')>(
  fileURLToPath(new URL('./thread.cjs', import.meta.url)),
  [role, ...architectures].join('-'),
);
// Threads of one role run the same code: one of them keeps it.
await script.exports.serveWorker(thread === 0 ? script.keep : () => undefined);
