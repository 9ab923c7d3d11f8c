import { defineDevice, registerMap } from '@tutti/devices-core';
import { primecellIds } from '../primecell.ts';

export const PL041 = registerMap(
  { width: 32, size: 0x1000, spec: 'Arm DDI 0173B, chapter 3' },
  {
    AACICR: {
      at: 0x000,
      mode: 'rw',
      count: 20,
      doc: 'control, status and interrupts of four channels: nothing is played',
    },
    AACISLFR: { at: 0x09c, mode: 'r', const: 0x0000_0550, doc: 'slot flags: transmit slots empty, nothing received' },
    ...primecellIds(0x041, 0),
  },
);

/** Audio codec interface: identification only. A driver finds no codec and gives up; there is no sound. */
export const pl041 = defineDevice(
  PL041,
  {},
  {},
  { doc: 'PL041 audio interface, silent', irqs: { intr: { doc: 'never raised' } } },
);
