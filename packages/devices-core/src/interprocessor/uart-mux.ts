import { type Device, defineDevice } from '../framework/define-device.ts';
import { registerMap } from '../framework/register-map.ts';

const PORTS = 4;
/** Cores of a port that have a line of their own. */
const CORES = 8;
const LINE_BYTES = 128;
const PORT = 0x1000;
const EACH = { count: PORTS, stride: PORT } as const;
const NEWLINE = 10;

/** One serial line, and a port for each cluster; what a core writes appears line by line. */
export const UART_MUX = registerMap(
  { width: 32, size: 0x5000, spec: 'Tutti duet board: shared UART' },
  {
    DATA: { at: 0x00, mode: 'w', ...EACH, doc: 'a byte of the line of the writing core; lost while STATUS.BUSY' },
    STATUS: {
      at: 0x04,
      mode: 'r',
      virtual: true,
      ...EACH,
      fields: { BUSY: [0, 1], RECEIVED: [1, 1] },
      doc: "the reading core's line is complete and waits for the outside; a received byte waits",
    },
    FLUSH: { at: 0x08, mode: 'w', ...EACH, doc: "any value: the writing core's line is complete as it is (a prompt)" },
    RECEIVE: {
      at: 0x0c,
      mode: 'r',
      virtual: true,
      ...EACH,
      doc: 'the oldest received byte, which reading takes, or all ones',
    },
  },
);

const STATE = {
  text: { type: 'u8', count: PORTS * CORES * LINE_BYTES, doc: 'the line of each core of each port' },
  length: { type: 'u32', count: PORTS * CORES, doc: 'bytes in it' },
  complete: { type: 'u32', count: PORTS * CORES, doc: '1: the line waits for the outside' },
  sender: { type: 'u32', doc: 'number of the line that goes out, plus 1; 0: none. Others wait for its end' },
  sent: { type: 'u32', doc: 'bytes of it that are out' },
  received: { type: 'u32', doc: 'received byte + 1, 0: none' },
} as const;
type Dev = Device<typeof UART_MUX, typeof STATE>;

const lineOf = (port: number, core: number): number => port * CORES + (core % CORES);

/** Send complete lines, each as a whole, until the outside takes no more. */
function pump(dev: Dev): void {
  const { state } = dev;
  for (;;) {
    if (state.sender === 0) {
      const next = state.complete.indexOf(1);
      if (next < 0) return;
      state.sender = next + 1;
      state.sent = 0;
    }
    const line = state.sender - 1;
    const length = state.length[line] ?? 0;
    for (; state.sent < length; state.sent++) {
      if (!dev.sink('tx').push(state.text[line * LINE_BYTES + state.sent] ?? 0)) return;
    }
    state.length[line] = 0;
    state.complete[line] = 0;
    state.sender = 0;
  }
}

function write(dev: Dev, value: number, port: number, core: number): void {
  const { state } = dev;
  const line = lineOf(port, core);
  pump(dev);
  if (state.complete[line] === 1) return;
  const length = state.length[line] ?? 0;
  state.text[line * LINE_BYTES + length] = value;
  state.length[line] = length + 1;
  if ((value & 0xff) !== NEWLINE && length + 1 < LINE_BYTES) return;
  state.complete[line] = 1;
  pump(dev);
}

function flush(dev: Dev, _value: number, port: number, core: number): void {
  const line = lineOf(port, core);
  if ((dev.state.length[line] ?? 0) > 0) dev.state.complete[line] = 1;
  pump(dev);
}

function fetch(dev: Dev): void {
  if (dev.state.received === 0) dev.state.received = dev.source('rx').pop() + 1;
}

/** A serial line that several clusters share without mixing their lines. */
export const uartMux = defineDevice(
  UART_MUX,
  STATE,
  {
    DATA: { write },
    FLUSH: { write: flush },
    STATUS: {
      read: (dev, port, core) => {
        pump(dev);
        fetch(dev);
        const { BUSY, RECEIVED } = UART_MUX.bits.STATUS;
        return (dev.state.complete[lineOf(port, core)] === 1 ? BUSY : 0) | (dev.state.received === 0 ? 0 : RECEIVED);
      },
    },
    RECEIVE: {
      read: (dev) => {
        fetch(dev);
        const byte = dev.state.received - 1;
        dev.state.received = 0;
        return byte >>> 0;
      },
    },
  },
  {
    doc: 'serial line shared line by line',
    windows: Object.fromEntries(
      Array.from({ length: PORTS }, (_, i) => [`port${i}`, { offset: i * PORT, size: PORT }]),
    ),
    sinks: { tx: { doc: 'complete lines' } },
    sources: { rx: { doc: 'typed bytes, to whichever cluster reads first', arrived: fetch } },
  },
);
