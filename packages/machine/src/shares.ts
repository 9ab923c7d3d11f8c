import type { DeviceDescription } from './describe.ts';
import { fail } from './errors.ts';
import type { ShareOption } from './options.ts';

/** Where a shared folder goes: the pin of its back end. */
export interface PlacedShare {
  readonly pin: string;
  readonly share: ShareOption;
}

/** Device types that share folders when their option `device` says so. */
const TYPES: readonly string[] = ['virtio-pci', 'virtio-mmio'];

/**
 * Give every shared folder a device: the named one, or the first free slot.
 * @returns the devices, with those that share folders marked so, and the folders with their pins
 * @throws EmulatorError OPTION_BAD
 */
export function placeShares(
  devices: readonly DeviceDescription[],
  shares: readonly ShareOption[],
): { devices: DeviceDescription[]; placed: PlacedShare[] } {
  const placed: PlacedShare[] = [];
  const changed = new Map<string, DeviceDescription>();
  for (const share of shares) {
    const isFree = (d: DeviceDescription): boolean =>
      TYPES.includes(d.type) && !changed.has(d.name) && (d.options['device'] ?? 'none') === 'none';
    const device = devices.find((d) => isFree(d) && (share.if === undefined || share.if === d.name));
    if (device === undefined) {
      const want =
        share.if === undefined ? 'the board has no free virtio slot' : `"${share.if}" is no free virtio slot`;
      throw fail('OPTION_BAD', { option: '--virtfs', value: share.path, want });
    }
    changed.set(device.name, { ...device, options: { ...device.options, device: '9p', tag: share.tag } });
    placed.push({ pin: `${device.name}.share`, share });
  }
  return { placed, devices: devices.map((d) => changed.get(d.name) ?? d) };
}
