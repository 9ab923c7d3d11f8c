import { type Aml, device, eisaId, integer, name, pack, scope } from './aml.ts';
import type { AcpiConfig } from './config.ts';
import { buses, io, ioWindow, irq, memory, memoryWindow, type Resource, resources } from './resources.ts';
import { table } from './table.ts';

/** Sleep type that PM1_CNT takes for soft-off. */
const S5_TYPE = 0;
/** ISA interrupts that the PCI interrupt lines share, by (slot + pin) modulo 4. */
export const PCI_IRQS = [10, 11, 10, 11] as const;
const PCI_SLOTS = 32;
const PCI_PINS = 4;

const isaDevice = (at: string, id: string, uid: number, ...crs: Resource[]): Aml =>
  device(
    at,
    name('_HID', eisaId(id)),
    name('_UID', integer(uid)),
    name('_STA', integer(15)),
    name('_CRS', resources(...crs)),
  );

function isaDevices({ serial, keyboard }: AcpiConfig): Aml[] {
  const ports = serial.map(({ port, irq: line }, i) =>
    isaDevice(`COM${i + 1}`, 'PNP0501', i + 1, io(port, 8), irq(line)),
  );
  const input = keyboard
    ? [isaDevice('KBD', 'PNP0303', 0, io(0x60, 1), io(0x64, 1), irq(1)), isaDevice('MOU', 'PNP0F13', 0, irq(12))]
    : [];
  return [isaDevice('RTC', 'PNP0B00', 0, io(0x70, 2), irq(8)), ...input, ...ports];
}

/** Which interrupt each pin of each slot has: address, pin, source 0, global interrupt. @see ACPI 6.4, 6.2.13 */
function routing(): Aml {
  const rows: Aml[] = [];
  for (let slot = 0; slot < PCI_SLOTS; slot++) {
    for (let pin = 0; pin < PCI_PINS; pin++) {
      const gsi = PCI_IRQS[(slot + pin) % PCI_IRQS.length] ?? 10;
      rows.push(pack(integer(slot * 0x1_0000 + 0xffff), integer(pin), integer(0), integer(gsi)));
    }
  }
  return pack(...rows);
}

function pciRoot(config: AcpiConfig, { first, last }: { first: number; last: number }): Aml {
  return device(
    'PCI0',
    name('_HID', eisaId('PNP0A03')),
    name('_UID', integer(0)),
    name(
      '_CRS',
      resources(
        buses(0, 255),
        io(0xcf8, 8),
        ioWindow(0, 0xcf7),
        ioWindow(0xd00, 0xffff),
        memoryWindow(0xa_0000, 0xb_ffff),
        memoryWindow(first, last),
      ),
    ),
    name('_PRT', routing()),
    device('ISA', name('_ADR', integer(0x1_0000)), ...isaDevices(config)),
  );
}

/** Differentiated system description: buses, ISA devices, soft-off. @see ACPI 6.4, 5.2.11.1 */
export function dsdt(config: AcpiConfig): Uint8Array {
  const timer =
    config.hpet === undefined
      ? []
      : [device('HPET', name('_HID', eisaId('PNP0103')), name('_CRS', resources(memory(config.hpet, 0x400))))];
  const devices = config.pci ? [pciRoot(config, config.pci)] : isaDevices(config);
  const sleep = name('\\_S5', pack(integer(S5_TYPE), integer(S5_TYPE), integer(0), integer(0)));
  // Revision 1 would make integers 32 bits wide.
  return table('DSDT', 2, [...scope('\\_SB', ...devices, ...timer), ...sleep]);
}
