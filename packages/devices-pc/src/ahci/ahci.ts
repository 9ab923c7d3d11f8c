import { defineDevice, MSI_CAPABILITY, type PciFunction, pciConfigCallbacks, pciReset } from '@tutti/devices-core';
import { AHCI, AHCI_CONFIG_AT, AHCI_OPTIONS, AHCI_STATE, type Ahci, PORTS, pinOf, SLOTS } from './ahci-map.ts';
import { linkControl, resetPort, update, writeCommand } from './ahci-port.ts';
import { runSlots } from './ahci-slots.ts';

const BAR = 5;
/** SATA controller of the ICH9 in AHCI mode. */
const FUNCTION: PciFunction = {
  vendor: 0x8086,
  device: 0x2922,
  classCode: 0x01_0601,
  revision: 2,
  subsystem: [0x1af4, 0x1100],
  pin: 1,
  bars: { [BAR]: { space: 'memory', size: 0x1000, window: 'registers' } },
  capabilities: [MSI_CAPABILITY],
};

/** Without drives there is no controller. */
const functionOf = (dev: Ahci): PciFunction | undefined =>
  Object.values(dev.options).some((kind) => kind !== 'none') ? FUNCTION : undefined;

/** Ports, slots, first speed, AHCI only, command list override, 64-bit addresses. */
const CAPABILITIES = (0x8114_0000 | ((SLOTS - 1) << 8) | (PORTS - 1)) >>> 0;
const GHC = { RESET: 1, INTERRUPTS: 2, AHCI: 0x8000_0000 } as const;
const SECTOR_BYTES = 512;

function resetController(dev: Ahci): void {
  const { state } = dev;
  state.interruptEnable = 0;
  state.IS = 0;
  for (const field of [state.command, state.PxIS, state.PxIE, state.PxSERR, state.PxSCTL]) field.fill(0);
  for (let port = 0; port < PORTS; port++) resetPort(dev, port);
  update(dev);
}

/** SATA controller with disks and CD drives. Commands are carried out on the I/O thread; they are not queued in the drive. */
export const ahci = defineDevice(
  AHCI,
  AHCI_STATE,
  {
    CAP: { read: () => CAPABILITIES },
    GHC: {
      read: ({ state }) => (GHC.AHCI | (state.interruptEnable !== 0 ? GHC.INTERRUPTS : 0)) >>> 0,
      write: (dev, value) => {
        if ((value & GHC.RESET) !== 0) resetController(dev);
        else {
          dev.state.interruptEnable = value & GHC.INTERRUPTS;
          update(dev);
        }
      },
    },
    IS: { wrote: (dev) => update(dev, true) },
    PxIS: { wrote: (dev) => update(dev) },
    PxIE: { wrote: (dev) => update(dev) },
    PxCMD: {
      read: ({ state }, port) => state.command[port] ?? 0,
      write: (dev, value, port) => writeCommand(dev, port, value),
    },
    PxSCTL: {
      write: (dev, value, port) => {
        const before = dev.state.PxSCTL[port] ?? 0;
        dev.state.PxSCTL[port] = value;
        linkControl(dev, port, before, value);
      },
    },
    PxCI: { wrote: (dev) => dev.request('slots') },
    CONFIG: pciConfigCallbacks<Ahci>(functionOf, (dev) => update(dev)),
  },
  {
    doc: 'AHCI host bus adapter',
    options: AHCI_OPTIONS,
    windows: { registers: { offset: 0, size: AHCI_CONFIG_AT }, config: { offset: AHCI_CONFIG_AT, size: 0x100 } },
    bars: FUNCTION.bars,
    irqs: { intr: { doc: 'interrupt pin' } },
    blocks: Object.fromEntries(
      Array.from({ length: PORTS }, (_, port) => [pinOf(port), { doc: `drive of port ${port}` }]),
    ),
    works: { slots: runSlots },
    keep: ['sectors', 'readOnly'],
    attached: (dev) => {
      for (let port = 0; port < PORTS; port++) {
        const disk = dev.block(pinOf(port));
        dev.state.sectors[port] = Math.floor((disk?.sizeBytes ?? 0) / SECTOR_BYTES);
        dev.state.readOnly[port] = disk?.readOnly === true ? 1 : 0;
      }
    },
    reset: (dev) => {
      pciReset(dev, FUNCTION);
      resetController(dev);
    },
  },
);
