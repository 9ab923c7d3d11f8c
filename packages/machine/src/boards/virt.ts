import type { BoardSource } from '../board/schema.ts';

const VIRTIO_SLOTS = 32;

/**
 * The machine that most ARM images are made for: generic timer, GICv2, PSCI, virtio. Nothing of it was ever built; the map is
 * the one that QEMU's `virt` has.
 */
export const virt: BoardSource = {
  name: 'virt',
  description: 'ARM virtual machine: GICv2, generic timer, PSCI, PL011, 32 virtio slots',
  memory: [{ name: 'ram', at: 0x4000_0000, size: { default: '256M', min: '32M', max: '3G' } }],
  clusters: [
    {
      name: 'cpu',
      arch: 'arm',
      model: 'cortex-a15',
      cores: { default: 1, max: 8 },
      options: { psci: 1 },
      ppi: 'gic',
      boot: { protocol: 'arm-linux', tree: 'virt', append: 'console=ttyAMA0', secondary: 'held' },
    },
  ],
  devices: [
    {
      name: 'gic',
      type: 'gic',
      options: { cores: '$cpu', spis: 256 },
      windows: { dist: 0x0800_0000, cpu: 0x0801_0000 },
      wires: { 'irq[*]': 'cpu[*].irq', 'fiq[*]': 'cpu[*].fiq' },
    },
    { name: 'uart0', type: 'pl011', at: 0x0900_0000, options: { enabled: true }, wires: { intr: 'gic.spi[1]' } },
    { name: 'rtc', type: 'pl031', at: 0x0901_0000, wires: { intr: 'gic.spi[2]' } },
    { name: 'gpio', type: 'pl061', at: 0x0903_0000, wires: { intr: 'gic.spi[7]' } },
    ...Array.from({ length: VIRTIO_SLOTS }, (_, n) => ({
      name: `virtio${n}`,
      type: 'virtio-mmio',
      at: 0x0a00_0000 + 0x200 * n,
      wires: { intr: `gic.spi[${16 + n}]` },
    })),
  ],
  regions: [
    { name: 'flash', at: 0, size: 0x0800_0000 },
    { name: 'fw_cfg', at: 0x0902_0000, size: 0x1000 },
  ],
};
