import { fileURLToPath } from 'node:url';
import { workerData } from 'node:worker_threads';
import type { ThreadStart } from '@tutti/machine/node/worker';
import { loadScript } from './kept-code.ts';

const { role, thread, architectures } = workerData as ThreadStart;
// All but the first thread start under flags of V8 that machines set, and V8 takes kept code only under equal flags.
const kind = thread === 0 ? 'first' : 'other';
const script = loadScript<typeof import('@tutti/machine/node/worker')>(
  fileURLToPath(new URL('./thread.cjs', import.meta.url)),
  [kind, role, ...architectures].join('-'),
);
// Further threads of one kind run the same code: one of them keeps it.
await script.exports.serveWorker(thread <= 1 ? script.keep : () => undefined);
