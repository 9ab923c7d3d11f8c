import { defineDevice } from '../framework/define-device.ts';
import { registerMap } from '../framework/register-map.ts';

/** Bytes of a function's configuration space in this mechanism; the upper 3840 are for PCI Express. */
const FUNCTION_BYTES = 0x1000;
const CONVENTIONAL_BYTES = 256;
/** Slots and functions of one bus. */
const FUNCTIONS = 256;

/** One bus of configuration space in memory. */
export const PCI_ECAM = registerMap(
  { width: 8, size: FUNCTIONS * FUNCTION_BYTES, spec: 'PCI Express 3.0, 7.2.2: enhanced configuration access' },
  {},
);

/**
 * Host bridge whose configuration space lies in memory, 4 KiB for each function of bus 0: what Linux calls `pci-host-ecam-generic`. Functions
 * are reached by the machine's services `pci_read` and `pci_write` (function, byte, value). Empty slots read all ones, the space beyond
 * that of conventional functions 0.
 */
export const pciEcam = defineDevice(
  PCI_ECAM,
  {},
  {},
  {
    doc: 'PCI host bridge, configuration space in memory',
    options: {
      memoryAt: { type: 'int', default: 0, doc: 'addresses that the bus passes on: where functions may be placed' },
      memoryBytes: { type: 'int', default: 0, doc: 'their number' },
    },
    other: {
      read(dev, offset, bytes) {
        let value = 0;
        for (let i = 0; i < bytes; i++) {
          const at = (offset + i) % FUNCTION_BYTES;
          const fn = Math.floor((offset + i) / FUNCTION_BYTES);
          const byte = at < CONVENTIONAL_BYTES ? (dev.service('pci_read', fn, at, 0) ?? 0xff) : 0;
          value += byte * 256 ** i;
        }
        return value;
      },
      write(dev, offset, bytes, value) {
        for (let i = 0; i < bytes; i++) {
          const at = (offset + i) % FUNCTION_BYTES;
          if (at < CONVENTIONAL_BYTES)
            dev.service('pci_write', Math.floor((offset + i) / FUNCTION_BYTES), at, (value >>> (8 * i)) & 0xff);
        }
      },
    },
  },
);
