import type { DeviceDescription } from './describe.ts';
import { fail } from './errors.ts';
import type { DriveOption } from './options.ts';

/** Where a drive goes: the pin of its back end. */
export interface PlacedDrive {
  readonly pin: string;
  readonly drive: DriveOption;
}

/** Device types that take disks, by the name of the `if` option. */
const INTERFACES: Readonly<Record<string, { readonly type: string; readonly pin: string }>> = {
  virtio: { type: 'virtio-mmio', pin: 'disk' },
  sd: { type: 'pl180', pin: 'card' },
};

/**
 * Give every drive a device: the named one, or the first free one of its interface.
 * @returns the devices, with those that became disks marked so, and the drives with their pins
 * @throws EmulatorError OPTION_BAD
 */
export function placeDrives(
  devices: readonly DeviceDescription[],
  drives: readonly DriveOption[],
): { devices: DeviceDescription[]; placed: PlacedDrive[] } {
  const placed: PlacedDrive[] = [];
  const taken = new Map<string, string>();
  for (const drive of drives) {
    const wanted = drive.if ?? 'virtio';
    const bad = (want: string) => fail('OPTION_BAD', { option: '--drive', value: drive.file, want });
    const named = devices.find((d) => d.name === wanted);
    const rule = Object.values(INTERFACES).find((i) => i.type === named?.type) ?? INTERFACES[wanted];
    if (!rule) {
      throw bad(`no interface or disk device "${wanted}" on this board; known: ${Object.keys(INTERFACES).join(', ')}`);
    }
    const free = (d: DeviceDescription) =>
      d.type === rule.type && !taken.has(d.name) && (d.options['device'] ?? 'none') === 'none';
    const device = named ?? devices.find(free);
    if (!device) throw bad(`the board has no free ${wanted} slot`);
    if (taken.has(device.name)) throw bad(`${device.name} has a disk already`);
    taken.set(device.name, rule.type);
    placed.push({ pin: `${device.name}.${rule.pin}`, drive });
  }
  return {
    placed,
    devices: devices.map((d) =>
      taken.get(d.name) === 'virtio-mmio' ? { ...d, options: { ...d.options, device: 'block' } } : d,
    ),
  };
}
