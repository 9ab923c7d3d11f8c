import { workerData } from 'node:worker_threads';
import { stressSet } from './stress-device.ts';

const { buffer, writes, name } = workerData as { buffer: SharedArrayBuffer; writes: number; name: string };
const set = stressSet(buffer);
const shared = set.get('sum');
const own = set.get(name);
for (let i = 0; i < writes; i++) {
  shared.write(0, 4, 0, 0);
  own.write(0, 4, i & 1, 0);
}
own.write(0, 4, 0, 0);
