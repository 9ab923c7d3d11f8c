import { defineDevice, registerMap } from '@tutti/devices-core';

/** Snoop control unit. Caches are not modelled, so all that matters is how many cores there are. */
export const SCU = registerMap(
  { width: 32, size: 0x100, spec: 'Arm DDI 0407I, 2.2' },
  {
    CONTROL: { at: 0x00, mode: 'rw', doc: 'enable, filtering, speculation, standby' },
    CONFIG: { at: 0x04, mode: 'r', virtual: true, doc: 'cores less 1, cores in coherency, tag RAM sizes' },
    POWER: { at: 0x08, mode: 'rw', width: 8, count: 4, doc: 'power mode of each core' },
    INVALIDATE: { at: 0x0c, mode: 'w', doc: 'invalidate tag RAMs: done at once' },
    DIAGNOSTIC: { at: 0x30, mode: 'rw', doc: 'undocumented diagnostic control that Linux sets for erratum 764369' },
    FILTER_START: { at: 0x40, mode: 'rw', fields: { Address: [20, 12] }, doc: 'start of the address filter' },
    FILTER_END: { at: 0x44, mode: 'rw', fields: { Address: [20, 12] }, doc: 'end of the address filter' },
    SAC: { at: 0x50, mode: 'rw', reset: 0xf, fields: { CPU: [0, 4] }, doc: 'access control' },
    NSAC: { at: 0x54, mode: 'rw', fields: { CPU: [0, 12] }, doc: 'non-secure access control' },
  },
);

const OPTIONS = { cores: { type: 'int', default: 1, min: 1, max: 4, doc: 'cores of the cluster' } } as const;

export const scu = defineDevice(
  SCU,
  {},
  { CONFIG: { read: (dev) => (dev.options.cores - 1) | (((1 << dev.options.cores) - 1) << 4) } },
  { doc: 'Snoop control unit of Cortex-A9 MPCore and ARM11 MPCore', options: OPTIONS },
);
