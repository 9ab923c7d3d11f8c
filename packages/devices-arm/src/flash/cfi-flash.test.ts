import { Bench } from '@tutti/devices-core/testing';
import { expect, it } from 'vitest';
import { cfiFlash } from './cfi-flash.ts';

const flash = () =>
  new Bench([{ name: 'f', type: 'cfiFlash', options: { sizeBytes: 1 << 20, blockBytes: 0x10000 } }], { cfiFlash });
const command = (bench: Bench, at: number, ...cycles: number[]) => {
  for (const cycle of cycles) bench.write('f', at, cycle);
};

it('is erased at first and answers the query of both chips', () => {
  const bench = flash();
  expect(bench.read('f', 0x100)).toBe(0xffffffff);
  command(bench, 0x154, 0x00980098);
  const query = [0x10, 0x11, 0x12, 0x27].map((i) => bench.read('f', 4 * i));
  expect(query).toEqual([0x00510051, 0x00520052, 0x00590059, 0x00130013]);
});

it('programs bits to 0 only, and erases a block to 1', () => {
  const bench = flash();
  command(bench, 0x20000, 0x00400040, 0x12345678);
  expect(bench.read('f', 0)).toBe(0x00800080);
  command(bench, 0x20000, 0x00400040, 0xffff0000);
  command(bench, 0, 0x00ff00ff);
  expect([bench.read('f', 0x20000), bench.read('f', 0x20002, 2), bench.read('f', 0x20001, 1)]).toEqual([
    0x12340000, 0x1234, 0,
  ]);
  command(bench, 0x20000, 0x00200020, 0x00d000d0, 0x00ff00ff);
  expect(bench.read('f', 0x20000)).toBe(0xffffffff);
});

it('programs a buffer', () => {
  const bench = flash();
  command(bench, 0x40, 0x00e800e8, 0x00010001);
  bench.write('f', 0x40, 1);
  bench.write('f', 0x44, 2);
  command(bench, 0x40, 0x00d000d0, 0x00ff00ff);
  expect([bench.read('f', 0x40), bench.read('f', 0x44)]).toEqual([1, 2]);
});

it('reports an erase without confirmation', () => {
  const bench = flash();
  command(bench, 0, 0x00200020, 0x00ff00ff);
  expect(bench.read('f', 0)).toBe(0x00b000b0);
});
