import { bytesOf } from './aml.ts';
import type { AcpiConfig } from './config.ts';
import { CHECKSUM_AT, checksum } from './table.ts';
import { type AcpiTable, acpiTables, rootPointer } from './tables.ts';

/** FACS must lie on a multiple of 64. */
const ALIGN = 64;

/** All tables in one piece of memory. */
export interface PlacedAcpi {
  readonly bytes: Uint8Array;
  /** Address of the root pointer, a multiple of 16. */
  readonly rootPointer: number;
}

/** Lay the tables out. @returns offset of each table by its signature, and the bytes of all */
export function layOut(tables: readonly AcpiTable[]): { offsets: ReadonlyMap<string, number>; bytes: Uint8Array } {
  const offsets = new Map<string, number>();
  let size = 0;
  for (const { signature, bytes } of tables) {
    offsets.set(signature, size);
    size = Math.ceil((size + bytes.length) / ALIGN) * ALIGN;
  }
  const all = new Uint8Array(size);
  for (const { signature, bytes } of tables) all.set(bytes, offsets.get(signature));
  return { offsets, bytes: all };
}

/** The tables of a board for the address `base` (a multiple of 64), ready for a kernel: the root pointer comes first. */
export function placeAcpi(config: AcpiConfig, base: number): PlacedAcpi {
  const tables = acpiTables(config);
  const { offsets, bytes } = layOut(tables);
  const addressOf = (signature: string): number => base + ALIGN + (offsets.get(signature) ?? 0);
  for (const { signature, pointers, bytes: own } of tables) {
    const at = offsets.get(signature) ?? 0;
    for (const pointer of pointers) bytes.set(bytesOf(addressOf(pointer.to), pointer.size), at + pointer.at);
    if (pointers.length === 0) continue;
    bytes[at + CHECKSUM_AT] = 0;
    bytes[at + CHECKSUM_AT] = checksum(bytes.subarray(at, at + own.length));
  }
  const all = new Uint8Array(ALIGN + bytes.length);
  all.set(rootPointer(addressOf('RSDT'), addressOf('XSDT')));
  all.set(bytes, ALIGN);
  return { bytes: all, rootPointer: base };
}
