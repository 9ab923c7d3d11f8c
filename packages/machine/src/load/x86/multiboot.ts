import { fail } from '../../errors.ts';
import { isElf, readElf } from '../elf.ts';
import type { LoadContext, LoadResult, NamedBytes, Segment } from '../types.ts';
import { acpiSegment } from './acpi.ts';
import { enter32 } from './entry-state.ts';
import { commandLine, highRam, placeInitrd } from './linux.ts';
import { COMMAND_LINE_BYTES, LOW, MEGABYTE } from './low-memory.ts';
import { memoryMap } from './memory-map.ts';

const MAGIC = 0x1bad_b002;
const LOADER_MAGIC = 0x2bad_b002;
const SEARCH = 8192;
/** The header says where raw bytes go. */
const HAS_ADDRESSES = 0x1_0000;
/** Features that must be known: aligned modules, memory information. */
const KNOWN_REQUIRED = 0x3;
const REQUIRED = 0xffff;
const MAP_ROW_BYTES = 24;
const INFO = { MEMORY: 1, COMMAND_LINE: 4, MODULES: 8, MEMORY_MAP: 64 } as const;

/** Offset of the header in the file; undefined when there is none. @see Multiboot specification 0.6.96, 3.1 */
export function multibootHeader(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 12 <= Math.min(bytes.length, SEARCH); at += 4) {
    if (view.getUint32(at, true) !== MAGIC) continue;
    if (((MAGIC + view.getUint32(at + 4, true) + view.getUint32(at + 8, true)) | 0) === 0) return at;
  }
  return undefined;
}

function program(image: NamedBytes, at: number, arch: string): { segments: readonly Segment[]; entry: number } {
  const { path, bytes } = image;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const flags = view.getUint32(at + 4, true);
  const unknown = flags & REQUIRED & ~KNOWN_REQUIRED;
  if (unknown !== 0)
    throw fail('KERNEL_HEADER', {
      path,
      why: `its multiboot header requires unknown features 0x${unknown.toString(16)}`,
    });
  if ((flags & HAS_ADDRESSES) === 0 || isElf(bytes)) return readElf(image, arch);
  if (at + 32 > bytes.length) throw fail('IMAGE_TRUNCATED', { path, need: at + 32, have: bytes.length });
  const [header, load, loadEnd, bssEnd, entry] = [12, 16, 20, 24, 28].map((o) => view.getUint32(at + o, true)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const from = at - (header - load);
  const size = loadEnd === 0 ? bytes.length - from : loadEnd - load;
  if (from < 0 || size <= 0)
    throw fail('KERNEL_HEADER', { path, why: 'the addresses of its multiboot header contradict each other' });
  if (from + size > bytes.length) throw fail('IMAGE_TRUNCATED', { path, need: from + size, have: bytes.length });
  return {
    segments: [
      { at: load, bytes: bytes.subarray(from, from + size), zeros: Math.max(0, bssEnd - load - size), what: path },
    ],
    entry,
  };
}

/** A multiboot kernel; the initrd is its module. */
export function loadMultiboot(context: LoadContext, image: NamedBytes, headerAt: number): LoadResult {
  const { segments: own, entry: rip } = program(image, headerAt, context.arch);
  const end = Math.max(...own.map((s) => s.at + s.bytes.length + (s.zeros ?? 0)));
  const line = commandLine(context, COMMAND_LINE_BYTES - 1);
  const initrd = placeInitrd(context, end, 0xffff_ffff);
  const acpi = acpiSegment(context);
  const rows = memoryMap(context.ram);
  const bytes = new Uint8Array(LOW.MEMORY_MAP - LOW.START_INFO + MAP_ROW_BYTES * rows.length);
  const view = new DataView(bytes.buffer);
  const word = (at: number, value: number): void => view.setUint32(at, value, true);
  word(0, INFO.MEMORY | INFO.COMMAND_LINE | INFO.MEMORY_MAP | (initrd ? INFO.MODULES : 0));
  word(4, LOW.END / 1024);
  word(8, (highRam(context).at + highRam(context).size - MEGABYTE) / 1024);
  word(16, line.at);
  if (initrd) {
    word(20, 1);
    word(24, LOW.MODULES);
    const row = LOW.MODULES - LOW.START_INFO;
    word(row, initrd.at);
    word(row + 4, initrd.at + initrd.bytes.length);
    word(row + 8, line.at);
  }
  word(44, MAP_ROW_BYTES * rows.length);
  word(48, LOW.MEMORY_MAP);
  rows.forEach(({ at, size, type }, i) => {
    const row = LOW.MEMORY_MAP - LOW.START_INFO + MAP_ROW_BYTES * i;
    word(row, MAP_ROW_BYTES - 4);
    view.setBigUint64(row + 4, BigInt(at), true);
    view.setBigUint64(row + 12, BigInt(size), true);
    word(row + 20, type);
  });
  const info: Segment = { at: LOW.START_INFO, bytes, what: 'multiboot information' };
  const entry = enter32(rip, { rax: LOADER_MAGIC, rbx: info.at }, context);
  return {
    segments: [...own, ...(initrd ? [initrd] : []), info, line, ...(acpi ? [acpi] : []), ...entry.segments],
    boot: entry.boot,
  };
}
