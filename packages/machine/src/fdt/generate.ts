import { deviceNode, type NodeDevice, PHANDLE } from './device-nodes.ts';
import { type FdtNode, node } from './tree.ts';

/** What a tree is generated from. */
export interface TreeInput {
  readonly cores: number;
  /** CPU model: `cortex-a15`. */
  readonly model: string;
  readonly devices: readonly NodeDevice[];
  /** Path suffix of the console's node is its address. */
  readonly console?: number;
}

const PPI = 1;
/** Level low, on all CPUs, as the GIC v2 binding has it. */
const PPI_FLAGS = 0xf04;

const fixedClock = (name: string, hz: number, phandle: number): FdtNode =>
  node(name, { compatible: 'fixed-clock', '#clock-cells': 0, 'clock-frequency': hz, phandle });

const cpuNodes = ({ cores, model }: TreeInput, method: Record<string, string>): FdtNode =>
  node(
    'cpus',
    { '#address-cells': 1, '#size-cells': 0 },
    Array.from({ length: cores }, (_, i) =>
      node(`cpu@${i}`, { device_type: 'cpu', compatible: `arm,${model}`, reg: i, ...method }),
    ),
  );

/** The tree of a board like `virt`: generic timer, PSCI by HVC, everything else from its devices. */
export function virtTree(input: TreeInput): FdtNode {
  const console = input.console === undefined ? {} : { 'stdout-path': `/uart@${input.console.toString(16)}` };
  return node(
    '',
    {
      compatible: 'linux,dummy-virt',
      model: 'linux,dummy-virt',
      'interrupt-parent': PHANDLE.gic,
      '#address-cells': 2,
      '#size-cells': 2,
    },
    [
      node('chosen', console),
      node('psci', { compatible: ['arm,psci-1.0', 'arm,psci-0.2', 'arm,psci'], method: 'hvc' }),
      cpuNodes(input, { 'enable-method': 'psci' }),
      node('timer', {
        compatible: 'arm,armv7-timer',
        interrupts: [13, 14, 11, 10].flatMap((ppi) => [PPI, ppi, PPI_FLAGS]),
        'always-on': true,
      }),
      fixedClock('apb-pclk', 24_000_000, PHANDLE.clk24),
      ...input.devices.flatMap((device) => deviceNode(device, 2, 2) ?? []),
    ],
  );
}

/** A small tree for vexpress-a9: what Linux needs there to boot on all cores, to keep time, and to power off. */
export function vexpressA9Tree(input: TreeInput): FdtNode {
  const a9 = (name: string, compatible: string, reg: number[], more = {}): FdtNode =>
    node(name, { compatible, reg, ...more });
  const config = (name: string, func: number): FdtNode =>
    node(name, { compatible: `arm,vexpress-${name}`, 'arm,vexpress-sysreg,func': [func, 0] });
  return node(
    '',
    {
      model: 'V2P-CA9',
      compatible: ['arm,vexpress,v2p-ca9', 'arm,vexpress'],
      'interrupt-parent': PHANDLE.gic,
      '#address-cells': 1,
      '#size-cells': 1,
    },
    [
      node('chosen', {}),
      cpuNodes(input, {}),
      fixedClock('clk24mhz', 24_000_000, PHANDLE.clk24),
      fixedClock('clk1mhz', 1_000_000, PHANDLE.clk1),
      a9('scu@1e000000', 'arm,cortex-a9-scu', [0x1e00_0000, 0x58]),
      a9('timer@1e000600', 'arm,cortex-a9-twd-timer', [0x1e00_0600, 0x20], { interrupts: [PPI, 13, PPI_FLAGS] }),
      a9('interrupt-controller@1e001000', 'arm,cortex-a9-gic', [0x1e00_1000, 0x1000, 0x1e00_0100, 0x100], {
        '#interrupt-cells': 3,
        '#address-cells': 0,
        'interrupt-controller': true,
        phandle: PHANDLE.gic,
      }),
      a9('sysreg@10000000', 'arm,vexpress-sysreg', [0x1000_0000, 0x1000], { phandle: PHANDLE.sysreg }),
      ...input.devices.flatMap((device) => (device.type === 'gic' ? [] : (deviceNode(device, 1, 1) ?? []))),
      node('mcc', { compatible: 'arm,vexpress,config-bus', 'arm,vexpress,config-bridge': PHANDLE.sysreg }, [
        config('shutdown', 8),
        config('reboot', 9),
      ]),
    ],
  );
}

/** Generators by the name that boards use. */
export const TREES: Readonly<Record<string, (input: TreeInput) => FdtNode>> = {
  virt: virtTree,
  'vexpress-a9': vexpressA9Tree,
};
