import { type Device, defineDevice, registerMap } from '@tutti/devices-core';
import { findItem } from './fw-cfg-contents.ts';

/** Firmware configuration: selector and data ports (510h), DMA address (514h). */
export const FW_CFG = registerMap(
  { width: 8, size: 12, spec: 'QEMU docs/specs/fw_cfg.rst' },
  {
    SELECT: { at: 0, mode: 'w', doc: 'key of the item, low byte; starts at its first byte' },
    DATA: { at: 1, mode: 'rw', virtual: true, doc: 'next byte; written together with SELECT: high byte of the key' },
    DMA_HIGH: { at: 4, mode: 'rw', width: 32, virtual: true, doc: 'address of a DMA command, high word, big-endian' },
    DMA_LOW: { at: 8, mode: 'rw', width: 32, virtual: true, doc: 'low word; writing starts the command' },
  },
);

const STATE = {
  key: { type: 'u32' },
  position: { type: 'u32' },
  dmaHigh: { type: 'u32' },
} as const;
const OPTIONS = {
  bytes: { type: 'int', default: 64, min: 16, doc: 'size of the contents (fwCfgContents), which the machine puts in' },
} as const;
type Dev = Device<typeof FW_CFG, typeof STATE, typeof OPTIONS>;

const CONTROL = { ERROR: 1, READ: 2, SKIP: 4, SELECT: 8, WRITE: 16 } as const;
const COMMAND_BYTES = 16;
/** Longest piece that is moved at once. */
const PIECE_BYTES = 64 * 1024;
/** A transfer is no longer than what firmware can mean. */
const MAX_BYTES = 256 * 2 ** 20;
/** "QEMU CFG", what the DMA register reads as where there is DMA. */
const DMA_SIGNATURE = [0x554d_4551, 0x4746_4320] as const;

function select(dev: Dev, key: number): void {
  dev.state.key = key;
  dev.state.position = 0;
}

/** Bytes of the selected item from the present position on; zeros beyond its end. */
function take(dev: Dev, into: Uint8Array): void {
  const item = findItem(dev.bytes, dev.state.key);
  const from = dev.state.position;
  into.fill(0);
  if (item !== undefined && from < item.length) into.set(item.subarray(from, from + into.length));
  dev.state.position = Math.min(from + into.length, 0xffff_ffff);
}

function nextByte(dev: Dev): number {
  const byte = new Uint8Array(1);
  take(dev, byte);
  return byte[0] ?? 0;
}

/** The command's result takes the place of its control word: 0, or ERROR. */
function runDma(dev: Dev, gpa: number): void {
  const command = new Uint8Array(COMMAND_BYTES);
  dev.memory.readBytes(gpa, command);
  const view = new DataView(command.buffer);
  const control = view.getUint32(0);
  const length = view.getUint32(4);
  const address = view.getUint32(8) * 2 ** 32 + view.getUint32(12);
  if ((control & CONTROL.SELECT) !== 0) select(dev, control >>> 16);
  const bad = (control & CONTROL.WRITE) !== 0 || length > MAX_BYTES;
  if (!bad && (control & CONTROL.READ) !== 0) {
    for (let done = 0; done < length; done += PIECE_BYTES) {
      const piece = new Uint8Array(Math.min(PIECE_BYTES, length - done));
      take(dev, piece);
      dev.memory.writeBytes(address + done, piece);
    }
  } else if (!bad && (control & CONTROL.SKIP) !== 0) {
    dev.state.position = Math.min(dev.state.position + length, 0xffff_ffff);
  }
  dev.memory.writeBytes(gpa, Uint8Array.of(0, 0, 0, bad ? CONTROL.ERROR : 0));
}

const swap = (value: number): number =>
  (((value & 0xff) << 24) | ((value & 0xff00) << 8) | ((value >>> 8) & 0xff00) | (value >>> 24)) >>> 0;

/** What firmware learns from the machine: files by name and a few numbers by key. Its contents are the device's large memory. */
export const fwCfg = defineDevice(
  FW_CFG,
  STATE,
  {
    SELECT: { write: (dev, value) => select(dev, value) },
    DATA: {
      read: nextByte,
      // Bytes are never stored through this port; a second byte belongs to a 16-bit write of the selector.
      write: (dev, value) => select(dev, (dev.state.key & 0xff) | (value << 8)),
    },
    DMA_HIGH: {
      read: () => DMA_SIGNATURE[0],
      write: (dev, value) => {
        dev.state.dmaHigh = swap(value);
      },
    },
    DMA_LOW: {
      read: () => DMA_SIGNATURE[1],
      write: (dev, value) => {
        const high = dev.state.dmaHigh;
        dev.state.dmaHigh = 0;
        runDma(dev, high * 2 ** 32 + swap(value));
      },
    },
  },
  {
    doc: 'firmware configuration',
    options: OPTIONS,
    bytes: ({ bytes }) => bytes,
  },
);
