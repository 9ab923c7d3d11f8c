import { type Device, defineDevice, registerMap } from '@tutti/devices-core';
import { nextExpiryNs, type Rate, valueAt } from '../timers/countdown.ts';

const TIMER_CONTROL = { Enable: [0, 1], Reload: [1, 1], IrqEnable: [2, 1], Prescaler: [8, 8] } as const;
const ALL = { mode: 'rw', virtual: true } as const;

/** Private timer and watchdog; every core sees its own pair at the same addresses. */
export const PRIVATE_TIMERS = registerMap(
  { width: 32, size: 0x100, spec: 'Arm DDI 0407I, chapter 4' },
  {
    TimerLoad: { at: 0x00, ...ALL, doc: 'reload value' },
    TimerCounter: { at: 0x04, ...ALL, doc: 'current value' },
    TimerControl: { at: 0x08, ...ALL, fields: TIMER_CONTROL, doc: 'control' },
    TimerStatus: { at: 0x0c, ...ALL, fields: { Event: [0, 1] }, doc: 'event flag, cleared by writing 1' },
    WatchdogLoad: { at: 0x20, ...ALL, doc: 'reload value' },
    WatchdogCounter: { at: 0x24, ...ALL, doc: 'current value' },
    WatchdogControl: { at: 0x28, ...ALL, fields: { ...TIMER_CONTROL, Watchdog: [3, 1] }, doc: 'control' },
    WatchdogStatus: { at: 0x2c, ...ALL, fields: { Event: [0, 1] }, doc: 'event flag, cleared by writing 1' },
    WatchdogReset: {
      at: 0x30,
      ...ALL,
      fields: { Reset: [0, 1] },
      doc: 'the watchdog caused the last reset; written 1 clears',
    },
    WatchdogDisable: { at: 0x34, mode: 'w', doc: '0x12345678 then 0x87654321 leaves watchdog mode' },
  },
);

const CORES = 8;
const WATCHDOG = CORES;
/** Index `core` is a private timer, `8 + core` a watchdog. */
const STATE = {
  load: { type: 'u32', count: 2 * CORES },
  control: { type: 'u32', count: 2 * CORES },
  event: { type: 'u32', count: 2 * CORES, doc: 'event flag' },
  value: { type: 'f64', count: 2 * CORES, doc: 'counter value at fromNs' },
  fromNs: { type: 'f64', count: 2 * CORES },
  unlock: { type: 'u32', count: CORES, doc: 'last word written to WatchdogDisable' },
  wasReset: { type: 'u32', count: CORES, doc: 'watchdog reset flag' },
} as const;
const OPTIONS = {
  cores: { type: 'int', default: 1, min: 1, max: CORES, doc: 'cores of the cluster' },
  hz: { type: 'int', default: 100_000_000, min: 1, doc: 'PERIPHCLK, Hz' },
} as const;
type Dev = Device<typeof PRIVATE_TIMERS, typeof STATE, typeof OPTIONS>;

const { Enable, Reload, IrqEnable, Watchdog } = PRIVATE_TIMERS.bits.WatchdogControl;
const UNLOCK = [0x1234_5678, 0x8765_4321] as const;

const own = (dev: Dev, core: number) => (core >= 0 && core < dev.options.cores ? core : 0);
const isWatchdog = (dev: Dev, i: number) => i >= WATCHDOG && ((dev.state.control[i] ?? 0) & Watchdog) !== 0;
const isRunning = (dev: Dev, i: number) => ((dev.state.control[i] ?? 0) & Enable) !== 0;
const counter = (dev: Dev, i: number) => ({ fromNs: dev.state.fromNs[i] ?? 0, value: dev.state.value[i] ?? 0 });

/** Interval between events: (prescaler + 1) * (load + 1) / PERIPHCLK (4.1.1). */
function rate(dev: Dev, i: number): Rate {
  const control = dev.state.control[i] ?? 0;
  const tickNs = (1e9 * ((control >>> 8) + 1)) / dev.options.hz;
  const reload = (control & Reload) !== 0 && !isWatchdog(dev, i);
  return { tickNs, period: reload ? (dev.state.load[i] ?? 0) + 1 : 0, atExpiry: 0 };
}

function value(dev: Dev, i: number, nowNs: number): number {
  return isRunning(dev, i) ? valueAt(counter(dev, i), rate(dev, i), nowNs) : (dev.state.value[i] ?? 0);
}

function update(dev: Dev, i: number): void {
  const on = ((dev.state.control[i] ?? 0) & IrqEnable) !== 0 && !isWatchdog(dev, i) && dev.state.event[i] !== 0;
  if (i < WATCHDOG) dev.irq('timer', i).set(on);
  else dev.irq('watchdog', i - WATCHDOG).set(on);
}

/**
 * While the event flag is set another expiry changes nothing (but in watchdog mode), so none is armed. Time goes on while a register
 * is accessed, so each access reads the clock once: what expires after that moment is still to come.
 */
function arm(dev: Dev, i: number, nowNs: number): void {
  const matters = dev.state.event[i] === 0 || isWatchdog(dev, i);
  const at = isRunning(dev, i) && matters ? nextExpiryNs(counter(dev, i), rate(dev, i), nowNs) : -1;
  if (at < 0) dev.timer('expiry', i).cancel();
  else dev.timer('expiry', i).arm(at);
}

function expire(dev: Dev, i: number, nowNs: number): void {
  dev.state.event[i] = 1;
  if (isWatchdog(dev, i)) {
    dev.state.wasReset[i - WATCHDOG] = 1;
    dev.service('reset', 0, 0, 0);
  }
  arm(dev, i, nowNs);
  update(dev, i);
}

function restart(dev: Dev, i: number, start: number, nowNs: number): void {
  dev.state.value[i] = start;
  dev.state.fromNs[i] = nowNs;
  arm(dev, i, nowNs);
  update(dev, i);
}

/**
 * Carry out an expiry whose time has come, before a register is looked at or changes what would have expired.
 * @returns the time of the access
 */
function settle(dev: Dev, i: number): number {
  const due = dev.timer('expiry', i).deadlineNs;
  const nowNs = dev.clock.nowNs();
  if (due >= 0 && due <= nowNs) expire(dev, i, nowNs);
  return nowNs;
}

function setControl(dev: Dev, i: number, control: number): void {
  const nowNs = settle(dev, i);
  const now = value(dev, i, nowNs);
  // Watchdog mode ends only by the two words to WatchdogDisable (4.2.5).
  dev.state.control[i] = isWatchdog(dev, i) ? control | Watchdog : control;
  // A periodic timer that stands at 0 starts with its load value.
  restart(dev, i, now === 0 && (control & Reload) !== 0 ? (dev.state.load[i] ?? 0) : now, nowNs);
}

function status(dev: Dev, i: number): number {
  settle(dev, i);
  return dev.state.event[i] ?? 0;
}

function clearEvent(dev: Dev, i: number, bits: number): void {
  const nowNs = settle(dev, i);
  if ((bits & (dev.state.event[i] ?? 0)) === 0) return;
  dev.state.event[i] = 0;
  arm(dev, i, nowNs);
  update(dev, i);
}

/** The four registers of one timer; `first` is 0 for the private timer, 8 for the watchdog. */
function timerRows(first: number) {
  const at = (dev: Dev, core: number) => first + own(dev, core);
  return {
    load: {
      read: (dev: Dev, _index: number, core: number) => dev.state.load[at(dev, core)] ?? 0,
      write: (dev: Dev, v: number, _index: number, core: number) => {
        const nowNs = settle(dev, at(dev, core));
        dev.state.load[at(dev, core)] = v;
        restart(dev, at(dev, core), v, nowNs);
      },
    },
    counter: {
      read: (dev: Dev, _index: number, core: number) => value(dev, at(dev, core), dev.clock.nowNs()),
      // The watchdog's counter is not writable in watchdog mode (4.2.2).
      write: (dev: Dev, v: number, _index: number, core: number) => {
        const nowNs = settle(dev, at(dev, core));
        if (!isWatchdog(dev, at(dev, core))) restart(dev, at(dev, core), v, nowNs);
      },
    },
    control: {
      read: (dev: Dev, _index: number, core: number) => dev.state.control[at(dev, core)] ?? 0,
      write: (dev: Dev, v: number, _index: number, core: number) => setControl(dev, at(dev, core), v),
    },
    status: {
      read: (dev: Dev, _index: number, core: number) => status(dev, at(dev, core)),
      write: (dev: Dev, v: number, _index: number, core: number) => clearEvent(dev, at(dev, core), v),
    },
  };
}

const timer = timerRows(0);
const watchdog = timerRows(WATCHDOG);

/** Private timer (PPI 29) and watchdog (PPI 30) of each core. */
export const mpcoreTimers = defineDevice(
  PRIVATE_TIMERS,
  STATE,
  {
    TimerLoad: timer.load,
    TimerCounter: timer.counter,
    TimerControl: timer.control,
    TimerStatus: timer.status,
    WatchdogLoad: watchdog.load,
    WatchdogCounter: watchdog.counter,
    WatchdogControl: watchdog.control,
    WatchdogStatus: watchdog.status,
    WatchdogReset: {
      read: (dev, _index, core) => dev.state.wasReset[own(dev, core)] ?? 0,
      write: (dev, v, _index, core) => {
        if ((v & 1) !== 0) dev.state.wasReset[own(dev, core)] = 0;
      },
    },
    WatchdogDisable: {
      write: (dev, v, _index, core) => {
        const i = WATCHDOG + own(dev, core);
        if (v === UNLOCK[1] && dev.state.unlock[own(dev, core)] === UNLOCK[0]) {
          const nowNs = settle(dev, i);
          const now = value(dev, i, nowNs);
          dev.state.control[i] = (dev.state.control[i] ?? 0) & ~Watchdog;
          restart(dev, i, now, nowNs);
        }
        dev.state.unlock[own(dev, core)] = v;
      },
    },
  },
  {
    doc: 'Private timers and watchdogs of Cortex-A9 MPCore and ARM11 MPCore',
    options: OPTIONS,
    irqs: {
      timer: { count: CORES, doc: 'private timer of each core' },
      watchdog: { count: CORES, doc: 'watchdog of each core' },
    },
    timers: { expiry: { count: 2 * CORES, fired: (dev, i) => expire(dev, i, dev.clock.nowNs()) } },
  },
);
