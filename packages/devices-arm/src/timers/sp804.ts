import { type Device, defineDevice, type RegisterCallbacks, registerMap } from '@tutti/devices-core';
import { primecellIds } from '../primecell.ts';
import { nextExpiryNs, type Rate, valueAt } from './countdown.ts';

const FIELDS = {
  OneShot: [0, 1],
  Size: [1, 1],
  Prescale: [2, 2],
  IntEnable: [5, 1],
  Mode: [6, 1],
  Enable: [7, 1],
} as const;

export const SP804 = registerMap(
  { width: 32, size: 0x1000, spec: 'Arm DDI 0271D, chapter 3' },
  {
    Timer1Load: { at: 0x00, mode: 'rw', virtual: true, doc: 'value to count down from' },
    Timer1Value: { at: 0x04, mode: 'r', virtual: true, doc: 'current value' },
    Timer1Control: { at: 0x08, mode: 'rw', virtual: true, fields: FIELDS, doc: 'control' },
    Timer1IntClr: { at: 0x0c, mode: 'w', doc: 'interrupt clear' },
    Timer1RIS: { at: 0x10, mode: 'r', virtual: true, doc: 'raw interrupt status' },
    Timer1MIS: { at: 0x14, mode: 'r', virtual: true, doc: 'masked interrupt status' },
    Timer1BGLoad: { at: 0x18, mode: 'rw', virtual: true, doc: 'load value for the next expiry' },
    Timer2Load: { at: 0x20, mode: 'rw', virtual: true, doc: 'value to count down from' },
    Timer2Value: { at: 0x24, mode: 'r', virtual: true, doc: 'current value' },
    Timer2Control: { at: 0x28, mode: 'rw', virtual: true, fields: FIELDS, doc: 'control' },
    Timer2IntClr: { at: 0x2c, mode: 'w', doc: 'interrupt clear' },
    Timer2RIS: { at: 0x30, mode: 'r', virtual: true, doc: 'raw interrupt status' },
    Timer2MIS: { at: 0x34, mode: 'r', virtual: true, doc: 'masked interrupt status' },
    Timer2BGLoad: { at: 0x38, mode: 'rw', virtual: true, doc: 'load value for the next expiry' },
    TimerITCR: { at: 0xf00, mode: 'rw', fields: {}, unimplemented: { ITEN: [0, 1] }, doc: 'integration test control' },
    TimerITOP: { at: 0xf04, mode: 'w', fields: {}, unimplemented: { TIMINT: [0, 2] }, doc: 'integration test outputs' },
    ...primecellIds(0x804, 1),
  },
);

const STATE = {
  load: { type: 'u32', count: 2, doc: 'TimerXLoad, TimerXBGLoad' },
  control: { type: 'u32', count: 2 },
  raw: { type: 'u32', count: 2, doc: 'raw interrupt' },
  value: { type: 'f64', count: 2, doc: 'counter value at fromNs' },
  fromNs: { type: 'f64', count: 2 },
} as const;
const OPTIONS = {
  hz1: { type: 'int', default: 1_000_000, min: 1, doc: 'clock of timer 1, Hz' },
  hz2: { type: 'int', default: 1_000_000, min: 1, doc: 'clock of timer 2, Hz' },
} as const;
type Dev = Device<typeof SP804, typeof STATE, typeof OPTIONS>;

const { OneShot, Size, Prescale, IntEnable, Mode, Enable } = SP804.bits.Timer1Control;
/** Prescale field to divisor; 3 is reserved and acts as 2 (as in hardware of this family, DDI 0271D 3.2.3 leaves it open). */
const DIVISORS = [1, 16, 256, 256] as const;

function rate(dev: Dev, i: number): Rate {
  const control = dev.state.control[i] ?? 0;
  const hz = i === 0 ? dev.options.hz1 : dev.options.hz2;
  const tickNs = (1e9 * (DIVISORS[(control & Prescale) >>> 2] ?? 1)) / hz;
  if ((control & OneShot) !== 0) return { tickNs, period: 0, atExpiry: 0 };
  const wrap = (control & Size) !== 0 ? 2 ** 32 : 2 ** 16;
  if ((control & Mode) === 0) return { tickNs, period: wrap, atExpiry: 0 };
  const period = Math.max(1, (dev.state.load[i] ?? 0) % wrap);
  return { tickNs, period, atExpiry: period };
}

/** In 16-bit mode only the low half of what was loaded counts; the rest waits for the mode to change. */
function counter(dev: Dev, i: number): { fromNs: number; value: number } {
  const value = dev.state.value[i] ?? 0;
  const wide = ((dev.state.control[i] ?? 0) & Size) !== 0;
  return { fromNs: dev.state.fromNs[i] ?? 0, value: wide ? value : value % 2 ** 16 };
}

const isRunning = (dev: Dev, i: number) => ((dev.state.control[i] ?? 0) & Enable) !== 0;

function value(dev: Dev, i: number, nowNs: number): number {
  return isRunning(dev, i) ? valueAt(counter(dev, i), rate(dev, i), nowNs) : (dev.state.value[i] ?? 0);
}

function masked(dev: Dev, i: number): number {
  return (dev.state.control[i] ?? 0) & IntEnable ? (dev.state.raw[i] ?? 0) : 0;
}

function update(dev: Dev): void {
  dev.irq('timint1').set(masked(dev, 0));
  dev.irq('timint2').set(masked(dev, 1));
  dev.irq('timintc').set(masked(dev, 0) | masked(dev, 1));
}

/** An expiry that is due but whose timer has not fired yet happens now, so that a core never sees the counter ahead of its interrupt. @returns the time of the access */
function sync(dev: Dev, i: number): number {
  const due = dev.timer('expiry', i).deadlineNs;
  const nowNs = dev.clock.nowNs();
  if (due >= 0 && due <= nowNs) expire(dev, i, nowNs);
  return nowNs;
}

function expire(dev: Dev, i: number, nowNs: number): void {
  dev.state.raw[i] = 1;
  arm(dev, i, nowNs);
  update(dev);
}

/**
 * While the interrupt is raw-pending another expiry changes nothing, so none is armed: a guest's tiny period costs nothing. Each
 * access reads the clock once: what expires after that moment is still to come.
 */
function arm(dev: Dev, i: number, nowNs: number): void {
  const at = isRunning(dev, i) && dev.state.raw[i] === 0 ? nextExpiryNs(counter(dev, i), rate(dev, i), nowNs) : -1;
  if (at < 0) dev.timer('expiry', i).cancel();
  else dev.timer('expiry', i).arm(at);
}

/** Count from `start` on, from now. */
function restart(dev: Dev, i: number, start: number, nowNs: number): void {
  dev.state.value[i] = start;
  dev.state.fromNs[i] = nowNs;
  if (isRunning(dev, i) && counter(dev, i).value === 0 && rate(dev, i).period !== 0) dev.state.raw[i] = 1;
  arm(dev, i, nowNs);
  update(dev);
}

function setControl(dev: Dev, i: number, control: number): void {
  const nowNs = sync(dev, i);
  const now = value(dev, i, nowNs);
  dev.state.control[i] = control;
  restart(dev, i, now, nowNs);
}

type Row = RegisterCallbacks<Dev>;
const load = (i: number): Row => ({
  read: (dev) => dev.state.load[i] ?? 0,
  write: (dev, v) => {
    const nowNs = sync(dev, i);
    dev.state.load[i] = v;
    restart(dev, i, v, nowNs);
  },
});
/** The counter goes on from where it is; the new period holds from the next expiry (3.2.7). */
const bgLoad = (i: number): Row => ({
  read: (dev) => dev.state.load[i] ?? 0,
  write: (dev, v) => {
    const nowNs = sync(dev, i);
    const now = value(dev, i, nowNs);
    dev.state.load[i] = v;
    if (isRunning(dev, i)) restart(dev, i, now, nowNs);
  },
});
const control = (i: number): Row => ({
  read: (dev) => dev.state.control[i] ?? 0,
  write: (dev, v) => setControl(dev, i, v),
});
const count = (i: number): Row => ({ read: (dev) => value(dev, i, dev.clock.nowNs()) });
const clear = (i: number): Row => ({
  write: (dev) => {
    const nowNs = sync(dev, i);
    dev.state.raw[i] = 0;
    arm(dev, i, nowNs);
    update(dev);
  },
});
const rawStatus = (i: number): Row => ({
  read: (dev) => {
    sync(dev, i);
    return dev.state.raw[i] ?? 0;
  },
});
const maskedStatus = (i: number): Row => ({
  read: (dev) => {
    sync(dev, i);
    return masked(dev, i);
  },
});

/** Dual timer: periodic, free-running or one-shot, 16 or 32 bits, prescaled by 1, 16 or 256. */
export const sp804 = defineDevice(
  SP804,
  STATE,
  {
    Timer1Load: load(0),
    Timer1Value: count(0),
    Timer1Control: control(0),
    Timer1IntClr: clear(0),
    Timer1RIS: rawStatus(0),
    Timer1MIS: maskedStatus(0),
    Timer1BGLoad: bgLoad(0),
    Timer2Load: load(1),
    Timer2Value: count(1),
    Timer2Control: control(1),
    Timer2IntClr: clear(1),
    Timer2RIS: rawStatus(1),
    Timer2MIS: maskedStatus(1),
    Timer2BGLoad: bgLoad(1),
  },
  {
    doc: 'SP804 dual timer',
    options: OPTIONS,
    irqs: { timintc: { doc: 'either timer' }, timint1: { doc: 'timer 1' }, timint2: { doc: 'timer 2' } },
    timers: { expiry: { count: 2, fired: (dev, i) => expire(dev, i, dev.clock.nowNs()) } },
    reset: (dev) => {
      dev.state.control.fill(0x20);
      dev.state.value.fill(2 ** 32 - 1);
    },
  },
);
