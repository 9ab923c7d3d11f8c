import type { AcpiConfig } from '@tutti/devices-pc';
import { describe, expect, it } from 'vitest';
import { type LoadContext, type LoadResult, load } from '../index.ts';
import { memoryMap } from './memory-map.ts';

const MB = 1 << 20;
const ram = [
  { name: 'low', at: 0, size: 640 * 1024 },
  { name: 'ram', at: MB, size: 127 * MB },
];
const memory = [
  { name: 'shadow', at: 0xc_0000, size: 256 * 1024 },
  { name: 'rom', at: 0xfffc_0000, size: 256 * 1024 },
];
const acpi: AcpiConfig = {
  cores: 2,
  localApic: 0xfee0_0000,
  ioApic: 0xfec0_0000,
  ports: { pm1: 0x600, timer: 0x608, gpe: 0xafe0, smi: 0xb2, reset: 0xcf9 },
  sci: 9,
  serial: [],
  keyboard: false,
};

const context = (more: Partial<LoadContext>): LoadContext => ({
  cluster: 'cpu',
  arch: 'x86_64',
  cores: 2,
  append: 'console=ttyS0',
  ram,
  memory,
  secondary: { kind: 'held' },
  extraNodes: () => [],
  acpi,
  ...more,
});
const file = (bytes: Uint8Array, path = 'kernel') => ({ path, bytes });

interface Fields {
  readonly protocol: number;
  readonly loadFlags: number;
  readonly xloadflags: number;
  readonly relocatable: number;
  readonly initSize: number;
}

/** A bzImage of one setup sector and 4 KiB of code. */
function bzImage(fields: Partial<Fields> = {}): Uint8Array {
  const bytes = new Uint8Array(1024 + 4096);
  const view = new DataView(bytes.buffer);
  view.setUint8(0x1f1, 1);
  view.setUint32(0x1f4, 256, true);
  view.setUint16(0x1fe, 0xaa55, true);
  view.setUint16(0x200, 0x6aeb, true);
  view.setUint32(0x202, 0x5372_6448, true);
  view.setUint16(0x206, fields.protocol ?? 0x20f, true);
  view.setUint8(0x211, fields.loadFlags ?? 1);
  view.setUint32(0x22c, 0x7fff_ffff, true);
  view.setUint32(0x230, 0x20_0000, true);
  view.setUint8(0x234, fields.relocatable ?? 1);
  view.setUint16(0x236, fields.xloadflags ?? 1, true);
  view.setUint32(0x238, 2047, true);
  view.setUint32(0x258, 16 * MB, true);
  view.setUint32(0x260, fields.initSize ?? 8 * MB, true);
  return bytes;
}

const segmentOf = ({ segments }: LoadResult, what: string) => segments.find((s) => s.what === what)!;
const viewOf = (result: LoadResult, what: string) => {
  const { bytes } = segmentOf(result, what);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
};

describe('bzImage', () => {
  it('is loaded at its preferred address and entered in 64-bit mode with RSI at the boot parameters', () => {
    const result = load('pc', context({ image: file(bzImage()) }));
    expect(segmentOf(result, 'kernel')).toMatchObject({ at: 16 * MB });
    expect(segmentOf(result, 'kernel').bytes.length).toBe(4096);
    const { registers } = result.boot[0]!;
    expect(registers).toMatchObject({ flat: 64, cr0: 0x8000_0001, rip: 16 * MB + 0x200 });
    expect(registers['rsi']).toBe(segmentOf(result, 'boot parameters').at);
    expect(registers['cr3']).toBe(segmentOf(result, 'page tables').at);
    expect(result.boot[1]).toEqual({ registers: {}, held: true });
  });

  it('boot parameters name command line, initrd, memory map and ACPI', () => {
    const initrd = { path: 'initrd', bytes: new Uint8Array(5000) };
    const result = load('pc', context({ image: file(bzImage()), initrd }));
    const view = viewOf(result, 'boot parameters');
    expect(segmentOf(result, 'initrd').at).toBe(128 * MB - 8192);
    expect([view.getUint32(0x218, true), view.getUint32(0x21c, true)]).toEqual([128 * MB - 8192, 5000]);
    expect(view.getUint32(0x228, true)).toBe(segmentOf(result, 'command line').at);
    expect(new TextDecoder().decode(segmentOf(result, 'command line').bytes)).toBe('console=ttyS0\0');
    expect(Number(view.getBigUint64(0x70, true))).toBe(segmentOf(result, 'ACPI tables').at);
    expect([view.getUint8(0x210), view.getUint8(0x1e8)]).toEqual([0xff, 4]);
    expect(Number(view.getBigUint64(0x2d0 + 8, true))).toBe(0x9_fc00);
  });

  it('identity page tables map 4 GiB', () => {
    const view = viewOf(load('pc', context({ image: file(bzImage()) })), 'page tables');
    expect(view.getUint32(4096 * 2, true)).toBe(0x83);
    expect(view.getUint32(4096 * 6 - 8, true)).toBe(0xffe0_0083);
  });

  it('a 32-bit kernel is entered at its start in protected mode', () => {
    const { boot } = load('pc', context({ image: file(bzImage({ xloadflags: 0 })) }));
    expect(boot[0]!.registers).toMatchObject({ flat: 32, cr0: 1, rip: 16 * MB });
    expect(boot[0]!.registers['cr3']).toBeUndefined();
  });

  it('a relocatable kernel that does not fit at its preferred address goes lower', () => {
    const small = [ram[0]!, { name: 'ram', at: MB, size: 15 * MB }];
    expect(segmentOf(load('pc', context({ image: file(bzImage()), ram: small })), 'kernel').at).toBe(2 * MB);
  });

  it.each([
    ['a truncated header', bzImage().subarray(0, 0x210), /truncated: needs 720/],
    ['code that is cut off', bzImage().subarray(0, 1024 + 100), /truncated: needs 5105/],
    ['a protocol before 2.06', bzImage({ protocol: 0x203 }), /protocol 2\.3 is older/],
    ['a zImage', bzImage({ loadFlags: 0 }), /loaded low/],
    ['more memory than there is', bzImage({ initSize: 1024 * MB }), /do not fit.*ram up to 0x7ffffff/],
    ['no kernel at all', new Uint8Array(8192), /not an image that boot protocol "pc" can load/],
  ])('%s is refused', (_name, bytes, message) => {
    expect(() => load('pc', context({ image: file(bytes) }))).toThrow(message);
  });

  it('an initrd that does not fit above the kernel is refused', () => {
    const initrd = { path: 'initrd', bytes: new Uint8Array(110 * MB) };
    expect(() => load('pc', context({ image: file(bzImage()), initrd }))).toThrow(/initrd: .* beside the kernel/);
  });

  it('a command line that is too long is refused', () => {
    expect(() => load('pc', context({ image: file(bzImage()), append: 'x'.repeat(3000) }))).toThrow(
      /3000 bytes.*at most 2047/,
    );
  });
});

const PT_NOTE = 4;

/** ELF64 with one segment at 16 MiB that holds these words, which are a segment of `type` as well. */
function elf64(note: readonly number[] = [], type = PT_NOTE): Uint8Array {
  const bytes = new Uint8Array(64 + 2 * 56 + 64);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  view.setUint16(18, 62, true);
  view.setBigUint64(24, 0x100_0100n, true);
  view.setBigUint64(32, 64n, true);
  view.setUint16(54, 56, true);
  view.setUint16(56, 2, true);
  const header = (at: number, type: number, offset: number, paddr: number, size: number): void => {
    view.setUint32(at, type, true);
    view.setBigUint64(at + 8, BigInt(offset), true);
    view.setBigUint64(at + 24, BigInt(paddr), true);
    view.setBigUint64(at + 32, BigInt(size), true);
    view.setBigUint64(at + 40, BigInt(size), true);
  };
  header(64, 1, 64 + 112, 16 * MB, 64);
  header(120, type, 64 + 112, 0, 4 * note.length);
  for (const [i, word] of note.entries()) view.setUint32(64 + 112 + 4 * i, word, true);
  return bytes;
}
const XEN = 0x006e_6558;

describe('ELF', () => {
  it('a PVH note is the 32-bit entry, with RBX at the start info', () => {
    const initrd = { path: 'initrd', bytes: new Uint8Array(100) };
    const result = load('pc', context({ image: file(elf64([4, 4, 18, XEN, 0x100_0880])), initrd }));
    const info = viewOf(result, 'start info');
    expect(result.boot[0]!.registers).toMatchObject({
      flat: 32,
      cr0: 1,
      rip: 0x100_0880,
      rbx: segmentOf(result, 'start info').at,
    });
    expect([info.getUint32(0, true), info.getUint32(4, true), info.getUint32(12, true)]).toEqual([0x336e_c578, 1, 1]);
    expect(Number(info.getBigUint64(0x100, true))).toBe(segmentOf(result, 'initrd').at);
    expect(Number(info.getBigUint64(32, true))).toBe(segmentOf(result, 'ACPI tables').at);
    expect(info.getUint32(48, true)).toBe(4);
  });

  it('without a note it is a vmlinux, entered in 64-bit mode at its entry point', () => {
    const { boot } = load('pc', context({ image: file(elf64()) }));
    expect(boot[0]!.registers).toMatchObject({ flat: 64, rip: 0x100_0100 });
  });

  it('a multiboot header makes it a multiboot kernel', () => {
    const magic = 0x1bad_b002;
    const result = load('pc', context({ image: file(elf64([magic, 3, -(magic + 3)], 0)) }));
    expect(result.boot[0]!.registers).toMatchObject({ flat: 32, rax: 0x2bad_b002, rip: 0x100_0100 });
    expect(viewOf(result, 'multiboot information').getUint32(8, true)).toBe(127 * 1024);
  });

  it('a note that is longer than its segment is refused', () => {
    expect(() => load('pc', context({ image: file(elf64([4, 400, 18, XEN])) }))).toThrow(/note is longer/);
  });
});

describe('firmware', () => {
  it('lies below 4 GiB, its last 128 KiB below 1 MiB too, and starts at the reset vector', () => {
    const bytes = new Uint8Array(256 * 1024).fill(1, 128 * 1024);
    const result = load('pc', context({ firmware: file(bytes, 'bios.bin') }));
    expect(result.segments.map((s) => [s.at, s.bytes.length])).toEqual([
      [0xfffc_0000, 256 * 1024],
      [0xe_0000, 128 * 1024],
    ]);
    expect(result.boot[0]).toEqual({ registers: {}, held: false });
  });

  it('of a size that no ROM has is refused', () => {
    expect(() => load('pc', context({ firmware: file(new Uint8Array(1000), 'bios.bin') }))).toThrow(
      /multiple of 65536/,
    );
  });

  it('that is larger than the ROM is refused', () => {
    expect(() => load('pc', context({ firmware: file(new Uint8Array(MB), 'bios.bin') }))).toThrow(
      /bios.bin: 1048576 bytes/,
    );
  });

  it('together with a kernel is refused', () => {
    const firmware = file(new Uint8Array(65536), 'bios.bin');
    expect(() => load('pc', context({ firmware, image: file(bzImage()) }))).toThrow(/both a kernel .* and firmware/);
  });
});

describe('memory map', () => {
  it('keeps what firmware owns below 1 MiB', () => {
    expect(memoryMap(ram)).toEqual([
      { at: 0, size: 0x9_fc00, type: 1 },
      { at: 0x9_fc00, size: 0x400, type: 2 },
      { at: 0xe_0000, size: 0x2_0000, type: 2 },
      { at: MB, size: 127 * MB, type: 1 },
    ]);
  });
});
