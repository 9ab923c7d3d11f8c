import { type DeviceInstance, type DeviceSet, type PciBar, pciBarAddress } from '@tutti/devices-core';
import type { MemoryPlan } from '@tutti/parallel-runtime';
import type { PhysicalRegion } from '@tutti/softmmu';
import type { ClusterDescription, DeviceDescription, MachineDescription } from '../describe.ts';

type Service = (a: number, b: number, c: number) => number;

/** A function on the bus. */
interface PciFunction {
  readonly device: DeviceInstance;
  /** Offset of its configuration space in its register map. */
  readonly config: number;
}

const ALL_ONES = 0xff;

/** Functions on the bus of a cluster. */
const onBusOf = ({ name: cluster }: ClusterDescription, { devices }: MachineDescription): DeviceDescription[] =>
  devices.filter((d) => d.pci !== undefined && d.clusters.includes(cluster));

/** The functions of a cluster's PCI bus by number (slot and function): what the host bridge asks for. */
function functionsOf(
  description: MachineDescription,
  cluster: ClusterDescription,
  devices: DeviceSet,
): Map<number, PciFunction> {
  const functions = new Map<number, PciFunction>();
  for (const { name, pci = 0 } of onBusOf(cluster, description)) {
    const device = devices.get(name);
    functions.set(pci, { device, config: device.type.parts.windows?.['config']?.offset ?? 0 });
  }
  return functions;
}

/**
 * Services of the bus: `pci_read` (a: function, b: byte of its configuration space; ones where there is no function), `pci_write`
 * (c: byte), `regions_moved`: what a function decodes has changed.
 */
export function pciServices(
  description: MachineDescription,
  cluster: ClusterDescription,
  devices: () => DeviceSet,
  moved: () => void,
): Record<string, Service> {
  let functions: Map<number, PciFunction> | undefined;
  const functionAt = (number: number): PciFunction | undefined => {
    functions ??= functionsOf(description, cluster, devices());
    return functions.get(number);
  };
  return {
    pci_read(number, at) {
      const found = functionAt(number);
      return found ? found.device.read(found.config + at, 1, 0) : ALL_ONES;
    },
    pci_write(number, at, value) {
      const found = functionAt(number);
      found?.device.write(found.config + at, 1, value, 0);
      return 0;
    },
    regions_moved() {
      moved();
      return 0;
    },
  };
}

/**
 * What functions on a cluster's bus show where their base address registers say, in one space. Core numbers that devices see count from
 * `firstCore`.
 */
export function pciRegions(
  description: MachineDescription,
  cluster: ClusterDescription,
  devices: DeviceSet,
  plan: MemoryPlan,
  space: 'memory' | 'io',
  firstCore: number,
): PhysicalRegion[] {
  return onBusOf(cluster, description).flatMap(({ name }) => {
    const device = devices.get(name);
    const { pciConfig } = device.state as unknown as { readonly pciConfig: Uint8Array };
    return Object.entries(device.type.parts.bars ?? {}).flatMap(([bar, spec]): PhysicalRegion[] => {
      if (spec.space !== space) return [];
      // Read without the device's lock: a change is announced after it was made.
      const place = { name: `${name}.bar${bar}`, gpa: () => pciBarAddress(pciConfig, Number(bar), spec) };
      const memory = memoryOf(device, spec, plan);
      if (memory !== undefined)
        return [
          {
            ...place,
            bytes: spec.memory === undefined ? memory.bytes : Math.min(memory.bytes, spec.size),
            kind: 'ram',
            host: memory.base,
          },
        ];
      const shown = windowOf(device, spec, devices);
      if (shown === undefined) return [];
      const { target, offset, size } = shown;
      return [
        {
          ...place,
          bytes: Math.min(size, spec.size),
          kind: 'mmio',
          target: {
            read: (at, bytes, core) => target.read(at + offset, bytes, core - firstCore),
            write: (at, bytes, value, core) => target.write(at + offset, bytes, value, core - firstCore),
          },
        },
      ];
    });
  });
}

const optionText = (device: DeviceInstance, option: string): string => {
  const value = (device.options as Readonly<Record<string, unknown>>)[option];
  return typeof value === 'string' ? value : '';
};

/** Memory that a range shows: one of the board, or the device's own. */
function memoryOf(device: DeviceInstance, spec: PciBar, plan: MemoryPlan): { base: number; bytes: number } | undefined {
  if (spec.memory !== undefined) return plan.ram[optionText(device, spec.memory)];
  if (spec.window !== undefined || spec.shows !== undefined) return undefined;
  return { base: device.bytes.byteOffset, bytes: device.bytes.length };
}

/** Registers that a range shows: a window of the function itself, or `device.window` as an option names it. */
function windowOf(device: DeviceInstance, spec: PciBar, devices: DeviceSet) {
  const [name = '', windowName = ''] =
    spec.window !== undefined ? [device.name, spec.window] : optionText(device, spec.shows ?? '').split('.');
  const target = spec.window !== undefined ? device : devices.get(name);
  const window = target.type.parts.windows?.[windowName];
  return window && { target, ...window };
}
