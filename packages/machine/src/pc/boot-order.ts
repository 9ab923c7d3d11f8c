import type { DeviceDescription } from '../describe.ts';
import type { PlacedDrive } from '../drives.ts';
import { fail } from '../errors.ts';

/** Kinds of media in the letters of `--boot order=`. */
const MEDIA: Readonly<Record<string, 'disk' | 'cdrom'>> = { c: 'disk', d: 'cdrom' };

const hex = (n: number): string => n.toString(16);

/** How firmware names the device of a drive, by the type of its controller. @see SeaBIOS, docs/Runtime_config */
const PATHS: Readonly<Record<string, (drive: number) => string>> = {
  'piix-ide': (drive) => `drive@${drive >>> 1}/disk@${drive & 1}`,
  ahci: (drive) => `drive@${drive}/disk@0`,
  'virtio-pci': () => 'disk@0,0',
};

function path({ pin }: PlacedDrive, devices: readonly DeviceDescription[]): string | undefined {
  const [name = '', port = ''] = pin.split('.');
  const device = devices.find((d) => d.name === name);
  const own = device && PATHS[device.type];
  if (device?.pci === undefined || own === undefined) return undefined;
  const { pci } = device;
  const place = (pci & 7) === 0 ? hex(pci >>> 3) : `${hex(pci >>> 3)},${pci & 7}`;
  return `/pci@i0cf8/*@${place}/${own(Number(/\d+$/.exec(port)?.[0] ?? 0))}`;
}

/**
 * The file by which firmware knows what to boot from: the drives of each medium in turn, in the order in which they were given.
 * @param order  letters: c for disks, d for CDs
 * @throws EmulatorError OPTION_BAD
 */
export function bootOrder(
  order: string,
  drives: readonly PlacedDrive[],
  devices: readonly DeviceDescription[],
): Uint8Array {
  const lines = [...order].flatMap((letter) => {
    const media = MEDIA[letter];
    if (media === undefined)
      throw fail('OPTION_BAD', {
        option: '--boot',
        value: order,
        want: `no boot device "${letter}"; c is a disk, d a CD`,
      });
    return drives
      .filter(({ drive }) => (drive.media ?? 'disk') === media)
      .flatMap((drive) => path(drive, devices) ?? []);
  });
  return new TextEncoder().encode(`${[...lines, 'HALT'].join('\n')}\0`);
}
