export { createWebHost } from './spawn.ts';
export { serveWebWorker } from './worker-main.ts';
