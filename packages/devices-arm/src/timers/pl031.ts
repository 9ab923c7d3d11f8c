import { type Device, defineDevice, registerMap } from '@tutti/devices-core';
import { primecellIds } from '../primecell.ts';

const BIT = { RTC: [0, 1] } as const;

export const PL031 = registerMap(
  { width: 32, size: 0x1000, spec: 'Arm DDI 0224C, chapter 3' },
  {
    RTCDR: { at: 0x000, mode: 'r', virtual: true, doc: 'current count, seconds' },
    RTCMR: { at: 0x004, mode: 'rw', doc: 'match value, seconds' },
    RTCLR: { at: 0x008, mode: 'rw', doc: 'load: sets the count' },
    RTCCR: { at: 0x00c, mode: 'rw', reset: 1, fields: BIT, doc: 'start; cannot be stopped once it runs' },
    RTCIMSC: { at: 0x010, mode: 'rw', fields: BIT, doc: 'interrupt mask' },
    RTCRIS: { at: 0x014, mode: 'r', fields: BIT, doc: 'raw interrupt' },
    RTCMIS: { at: 0x018, mode: 'r', virtual: true, doc: 'masked interrupt' },
    RTCICR: { at: 0x01c, mode: 'w', fields: BIT, doc: 'interrupt clear' },
    ...primecellIds(0x031, 0),
  },
);

const STATE = { offsetS: { type: 'u32', doc: 'count less the seconds of the clock, modulo 2^32' } } as const;
type Dev = Device<typeof PL031, typeof STATE>;

const count = (dev: Dev) => (dev.clock.seconds() + dev.state.offsetS) >>> 0;

function update(dev: Dev): void {
  dev.irq('intr').set(dev.state.RTCRIS & dev.state.RTCIMSC);
}

/** Arm the alarm for the second in which the count reaches the match value. */
function arm(dev: Dev): void {
  const seconds = (dev.state.RTCMR - count(dev)) >>> 0;
  if (seconds === 0) match(dev);
  else dev.timer('match').arm(dev.clock.nowNs() + seconds * 1e9 - (dev.clock.nowNs() % 1e9));
}

function match(dev: Dev): void {
  dev.state.RTCRIS = 1;
  update(dev);
}

/** Real-time clock. It counts the machine's time of day; loading it moves the guest's view only. */
export const pl031 = defineDevice(
  PL031,
  STATE,
  {
    RTCDR: { read: count },
    RTCMR: { wrote: arm },
    RTCLR: {
      wrote: (dev, value) => {
        dev.state.offsetS = value - dev.clock.seconds();
        arm(dev);
      },
    },
    RTCCR: {
      wrote: (dev) => {
        dev.state.RTCCR = 1;
      },
    },
    RTCIMSC: { wrote: update },
    RTCMIS: { read: (dev) => dev.state.RTCRIS & dev.state.RTCIMSC },
    RTCICR: {
      write: (dev, value) => {
        dev.state.RTCRIS &= ~value;
        update(dev);
      },
    },
  },
  { doc: 'PL031 real-time clock', irqs: { intr: { doc: 'RTCINTR' } }, timers: { match: { fired: match } } },
);
