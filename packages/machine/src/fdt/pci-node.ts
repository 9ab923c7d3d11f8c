import { asCells, type FdtNode, node } from './tree.ts';

/** What a tree says of a PCI bus. */
export interface PciBus {
  /** Addresses at which functions may be placed. */
  readonly memory: { readonly at: number; readonly size: number };
  /** Slots whose pin INTA is a shared peripheral interrupt. */
  readonly interrupts: readonly { readonly slot: number; readonly spi: number }[];
}

/** First cell of a PCI address: 32-bit memory that cannot be prefetched. */
const MEMORY_32 = 0x0200_0000;
/** Where the slot is in the first cell, and what of an address tells interrupts apart: slot and pin. */
const SLOT_SHIFT = 11;
const MAP_MASK = [0xf800, 0, 0, 7];
const INTA = 1;
const SPI = 0;
const LEVEL_HIGH = 4;

/**
 * The node of a host bridge whose configuration space lies in memory.
 * @see Devicetree bindings, pci/host-generic-pci.yaml; IEEE 1275 PCI binding 2.1, 2.2.1
 */
export function pciNode(
  { windows }: { readonly windows: readonly { readonly at: number; readonly size: number }[] },
  { memory, interrupts }: PciBus,
  gic: number,
  addressCells: number,
  sizeCells: number,
): FdtNode {
  const [config = { at: 0, size: 0 }] = windows;
  return node(`pcie@${config.at.toString(16)}`, {
    compatible: 'pci-host-ecam-generic',
    device_type: 'pci',
    '#address-cells': 3,
    '#size-cells': 2,
    '#interrupt-cells': 1,
    'bus-range': [0, 0],
    'dma-coherent': true,
    reg: [...asCells(config.at, addressCells), ...asCells(config.size, sizeCells)],
    ranges: [MEMORY_32, 0, memory.at, ...asCells(memory.at, addressCells), 0, memory.size],
    'interrupt-map-mask': MAP_MASK,
    'interrupt-map': interrupts.flatMap(({ slot, spi }) => [slot << SLOT_SHIFT, 0, 0, INTA, gic, SPI, spi, LEVEL_HIGH]),
  });
}
