import type { BoardSource } from '../board/schema.ts';
import { DUET_ARM, DUET_MAILBOX, DUET_X86 } from './duet-map.ts';

/** A device that both sides see, each at its own address. */
const both = (name: keyof typeof DUET_ARM & keyof typeof DUET_X86): { arm: number; x86: number } => ({
  arm: DUET_ARM[name],
  x86: DUET_X86[name],
});

/**
 * Two ARM and two x86-64 cores on one board. Each side has memory of its own, and both see shared memory, a mailbox with doorbells,
 * hardware spin locks, a timer, one serial line, and the registers that start cores and end the machine. Nothing of it was ever built.
 */
export const duet: BoardSource = {
  name: 'duet',
  description: 'Two Cortex-A9 and two x86-64 cores with shared memory, mailbox, hardware locks and one UART',
  memory: [
    { name: 'arm_ram', at: { arm: DUET_ARM.ram }, size: '16M' },
    { name: 'x86_ram', at: { x86: DUET_X86.ram }, size: '16M' },
    { name: 'shared', at: both('shared'), size: '1M', kernel: false },
  ],
  clusters: [
    {
      name: 'arm',
      arch: 'arm',
      model: 'cortex-a9',
      cores: 2,
      options: { periphbase: 0x1e00_0000 },
      boot: { protocol: 'raw', image: 'guest:duet-arm' },
    },
    {
      name: 'x86',
      arch: 'x86_64',
      model: 'qemu64',
      cores: 2,
      apic: 'apic',
      boot: { protocol: 'raw', image: 'guest:duet-x86', loadAt: DUET_X86.program },
    },
  ],
  devices: [
    { name: 'scu', type: 'scu', at: { arm: 0x1e00_0000 }, options: { cores: '$arm' } },
    {
      name: 'gic',
      type: 'gic',
      options: { cores: '$arm', spis: 64, revision: 1 },
      windows: { cpu_mpcore: { arm: DUET_ARM.gicCpu }, dist: { arm: DUET_ARM.gicDist } },
      wires: { 'irq[*]': 'arm[*].irq', 'fiq[*]': 'arm[*].fiq' },
    },
    {
      name: 'apic',
      type: 'apic',
      windows: { local: { x86: DUET_X86.apic }, io: { x86: DUET_X86.ioapic } },
      wires: { 'intr[*]': 'x86[*].intr' },
    },
    {
      name: 'mailbox',
      type: 'mailbox',
      windows: { a: { arm: DUET_ARM.mailbox }, b: { x86: DUET_X86.mailbox } },
      wires: { 'irq[0]': `gic.spi[${DUET_MAILBOX.spi}]`, 'irq[1]': `apic.pin[${DUET_MAILBOX.pin}]` },
    },
    { name: 'hwlock', type: 'hardware-spinlock', at: both('hwlock') },
    {
      name: 'timer',
      type: 'shared-timer',
      at: both('timer'),
      wires: { 'irq[0]': 'gic.spi[11]', 'irq[1]': 'apic.pin[11]' },
    },
    {
      name: 'remote',
      type: 'remote-start',
      at: both('remote'),
      options: { running: 3 },
      wires: { 'run[*]': 'x86[*].run' },
    },
    { name: 'power', type: 'power-switch', at: both('power') },
    { name: 'uart', type: 'uart-mux', windows: { port0: { arm: DUET_ARM.uart }, port1: { x86: DUET_X86.uart } } },
  ],
};
