import { type Device, defineDevice, registerMap } from '@tutti/devices-core';

const TIMERS = 3;
/** Period of the main counter, femtoseconds: 100 MHz. */
const PERIOD_FS = 10_000_000;
const TICK_NS = PERIOD_FS / 1e6;

/** High precision event timer: a 64-bit counter at 100 MHz, three comparators. */
export const HPET = registerMap(
  { width: 32, size: 0x400, spec: 'IA-PC HPET specification 1.0a, 2.3' },
  {
    CAPABILITIES: { at: 0x000, mode: 'r', const: 0x8086_a201, doc: 'three timers, 64 bits, legacy routing, vendor' },
    PERIOD: { at: 0x004, mode: 'r', const: PERIOD_FS, doc: 'tick of the main counter, fs' },
    CONFIG: { at: 0x010, mode: 'rw', fields: { ENABLE: [0, 1], LEGACY: [1, 1] }, doc: 'run, legacy replacement' },
    STATUS: { at: 0x020, mode: 'w1c', fields: { T: [0, TIMERS] }, doc: 'level interrupts' },
    COUNTER: { at: 0x0f0, mode: 'rw', virtual: true, count: 2, doc: 'main counter, low and high word' },
    TIMER_CONFIG: { at: 0x100, mode: 'rw', count: TIMERS, stride: 0x20, doc: 'configuration' },
    TIMER_ROUTES: {
      at: 0x104,
      mode: 'r',
      const: 0x00ff_fffc,
      count: TIMERS,
      stride: 0x20,
      doc: 'possible I/O APIC inputs',
    },
    COMPARATOR_LOW: { at: 0x108, mode: 'rw', virtual: true, count: TIMERS, stride: 0x20, doc: 'comparator' },
    COMPARATOR_HIGH: { at: 0x10c, mode: 'rw', virtual: true, count: TIMERS, stride: 0x20, doc: 'comparator' },
  },
);

const STATE = {
  baseTicks: { type: 'f64', doc: 'main counter while stopped, or at fromNs' },
  fromNs: { type: 'f64' },
  comparator: { type: 'f64', count: TIMERS },
  period: { type: 'f64', count: TIMERS },
} as const;
type Dev = Device<typeof HPET, typeof STATE>;

const { ENABLE, LEGACY } = HPET.bits.CONFIG;
const TIMER = {
  LEVEL: 2,
  IRQ: 4,
  PERIODIC: 8,
  CAN_PERIODIC: 0x10,
  WIDE: 0x20,
  SET_VALUE: 0x40,
  NARROW: 0x100,
} as const;
/** Most periods that are made up for. */
const MOST_LATE = 64;
const WRITABLE = 0x3f4e;

const configOf = (dev: Dev, t: number): number => dev.state.TIMER_CONFIG[t] ?? 0;
const isRunning = (dev: Dev): boolean => (dev.state.CONFIG & ENABLE) !== 0;

function ticks(dev: Dev): number {
  if (!isRunning(dev)) return dev.state.baseTicks;
  return dev.state.baseTicks + Math.floor((dev.clock.nowNs() - dev.state.fromNs) / TICK_NS);
}

function setTicks(dev: Dev, value: number): void {
  dev.state.baseTicks = value;
  dev.state.fromNs = dev.clock.nowNs();
}

/** The I/O APIC input of a timer; with legacy replacement timer 0 is input 2 and timer 1 input 8. */
function route(dev: Dev, t: number): number {
  if ((dev.state.CONFIG & LEGACY) !== 0 && t < 2) return t === 0 ? 2 : 8;
  return (configOf(dev, t) >>> 9) & 31;
}

function update(dev: Dev, t: number): void {
  const level = (configOf(dev, t) & TIMER.LEVEL) !== 0;
  const on = (configOf(dev, t) & TIMER.IRQ) !== 0 && (dev.state.STATUS & (1 << t)) !== 0;
  if (level) dev.irq('out', route(dev, t)).set(on);
}

function arm(dev: Dev, t: number): void {
  const left = (dev.state.comparator[t] ?? 0) - ticks(dev);
  const wide = (configOf(dev, t) & TIMER.NARROW) === 0;
  const periodic = (configOf(dev, t) & TIMER.PERIODIC) !== 0 && (dev.state.period[t] ?? 0) > 0;
  if (isRunning(dev) && periodic && left <= 0) {
    // The host let a match pass since the comparator moved on: it is late, not a whole turn of the counter away.
    dev.timer('match', t).arm(dev.clock.nowNs());
    return;
  }
  if (!isRunning(dev) || (wide && left <= 0)) {
    dev.timer('match', t).cancel();
    return;
  }
  const until = wide ? left : ((left % 2 ** 32) + 2 ** 32) % 2 ** 32 || 2 ** 32;
  dev.timer('match', t).arm(dev.clock.nowNs() + until * TICK_NS);
}

/** Edges on the timer's input, one for each period that the host let pass. */
function pulse(dev: Dev, t: number, count: number): void {
  const line = dev.irq('out', route(dev, t));
  for (let i = 0; i < count; i++) {
    line.set(true);
    line.set(false);
  }
}

function matched(dev: Dev, t: number): void {
  const { state } = dev;
  if ((configOf(dev, t) & TIMER.LEVEL) !== 0) state.STATUS |= 1 << t;
  const period = (configOf(dev, t) & TIMER.PERIODIC) !== 0 ? (state.period[t] ?? 0) : 0;
  const late = period > 0 ? Math.max(0, Math.floor((ticks(dev) - (state.comparator[t] ?? 0)) / period)) : 0;
  if ((configOf(dev, t) & (TIMER.LEVEL | TIMER.IRQ)) === TIMER.IRQ) pulse(dev, t, 1 + Math.min(late, MOST_LATE));
  if (period > 0) {
    state.comparator[t] = (state.comparator[t] ?? 0) + (late + 1) * period;
    arm(dev, t);
  } else if ((configOf(dev, t) & TIMER.NARROW) !== 0) arm(dev, t);
  update(dev, t);
}

/** A periodic timer takes writes as its period, and as its comparator too when SET_VALUE was written before (2.3.9.2.2). */
function writeComparator(dev: Dev, t: number, low: boolean, word: number): void {
  const { state } = dev;
  const merged = (now: number): number =>
    low ? Math.floor(now / 2 ** 32) * 2 ** 32 + word : word * 2 ** 32 + (now % 2 ** 32);
  const periodic = (configOf(dev, t) & TIMER.PERIODIC) !== 0;
  if (!periodic || (configOf(dev, t) & TIMER.SET_VALUE) !== 0) state.comparator[t] = merged(state.comparator[t] ?? 0);
  if (periodic) state.period[t] = low ? word : merged(state.period[t] ?? 0);
  if (low) state.TIMER_CONFIG[t] = configOf(dev, t) & ~TIMER.SET_VALUE;
  arm(dev, t);
}

const wordOf = (value: number, high: boolean): number => (high ? Math.floor(value / 2 ** 32) : value % 2 ** 32) >>> 0;
const armAll = (dev: Dev): void => {
  for (let t = 0; t < TIMERS; t++) arm(dev, t);
};

/** High precision event timer of a PC. Edge interrupts are pulses on `out`, by I/O APIC input. */
export const hpet = defineDevice(
  HPET,
  STATE,
  {
    CONFIG: {
      write: (dev, value) => {
        const now = ticks(dev);
        dev.state.CONFIG = value;
        setTicks(dev, now);
        dev.irq('legacy').set((value & LEGACY) !== 0);
        armAll(dev);
      },
    },
    STATUS: {
      wrote: (dev) => {
        for (let t = 0; t < TIMERS; t++) update(dev, t);
      },
    },
    COUNTER: {
      read: (dev, index) => wordOf(ticks(dev), index === 1),
      write: (dev, value, index) => {
        const now = ticks(dev);
        const high = index === 1 ? value : Math.floor(now / 2 ** 32);
        setTicks(dev, high * 2 ** 32 + (index === 0 ? value : now % 2 ** 32));
        armAll(dev);
      },
    },
    TIMER_CONFIG: {
      write: (dev, value, t) => {
        dev.state.TIMER_CONFIG[t] = (value & WRITABLE) | TIMER.CAN_PERIODIC | TIMER.WIDE;
        arm(dev, t);
        update(dev, t);
      },
    },
    COMPARATOR_LOW: {
      read: (dev, t) => wordOf(dev.state.comparator[t] ?? 0, false),
      write: (dev, value, t) => writeComparator(dev, t, true, value),
    },
    COMPARATOR_HIGH: {
      read: (dev, t) => wordOf(dev.state.comparator[t] ?? 0, true),
      write: (dev, value, t) => writeComparator(dev, t, false, value),
    },
  },
  {
    doc: 'High precision event timer',
    irqs: {
      out: { count: 32, doc: 'interrupts by I/O APIC input' },
      legacy: { doc: 'legacy replacement is on: the 8254 and the RTC are cut off' },
    },
    timers: { match: { count: TIMERS, fired: matched } },
    reset: (dev) => dev.state.TIMER_CONFIG.fill(TIMER.CAN_PERIODIC | TIMER.WIDE),
  },
);
