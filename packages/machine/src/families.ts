import type { DeviceType } from '@tutti/devices-core';
import type { ArchitectureFacts, GuestArchitecture } from '@tutti/ir';

/** An architecture that boards can name, loaded when somebody needs it: each thread holds only what it runs. */
export interface ArchitectureEntry {
  /** Names of the interrupt lines into a core, in the order of their bits; `run` releases a held core. */
  readonly lines: readonly string[];
  /** What boards need to know of it. Loading all of it takes ten times as long. */
  facts(): Promise<ArchitectureFacts>;
  load(): Promise<GuestArchitecture>;
}

/** Architectures by the name that boards use. A further one is a line here. */
export const ARCHITECTURES: Readonly<Record<string, ArchitectureEntry>> = {
  arm: {
    lines: ['irq', 'fiq', 'run'],
    facts: async () => (await import('@tutti/frontend-arm/facts')).ARM_FACTS,
    load: async () => (await import('@tutti/frontend-arm')).ARM,
  },
  x86_64: {
    lines: ['intr', 'nmi', 'run'],
    facts: async () => (await import('@tutti/frontend-x86_64/facts')).X86_FACTS,
    load: async () => (await import('@tutti/frontend-x86_64')).X86_64,
  },
};

/** Device types by name; of two with the same name the later family's counts. A further family is a line here. */
export const DEVICE_FAMILIES: readonly (() => Promise<Readonly<Record<string, DeviceType>>>)[] = [
  async () => (await import('@tutti/devices-core')).DEVICES,
  async () => (await import('@tutti/devices-arm')).DEVICES,
  async () => (await import('@tutti/devices-pc')).DEVICES,
];

/** Load the architectures of these names. */
export async function loadArchitectures(names: Iterable<string>): Promise<Record<string, GuestArchitecture>> {
  const loaded: Record<string, GuestArchitecture> = {};
  for (const name of new Set(names)) {
    const entry = ARCHITECTURES[name];
    if (entry) loaded[name] = await entry.load();
  }
  return loaded;
}

/** Load the families in turn until every one of these types is known. */
export async function loadDevices(types: Iterable<string>): Promise<Record<string, DeviceType>> {
  const wanted = [...types];
  const loaded: Record<string, DeviceType> = {};
  for (const load of DEVICE_FAMILIES) {
    if (wanted.every((type) => type in loaded)) break;
    Object.assign(loaded, await load());
  }
  return loaded;
}
