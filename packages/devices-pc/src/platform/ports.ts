import { defineDevice, registerMap } from '@tutti/devices-core';

/** Small ports of a PC: POST code, system control port A, debug console. */
export const SYSTEM_PORTS = registerMap(
  { width: 8, size: 4, spec: 'IBM PC AT technical reference; Intel 82371SB, 2.5' },
  {
    POST: { at: 0, mode: 'rw', doc: 'power-on self-test code (port 80h), also a delay' },
    PORT_92: {
      at: 1,
      mode: 'rw',
      fields: { INIT: [0, 1], A20: [1, 1] },
      reset: 2,
      doc: 'fast A20 and reset (port 92h)',
    },
    DEBUGCON: {
      at: 2,
      mode: 'rw',
      virtual: true,
      doc: 'debug console (ports 402h, E9h): reads E9h, writes a byte out',
    },
    COPROCESSOR: { at: 3, mode: 'w', doc: 'clear the coprocessor interrupt (port F0h)' },
  },
);

/** POST, A20, debug console. The A20 gate is kept as a bit only: all address lines are always there. */
export const systemPorts = defineDevice(
  SYSTEM_PORTS,
  {},
  {
    PORT_92: {
      wrote: (dev, value) => {
        if ((value & SYSTEM_PORTS.bits.PORT_92.INIT) !== 0) dev.service('reset', 0, 0, 0);
      },
    },
    DEBUGCON: {
      read: () => 0xe9,
      write: (dev, value) => {
        // A full sink loses debug output rather than stall the guest.
        dev.sink('debug').push(value);
      },
    },
  },
  {
    doc: 'POST code, port 92h, debug console',
    windows: {
      post: { offset: 0, size: 1 },
      port92: { offset: 1, size: 1 },
      // SeaBIOS writes to the one, programs made for Bochs to the other.
      debugcon: { offset: 2, size: 1 },
      debugE9: { offset: 2, size: 1 },
      coprocessor: { offset: 3, size: 1 },
    },
    sinks: { debug: { doc: 'bytes of the debug console' } },
  },
);
