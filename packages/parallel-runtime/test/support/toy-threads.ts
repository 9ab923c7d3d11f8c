import type { Worker } from 'node:worker_threads';
import { createNodeHost } from '../../src/host/node/index.ts';
import { type MachineEvents, MachineThreads } from '../../src/machine-threads.ts';
import { type ToyOptions, toyComposition, toySetup } from './toy-machine.ts';

/**
 * A toy machine on real workers.
 * @param workers  receives the Worker objects, for tests that kill one
 */
export function toyThreads(
  options: ToyOptions,
  events: MachineEvents = {},
  workers: Worker[] = [],
  entry = new URL('./toy-entry.ts', import.meta.url).href,
): MachineThreads {
  const setup = toySetup(options);
  const host = createNodeHost({ onWorker: (worker) => void workers.push(worker) });
  return new MachineThreads(setup, toyComposition(setup), host, entry, events);
}

/** A word of its RAM, read atomically. */
export function toyWord(machine: MachineThreads, gpa: number): number {
  const ram = machine.context.plan.ram['main'] as { base: number };
  return Atomics.load(machine.context.i32, (ram.base + gpa) >>> 2);
}
