import type { AcpiConfig } from '../acpi/config.ts';
import { layOut } from '../acpi/place.ts';
import { ascii, CHECKSUM_AT, rootPointer } from '../acpi/table.ts';
import { acpiTables } from '../acpi/tables.ts';

const COMMAND = { ALLOCATE: 1, ADD_POINTER: 2, ADD_CHECKSUM: 3 } as const;
const COMMAND_BYTES = 128;
const NAME_BYTES = 56;
const ZONE = { HIGH: 1, FSEG: 2 } as const;

export const TABLES_FILE = 'etc/acpi/tables';
export const ROOT_FILE = 'etc/acpi/rsdp';
export const LOADER_FILE = 'etc/table-loader';

/** Places of the root pointer. */
const RSDT_AT = 16;
const XSDT_AT = 24;
const RSDP = { CHECKSUM: 8, CHECKED: 20, EXTENDED_CHECKSUM: 32, SIZE: 36 } as const;

class Script {
  private readonly commands: Uint8Array[] = [];

  /** One command: its number, then names and words. */
  private add(command: number, ...fields: (string | readonly [value: number, bytes: 1 | 4])[]): void {
    const bytes = new Uint8Array(COMMAND_BYTES);
    const view = new DataView(bytes.buffer);
    view.setUint32(0, command, true);
    let at = 4;
    for (const field of fields) {
      if (typeof field === 'string') {
        bytes.set(ascii(field), at);
        at += NAME_BYTES;
      } else {
        if (field[1] === 4) view.setUint32(at, field[0], true);
        else view.setUint8(at, field[0]);
        at += field[1];
      }
    }
    this.commands.push(bytes);
  }

  allocate(file: string, align: number, zone: number): void {
    this.add(COMMAND.ALLOCATE, file, [align, 4], [zone, 1]);
  }

  /** The number at `offset` of `file`, an offset in `target`, becomes an address. */
  addPointer(file: string, target: string, offset: number, size: number): void {
    this.add(COMMAND.ADD_POINTER, file, target, [offset, 4], [size, 1]);
  }

  addChecksum(file: string, at: number, start: number, length: number): void {
    this.add(COMMAND.ADD_CHECKSUM, file, [at, 4], [start, 4], [length, 4]);
  }

  bytes(): Uint8Array {
    const all = new Uint8Array(COMMAND_BYTES * this.commands.length);
    this.commands.forEach((command, i) => {
      all.set(command, COMMAND_BYTES * i);
    });
    return all;
  }
}

/** ACPI tables as firmware files: the tables, the root pointer, and the script by which firmware places them. */
export function acpiFiles(config: AcpiConfig): Record<string, Uint8Array> {
  const tables = acpiTables(config);
  const { offsets, bytes } = layOut(tables);
  const offsetOf = (signature: string): number => offsets.get(signature) ?? 0;
  const script = new Script();
  script.allocate(ROOT_FILE, 16, ZONE.FSEG);
  script.allocate(TABLES_FILE, 64, ZONE.HIGH);
  const view = new DataView(bytes.buffer);
  for (const { signature, pointers, bytes: own } of tables) {
    const at = offsetOf(signature);
    for (const pointer of pointers) {
      view.setUint32(at + pointer.at, offsetOf(pointer.to), true);
      script.addPointer(TABLES_FILE, TABLES_FILE, at + pointer.at, pointer.size);
    }
    if (pointers.length === 0) continue;
    bytes[at + CHECKSUM_AT] = 0;
    script.addChecksum(TABLES_FILE, at + CHECKSUM_AT, at, own.length);
  }
  const root = rootPointer(offsetOf('RSDT'), offsetOf('XSDT'));
  root[RSDP.CHECKSUM] = 0;
  root[RSDP.EXTENDED_CHECKSUM] = 0;
  script.addPointer(ROOT_FILE, TABLES_FILE, RSDT_AT, 4);
  script.addPointer(ROOT_FILE, TABLES_FILE, XSDT_AT, 8);
  script.addChecksum(ROOT_FILE, RSDP.CHECKSUM, 0, RSDP.CHECKED);
  script.addChecksum(ROOT_FILE, RSDP.EXTENDED_CHECKSUM, 0, RSDP.SIZE);
  return { [TABLES_FILE]: bytes, [ROOT_FILE]: root, [LOADER_FILE]: script.bytes() };
}
