import { PCI_IRQS } from '@tutti/devices-pc';
import type { BoardSource } from '../board/schema.ts';

const CORES = 64;
/** An ISA interrupt: the same number at the 8259 pair and at the I/O APIC. */
const isa = (irq: number): string[] => [`pic.irq[${irq}]`, `apic.pin[${irq}]`];
/** PCI slots that become a disk, a network card or another virtio device when the user gives one. */
const VIRTIO_SLOTS = { first: 3, count: 6 } as const;
/** Inputs that pin INTA of a slot drives. */
export const intaOf = (slot: number): string[] => isa(PCI_IRQS[slot % PCI_IRQS.length]!);
/** Inputs of the I/O APIC that the event timer reaches; 2 and 8 have their ISA numbers at the 8259. */
const HPET_PINS = Array.from({ length: 24 }, (_, i) => i).filter((pin) => pin >= 2);
const hpetWires = Object.fromEntries(
  HPET_PINS.map((pin) => [
    `out[${pin}]`,
    [`apic.pin[${pin}]`, ...(pin === 2 ? ['pic.irq[0]'] : pin === 8 ? ['pic.irq[8]'] : [])],
  ]),
);

/**
 * A PC of the kind that QEMU calls `pc`: 440FX host bridge and PIIX-like power management, with the ports that kernels and SeaBIOS
 * expect there.
 * @see Intel 82371AB, ACPI 6.4
 */
export const pc: BoardSource = {
  name: 'pc',
  description: 'PC with ACPI, local APICs, I/O APIC, HPET and PCI',
  memory: [
    { name: 'low', at: 0, size: '640K' },
    // Option ROMs and the BIOS run from here; as on real boards it is RAM that firmware fills.
    { name: 'shadow', at: 0xc_0000, size: '256K', kernel: false },
    { name: 'ram', at: 0x10_0000, size: { default: '512M', min: '16M', max: '3G', less: '1M' } },
    { name: 'rom', kind: 'rom', at: 0xfffc_0000, size: '256K', kernel: false },
  ],
  clusters: [
    {
      name: 'cpu',
      arch: 'x86_64',
      model: 'qemu64',
      cores: { default: 1, max: CORES },
      apic: 'apic',
      pic: 'pic',
      boot: { protocol: 'pc', append: 'console=ttyS0' },
    },
  ],
  devices: [
    { name: 'com1', type: 'ns16550', ports: 0x3f8, wires: { intr: isa(4) } },
    {
      name: 'pic',
      type: 'i8259',
      portWindows: { master: 0x20, slave: 0xa0, elcr: 0x4d0 },
      wires: { intr: 'apic.lint0' },
    },
    {
      name: 'apic',
      type: 'apic',
      windows: { local: 0xfee0_0000, io: 0xfec0_0000 },
      wires: { 'intr[*]': 'cpu[*].intr' },
    },
    {
      name: 'pit',
      type: 'i8254',
      portWindows: { ports: 0x40, port61: 0x61 },
      wires: { out0: ['pic.irq[0]', 'apic.pin[2]'] },
    },
    { name: 'hpet', type: 'hpet', at: 0xfed0_0000, wires: { ...hpetWires, legacy: 'pit.cut' } },
    {
      name: 'rtc',
      type: 'mc146818',
      ports: 0x70,
      options: { cores: '$cpu', ramBytes: '$ram' },
      wires: { irq: isa(8) },
    },
    {
      name: 'keyboard',
      type: 'i8042',
      portWindows: { data: 0x60, command: 0x64 },
      wires: { keyboard: isa(1), mouse: isa(12) },
    },
    {
      name: 'vga',
      type: 'vga',
      pci: 2,
      portWindows: { ports: 0x3b0, dispi: 0x1ce },
      windows: { memory: 0xa_0000 },
    },
    { name: 'pci', type: 'pci-host', ports: 0xcf8 },
    {
      name: 'pm',
      type: 'acpi-pm',
      portWindows: { pm1: 0x600, timer: 0x608, gpe: 0xafe0, smi: 0xb2, reset: 0xcf9 },
      wires: { sci: isa(9) },
    },
    ...Array.from({ length: VIRTIO_SLOTS.count }, (_, n) => ({
      name: `virtio${n}`,
      type: 'virtio-pci',
      pci: VIRTIO_SLOTS.first + n,
      wires: { intr: intaOf(VIRTIO_SLOTS.first + n) },
    })),
    {
      name: 'ide',
      type: 'piix-ide',
      pci: '1.1',
      portWindows: { data0: 0x1f0, task0: 0x1f1, control0: 0x3f6, data1: 0x170, task1: 0x171, control1: 0x376 },
      wires: { 'intr[0]': isa(14), 'intr[1]': isa(15) },
    },
    { name: 'ahci', type: 'ahci', pci: 9, wires: { intr: intaOf(9) } },
    ...[10, 11].map((slot, n) => ({ name: `eth${n}`, type: 'e1000', pci: slot, wires: { intr: intaOf(slot) } })),
    { name: 'fwcfg', type: 'fw-cfg', ports: 0x510 },
    {
      name: 'system',
      type: 'system-ports',
      portWindows: { post: 0x80, port92: 0x92, debugcon: 0x402, debugE9: 0xe9, coprocessor: 0xf0 },
    },
  ],
};
