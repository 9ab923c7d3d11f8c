import { defineLayout } from '@tutti/layout';

/** Bits of the page filter; a power of two. */
export const PAGE_FILTER_BITS = 8192;
/** Words of the store filter; a power of two. */
export const STORE_FILTER_WORDS = 2048;

/**
 * What the owner of a core's TLBs tells other threads about their contents. The owner stores through Atomics before the entry that
 * it announces; a thread that invalidates bumps CORE.tlbGeneration before it reads.
 */
export const TLB_META = defineLayout('TlbMeta', {
  filled: { type: 'i32', align: 64, doc: '0: no TLB, jump cache or fetch TLB of the core holds anything.' },
  largeLo: {
    type: 'i32',
    doc: 'Smallest aligned range that holds all translations of more than 2 MiB: base, low word.',
  },
  largeHi: { type: 'i32', doc: 'High word.' },
  largeShift: { type: 'i32', doc: 'log2 of its size; 0: there are none, 64: everything.' },
  largeFilter: {
    type: 'i32',
    count: PAGE_FILTER_BITS / 32,
    align: 64,
    doc: 'Bit of a hash of each 2 MiB of addresses that a translation of more than 4 KiB, but not more than these, may be in.',
  },
  pageFilter: {
    type: 'i32',
    count: PAGE_FILTER_BITS / 32,
    align: 64,
    doc: 'Bit of a hash of each virtual page that the jump cache or the fetch TLB may hold.',
  },
  storeFilter: {
    type: 'i32',
    count: STORE_FILTER_WORDS,
    align: 64,
    doc: 'By the number of a page of memory, modulo their count: bit i is set when write tags of part i of 32 of the TLBs may lead to it.',
  },
});
