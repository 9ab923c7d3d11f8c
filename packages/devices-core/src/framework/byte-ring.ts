import { assert } from '../errors.ts';
import type { ByteSink, ByteSource } from './host.ts';

const HEAD = 0;
const TAIL = 16;
const DATA_BYTES = 128;

/**
 * Bytes in shared memory from one writer at a time to one reader at a time (a device is one, its lock sees to that; a
 * host thread is the other). Head and tail are counters on lines of their own, so neither side waits for the other.
 */
export class ByteRing implements ByteSink, ByteSource {
  private readonly words: Int32Array;
  private readonly data: Uint8Array;
  private readonly mask: number;

  /** Bytes that a ring with room for `capacity` bytes (a power of two) takes. */
  static bytes(capacity: number): number {
    return DATA_BYTES + capacity;
  }

  constructor(buffer: SharedArrayBuffer, base: number, capacity: number) {
    assert(
      base % 64 === 0 && (capacity & (capacity - 1)) === 0,
      'a ring lies on a line and its capacity is a power of two',
    );
    this.words = new Int32Array(buffer, base, DATA_BYTES / 4);
    this.data = new Uint8Array(buffer, base + DATA_BYTES, capacity);
    this.mask = capacity - 1;
  }

  /** Bytes that wait to be read. */
  get length(): number {
    return (Atomics.load(this.words, TAIL) - Atomics.load(this.words, HEAD)) >>> 0;
  }

  push(byte: number): boolean {
    const tail = Atomics.load(this.words, TAIL);
    if ((tail - Atomics.load(this.words, HEAD)) >>> 0 > this.mask) return false;
    this.data[tail & this.mask] = byte;
    Atomics.store(this.words, TAIL, (tail + 1) | 0);
    return true;
  }

  pop(): number {
    const head = Atomics.load(this.words, HEAD);
    if (head === Atomics.load(this.words, TAIL)) return -1;
    const byte = this.data[head & this.mask] ?? 0;
    Atomics.store(this.words, HEAD, (head + 1) | 0);
    return byte;
  }
}
