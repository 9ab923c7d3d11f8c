import { defineDevice, registerMap } from '@tutti/devices-core';
import { primecellIds } from '../primecell.ts';

export const SP810 = registerMap(
  { width: 32, size: 0x1000, spec: 'Arm DDI 0254B, chapter 3' },
  {
    SCCTRL: {
      at: 0x000,
      mode: 'rw',
      reset: 0x9,
      doc: 'mode, clock sources of timers (bits 15, 17, 19, 21: 1 is TIMCLK)',
    },
    SCSYSSTAT: { at: 0x004, mode: 'rw', doc: 'system status' },
    SCIMCTRL: { at: 0x008, mode: 'rw', doc: 'interrupt mode control' },
    SCIMSTAT: { at: 0x00c, mode: 'rw', doc: 'interrupt mode status' },
    SCXTALCTRL: { at: 0x010, mode: 'rw', doc: 'crystal control' },
    SCPLLCTRL: { at: 0x014, mode: 'rw', doc: 'PLL control' },
    SCPERCTRL: { at: 0x020, mode: 'rw', count: 4, doc: 'peripheral control' },
    SCSYSID: { at: 0xee0, mode: 'r', count: 4, const: [0, 0, 0, 0], doc: 'system identification' },
    SCITCR: { at: 0xf00, mode: 'rw', doc: 'integration test' },
    ...primecellIds(0x810, 1),
  },
);

/** System controller. Clocks do not stop and timers run at the rate that the board gives them, so it only remembers. */
export const sp810 = defineDevice(SP810, {}, {}, { doc: 'SP810 system controller' });
