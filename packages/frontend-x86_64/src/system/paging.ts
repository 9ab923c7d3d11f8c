import { ACCESS, type Access, type WalkResult } from '@tutti/ir';
import { MMU_MODE } from '../mode.ts';
import { FEATURE_BITS } from '../models.ts';
import { AT, CR0, CR4, EFER } from '../state.ts';
import type { X86Context } from './context.ts';

/** Fault codes of walks: FAULT_BASE + the error code of the page fault, or NOT_CANONICAL. */
export const FAULT_BASE = 16;
export const NOT_CANONICAL = FAULT_BASE + 0x100;

/** Bits of a page-fault error code. @see Intel SDM 3A, 4.7 */
export const PF = { PRESENT: 1, WRITE: 2, USER: 4, RESERVED: 8, FETCH: 16 } as const;

/** Bits of paging-structure entries. @see Intel SDM 3A, 4.5 */
const PTE = { P: 1, RW: 2, US: 4, A: 32, D: 64, PS: 128, G: 256 } as const;

const READ = 1 << ACCESS.READ;
const WRITE = 1 << ACCESS.WRITE;
const FETCH = 1 << ACCESS.FETCH;
/** Bits 51:32 of an entry that hold an address, in its high word. */
const ADDRESS_HIGH = 0x000fffff;
/** Bits 62:52 in the high word. */
const PAE_RESERVED_HIGH = 0x7ff00000;
/** Reserved bits of an entry of the page-directory-pointer table of PAE paging. */
const PDPTE_RESERVED = 0x1e6;
/** How often a walk begins again because another core changed an entry meanwhile. */
const RETRIES = 64;

/** Shapes of the paging structures, from the root: shift of the index, bits of it, whether PS makes a page. */
interface Levels {
  readonly entryBytes: 4 | 8;
  readonly shifts: readonly number[];
}
const FOUR_LEVEL: Levels = { entryBytes: 8, shifts: [39, 30, 21, 12] };
const PAE: Levels = { entryBytes: 8, shifts: [30, 21, 12] };
const TWO_LEVEL: Levels = { entryBytes: 4, shifts: [22, 12] };

/** Index of a level from the two words of an address. */
function indexAt(lo: number, hi: number, shift: number, mask: number): number {
  if (shift >= 32) return (hi >>> (shift - 32)) & mask;
  return ((lo >>> shift) | (shift > 22 && shift < 32 ? hi << (32 - shift) : 0)) & mask;
}

/**
 * Translate a linear address for an access. Sets accessed and dirty bits. @param mmuMode an MMU_MODE
 * @returns false on a fault, with `out.faultCode` set
 * @see Intel SDM 3A, chapter 4
 */
export function walk(
  context: X86Context,
  lo: number,
  hi: number,
  access: Access,
  mmuMode: number,
  out: WalkResult,
): boolean {
  const { words } = context;
  const cr0 = words[AT.cr0 >> 2] as number;
  const long = ((words[AT.efer >> 2] as number) & EFER.LMA) !== 0;
  if (!(cr0 & CR0.PG)) {
    out.gpaPage = lo >>> 12;
    out.allowed = READ | WRITE | FETCH;
    out.global = true;
    return true;
  }
  if (long && hi >> 15 !== 0 && hi >> 15 !== -1) {
    out.faultCode = NOT_CANONICAL;
    return false;
  }
  const cr4 = words[AT.cr4 >> 2] as number;
  const levels = long ? FOUR_LEVEL : cr4 & CR4.PAE ? PAE : TWO_LEVEL;
  for (let tries = 0; tries < RETRIES; tries++) {
    const result = descend(context, levels, lo, hi, access, mmuMode, out);
    if (result !== AGAIN) return result === DONE;
  }
  out.faultCode = FAULT_BASE;
  return false;
}

const DONE = 0;
const FAULTED = 1;
const AGAIN = 2;

function descend(
  context: X86Context,
  levels: Levels,
  lo: number,
  hi: number,
  access: Access,
  mmuMode: number,
  out: WalkResult,
): number {
  // hot
  const { words, env, pair } = context;
  const cr0 = words[AT.cr0 >> 2] as number;
  const cr4 = words[AT.cr4 >> 2] as number;
  const nxe = ((words[AT.efer >> 2] as number) & EFER.NXE) !== 0 && levels.entryBytes === 8;
  const { shifts, entryBytes } = levels;
  const last = shifts.length - 1;
  const pae = shifts === PAE.shifts;
  let table = entryAddress(
    words[AT.cr3 >> 2] as number,
    shifts.length === 4 ? (words[(AT.cr3 >> 2) + 1] as number) : 0,
    pae ? 31 : 4095,
  );
  let rw = PTE.RW;
  let us = PTE.US;
  let nx = 0;
  const user = mmuMode === MMU_MODE.USER;
  const errorBase =
    (access === ACCESS.WRITE ? PF.WRITE : 0) |
    (user ? PF.USER : 0) |
    (access === ACCESS.FETCH && (nxe || (cr4 & CR4.SMEP) !== 0) ? PF.FETCH : 0);
  for (let level = 0; ; level++) {
    const shift = shifts[level] as number;
    const index = indexAt(lo, hi, shift, pae && level === 0 ? 3 : entryBytes === 8 ? 511 : 1023);
    const at = table + index * entryBytes;
    let entry: number;
    let high = 0;
    if (entryBytes === 8) {
      env.readPhys64(at, pair);
      entry = pair[0] as number;
      high = pair[1] as number;
    } else entry = env.readPhys(at, 4) | 0;
    if (!(entry & PTE.P)) {
      out.faultCode = FAULT_BASE + errorBase;
      return FAULTED;
    }
    const root = pae && level === 0;
    if (high < 0 && (!nxe || root)) return reserved(out, errorBase);
    if (high & highReserved(context, pae)) return reserved(out, errorBase);
    if (root && entry & PDPTE_RESERVED) return reserved(out, errorBase);
    if (entry & PTE.PS && shift >= 30 && !root && (shift > 30 || !gigabytePages(context)))
      return reserved(out, errorBase);
    if (!root) {
      rw &= entry;
      us &= entry;
      if (high < 0) nx = 1;
    }
    const pageable = level > 0 || entryBytes === 4;
    const large =
      level < last && pageable && !root && (entry & PTE.PS) !== 0 && (entryBytes === 8 || (cr4 & CR4.PSE) !== 0);
    if (level < last && !large) {
      if (!root && !(entry & PTE.A) && !env.casPhys32(at, entry, entry | PTE.A)) return AGAIN;
      table = entryAddress(entry, high, 4095);
      continue;
    }
    // The entry maps a page.
    const write = user || (cr0 & CR0.WP) !== 0 ? rw !== 0 : true;
    const reachable = user ? us !== 0 : !(mmuMode === MMU_MODE.SMAP && us !== 0);
    const executable = nx === 0 && (user ? us !== 0 : !(us !== 0 && (cr4 & CR4.SMEP) !== 0));
    const right = access === ACCESS.FETCH ? executable : access === ACCESS.WRITE ? reachable && write : reachable;
    if (large && (entry & largeReserved(entryBytes, shift)) !== 0) return reserved(out, errorBase);
    if (!right) {
      out.faultCode = FAULT_BASE + (errorBase | PF.PRESENT);
      return FAULTED;
    }
    const marks = entry | PTE.A | (access === ACCESS.WRITE ? PTE.D : 0);
    if (marks !== entry && !env.casPhys32(at, entry, marks)) return AGAIN;
    const dirty = (marks & PTE.D) !== 0;
    out.allowed = (reachable ? READ : 0) | (reachable && write && dirty ? WRITE : 0) | (executable ? FETCH : 0);
    out.global = (entry & PTE.G) !== 0 && (cr4 & CR4.PGE) !== 0;
    out.pageShift = shift;
    const offsetPages = (1 << (shift - 12)) - 1;
    // PSE-36: bits 20:13 of a 4 MiB entry are bits 39:32 of the address (Intel SDM 3A, 4.3).
    const highBits = entryBytes === 8 ? high & ADDRESS_HIGH : large ? (entry >>> 13) & 0xff : 0;
    const page = highBits * 0x100000 + (((entry >>> 12) & ~offsetPages) >>> 0);
    out.gpaPage = (page + ((lo >>> 12) & offsetPages)) | 0;
    return DONE;
  }
}

const entryAddress = (entry: number, high: number, mask: number): number =>
  (high & ADDRESS_HIGH) * 0x100000000 + ((entry & ~mask) >>> 0);

/** Reserved bits of an entry's high word: addresses beyond the model's, and with PAE paging all up to XD. */
const highReserved = ({ model }: X86Context, pae: boolean): number =>
  (ADDRESS_HIGH & ~((1 << (model.physicalBits - 32)) - 1)) | (pae ? PAE_RESERVED_HIGH : 0);

const gigabytePages = ({ model }: X86Context): boolean =>
  ((model.features.edx8 >> FEATURE_BITS.edx8.pdpe1gb) & 1) !== 0;

/** Address bits of a large-page entry that must be 0 (bit 12 is PAT). */
const largeReserved = (entryBytes: number, shift: number): number =>
  entryBytes === 4 ? 1 << 21 : ((1 << shift) - 1) & ~0x1fff;

function reserved(out: WalkResult, errorBase: number): number {
  out.faultCode = FAULT_BASE + (errorBase | PF.PRESENT | PF.RESERVED);
  return FAULTED;
}
