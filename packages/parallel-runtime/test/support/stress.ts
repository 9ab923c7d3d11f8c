import { Worker } from 'node:worker_threads';

/** A body that workers of a stress test run: a plain function of its data, sent as source of a module that imports `from`. */
export interface StressThread {
  /** Module of the exported function to call. */
  readonly module: string;
  readonly name: string;
  readonly data: unknown;
}

/** Run functions on a worker each. @returns what they returned, in order; rejects when one throws or all take too long */
export async function runStress(threads: readonly StressThread[], timeoutMs = 60_000): Promise<unknown[]> {
  const workers = threads.map((thread) => {
    const source = `
      import { parentPort, workerData } from 'node:worker_threads';
      const module = await import(workerData.module);
      parentPort.postMessage(module[workerData.name](workerData.data));`;
    return new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), { workerData: thread });
  });
  const results = workers.map(
    (worker) =>
      new Promise((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.once('exit', () => reject(new Error('a stress worker ended without a result')));
      }),
  );
  const timer = { id: undefined as NodeJS.Timeout | undefined };
  const timeout = new Promise<never>((_, reject) => {
    timer.id = setTimeout(() => reject(new Error(`stress test took more than ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    return await Promise.race([Promise.all(results), timeout]);
  } finally {
    clearTimeout(timer.id);
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
