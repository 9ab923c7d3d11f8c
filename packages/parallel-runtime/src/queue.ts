import { QUEUE, QUEUE_ENTRIES, QUEUE_ENTRY } from './queue-layout.ts';

/** A message: kind, arguments. */
export type Message = readonly [kind: number, a: number, b: number];

/** Receives messages in order. */
export type Receiver = (kind: number, a: number, b: number) => void;

/** The message queue of one core: any thread pushes, the core's thread drains. */
export class CoreQueue {
  readonly #i32: Int32Array;
  readonly #tail: number;
  readonly #head: number;
  readonly #entries: number;

  /** @param offset  byte offset of QUEUE */
  constructor(i32: Int32Array, offset: number) {
    this.#i32 = i32;
    this.#tail = (offset + QUEUE.at.tail) >>> 2;
    this.#head = (offset + QUEUE.at.head) >>> 2;
    this.#entries = (offset + QUEUE.size) >>> 2;
  }

  /** Empty the queue. Before any thread uses it. */
  initialise(): void {
    this.#i32[this.#tail] = 0;
    this.#i32[this.#head] = 0;
    for (let ticket = 0; ticket < QUEUE_ENTRIES; ticket++) this.#i32[this.#entry(ticket)] = ticket;
  }

  /** @returns false when the queue is full: nothing was sent */
  push(kind: number, a: number, b: number): boolean {
    const i32 = this.#i32;
    for (;;) {
      const ticket = Atomics.load(i32, this.#tail);
      const entry = this.#entry(ticket);
      const turn = Atomics.load(i32, entry + QUEUE_ENTRY.at.turn / 4);
      if (turn === ticket) {
        if (Atomics.compareExchange(i32, this.#tail, ticket, (ticket + 1) | 0) !== ticket) continue;
        i32[entry + QUEUE_ENTRY.at.kind / 4] = kind;
        i32[entry + QUEUE_ENTRY.at.a / 4] = a;
        i32[entry + QUEUE_ENTRY.at.b / 4] = b;
        Atomics.store(i32, entry + QUEUE_ENTRY.at.turn / 4, (ticket + 1) | 0);
        return true;
      }
      if (((turn - ticket) | 0) < 0) return false;
    }
  }

  /** Take all messages that are complete. The core's thread. @returns how many */
  drain(receive: Receiver): number {
    const i32 = this.#i32;
    let count = 0;
    for (;;) {
      const ticket = i32[this.#head] as number;
      const entry = this.#entry(ticket);
      if (Atomics.load(i32, entry + QUEUE_ENTRY.at.turn / 4) !== ((ticket + 1) | 0)) return count;
      const kind = i32[entry + QUEUE_ENTRY.at.kind / 4] as number;
      const a = i32[entry + QUEUE_ENTRY.at.a / 4] as number;
      const b = i32[entry + QUEUE_ENTRY.at.b / 4] as number;
      Atomics.store(i32, entry + QUEUE_ENTRY.at.turn / 4, (ticket + QUEUE_ENTRIES) | 0);
      Atomics.store(i32, this.#head, (ticket + 1) | 0);
      receive(kind, a, b);
      count += 1;
    }
  }

  /** Messages that wait, oldest first; they stay. While nobody sends or drains. */
  waiting(): readonly Message[] {
    const i32 = this.#i32;
    const messages: Message[] = [];
    for (let ticket = i32[this.#head] as number; ticket !== i32[this.#tail]; ticket = (ticket + 1) | 0) {
      const entry = this.#entry(ticket);
      const word = (offset: number): number => i32[entry + offset / 4] as number;
      messages.push([word(QUEUE_ENTRY.at.kind), word(QUEUE_ENTRY.at.a), word(QUEUE_ENTRY.at.b)]);
    }
    return messages;
  }

  #entry(ticket: number): number {
    return this.#entries + (ticket & (QUEUE_ENTRIES - 1)) * (QUEUE_ENTRY.size / 4);
  }
}
