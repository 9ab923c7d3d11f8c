import { serveWebWorker } from '@tutti/parallel-runtime/host/web';
import entry from '../../threads/entry.ts';

/**
 * Body of the application's worker module. An entry point of its own: a thread loads only what it runs, and nothing that awaits
 * while it loads, since the page's first message would be lost meanwhile.
 */
export function serveWorker(): void {
  serveWebWorker(entry);
}
