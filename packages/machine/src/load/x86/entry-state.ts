import type { BootState } from '@tutti/ir';
import type { LoadContext, Segment } from '../types.ts';
import { LOW } from './low-memory.ts';

const PAGE = 4096;
const LARGE_PAGE = 2 ** 21;
/** Present, writable; and a page of 2 MiB. */
const TABLE = 3;
const LARGE = 0x83;
const GIGABYTES = 4;

/** CR0.PE; PE and PG; CR4.PAE; EFER.LME. */
const PROTECTED = 1;
const PAGED = 0x8000_0001;
const PAE = 0x20;
const LONG_MODE = 0x100;

/** Page tables that map the first 4 GiB onto themselves. @see Intel SDM 3A, 4.5 */
function identityMap(): Segment {
  const bytes = new Uint8Array((2 + GIGABYTES) * PAGE);
  const view = new DataView(bytes.buffer);
  const table = (n: number): number => LOW.PAGE_TABLES + n * PAGE;
  view.setUint32(0, table(1) | TABLE, true);
  for (let gib = 0; gib < GIGABYTES; gib++) {
    view.setUint32(PAGE + 8 * gib, table(2 + gib) | TABLE, true);
    for (let i = 0; i < 512; i++) {
      const at = gib * 2 ** 30 + i * LARGE_PAGE;
      view.setUint32((2 + gib) * PAGE + 8 * i, (at | LARGE) >>> 0, true);
    }
  }
  return { at: LOW.PAGE_TABLES, bytes, what: 'page tables' };
}

const CODE = { 32: 0x00cf_9b00, 64: 0x00af_9b00 } as const;
const DATA = 0x00cf_9300;
const FLAT = 0x0000_ffff;

/** Descriptors 10h (code) and 18h (data), which Linux expects to be loaded. */
function descriptors(bits: 32 | 64): Segment {
  const words = [0, 0, 0, 0, FLAT, CODE[bits], FLAT, DATA];
  const view = new DataView(new ArrayBuffer(4 * words.length));
  for (const [i, word] of words.entries()) view.setUint32(4 * i, word, true);
  return { at: LOW.GDT, bytes: new Uint8Array(view.buffer), what: 'descriptor table' };
}

/** State of the first core, and the others, which wait for their start-up interrupt. */
function cores(first: BootState['registers'], count: number): BootState[] {
  return Array.from({ length: count }, (_, i) =>
    i === 0 ? { registers: first, held: false } : { registers: {}, held: true },
  );
}

/** What a 32- or 64-bit flat entry takes besides the program itself. */
export interface Entry {
  readonly segments: readonly Segment[];
  readonly boot: readonly BootState[];
}

/** 32-bit protected mode, flat segments, no paging. */
export function enter32(rip: number, registers: BootState['registers'], { cores: count }: LoadContext): Entry {
  const gdt = descriptors(32);
  const state = { flat: 32, cr0: PROTECTED, gdtBase: gdt.at, gdtLimit: gdt.bytes.length - 1, rip, ...registers };
  return { segments: [gdt], boot: cores(state, count) };
}

/** 64-bit mode with the first 4 GiB mapped onto themselves. */
export function enter64(rip: number, registers: BootState['registers'], { cores: count }: LoadContext): Entry {
  const gdt = descriptors(64);
  const state = {
    flat: 64,
    cr0: PAGED,
    cr3: LOW.PAGE_TABLES,
    cr4: PAE,
    efer: LONG_MODE,
    gdtBase: gdt.at,
    gdtLimit: gdt.bytes.length - 1,
    rip,
    ...registers,
  };
  return { segments: [gdt, identityMap()], boot: cores(state, count) };
}

/** The reset vector: nothing is set. */
export const enterReset = ({ cores: count }: LoadContext): readonly BootState[] => cores({}, count);
