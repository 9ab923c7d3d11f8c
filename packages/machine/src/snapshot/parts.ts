import type { DeviceSet } from '@tutti/devices-core';
import { fieldList, type Layout, walkFields } from '@tutti/layout';
import { type OwnContext, RUN_FIELDS } from '@tutti/parallel-runtime';
import { CATALOG } from '../catalog.ts';
import type { MachineCustom } from '../threads/custom.ts';

/** A structure in shared memory that a snapshot holds by its schema. */
export interface SavedStructure {
  /** Whose it is: `core 0`, `uart0`. */
  readonly name: string;
  /** What its layout belongs to: an architecture, a type of device. */
  readonly kind: string;
  readonly layout: Layout;
  readonly base: number;
  readonly without: ReadonlySet<string>;
}

/** A memory that a snapshot holds by pages. */
export interface SavedMemory {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Locks are free in a machine that stands. */
const LOCKS: ReadonlySet<string> = new Set(['lock']);

/** Cores, then devices, in the order of the board. */
export function structuresOf({ plan, setup }: OwnContext, devices: DeviceSet): SavedStructure[] {
  const { description } = setup.custom as MachineCustom;
  const cores = description.cores.map(({ arch, index }) => ({
    name: `core ${index}`,
    kind: arch,
    layout: CATALOG.architectures[arch]!.architecture.shape.state,
    base: plan.cores[index]!.base,
    without: RUN_FIELDS,
  }));
  const states = description.devices.map(({ name, type }) => {
    const { layout, base } = devices.get(name);
    return { name, kind: type, layout, base, without: LOCKS };
  });
  return [...cores, ...states];
}

/** RAM and ROM of the board, then the large memories of devices. */
export function memoriesOf({ plan, buffer }: OwnContext, devices: DeviceSet): SavedMemory[] {
  const board = Object.entries(plan.ram).map(([name, { base, bytes }]) => ({
    name,
    bytes: new Uint8Array(buffer, base, bytes),
  }));
  const own = devices.names.map((name) => ({ name, bytes: devices.get(name).bytes }));
  return [...board, ...own.filter(({ bytes }) => bytes.length > 0)];
}

/** The bytes of a structure's fields, as they lie in memory, in the order of `fieldList`. */
export function* fieldsOf(buffer: SharedArrayBuffer, { layout, base, without }: SavedStructure): Generator<Uint8Array> {
  for (const { field, bytes } of walkFields(layout, buffer, base)) if (!without.has(field.name)) yield bytes;
}

/** Lists of fields by the kind of structure. */
export function fieldLists(structures: readonly SavedStructure[]): Record<string, readonly string[]> {
  return Object.fromEntries(structures.map(({ kind, layout, without }) => [kind, fieldList(layout, without)]));
}

/**
 * Words of the board itself, in the device area: works that the I/O thread is to run, the core that shut down, clusters that are off
 * and their code.
 */
export function boardWords({ plan, setup, buffer }: OwnContext): Int32Array[] {
  const { works, devices, tripleFault, power } = setup.custom as MachineCustom;
  const words = (at: number, count: number) => new Int32Array(buffer, plan.devices.base + at, count);
  return [words(works, devices.works), words(tripleFault, 1), words(power, 2)];
}

/** See `MachineCustom.clockShift`. */
export const clockShift = ({ plan, setup, buffer }: OwnContext): Float64Array =>
  new Float64Array(buffer, plan.devices.base + (setup.custom as MachineCustom).clockShift, 1);
