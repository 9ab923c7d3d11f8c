import { type PciBus, pciNode } from './pci-node.ts';
import { asCells, type FdtNode, node, type PropValue } from './tree.ts';

/** A device as its node needs it: where its windows are and which shared interrupt it raises. */
export interface NodeDevice {
  readonly type: string;
  /** Windows in the order of the binding's `reg`. */
  readonly windows: readonly { readonly at: number; readonly size: number }[];
  /** Numbers of its shared peripheral interrupts, in the order of the binding. */
  readonly spis: readonly number[];
  /** Of a PCI host bridge. */
  readonly pci?: PciBus;
}

/** Handles of nodes that others refer to. */
export const PHANDLE = { gic: 1, clk24: 2, clk1: 3, sysreg: 4 } as const;

const SPI = 0;
const LEVEL_HIGH = 4;
const EDGE_RISING = 1;

interface NodeRule {
  readonly name: string;
  readonly compatible: readonly string[];
  /** Trigger of its interrupts; left out: level, active high. */
  readonly trigger?: number;
  readonly props?: Readonly<Record<string, PropValue>>;
}

const APB = { clocks: [PHANDLE.clk24], 'clock-names': 'apb_pclk' };

/** Device types that Linux finds by device tree, with what its bindings want. */
export const NODE_RULES: Readonly<Record<string, NodeRule>> = {
  gic: {
    name: 'interrupt-controller',
    compatible: ['arm,cortex-a15-gic'],
    props: { '#interrupt-cells': 3, '#address-cells': 0, 'interrupt-controller': true, phandle: PHANDLE.gic },
  },
  pl011: {
    name: 'uart',
    compatible: ['arm,pl011', 'arm,primecell'],
    props: { clocks: [PHANDLE.clk24, PHANDLE.clk24], 'clock-names': ['uartclk', 'apb_pclk'] },
  },
  pl031: { name: 'rtc', compatible: ['arm,pl031', 'arm,primecell'], props: APB },
  pl061: {
    name: 'gpio',
    compatible: ['arm,pl061', 'arm,primecell'],
    props: { ...APB, '#gpio-cells': 2, 'gpio-controller': true },
  },
  sp804: {
    name: 'timer',
    compatible: ['arm,sp804', 'arm,primecell'],
    props: {
      clocks: [PHANDLE.clk1, PHANDLE.clk1, PHANDLE.clk24],
      'clock-names': ['timclken1', 'timclken2', 'apb_pclk'],
    },
  },
  'virtio-mmio': {
    name: 'virtio_mmio',
    compatible: ['virtio,mmio'],
    trigger: EDGE_RISING,
    props: { 'dma-coherent': true },
  },
};

/**
 * The node of a device, for a parent with these cell counts.
 * @param gic  handle of the interrupt controller
 * @returns undefined when the type has no rule
 */
export function deviceNode(
  device: NodeDevice,
  addressCells: number,
  sizeCells: number,
  gic: number = PHANDLE.gic,
): FdtNode | undefined {
  if (device.pci) return pciNode(device, device.pci, gic, addressCells, sizeCells);
  const rule = NODE_RULES[device.type];
  if (!rule || device.windows.length === 0) return undefined;
  const interrupts = device.spis.flatMap((spi) => [SPI, spi, rule.trigger ?? LEVEL_HIGH]);
  return node(`${rule.name}@${device.windows[0]!.at.toString(16)}`, {
    compatible: rule.compatible,
    reg: device.windows.flatMap(({ at, size }) => [...asCells(at, addressCells), ...asCells(size, sizeCells)]),
    ...(interrupts.length > 0 && { interrupts }),
    ...rule.props,
  });
}
