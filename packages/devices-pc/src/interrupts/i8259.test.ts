import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { I8259, i8259 } from './i8259.ts';

const { at } = I8259;

/** Initialised as firmware and Linux do: vectors 20h and 28h, all inputs open. */
function controllers(): Bench {
  const bench = new Bench([{ name: 'pic', type: 'i8259' }], { i8259 });
  for (const [chip, base, icw3] of [
    [0, 0x20, 4],
    [2, 0x28, 2],
  ] as const) {
    for (const [offset, value] of [
      [0, 0x11],
      [1, base],
      [1, icw3],
      [1, 1],
      [1, 0],
    ] as const)
      bench.write('pic', chip + offset, value, 1);
  }
  return bench;
}
const input = (bench: Bench, irq: number, level: boolean) =>
  bench.set.get('pic').type.parts.inputs?.['irq']?.changed(bench.set.get('pic') as never, irq, level);
const acknowledge = (bench: Bench) => bench.read('pic', at.INTACK, 1);

describe('8259', () => {
  it('an edge requests once, the acknowledge gives its vector', () => {
    const bench = controllers();
    input(bench, 4, true);
    expect([bench.level('pic.intr'), acknowledge(bench), bench.level('pic.intr')]).toEqual([true, 0x24, false]);
    bench.write('pic', at.MASTER_COMMAND, 0x20, 1);
    expect(bench.level('pic.intr')).toBe(false);
  });

  it('a slave interrupt passes the cascade and needs two ends', () => {
    const bench = controllers();
    input(bench, 12, true);
    expect(acknowledge(bench)).toBe(0x2c);
    input(bench, 3, true);
    expect(bench.level('pic.intr')).toBe(false);
    bench.write('pic', at.SLAVE_COMMAND, 0x20, 1);
    bench.write('pic', at.MASTER_COMMAND, 0x20, 1);
    expect(acknowledge(bench)).toBe(0x23);
  });

  it('a higher priority interrupts a lower one, not the other way round', () => {
    const bench = controllers();
    input(bench, 6, true);
    acknowledge(bench);
    input(bench, 7, true);
    expect(bench.level('pic.intr')).toBe(false);
    input(bench, 1, true);
    expect(acknowledge(bench)).toBe(0x21);
  });

  it('a level input requests again after its end while it stays active', () => {
    const bench = controllers();
    bench.write('pic', at.ELCR + 1, 0x02, 1);
    input(bench, 9, true);
    expect(acknowledge(bench)).toBe(0x29);
    bench.write('pic', at.SLAVE_COMMAND, 0x20, 1);
    bench.write('pic', at.MASTER_COMMAND, 0x20, 1);
    expect(bench.level('pic.intr')).toBe(true);
    input(bench, 9, false);
    expect(bench.level('pic.intr')).toBe(false);
  });

  it('a masked input waits; a request that vanished acknowledges as spurious', () => {
    const bench = controllers();
    bench.write('pic', at.MASTER_DATA, 0xff, 1);
    input(bench, 5, true);
    expect(bench.level('pic.intr')).toBe(false);
    bench.write('pic', at.MASTER_DATA, 0, 1);
    expect(bench.level('pic.intr')).toBe(true);
    input(bench, 5, false);
    expect(acknowledge(bench)).toBe(0x27);
    bench.write('pic', at.MASTER_COMMAND, 0x0b, 1);
    expect(bench.read('pic', at.MASTER_COMMAND, 1)).toBe(0);
  });

  it('edges that come before the acknowledge are one request, and one that comes while the input is in service is the next', () => {
    const bench = controllers();
    for (const level of [true, false, true, false, true]) input(bench, 0, level);
    expect(acknowledge(bench)).toBe(0x20);
    expect(bench.level('pic.intr')).toBe(false);
    for (const level of [false, true, false, true]) input(bench, 0, level);
    expect(bench.level('pic.intr')).toBe(false);
    bench.write('pic', at.MASTER_COMMAND, 0x20, 1);
    expect([acknowledge(bench), bench.level('pic.intr')]).toEqual([0x20, false]);
    bench.write('pic', at.MASTER_COMMAND, 0x20, 1);
    expect(bench.level('pic.intr')).toBe(false);
  });
});
