import { type Device, defineDevice, registerMap } from '@tutti/devices-core';

/** Programmable interval timer, with port 61h (channel 2's gate and output). Offset 0-3 ports 40h-43h, 4 port 61h. */
export const I8254 = registerMap(
  { width: 8, size: 8, spec: 'Intel 8254 data sheet (231164)' },
  {
    COUNTER: { at: 0, mode: 'rw', virtual: true, count: 3, doc: 'counters 0 to 2' },
    CONTROL: { at: 3, mode: 'w', doc: 'control word, latch, read-back' },
    PORT_61: {
      at: 4,
      mode: 'rw',
      virtual: true,
      doc: 'gate of counter 2 (bit 0), speaker (1), refresh (4), output (5)',
    },
  },
);

/** Input clock of a PC's timer, Hz. */
export const PIT_HZ = 1_193_182;
const CHANNELS = 3;
/** Most periods that are made up for. */
const MOST_LATE = 64;
const STATE = {
  mode: { type: 'u32', count: CHANNELS },
  access: { type: 'u32', count: CHANNELS, doc: '1 low byte, 2 high byte, 3 low then high' },
  bcd: { type: 'u32', count: CHANNELS },
  reload: { type: 'u32', count: CHANNELS, doc: 'count that was written; 0 stands for 2^16 (10^4 in BCD)' },
  startNs: { type: 'f64', count: CHANNELS, doc: 'guest time at which counting began' },
  started: { type: 'u32', count: CHANNELS, doc: 'a count was written (and in mode 1 and 5: triggered)' },
  writeLow: { type: 'u32', count: CHANNELS, doc: 'low byte that waits for the high one, plus 256' },
  readHigh: { type: 'u32', count: CHANNELS, doc: 'the next read gives the high byte' },
  latch: { type: 'u32', count: CHANNELS, doc: 'latched count, plus 2^16 when there is one' },
  status: { type: 'u32', count: CHANNELS, doc: 'latched status, plus 256 when there is one' },
  gate: { type: 'u32', doc: 'port 61h bits 0-1' },
  refresh: { type: 'u32', doc: 'toggles at each read of port 61h' },
  dueTick: { type: 'f64', doc: 'tick, since counting began, of the edge of counter 0 that is armed' },
  cut: { type: 'u32', doc: 'the event timer has taken the place of counter 0' },
} as const;
type Dev = Device<typeof I8254, typeof STATE>;

const toCount = (dev: Dev, c: number, value: number): number => {
  if (dev.state.bcd[c] === 0) return value === 0 ? 0x10000 : value;
  const decimal = Number.parseInt(value.toString(16), 10);
  return value === 0 || Number.isNaN(decimal) ? 10000 : decimal;
};
const fromCount = (dev: Dev, c: number, count: number): number =>
  dev.state.bcd[c] === 0 ? count & 0xffff : Number.parseInt(`${count % 10000}`, 16);

const gateOf = (dev: Dev, c: number): boolean => c !== 2 || (dev.state.gate & 1) !== 0;

/** Clock ticks since counting began. A closed gate holds modes 0, 2, 3 and 4. */
function ticks(dev: Dev, c: number): number {
  return Math.floor(((dev.clock.nowNs() - (dev.state.startNs[c] ?? 0)) * PIT_HZ) / 1e9);
}

const periodic = (mode: number): boolean => mode === 2 || mode === 3;

function count(dev: Dev, c: number): number {
  const reload = toCount(dev, c, dev.state.reload[c] ?? 0);
  if (dev.state.started[c] === 0 || !gateOf(dev, c)) return fromCount(dev, c, reload);
  const mode = dev.state.mode[c] ?? 0;
  const done = ticks(dev, c);
  if (mode === 2) return fromCount(dev, c, reload - (done % reload));
  // Mode 3 counts down by two, through both halves of the period.
  if (mode === 3) return fromCount(dev, c, reload - ((2 * done) % reload));
  const wrap = dev.state.bcd[c] === 0 ? 0x10000 : 10000;
  return fromCount(dev, c, (((reload - done) % wrap) + wrap) % wrap);
}

/** Level of a counter's output. */
function output(dev: Dev, c: number): boolean {
  const mode = dev.state.mode[c] ?? 0;
  if (dev.state.started[c] === 0) return mode !== 0;
  const reload = toCount(dev, c, dev.state.reload[c] ?? 0);
  const done = ticks(dev, c);
  switch (mode) {
    case 0:
    case 1:
      return done >= reload;
    case 2:
      return done % reload !== reload - 1;
    case 3:
      return done % reload < Math.ceil(reload / 2);
    default:
      return done !== reload;
  }
}

function setOutput(dev: Dev, level: boolean): void {
  dev.irq('out0').set(level && dev.state.cut === 0);
}

/** Arm the next edge of counter 0, whose output is the timer interrupt. */
function arm(dev: Dev): void {
  const mode = dev.state.mode[0] ?? 0;
  const reload = toCount(dev, 0, dev.state.reload[0] ?? 0);
  const at = (tick: number): number => (dev.state.startNs[0] ?? 0) + Math.ceil((tick * 1e9) / PIT_HZ);
  setOutput(dev, output(dev, 0));
  if (dev.state.started[0] === 0) return;
  const now = dev.clock.nowNs();
  if (periodic(mode)) {
    // The edge that interrupts is the end of the period; mode 3 falls in the middle, mode 2 just before.
    const elapsed = Math.max(0, Math.floor(((now - (dev.state.startNs[0] ?? 0)) * PIT_HZ) / 1e9));
    dev.state.dueTick = (Math.floor(elapsed / reload) + 1) * reload;
  } else dev.state.dueTick = reload;
  dev.timer('edge').arm(at(dev.state.dueTick));
}

/** The end of a period, and of those that the host let pass since. */
function edge(dev: Dev): void {
  if (periodic(dev.state.mode[0] ?? 0)) {
    const reload = toCount(dev, 0, dev.state.reload[0] ?? 0);
    const late = Math.floor((ticks(dev, 0) - dev.state.dueTick) / reload);
    for (let i = 0; i < Math.min(late, MOST_LATE); i++) {
      setOutput(dev, false);
      setOutput(dev, true);
    }
    setOutput(dev, false);
    arm(dev);
  }
  setOutput(dev, true);
}

function start(dev: Dev, c: number, reload: number): void {
  const { state } = dev;
  // A new count in a periodic mode takes effect at once here, as in the chips that PCs have.
  state.reload[c] = reload;
  state.started[c] = 1;
  state.startNs[c] = dev.clock.nowNs();
  if (c === 0) arm(dev);
}

function write(dev: Dev, c: number, value: number): void {
  const { state } = dev;
  const access = state.access[c] ?? 3;
  if (access === 1) start(dev, c, value);
  else if (access === 2) start(dev, c, value << 8);
  else if (state.writeLow[c] === 0) {
    state.writeLow[c] = 256 | value;
    // Mode 0 stops counting at the first byte.
    if (state.mode[c] === 0) state.started[c] = 0;
  } else {
    const low = (state.writeLow[c] ?? 0) & 0xff;
    state.writeLow[c] = 0;
    start(dev, c, low | (value << 8));
  }
}

function read(dev: Dev, c: number): number {
  const { state } = dev;
  if (state.status[c] !== 0) {
    const status = (state.status[c] ?? 0) & 0xff;
    state.status[c] = 0;
    return status;
  }
  const latched = (state.latch[c] ?? 0) !== 0;
  const value = latched ? (state.latch[c] ?? 0) & 0xffff : count(dev, c);
  const access = state.access[c] ?? 3;
  if (access === 3 && state.readHigh[c] === 0) {
    state.readHigh[c] = 1;
    // Both bytes of one reading must belong together.
    if (!latched) state.latch[c] = 0x10000 | value;
    return value & 0xff;
  }
  state.readHigh[c] = 0;
  state.latch[c] = 0;
  return access === 1 ? value & 0xff : value >>> 8;
}

function latchCount(dev: Dev, c: number): void {
  if (dev.state.latch[c] === 0) dev.state.latch[c] = 0x10000 | count(dev, c);
}

function control(dev: Dev, value: number): void {
  const { state } = dev;
  const c = value >>> 6;
  if (c === 3) {
    readBack(dev, value);
    return;
  }
  const access = (value >>> 4) & 3;
  if (access === 0) {
    latchCount(dev, c);
    return;
  }
  state.access[c] = access;
  const mode = (value >>> 1) & 7;
  state.mode[c] = mode > 5 ? mode - 4 : mode;
  state.bcd[c] = value & 1;
  state.started[c] = 0;
  state.writeLow[c] = 0;
  state.readHigh[c] = 0;
  state.latch[c] = 0;
  if (c === 0) {
    dev.timer('edge').cancel();
    arm(dev);
  }
}

/** Read-back: a clear bit 5 latches counts, a clear bit 4 latches status, of the counters in bits 1-3. */
function readBack(dev: Dev, value: number): void {
  for (let c = 0; c < CHANNELS; c++) {
    if ((value & (2 << c)) === 0) continue;
    if ((value & 0x20) === 0) latchCount(dev, c);
    if ((value & 0x10) === 0) {
      const { state } = dev;
      const shape = ((state.access[c] ?? 0) << 4) | ((state.mode[c] ?? 0) << 1) | (state.bcd[c] ?? 0);
      state.status[c] = 256 | (output(dev, c) ? 0x80 : 0) | (state.started[c] === 0 ? 0x40 : 0) | shape;
    }
  }
}

function readPort61(dev: Dev): number {
  dev.state.refresh ^= 0x10;
  return dev.state.gate | dev.state.refresh | (output(dev, 2) ? 0x20 : 0);
}

function writePort61(dev: Dev, value: number): void {
  const rises = (value & 1) !== 0 && (dev.state.gate & 1) === 0;
  dev.state.gate = value & 3;
  if (rises) dev.state.startNs[2] = dev.clock.nowNs();
}

/** The interval timer of a PC: counter 0 interrupts, counter 2 is gated by port 61h. */
export const i8254 = defineDevice(
  I8254,
  STATE,
  {
    COUNTER: { read: (dev, index) => read(dev, index), write: (dev, value, index) => write(dev, index, value) },
    CONTROL: { write: control },
    PORT_61: { read: readPort61, write: writePort61 },
  },
  {
    doc: '8254 interval timer and port 61h',
    windows: { ports: { offset: 0, size: 4 }, port61: { offset: 4, size: 1 } },
    irqs: { out0: { doc: 'output of counter 0 (ISA interrupt 0)' } },
    inputs: {
      cut: {
        doc: 'legacy replacement of the event timer: counter 0 interrupts no more',
        changed: (dev, _index, level) => {
          dev.state.cut = Number(level);
          setOutput(dev, output(dev, 0));
        },
      },
    },
    timers: { edge: { fired: edge } },
    reset: (dev) => dev.state.access.fill(3),
  },
);
