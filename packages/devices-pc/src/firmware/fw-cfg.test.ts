import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import type { AcpiConfig } from '../acpi/config.ts';
import { placeAcpi } from '../acpi/place.ts';
import { FW_CFG, fwCfg } from './fw-cfg.ts';
import { fwCfgContents } from './fw-cfg-contents.ts';
import { acpiFiles, LOADER_FILE, ROOT_FILE, TABLES_FILE } from './table-loader.ts';

const CONFIG: AcpiConfig = {
  cores: 2,
  localApic: 0xfee0_0000,
  ioApic: 0xfec0_0000,
  ports: { pm1: 0x600, timer: 0x608, gpe: 0xafe0, smi: 0xb2, reset: 0xcf9 },
  sci: 9,
  serial: [],
  keyboard: false,
};

function board(): Bench {
  const contents = fwCfgContents({ cores: 3, files: { 'etc/b': Uint8Array.of(7, 8, 9), 'etc/a': Uint8Array.of(1) } });
  const bench = new Bench([{ name: 'fw', type: 'fw-cfg', options: { bytes: contents.length } }], { 'fw-cfg': fwCfg });
  bench.set.get('fw').bytes.set(contents);
  return bench;
}
const select = (bench: Bench, key: number) => bench.write('fw', FW_CFG.at.SELECT, key, 2);
const read = (bench: Bench, count: number) => Array.from({ length: count }, () => bench.read('fw', FW_CFG.at.DATA, 1));

describe('firmware configuration', () => {
  it('shows its signature and the number of cores', () => {
    const bench = board();
    select(bench, 0);
    expect(String.fromCharCode(...read(bench, 4))).toBe('QEMU');
    select(bench, 5);
    expect(read(bench, 2)).toEqual([3, 0]);
  });

  it('lists its files, whose bytes end in zeros', () => {
    const bench = board();
    select(bench, 0x19);
    const list = read(bench, 4 + 128);
    expect(list.slice(0, 17)).toEqual([0, 0, 0, 2, 0, 0, 0, 1, 0, 0x20, 0, 0, 0x65, 0x74, 0x63, 0x2f, 0x61]);
    select(bench, 0x21);
    expect(read(bench, 5)).toEqual([7, 8, 9, 0, 0]);
  });

  it('a DMA command selects, reads, and answers in its control word', () => {
    const bench = board();
    const at = bench.ramAt + 0x100;
    const command = new DataView(bench.ram.buffer, 0x100);
    command.setUint32(0, (0x21 << 16) | 8 | 2);
    command.setUint32(4, 3);
    command.setUint32(12, bench.ramAt + 0x200);
    const address = new DataView(new ArrayBuffer(4));
    address.setUint32(0, at, true);
    bench.write('fw', FW_CFG.at.DMA_LOW, address.getUint32(0));
    expect([...bench.ram.subarray(0x200, 0x204)]).toEqual([7, 8, 9, 0]);
    expect(command.getUint32(0)).toBe(0);
  });

  it('a DMA command to write is refused', () => {
    const bench = board();
    new DataView(bench.ram.buffer, 0x100).setUint32(0, 16);
    const address = new DataView(new ArrayBuffer(4));
    address.setUint32(0, bench.ramAt + 0x100, true);
    bench.write('fw', FW_CFG.at.DMA_LOW, address.getUint32(0));
    expect(bench.ram[0x103]).toBe(1);
  });

  it('an empty device answers zeros', () => {
    const bench = new Bench([{ name: 'fw', type: 'fw-cfg' }], { 'fw-cfg': fwCfg });
    select(bench, 0x19);
    expect(read(bench, 4)).toEqual([0, 0, 0, 0]);
  });
});

/** Run the loader's script as firmware does, with the tables at one address and the root pointer at another. */
function firmware(files: Record<string, Uint8Array>, at: Readonly<Record<string, number>>): void {
  const script = files[LOADER_FILE]!;
  const nameAt = (o: number) => String.fromCharCode(...script.subarray(o, script.indexOf(0, o)));
  for (let o = 0; o < script.length; o += 128) {
    const view = new DataView(script.buffer, o);
    const command = view.getUint32(0, true);
    const target = files[nameAt(o + 4)]!;
    const bytes = new DataView(target.buffer);
    if (command === 2) {
      const [offset, size] = [view.getUint32(116, true), view.getUint8(120)];
      const value = bytes.getUint32(offset, true) + at[nameAt(o + 60)]!;
      if (size === 8) bytes.setBigUint64(offset, BigInt(value), true);
      else bytes.setUint32(offset, value, true);
    } else if (command === 3) {
      const [to, start, length] = [60, 64, 68].map((f) => view.getUint32(f, true)) as [number, number, number];
      target[to] = -target.subarray(start, start + length).reduce((a, b) => a + b, 0);
    }
  }
}

describe('ACPI by the firmware table loader', () => {
  it('gives what the tables are when placed directly', () => {
    const files = acpiFiles(CONFIG);
    const base = 0x7ff_0000;
    firmware(files, { [TABLES_FILE]: base + 64, [ROOT_FILE]: 0xf_0000 });
    const direct = placeAcpi(CONFIG, base).bytes;
    expect(files[ROOT_FILE]).toEqual(direct.subarray(0, 36));
    expect(files[TABLES_FILE]).toEqual(direct.subarray(64));
  });
});
