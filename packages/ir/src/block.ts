import { defineLayout } from '@tutti/layout';

/**
 * A hot block that has no region is told of again each time it has run so often: its region may have died with one of the others in
 * it, or nobody had room for it. A power of two.
 */
export const HOT_AGAIN = 1 << 14;

/** Header of a block in the code cache; its records (32-bit words, see opcodes.ts) follow at `BLOCK.size`. */
export const BLOCK = defineLayout('Block', {
  live: {
    type: 'i32',
    align: 64,
    doc: '1 while the translation holds, 0 once invalidated. Atomics only; read plainly by translated code.',
  },
  code: {
    type: 'i32',
    doc: 'Table index of the compiled region that starts here; 0: none. Written by the compiler worker.',
  },
  counter: {
    type: 'i32',
    doc: 'Executions left until the block counts as hot; below 0 see HOT_AGAIN. Approximate: written by every core without atomics.',
  },
  pc: { type: 'i32', doc: 'Guest pc of the first instruction, low word.' },
  pcHi: { type: 'i32', doc: 'High word.' },
  mode: { type: 'i32', doc: 'CORE.mode that it was translated for.' },
  gpaPage: { type: 'i32', doc: 'Guest physical page of the first byte.' },
  gpaPage2: { type: 'i32', doc: 'Guest physical page of the last byte when another, else -1.' },
  insns: { type: 'i32', doc: 'Guest instructions.' },
  guestBytes: { type: 'i32', doc: 'Guest bytes.' },
  words: { type: 'i32', doc: 'Words of records after the header.' },
  hashNext: { type: 'i32', doc: 'Next block of the same hash bucket; 0: last.' },
  pageNext: { type: 'i32', doc: 'Next block that starts on the same page; 0: last.' },
  pageNext2: { type: 'i32', doc: 'Next block that ends on gpaPage2; 0: last.' },
  hostPage: { type: 'i32', doc: 'Host page of the first byte.' },
  region: { type: 'i32', doc: 'Identity of a region that contains this block; 0: none.' },
});
