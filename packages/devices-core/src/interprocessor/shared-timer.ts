import { type Device, defineDevice } from '../framework/define-device.ts';
import { registerMap } from '../framework/register-map.ts';

/** Nanoseconds of a tick: 1 MHz. */
const TICK_NS = 1000;
const COMPARES = 4;
const BITS = { fields: { CHANNEL: [0, COMPARES] } } as const;

/** One counter that all clusters read, and four compare channels. */
export const SHARED_TIMER = registerMap(
  { width: 32, size: 0x1000, spec: 'Tutti duet board: shared timer' },
  {
    COUNT_LOW: { at: 0x00, mode: 'r', virtual: true, doc: 'microseconds since power on, low word' },
    COUNT_HIGH: { at: 0x04, mode: 'r', virtual: true, doc: 'high word; read it before and after the low one' },
    ENABLE: { at: 0x08, mode: 'rw', ...BITS, doc: 'channels that interrupt' },
    STATUS: { at: 0x0c, mode: 'w1c', ...BITS, doc: 'channels whose time has come' },
    COMPARE: {
      at: 0x10,
      mode: 'rw',
      count: COMPARES,
      doc: 'low word of the count at which the channel fires; writing arms it',
    },
  },
);

type Dev = Device<typeof SHARED_TIMER>;

const ticks = (dev: Dev): number => Math.floor(dev.clock.nowNs() / TICK_NS);

function update(dev: Dev): void {
  for (let i = 0; i < COMPARES; i++) dev.irq('irq', i).set(dev.state.STATUS & dev.state.ENABLE & (1 << i));
}

function arm(dev: Dev, value: number, channel: number): void {
  const now = ticks(dev);
  const wait = (value - now) >>> 0;
  dev.timer('compare', channel).arm((now + wait) * TICK_NS);
}

/** A 1 MHz counter with compare interrupts. */
export const sharedTimer = defineDevice(
  SHARED_TIMER,
  {},
  {
    COUNT_LOW: { read: (dev) => ticks(dev) >>> 0 },
    COUNT_HIGH: { read: (dev) => Math.floor(ticks(dev) / 2 ** 32) },
    ENABLE: { wrote: update },
    STATUS: { wrote: update },
    COMPARE: { wrote: arm },
  },
  {
    doc: 'shared 1 MHz timer',
    irqs: { irq: { count: COMPARES, doc: 'interrupt of each channel' } },
    timers: {
      compare: {
        count: COMPARES,
        fired: (dev, channel) => {
          dev.state.STATUS |= 1 << channel;
          update(dev);
        },
      },
    },
  },
);
