import { describe, expect, it } from 'vitest';
import type { PhysicalRegion } from './mmio.ts';
import { PhysicalMap } from './physical-map.ts';

const buffer = (): SharedArrayBuffer => new SharedArrayBuffer(0x10000);
const ram = (gpa: number, host: number, bytes = 0x1000): PhysicalRegion => ({
  kind: 'ram',
  name: `ram${gpa}`,
  gpa,
  bytes,
  host,
});

describe('PhysicalMap', () => {
  it('later regions cover earlier ones, and what is left keeps its place', () => {
    const constant: PhysicalRegion = {
      kind: 'mmio',
      name: 'hole',
      gpa: 0x1004,
      bytes: 4,
      target: { read: (offset) => 0x50 + offset, write: () => undefined },
    };
    const map = new PhysicalMap(buffer(), [ram(0x1000, 0x2000), constant]);
    map.u8.set([1, 2, 3, 4, 5, 6, 7, 8, 9], 0x2000);
    expect([map.read(0x1003, 1, 0), map.read(0x1004, 4, 0), map.read(0x1006, 1, 0), map.read(0x1008, 1, 0)]).toEqual([
      4, 0x50, 0x52, 9,
    ]);
    expect(map.segments().map((s) => [s.start, s.end])).toEqual([
      [0x1000, 0x1004],
      [0x1004, 0x1008],
      [0x1008, 0x2000],
    ]);
    const page = { host: 0, writable: false };
    map.pageOf(1, page);
    expect(page).toEqual({ host: -1, writable: false });
  });

  it('reads and writes little-endian at any alignment', () => {
    const map = new PhysicalMap(buffer(), [ram(0, 0x1000)]);
    map.write(0x11, 4, 0xaabbccdd, 0);
    expect([map.read(0x11, 1, 0), map.read(0x12, 2, 0), map.read(0x11, 4, 0)]).toEqual([0xdd, 0xbbcc, 0xaabbccdd]);
    const pair = new Int32Array(2);
    map.write64(0x21, 1, -2, 0);
    map.read64(0x21, pair, 0);
    expect([...pair]).toEqual([1, -2]);
  });

  it('reads 8 bytes: of RAM, across the end of RAM, of a device', () => {
    const device: PhysicalRegion = {
      kind: 'mmio',
      name: 'device',
      gpa: 0x1000,
      bytes: 0x1000,
      target: {
        read: (offset) => 0x70 + offset,
        write: () => undefined,
        read64: (offset, _core, out) => out.set([offset, -1]),
      },
    };
    const map = new PhysicalMap(buffer(), [ram(0, 0x2000), device]);
    map.i32.set([5, -6], 0x2ff8 / 4);
    const read = (gpa: number): number[] => {
      const pair = new Int32Array(2);
      map.read64(gpa, pair, 0);
      return [...pair];
    };
    expect([read(0xff8), read(0xffc), read(0x1010)]).toEqual([
      [5, -6],
      [-6, 0x70],
      [0x10, -1],
    ]);
  });

  it('addresses above 4 GiB are as good as others', () => {
    const map = new PhysicalMap(buffer(), [ram(0x1_8000_0000, 0x1000)]);
    map.write(0x1_8000_0010, 4, 7, 0);
    expect(map.i32[0x1010 >>> 2]).toBe(7);
    expect(map.read(0x8000_0010, 4, 0)).toBe(0);
  });

  it('what nothing answers reads 0, is ignored, and is told', () => {
    const told: (number | undefined)[][] = [];
    const map = new PhysicalMap(buffer(), [], { onUnmapped: (...what) => void told.push(what) });
    expect(map.read(0x10, 2, 3)).toBe(0);
    map.write(0x14, 1, 0x1ff, 3);
    expect(told).toEqual([
      [0x10, 2, undefined, 3],
      [0x14, 1, 0xff, 3],
    ]);
  });

  it('a region that moves is found at its new place by every map that shares the epoch', () => {
    const memory = buffer();
    let base = 0x1000;
    const regions = [{ ...ram(0, 0x2000), gpa: () => base }];
    let told = 0;
    const one = new PhysicalMap(memory, regions, { epochWord: 64, onMoved: () => void told++ });
    const two = new PhysicalMap(memory, regions, { epochWord: 64 });
    one.write(0x1000, 4, 9, 0);
    base = 0x5000;
    one.moved();
    expect([one.read(0x5000, 4, 0), two.read(0x5000, 4, 0), two.read(0x1000, 4, 0)]).toEqual([9, 9, 0]);
    base = -1;
    one.moved();
    expect(two.read(0x5000, 4, 0)).toBe(0);
    expect(told).toBe(2);
  });

  it('DMA crosses from RAM to a device and back, and says when something was nowhere', () => {
    const seen: number[] = [];
    const device: PhysicalRegion = {
      kind: 'mmio',
      name: 'd',
      gpa: 0x1000,
      bytes: 2,
      target: { read: (o) => 0x40 + o, write: (_o, _b, v) => void seen.push(v) },
    };
    const map = new PhysicalMap(buffer(), [ram(0, 0x1000), device, ram(0x1002, 0x3000)]);
    expect(map.writeBytes(0xffe, Uint8Array.of(1, 2, 3, 4, 5, 6))).toBe(true);
    const back = new Uint8Array(6);
    expect(map.readBytes(0xffe, back)).toBe(true);
    expect([...back]).toEqual([1, 2, 0x40, 0x41, 5, 6]);
    expect(seen).toEqual([3, 4]);
    expect(map.writeBytes(0x2001, Uint8Array.of(1, 2))).toBe(false);
  });

  it('compareExchange32 replaces only what was expected, only in RAM', () => {
    const map = new PhysicalMap(buffer(), [ram(0, 0x1000)]);
    map.write(8, 4, 5, 0);
    expect([
      map.compareExchange32(8, 4, 6),
      map.compareExchange32(8, 5, 6),
      map.compareExchange32(0x9000, 0, 1),
    ]).toEqual([false, true, false]);
    expect(map.read(8, 4, 0)).toBe(6);
  });
});
