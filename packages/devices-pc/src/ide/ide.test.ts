import { memoryBlock } from '@tutti/devices-core';
import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { IDE_AT } from './ide-map.ts';
import { piixIde } from './piix-ide.ts';

const RAM_AT = 0x8000_0000;
const TASK = IDE_AT.TASK;
const REG = {
  DATA: 0,
  ERROR: TASK + 1,
  COUNT: TASK + 2,
  LOW: TASK + 3,
  MID: TASK + 4,
  HIGH: TASK + 5,
  DEVICE: TASK + 6,
  COMMAND: TASK + 7,
  CONTROL: IDE_AT.CONTROL,
} as const;
const BM = { COMMAND: IDE_AT.BUS_MASTER, STATUS: IDE_AT.BUS_MASTER + 2, TABLE: IDE_AT.BUS_MASTER + 4 } as const;
/** Registers of the second channel lie this far behind those of the first. */
const SECOND = 8;
const READY = 0x50;
const DRQ = 8;

interface Rig {
  readonly bench: Bench;
  readonly disk: Uint8Array;
  readonly disc: Uint8Array;
  get(register: number): number;
  put(register: number, value: number): void;
  command(code: number, sector: number, count: number): void;
  words(count: number): number[];
}

/** A disk of 64 KiB as first drive, a CD of 16 sectors as third; each byte says in which sector it is. */
function rig(channel = 0): Rig {
  const disk = new Uint8Array(0x1_0000).map((_, i) => i >>> 9);
  const disc = new Uint8Array(16 * 2048).map((_, i) => 0x80 | (i >>> 11));
  const bench = new Bench(
    [{ name: 'ide', type: 'piix-ide', options: { drive0: 'disk', drive2: 'cdrom' } }],
    { 'piix-ide': piixIde },
    {
      ramAt: RAM_AT,
      blocks: { 'ide.drive0': memoryBlock(disk), 'ide.drive2': memoryBlock(disc, true) },
    },
  );
  const move = SECOND * channel;
  const get = (register: number): number => bench.read('ide', register + move, 1);
  const put = (register: number, value: number): void => bench.write('ide', register + move, value, 1);
  return {
    bench,
    disk,
    disc,
    get,
    put,
    command(code, sector, count) {
      put(REG.COUNT, count);
      put(REG.LOW, sector & 0xff);
      put(REG.MID, (sector >>> 8) & 0xff);
      put(REG.HIGH, (sector >>> 16) & 0xff);
      put(REG.DEVICE, 0xe0 | (sector >>> 24));
      put(REG.COMMAND, code);
      bench.runWork();
    },
    words: (count) => Array.from({ length: count }, () => bench.read('ide', REG.DATA + move, 2)),
  };
}

/** A descriptor table of one piece at the start of RAM, for data at 1000h; then start. */
function startDma({ bench, put }: Rig, bytes: number, toMemory: boolean, channel = 0): void {
  const view = new DataView(bench.ram.buffer);
  view.setUint32(0, RAM_AT + 0x1000, true);
  view.setUint32(4, 0x8000_0000 | bytes, true);
  bench.write('ide', BM.TABLE + SECOND * channel, RAM_AT);
  put(BM.COMMAND, toMemory ? 9 : 1);
  bench.runWork();
}

function packet({ bench, put }: Rig, bytes: readonly number[], limit = 0xf000, features = 0): void {
  put(REG.ERROR, features);
  put(REG.MID, limit & 0xff);
  put(REG.HIGH, limit >>> 8);
  put(REG.COMMAND, 0xa0);
  const padded = Uint8Array.from({ length: 12 }, (_, i) => bytes[i] ?? 0);
  for (let i = 0; i < 12; i += 2)
    bench.write('ide', REG.DATA + SECOND, (padded[i] ?? 0) | ((padded[i + 1] ?? 0) << 8), 2);
  bench.runWork();
}

describe('a disk', () => {
  it('shows its signature after reset, an empty place nothing', () => {
    const r = rig();
    expect([r.get(REG.COUNT), r.get(REG.MID), r.get(REG.HIGH), r.get(REG.COMMAND)]).toEqual([1, 0, 0, READY]);
    r.put(REG.DEVICE, 0xb0);
    expect(r.get(REG.COMMAND)).toBe(0);
  });

  it('identifies itself with its capacity', () => {
    const r = rig();
    r.command(0xec, 0, 0);
    const words = r.words(256);
    expect([words[0], words[60], words[100]]).toEqual([0x40, 128, 128]);
    expect(String.fromCharCode(...words.slice(27, 32).flatMap((w) => [w >>> 8, w & 0xff]))).toBe('TUTTI DISK');
    expect(r.get(REG.COMMAND)).toBe(READY);
  });

  it('reads sectors in turn, with an interrupt before each', () => {
    const r = rig();
    r.command(0x20, 5, 2);
    expect(r.bench.level('ide.intr[0]')).toBe(true);
    expect(r.get(REG.COMMAND)).toBe(READY | DRQ);
    expect(r.bench.level('ide.intr[0]')).toBe(false);
    expect(new Set(r.words(256))).toEqual(new Set([0x0505]));
    expect(r.bench.level('ide.intr[0]')).toBe(true);
    expect(new Set(r.words(256))).toEqual(new Set([0x0606]));
    expect(r.get(REG.COMMAND)).toBe(READY);
  });

  it('reads several sectors for one interrupt after SET MULTIPLE', () => {
    const r = rig();
    r.command(0xc6, 0, 4);
    r.command(0xc4, 1, 4);
    expect(r.get(REG.COMMAND)).toBe(READY | DRQ);
    r.words(1023);
    expect(r.bench.level('ide.intr[0]')).toBe(false);
    expect([r.words(1)[0], r.get(REG.COMMAND)]).toEqual([0x0404, READY]);
  });

  it('writes what software gives, and tells when it is on the disk', () => {
    const r = rig();
    r.command(0x30, 3, 1);
    for (let i = 0; i < 256; i++) r.bench.write('ide', REG.DATA, 0xabcd, 2);
    expect(r.bench.level('ide.intr[0]')).toBe(false);
    r.bench.runWork();
    expect(r.bench.level('ide.intr[0]')).toBe(true);
    expect([...r.disk.subarray(3 * 512 - 1, 3 * 512 + 2), r.disk[4 * 512]]).toEqual([2, 0xcd, 0xab, 4]);
  });

  it('moves by DMA whether the command or the bus master comes first', () => {
    const r = rig();
    r.command(0xc8, 7, 1);
    startDma(r, 512, true);
    expect([r.bench.ram[0x1000], r.bench.ram[0x11ff], r.get(BM.STATUS) & 7, r.get(REG.COMMAND)]).toEqual([
      7,
      7,
      4,
      READY,
    ]);
    r.put(BM.COMMAND, 0);
    r.bench.ram.fill(0x77, 0x1000, 0x1200);
    startDma(r, 512, false);
    r.command(0xca, 9, 1);
    expect([r.disk[9 * 512], r.disk[10 * 512]]).toEqual([0x77, 10]);
  });

  it('a descriptor table that is too short ends a transfer with an error', () => {
    const r = rig();
    r.command(0xc8, 7, 2);
    startDma(r, 512, true);
    expect([r.get(BM.STATUS) & 3, r.get(REG.COMMAND) & 1]).toEqual([2, 1]);
  });

  it('finds sectors with addresses of 48 bits', () => {
    const r = rig();
    for (const register of [REG.COUNT, REG.LOW, REG.MID, REG.HIGH]) r.put(register, 0);
    r.command(0x24, 4, 1);
    expect(r.words(1)).toEqual([0x0404]);
  });

  it.each([0x20, 0x40, 0xc8])('command %i beyond the end finds nothing', (code) => {
    const r = rig();
    r.command(code, 127, 2);
    expect([r.get(REG.COMMAND), r.get(REG.ERROR)]).toEqual([READY | 1, 0x10]);
  });

  it('an unknown command is aborted', () => {
    const r = rig();
    r.command(0xff, 0, 0);
    expect([r.get(REG.COMMAND), r.get(REG.ERROR)]).toEqual([READY | 1, 4]);
  });

  it('a reset ends what it was doing', () => {
    const r = rig();
    r.put(REG.COUNT, 1);
    r.put(REG.DEVICE, 0xe0);
    r.put(REG.COMMAND, 0x20);
    r.put(REG.CONTROL, 4);
    r.bench.runWork();
    expect(r.get(REG.CONTROL)).toBe(0x80);
    r.put(REG.CONTROL, 0);
    expect([r.get(REG.COMMAND), r.bench.level('ide.intr[0]')]).toEqual([READY, false]);
  });
});

describe('a CD drive', () => {
  it('shows its signature, and refuses IDENTIFY DEVICE with it', () => {
    const r = rig(1);
    expect([r.get(REG.MID), r.get(REG.HIGH)]).toEqual([0x14, 0xeb]);
    r.command(0xec, 0, 0);
    expect([r.get(REG.COMMAND) & 1, r.get(REG.MID), r.get(REG.HIGH)]).toEqual([1, 0x14, 0xeb]);
  });

  it('gives a sector in pieces as long as software allows', () => {
    const r = rig(1);
    packet(r, [0x28, 0, 0, 0, 0, 3, 0, 0, 1], 1024);
    expect([r.get(REG.COUNT), r.get(REG.MID) | (r.get(REG.HIGH) << 8)]).toEqual([2, 1024]);
    expect(new Set(r.words(512))).toEqual(new Set([0x8383]));
    expect(r.get(REG.COMMAND)).toBe(READY | DRQ);
    r.words(512);
    expect([r.get(REG.COMMAND), r.get(REG.COUNT)]).toEqual([READY, 3]);
  });

  it('gives sectors by DMA', () => {
    const r = rig(1);
    packet(r, [0x28, 0, 0, 0, 0, 1, 0, 0, 2], 0, 1);
    startDma(r, 4096, true, 1);
    expect([r.bench.ram[0x1000], r.bench.ram[0x1fff], r.get(REG.COMMAND)]).toEqual([0x81, 0x82, READY]);
  });

  it('tells its capacity', () => {
    const r = rig(1);
    packet(r, [0x25]);
    expect(r.words(4)).toEqual([0, 0x0f00, 0, 0x0008]);
  });

  it('says why a command failed, once', () => {
    const r = rig(1);
    packet(r, [0x28, 0, 0, 0, 0, 16, 0, 0, 1]);
    expect([r.get(REG.COMMAND) & 1, r.get(REG.ERROR) >>> 4]).toEqual([1, 5]);
    packet(r, [3, 0, 0, 0, 18]);
    const sense = r.words(9);
    expect([(sense[1] ?? 0) & 15, (sense[6] ?? 0) & 0xff]).toEqual([5, 0x21]);
    packet(r, [3, 0, 0, 0, 18]);
    expect((r.words(9)[1] ?? 0) & 15).toBe(0);
  });
});
