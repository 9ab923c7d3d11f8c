import type { DeviceDescription } from './describe.ts';
import { fail } from './errors.ts';
import type { DriveOption } from './options.ts';

/** Where a drive goes: the pin of its back end. */
export interface PlacedDrive {
  readonly pin: string;
  readonly drive: DriveOption;
}

/** A kind of device that takes disks. */
interface Rule {
  readonly type: string;
  /** Its pins in the order in which they are filled. */
  readonly pins: readonly string[];
  /** Options that a disk at a pin sets; a device whose option `device` says that it is something else is not free. */
  readonly options: (pin: string, media: 'disk' | 'cdrom') => Readonly<Record<string, string>>;
  readonly cdrom?: boolean;
}

/** Device types that take disks, by the name of the `if` option; of several types boards have one. */
const INTERFACES: Readonly<Record<string, readonly Rule[]>> = {
  virtio: ['virtio-pci', 'virtio-mmio'].map((type) => ({ type, pins: ['disk'], options: () => ({ device: 'block' }) })),
  sd: [{ type: 'pl180', pins: ['card'], options: () => ({}) }],
  ide: [
    {
      type: 'piix-ide',
      pins: ['drive0', 'drive1', 'drive2', 'drive3'],
      options: (pin, media) => ({ [pin]: media }),
      cdrom: true,
    },
  ],
  ahci: [
    {
      type: 'ahci',
      pins: ['port0', 'port1', 'port2', 'port3', 'port4', 'port5'],
      options: (pin, media) => ({ [pin]: media }),
      cdrom: true,
    },
  ],
};

/**
 * Give every drive a place: on the named device, or on the first free one of its interface. CDs go to `ide` unless told otherwise.
 * @returns the devices, with those that became disks marked so, and the drives with their pins
 * @throws EmulatorError OPTION_BAD
 */
export function placeDrives(
  devices: readonly DeviceDescription[],
  drives: readonly DriveOption[],
): { devices: DeviceDescription[]; placed: PlacedDrive[] } {
  const placed: PlacedDrive[] = [];
  const options = new Map<string, Record<string, string>>();
  const taken = new Set<string>();
  for (const drive of drives) {
    const media = drive.media ?? 'disk';
    const wanted = drive.if ?? (media === 'cdrom' ? 'ide' : 'virtio');
    const bad = (want: string) => fail('OPTION_BAD', { option: '--drive', value: drive.file, want });
    const named = devices.find((d) => d.name === wanted);
    const rules = named ? rulesOf(named.type) : (INTERFACES[wanted] ?? []);
    if (rules.length === 0) {
      throw bad(`no interface or disk device "${wanted}" on this board; known: ${Object.keys(INTERFACES).join(', ')}`);
    }
    if (media === 'cdrom' && !rules.some((r) => r.cdrom)) throw bad(`${wanted} takes no CDs; use if=ide`);
    const places = rules.flatMap((rule) =>
      (named
        ? [named]
        : devices.filter((d) => d.type === rule.type && (d.options['device'] ?? 'none') === 'none')
      ).flatMap(({ name }) => rule.pins.map((pin) => ({ rule, name, pin }))),
    );
    const place = places.find(({ name, pin }) => !taken.has(`${name}.${pin}`));
    if (!place) throw bad(named ? `${named.name} has a disk already` : `the board has no free ${wanted} slot`);
    const { rule, name, pin } = place;
    taken.add(`${name}.${pin}`);
    options.set(name, { ...options.get(name), ...rule.options(pin, media) });
    placed.push({ pin: `${name}.${pin}`, drive });
  }
  return { placed, devices: devices.map((d) => ({ ...d, options: { ...d.options, ...options.get(d.name) } })) };
}

const rulesOf = (type: string): readonly Rule[] =>
  Object.values(INTERFACES).flatMap((rules) => rules.filter((r) => r.type === type));
