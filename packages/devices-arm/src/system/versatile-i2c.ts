import { type Device, defineDevice, registerMap } from '@tutti/devices-core';

export const VERSATILE_I2C = registerMap(
  { width: 32, size: 0x1000, spec: 'Arm DUI 0447J, 4.4.7' },
  {
    CONTROLS: {
      at: 0x00,
      mode: 'rw',
      virtual: true,
      fields: { SCL: [0, 1], SDA: [1, 1] },
      doc: 'levels of the lines; written ones release',
    },
    CONTROLC: { at: 0x04, mode: 'w', fields: { SCL: [0, 1], SDA: [1, 1] }, doc: 'written ones pull low' },
  },
);

const STATE = { released: { type: 'u32', doc: 'lines that the host does not pull low' } } as const;
type Dev = Device<typeof VERSATILE_I2C, typeof STATE>;

/** Two-wire bus driven bit by bit, with nothing on it: no address is acknowledged, as on a board without DVI monitor. */
export const versatileI2c = defineDevice(
  VERSATILE_I2C,
  STATE,
  {
    CONTROLS: {
      read: (dev) => dev.state.released,
      write: (dev, value) => {
        dev.state.released |= value;
      },
    },
    CONTROLC: {
      write: (dev, value) => {
        dev.state.released &= ~value;
      },
    },
  },
  {
    doc: 'Versatile two-wire bus, empty',
    reset: (dev: Dev) => {
      dev.state.released = 3;
    },
  },
);
