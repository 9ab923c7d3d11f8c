import {
  type Device,
  defineDevice,
  PS2_QUEUE,
  PS2_REGS,
  type Ps2Port,
  ps2HasRoom,
  ps2Key,
  ps2Move,
  ps2Reset,
  ps2Take,
  ps2Waiting,
  ps2Write,
  registerMap,
} from '@tutti/devices-core';
import { primecellIds } from '../primecell.ts';

export const PL050 = registerMap(
  { width: 32, size: 0x1000, spec: 'Arm DDI 0143C, chapter 3' },
  {
    KMICR: {
      at: 0x00,
      mode: 'rw',
      fields: { FKMIC: [0, 1], FKMID: [1, 1], KMIEN: [2, 1], TXINTREN: [3, 1], RXINTREN: [4, 1], KMITYPE: [5, 1] },
      doc: 'control',
    },
    KMISTAT: {
      at: 0x04,
      mode: 'r',
      virtual: true,
      fields: {
        DATAIN: [0, 1],
        CLKIN: [1, 1],
        RXPARITY: [2, 1],
        RXBUSY: [3, 1],
        RXFULL: [4, 1],
        TXBUSY: [5, 1],
        TXEMPTY: [6, 1],
      },
      doc: 'status',
    },
    KMIDATA: { at: 0x08, mode: 'rw', virtual: true, doc: 'received byte, byte to send' },
    KMICLKDIV: { at: 0x0c, mode: 'rw', fields: { Divisor: [0, 4] }, doc: 'clock divisor' },
    KMIIR: { at: 0x10, mode: 'r', virtual: true, doc: 'interrupts: 0 receive, 1 transmit' },
    ...primecellIds(0x050, 0),
  },
);

const STATE = {
  ps2: { type: 'u8', count: PS2_REGS, doc: 'keyboard or mouse' },
  queue: { type: 'u8', count: PS2_QUEUE, doc: 'bytes that it wants to send' },
  last: { type: 'u32', doc: 'byte received last' },
} as const;
const OPTIONS = {
  device: { type: 'string', default: 'keyboard', oneOf: ['keyboard', 'mouse'], doc: 'what is plugged in' },
} as const;
type Dev = Device<typeof PL050, typeof STATE, typeof OPTIONS>;

const { KMIEN, TXINTREN, RXINTREN } = PL050.bits.KMICR;
const { CLKIN, DATAIN, RXPARITY, RXFULL, TXEMPTY } = PL050.bits.KMISTAT;
/** Bytes of a movement in the source: buttons, dx, dy, dz, the last three signed. */
const MOVE_BYTES = 4;

const port = (dev: Dev): Ps2Port => ({ regs: dev.state.ps2, queue: dev.state.queue });
const isOn = (dev: Dev) => (dev.state.KMICR & KMIEN) !== 0;

/** Bytes leave at once, so the transmit interrupt holds whenever it is enabled. */
function pending(dev: Dev): number {
  return isOn(dev) ? (ps2Waiting(port(dev)) > 0 ? 1 : 0) | 2 : 0;
}

function update(dev: Dev): void {
  const wanted = (dev.state.KMICR & RXINTREN ? 1 : 0) | (dev.state.KMICR & TXINTREN ? 2 : 0);
  dev.irq('intr').set((pending(dev) & wanted) !== 0);
}

/** Take events from the host while there is room; what does not fit waits outside. */
function fill(dev: Dev): void {
  const source = dev.source('events');
  const signed = () => (source.pop() << 24) >> 24;
  while (ps2HasRoom(port(dev))) {
    const byte = source.pop();
    if (byte < 0) break;
    if (dev.options.device === 'mouse') ps2Move(port(dev), byte, signed(), signed(), signed());
    else ps2Key(port(dev), byte);
  }
  update(dev);
}

/** Keyboard and mouse interface with its keyboard or mouse. */
export const pl050 = defineDevice(
  PL050,
  STATE,
  {
    KMICR: { wrote: update },
    KMISTAT: {
      read: (dev) => {
        const ones = dev.state.last.toString(2).split('1').length - 1;
        return (
          CLKIN |
          DATAIN |
          (ones % 2 === 0 ? RXPARITY : 0) |
          (isOn(dev) && ps2Waiting(port(dev)) > 0 ? RXFULL : 0) |
          TXEMPTY
        );
      },
    },
    KMIDATA: {
      read: (dev) => {
        if (isOn(dev) && ps2Waiting(port(dev)) > 0) dev.state.last = ps2Take(port(dev));
        fill(dev);
        return dev.state.last;
      },
      write: (dev, value) => {
        if (isOn(dev)) ps2Write(port(dev), value & 0xff);
        update(dev);
      },
    },
    KMIIR: { read: pending },
  },
  {
    doc: 'PL050 keyboard and mouse interface',
    options: OPTIONS,
    irqs: { intr: { doc: 'KMIINTR' } },
    sources: {
      events: { doc: `scan codes of set 2, or movements of ${MOVE_BYTES} bytes: buttons, dx, dy, dz`, arrived: fill },
    },
    reset: (dev) => ps2Reset(port(dev), dev.options.device === 'mouse' ? 'mouse' : 'keyboard'),
  },
);
