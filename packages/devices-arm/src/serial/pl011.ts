import { type Device, defineDevice } from '@tutti/devices-core';
import { FIFO_BYTES, PL011, PL011_OPTIONS, PL011_STATE } from './pl011-map.ts';

type Dev = Device<typeof PL011, typeof PL011_STATE, typeof PL011_OPTIONS>;

const { UARTEN, LBE, TXE, RXE } = PL011.bits.UARTCR;
const { FEN } = PL011.bits.UARTLCR_H;
const { RX, TX, RT, OE } = PL011.bits.UARTRIS;
const FLAG = PL011.bits.UARTFR;
/** Trigger levels of UARTIFLS: 1/8, 1/4, 1/2, 3/4, 7/8; the other codes are reserved and act as 7/8. */
const LEVELS = [2, 4, 8, 12, 14, 14, 14, 14] as const;
/** How long a full sink is left alone before the next try. */
const RETRY_NS = 500_000;
const FIRMWARE_BAUD = 115_200;

const depth = (dev: Dev) => ((dev.state.UARTLCR_H & FEN) !== 0 ? FIFO_BYTES : 1);

/** Bytes in the receive FIFO that make UARTRXINTR; 1 without FIFOs. */
function rxTrigger(dev: Dev): number {
  return depth(dev) === 1 ? 1 : (LEVELS[(dev.state.UARTIFLS >>> 3) & 7] ?? 14);
}

/** Level at or below which UARTTXINTR is raised; 0 without FIFOs. */
function txTrigger(dev: Dev): number {
  return depth(dev) === 1 ? 0 : (LEVELS[dev.state.UARTIFLS & 7] ?? 14);
}

function update(dev: Dev): void {
  dev.irq('intr').set((dev.state.UARTRIS & dev.state.UARTIMSC) !== 0);
}

/** 32 bit periods at the programmed rate; of 115200 baud before any is programmed (2.8.1). */
function timeoutNs(dev: Dev): number {
  const divisor = dev.state.UARTIBRD + dev.state.UARTFBRD / 64;
  return divisor < 1 ? 277_778 : Math.round((32 * 16 * divisor * 1e9) / dev.options.clockHz);
}

function receive(dev: Dev, entry: number): void {
  const { state } = dev;
  if (state.rxCount >= depth(dev)) {
    state.UARTRIS |= OE;
    return;
  }
  state.rx[(state.rxHead + state.rxCount) % FIFO_BYTES] = entry;
  state.rxCount += 1;
  if (state.rxCount >= rxTrigger(dev)) state.UARTRIS |= RX;
  dev.timer('timeout').arm(dev.clock.nowNs() + timeoutNs(dev));
}

/**
 * Take bytes from outside while there is room. The outside waits when there is none, or while the receiver is off: nothing
 * that was typed is lost, and UARTOEINTR only comes from loopback.
 */
function fill(dev: Dev): void {
  const { state } = dev;
  const on = UARTEN | RXE;
  while ((state.UARTCR & on) === on && (state.UARTCR & LBE) === 0 && state.rxCount < depth(dev)) {
    const byte = dev.source('rx').pop();
    if (byte < 0) break;
    receive(dev, byte);
  }
}

function readData(dev: Dev): number {
  const { state } = dev;
  if (state.rxCount === 0) return 0;
  const entry = state.rx[state.rxHead] ?? 0;
  state.rxHead = (state.rxHead + 1) % FIFO_BYTES;
  state.rxCount -= 1;
  state.errors = entry >>> 8;
  if (state.rxCount < rxTrigger(dev)) state.UARTRIS &= ~RX;
  if (state.rxCount === 0) {
    state.UARTRIS &= ~RT;
    dev.timer('timeout').cancel();
  } else dev.timer('timeout').arm(dev.clock.nowNs() + timeoutNs(dev));
  fill(dev);
  update(dev);
  return entry;
}

/** Send what waits. The interrupt is raised when the level has come down to the trigger, as after each byte on an idle line. */
function drain(dev: Dev): void {
  const { state } = dev;
  while (state.txCount > 0 && (state.UARTCR & UARTEN) !== 0 && (state.UARTCR & TXE) !== 0) {
    const byte = state.tx[state.txHead] ?? 0;
    if ((state.UARTCR & LBE) !== 0) receive(dev, byte);
    else if (!dev.sink('tx').push(byte)) {
      dev.timer('retry').arm(dev.clock.nowNs() + RETRY_NS);
      break;
    }
    state.txHead = (state.txHead + 1) % FIFO_BYTES;
    state.txCount -= 1;
    if (state.txCount <= txTrigger(dev)) state.UARTRIS |= TX;
  }
}

function writeData(dev: Dev, value: number): void {
  const { state } = dev;
  if (state.txCount >= depth(dev)) {
    dev.trace('guest_errors', () => 'write to a full transmit FIFO: the byte is lost');
    return;
  }
  state.tx[(state.txHead + state.txCount) % FIFO_BYTES] = value & 0xff;
  state.txCount += 1;
  if (state.txCount > txTrigger(dev)) state.UARTRIS &= ~TX;
  drain(dev);
  update(dev);
}

function flags(dev: Dev): number {
  const { state } = dev;
  let value: number = FLAG.CTS | FLAG.DSR | FLAG.DCD;
  if ((state.UARTCR & LBE) !== 0) value = modemLoop(state.UARTCR);
  if (state.rxCount === 0) value |= FLAG.RXFE;
  if (state.rxCount >= depth(dev)) value |= FLAG.RXFF;
  if (state.txCount === 0) value |= FLAG.TXFE;
  else value |= FLAG.BUSY;
  if (state.txCount >= depth(dev)) value |= FLAG.TXFF;
  return value;
}

/** In loopback the modem outputs feed the inputs: RTS to CTS, DTR to DSR, Out1 to DCD, Out2 to RI (3.3.8). */
function modemLoop(control: number): number {
  const { RTS, DTR, Out1, Out2 } = PL011.bits.UARTCR;
  return (
    ((control & RTS) !== 0 ? FLAG.CTS : 0) |
    ((control & DTR) !== 0 ? FLAG.DSR : 0) |
    ((control & Out1) !== 0 ? FLAG.DCD : 0) |
    ((control & Out2) !== 0 ? FLAG.RI : 0)
  );
}

function advance(dev: Dev): void {
  fill(dev);
  drain(dev);
  update(dev);
}

/** A changed trigger level or depth: the receive interrupt follows the level, the transmit one waits for the next byte. */
function levelsChanged(dev: Dev): void {
  if (dev.state.rxCount >= rxTrigger(dev)) dev.state.UARTRIS |= RX;
  else dev.state.UARTRIS &= ~RX;
  advance(dev);
}

/** On, 115200 baud, 8 bits, FIFOs: a kernel that finds it on reads the divisor and divides by it. */
function asFirmwareLeavesIt({ state, options }: Dev): void {
  const divisor = Math.round((4 * options.clockHz) / FIRMWARE_BAUD);
  state.UARTIBRD = divisor >>> 6;
  state.UARTFBRD = divisor & 63;
  state.UARTLCR_H = FEN | PL011.bits.UARTLCR_H.WLEN;
  state.UARTCR |= UARTEN;
}

/** UART with 16-byte FIFOs. Bytes leave at once; modem inputs say that a terminal is connected and ready. */
export const pl011 = defineDevice(
  PL011,
  PL011_STATE,
  {
    UARTDR: { read: readData, write: writeData },
    UARTRSR: {
      read: (dev) => dev.state.errors,
      write: (dev) => {
        dev.state.errors = 0;
      },
    },
    UARTFR: { read: flags },
    UARTLCR_H: { wrote: levelsChanged },
    UARTCR: { wrote: advance },
    UARTIFLS: { wrote: levelsChanged },
    UARTIMSC: { wrote: update },
    UARTMIS: { read: (dev) => dev.state.UARTRIS & dev.state.UARTIMSC },
    UARTICR: {
      write: (dev, value) => {
        dev.state.UARTRIS &= ~value;
        update(dev);
      },
    },
  },
  {
    doc: 'PL011 UART',
    options: PL011_OPTIONS,
    irqs: { intr: { doc: 'UARTINTR: all interrupts together' } },
    sinks: { tx: { doc: 'transmitted bytes' } },
    sources: { rx: { doc: 'received bytes', arrived: advance } },
    timers: {
      timeout: {
        fired: (dev) => {
          if (dev.state.rxCount > 0) dev.state.UARTRIS |= RT;
          update(dev);
        },
      },
      retry: { fired: advance },
    },
    reset: (dev) => {
      if (dev.options.enabled) asFirmwareLeavesIt(dev);
    },
  },
);
