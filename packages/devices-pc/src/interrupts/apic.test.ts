import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { apic } from './apic.ts';
import { ACKNOWLEDGE, APIC } from './apic-map.ts';

const { at } = APIC;

/** Two cores with their APICs on. */
function board(): Bench {
  const bench = new Bench([{ name: 'apic', type: 'apic', options: { cores: 2 } }], { apic });
  for (const core of [0, 1]) bench.write('apic', at.SVR, 0x1ff, 4, core);
  return bench;
}
const pin = (bench: Bench, n: number, level: boolean) =>
  bench.set.get('apic').type.parts.inputs?.['pin']?.changed(bench.set.get('apic') as never, n, level);
const route = (bench: Bench, n: number, low: number, high = 0): void => {
  for (const [register, value] of [
    [0x11 + 2 * n, high],
    [0x10 + 2 * n, low],
  ] as const) {
    bench.write('apic', at.IOREGSEL, register);
    bench.write('apic', at.IOWIN, value);
  }
};
const take = (bench: Bench, core: number) => bench.read('apic', at.INTACK, 4, core);

describe('late ticks of the timer', () => {
  it('edges that come while one waits are given one by one at the end of the one before', () => {
    const bench = board();
    route(bench, 2, 0x30);
    for (let edge = 0; edge < 3; edge++) {
      pin(bench, 2, true);
      pin(bench, 2, false);
    }
    const taken = [0, 1, 2, 3].map(() => {
      const vector = take(bench, 0);
      bench.write('apic', at.EOI, 0);
      return vector;
    });
    expect(taken).toEqual([0x30, 0x30, 0x30, ACKNOWLEDGE.NONE]);
  });

  it('are forgotten when the pin is routed anew', () => {
    const bench = board();
    route(bench, 2, 0x30);
    for (let edge = 0; edge < 3; edge++) {
      pin(bench, 2, true);
      pin(bench, 2, false);
    }
    route(bench, 2, 0x31);
    expect(take(bench, 0)).toBe(0x30);
    bench.write('apic', at.EOI, 0);
    expect(take(bench, 0)).toBe(ACKNOWLEDGE.NONE);
  });

  it('other pins lose them, as edges do', () => {
    const bench = board();
    route(bench, 4, 0x34);
    for (let edge = 0; edge < 3; edge++) {
      pin(bench, 4, true);
      pin(bench, 4, false);
    }
    expect(take(bench, 0)).toBe(0x34);
    bench.write('apic', at.EOI, 0);
    expect(take(bench, 0)).toBe(ACKNOWLEDGE.NONE);
  });
});

describe('local APIC', () => {
  it('an inter-processor interrupt reaches the other core alone', () => {
    const bench = board();
    bench.write('apic', at.ICR_HIGH, 1 << 24, 4, 0);
    bench.write('apic', at.ICR_LOW, 0x41, 4, 0);
    expect([bench.level('apic.intr[0]'), bench.level('apic.intr[1]')]).toEqual([false, true]);
    expect(take(bench, 1)).toBe(0x41);
    expect(bench.read('apic', at.ISR + 16 * 2, 4, 1)).toBe(2);
    bench.write('apic', at.EOI, 0, 4, 1);
    expect(bench.read('apic', at.ISR + 16 * 2, 4, 1)).toBe(0);
  });

  it('task priority and what is in service hold lower classes back', () => {
    const bench = board();
    bench.write('apic', at.TPR, 0x50);
    bench.write('apic', at.SELF_IPI, 0x51);
    expect(bench.level('apic.intr[0]')).toBe(false);
    bench.write('apic', at.SELF_IPI, 0x61);
    expect(take(bench, 0)).toBe(0x61);
    bench.write('apic', at.TPR, 0);
    expect(bench.level('apic.intr[0]')).toBe(false);
    bench.write('apic', at.EOI, 0);
    expect(take(bench, 0)).toBe(0x51);
  });

  it('INIT and start-up go to the core through the machine', () => {
    const bench = board();
    bench.write('apic', at.ICR_HIGH, 1 << 24);
    bench.write('apic', at.ICR_LOW, 0x4500);
    bench.write('apic', at.ICR_LOW, 0x469a);
    expect(bench.calls.map(({ name, args }) => [name, args[0], args[1]])).toEqual([
      ['init_core', 1, 0],
      ['start_core', 1, 0x9a],
    ]);
  });

  it('all but self', () => {
    const bench = board();
    bench.write('apic', at.ICR_LOW, 0xc0000 | 0x77, 4, 1);
    expect([take(bench, 0), bench.level('apic.intr[1]')]).toEqual([0x77, false]);
  });

  it('the timer counts down at the divided clock and interrupts periodically', () => {
    const bench = board();
    bench.write('apic', at.TIMER_DIVIDE, 0x3);
    bench.write('apic', at.LVT, 0x20000 | 0x30);
    bench.write('apic', at.TIMER_INITIAL, 1000);
    bench.advance(4000);
    expect(bench.read('apic', at.TIMER_CURRENT)).toBe(750);
    bench.advance(12_000);
    expect(take(bench, 0)).toBe(0x30);
    bench.write('apic', at.EOI, 0);
    bench.advance(16_000);
    expect(bench.level('apic.intr[0]')).toBe(true);
  });

  it('lowest priority goes to the core with the lower task priority', () => {
    const bench = board();
    for (const core of [0, 1]) {
      bench.write('apic', at.DFR, 0xffff_ffff, 4, core);
      bench.write('apic', at.LDR, (1 << core) << 24, 4, core);
    }
    bench.write('apic', at.TPR, 0x20, 4, 0);
    route(bench, 5, 0x900 | 0x55, 0x0300_0000);
    pin(bench, 5, true);
    expect([bench.level('apic.intr[0]'), bench.level('apic.intr[1]')]).toEqual([false, true]);
  });
});

describe('I/O APIC', () => {
  it('an edge is delivered once, and masked pins not at all', () => {
    const bench = board();
    pin(bench, 4, true);
    expect(bench.level('apic.intr[0]')).toBe(false);
    pin(bench, 4, false);
    route(bench, 4, 0x34);
    pin(bench, 4, true);
    expect(take(bench, 0)).toBe(0x34);
    bench.write('apic', at.EOI, 0);
    expect(bench.level('apic.intr[0]')).toBe(false);
  });

  it('a level comes again after its end while it is active', () => {
    const bench = board();
    route(bench, 9, 0x8000 | 0x39);
    pin(bench, 9, true);
    expect(take(bench, 0)).toBe(0x39);
    expect(bench.level('apic.intr[0]')).toBe(false);
    bench.write('apic', at.EOI, 0);
    expect(take(bench, 0)).toBe(0x39);
    pin(bench, 9, false);
    bench.write('apic', at.EOI, 0);
    expect(bench.level('apic.intr[0]')).toBe(false);
  });

  it('a message-signalled interrupt names core and vector', () => {
    const bench = board();
    bench.write('apic', at.MSI_ADDRESS, 0xfee0_1000);
    bench.write('apic', at.MSI_DATA, 0x4066);
    expect(take(bench, 1)).toBe(0x66);
  });
});

describe('virtual wire', () => {
  it('LINT0 in ExtINT mode asks the 8259', () => {
    const bench = board();
    bench.write('apic', at.LVT + 16 * 3, 0x700);
    bench.set.get('apic').type.parts.inputs?.['lint0']?.changed(bench.set.get('apic') as never, 0, true);
    expect([bench.level('apic.intr[0]'), take(bench, 0)]).toEqual([true, ACKNOWLEDGE.EXTINT]);
  });
});
