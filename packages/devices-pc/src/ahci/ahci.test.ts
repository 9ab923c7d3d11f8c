import { memoryBlock } from '@tutti/devices-core';
import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { ahci } from './ahci.ts';
import { AHCI, AHCI_CONFIG_AT } from './ahci-map.ts';

const RAM_AT = 0x8000_0000;
const LIST = 0;
const RECEIVED = 0x400;
const TABLE = 0x800;
const DATA = 0x1000;
const PORT_BYTES = 0x80;
const { at } = AHCI;

interface Rig {
  readonly bench: Bench;
  readonly disk: Uint8Array;
  port(register: keyof typeof at, number?: number): number;
  setPort(register: keyof typeof at, value: number, number?: number): void;
}

/** A disk of 64 KiB at port 0 and a CD of 16 sectors at port 1; both run and may interrupt. */
function rig(): Rig {
  const disk = new Uint8Array(0x1_0000).map((_, i) => i >>> 9);
  const disc = new Uint8Array(16 * 2048).map((_, i) => 0x80 | (i >>> 11));
  const bench = new Bench(
    [{ name: 'ahci', type: 'ahci', options: { port0: 'disk', port1: 'cdrom' } }],
    { ahci },
    {
      ramAt: RAM_AT,
      blocks: { 'ahci.port0': memoryBlock(disk), 'ahci.port1': memoryBlock(disc, true) },
    },
  );
  const port = (register: keyof typeof at, number = 0): number =>
    bench.read('ahci', at[register] + PORT_BYTES * number);
  const setPort = (register: keyof typeof at, value: number, number = 0): void =>
    bench.write('ahci', at[register] + PORT_BYTES * number, value);
  bench.write('ahci', at.GHC, 2);
  for (const number of [0, 1]) {
    setPort('PxCLB', RAM_AT + LIST, number);
    setPort('PxFB', RAM_AT + RECEIVED, number);
    setPort('PxIE', 0xffff_ffff, number);
    setPort('PxCMD', 0x17, number);
  }
  return { bench, disk, port, setPort };
}

/** Issue a command in slot 0 with one piece of memory for its data. */
function issue(
  { bench, setPort }: Rig,
  fis: readonly number[],
  bytes: number,
  number = 0,
  packet: readonly number[] = [],
): void {
  const view = new DataView(bench.ram.buffer);
  view.setUint32(LIST, 5 | (1 << 16), true);
  view.setUint32(LIST + 8, RAM_AT + TABLE, true);
  bench.ram.fill(0, TABLE, TABLE + 0x80);
  bench.ram.set(fis, TABLE);
  bench.ram.set(packet, TABLE + 0x40);
  view.setUint32(TABLE + 0x80, RAM_AT + DATA, true);
  view.setUint32(TABLE + 0x8c, bytes - 1, true);
  setPort('PxCI', 1, number);
  bench.runWork();
}

const fis = (command: number, sector = 0, count = 0): number[] => [
  0x27,
  0x80,
  command,
  0,
  sector,
  0,
  0,
  0x40,
  0,
  0,
  0,
  0,
  count,
  0,
];

describe('ports', () => {
  it('show what is attached by signature and link', () => {
    const r = rig();
    expect([0, 1, 2].map((n) => r.port('PxSIG', n))).toEqual([0x101, 0xeb14_0101, 0xffff_ffff]);
    expect([0, 1, 2].map((n) => r.port('PxSSTS', n))).toEqual([0x113, 0x113, 0]);
  });

  it('a reset of the link ends with the drive ready', () => {
    const r = rig();
    r.setPort('PxSCTL', 1);
    expect(r.port('PxSSTS')).toBe(0);
    r.setPort('PxSCTL', 0);
    expect([r.port('PxSSTS'), r.port('PxTFD') & 0xff]).toEqual([0x113, 0x50]);
  });

  it('without any drive there is no function', () => {
    const bench = new Bench([{ name: 'ahci', type: 'ahci' }], { ahci });
    expect(bench.read('ahci', AHCI_CONFIG_AT, 2)).toBe(0xffff);
  });
});

describe('a disk', () => {
  it('identifies itself by PIO', () => {
    const r = rig();
    issue(r, fis(0xec), 512);
    expect([r.bench.ram[DATA + 120], r.port('PxCI'), r.port('PxIS')]).toEqual([128, 0, 2]);
    expect([...r.bench.ram.subarray(RECEIVED + 0x20, RECEIVED + 0x23)]).toEqual([0x5f, 0x60, 0x50]);
  });

  it('reads by DMA, says how much, and interrupts until software has seen it', () => {
    const r = rig();
    issue(r, fis(0x25, 6, 2), 1024);
    expect([r.bench.ram[DATA], r.bench.ram[DATA + 1023]]).toEqual([6, 7]);
    expect(new DataView(r.bench.ram.buffer).getUint32(LIST + 4, true)).toBe(1024);
    expect(r.bench.level('ahci.intr')).toBe(true);
    r.setPort('PxIS', 1);
    r.bench.write('ahci', at.IS, 1);
    expect(r.bench.level('ahci.intr')).toBe(false);
  });

  it('writes by DMA', () => {
    const r = rig();
    r.bench.ram.fill(0x5a, DATA, DATA + 512);
    issue(r, fis(0x35, 3, 1), 512);
    expect([r.disk[3 * 512], r.disk[4 * 512 - 1], r.disk[4 * 512]]).toEqual([0x5a, 0x5a, 4]);
  });

  it('a sector beyond the end is an error, and the command stays issued', () => {
    const r = rig();
    issue(r, fis(0x25, 127, 2), 1024);
    expect([r.port('PxTFD'), r.port('PxCI'), r.port('PxIS')]).toEqual([0x1051, 1, 0x4000_0001]);
    r.setPort('PxCMD', 0x16);
    expect(r.port('PxCI')).toBe(0);
  });

  it('a table with too little memory is an error', () => {
    const r = rig();
    issue(r, fis(0x25, 0, 2), 512);
    expect(r.port('PxTFD') & 1).toBe(1);
  });
});

describe('a CD drive', () => {
  it('reads sectors by a packet', () => {
    const r = rig();
    issue(r, fis(0xa0), 2048, 1, [0x28, 0, 0, 0, 0, 5, 0, 0, 1]);
    expect([r.bench.ram[DATA], r.port('PxTFD', 1), r.port('PxCI', 1)]).toEqual([0x85, 0x50, 0]);
  });

  it('keeps the reason of a failure for REQUEST SENSE', () => {
    const r = rig();
    issue(r, fis(0xa0), 2048, 1, [0x28, 0, 0, 0, 0, 99, 0, 0, 1]);
    expect(r.port('PxTFD', 1)).toBe(0x5451);
    r.setPort('PxCMD', 0x16, 1);
    r.setPort('PxIS', 0xffff_ffff, 1);
    r.setPort('PxCMD', 0x17, 1);
    issue(r, fis(0xa0), 18, 1, [3, 0, 0, 0, 18]);
    expect([r.bench.ram[DATA + 2], r.bench.ram[DATA + 12]]).toEqual([5, 0x21]);
  });
});

describe('messages', () => {
  it('take the place of the pin once software wants them', () => {
    const r = rig();
    r.bench.write('ahci', AHCI_CONFIG_AT + 0x44, 0xfee0_1000);
    r.bench.write('ahci', AHCI_CONFIG_AT + 0x48, 0x31, 2);
    r.bench.write('ahci', AHCI_CONFIG_AT + 0x42, 1, 1);
    issue(r, fis(0x25, 0, 1), 512);
    expect(r.bench.level('ahci.intr')).toBe(false);
    expect(r.bench.calls.filter((c) => c.name === 'msi')).toEqual([{ name: 'msi', args: [0xfee0_1000, 0x31, 0] }]);
  });
});
