import { describe, expect, it } from 'vitest';
import { EmulatorError } from '../errors.ts';
import { buildFdt, editFdt, find, node, parseFdt, propCells, propText } from './index.ts';

const board = () =>
  node('', { '#address-cells': 1, '#size-cells': 1, compatible: ['vendor,board', 'vendor,family'] }, [
    node('cpus', { '#address-cells': 1, '#size-cells': 0 }, [
      node('cpu@0', { device_type: 'cpu', reg: 0, phandle: 7 }),
      node('cpu@1', { device_type: 'cpu', reg: 1, phandle: 8 }),
    ]),
    node('memory@0', { device_type: 'memory', reg: [0, 0x1000] }),
    node('pmu', { interrupts: [0, 1, 4, 0, 2, 4], 'interrupt-affinity': [7, 8] }),
  ]);

const blob = () => buildFdt({ root: board(), reserved: [[0x100n, 0x10n]], bootCpu: 0 });

describe('flattened device trees', () => {
  it('a built tree parses to the same tree', () => {
    const parsed = parseFdt(blob(), 'test.dtb');
    expect(parsed.root).toEqual(board());
    expect(parsed.reserved).toEqual([[0x100n, 0x10n]]);
  });

  it('cutting to one CPU removes the other and its interrupt affinity', () => {
    const fdt = parseFdt(blob(), 'test.dtb');
    editFdt(fdt, { cpus: 1, memory: [{ at: 0x6000_0000, size: 0x1000_0000 }], bootargs: 'quiet' });
    expect(find(fdt.root, '/cpus')!.children.map((c) => c.name)).toEqual(['cpu@0']);
    expect(propCells(find(fdt.root, '/pmu')!, 'interrupts')).toEqual([0, 1, 4]);
    expect(propCells(find(fdt.root, '/memory')!, 'reg')).toEqual([0x6000_0000, 0x1000_0000]);
    expect(propText(find(fdt.root, '/chosen')!, 'bootargs')).toBe('quiet');
  });

  it('a display controller gets a panel in place of what its cable led to', () => {
    const fdt = parseFdt(blob(), 'test.dtb');
    const output = node('endpoint', { 'remote-endpoint': 9, phandle: 10 });
    const display = node('clcd@10020000', { compatible: ['arm,pl111', 'arm,primecell'] }, [node('port', {}, [output])]);
    fdt.root.children.push(display);
    const edits = { cpus: 2, memory: [], bootargs: '', panelAt: 0x1002_0000 };
    editFdt(fdt, edits);
    editFdt(fdt, edits);
    const panels = fdt.root.children.filter((c) => c.name === 'panel');
    expect(panels.map((panel) => propText(panel, 'compatible'))).toEqual(['panel-dpi']);
    const input = find(panels[0]!, '/port/endpoint')!;
    expect(propCells(input, 'remote-endpoint')).toEqual([10]);
    expect(propCells(output, 'remote-endpoint')).toEqual(propCells(input, 'phandle'));
    expect(propCells(input, 'phandle')).toEqual([11]);
  });

  it('every truncation of a tree gives one clear error', () => {
    const whole = blob();
    const outcomes = Array.from({ length: whole.length }, (_, length) => {
      try {
        parseFdt(whole.slice(0, length), 'cut.dtb');
        return 'accepted';
      } catch (error) {
        return error instanceof EmulatorError ? error.code : String(error);
      }
    });
    expect(new Set(outcomes)).toEqual(new Set(['FDT_BAD']));
  });

  it('a tree with any single byte changed is parsed or refused, never a crash', () => {
    const whole = blob();
    const codes = Array.from(whole, (byte, at) => {
      const changed = whole.slice();
      changed[at] = byte ^ 0xff;
      try {
        parseFdt(changed, 'changed.dtb');
        return 'FDT_BAD';
      } catch (error) {
        return error instanceof EmulatorError ? error.code : String(error);
      }
    });
    expect(new Set(codes)).toEqual(new Set(['FDT_BAD']));
  });
});
