import { type Device, defineDevice } from '../framework/define-device.ts';
import { registerMap } from '../framework/register-map.ts';
import {
  PCI_STATE,
  type PciFunction,
  pciConfigCallbacks,
  pciConfigRegister,
  pciInterrupt,
  pciReset,
} from './function.ts';

/** A function without registers of its own. */
export const PCI_SHARED_MEMORY = registerMap(
  {
    width: 8,
    size: 0x100,
    spec: 'Tutti duet board: mailbox and shared memory as a PCI function; PCI local bus 3.0, chapter 6',
  },
  { CONFIG: pciConfigRegister(0) },
);

/** Vendor and device by which drivers find it: from the range for experiments of the vendor whose others are virtio. */
export const PCI_SHARED_MEMORY_ID = { vendor: 0x1af4, device: 0x10f4 } as const;

const REGISTERS_BAR = 0;
const MEMORY_BAR = 2;
const BARS = {
  [REGISTERS_BAR]: { space: 'memory', size: 0x1000, shows: 'registers' },
  [MEMORY_BAR]: { space: 'memory', size: 0x10_0000, memory: 'memory' },
} as const;

const FUNCTION: PciFunction = {
  ...PCI_SHARED_MEMORY_ID,
  // Memory controller, other.
  classCode: 0x05_8000,
  subsystem: [PCI_SHARED_MEMORY_ID.vendor, 0x1100],
  pin: 1,
  bars: BARS,
};

const STATE = { ...PCI_STATE, asked: { type: 'u32', doc: 'level of the input `intr`' } } as const;
const OPTIONS = {
  registers: { type: 'string', default: '', doc: 'window of a device that range 0 shows: mailbox.a' },
  memory: { type: 'string', default: '', doc: 'memory of the board that range 2 shows' },
} as const;
type Dev = Device<typeof PCI_SHARED_MEMORY, typeof STATE, typeof OPTIONS>;

const update = (dev: Dev): void => pciInterrupt(dev, 'intr', dev.state.asked !== 0);

/**
 * Shows a window of another device and a memory of the board on a PCI bus, with that device's interrupt as pin INTA. So a kernel that
 * knows nothing of the board finds them, and user space reaches them: by `uio_pci_generic` on Linux.
 */
export const pciSharedMemory = defineDevice(
  PCI_SHARED_MEMORY,
  STATE,
  { CONFIG: pciConfigCallbacks<Dev>(() => FUNCTION, update) },
  {
    doc: "PCI function that shows another device's registers and a memory of the board",
    options: OPTIONS,
    windows: { config: { offset: 0, size: 0x100 } },
    bars: BARS,
    irqs: { intr: { doc: 'interrupt pin' } },
    inputs: {
      asked: {
        doc: 'interrupt of the device that it shows',
        changed(dev, _index, level) {
          dev.state.asked = Number(level);
          update(dev);
        },
      },
    },
    reset: (dev) => pciReset(dev, FUNCTION),
  },
);
