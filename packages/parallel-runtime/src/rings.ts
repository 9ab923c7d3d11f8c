import { defineLayout } from '@tutti/layout';

/** Head of a byte ring; its bytes follow at RING.size. */
export const RING = defineLayout('Ring', {
  head: { type: 'i32', align: 64, doc: 'Bytes ever read, modulo 2^32. The reader writes.' },
  tail: { type: 'i32', align: 64, doc: 'Bytes ever written, modulo 2^32. The writer writes.' },
  lost: { type: 'i32', doc: 'Bytes that a writer dropped because the ring was full.' },
});

/**
 * A byte queue between two threads: one writer at a time (a device under its lock), one reader. Nothing blocks; who must sleep
 * waits on the futex word `event` (CONTROL.ioEvent for rings to the host) after looking at the ring again.
 */
export class ByteRing {
  readonly #i32: Int32Array;
  readonly #u8: Uint8Array;
  readonly #at: number;
  readonly #data: number;
  readonly #event: number;
  /** Bytes that fit; a power of two. */
  readonly capacity: number;

  /** @param place  from the memory plan: byte offset, and bytes of header and data together */
  constructor(buffer: SharedArrayBuffer, place: RingPlace, eventWord: number) {
    this.#i32 = new Int32Array(buffer);
    this.#at = place.base;
    this.#data = place.base + RING.size;
    this.capacity = place.capacity;
    this.#u8 = new Uint8Array(buffer, this.#data, this.capacity);
    this.#event = eventWord >>> 2;
  }

  /** Bytes that can be read. */
  available(): number {
    return (
      (Atomics.load(this.#i32, (this.#at + RING.at.tail) >>> 2) -
        Atomics.load(this.#i32, (this.#at + RING.at.head) >>> 2)) >>>
      0
    );
  }

  /** Bytes that can be written. */
  space(): number {
    return this.capacity - this.available();
  }

  /** @returns bytes taken; fewer than given when the ring is full */
  write(bytes: Uint8Array): number {
    const take = Math.min(bytes.length, this.space());
    const tail = this.#i32[(this.#at + RING.at.tail) >>> 2] as number;
    for (let i = 0; i < take; i++) this.#u8[(tail + i) & (this.capacity - 1)] = bytes[i] as number;
    this.#publish(take);
    return take;
  }

  /** @returns false when the ring is full */
  writeByte(byte: number): boolean {
    if (this.space() === 0) return false;
    const tail = this.#i32[(this.#at + RING.at.tail) >>> 2] as number;
    this.#u8[tail & (this.capacity - 1)] = byte;
    this.#publish(1);
    return true;
  }

  /** Up to `most` bytes, removed from the ring; empty when there are none. */
  read(most: number = this.capacity): Uint8Array {
    const out = new Uint8Array(Math.min(most, this.available()));
    const head = this.#i32[(this.#at + RING.at.head) >>> 2] as number;
    for (let i = 0; i < out.length; i++) out[i] = this.#u8[(head + i) & (this.capacity - 1)] as number;
    this.#consume(out.length);
    return out;
  }

  /** One byte, or -1. */
  readByte(): number {
    if (this.available() === 0) return -1;
    const head = this.#i32[(this.#at + RING.at.head) >>> 2] as number;
    const byte = this.#u8[head & (this.capacity - 1)] as number;
    this.#consume(1);
    return byte;
  }

  #publish(bytes: number): void {
    if (bytes === 0) return;
    Atomics.add(this.#i32, (this.#at + RING.at.tail) >>> 2, bytes);
    this.#bump();
  }

  #consume(bytes: number): void {
    if (bytes === 0) return;
    Atomics.add(this.#i32, (this.#at + RING.at.head) >>> 2, bytes);
    this.#bump();
  }

  #bump(): void {
    Atomics.add(this.#i32, this.#event, 1);
    Atomics.notify(this.#i32, this.#event);
  }
}

export interface RingPlace {
  readonly base: number;
  readonly capacity: number;
}
