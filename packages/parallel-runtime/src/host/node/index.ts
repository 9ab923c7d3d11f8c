export { createMonotonicNs } from './monotonic.ts';
export { createNodeHost } from './spawn.ts';
