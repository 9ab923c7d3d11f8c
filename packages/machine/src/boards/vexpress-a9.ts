import type { BoardSource } from '../board/schema.ts';

const CORES = 4;
/** Not on the real board; they follow its last timer, as in QEMU. */
const VIRTIO_SLOTS = 4;
/** Private interrupt IDs of a core in the numbering of the controller's `ppi` inputs. */
const PRIVATE_IDS = 32;

/** Wires of a private timer: element i to interrupt `id` of core i. */
const privateWires = (output: string, id: number): Record<string, string> =>
  Object.fromEntries(Array.from({ length: CORES }, (_, i) => [`${output}[${i}]`, `gic.ppi[${i * PRIVATE_IDS + id}]`]));

/**
 * Versatile Express with the CoreTile Express A9x4, legacy memory map.
 * @see Arm DUI 0447J (motherboard V2M-P1), Arm DUI 0448I (CoreTile V2P-CA9)
 */
export const vexpressA9: BoardSource = {
  name: 'vexpress-a9',
  description: 'Arm Versatile Express with CoreTile Express A9x4 (Cortex-A9 MPCore)',
  memory: [
    { name: 'ram', at: 0x6000_0000, size: { default: '256M', min: '32M', max: '1G' } },
    { name: 'sram', at: 0x4800_0000, size: '32M', kernel: false },
    { name: 'vram', at: 0x4c00_0000, size: '32M', kernel: false },
  ],
  clusters: [
    {
      name: 'cpu',
      arch: 'arm',
      model: 'cortex-a9',
      cores: { default: 1, max: CORES },
      options: { periphbase: 0x1e00_0000 },
      boot: {
        protocol: 'arm-linux',
        tree: 'vexpress-a9',
        append: 'console=ttyAMA0',
        secondary: { mailbox: 0x1000_0030, stub: 0x4800_0000, gicCpu: 0x1e00_0100 },
      },
    },
  ],
  devices: [
    // Private memory region of the A9 MPCore
    { name: 'scu', type: 'scu', at: 0x1e00_0000, options: { cores: '$cpu' } },
    {
      name: 'gic',
      type: 'gic',
      options: { cores: '$cpu', spis: 64, revision: 1 },
      windows: { cpu_mpcore: 0x1e00_0100, dist: 0x1e00_1000 },
      wires: { 'irq[*]': 'cpu[*].irq', 'fiq[*]': 'cpu[*].fiq' },
    },
    {
      name: 'gtimer',
      type: 'mpcore-global-timer',
      at: 0x1e00_0200,
      options: { cores: '$cpu' },
      wires: privateWires('timer', 27),
    },
    {
      name: 'ptimers',
      type: 'mpcore-timers',
      at: 0x1e00_0600,
      options: { cores: '$cpu' },
      wires: { ...privateWires('timer', 29), ...privateWires('watchdog', 30) },
    },
    { name: 'l2x0', type: 'pl310', at: 0x1e00_a000 },
    // CoreTile
    { name: 'clcd1', type: 'pl111', at: 0x1002_0000, wires: { intr: 'gic.spi[44]' } },
    { name: 'timer45', type: 'sp804', at: 0x100e_4000, wires: { timintc: 'gic.spi[48]' } },
    { name: 'wdt1', type: 'sp805', at: 0x100e_5000, wires: { intr: 'gic.spi[51]' } },
    // Motherboard
    { name: 'sysreg', type: 'vexpress-sysreg', at: 0x1000_0000 },
    { name: 'sysctl', type: 'sp810', at: 0x1000_1000 },
    { name: 'i2c0', type: 'versatile-i2c', at: 0x1000_2000 },
    { name: 'aaci', type: 'pl041', at: 0x1000_4000, wires: { intr: 'gic.spi[11]' } },
    {
      name: 'mmc',
      type: 'pl180',
      at: 0x1000_5000,
      wires: { 'intr[0]': 'gic.spi[9]', 'intr[1]': 'gic.spi[10]', present: 'sysreg.card' },
    },
    { name: 'kmi0', type: 'pl050', at: 0x1000_6000, options: { device: 'keyboard' }, wires: { intr: 'gic.spi[12]' } },
    { name: 'kmi1', type: 'pl050', at: 0x1000_7000, options: { device: 'mouse' }, wires: { intr: 'gic.spi[13]' } },
    { name: 'uart0', type: 'pl011', at: 0x1000_9000, options: { enabled: true }, wires: { intr: 'gic.spi[5]' } },
    { name: 'uart1', type: 'pl011', at: 0x1000_a000, wires: { intr: 'gic.spi[6]' } },
    { name: 'uart2', type: 'pl011', at: 0x1000_b000, wires: { intr: 'gic.spi[7]' } },
    { name: 'uart3', type: 'pl011', at: 0x1000_c000, wires: { intr: 'gic.spi[8]' } },
    { name: 'wdt0', type: 'sp805', at: 0x1000_f000, wires: { intr: 'gic.spi[0]' } },
    { name: 'timer01', type: 'sp804', at: 0x1001_1000, wires: { timintc: 'gic.spi[2]' } },
    { name: 'timer23', type: 'sp804', at: 0x1001_2000, wires: { timintc: 'gic.spi[3]' } },
    ...Array.from({ length: VIRTIO_SLOTS }, (_, n) => ({
      name: `virtio${n}`,
      type: 'virtio-mmio',
      at: 0x1001_3000 + 0x200 * n,
      wires: { intr: `gic.spi[${40 + n}]` },
    })),
    { name: 'i2c1', type: 'versatile-i2c', at: 0x1001_6000 },
    { name: 'rtc', type: 'pl031', at: 0x1001_7000, wires: { intr: 'gic.spi[4]' } },
    { name: 'clcd0', type: 'pl111', at: 0x1001_f000, wires: { intr: 'gic.spi[14]' } },
    { name: 'nor0', type: 'cfi-flash', at: 0x4000_0000 },
    { name: 'nor1', type: 'cfi-flash', at: 0x4400_0000 },
    { name: 'eth0', type: 'lan9118', at: 0x4e00_0000, wires: { intr: 'gic.spi[15]' } },
  ],
  // Memory controllers: kernels probe them and go on. The flash is not mirrored at 0, since nothing boots from it here.
  regions: [
    { name: 'pl341', at: 0x100e_0000, size: 0x1000 },
    { name: 'pl354', at: 0x100e_1000, size: 0x1000 },
  ],
};
