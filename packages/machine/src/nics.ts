import type { DeviceDescription } from './describe.ts';
import { fail } from './errors.ts';
import type { NicOption } from './options.ts';

/** Where a network goes: the pin of its back end. */
export interface PlacedNic {
  readonly pin: string;
  readonly nic: NicOption;
}

/** Device types that take networks, by the name of the `if` option. All have a pin `net` and an option `mac`. */
const INTERFACES: Readonly<Record<string, readonly string[]>> = {
  virtio: ['virtio-pci', 'virtio-mmio'],
  lan9118: ['lan9118'],
  e1000: ['e1000'],
};
/** Slots that become a network card by their option `device`. */
const SLOTS: readonly string[] = ['virtio-pci', 'virtio-mmio', 'e1000'];

/**
 * Give every network a device: the named one, or the first free one of its interface.
 * @returns the devices, with those that became network cards marked so, and the networks with their pins
 * @throws EmulatorError OPTION_BAD
 */
export function placeNics(
  devices: readonly DeviceDescription[],
  nics: readonly NicOption[],
): { devices: DeviceDescription[]; placed: PlacedNic[] } {
  const placed: PlacedNic[] = [];
  const changed = new Map<string, DeviceDescription>();
  for (const nic of nics) {
    const wanted = nic.if ?? 'virtio';
    const bad = (want: string) => fail('OPTION_BAD', { option: '--nic', value: nic.kind, want });
    const named = devices.find((d) => d.name === wanted && Object.values(INTERFACES).flat().includes(d.type));
    const types = named ? [named.type] : INTERFACES[wanted];
    if (types === undefined) {
      throw bad(
        `no interface or network device "${wanted}" on this board; known: ${Object.keys(INTERFACES).join(', ')}`,
      );
    }
    const isFree = (d: DeviceDescription) =>
      types.includes(d.type) && !changed.has(d.name) && (d.options['device'] ?? 'none') === 'none';
    const device = named ?? devices.find(isFree);
    if (!device || !isFree(device)) throw bad(`the board has no free ${wanted} slot`);
    const options = {
      ...device.options,
      ...(SLOTS.includes(device.type) && { device: 'net' }),
      ...(nic.mac !== undefined && { mac: nic.mac }),
    };
    changed.set(device.name, { ...device, options });
    placed.push({ pin: `${device.name}.net`, nic });
  }
  return { placed, devices: devices.map((d) => changed.get(d.name) ?? d) };
}
