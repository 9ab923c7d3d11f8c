import { createNodeHost } from '../host/node/index.ts';
import { type MachineEvents, MachineThreads } from '../machine-threads.ts';
import { toyComposition, type ToyOptions, toySetup } from './toy-machine.ts';

/** A toy machine on real workers. */
export function toyThreads(options: ToyOptions, events: MachineEvents = {}): MachineThreads {
  const setup = toySetup(options);
  return new MachineThreads(setup, toyComposition(setup), createNodeHost(), new URL('./toy-entry.ts', import.meta.url).href, events);
}

/** A word of its RAM, read atomically. */
export function toyWord(machine: MachineThreads, gpa: number): number {
  const ram = machine.context.plan.ram['main'] as { base: number };
  return Atomics.load(machine.context.i32, (ram.base + gpa) >>> 2);
}
