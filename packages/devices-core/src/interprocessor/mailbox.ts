import { type Device, defineDevice } from '../framework/define-device.ts';
import { registerMap } from '../framework/register-map.ts';

/** Messages that each direction holds. */
const DEPTH = 16;
/** Bytes from the registers of one side to those of the other. */
const SIDE = 0x1000;
const SIDES = { count: 2, stride: SIDE } as const;

/** Two equal sides, `a` and `b`; what is rung or sent on one arrives on the other. */
export const MAILBOX = registerMap(
  { width: 32, size: 0x3000, spec: 'Tutti duet board: mailbox' },
  {
    RING: { at: 0x00, mode: 'w', ...SIDES, doc: 'ring these doorbells of the other side' },
    PENDING: { at: 0x04, mode: 'w1c', ...SIDES, doc: 'doorbells of this side that were rung; writing 1 clears' },
    ENABLE: { at: 0x08, mode: 'rw', ...SIDES, doc: 'doorbells of this side that interrupt' },
    CONTROL: { at: 0x0c, mode: 'rw', ...SIDES, fields: { MESSAGE: [0, 1] }, doc: 'waiting messages interrupt' },
    STATUS: {
      at: 0x10,
      mode: 'r',
      virtual: true,
      ...SIDES,
      fields: { WAITING: [0, 1], FULL: [1, 1] },
      doc: 'a message waits for this side; the other side takes no more',
    },
    SEND: { at: 0x14, mode: 'w', ...SIDES, doc: 'a message to the other side; lost when that is full' },
    RECEIVE: {
      at: 0x18,
      mode: 'r',
      virtual: true,
      ...SIDES,
      doc: 'the oldest message, which reading takes; 0 when there is none',
    },
  },
);

const STATE = {
  queue: { type: 'u32', count: 2 * DEPTH, doc: 'messages for each side' },
  head: { type: 'u32', count: 2, doc: 'place of the oldest message for each side' },
  waiting: { type: 'u32', count: 2, doc: 'number of messages for each side' },
} as const;
type Dev = Device<typeof MAILBOX, typeof STATE>;

const waiting = (dev: Dev, side: number): number => dev.state.waiting[side] ?? 0;

function update(dev: Dev, side: number): void {
  const { state } = dev;
  const rung = ((state.PENDING[side] ?? 0) & (state.ENABLE[side] ?? 0)) !== 0;
  const message = ((state.CONTROL[side] ?? 0) & MAILBOX.bits.CONTROL.MESSAGE) !== 0 && waiting(dev, side) > 0;
  dev.irq('irq', side).set(rung || message);
}

function send(dev: Dev, value: number, from: number): void {
  const { state } = dev;
  const to = 1 - from;
  const count = waiting(dev, to);
  if (count === DEPTH) {
    dev.trace('guest_errors', () => `message 0x${value.toString(16)} to a full side is lost`);
    return;
  }
  state.queue[to * DEPTH + (((state.head[to] ?? 0) + count) % DEPTH)] = value;
  state.waiting[to] = count + 1;
  update(dev, to);
}

function receive(dev: Dev, side: number): number {
  const { state } = dev;
  if (waiting(dev, side) === 0) return 0;
  const head = state.head[side] ?? 0;
  const value = state.queue[side * DEPTH + head] ?? 0;
  state.head[side] = (head + 1) % DEPTH;
  state.waiting[side] = waiting(dev, side) - 1;
  update(dev, side);
  return value;
}

/** Doorbells and short messages between two clusters of cores. */
export const mailbox = defineDevice(
  MAILBOX,
  STATE,
  {
    RING: {
      write: (dev, value, from) => {
        const to = 1 - from;
        dev.state.PENDING[to] = (dev.state.PENDING[to] ?? 0) | value;
        update(dev, to);
      },
    },
    PENDING: { wrote: (dev, _value, side) => update(dev, side) },
    ENABLE: { wrote: (dev, _value, side) => update(dev, side) },
    CONTROL: { wrote: (dev, _value, side) => update(dev, side) },
    STATUS: {
      read: (dev, side) =>
        (waiting(dev, side) > 0 ? MAILBOX.bits.STATUS.WAITING : 0) |
        (waiting(dev, 1 - side) === DEPTH ? MAILBOX.bits.STATUS.FULL : 0),
    },
    SEND: { write: send },
    RECEIVE: { read: receive },
  },
  {
    doc: 'mailbox with doorbells between two clusters',
    windows: { a: { offset: 0, size: SIDE }, b: { offset: SIDE, size: SIDE } },
    irqs: { irq: { count: 2, doc: 'interrupt of side a, of side b' } },
  },
);
