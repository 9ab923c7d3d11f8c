import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { apic } from '../interrupts/apic.ts';
import { ACKNOWLEDGE, APIC } from '../interrupts/apic-map.ts';
import { i8259 } from '../interrupts/i8259.ts';
import { I8254, i8254, PIT_HZ } from './i8254.ts';

const { at } = I8254;
const timer = () => new Bench([{ name: 'pit', type: 'i8254' }], { i8254 });
const load = (bench: Bench, counter: number, mode: number, count: number): void => {
  bench.write('pit', at.CONTROL, (counter << 6) | 0x30 | (mode << 1), 1);
  bench.write('pit', counter, count & 0xff, 1);
  bench.write('pit', counter, count >> 8, 1);
};
const read16 = (bench: Bench, counter: number): number =>
  bench.read('pit', counter, 1) | (bench.read('pit', counter, 1) << 8);
const ticks = (n: number): number => Math.ceil((n * 1e9) / PIT_HZ);

describe('8254', () => {
  it('mode 2 counts down from its load and starts again', () => {
    const bench = timer();
    load(bench, 0, 2, 1000);
    bench.advance(ticks(400));
    expect(read16(bench, 0)).toBe(600);
    bench.advance(ticks(700));
    expect(read16(bench, 0)).toBe(900);
  });

  it('counter 0 interrupts once a period', () => {
    const bench = new Bench(
      [
        { name: 'pit', type: 'i8254' },
        { name: 'pic', type: 'i8259' },
      ],
      { i8254, i8259 },
      { wires: [{ from: 'pit.out0', to: 'pic.irq[0]' }] },
    );
    load(bench, 0, 2, 100);
    for (const [offset, value] of [
      [0, 0x11],
      [1, 0x20],
      [1, 4],
      [1, 1],
      [1, 0xfe],
    ] as const)
      bench.write('pic', offset, value, 1);
    let interrupts = 0;
    for (let i = 0; i < 1000; i++) {
      bench.advance(ticks(1));
      if (!bench.level('pic.intr')) continue;
      interrupts += 1;
      bench.read('pic', 8, 1);
      bench.write('pic', 0, 0x20, 1);
    }
    expect(interrupts).toBe(10);
  });

  it('periods that the host let pass become as many edges', () => {
    const bench = new Bench(
      [
        { name: 'pit', type: 'i8254' },
        { name: 'apic', type: 'apic', options: { cores: 1 } },
      ],
      { i8254, apic },
      { wires: [{ from: 'pit.out0', to: 'apic.pin[2]' }] },
    );
    load(bench, 0, 2, 100);
    bench.write('apic', APIC.at.SVR, 0x1ff);
    bench.write('apic', APIC.at.IOREGSEL, 0x14);
    bench.write('apic', APIC.at.IOWIN, 0x30);
    bench.nowNs += ticks(550);
    bench.advance(0);
    const taken = Array.from({ length: 6 }, () => {
      const vector = bench.read('apic', APIC.at.INTACK, 4, 0);
      bench.write('apic', APIC.at.EOI, 0);
      return vector;
    });
    expect(taken).toEqual([0x30, 0x30, 0x30, 0x30, 0x30, ACKNOWLEDGE.NONE]);
  });

  it('mode 0 raises the output at the terminal count and stays', () => {
    const bench = timer();
    load(bench, 2, 0, 1000);
    bench.write('pit', at.PORT_61, 1, 1);
    expect(bench.read('pit', at.PORT_61, 1) & 0x20).toBe(0);
    bench.advance(ticks(1001));
    expect(bench.read('pit', at.PORT_61, 1) & 0x20).toBe(0x20);
  });

  it('a latched count stays while the counter goes on', () => {
    const bench = timer();
    load(bench, 0, 2, 0);
    bench.advance(ticks(0x100));
    bench.write('pit', at.CONTROL, 0x00, 1);
    bench.advance(ticks(500));
    expect(read16(bench, 0)).toBe(0xff00);
    expect(read16(bench, 0)).toBeLessThan(0xfe00);
  });

  it('read-back gives status before the count', () => {
    const bench = timer();
    load(bench, 0, 3, 0x1234);
    bench.write('pit', at.CONTROL, 0xc2, 1);
    expect(bench.read('pit', 0, 1) & 0x3f).toBe(0x36);
    expect(read16(bench, 0)).toBe(0x1234);
  });
});
