import { defineDevice } from '../framework/define-device.ts';
import { registerMap } from '../framework/register-map.ts';

/** Power of the whole machine, all clusters of it, off with a status. */
export const POWER_SWITCH = registerMap(
  { width: 32, size: 0x1000, spec: 'Tutti duet board: power switch' },
  {
    OFF: {
      at: 0x00,
      mode: 'w',
      fields: { STATUS: [0, 8] },
      doc: 'power off; the value is the exit status of the machine',
    },
    RESET: { at: 0x04, mode: 'w', doc: 'reset of the whole machine, by any value' },
  },
);

/** Ends the machine. */
export const powerSwitch = defineDevice(
  POWER_SWITCH,
  {},
  {
    OFF: { write: (dev, value) => void dev.service('machine_off', value, 0, 0) },
    RESET: { write: (dev) => void dev.service('reset', 0, 0, 0) },
  },
  { doc: 'power off and reset' },
);
