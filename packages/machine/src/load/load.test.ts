import { describe, expect, it } from 'vitest';
import { buildFdt, find, node, parseFdt, propCells } from '../fdt/index.ts';
import { textOffset } from './arm-linux.ts';
import { type LoadContext, load } from './index.ts';

const MB = 1 << 20;
const ram = [{ name: 'ram', at: 0x6000_0000, size: 64 * MB }];
const tree = () => node('', { '#address-cells': 1, '#size-cells': 1 }, [node('cpus', {}, [])]);

const context = (more: Partial<LoadContext>): LoadContext => ({
  cluster: 'cpu',
  arch: 'arm',
  cores: 1,
  append: '',
  ram,
  memory: [],
  secondary: { kind: 'held' },
  extraNodes: () => [],
  makeDtb: tree,
  ...more,
});

function words(...values: number[]): Uint8Array {
  const bytes = new Uint8Array(Math.max(0x40, 4 * values.length));
  for (const [i, value] of values.entries()) new DataView(bytes.buffer).setUint32(4 * i, value, true);
  return bytes;
}

const zImage = (): Uint8Array => words(0xe1a00000, 0, 0, 0, 0, 0, 0, 0, 0, 0x016f2818, 0, 0x40);

function elf32(machine: number, paddr: number, filesz: number, memsz: number): Uint8Array {
  const bytes = new Uint8Array(52 + 32 + 16);
  const view = new DataView(bytes.buffer);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  view.setUint16(18, machine, true);
  view.setUint32(24, paddr + 4, true);
  view.setUint32(28, 52, true);
  view.setUint16(42, 32, true);
  view.setUint16(44, 1, true);
  for (const [i, value] of [1, 84, paddr, paddr, filesz, memsz].entries()) view.setUint32(52 + 4 * i, value, true);
  return bytes;
}

const file = (bytes: Uint8Array) => ({ path: 'kernel', bytes });

describe('arm-linux', () => {
  it('a zImage runs at RAM + 0x8000 with the tree in r2', () => {
    const { segments, boot } = load('arm-linux', context({ image: file(zImage()) }));
    expect(segments[0]!.at).toBe(0x6000_8000);
    expect(boot[0]!.registers).toMatchObject({ r0: 0, r1: 0xffffffff, pc: 0x6000_8000 });
    expect(segments.at(-1)!.at).toBe(boot[0]!.registers['r2']);
  });

  it('an Image is loaded at the offset that its own code subtracts', () => {
    const image = words(0xeb000000, 0xe2488982);
    expect(textOffset(image)).toBe(0x208000);
    expect(load('arm-linux', context({ image: file(image) })).boot[0]!.registers['pc']).toBe(0x6020_8000);
  });

  it('a tree that is given is cut to the cores of the cluster, and tells its memory', () => {
    const cpu = (index: number) => node(`cpu@${index}`, { device_type: 'cpu', reg: index });
    const root = node('', { '#address-cells': 1, '#size-cells': 1 }, [node('cpus', {}, [cpu(0), cpu(1), cpu(2)])]);
    const dtb = { path: 'three.dtb', bytes: buildFdt({ root, reserved: [], bootCpu: 0 }) };
    const { segments } = load('arm-linux', context({ image: file(zImage()), dtb, cores: 2 }));
    const given = parseFdt(segments.find(({ what }) => what === 'device tree')!.bytes, 'loaded');
    expect(find(given.root, '/cpus')!.children.map(({ name }) => name)).toEqual(['cpu@0', 'cpu@1']);
    expect(propCells(find(given.root, '/memory@60000000')!, 'reg')).toEqual([0x6000_0000, 64 * MB]);
  });

  it('the initrd is named in the tree', () => {
    const initrd = { path: 'initrd', bytes: new Uint8Array(5000) };
    const { segments } = load('arm-linux', context({ image: file(zImage()), initrd }));
    const chosen = find(parseFdt(segments.at(-1)!.bytes, 'tree').root, '/chosen')!;
    expect(propCells(chosen, 'linux,initrd-start')).toEqual([0x6200_0000]);
    expect(propCells(chosen, 'linux,initrd-end')).toEqual([0x6200_0000 + 5000]);
  });

  it('secondary cores of a mailbox board start in the stub', () => {
    const secondary = { kind: 'mailbox', stubAt: 0x4800_0000, mailbox: 0x1000_0030, gicCpu: 0x1e00_0100 } as const;
    const memory = [{ name: 'sram', at: 0x4800_0000, size: MB }];
    const { segments, boot } = load('arm-linux', context({ image: file(zImage()), cores: 2, secondary, memory }));
    expect(boot[1]).toEqual({ registers: { pc: 0x4800_0000 }, held: false });
    expect(segments.some((s) => s.at === 0x4800_0000)).toBe(true);
  });

  it('RAM that is too small for the initrd is refused with the size', () => {
    const initrd = { path: 'initrd', bytes: new Uint8Array(60 * MB) };
    expect(() => load('arm-linux', context({ image: file(zImage()), initrd }))).toThrow(
      /initrd: 62914560 bytes at 0x62000000 do not fit/,
    );
  });

  it('a file that is no kernel is refused', () => {
    expect(() => load('arm-linux', context({ image: file(new Uint8Array(256)) }))).toThrow(
      /not an image that boot protocol/,
    );
  });

  it('a truncated kernel is refused', () => {
    expect(() => load('arm-linux', context({ image: file(zImage().subarray(0, 20)) }))).toThrow(/truncated/);
  });
});

describe('plain', () => {
  it('an ELF file is loaded at its physical address and entered at its entry point', () => {
    const { segments, boot } = load('plain', context({ image: file(elf32(40, 0x6001_0000, 16, 64)) }));
    expect(segments[0]).toMatchObject({ at: 0x6001_0000, zeros: 48 });
    expect(boot[0]!.registers['pc']).toBe(0x6001_0004);
  });

  it('an ELF file for another machine is refused', () => {
    expect(() => load('plain', context({ image: file(elf32(62, 0x6001_0000, 16, 16)) }))).toThrow(
      /machine 62, but the cores are arm/,
    );
  });

  it('an ELF file that ends before its segments do is refused', () => {
    expect(() => load('plain', context({ image: file(elf32(40, 0x6001_0000, 17, 17)) }))).toThrow(
      /truncated: needs 101/,
    );
  });

  it('a segment outside memory is refused', () => {
    expect(() => load('plain', context({ image: file(elf32(40, 0, 16, 16)) }))).toThrow(/do not fit; memory is ram/);
  });
});
