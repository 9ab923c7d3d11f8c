import { CAUSE, type E1000Device, RING_ENTRY_BYTES } from './e1000-map.ts';
import { interrupt } from './interrupt.ts';

/** Bits of RCTL. */
const RCTL = {
  ENABLE: 2,
  UNICAST: 8,
  MULTICAST: 0x10,
  BROADCAST: 0x8000,
  SIZE_TIMES_16: 0x0200_0000,
  STRIP_CRC: 0x0400_0000,
} as const;
const VALID = 0x8000_0000;
const STATUS = { DONE: 1, END: 2, IGNORE_CHECKSUM: 4 } as const;
const MIN_BYTES = 60;
const CRC_BYTES = 4;

const entriesOf = ({ state }: E1000Device): number => state.RDLEN / RING_ENTRY_BYTES;

/** Whether the receiver has a place for a frame. */
const isReady = ({ state }: E1000Device, entries: number): boolean =>
  (state.RCTL & RCTL.ENABLE) !== 0 &&
  entries > 0 &&
  state.RDH < entries &&
  state.RDT < entries &&
  state.RDH !== state.RDT;

function bufferBytes({ state }: E1000Device): number {
  const size = 2048 >>> ((state.RCTL >>> 16) & 3);
  return (state.RCTL & RCTL.SIZE_TIMES_16) === 0 ? size : size * 16;
}

/** Address filter: unicast by the address table, multicast by the hash table. @see the manual, 3.2.1 */
function isWanted({ state }: E1000Device, frame: Uint8Array): boolean {
  const { RCTL: control } = state;
  if (frame.subarray(0, 6).every((byte) => byte === 0xff)) return (control & (RCTL.BROADCAST | RCTL.UNICAST)) !== 0;
  const low = ((frame[0] ?? 0) | ((frame[1] ?? 0) << 8) | ((frame[2] ?? 0) << 16) | ((frame[3] ?? 0) << 24)) >>> 0;
  const high = (frame[4] ?? 0) | ((frame[5] ?? 0) << 8);
  if (((frame[0] ?? 0) & 1) === 0) {
    if ((control & RCTL.UNICAST) !== 0) return true;
  } else {
    if ((control & RCTL.MULTICAST) !== 0) return true;
    const shift = [4, 3, 2, 0][(control >>> 12) & 3] ?? 4;
    const hash = (high >>> shift) & 0xfff;
    if (((state.MTA[hash >>> 5] ?? 0) & (1 << (hash & 31))) !== 0) return true;
  }
  return state.RAL.some(
    (word, i) => word === low && ((state.RAH[i] ?? 0) & 0x8000_ffff) >>> 0 === (VALID | high) >>> 0,
  );
}

/** Put a frame into as many buffers as it needs. The lock is held. @returns false when the ring has too few */
function place(dev: E1000Device, frame: Uint8Array): boolean {
  const { state, memory } = dev;
  const entries = entriesOf(dev);
  const size = bufferBytes(dev);
  const strip = (state.RCTL & RCTL.STRIP_CRC) !== 0;
  const bytes = new Uint8Array(Math.max(MIN_BYTES, frame.length) + (strip ? 0 : CRC_BYTES));
  bytes.set(frame);
  const free = (state.RDT - state.RDH + entries) % entries;
  if (Math.ceil(bytes.length / size) > free) return false;
  const base = state.RDBAH * 2 ** 32 + state.RDBAL;
  for (let from = 0; from < bytes.length; from += size) {
    const at = base + RING_ENTRY_BYTES * state.RDH;
    const entry = new Uint8Array(RING_ENTRY_BYTES);
    memory.readBytes(at, entry);
    const view = new DataView(entry.buffer);
    const part = bytes.subarray(from, from + size);
    memory.writeBytes(view.getUint32(4, true) * 2 ** 32 + view.getUint32(0, true), part);
    view.setUint16(8, part.length, true);
    view.setUint16(10, 0, true);
    view.setUint32(12, STATUS.DONE | STATUS.IGNORE_CHECKSUM | (from + size >= bytes.length ? STATUS.END : 0), true);
    memory.writeBytes(at + 8, entry.subarray(8));
    state.RDH = (state.RDH + 1) % entries;
  }
  return true;
}

/** Take frames from the network while there is room. On the I/O thread, without the lock. */
export function receive(dev: E1000Device): void {
  const net = dev.net('net');
  let received = false;
  while (net !== undefined && dev.locked(() => isReady(dev, entriesOf(dev)))) {
    const frame = net.receive();
    if (frame === undefined) break;
    const placed = dev.locked(() => isReady(dev, entriesOf(dev)) && isWanted(dev, frame) && place(dev, frame));
    received ||= placed;
  }
  if (received) dev.locked(() => interrupt(dev, CAUSE.RECEIVED | CAUSE.RECEIVE_LOW));
}
