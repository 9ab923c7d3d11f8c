import { type Device, defineDevice } from '@tutti/devices-core';
import { CFI_FLASH, COMMAND, MODE, queryTable } from './cfi-map.ts';

const STATE = {
  mode: { type: 'u32', doc: 'MODE: what reads give' },
  status: { type: 'u32', doc: 'status register of a chip; bit 7 is ready' },
  pending: { type: 'u32', doc: 'command that waits for its second cycle; 0: none' },
  words: { type: 'u32', doc: 'buffered program: words still to come' },
} as const;
const OPTIONS = {
  sizeBytes: {
    type: 'int',
    default: 64 * 1024 * 1024,
    min: 256 * 1024,
    max: 64 * 1024 * 1024,
    doc: 'size of the bank, a power of two',
  },
  blockBytes: { type: 'int', default: 128 * 1024, min: 4096, doc: 'erase block of one chip' },
} as const;
type Dev = Device<typeof CFI_FLASH, typeof STATE, typeof OPTIONS>;

const READY = 0x80;
const SEQUENCE_ERROR = 0x30;
const MANUFACTURER = 0x89;
const DEVICE = 0x18;
const BOTH = 0x0001_0001;
/** Read and written through 32 bits: two chips of 16 side by side. */
const CHIPS = 2;

const wordOf = (dev: Dev, offset: number) => (offset & ~3) % dev.options.sizeBytes;

function arrayWord(dev: Dev, offset: number): number {
  const at = wordOf(dev, offset);
  const byte = (i: number) => (dev.bytes[at + i] ?? 0xff) ^ 0xff;
  return (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0;
}

/** What both chips show at an offset, as the mode has it. The array is stored inverted, so that fresh memory reads as erased. */
function read(dev: Dev, offset: number, bytes: number): number {
  const index = (offset >>> 2) & 0xff;
  const byMode = [
    () => arrayWord(dev, offset),
    () => dev.state.status * BOTH,
    () => ([MANUFACTURER, DEVICE][index] ?? 0) * BOTH,
    () => (queryTable(dev.options.sizeBytes / CHIPS, dev.options.blockBytes)[index] ?? 0) * BOTH,
  ];
  const word = byMode[dev.state.mode]?.() ?? 0;
  const shifted = word >>> (8 * (offset & 3));
  return bytes === 4 ? shifted >>> 0 : shifted & (2 ** (8 * bytes) - 1);
}

/** Programming only takes bits from 1 to 0. */
function program(dev: Dev, offset: number, bytes: number, value: number): void {
  const base = wordOf(dev, offset) + (offset & 3);
  for (let i = 0; i < bytes; i++) dev.bytes[base + i] = (dev.bytes[base + i] ?? 0) | (~(value >>> (8 * i)) & 0xff);
}

function erase(dev: Dev, offset: number): void {
  const block = dev.options.blockBytes * CHIPS;
  const first = Math.floor(wordOf(dev, offset) / block) * block;
  dev.bytes.fill(0, first, first + block);
}

/** First cycle of a command. */
function command(dev: Dev, code: number): void {
  const { state } = dev;
  const modes: Readonly<Record<number, number>> = {
    [COMMAND.READ_ARRAY]: MODE.ARRAY,
    [COMMAND.READ_ID]: MODE.ID,
    [COMMAND.QUERY]: MODE.QUERY,
    [COMMAND.READ_STATUS]: MODE.STATUS,
  };
  const mode = modes[code];
  if (mode !== undefined) state.mode = mode;
  else if (code === COMMAND.CLEAR_STATUS) state.status = READY;
  else if (
    ([COMMAND.ERASE, COMMAND.PROGRAM, COMMAND.PROGRAM_OLD, COMMAND.BUFFER, COMMAND.LOCK] as number[]).includes(code)
  ) {
    state.pending = code;
    state.mode = MODE.STATUS;
  } else dev.trace('guest_errors', () => `flash command 0x${code.toString(16)}`);
}

/** Second and further cycles. */
function next(dev: Dev, offset: number, bytes: number, value: number): void {
  const { state } = dev;
  const { pending } = state;
  if (pending === COMMAND.BUFFER) {
    buffered(dev, offset, bytes, value);
    return;
  }
  state.pending = 0;
  if (pending === COMMAND.PROGRAM || pending === COMMAND.PROGRAM_OLD) program(dev, offset, bytes, value);
  else if (pending === COMMAND.ERASE && (value & 0xff) === COMMAND.CONFIRM) erase(dev, offset);
  else if (pending === COMMAND.ERASE) state.status |= SEQUENCE_ERROR;
  // Block locks (0x60, then 0x01 or 0xd0) are accepted; every block stays writable.
}

/** Buffered program: count less 1, that many words, confirm. */
function buffered(dev: Dev, offset: number, bytes: number, value: number): void {
  const { state } = dev;
  if (state.words === 0) state.words = (value & 0xff) + 2;
  else if (state.words > 1) {
    program(dev, offset, bytes, value);
    state.words -= 1;
  } else {
    if ((value & 0xff) !== COMMAND.CONFIRM) state.status |= SEQUENCE_ERROR;
    state.words = 0;
    state.pending = 0;
  }
}

/** NOR flash with the Intel command set: two x16 chips on a 32-bit bus. Operations are complete at once. Its contents live as long as the machine. */
export const cfiFlash = defineDevice(
  CFI_FLASH,
  STATE,
  {},
  {
    doc: 'CFI NOR flash, Intel command set',
    options: OPTIONS,
    bytes: (options) => options.sizeBytes,
    other: {
      read,
      write: (dev, offset, bytes, value) => {
        if (dev.state.pending !== 0) next(dev, offset, bytes, value);
        else command(dev, value & 0xff);
      },
    },
    reset: (dev) => {
      dev.state.status = READY;
    },
  },
);
