import type { RamRange } from '../types.ts';
import { ACPI_AT, LOW, MEGABYTE } from './low-memory.ts';

/** Kinds of memory in the map that a PC's firmware gives. */
export const MEMORY_TYPE = { RAM: 1, RESERVED: 2 } as const;

/** One row of the map. */
export interface MemoryRow {
  readonly at: number;
  readonly size: number;
  readonly type: number;
}

/** The map of a board: RAM, less what firmware keeps below 1 MiB. @see ACPI 6.4, 15 */
export function memoryMap(ram: readonly RamRange[]): MemoryRow[] {
  const rows: MemoryRow[] = [];
  for (const { at, size } of ram) {
    if (at >= MEGABYTE) rows.push({ at, size, type: MEMORY_TYPE.RAM });
    else if (at < LOW.END) {
      const end = Math.min(at + size, LOW.END);
      rows.push({ at, size: end - at, type: MEMORY_TYPE.RAM });
      if (at + size > end) rows.push({ at: end, size: at + size - end, type: MEMORY_TYPE.RESERVED });
    }
  }
  rows.push({ at: ACPI_AT, size: MEGABYTE - ACPI_AT, type: MEMORY_TYPE.RESERVED });
  return rows.sort((a, b) => a.at - b.at);
}

/** Rows as boot_params and `INT 15h, E820h` have them: address, size, type in 20 bytes. */
export function e820Bytes(rows: readonly MemoryRow[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(20 * rows.length));
  rows.forEach(({ at, size, type }, i) => {
    view.setBigUint64(20 * i, BigInt(at), true);
    view.setBigUint64(20 * i + 8, BigInt(size), true);
    view.setUint32(20 * i + 16, type, true);
  });
  return new Uint8Array(view.buffer);
}
