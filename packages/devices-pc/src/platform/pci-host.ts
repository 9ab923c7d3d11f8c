import { type Device, defineDevice, registerMap } from '@tutti/devices-core';

/** PCI configuration mechanism 1: ports CF8h and CFCh. */
export const PCI_HOST = registerMap(
  { width: 32, size: 8, spec: 'PCI local bus 3.0, 3.2.2.3.2' },
  {
    CONFIG_ADDRESS: {
      at: 0,
      mode: 'rw',
      doc: 'enable (31), bus (23-16), device (15-11), function (10-8), register (7-2)',
    },
    CONFIG_DATA: { at: 4, mode: 'rw', virtual: true, width: 8, count: 4, doc: 'the selected register' },
  },
);

const STATE = {
  writable: { type: 'u8', count: 256, doc: "what software wrote to the bridge's own registers" },
} as const;
type Dev = Device<typeof PCI_HOST, typeof STATE>;

/** Identity of the functions that are always there: host bridge and ISA bridge (82441FX, 82371SB). */
const FIXED: Readonly<Record<number, readonly (readonly [at: number, bytes: number, value: number])[]>> = {
  0: [
    [0x00, 4, 0x1237_8086],
    [0x08, 4, 0x0600_0002],
  ],
  8: [
    [0x00, 4, 0x7000_8086],
    [0x08, 4, 0x0601_0000],
    [0x0c, 4, 0x0080_0000],
  ],
};

function fixedByte(slot: number, at: number): number | undefined {
  const header = FIXED[slot];
  if (header === undefined) return undefined;
  for (const [start, bytes, value] of header) {
    if (at >= start && at < start + bytes) return (value >>> (8 * (at - start))) & 0xff;
  }
  return 0;
}

/** Bus, device and function as one number, register byte apart; undefined while the mechanism is off. */
function selected(dev: Dev, lane: number): { slot: number; at: number } | undefined {
  const address = dev.state.CONFIG_ADDRESS;
  if ((address & 0x8000_0000) === 0) return undefined;
  return { slot: (address >>> 8) & 0xffff, at: (address & 0xfc) + lane };
}

function read(dev: Dev, lane: number): number {
  const target = selected(dev, lane);
  if (target === undefined) return 0xff;
  if (target.slot === 0 && target.at >= 0x40) return dev.state.writable[target.at] ?? 0;
  return fixedByte(target.slot, target.at) ?? dev.service('pci_read', target.slot, target.at, 0) ?? 0xff;
}

function write(dev: Dev, lane: number, value: number): void {
  const target = selected(dev, lane);
  if (target === undefined) return;
  if (target.slot === 0 && target.at >= 0x40) dev.state.writable[target.at] = value;
  else if (!(target.slot in FIXED)) dev.service('pci_write', target.slot, target.at, value);
  else
    dev.trace(
      'unimp',
      () => `PCI configuration write to ${(target.slot >> 3).toString(16)} register ${target.at.toString(16)}`,
    );
}

/**
 * Host bridge of the `pc` board, with an ISA bridge in slot 1. Other functions of bus 0 are reached by the machine's services `pci_read`
 * and `pci_write` (function, byte, value). Empty slots read all ones.
 */
export const pciHost = defineDevice(
  PCI_HOST,
  STATE,
  { CONFIG_DATA: { read: (dev, lane) => read(dev, lane), write: (dev, value, lane) => write(dev, lane, value) } },
  { doc: 'PCI host bridge, configuration mechanism 1' },
);
