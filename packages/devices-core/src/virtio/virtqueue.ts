import type { DeviceMemory } from '../framework/host.ts';
import type { Virtio } from './transport-map.ts';
import { raise } from './virtio-interrupt.ts';

/** A piece of a buffer in guest memory. */
export interface Segment {
  readonly gpa: number;
  readonly length: number;
}

/** One buffer of a queue: what the device may read, then what it may write. */
export interface Chain {
  readonly queue: number;
  readonly head: number;
  readonly readable: readonly Segment[];
  readonly writable: readonly Segment[];
  readonly generation: number;
}

const DESC_BYTES = 16;
const F_NEXT = 1;
const F_WRITE = 2;
const F_INDIRECT = 4;
const NO_INTERRUPT = 1;
/** No device of ours needs longer chains; a longer one is a loop or an attack. */
const MAX_CHAIN = 1024;

/** Addresses of the three parts of a queue. */
export interface Rings {
  readonly size: number;
  readonly desc: number;
  readonly avail: number;
  readonly used: number;
}

/** Where the guest put a queue, by the version of its interface (virtio 1.2, 2.7 and 2.7.2). @returns undefined when it is off */
export function ringsOf(dev: Virtio, queue: number): Rings | undefined {
  const { state } = dev;
  const size = state.size[queue] ?? 0;
  if (size === 0) return undefined;
  if (dev.options.version === 1) {
    const desc = (state.pfn[queue] ?? 0) * state.GuestPageSize;
    if (desc === 0) return undefined;
    const align = Math.max(4, state.align[queue] ?? 4);
    const avail = desc + DESC_BYTES * size;
    return { size, desc, avail, used: Math.ceil((avail + 6 + 2 * size) / align) * align };
  }
  if (state.ready[queue] !== 1) return undefined;
  const at = (low: number | undefined, high: number | undefined) => (low ?? 0) + (high ?? 0) * 2 ** 32;
  return {
    size,
    desc: at(state.descLow[queue], state.descHigh[queue]),
    avail: at(state.driverLow[queue], state.driverHigh[queue]),
    used: at(state.deviceLow[queue], state.deviceHigh[queue]),
  };
}

/**
 * Take the next buffer of a queue. On the I/O thread.
 * @returns undefined when there is none, or when the queue is broken: then the device says so in its status
 */
export function takeChain(dev: Virtio, queue: number): Chain | undefined {
  // Two lock sections: the index must be read before the entry it covers.
  const rings = dev.locked(() => (hasChain(dev, queue) ? ringsOf(dev, queue) : undefined));
  if (rings === undefined) return undefined;
  return dev.locked(() => {
    const next = dev.state.nextAvail[queue] ?? 0;
    const head = read16(dev.memory, rings.avail + 4 + 2 * (next % rings.size));
    const chain = readChain(dev, queue, rings, head);
    if (chain === undefined) breakDevice(dev);
    else dev.state.nextAvail[queue] = next + 1;
    return chain;
  });
}

/** Whether a buffer is available. */
export function hasChain(dev: Virtio, queue: number): boolean {
  const rings = ringsOf(dev, queue);
  return rings !== undefined && read16(dev.memory, rings.avail + 2) !== dev.state.nextAvail[queue];
}

/**
 * Give a buffer back. On the I/O thread, without the lock.
 * @param written  bytes put into its writable part
 */
export function giveBack(dev: Virtio, chain: Chain, written: number): void {
  const { queue } = chain;
  const rings = dev.locked(() => (dev.state.generation === chain.generation ? ringsOf(dev, queue) : undefined));
  if (rings === undefined) return;
  const next = dev.state.nextUsed[queue] ?? 0;
  const entry = rings.used + 4 + 8 * (next % rings.size);
  write32(dev.memory, entry, chain.head);
  write32(dev.memory, entry + 4, written);
  // Taking the lock orders the entry before the index, and the index before the look at the flags.
  dev.locked(() => {
    if (dev.state.generation !== chain.generation) return;
    dev.state.nextUsed[queue] = next + 1;
    write16(dev.memory, rings.used + 2, (next + 1) & 0xffff);
  });
  dev.locked(() => {
    if (dev.state.generation !== chain.generation) return;
    if ((read16(dev.memory, rings.avail) & NO_INTERRUPT) === 0) raise(dev, 1, queue);
  });
}

/** The guest broke a rule that leaves nothing to go on with: DEVICE_NEEDS_RESET (2.1.2). */
function breakDevice(dev: Virtio): void {
  dev.trace('guest_errors', () => 'a descriptor chain is broken; the device waits for a reset');
  dev.state.Status |= 0x40;
  raise(dev, 2);
}

function readChain(dev: Virtio, queue: number, rings: Rings, head: number): Chain | undefined {
  const readable: Segment[] = [];
  const writable: Segment[] = [];
  let table = rings.desc;
  let limit = rings.size;
  let index = head;
  for (let seen = 0; seen < MAX_CHAIN; seen++) {
    if (index >= limit) return undefined;
    const desc = readDesc(dev.memory, table + DESC_BYTES * index);
    if ((desc.flags & F_INDIRECT) !== 0) {
      if (table !== rings.desc || desc.length % DESC_BYTES !== 0) return undefined;
      table = desc.gpa;
      limit = Math.min(desc.length / DESC_BYTES, MAX_CHAIN);
      index = 0;
      continue;
    }
    if ((desc.flags & F_WRITE) !== 0) writable.push(desc);
    else if (writable.length > 0) return undefined;
    else readable.push(desc);
    if ((desc.flags & F_NEXT) === 0) return { queue, head, readable, writable, generation: dev.state.generation };
    index = desc.next;
  }
  return undefined;
}

function readDesc(memory: DeviceMemory, gpa: number): Segment & { flags: number; next: number } {
  const bytes = new Uint8Array(DESC_BYTES);
  memory.readBytes(gpa, bytes);
  const view = new DataView(bytes.buffer);
  return {
    gpa: view.getUint32(0, true) + view.getUint32(4, true) * 2 ** 32,
    length: view.getUint32(8, true),
    flags: view.getUint16(12, true),
    next: view.getUint16(14, true),
  };
}

function read16(memory: DeviceMemory, gpa: number): number {
  const bytes = new Uint8Array(2);
  memory.readBytes(gpa, bytes);
  return (bytes[0] ?? 0) | ((bytes[1] ?? 0) << 8);
}

function write16(memory: DeviceMemory, gpa: number, value: number): void {
  memory.writeBytes(gpa, Uint8Array.of(value, value >>> 8));
}

function write32(memory: DeviceMemory, gpa: number, value: number): void {
  memory.writeBytes(gpa, Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24));
}

export function totalLength(segments: readonly Segment[]): number {
  return segments.reduce((sum, { length }) => sum + length, 0);
}

/** Read `into.length` bytes of a scattered buffer from byte `from` on. @returns bytes read */
export function gather(dev: Virtio, segments: readonly Segment[], from: number, into: Uint8Array): number {
  return walk(segments, from, into, (gpa, part) => dev.memory.readBytes(gpa, part));
}

/** Write `bytes` into a scattered buffer from byte `from` on. @returns bytes written */
export function scatter(dev: Virtio, segments: readonly Segment[], from: number, bytes: Uint8Array): number {
  return walk(segments, from, bytes, (gpa, part) => dev.memory.writeBytes(gpa, part));
}

function walk(
  segments: readonly Segment[],
  from: number,
  bytes: Uint8Array,
  move: (gpa: number, part: Uint8Array) => void,
): number {
  let skip = from;
  let done = 0;
  for (const { gpa, length } of segments) {
    const here = Math.min(length - skip, bytes.length - done);
    if (here > 0) {
      move(gpa + skip, bytes.subarray(done, done + here));
      done += here;
    }
    skip = Math.max(0, skip - length);
  }
  return done;
}
