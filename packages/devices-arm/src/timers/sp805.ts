import { type Device, defineDevice, registerMap } from '@tutti/devices-core';
import { primecellIds } from '../primecell.ts';
import { nextExpiryNs, type Rate, valueAt } from './countdown.ts';

export const SP805 = registerMap(
  { width: 32, size: 0x1000, spec: 'Arm DDI 0270B, chapter 3' },
  {
    WdogLoad: { at: 0x000, mode: 'rw', reset: 0xffff_ffff, doc: 'value to count down from' },
    WdogValue: { at: 0x004, mode: 'r', virtual: true, doc: 'current value' },
    WdogControl: {
      at: 0x008,
      mode: 'rw',
      fields: { INTEN: [0, 1], RESEN: [1, 1] },
      doc: 'interrupt (and counter) enable, reset enable',
    },
    WdogIntClr: { at: 0x00c, mode: 'w', doc: 'clears the interrupt and reloads' },
    WdogRIS: { at: 0x010, mode: 'r', fields: { Raw: [0, 1] }, doc: 'raw interrupt' },
    WdogMIS: { at: 0x014, mode: 'r', virtual: true, doc: 'masked interrupt' },
    WdogLock: { at: 0xc00, mode: 'rw', virtual: true, doc: '0x1acce551 allows writes, all else forbids them' },
    WdogITCR: { at: 0xf00, mode: 'rw', fields: {}, unimplemented: { ITEN: [0, 1] }, doc: 'integration test control' },
    WdogITOP: { at: 0xf04, mode: 'w', fields: {}, unimplemented: { WDOG: [0, 2] }, doc: 'integration test outputs' },
    ...primecellIds(0x805, 1),
  },
);

const STATE = {
  locked: { type: 'u32', doc: '1: writes are ignored' },
  value: { type: 'f64', doc: 'counter value at fromNs' },
  fromNs: 'f64',
} as const;
const OPTIONS = { hz: { type: 'int', default: 32_768, min: 1, doc: 'WDOGCLK, Hz' } } as const;
type Dev = Device<typeof SP805, typeof STATE, typeof OPTIONS>;

const { INTEN, RESEN } = SP805.bits.WdogControl;
const UNLOCK = 0x1acc_e551;

const rate = (dev: Dev): Rate => {
  const period = Math.max(1, dev.state.WdogLoad);
  return { tickNs: 1e9 / dev.options.hz, period, atExpiry: period };
};
const isRunning = (dev: Dev) => (dev.state.WdogControl & INTEN) !== 0;
const value = (dev: Dev) => (isRunning(dev) ? valueAt(dev.state, rate(dev), dev.clock.nowNs()) : dev.state.value);

function update(dev: Dev): void {
  dev.irq('intr').set((dev.state.WdogRIS & dev.state.WdogControl & INTEN) !== 0);
}

/** Only an expiry that changes something is armed: the first, and the second when it resets the machine. */
function restart(dev: Dev, from: number): void {
  dev.state.value = from;
  dev.state.fromNs = dev.clock.nowNs();
  arm(dev);
  update(dev);
}

function arm(dev: Dev): void {
  const matters = isRunning(dev) && (dev.state.WdogRIS === 0 || (dev.state.WdogControl & RESEN) !== 0);
  if (matters) dev.timer('expiry').arm(nextExpiryNs(dev.state, rate(dev), dev.clock.nowNs()));
  else dev.timer('expiry').cancel();
}

/** The first expiry interrupts; one that finds the interrupt still pending resets the machine (2.2). */
function expire(dev: Dev): void {
  if (dev.state.WdogRIS !== 0) {
    dev.timer('expiry').cancel();
    dev.service('reset', 0, 0, 0);
    return;
  }
  dev.state.WdogRIS = 1;
  arm(dev);
  update(dev);
}

const whenUnlocked = (dev: Dev, action: () => void): void => {
  if (dev.state.locked === 0) action();
  else dev.trace('guest_errors', () => 'write to a locked watchdog');
};

/** Watchdog: an interrupt, then a reset. */
export const sp805 = defineDevice(
  SP805,
  STATE,
  {
    WdogLoad: {
      write: (dev, v) =>
        whenUnlocked(dev, () => {
          dev.state.WdogLoad = v;
          restart(dev, v);
        }),
    },
    WdogValue: { read: value },
    WdogControl: {
      write: (dev, v) =>
        whenUnlocked(dev, () => {
          const start = isRunning(dev) ? value(dev) : dev.state.WdogLoad;
          dev.state.WdogControl = v;
          restart(dev, start);
        }),
    },
    WdogIntClr: {
      write: (dev) =>
        whenUnlocked(dev, () => {
          dev.state.WdogRIS = 0;
          restart(dev, dev.state.WdogLoad);
        }),
    },
    WdogMIS: { read: (dev) => dev.state.WdogRIS & dev.state.WdogControl & INTEN },
    WdogLock: {
      read: (dev) => dev.state.locked,
      write: (dev, v) => {
        dev.state.locked = v === UNLOCK ? 0 : 1;
      },
    },
  },
  {
    doc: 'SP805 watchdog',
    options: OPTIONS,
    irqs: { intr: { doc: 'WDOGINT' } },
    timers: { expiry: { fired: expire } },
    reset: (dev) => {
      dev.state.value = dev.state.WdogLoad;
    },
  },
);
