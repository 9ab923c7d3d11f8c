import type { MachineDescription } from '../describe.ts';
import { fail } from '../errors.ts';
import type { Facts, SavedDrive } from './header.ts';

/** The most general first: it is what a difference is told by. */
export function factsOf(description: MachineDescription, drives: readonly Omit<SavedDrive, 'written'>[]): Facts {
  const { board, clusters, memories, cores, devices } = description;
  const facts: [string, string][] = [
    ['board', board],
    ...clusters.map((c): [string, string] => [`cores of ${c.name}`, `${c.cores} ${c.model}`]),
    ...memories.map(({ name, size }): [string, string] => [`memory ${name}`, `${size} bytes`]),
    ...drives.map(({ pin, bytes, readOnly }): [string, string] => [
      `drive at ${pin}`,
      `${bytes} bytes${readOnly ? ', read only' : ''}`,
    ]),
    ...cores.map(({ index, options }): [string, string] => [`options of core ${index}`, JSON.stringify(options)]),
    ...devices.map(({ name, type, options }): [string, string] => [
      `device ${name}`,
      `${type} ${JSON.stringify(options)}`,
    ]),
  ];
  return Object.fromEntries(facts);
}

const NONE = 'none';

/** @throws EmulatorError SNAPSHOT_OTHER with the first difference */
export function compareFacts(path: string, saved: Facts, here: Facts): void {
  for (const what of new Set([...Object.keys(here), ...Object.keys(saved)])) {
    const [there = NONE, now = NONE] = [saved[what], here[what]];
    if (there !== now) throw fail('SNAPSHOT_OTHER', { path, what, saved: there, here: now });
  }
}

/** @throws EmulatorError SNAPSHOT_VERSION with the fields that only one of the two has */
export function compareFields(
  path: string,
  saved: Readonly<Record<string, readonly string[]>>,
  here: Readonly<Record<string, readonly string[]>>,
): void {
  for (const [what, fields] of Object.entries(here)) {
    const there = saved[what] ?? [];
    if (fields.join() === there.join()) continue;
    const differing = [...fields.filter((f) => !there.includes(f)), ...there.filter((f) => !fields.includes(f))];
    throw fail('SNAPSHOT_VERSION', { path, what, fields: differing.length > 0 ? differing : ['their order'] });
  }
}
