import type { BootState } from '@tutti/ir';
import { fail } from '../errors.ts';
import { buildFdt, editFdt, type Fdt, parseFdt, propCells } from '../fdt/index.ts';
import { mailboxStub } from './arm-stub.ts';
import { isElf, readElf } from './elf.ts';
import type { LoadContext, LoadResult, NamedBytes, Segment } from './types.ts';

const ZIMAGE_MAGIC = 0x016f2818;
const ZIMAGE_MAGIC_AT = 0x24;
/** Room for the page tables that the kernel makes below itself. */
const ZIMAGE_OFFSET = 0x8000;
const DEFAULT_TEXT_OFFSET = 0x8000;
/** `sub r8, r8, #TEXT_OFFSET` in the first instructions of every multi-platform kernel. */
const TEXT_OFFSET_INSN = 0xe2488000;
const TEXT_OFFSET_SEARCH = 0x400;
const MAX_BELOW_INITRD = 0x800_0000;
const PAGE = 0x1000;

const KINDS = ['zImage', 'Image', 'ELF'] as const;

/** Where and how a kernel image is loaded. */
interface Kernel {
  readonly segments: readonly Segment[];
  readonly entry: number;
  /** First byte that the running kernel does not need, as far as the image tells. */
  readonly end: number;
}

const roundUp = (n: number, to: number): number => Math.ceil(n / to) * to;

/** TEXT_OFFSET of an uncompressed kernel: its own first instructions subtract it from where they run. */
export function textOffset(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at + 4 <= Math.min(bytes.length, TEXT_OFFSET_SEARCH); at += 4) {
    const word = view.getUint32(at, true);
    if ((word & 0xfffff000) >>> 0 !== TEXT_OFFSET_INSN) continue;
    const rotate = 2 * ((word >>> 8) & 15);
    const value = word & 0xff;
    return rotate === 0 ? value : ((value >>> rotate) | (value << (32 - rotate))) >>> 0;
  }
  return DEFAULT_TEXT_OFFSET;
}

function loadKernel(image: NamedBytes, ram: number, arch: string): Kernel {
  const { path, bytes } = image;
  if (isElf(bytes)) {
    const elf = readElf(image, arch);
    return {
      segments: elf.segments,
      entry: elf.entry,
      end: Math.max(...elf.segments.map((s) => s.at + s.bytes.length + (s.zeros ?? 0))),
    };
  }
  if (bytes.length < 0x40) throw fail('IMAGE_TRUNCATED', { path, need: 0x40, have: bytes.length });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.getUint32(ZIMAGE_MAGIC_AT, true) === ZIMAGE_MAGIC) {
    const size = view.getUint32(0x2c, true) - view.getUint32(0x28, true);
    if (size > bytes.length) throw fail('IMAGE_TRUNCATED', { path, need: size, have: bytes.length });
    const at = ram + ZIMAGE_OFFSET;
    return { segments: [{ at, bytes, what: path }], entry: at, end: at + bytes.length };
  }
  // An uncompressed kernel has no magic number; its first instruction is executed always (condition AL) or is a NOP.
  if (view.getUint32(0, true) >>> 28 !== 0xe) {
    throw fail('IMAGE_KIND', { path, protocol: 'arm-linux', known: KINDS });
  }
  const at = ram + textOffset(bytes);
  return { segments: [{ at, bytes, what: path }], entry: at, end: at + bytes.length };
}

function treeOf(context: LoadContext): Fdt {
  if (context.dtb) return parseFdt(context.dtb.bytes, context.dtb.path);
  if (context.makeDtb) return { root: context.makeDtb(), reserved: [], bootCpu: 0 };
  throw fail('FDT_MISSING', {
    cluster: context.cluster,
    remedy: `give one with --dtb or --core ${context.cluster}:dtb=FILE`,
  });
}

/**
 * Linux for 32-bit ARM with a device tree: r0 = 0, r1 = all ones, r2 = tree. The initrd goes into the middle of RAM (at most
 * 128 MiB up), the tree behind it; so a decompressing kernel cannot overwrite them.
 * @see Linux, Documentation/arm/booting.rst
 */
export function loadArmLinux(context: LoadContext): LoadResult {
  if (!context.image) throw fail('IMAGE_MISSING', { cluster: context.cluster, or: 'in the board file (boot.image)' });
  const ram = context.ram[0]!;
  const kernel = loadKernel(context.image, ram.at, context.arch);
  const fdt = treeOf(context);

  const above = Math.max(ram.at + Math.min(ram.size / 2, MAX_BELOW_INITRD), kernel.end);
  const initrdAt = roundUp(above, PAGE);
  const initrdEnd = initrdAt + (context.initrd?.bytes.length ?? 0);
  editFdt(fdt, {
    cpus: context.cores,
    memory: context.ram,
    bootargs: context.append,
    ...(context.initrd && { initrd: { start: initrdAt, end: initrdEnd } }),
    ...(context.panelAt !== undefined && { panelAt: context.panelAt }),
    add: context.extraNodes(propCells(fdt.root, 'interrupt-parent')[0] ?? 0),
  });
  const treeAt = roundUp(initrdEnd, PAGE);

  const segments: Segment[] = [...kernel.segments];
  if (context.initrd) segments.push({ at: initrdAt, bytes: context.initrd.bytes, what: context.initrd.path });
  segments.push({ at: treeAt, bytes: buildFdt(fdt), what: 'device tree' });
  const boot: BootState[] = [{ registers: { r0: 0, r1: 0xffffffff, r2: treeAt, pc: kernel.entry }, held: false }];
  const { secondary } = context;
  if (secondary.kind === 'mailbox' && context.cores > 1) {
    segments.push(mailboxStub(secondary.stubAt, secondary.mailbox, secondary.gicCpu));
  }
  for (let i = 1; i < context.cores; i++) {
    boot.push(
      secondary.kind === 'mailbox'
        ? { registers: { pc: secondary.stubAt }, held: false }
        : { registers: { pc: 0 }, held: true },
    );
  }
  return { segments, boot };
}
