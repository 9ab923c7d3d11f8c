import { spawnSync } from 'node:child_process';
import { execPath } from 'node:process';
import type { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { assembleToy } from '../../../test/support/toy-assembler.ts';
import { toyComposition, toySetup } from '../../../test/support/toy-machine.ts';
import { MachineThreads } from '../../machine-threads.ts';
import { createNodeHost, NodeWorker } from './index.ts';

const ENTRY = new URL('../../../test/support/toy-entry.ts', import.meta.url).href;
const stop = [
  ...assembleToy([
    ['li', 0, 0, 0, 0],
    ['sys', 0, 0, 0, 0],
  ]),
];

const prepare = (entry = ENTRY) => new NodeWorker({ entry, role: 'core', thread: 0, architectures: ['toy'] });

/** A machine of two cores that stops at once. @param workers  receives the threads of its cores */
function machineWith(prepared: NodeWorker, workers: Worker[]): MachineThreads {
  const setup = toySetup({ cores: 2, threads: 2, programs: { 4096: stop } });
  const host = createNodeHost({ prepared, onWorker: (worker) => void workers.push(worker) });
  return new MachineThreads(setup, toyComposition(setup), host, ENTRY);
}

it('a prepared worker is the thread of the first core of one machine; another machine starts its own', async () => {
  const prepared = prepare();
  const workers: Worker[] = [];
  const others: Worker[] = [];
  const first = machineWith(prepared, workers);
  const second = machineWith(prepared, others);
  await first.start();
  await second.start();
  await Promise.all([first.ended(), second.ended()]);
  expect([first.report(), second.report()]).toEqual(['', '']);
  expect(workers.indexOf(prepared.worker)).toBe(0);
  expect(workers.lastIndexOf(prepared.worker)).toBe(0);
  expect(others).not.toContain(prepared.worker);
});

it('a prepared worker that died before it was taken fails the start of the machine', async () => {
  const prepared = prepare('data:text/javascript,process.exit(7)');
  await new Promise((resolve) => prepared.worker.on('exit', resolve));
  await expect(machineWith(prepared, []).start()).rejects.toThrow('exit code 7');
});

it('a prepared worker whose modules do not load fails the start of the machine', async () => {
  const prepared = prepare('data:text/javascript,throw new Error("no such part")');
  await expect(machineWith(prepared, []).start()).rejects.toThrow('no such part');
});

it('a prepared worker that nobody takes does not keep the process alive', () => {
  const module = new URL('./index.ts', import.meta.url).href;
  const code = `
    const { NodeWorker } = await import(${JSON.stringify(module)});
    new NodeWorker({ entry: ${JSON.stringify(ENTRY)}, role: 'core', thread: 0, architectures: [] });
  `;
  const done = spawnSync(execPath, ['--input-type=module', '-e', code], { timeout: 60_000, encoding: 'utf8' });
  expect([done.status, done.stderr]).toEqual([0, '']);
});
