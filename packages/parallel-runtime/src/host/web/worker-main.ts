import type { Compose } from '../../composition.ts';
import { runThread, type ThreadRequest } from '../../thread-main.ts';
import { createWebMonotonicNs } from './monotonic.ts';
import { page } from './page.ts';

/** Body of an application's worker module: serve the one request that the page posts. */
export function serveWebWorker(compose: Compose): void {
  page.onmessage = (event) => {
    void runThread(event.data as ThreadRequest, compose, {
      monotonicNs: createWebMonotonicNs(),
      trace: (category, text) => page.postMessage({ category, text }),
    });
  };
}
