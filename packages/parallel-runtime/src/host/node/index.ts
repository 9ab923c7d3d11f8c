export { createMonotonicNs } from './monotonic.ts';
export { createNodeHost, type NodeHostOptions } from './spawn.ts';
