import { type BlockBackend, SECTOR_BYTES } from '../backends/block.ts';
import { QUEUE_SIZE, type Virtio, type VirtioModel } from './transport-map.ts';
import { type Chain, gather, giveBack, scatter, takeChain, totalLength } from './virtqueue.ts';

const FEATURE = { SEG_MAX: 1 << 2, RO: 1 << 5, BLK_SIZE: 1 << 6, FLUSH: 1 << 9 } as const;
const TYPE = { IN: 0, OUT: 1, FLUSH: 4, GET_ID: 8 } as const;
const STATUS = { OK: 0, IOERR: 1, UNSUPP: 2 } as const;
const HEADER_BYTES = 16;
const ID_BYTES = 20;
/** Piece in which data moves between disk and guest. */
const PIECE_BYTES = 64 * 1024;

const piece = (): Uint8Array => new Uint8Array(PIECE_BYTES);

/** Disk. @see OASIS virtio 1.2, 5.2 */
export const blockModel: VirtioModel = {
  id: 2,
  queues: 1,
  features: (dev) => FEATURE.SEG_MAX | FEATURE.BLK_SIZE | FEATURE.FLUSH | (dev.state.readOnly !== 0 ? FEATURE.RO : 0),
  config(dev) {
    const view = new DataView(new ArrayBuffer(24));
    view.setUint32(0, dev.state.capacity % 2 ** 32, true);
    view.setUint32(4, Math.floor(dev.state.capacity / 2 ** 32), true);
    view.setUint32(12, QUEUE_SIZE - 2, true);
    view.setUint32(20, SECTOR_BYTES, true);
    return new Uint8Array(view.buffer);
  },
  run(dev, queue) {
    for (let chain = takeChain(dev, queue); chain !== undefined; chain = takeChain(dev, queue)) request(dev, chain);
  },
};

/** One request: header, data, and a status byte at the very end, however the driver cut them into segments. */
function request(dev: Virtio, chain: Chain): void {
  const header = new Uint8Array(HEADER_BYTES);
  const room = totalLength(chain.writable);
  if (gather(dev, chain.readable, 0, header) < HEADER_BYTES || room < 1) {
    dev.trace('guest_errors', () => 'a block request without header or status byte');
    giveBack(dev, chain, 0);
    return;
  }
  const view = new DataView(header.buffer);
  const offset = (view.getUint32(8, true) + view.getUint32(12, true) * 2 ** 32) * SECTOR_BYTES;
  const disk = dev.block('disk');
  const { status, written } =
    disk === undefined
      ? { status: STATUS.IOERR, written: 0 }
      : perform(dev, disk, chain, view.getUint32(0, true), offset);
  scatter(dev, chain.writable, room - 1, Uint8Array.of(status));
  giveBack(dev, chain, written + 1);
}

function perform(
  dev: Virtio,
  disk: BlockBackend,
  chain: Chain,
  type: number,
  offset: number,
): { status: number; written: number } {
  const readBytes = totalLength(chain.writable) - 1;
  const writeBytes = totalLength(chain.readable) - HEADER_BYTES;
  switch (type) {
    case TYPE.IN:
      return readDisk(dev, disk, chain, offset, readBytes)
        ? { status: STATUS.OK, written: readBytes }
        : { status: STATUS.IOERR, written: 0 };
    case TYPE.OUT:
      return { status: writeDisk(dev, disk, chain, offset, writeBytes) ? STATUS.OK : STATUS.IOERR, written: 0 };
    case TYPE.FLUSH:
      return { status: disk.flush() ? STATUS.OK : STATUS.IOERR, written: 0 };
    case TYPE.GET_ID: {
      const id = new Uint8Array(ID_BYTES);
      for (let i = 0; i < Math.min(ID_BYTES, dev.options.serial.length); i++) id[i] = dev.options.serial.charCodeAt(i);
      return {
        status: STATUS.OK,
        written: scatter(dev, chain.writable, 0, id.subarray(0, Math.min(ID_BYTES, readBytes))),
      };
    }
    default:
      return { status: STATUS.UNSUPP, written: 0 };
  }
}

function fits(disk: BlockBackend, offset: number, length: number): boolean {
  return length % SECTOR_BYTES === 0 && offset + length <= disk.sizeBytes;
}

function readDisk(dev: Virtio, disk: BlockBackend, chain: Chain, offset: number, length: number): boolean {
  if (!fits(disk, offset, length)) return false;
  const buffer = piece();
  for (let at = 0; at < length; at += PIECE_BYTES) {
    const part = buffer.subarray(0, Math.min(PIECE_BYTES, length - at));
    if (!disk.read(offset + at, part)) return false;
    scatter(dev, chain.writable, at, part);
  }
  return true;
}

function writeDisk(dev: Virtio, disk: BlockBackend, chain: Chain, offset: number, length: number): boolean {
  if (disk.readOnly || !fits(disk, offset, length)) return false;
  const buffer = piece();
  for (let at = 0; at < length; at += PIECE_BYTES) {
    const part = buffer.subarray(0, Math.min(PIECE_BYTES, length - at));
    gather(dev, chain.readable, HEADER_BYTES + at, part);
    if (!disk.write(offset + at, part)) return false;
  }
  return true;
}
