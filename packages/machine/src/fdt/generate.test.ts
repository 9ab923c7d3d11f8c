import { describe, expect, it } from 'vitest';
import { buildFdt, find, parseFdt, propCells, propText, TREES } from './index.ts';

const devices = [
  {
    type: 'gic',
    windows: [
      { at: 0x0800_0000, size: 0x1_0000 },
      { at: 0x0801_0000, size: 0x1_0000 },
    ],
    spis: [],
  },
  { type: 'pl011', windows: [{ at: 0x0900_0000, size: 0x1000 }], spis: [1] },
  { type: 'virtio-mmio', windows: [{ at: 0x0a00_0000, size: 0x200 }], spis: [16] },
];
const virt = TREES['virt']!({ cores: 3, model: 'cortex-a15', devices, console: 0x0900_0000 });

describe('generated device trees', () => {
  it('virt lists the cores with their start method', () => {
    const cpus = find(virt, '/cpus')!.children;
    expect(cpus.map((c) => propCells(c, 'reg')[0])).toEqual([0, 1, 2]);
    expect(propText(cpus[2]!, 'enable-method')).toBe('psci');
  });

  it('a device has its windows and its interrupt as the controller wants it', () => {
    const uart = find(virt, '/uart@9000000')!;
    expect(propCells(uart, 'reg')).toEqual([0, 0x0900_0000, 0, 0x1000]);
    expect(propCells(uart, 'interrupts')).toEqual([0, 1, 4]);
    expect(propText(find(virt, '/chosen')!, 'stdout-path')).toBe('/uart@9000000');
  });

  it('virtio slots are edge triggered', () => {
    expect(propCells(find(virt, '/virtio_mmio@a000000')!, 'interrupts')).toEqual([0, 16, 1]);
  });

  it('every generated tree survives building and parsing', () => {
    const trees = Object.values(TREES).map((make) => make({ cores: 2, model: 'cortex-a9', devices }));
    expect(trees.map((root) => parseFdt(buildFdt({ root, reserved: [], bootCpu: 0 }), 'tree').root)).toEqual(trees);
  });
});
