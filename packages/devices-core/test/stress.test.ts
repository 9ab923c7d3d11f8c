import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { HEAP_BYTES, stressSet } from './stress-device.ts';

const WRITES = 20_000;

function run(buffer: SharedArrayBuffer, name: string): Promise<number> {
  const worker = new Worker(new URL('./stress.worker.ts', import.meta.url), {
    workerData: { buffer, writes: WRITES, name },
  });
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', resolve);
  });
}

it('threads lose no access and no level: lock, nested locks along wires, ORed inputs', async () => {
  const buffer = new SharedArrayBuffer(HEAP_BYTES);
  const set = stressSet(buffer);
  set.reset();
  const codes = await Promise.all(['a', 'b', 'a'].map((name) => run(buffer, name)));
  expect(codes).toEqual([0, 0, 0]);
  expect(set.get('sum').read(0, 4, 0)).toBe(3 * WRITES);
  expect(set.get('a').read(0, 4, 0) + set.get('b').read(0, 4, 0)).toBe(3 * WRITES + 3);
  expect(set.get('sum').read(8, 4, 0)).toBe(0);
  expect(set.get('sum').read(4, 4, 0)).toBeGreaterThan(0);
});
