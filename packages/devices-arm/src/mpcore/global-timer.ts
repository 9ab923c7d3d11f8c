import { type Device, defineDevice, registerMap } from '@tutti/devices-core';

const ALL = { mode: 'rw', virtual: true } as const;

/** One 64-bit counter for all cores; comparator and event flag are each core's own. */
export const GLOBAL_TIMER = registerMap(
  { width: 32, size: 0x100, spec: 'Arm DDI 0407I, 4.3' },
  {
    CounterLow: { at: 0x00, ...ALL, doc: 'counter' },
    CounterHigh: { at: 0x04, ...ALL, doc: 'counter' },
    Control: {
      at: 0x08,
      ...ALL,
      fields: { Enable: [0, 1], CompEnable: [1, 1], IrqEnable: [2, 1], AutoIncrement: [3, 1], Prescaler: [8, 8] },
      doc: 'control; enable and prescaler are common to all cores',
    },
    Status: { at: 0x0c, ...ALL, fields: { Event: [0, 1] }, doc: 'event flag, cleared by writing 1' },
    ComparatorLow: { at: 0x10, ...ALL, doc: 'comparator' },
    ComparatorHigh: { at: 0x14, ...ALL, doc: 'comparator' },
    AutoIncrement: { at: 0x18, ...ALL, doc: 'added to the comparator at each event' },
  },
);

const CORES = 8;
const STATE = {
  common: { type: 'u32', doc: 'enable and prescaler' },
  value: { type: 'f64', doc: 'counter at fromNs; exact below 2^53, which takes three years' },
  fromNs: { type: 'f64' },
  control: { type: 'u32', count: CORES, doc: 'the banked bits of Control' },
  event: { type: 'u32', count: CORES },
  low: { type: 'u32', count: CORES },
  high: { type: 'u32', count: CORES },
  increment: { type: 'u32', count: CORES },
} as const;
const OPTIONS = {
  cores: { type: 'int', default: 1, min: 1, max: CORES, doc: 'cores of the cluster' },
  hz: { type: 'int', default: 100_000_000, min: 1, doc: 'PERIPHCLK, Hz' },
} as const;
type Dev = Device<typeof GLOBAL_TIMER, typeof STATE, typeof OPTIONS>;

const { Enable, CompEnable, IrqEnable, AutoIncrement, Prescaler } = GLOBAL_TIMER.bits.Control;
const WORD = 2 ** 32;

const own = (dev: Dev, core: number) => (core >= 0 && core < dev.options.cores ? core : 0);
const tickNs = (dev: Dev) => (1e9 * (((dev.state.common & Prescaler) >>> 8) + 1)) / dev.options.hz;
const comparator = (dev: Dev, i: number) => (dev.state.high[i] ?? 0) * WORD + (dev.state.low[i] ?? 0);

function count(dev: Dev): number {
  const { state } = dev;
  if ((state.common & Enable) === 0) return state.value;
  return state.value + Math.floor(Math.max(0, dev.clock.nowNs() - state.fromNs) / tickNs(dev));
}

function update(dev: Dev, i: number): void {
  dev.irq('timer', i).set(((dev.state.control[i] ?? 0) & IrqEnable) !== 0 && dev.state.event[i] !== 0);
}

/** Compare: the event is raised while counter >= comparator (revision r2p0 on); auto-increment moves the comparator past it. */
function compare(dev: Dev, i: number): void {
  const { state } = dev;
  const control = state.control[i] ?? 0;
  const alarm = dev.timer('compare', i);
  alarm.cancel();
  if ((state.common & Enable) !== 0 && (control & CompEnable) !== 0) {
    const now = count(dev);
    if (now >= comparator(dev, i)) {
      state.event[i] = 1;
      const step = state.increment[i] ?? 0;
      if ((control & AutoIncrement) !== 0 && step !== 0) {
        const next = comparator(dev, i) + step * (Math.floor((now - comparator(dev, i)) / step) + 1);
        state.low[i] = next % WORD;
        state.high[i] = Math.floor(next / WORD);
      }
    }
    const target = comparator(dev, i);
    if (target > now && state.event[i] === 0) alarm.arm(Math.ceil(state.fromNs + (target - state.value) * tickNs(dev)));
  }
  update(dev, i);
}

function compareAll(dev: Dev): void {
  for (let i = 0; i < dev.options.cores; i++) compare(dev, i);
}

function setCount(dev: Dev, value: number): void {
  dev.state.value = value;
  dev.state.fromNs = dev.clock.nowNs();
  compareAll(dev);
}

/** Global timer (PPI 27). */
export const mpcoreGlobalTimer = defineDevice(
  GLOBAL_TIMER,
  STATE,
  {
    CounterLow: {
      read: (dev) => count(dev) % WORD,
      write: (dev, v) => setCount(dev, Math.floor(count(dev) / WORD) * WORD + v),
    },
    CounterHigh: {
      read: (dev) => Math.floor(count(dev) / WORD),
      write: (dev, v) => setCount(dev, v * WORD + (count(dev) % WORD)),
    },
    Control: {
      read: (dev, _index, core) => dev.state.common | (dev.state.control[own(dev, core)] ?? 0),
      write: (dev, v, _index, core) => {
        const now = count(dev);
        dev.state.common = v & (Enable | Prescaler);
        dev.state.control[own(dev, core)] = v & (CompEnable | IrqEnable | AutoIncrement);
        setCount(dev, now);
      },
    },
    Status: {
      read: (dev, _index, core) => {
        compare(dev, own(dev, core));
        return dev.state.event[own(dev, core)] ?? 0;
      },
      write: (dev, v, _index, core) => {
        if ((v & 1) !== 0) dev.state.event[own(dev, core)] = 0;
        compare(dev, own(dev, core));
      },
    },
    ComparatorLow: {
      read: (dev, _index, core) => dev.state.low[own(dev, core)] ?? 0,
      write: (dev, v, _index, core) => {
        dev.state.low[own(dev, core)] = v;
        compare(dev, own(dev, core));
      },
    },
    ComparatorHigh: {
      read: (dev, _index, core) => dev.state.high[own(dev, core)] ?? 0,
      write: (dev, v, _index, core) => {
        dev.state.high[own(dev, core)] = v;
        compare(dev, own(dev, core));
      },
    },
    AutoIncrement: {
      read: (dev, _index, core) => dev.state.increment[own(dev, core)] ?? 0,
      write: (dev, v, _index, core) => {
        dev.state.increment[own(dev, core)] = v;
      },
    },
  },
  {
    doc: 'Global timer of Cortex-A9 MPCore',
    options: OPTIONS,
    irqs: { timer: { count: CORES, doc: 'comparator of each core' } },
    timers: { compare: { count: CORES, fired: compare } },
  },
);
