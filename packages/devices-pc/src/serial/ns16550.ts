import { type Device, defineDevice, registerMap } from '@tutti/devices-core';

/** 16550A UART. Offsets 0 and 1 are the divisor while LCR.DLAB is set. */
export const NS16550 = registerMap(
  { width: 8, size: 8, spec: 'National Semiconductor PC16550D data sheet, 8' },
  {
    RBR_THR: { at: 0, mode: 'rw', virtual: true, doc: 'receive buffer, transmit holding; divisor low' },
    IER: { at: 1, mode: 'rw', virtual: true, doc: 'interrupt enable; divisor high' },
    IIR_FCR: { at: 2, mode: 'rw', virtual: true, doc: 'interrupt identification; FIFO control' },
    LCR: { at: 3, mode: 'rw', doc: 'line control' },
    MCR: {
      at: 4,
      mode: 'rw',
      fields: { DTR: [0, 1], RTS: [1, 1], OUT1: [2, 1], OUT2: [3, 1], LOOP: [4, 1] },
      doc: 'modem control',
    },
    LSR: { at: 5, mode: 'r', virtual: true, doc: 'line status' },
    MSR: { at: 6, mode: 'r', virtual: true, doc: 'modem status' },
    SCR: { at: 7, mode: 'rw', doc: 'scratch' },
  },
);

const FIFO_BYTES = 16;
const STATE = {
  ier: { type: 'u32' },
  fcr: { type: 'u32' },
  divisor: { type: 'u32' },
  rx: { type: 'u8', count: FIFO_BYTES },
  rxHead: { type: 'u32' },
  rxCount: { type: 'u32' },
  overrun: { type: 'u32' },
  timeout: { type: 'u32', doc: 'bytes waited below the trigger level for four characters' },
  held: { type: 'u32', doc: 'byte that the sink had no room for, plus 256' },
  txEmpty: { type: 'u32', doc: 'the transmitter became empty and nobody has seen it (THRE interrupt)' },
  modemDelta: { type: 'u32' },
} as const;
const OPTIONS = { clockHz: { type: 'int', default: 1_843_200, min: 1, doc: 'input clock, Hz' } } as const;
type Dev = Device<typeof NS16550, typeof STATE, typeof OPTIONS>;

const DLAB = 0x80;
const IER = { RX: 1, TX: 2, LINE: 4, MODEM: 8 } as const;
const IIR = { NONE: 1, MODEM: 0, TX: 2, RX: 4, LINE: 6, TIMEOUT: 12, FIFOS: 0xc0 } as const;
const LSR = { DATA: 1, OVERRUN: 2, THR_EMPTY: 0x20, IDLE: 0x40 } as const;
const TRIGGERS = [1, 4, 8, 14] as const;
/** How long a full sink is left alone before the next try. */
const RETRY_NS = 500_000;

const { LOOP, OUT2 } = NS16550.bits.MCR;
const fifosOn = (dev: Dev): boolean => (dev.state.fcr & 1) !== 0;
const depth = (dev: Dev): number => (fifosOn(dev) ? FIFO_BYTES : 1);
const trigger = (dev: Dev): number => (fifosOn(dev) ? (TRIGGERS[dev.state.fcr >>> 6] ?? 14) : 1);

/** The interrupt with the highest priority (table IV). */
function identification(dev: Dev): number {
  const { state } = dev;
  if ((state.ier & IER.LINE) !== 0 && state.overrun !== 0) return IIR.LINE;
  if ((state.ier & IER.RX) !== 0 && state.rxCount >= trigger(dev)) return IIR.RX;
  if ((state.ier & IER.RX) !== 0 && state.timeout !== 0 && state.rxCount > 0) return IIR.TIMEOUT;
  if ((state.ier & IER.TX) !== 0 && state.txEmpty !== 0) return IIR.TX;
  if ((state.ier & IER.MODEM) !== 0 && state.modemDelta !== 0) return IIR.MODEM;
  return IIR.NONE;
}

/** On a PC the interrupt passes a gate that OUT2 opens. */
function update(dev: Dev): void {
  dev.irq('intr').set(identification(dev) !== IIR.NONE && (dev.state.MCR & (OUT2 | LOOP)) === OUT2);
}

/** Time of four characters of ten bits. */
const timeoutNs = (dev: Dev): number =>
  Math.round((4 * 10 * 16 * Math.max(1, dev.state.divisor) * 1e9) / dev.options.clockHz);

function receive(dev: Dev, byte: number): void {
  const { state } = dev;
  if (state.rxCount >= depth(dev)) {
    state.overrun = 1;
    return;
  }
  state.rx[(state.rxHead + state.rxCount) % FIFO_BYTES] = byte;
  state.rxCount += 1;
  if (fifosOn(dev)) dev.timer('timeout').arm(dev.clock.nowNs() + timeoutNs(dev));
}

/** Take what came from outside while there is room; the outside waits otherwise. */
function fill(dev: Dev): void {
  while (dev.state.rxCount < depth(dev) && (dev.state.MCR & LOOP) === 0) {
    const byte = dev.source('rx').pop();
    if (byte < 0) break;
    receive(dev, byte);
  }
}

function readByte(dev: Dev): number {
  const { state } = dev;
  if (state.rxCount === 0) return 0;
  const byte = state.rx[state.rxHead] ?? 0;
  state.rxHead = (state.rxHead + 1) % FIFO_BYTES;
  state.rxCount -= 1;
  state.timeout = 0;
  if (state.rxCount > 0 && fifosOn(dev)) dev.timer('timeout').arm(dev.clock.nowNs() + timeoutNs(dev));
  fill(dev);
  update(dev);
  return byte;
}

/** Bytes leave at once; one waits here while the sink is full. */
function transmit(dev: Dev, byte: number): void {
  const { state } = dev;
  if ((state.MCR & LOOP) !== 0) receive(dev, byte);
  else if (state.held !== 0) dev.trace('guest_errors', () => 'write to a full transmitter: the byte is lost');
  else if (!dev.sink('tx').push(byte)) {
    state.held = 256 | byte;
    state.txEmpty = 0;
    dev.timer('retry').arm(dev.clock.nowNs() + RETRY_NS);
    update(dev);
    return;
  }
  state.txEmpty = 1;
  update(dev);
}

function retry(dev: Dev): void {
  const byte = dev.state.held & 0xff;
  if (dev.state.held === 0) return;
  dev.state.held = 0;
  transmit(dev, byte);
}

function lineStatus(dev: Dev): number {
  const { state } = dev;
  const value =
    (state.rxCount > 0 ? LSR.DATA : 0) |
    (state.overrun !== 0 ? LSR.OVERRUN : 0) |
    (state.held === 0 ? LSR.THR_EMPTY | LSR.IDLE : 0);
  state.overrun = 0;
  update(dev);
  return value;
}

/** A terminal is connected and ready: CTS, DSR, DCD. In loopback the outputs feed the inputs (8.6.7). */
function modemStatus(dev: Dev): number {
  const delta = dev.state.modemDelta;
  dev.state.modemDelta = 0;
  update(dev);
  if ((dev.state.MCR & LOOP) === 0) return 0xb0 | delta;
  const { MCR } = dev.state;
  return ((MCR & 2) << 3) | ((MCR & 1) << 5) | ((MCR & 4) << 4) | ((MCR & 8) << 4) | delta;
}

function setFifos(dev: Dev, value: number): void {
  const { state } = dev;
  const switched = ((value ^ state.fcr) & 1) !== 0;
  state.fcr = (value & 1) !== 0 ? value & 0xc9 : 0;
  if (switched || (value & 2) !== 0) {
    state.rxCount = 0;
    state.timeout = 0;
  }
  fill(dev);
  update(dev);
}

const atDivisor = (dev: Dev): boolean => (dev.state.LCR & DLAB) !== 0;

/** The serial port of a PC. */
export const ns16550 = defineDevice(
  NS16550,
  STATE,
  {
    RBR_THR: {
      read: (dev) => (atDivisor(dev) ? dev.state.divisor & 0xff : readByte(dev)),
      write: (dev, value) => {
        if (atDivisor(dev)) dev.state.divisor = (dev.state.divisor & 0xff00) | value;
        else transmit(dev, value);
      },
    },
    IER: {
      read: (dev) => (atDivisor(dev) ? dev.state.divisor >>> 8 : dev.state.ier),
      write: (dev, value) => {
        if (atDivisor(dev)) {
          dev.state.divisor = (dev.state.divisor & 0xff) | (value << 8);
          return;
        }
        // Enabling the transmitter interrupt raises it when the transmitter is empty.
        if ((value & ~dev.state.ier & IER.TX) !== 0 && dev.state.held === 0) dev.state.txEmpty = 1;
        dev.state.ier = value & 0x0f;
        update(dev);
      },
    },
    IIR_FCR: {
      read: (dev) => {
        const id = identification(dev);
        if (id === IIR.TX) dev.state.txEmpty = 0;
        update(dev);
        return id | (fifosOn(dev) ? IIR.FIFOS : 0);
      },
      write: setFifos,
    },
    MCR: { wrote: update },
    LSR: { read: lineStatus },
    MSR: { read: modemStatus },
  },
  {
    doc: '16550A UART',
    options: OPTIONS,
    irqs: { intr: { doc: 'INTR, gated by OUT2' } },
    sinks: { tx: { doc: 'transmitted bytes' } },
    sources: {
      rx: {
        doc: 'received bytes',
        arrived: (dev) => {
          fill(dev);
          update(dev);
        },
      },
    },
    timers: {
      timeout: {
        fired: (dev) => {
          dev.state.timeout = dev.state.rxCount > 0 ? 1 : 0;
          update(dev);
        },
      },
      retry: { fired: retry },
    },
    reset: (dev) => {
      dev.state.divisor = 12;
    },
  },
);
