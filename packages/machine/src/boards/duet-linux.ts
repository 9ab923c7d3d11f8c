import type { BoardSource } from '../board/schema.ts';
import { DUET_ARM, DUET_X86 } from './duet-map.ts';
import { boardPart } from './part.ts';
import { pc } from './pc.ts';
import { vexpressA9 } from './vexpress-a9.ts';

const arm = boardPart(vexpressA9, 'arm');
const x86 = boardPart(pc, 'x86');
const both = (name: keyof typeof DUET_ARM & keyof typeof DUET_X86): { arm: number; x86: number } => ({
  arm: DUET_ARM[name],
  x86: DUET_X86[name],
});

/**
 * A Versatile Express and a PC on one board, with the shared memory and the devices between them that `duet` has at the same addresses:
 * for two kernels at once.
 */
export const duetLinux: BoardSource = {
  name: 'duet-linux',
  description: 'vexpress-a9 and pc on one board, with the shared memory and devices of duet',
  memory: [...arm.memory, ...x86.memory, { name: 'shared', at: both('shared'), size: '1M', kernel: false }],
  clusters: [...arm.clusters, ...x86.clusters].map((c) => ({ ...c, cores: { default: 2, max: 4 } })),
  devices: [
    ...arm.devices,
    ...x86.devices,
    {
      name: 'mailbox',
      type: 'mailbox',
      windows: { a: { arm: DUET_ARM.mailbox }, b: { x86: DUET_X86.mailbox } },
      wires: { 'irq[0]': 'arm-gic.spi[60]', 'irq[1]': 'x86-apic.pin[10]' },
    },
    { name: 'hwlock', type: 'hardware-spinlock', at: both('hwlock') },
    {
      name: 'timer',
      type: 'shared-timer',
      at: both('timer'),
      wires: { 'irq[0]': 'arm-gic.spi[61]', 'irq[1]': 'x86-apic.pin[11]' },
    },
    { name: 'power', type: 'power-switch', at: both('power') },
  ],
  regions: [...arm.regions, ...x86.regions],
};
