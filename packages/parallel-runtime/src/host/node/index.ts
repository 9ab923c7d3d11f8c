export { createMonotonicNs } from './monotonic.ts';
export { NodeWorker, type WorkerStart } from './node-worker.ts';
export { createNodeHost, type NodeHostOptions } from './spawn.ts';
