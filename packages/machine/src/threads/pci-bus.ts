import { type DeviceInstance, type DeviceSet, pciBarAddress } from '@tutti/devices-core';
import type { PhysicalRegion } from '@tutti/softmmu';
import type { MachineDescription } from '../describe.ts';

type Service = (a: number, b: number, c: number) => number;

/** A function on the bus. */
interface PciFunction {
  readonly device: DeviceInstance;
  /** Offset of its configuration space in its register map. */
  readonly config: number;
}

const ALL_ONES = 0xff;

/** The functions of a machine's PCI bus by number (slot and function): what the host bridge asks for. */
function functionsOf(description: MachineDescription, devices: DeviceSet): Map<number, PciFunction> {
  const functions = new Map<number, PciFunction>();
  for (const { name, pci } of description.devices) {
    if (pci === undefined) continue;
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
  devices: () => DeviceSet,
  moved: () => void,
): Record<string, Service> {
  let functions: Map<number, PciFunction> | undefined;
  const functionAt = (number: number): PciFunction | undefined => {
    functions ??= functionsOf(description, devices());
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

/** Windows that functions decode where their base address registers say, in one space. */
export function pciRegions(
  description: MachineDescription,
  devices: DeviceSet,
  space: 'memory' | 'io',
  firstCore: number,
): PhysicalRegion[] {
  return description.devices.flatMap(({ name, pci }) => {
    if (pci === undefined) return [];
    const device = devices.get(name);
    const { pciConfig } = device.state as unknown as { readonly pciConfig: Uint8Array };
    return Object.entries(device.type.parts.bars ?? {}).flatMap(([bar, spec]): PhysicalRegion[] => {
      // Read without the device's lock: a change is announced after it was made.
      const gpa = (): number => pciBarAddress(pciConfig, Number(bar), spec);
      if (spec.space !== space) return [];
      if (spec.window === undefined) {
        const { byteOffset: host, length: bytes } = device.bytes;
        return [{ name: `${name}.bytes`, gpa, bytes, kind: 'ram', host }];
      }
      const window = device.type.parts.windows?.[spec.window];
      if (window === undefined) return [];
      const { offset, size } = window;
      return [
        {
          name: `${name}.${spec.window}`,
          gpa,
          bytes: Math.min(size, spec.size),
          kind: 'mmio',
          target: {
            read: (at, bytes, core) => device.read(at + offset, bytes, core - firstCore),
            write: (at, bytes, value, core) => device.write(at + offset, bytes, value, core - firstCore),
          },
        },
      ];
    });
  });
}
