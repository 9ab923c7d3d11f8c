import { defineDevice, type PciFunction, pciConfigCallbacks, pciReset } from '@tutti/devices-core';
import { driveEeprom, readEecd, readEeprom } from './e1000-eeprom.ts';
import {
  CAUSE,
  E1000,
  E1000_BAR_BYTES,
  E1000_CONFIG_AT,
  E1000_IO_AT,
  E1000_IO_BYTES,
  E1000_OPTIONS,
  E1000_STATE,
  type E1000Device,
  MAX_PACKET_BYTES,
  macBytes,
} from './e1000-map.ts';
import { accessPhy, resetPhy } from './e1000-phy.ts';
import { receive } from './e1000-receive.ts';
import { transmit } from './e1000-transmit.ts';
import { interrupt } from './interrupt.ts';

/** 82540EM: registers in memory, and by way of two ports, which drivers use for resets. */
const FUNCTION: PciFunction = {
  vendor: 0x8086,
  device: 0x100e,
  classCode: 0x02_0000,
  revision: 3,
  subsystem: [0x1af4, 0x1100],
  pin: 1,
  bars: {
    0: { space: 'memory', size: E1000_BAR_BYTES, window: 'registers' },
    1: { space: 'io', size: E1000_IO_BYTES, window: 'ports' },
  },
};
const functionOf = ({ options }: E1000Device): PciFunction | undefined =>
  options.device === 'net' ? FUNCTION : undefined;

const CTRL = { RESET: 1 << 26, PHY_RESET: 2 ** 31 } as const;
const VALID = 0x8000_0000;

/** What a reset by software clears; PCI's part stays. */
function resetCard(dev: E1000Device): void {
  const { state } = dev;
  state.generation += 1;
  state.cause = 0;
  state.mask = 0;
  state.length = 0;
  for (const name of ['RCTL', 'TCTL', 'RDH', 'RDT', 'TDH', 'TDT', 'RDLEN', 'TDLEN'] as const) state[name] = 0;
  const mac = macBytes(dev);
  state.RAL[0] = ((mac[0] ?? 0) | ((mac[1] ?? 0) << 8) | ((mac[2] ?? 0) << 16) | ((mac[3] ?? 0) << 24)) >>> 0;
  state.RAH[0] = (VALID | (mac[4] ?? 0) | ((mac[5] ?? 0) << 8)) >>> 0;
  resetPhy(dev);
  interrupt(dev, 0);
}

/** Offset of the register that IODATA is; undefined: of none. */
const ledTo = ({ state }: E1000Device): number | undefined =>
  state.IOADDR < E1000_BAR_BYTES && state.IOADDR % 4 === 0 ? state.IOADDR : undefined;

/** Gigabit Ethernet card, with checksums and TCP segmentation on the way out. Frames move on the I/O thread. */
export const e1000 = defineDevice(
  E1000,
  E1000_STATE,
  {
    CTRL: {
      wrote: (dev, value) => {
        dev.state.CTRL = (value & ~(CTRL.RESET | CTRL.PHY_RESET)) >>> 0;
        if ((value & CTRL.RESET) !== 0) resetCard(dev);
        else if (value >= CTRL.PHY_RESET) resetPhy(dev);
      },
    },
    EECD: { read: readEecd, write: driveEeprom },
    EERD: { read: ({ state }) => state.eerd, write: readEeprom },
    MDIC: { read: ({ state }) => state.mdic, write: (dev, value) => interrupt(dev, accessPhy(dev, value)) },
    ICR: {
      read: (dev) => {
        const causes = dev.state.cause;
        dev.state.cause = 0;
        interrupt(dev, 0);
        return causes;
      },
      write: (dev, value) => {
        dev.state.cause = (dev.state.cause & ~value) >>> 0;
        interrupt(dev, 0);
      },
    },
    ICS: { write: interrupt },
    IMS: {
      read: ({ state }) => state.mask,
      write: (dev, value) => {
        dev.state.mask = (dev.state.mask | value) >>> 0;
        interrupt(dev, 0);
      },
    },
    IMC: {
      write: (dev, value) => {
        dev.state.mask = (dev.state.mask & ~value) >>> 0;
        interrupt(dev, 0);
      },
    },
    RCTL: { wrote: (dev) => dev.request('net') },
    RDT: { wrote: (dev) => dev.request('net') },
    TCTL: { wrote: (dev) => dev.request('transmit') },
    TDT: { wrote: (dev) => dev.request('transmit') },
    CONFIG: pciConfigCallbacks<E1000Device>(functionOf, (dev) => interrupt(dev, 0)),
    IODATA: {
      read: (dev, _index, core) => {
        const offset = ledTo(dev);
        return offset === undefined ? 0 : dev.readLocked(offset, 4, core);
      },
      write: (dev, value, _index, core) => {
        const offset = ledTo(dev);
        if (offset !== undefined) dev.writeLocked(offset, 4, value, core);
      },
    },
  },
  {
    doc: '82540EM gigabit Ethernet card',
    options: E1000_OPTIONS,
    windows: {
      registers: { offset: 0, size: E1000_BAR_BYTES },
      config: { offset: E1000_CONFIG_AT, size: 0x100 },
      ports: { offset: E1000_IO_AT, size: E1000_IO_BYTES },
    },
    bars: FUNCTION.bars,
    irqs: { intr: { doc: 'interrupt pin' } },
    bytes: () => MAX_PACKET_BYTES,
    works: { transmit },
    nets: { net: { doc: 'network', arrived: receive } },
    keep: ['generation'],
    // Counters, flow control, LEDs, power: they read 0 and keep nothing.
    other: { read: () => 0, write: () => undefined },
    reset: (dev) => {
      const fn = functionOf(dev);
      if (fn !== undefined) pciReset(dev, fn);
      resetCard(dev);
      interrupt(dev, fn === undefined ? 0 : CAUSE.LINK);
    },
  },
);
