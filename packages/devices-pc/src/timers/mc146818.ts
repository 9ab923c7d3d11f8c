import { type Device, defineDevice, registerMap } from '@tutti/devices-core';

/** Real-time clock and CMOS memory: port 70h selects, port 71h reads and writes. */
export const MC146818 = registerMap(
  { width: 8, size: 2, spec: 'Motorola MC146818A data sheet; Intel 82371SB, 2.5.7' },
  {
    INDEX: { at: 0, mode: 'rw', doc: 'selected byte (bits 6-0), NMI mask (bit 7)' },
    DATA: { at: 1, mode: 'rw', virtual: true, doc: 'the selected byte' },
  },
);

const STATE = {
  cmos: { type: 'u8', count: 128 },
  offsetS: { type: 'f64', doc: "what the guest set the clock to, less the machine's time of day" },
  periodStartNs: { type: 'f64' },
} as const;
const OPTIONS = {
  ramBytes: {
    type: 'int',
    default: 0,
    max: 0xffff_ffff,
    doc: 'memory below 4 GiB, for the size bytes that firmware reads',
  },
  cores: { type: 'int', default: 1, min: 1, max: 255, doc: 'cores, for firmware' },
} as const;
type Dev = Device<typeof MC146818, typeof STATE, typeof OPTIONS>;

const REG = {
  SECONDS: 0,
  MINUTES: 2,
  HOURS: 4,
  WEEKDAY: 6,
  DAY: 7,
  MONTH: 8,
  YEAR: 9,
  A: 10,
  B: 11,
  C: 12,
  D: 13,
  CENTURY: 0x32,
} as const;
const B = { HOURS_24: 2, BINARY: 4, UPDATE_IRQ: 0x10, ALARM_IRQ: 0x20, PERIODIC_IRQ: 0x40, SET: 0x80 } as const;
const C = { UPDATE: 0x10, ALARM: 0x20, PERIODIC: 0x40, ANY: 0x80 } as const;
/** An update takes 244 us before it and 1984 us of its own; the bit is shown for the former. */
const UPDATE_NS = 244_000;

const byteOf = (dev: Dev, value: number): number =>
  ((dev.state.cmos[REG.B] ?? 0) & B.BINARY) !== 0 ? value : (Math.trunc(value / 10) << 4) | (value % 10);
const binaryOf = (dev: Dev, byte: number): number =>
  ((dev.state.cmos[REG.B] ?? 0) & B.BINARY) !== 0 ? byte : (byte >>> 4) * 10 + (byte & 15);

/** Calendar fields of the guest's clock, in the order of their registers. */
function calendar(dev: Dev): Record<number, number> {
  const t = new Date((dev.clock.seconds() + dev.state.offsetS) * 1000);
  const hours24 = ((dev.state.cmos[REG.B] ?? 0) & B.HOURS_24) !== 0;
  const hours = t.getUTCHours();
  const shown = hours24 ? byteOf(dev, hours) : byteOf(dev, hours % 12 || 12) | (hours >= 12 ? 0x80 : 0);
  return {
    [REG.SECONDS]: byteOf(dev, t.getUTCSeconds()),
    [REG.MINUTES]: byteOf(dev, t.getUTCMinutes()),
    [REG.HOURS]: shown,
    [REG.WEEKDAY]: byteOf(dev, t.getUTCDay() + 1),
    [REG.DAY]: byteOf(dev, t.getUTCDate()),
    [REG.MONTH]: byteOf(dev, t.getUTCMonth() + 1),
    [REG.YEAR]: byteOf(dev, t.getUTCFullYear() % 100),
    [REG.CENTURY]: byteOf(dev, Math.trunc(t.getUTCFullYear() / 100)),
  };
}

/** The guest set one field: the clock keeps running from there. */
function setCalendar(dev: Dev, register: number, byte: number): void {
  const fields = { ...calendar(dev), [register]: byte };
  const field = (r: number): number => binaryOf(dev, fields[r] ?? 0);
  const hoursByte = fields[REG.HOURS] ?? 0;
  const hours24 = ((dev.state.cmos[REG.B] ?? 0) & B.HOURS_24) !== 0;
  const hours = hours24
    ? field(REG.HOURS)
    : (binaryOf(dev, hoursByte & 0x7f) % 12) + ((hoursByte & 0x80) !== 0 ? 12 : 0);
  const year = field(REG.CENTURY) * 100 + field(REG.YEAR);
  const ms = Date.UTC(year, field(REG.MONTH) - 1, field(REG.DAY), hours, field(REG.MINUTES), field(REG.SECONDS));
  if (Number.isFinite(ms)) dev.state.offsetS = ms / 1000 - dev.clock.seconds();
}

/** Period of the periodic interrupt, ns; 0: off (table 5, 32768 Hz base). */
function periodNs(dev: Dev): number {
  const rate = (dev.state.cmos[REG.A] ?? 0) & 15;
  if (rate === 0) return 0;
  return (1e9 * 2 ** ((rate < 3 ? rate + 7 : rate) - 1)) / 32768;
}

function arm(dev: Dev): void {
  const b = dev.state.cmos[REG.B] ?? 0;
  const now = dev.clock.nowNs();
  const period = periodNs(dev);
  const periodic = (b & B.PERIODIC_IRQ) !== 0 && period > 0 ? now + period - (now % period) : Number.POSITIVE_INFINITY;
  const second = (b & (B.UPDATE_IRQ | B.ALARM_IRQ)) !== 0 ? now + 1e9 - (now % 1e9) : Number.POSITIVE_INFINITY;
  const next = Math.min(periodic, second);
  if (Number.isFinite(next)) dev.timer('tick').arm(next);
  else dev.timer('tick').cancel();
}

/** An alarm byte with its two top bits set matches everything. */
function alarmMatches(dev: Dev): boolean {
  const now = calendar(dev);
  return [REG.SECONDS, REG.MINUTES, REG.HOURS].every((r) => {
    const wanted = dev.state.cmos[r + 1] ?? 0;
    return (wanted & 0xc0) === 0xc0 || wanted === now[r];
  });
}

function tick(dev: Dev): void {
  const now = dev.clock.nowNs();
  const period = periodNs(dev);
  let flags = 0;
  if (period > 0 && now % period < period / 2) flags |= C.PERIODIC;
  if (now % 1e9 < 5e8) flags |= C.UPDATE | (alarmMatches(dev) ? C.ALARM : 0);
  dev.state.cmos[REG.C] = (dev.state.cmos[REG.C] ?? 0) | flags;
  update(dev);
  arm(dev);
}

function update(dev: Dev): void {
  const { cmos } = dev.state;
  const pending = (cmos[REG.C] ?? 0) & (cmos[REG.B] ?? 0) & 0x70;
  cmos[REG.C] = ((cmos[REG.C] ?? 0) & 0x7f) | (pending !== 0 ? C.ANY : 0);
  dev.irq('irq').set(pending !== 0);
}

function read(dev: Dev): number {
  const index = dev.state.INDEX & 0x7f;
  const time = calendar(dev)[index];
  if (time !== undefined && (dev.state.cmos[REG.B]! & B.SET) === 0) return time;
  if (index === REG.A) {
    const left = 1e9 - (dev.clock.nowNs() % 1e9);
    return ((dev.state.cmos[REG.A] ?? 0) & 0x7f) | (left < UPDATE_NS ? 0x80 : 0);
  }
  if (index === REG.C) {
    const flags = dev.state.cmos[REG.C] ?? 0;
    dev.state.cmos[REG.C] = 0;
    update(dev);
    return flags;
  }
  return index === REG.D ? 0x80 : (dev.state.cmos[index] ?? 0);
}

function write(dev: Dev, value: number): void {
  const index = dev.state.INDEX & 0x7f;
  if (calendar(dev)[index] !== undefined) setCalendar(dev, index, value);
  else if (index !== REG.C && index !== REG.D) dev.state.cmos[index] = value;
  if (index === REG.A || index === REG.B) {
    update(dev);
    arm(dev);
  }
}

/** Sizes and counts that SeaBIOS reads from CMOS (as the firmware of QEMU's `pc` expects them). */
function firmwareBytes(dev: Dev): void {
  const { cmos } = dev.state;
  const kib = Math.trunc(dev.options.ramBytes / 1024);
  const put16 = (at: number, value: number): void => {
    cmos[at] = value & 0xff;
    cmos[at + 1] = (value >>> 8) & 0xff;
  };
  put16(0x15, 640);
  put16(0x17, Math.min(0xfc00, Math.max(0, kib - 1024)));
  put16(0x30, Math.min(0xfc00, Math.max(0, kib - 1024)));
  put16(0x34, Math.min(0xffff, Math.max(0, Math.trunc((kib - 16 * 1024) / 64))));
  cmos[0x5f] = dev.options.cores - 1;
}

/** Real-time clock of a PC. It shows the machine's time of day; setting it moves the guest's view only. */
export const mc146818 = defineDevice(
  MC146818,
  STATE,
  { DATA: { read, write } },
  {
    doc: 'MC146818A real-time clock and CMOS memory',
    options: OPTIONS,
    irqs: { irq: { doc: 'IRQ (ISA interrupt 8)' } },
    timers: { tick: { fired: tick } },
    reset: (dev) => {
      dev.state.cmos[REG.A] = 0x26;
      dev.state.cmos[REG.B] = B.HOURS_24;
      firmwareBytes(dev);
    },
  },
);
