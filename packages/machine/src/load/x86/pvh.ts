import { fail } from '../../errors.ts';
import type { ElfImage } from '../elf.ts';
import type { LoadContext, LoadResult, Segment } from '../types.ts';
import { acpiSegment } from './acpi.ts';
import { enter32 } from './entry-state.ts';
import { commandLine, placeInitrd } from './linux.ts';
import { COMMAND_LINE_BYTES, LOW } from './low-memory.ts';
import { memoryMap } from './memory-map.ts';

const NOTE_OWNER = 'Xen\0';
const PHYS32_ENTRY = 18;
const MAGIC = 0x336e_c578;
const VERSION = 1;
const MAP_ROW_BYTES = 24;

const pad4 = (n: number): number => (n + 3) & ~3;

/** The 32-bit entry point that an ELF file names in its notes; undefined when it has none. @see Xen, docs/misc/pvh.pandoc */
export function pvhEntry({ notes }: ElfImage, path: string): number | undefined {
  for (const bytes of notes) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + 12 <= bytes.length; ) {
      const [nameBytes, dataBytes, type] = [
        view.getUint32(at, true),
        view.getUint32(at + 4, true),
        view.getUint32(at + 8, true),
      ];
      const data = at + 12 + pad4(nameBytes);
      const next = data + pad4(dataBytes);
      if (next > bytes.length + 3) throw fail('ELF_HEADER', { path, why: 'a note is longer than its segment' });
      const owner = String.fromCharCode(...bytes.subarray(at + 12, at + 12 + Math.min(nameBytes, 16)));
      if (owner === NOTE_OWNER && type === PHYS32_ENTRY && dataBytes >= 4 && data + 4 <= bytes.length)
        return view.getUint32(data, true);
      at = next;
    }
  }
  return undefined;
}

/** An ELF kernel by its PVH entry: 32-bit flat mode, EBX = start info. */
export function loadPvh(context: LoadContext, elf: ElfImage, rip: number): LoadResult {
  const end = Math.max(...elf.segments.map((s) => s.at + s.bytes.length + (s.zeros ?? 0)));
  const line = commandLine(context, COMMAND_LINE_BYTES - 1);
  const initrd = placeInitrd(context, end, 0xffff_ffff);
  const acpi = acpiSegment(context);
  const rows = memoryMap(context.ram);
  const bytes = new Uint8Array(LOW.MEMORY_MAP - LOW.START_INFO + MAP_ROW_BYTES * rows.length);
  const view = new DataView(bytes.buffer);
  const put64 = (at: number, value: number): void => view.setBigUint64(at, BigInt(value), true);
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, VERSION, true);
  view.setUint32(12, initrd ? 1 : 0, true);
  put64(16, initrd ? LOW.MODULES : 0);
  put64(24, line.at);
  put64(32, acpi?.at ?? 0);
  put64(40, LOW.MEMORY_MAP);
  view.setUint32(48, rows.length, true);
  if (initrd) {
    put64(LOW.MODULES - LOW.START_INFO, initrd.at);
    put64(LOW.MODULES - LOW.START_INFO + 8, initrd.bytes.length);
  }
  rows.forEach(({ at, size, type }, i) => {
    const row = LOW.MEMORY_MAP - LOW.START_INFO + MAP_ROW_BYTES * i;
    put64(row, at);
    put64(row + 8, size);
    view.setUint32(row + 16, type, true);
  });
  const info: Segment = { at: LOW.START_INFO, bytes, what: 'start info' };
  const entry = enter32(rip, { rbx: info.at }, context);
  const segments = [
    ...elf.segments,
    ...(initrd ? [initrd] : []),
    info,
    line,
    ...(acpi ? [acpi] : []),
    ...entry.segments,
  ];
  return { segments, boot: entry.boot };
}
