import { CAUSE, type E1000Device, MAX_PACKET_BYTES, RING_ENTRY_BYTES } from './e1000-map.ts';
import { contextOf, insertChecksum, segments } from './e1000-offload.ts';
import { interrupt } from './interrupt.ts';

const ENABLE = 2;
/** Third word of a descriptor. */
const COMMAND = {
  END: 1 << 24,
  LEGACY_CHECKSUM: 1 << 26,
  SEGMENT: 1 << 26,
  REPORT: 1 << 27,
  EXTENDED: 1 << 29,
} as const;
const DATA_TYPE = 1 << 20;
/** Options of a packet: checksums, which the first data descriptor asks for. */
const OPTION = { IP: 1, TCP: 2, SEGMENT: 4 } as const;
const DONE = 1;
const MAX_FRAME_BYTES = 1522;
const MIN_FRAME_BYTES = 14;
/** Descriptors that are looked at in one go. */
const MAX_STEPS = 4096;

interface Ring {
  readonly base: number;
  readonly entries: number;
}

const ring = ({ state }: E1000Device): Ring => ({
  base: state.TDBAH * 2 ** 32 + state.TDBAL,
  entries: state.TDLEN / RING_ENTRY_BYTES,
});

/** One descriptor under the lock. @returns a packet that is complete, undefined otherwise */
function step(dev: E1000Device, { base, entries }: Ring): Uint8Array[] {
  const { state } = dev;
  const at = base + RING_ENTRY_BYTES * (state.TDH % entries);
  const bytes = new Uint8Array(RING_ENTRY_BYTES);
  dev.memory.readBytes(at, bytes);
  const words = new Uint32Array(bytes.buffer);
  const command = words[2] ?? 0;
  state.TDH = (state.TDH + 1) % entries;
  let frames: Uint8Array[] = [];
  if ((command & COMMAND.EXTENDED) !== 0 && (command & DATA_TYPE) === 0) state.context.set(words);
  else frames = addData(dev, words);
  if ((command & COMMAND.REPORT) !== 0) dev.memory.writeBytes(at + 12, Uint8Array.of((bytes[12] ?? 0) | DONE));
  return frames;
}

function addData(dev: E1000Device, words: Uint32Array): Uint8Array[] {
  const { state, bytes: buffer } = dev;
  const [low = 0, high = 0, command = 0, tail = 0] = words;
  const extended = (command & COMMAND.EXTENDED) !== 0;
  const length = command & (extended ? 0xf_ffff : 0xffff);
  if (state.length === 0) {
    state.options = extended ? ((tail >>> 8) & 3) | ((command & COMMAND.SEGMENT) !== 0 ? OPTION.SEGMENT : 0) : 0;
  }
  const take = Math.min(length, MAX_PACKET_BYTES - state.length);
  dev.memory.readBytes(high * 2 ** 32 + low, buffer.subarray(state.length, state.length + take));
  state.length += take;
  if ((command & COMMAND.END) === 0) return [];
  const packet = buffer.slice(0, state.length);
  state.length = 0;
  if (!extended && (command & COMMAND.LEGACY_CHECKSUM) !== 0)
    insertChecksum(packet, { start: (tail >>> 8) & 0xff, at: (command >>> 16) & 0xff, end: 0 });
  return framesOf(dev, packet);
}

function framesOf({ state }: E1000Device, packet: Uint8Array): Uint8Array[] {
  const context = contextOf(state.context);
  const frames = (state.options & OPTION.SEGMENT) !== 0 ? segments(packet, context) : [packet];
  for (const frame of frames) {
    if ((state.options & OPTION.TCP) !== 0) insertChecksum(frame, context.tcp);
    if ((state.options & OPTION.IP) !== 0) insertChecksum(frame, context.ip);
  }
  return frames.filter(({ length }) => length >= MIN_FRAME_BYTES && length <= MAX_FRAME_BYTES);
}

/** Send what the ring holds. On the I/O thread, without the lock. */
export function transmit(dev: E1000Device): void {
  const { generation } = dev.state;
  for (let steps = 0; steps < MAX_STEPS; steps++) {
    const frames = dev.locked(() => {
      const { state } = dev;
      const where = ring(dev);
      const idle = (state.TCTL & ENABLE) === 0 || where.entries === 0 || state.TDH === state.TDT;
      return idle || state.TDT >= where.entries || state.generation !== generation ? undefined : step(dev, where);
    });
    if (frames === undefined) break;
    for (const frame of frames) dev.net('net')?.send(frame);
  }
  dev.locked(() => {
    if (dev.state.generation === generation) interrupt(dev, CAUSE.SENT | CAUSE.SEND_EMPTY);
  });
}
