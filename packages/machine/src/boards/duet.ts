import type { BoardSource } from '../board/schema.ts';
import { DUET_ARM, DUET_MAILBOX, DUET_X86 } from './duet-map.ts';
import { boardPart } from './part.ts';
import { intaOf, pc } from './pc.ts';
import { vexpressA9 } from './vexpress-a9.ts';

/** A device that both sides see, each at its own address. */
const both = (name: keyof typeof DUET_ARM & keyof typeof DUET_X86): { arm: number; x86: number } => ({
  arm: DUET_ARM[name],
  x86: DUET_X86[name],
});

const arm = boardPart(vexpressA9, 'arm');
const x86 = boardPart(pc, 'x86');
/** Images of the emulator itself, which run when the user gives no kernels. */
const IMAGES: Readonly<Record<string, { readonly image: string; readonly loadAt?: number }>> = {
  arm: { image: 'guest:duet-arm' },
  x86: { image: 'guest:duet-x86', loadAt: DUET_X86.program },
};
const RAM: BoardSource['memory'][number]['size'] = { default: '256M', min: '32M', max: '3G', less: '1M' };
/** Place of shared memory and mailbox on the PC's bus, behind its own devices; the ARM side has a bus for them alone. */
const X86_SLOT = 12;
const ARM_SLOT = 1;
const PCI_BYTES = 0x100_0000;

/** Shared memory and mailbox as a PCI function, where an unmodified kernel finds them. */
const link = (side: 'arm' | 'x86', window: string, slot: number, intr: string | string[]) => ({
  name: `${side}-link`,
  type: 'pci-shared-memory',
  for: [side],
  pci: slot,
  options: { registers: `mailbox.${window}`, memory: 'shared' },
  wires: { intr },
});

/**
 * Two ARM and two x86-64 cores on one board: a Versatile Express and a PC with memory and devices of their own, so that their kernels run
 * unmodified. Both see shared memory, a mailbox with doorbells, hardware spin locks, a timer, one serial line, and the registers that
 * start x86 cores and end the machine. Nothing of it was ever built.
 */
export const duet: BoardSource = {
  name: 'duet',
  description: 'Versatile Express and PC on one board: shared memory, mailbox, hardware locks, one UART for both',
  memory: [
    ...arm.memory,
    ...x86.memory.map((m) => (m.name === 'x86-ram' ? { ...m, size: RAM } : m)),
    { name: 'shared', at: both('shared'), size: '1M', kernel: false },
  ],
  clusters: [...arm.clusters, ...x86.clusters].map((c) => ({
    ...c,
    cores: { default: 2, max: 4 },
    boot: { ...c.boot, ...IMAGES[c.name] },
  })),
  devices: [
    ...arm.devices,
    ...x86.devices,
    {
      name: 'mailbox',
      type: 'mailbox',
      windows: { a: { arm: DUET_ARM.mailbox }, b: { x86: DUET_X86.mailbox } },
      wires: {
        'irq[0]': [`arm-gic.spi[${DUET_MAILBOX.spi}]`, 'arm-link.asked'],
        'irq[1]': [`x86-apic.pin[${DUET_MAILBOX.pin}]`, 'x86-link.asked'],
      },
    },
    {
      name: 'arm-pci',
      type: 'pci-ecam',
      at: { arm: DUET_ARM.pciConfig },
      options: { memoryAt: DUET_ARM.pciMemory, memoryBytes: PCI_BYTES },
    },
    link('arm', 'a', ARM_SLOT, 'arm-gic.spi[62]'),
    link(
      'x86',
      'b',
      X86_SLOT,
      intaOf(X86_SLOT).map((pin) => `x86-${pin}`),
    ),
    { name: 'hwlock', type: 'hardware-spinlock', at: both('hwlock') },
    {
      name: 'timer',
      type: 'shared-timer',
      at: both('timer'),
      wires: { 'irq[0]': 'arm-gic.spi[61]', 'irq[1]': 'x86-apic.pin[21]' },
    },
    {
      name: 'remote',
      type: 'remote-start',
      at: both('remote'),
      options: { running: 0xf },
      wires: { 'run[*]': 'x86[*].run' },
    },
    { name: 'power', type: 'power-switch', at: both('power') },
    { name: 'uart', type: 'uart-mux', windows: { port0: { arm: DUET_ARM.uart }, port1: { x86: DUET_X86.uart } } },
  ],
  regions: [...arm.regions, ...x86.regions],
};
