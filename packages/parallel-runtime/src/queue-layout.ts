import { defineLayout } from '@tutti/layout';

/** Entries of a core's queue; a power of two. */
export const QUEUE_ENTRIES = 256;

/** Head of a core's message queue: a bounded ring with many writers and one reader. QUEUE_ENTRY records follow. */
export const QUEUE = defineLayout('Queue', {
  tail: { type: 'i32', align: 64, doc: 'Tickets given to writers, modulo 2^32. Atomics.compareExchange.' },
  head: { type: 'i32', align: 64, doc: "Messages taken, modulo 2^32. The core's thread stores." },
});

/**
 * One place of the ring. `turn` says whose it is: t - free for the writer with ticket t; t + 1 - holds the message of ticket t.
 * The reader sets it to t + QUEUE_ENTRIES.
 */
export const QUEUE_ENTRY = defineLayout('QueueEntry', {
  turn: { type: 'i32', doc: 'See above. Atomics; the other words are plain and ordered by it.' },
  kind: { type: 'i32', doc: "MESSAGE, or a front-end's own from 64." },
  a: { type: 'i32', doc: 'First argument.' },
  b: { type: 'i32', doc: 'Second argument.' },
});

/**
 * Kinds of message of the runtime itself. RESTART puts the core into its reset state: a = 1 to run from its entry point, 0 to be held.
 */
export const MESSAGE = {
  FLUSH_TLB: 1,
  FLUSH_PAGE: 2,
  INVALIDATE: 3,
  FLUSH_NON_GLOBAL: 4,
  RESTART: 5,
  FRONT_END: 64,
} as const;
