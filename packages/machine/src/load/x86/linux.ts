import { fail } from '../../errors.ts';
import { readElf } from '../elf.ts';
import type { LoadContext, LoadResult, NamedBytes, RamRange, Segment } from '../types.ts';
import { acpiSegment } from './acpi.ts';
import { enter32, enter64 } from './entry-state.ts';
import { COMMAND_LINE_BYTES, LOW, MEGABYTE } from './low-memory.ts';
import { e820Bytes, memoryMap } from './memory-map.ts';

const HEADER_AT = 0x1f1;
const MAGIC_AT = 0x202;
const MAGIC = 0x5372_6448;
/** Protocol 2.06 brought the size of the command line, 2.10 the preferred address. */
const OLDEST = 0x206;
const WITH_PREFERRED = 0x20a;
const WITH_64_BIT = 0x20c;
const LOADED_HIGH = 1;
const XLF_KERNEL_64 = 1;
const ENTRY_64 = 0x200;
/** Loader of no known kind. */
const LOADER = 0xff;
const BOOT_PARAMS_BYTES = 4096;
const MAX_E820 = 128;
const SECTOR = 512;
const DEFAULT_SETUP_SECTORS = 4;

/** Places in boot_params. @see Linux, Documentation/x86/boot.rst and zero-page.rst */
const AT = {
  rsdp: 0x70,
  e820Count: 0x1e8,
  setupSectors: 0x1f1,
  loader: 0x210,
  loadFlags: 0x211,
  code32: 0x214,
  initrd: 0x218,
  initrdSize: 0x21c,
  heapEnd: 0x224,
  commandLine: 0x228,
  initrdMax: 0x22c,
  alignment: 0x230,
  relocatable: 0x234,
  xloadflags: 0x236,
  commandLineMax: 0x238,
  preferred: 0x258,
  initSize: 0x260,
  e820: 0x2d0,
} as const;

const roundUp = (n: number, to: number): number => Math.ceil(n / to) * to;
const roundDown = (n: number, to: number): number => n - (n % to);

/** Whether a file has the header of a Linux kernel for x86. */
export function isBzImage(bytes: Uint8Array): boolean {
  if (bytes.length < MAGIC_AT + 4) return false;
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(MAGIC_AT, true) === MAGIC;
}

/** What a bzImage says of itself. */
interface Header {
  readonly protocol: number;
  /** Where the part that runs in protected mode begins in the file. */
  readonly payloadAt: number;
  readonly is64: boolean;
  readonly loadAt: number;
  /** Memory that the kernel needs from there on, before it looks at the memory map. */
  readonly needs: number;
  readonly initrdMax: number;
  readonly commandLineMax: number;
}

function readHeader({ path, bytes }: NamedBytes, ram: RamRange): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bad = (why: string) => fail('KERNEL_HEADER', { path, why });
  const need = (end: number) => {
    if (end > bytes.length) throw fail('IMAGE_TRUNCATED', { path, need: end, have: bytes.length });
  };
  need(AT.e820);
  const protocol = view.getUint16(0x206, true);
  if (protocol < OLDEST) {
    throw bad(`boot protocol ${protocol >>> 8}.${protocol & 0xff} is older than 2.06 (Linux 2.6.22)`);
  }
  if ((view.getUint8(AT.loadFlags) & LOADED_HIGH) === 0) throw bad('a zImage, which is loaded low; build a bzImage');
  const payloadAt = ((view.getUint8(AT.setupSectors) || DEFAULT_SETUP_SECTORS) + 1) * SECTOR;
  const payload = 16 * view.getUint32(0x1f4, true);
  need(payloadAt + payload - 15);
  const preferred = protocol >= WITH_PREFERRED ? Number(view.getBigUint64(AT.preferred, true)) : MEGABYTE;
  const relocatable = view.getUint8(AT.relocatable) !== 0;
  const alignment = view.getUint32(AT.alignment, true) || 1;
  const initSize = protocol >= WITH_PREFERRED ? view.getUint32(AT.initSize, true) : bytes.length - payloadAt;
  const needs = Math.max(initSize, bytes.length - payloadAt);
  const end = ram.at + ram.size;
  // A relocatable kernel that does not fit where it likes to be is put at the lowest place that its alignment allows.
  const loadAt = preferred + needs <= end || !relocatable ? preferred : roundUp(ram.at, alignment);
  if (loadAt < MEGABYTE) throw bad(`preferred address 0x${loadAt.toString(16)} lies below 1 MiB`);
  if (loadAt + needs > end) {
    throw fail('IMAGE_NO_ROOM', {
      path,
      at: loadAt,
      size: needs,
      memory: `${ram.name} up to 0x${(end - 1).toString(16)}`,
    });
  }
  return {
    protocol,
    payloadAt,
    is64: protocol >= WITH_64_BIT && (view.getUint16(AT.xloadflags, true) & XLF_KERNEL_64) !== 0,
    loadAt,
    needs,
    initrdMax: view.getUint32(AT.initrdMax, true),
    commandLineMax: view.getUint32(AT.commandLineMax, true),
  };
}

/** The initrd as high as the kernel takes it, on a page of its own. */
export function placeInitrd(context: LoadContext, kernelEnd: number, highest: number): Segment | undefined {
  const { initrd } = context;
  if (!initrd) return undefined;
  const ram = highRam(context);
  const end = Math.min(ram.at + ram.size, highest + 1);
  const at = roundDown(end - initrd.bytes.length, 4096);
  if (at < kernelEnd) {
    throw fail('IMAGE_NO_ROOM', {
      path: initrd.path,
      at: Math.max(at, 0),
      size: initrd.bytes.length,
      memory: `0x${kernelEnd.toString(16)}-0x${(end - 1).toString(16)} beside the kernel`,
    });
  }
  return { at, bytes: initrd.bytes, what: initrd.path };
}

/** RAM from 1 MiB on. @throws EmulatorError IMAGE_NO_ROOM when the board has none */
export function highRam(context: LoadContext): RamRange {
  const found = context.ram.find((r) => r.at <= MEGABYTE && r.at + r.size > MEGABYTE);
  if (found) return found;
  const path = context.image?.path ?? 'kernel';
  throw fail('IMAGE_NO_ROOM', { path, at: MEGABYTE, size: 1, memory: 'nothing there' });
}

/** The command line with its final zero. @throws EmulatorError COMMAND_LINE */
export function commandLine({ append, image }: LoadContext, most: number): Segment {
  const text = new TextEncoder().encode(append);
  const limit = Math.min(most, COMMAND_LINE_BYTES - 1);
  if (text.length > limit)
    throw fail('COMMAND_LINE', { path: image?.path ?? 'kernel', have: text.length, most: limit });
  const bytes = new Uint8Array(text.length + 1);
  bytes.set(text);
  return { at: LOW.COMMAND_LINE, bytes, what: 'command line' };
}

interface BootParams {
  readonly context: LoadContext;
  /** Setup header of the file, copied as the protocol wants; none for a bare vmlinux. */
  readonly header: Uint8Array;
  readonly loadAt: number;
  readonly commandLine: Segment;
  readonly initrd: Segment | undefined;
  readonly rsdp: number;
}

/** The "zero page": what the kernel learns from its loader. */
function bootParams({ context, header, loadAt, commandLine: line, initrd, rsdp }: BootParams): Segment {
  const bytes = new Uint8Array(BOOT_PARAMS_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(header, HEADER_AT);
  view.setBigUint64(AT.rsdp, BigInt(rsdp), true);
  view.setUint8(AT.loader, LOADER);
  view.setUint32(AT.code32, loadAt, true);
  view.setUint32(AT.commandLine, line.at, true);
  if (initrd) {
    view.setUint32(AT.initrd, initrd.at, true);
    view.setUint32(AT.initrdSize, initrd.bytes.length, true);
  }
  const rows = memoryMap(context.ram).slice(0, MAX_E820);
  view.setUint8(AT.e820Count, rows.length);
  bytes.set(e820Bytes(rows), AT.e820);
  return { at: LOW.BOOT_PARAMS, bytes, what: 'boot parameters' };
}

/**
 * bzImage: entered at its 64-bit entry point when it has one, else at the 32-bit one.
 * @see Linux, Documentation/x86/boot.rst
 */
export function loadBzImage(context: LoadContext, image: NamedBytes): LoadResult {
  const { bytes, path } = image;
  const header = readHeader(image, highRam(context));
  const line = commandLine(context, header.commandLineMax);
  const initrd = placeInitrd(context, header.loadAt + header.needs, header.initrdMax);
  const acpi = acpiSegment(context);
  const setup = bytes.subarray(HEADER_AT, MAGIC_AT + (bytes[0x201] ?? 0));
  const params = bootParams({
    context,
    header: setup.subarray(0, AT.e820 - HEADER_AT),
    loadAt: header.loadAt,
    commandLine: line,
    initrd,
    rsdp: acpi?.at ?? 0,
  });
  const entry = header.is64
    ? enter64(header.loadAt + ENTRY_64, { rsi: params.at }, context)
    : enter32(header.loadAt, { rsi: params.at }, context);
  const kernel: Segment = { at: header.loadAt, bytes: bytes.subarray(header.payloadAt), what: path };
  const segments = [kernel, ...(initrd ? [initrd] : []), params, line, ...(acpi ? [acpi] : []), ...entry.segments];
  return { segments, boot: entry.boot };
}

/** A vmlinux without another protocol's note: entered as its own decompressor would, with boot parameters made up. */
export function loadVmlinux(context: LoadContext, image: NamedBytes): LoadResult {
  const elf = readElf(image, context.arch);
  const end = Math.max(...elf.segments.map((s) => s.at + s.bytes.length + (s.zeros ?? 0)));
  const line = commandLine(context, COMMAND_LINE_BYTES - 1);
  const initrd = placeInitrd(context, end, elf.bits === 64 ? 0xffff_ffff : 0x37ff_ffff);
  const acpi = acpiSegment(context);
  const params = bootParams({
    context,
    header: bareHeader(),
    loadAt: elf.entry,
    commandLine: line,
    initrd,
    rsdp: acpi?.at ?? 0,
  });
  const enter = elf.bits === 64 ? enter64 : enter32;
  const entry = enter(elf.entry, { rsi: params.at }, context);
  const segments = [
    ...elf.segments,
    ...(initrd ? [initrd] : []),
    params,
    line,
    ...(acpi ? [acpi] : []),
    ...entry.segments,
  ];
  return { segments, boot: entry.boot };
}

/** As much of a setup header as a kernel looks at that did not bring its own. */
function bareHeader(): Uint8Array {
  const bytes = new Uint8Array(AT.e820 - HEADER_AT);
  const view = new DataView(bytes.buffer);
  view.setUint16(0x1fe - HEADER_AT, 0xaa55, true);
  view.setUint32(MAGIC_AT - HEADER_AT, MAGIC, true);
  view.setUint16(0x206 - HEADER_AT, WITH_64_BIT, true);
  view.setUint8(AT.loadFlags - HEADER_AT, LOADED_HIGH);
  view.setUint32(AT.commandLineMax - HEADER_AT, COMMAND_LINE_BYTES - 1, true);
  return bytes;
}
