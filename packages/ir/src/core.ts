import { defineLayout } from '@tutti/layout';

/**
 * What every core's state begins with, whatever its architecture. A front-end's state is `defineLayout(name, fields, CORE)`.
 * Owner is the thread that runs the core unless the field says otherwise.
 */
export const CORE = defineLayout('Core', {
  pc: { type: 'i32', align: 64, doc: 'Guest virtual address of the next instruction, low word.' },
  pcHi: { type: 'i32', doc: 'High word of pc; 0 for 32-bit guests.' },
  mode: { type: 'i32', doc: 'Everything besides pc that selects a translation (instruction set, privilege, ...).' },
  budget: { type: 'i32', doc: 'Guest instructions left in this slice; a block is entered while it is >= 0.' },
  exitArg: { type: 'i32', doc: 'Argument of the last exit.' },
  exitLink: { type: 'i32', doc: 'EXIT.LOOKUP: byte offset of the link word to patch; 0: none.' },
  region: { type: 'i32', doc: 'Identity of the compiled region that runs, 0 in the interpreter.' },
  index: { type: 'i32', doc: 'Number of the core on its board. Constant.' },
  faultCode: { type: 'i32', doc: "Guest fault: the code of the front-end's walk, or FAULT_*." },
  faultLo: { type: 'i32', doc: 'Faulting guest virtual address, low word.' },
  faultHi: { type: 'i32', doc: 'High word.' },
  faultAccess: { type: 'i32', doc: 'ACCESS of the faulting access.' },
  slowResult: { type: 'v128', doc: 'Value of a slow-path load or atomic, extended as the op says.' },
  slowValue: { type: 'i64', count: 4, align: 16, doc: 'Operand b of a slow store or atomic in words 0-1, c in 2-3.' },
  exclusiveHost: { type: 'i32', doc: 'Host offset of the open LL reservation; -1: none.' },
  exclusiveBytes: { type: 'i32', doc: 'Its size.' },
  exclusiveValue: { type: 'i64', doc: 'Value the LL saw.' },
  instructions: { type: 'i64', doc: 'Guest instructions retired before the current slice.' },
  sliceBudget: { type: 'i32', doc: 'What budget was at the start of the slice.' },
  tlbGeneration: {
    type: 'i32',
    align: 64,
    doc: "Bumped by whoever invalidates entries of this core's TLBs from outside. Atomics only.",
  },
  signal: {
    type: 'i32',
    align: 64,
    doc: "SIGNAL bits. Any thread sets (Atomics.or, then notify); the core's thread takes (Atomics.exchange).",
  },
  asleep: { type: 'i32', align: 64, doc: "Futex word: 1 while the core's thread waits for a signal. Atomics only." },
});

/** Bits of `CORE.signal`. */
export const SIGNAL = {
  /** The interrupt lines into the core changed. */
  INTERRUPT: 1,
  /** The core's queue holds messages. */
  QUEUE: 2,
  /** Stop at a safe point (exclusive section, pause, debugger). */
  STOP: 4,
  /** Blocks were invalidated or regions published. */
  CODE: 8,
  /** A timer of this core may be due. */
  TIMER: 16,
} as const;

/** Kinds of guest memory access. */
export const ACCESS = { READ: 0, WRITE: 1, FETCH: 2 } as const;
export type Access = (typeof ACCESS)[keyof typeof ACCESS];

/** Fault codes that the soft MMU itself makes; a front-end's own walk codes are >= 16. */
export const FAULT = { ALIGNMENT: 1, BUS: 2 } as const;

/** Entry of a TLB of a guest with 32-bit addresses. */
export const TLB32 = defineLayout('Tlb32', {
  readTag: {
    type: 'i32',
    doc: 'Page address of the guest virtual page; a flag in the low bits sends every access to the slow path.',
  },
  writeTag: { type: 'i32', doc: 'The same for stores.' },
  addend: { type: 'i32', doc: 'Host offset minus guest virtual address, modulo 2^32.' },
  gpaPage: { type: 'i32', doc: 'Guest physical page number.' },
});

/** Entry of a TLB of a guest with 64-bit addresses. */
export const TLB64 = defineLayout('Tlb64', {
  readTag: { type: 'i64', doc: 'As TLB32.' },
  writeTag: { type: 'i64', doc: 'As TLB32.' },
  addend: { type: 'i32', doc: 'Host offset minus the low word of the guest virtual address, modulo 2^32.' },
  gpaPage: { type: 'i32', doc: 'Guest physical page number.' },
  pad: { type: 'i64', doc: 'Makes the entry 32 bytes.' },
});

/**
 * Flags in a tag. A tag with flags never equals what a probe compares: that is a page address, with misalignment in bits 0-7
 * when the access requires alignment, so flags stand above those.
 */
export const TLB_FLAG = {
  INVALID: 0x100,
  /** Device memory, or memory that only the slow path may touch. */
  MMIO: 0x200,
  /** The page holds translated code: a store must invalidate it. */
  CODE: 0x400,
  /** Watched by a debugger or for dirtiness. */
  WATCH: 0x800,
} as const;

/** Entry of the instruction TLB, which guards edges that cross a page. */
export const FETCH_TLB = defineLayout('FetchTlb', {
  tagLo: { type: 'i32', doc: 'Page address of the guest virtual page, low word; has TLB_FLAG.INVALID when empty.' },
  tagHi: { type: 'i32', doc: 'High word.' },
  gpaPage: { type: 'i32', doc: 'Guest physical page number.' },
  mode: { type: 'i32', doc: 'MMU mode that the entry was filled for.' },
});

/** Entry of a core's jump cache. */
export const JUMP = defineLayout('Jump', {
  pc: { type: 'i32', doc: 'Guest pc, low word.' },
  pcHi: { type: 'i32', doc: 'High word.' },
  mode: { type: 'i32', doc: 'CORE.mode that the block was translated for.' },
  block: { type: 'i32', doc: 'Byte offset of the block; 0: empty.' },
});
