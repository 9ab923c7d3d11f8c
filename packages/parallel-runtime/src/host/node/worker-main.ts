import { flushCompileCache } from 'node:module';
import type { EntryModule } from '../../composition.ts';
import { serveNodeWorker } from './serve-worker.ts';

await serveNodeWorker(async (entry) => {
  const module = (await import(entry)) as EntryModule;
  // A worker that is terminated later would not write what only workers load.
  flushCompileCache();
  return module;
});
