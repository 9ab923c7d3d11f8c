import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { gic } from './gic.ts';
import { GIC } from './gic-map.ts';

const { at } = GIC;
const SPURIOUS = 1023;

/** A GIC whose distributor and interfaces are on, with all shared interrupts enabled, going to core 0, priority 0xa0. */
function running(cores = 1, options: Record<string, unknown> = {}): Bench {
  const bench = new Bench([{ name: 'gic', type: 'gic', options: { cores, ...options } }], { gic });
  bench.write('gic', at.GICD_CTLR, 1);
  for (let cpu = 0; cpu < cores; cpu++) {
    bench.write('gic', at.GICC_CTLR, 1, 4, cpu);
    bench.write('gic', at.GICC_PMR, 0xf0, 4, cpu);
    for (let id = 0; id < 32; id += 4) bench.write('gic', at.GICD_IPRIORITYR + id, 0xa0a0a0a0, 4, cpu);
  }
  for (let id = 32; id < 96; id += 4) {
    bench.write('gic', at.GICD_IPRIORITYR + id, 0xa0a0a0a0);
    bench.write('gic', at.GICD_ITARGETSR + id, 0x01010101);
  }
  bench.write('gic', at.GICD_ISENABLER + 4, 0xffffffff);
  bench.write('gic', at.GICD_ISENABLER + 8, 0xffffffff);
  return bench;
}

const spi = (bench: Bench, n: number, level: boolean) => bench.set.input(`gic.spi[${n}]`).set(level);
const irq = (bench: Bench, cpu = 0) => bench.level(`gic.irq[${cpu}]`);
const ack = (bench: Bench, cpu = 0) => bench.read('gic', at.GICC_IAR, 4, cpu);
const end = (bench: Bench, id: number, cpu = 0) => bench.write('gic', at.GICC_EOIR, id, 4, cpu);

describe('a level-sensitive shared interrupt', () => {
  it('is signalled, acknowledged and ended, and comes again while the level holds', () => {
    const bench = running();
    spi(bench, 5, true);
    expect(irq(bench)).toBe(true);
    expect(ack(bench)).toBe(37);
    expect(irq(bench)).toBe(false);
    expect(ack(bench)).toBe(SPURIOUS);
    end(bench, 37);
    expect(irq(bench)).toBe(true);
  });

  it('is withdrawn when the level falls before the acknowledge', () => {
    const bench = running();
    spi(bench, 5, true);
    spi(bench, 5, false);
    expect([irq(bench), ack(bench)]).toEqual([false, SPURIOUS]);
  });

  it('set pending by software stays until it is acknowledged', () => {
    const bench = running();
    bench.write('gic', at.GICD_ISPENDR + 4, 1 << 5);
    expect(bench.read('gic', at.GICD_ICPENDR + 4)).toBe(1 << 5);
    expect(ack(bench)).toBe(37);
    expect(bench.read('gic', at.GICD_ISPENDR + 4)).toBe(0);
    expect(bench.read('gic', at.GICD_ISACTIVER + 4)).toBe(1 << 5);
  });

  it('is not signalled while disabled, but stays pending', () => {
    const bench = running();
    bench.write('gic', at.GICD_ICENABLER + 4, 1 << 5);
    spi(bench, 5, true);
    expect([irq(bench), bench.read('gic', at.GICD_ISPENDR + 4)]).toEqual([false, 1 << 5]);
    bench.write('gic', at.GICD_ISENABLER + 4, 1 << 5);
    expect(irq(bench)).toBe(true);
  });
});

describe('an edge-triggered shared interrupt', () => {
  it('is latched at the rising edge and once more while active', () => {
    const bench = running();
    bench.write('gic', at.GICD_ICFGR + 8, 2 << 10);
    spi(bench, 5, true);
    spi(bench, 5, false);
    expect(ack(bench)).toBe(37);
    spi(bench, 5, true);
    expect(irq(bench)).toBe(false);
    end(bench, 37);
    expect(ack(bench)).toBe(37);
    end(bench, 37);
    expect(irq(bench)).toBe(false);
  });
});

describe('priorities', () => {
  it('order pending interrupts, lowest id first among equals', () => {
    const bench = running();
    bench.write('gic', at.GICD_IPRIORITYR + 40, 0x20, 1);
    for (const n of [7, 8, 6]) spi(bench, n, true);
    expect(bench.read('gic', at.GICC_HPPIR)).toBe(40);
    for (const n of [7, 8, 6]) spi(bench, n, false);
    for (const n of [7, 6]) spi(bench, n, true);
    expect(ack(bench)).toBe(38);
  });

  it('let a higher one preempt and not an equal one', () => {
    const bench = running();
    spi(bench, 6, true);
    expect(ack(bench)).toBe(38);
    spi(bench, 7, true);
    expect(irq(bench)).toBe(false);
    bench.write('gic', at.GICD_IPRIORITYR + 39, 0x80, 1);
    expect(irq(bench)).toBe(true);
    expect(ack(bench)).toBe(39);
    expect(bench.read('gic', at.GICC_RPR)).toBe(0x80);
    end(bench, 39);
    expect(bench.read('gic', at.GICC_RPR)).toBe(0xa0);
  });

  it('at or below the mask are held back', () => {
    const bench = running();
    bench.write('gic', at.GICC_PMR, 0xa0);
    spi(bench, 6, true);
    expect([irq(bench), ack(bench)]).toEqual([false, SPURIOUS]);
    bench.write('gic', at.GICC_PMR, 0xa8);
    expect(irq(bench)).toBe(true);
  });

  it('have five bits, and the binary point says which of them preempt', () => {
    const bench = running();
    bench.write('gic', at.GICD_IPRIORITYR + 39, 0xff, 1);
    expect(bench.read('gic', at.GICD_IPRIORITYR + 39, 1)).toBe(0xf8);
    bench.write('gic', at.GICD_IPRIORITYR + 39, 0x80, 1);
    bench.write('gic', at.GICC_BPR, 6);
    spi(bench, 6, true);
    expect(ack(bench)).toBe(38);
    spi(bench, 7, true);
    expect(irq(bench)).toBe(false);
  });
});

describe('several cores', () => {
  it('all see a shared interrupt that targets them, until one takes it', () => {
    const bench = running(2);
    bench.write('gic', at.GICD_ITARGETSR + 37, 3, 1);
    spi(bench, 5, true);
    expect([irq(bench, 0), irq(bench, 1)]).toEqual([true, true]);
    expect(ack(bench, 1)).toBe(37);
    expect([irq(bench, 0), ack(bench, 0)]).toEqual([false, SPURIOUS]);
  });

  it('have private inputs and enables of their own', () => {
    const bench = running(2);
    bench.write('gic', at.GICD_ISENABLER, 1 << 29, 4, 1);
    bench.set.input('gic.ppi[29]').set(1);
    bench.set.input('gic.ppi[61]').set(1);
    expect([irq(bench, 0), irq(bench, 1), ack(bench, 1)]).toEqual([false, true, 29]);
    expect(bench.read('gic', at.GICD_PPISR, 4, 0)).toBe(1 << 13);
  });

  it('read their own number from the targets of private interrupts', () => {
    const bench = running(2);
    expect(bench.read('gic', at.GICD_ITARGETSR, 4, 1)).toBe(0x02020202);
  });

  it.each([
    ['a list', 0x000b_0003, [true, true, false, true]],
    ['all others', 0x0100_0003, [true, false, true, true]],
    ['itself', 0x0200_0003, [false, true, false, false]],
  ])('send software interrupts to %s', (_what, value, expected) => {
    const bench = running(4);
    bench.write('gic', at.GICD_SGIR, value, 4, 1);
    expect([0, 1, 2, 3].map((cpu) => irq(bench, cpu))).toEqual(expected);
  });

  it('take a software interrupt once for each sender, lowest sender first', () => {
    const bench = running(4);
    bench.write('gic', at.GICD_SGIR, 0x0001_0003, 4, 2);
    bench.write('gic', at.GICD_SGIR, 0x0001_0003, 4, 1);
    expect(bench.read('gic', at.GICD_SPENDSGIR + 3, 1, 0)).toBe(6);
    expect(ack(bench)).toBe((1 << 10) | 3);
    end(bench, (1 << 10) | 3);
    expect(ack(bench)).toBe((2 << 10) | 3);
    end(bench, (2 << 10) | 3);
    expect(irq(bench)).toBe(false);
  });
});

describe('version 2', () => {
  it('drops the priority at EOIR and deactivates at DIR when EOImode is set', () => {
    const bench = running();
    bench.write('gic', at.GICC_CTLR, 0x201);
    spi(bench, 5, true);
    ack(bench);
    end(bench, 37);
    expect([bench.read('gic', at.GICC_RPR), irq(bench)]).toEqual([0xff, false]);
    bench.write('gic', at.GICC_DIR, 37);
    expect(irq(bench)).toBe(true);
  });

  it('signals group 0 as FIQ when told, and hides group 1 from IAR without AckCtl', () => {
    const bench = running();
    bench.write('gic', at.GICD_CTLR, 3);
    bench.write('gic', at.GICC_CTLR, 0xb);
    bench.write('gic', at.GICD_IGROUPR + 4, 1 << 5);
    spi(bench, 4, true);
    expect([irq(bench), bench.level('gic.fiq[0]')]).toEqual([false, true]);
    spi(bench, 4, false);
    spi(bench, 5, true);
    expect([irq(bench), bench.level('gic.fiq[0]'), ack(bench)]).toEqual([true, false, 1022]);
    expect(bench.read('gic', at.GICC_AIAR)).toBe(37);
  });

  it('describes itself', () => {
    const bench = running(4, { spis: 256 });
    expect(bench.read('gic', at.GICD_TYPER)).toBe(8 | (3 << 5));
    expect(bench.read('gic', at.GICD_PIDR + 8)).toBe(0x2b);
    expect(bench.read('gic', at.GICC_BPR)).toBe(2);
  });
});

describe('version 1', () => {
  it('has no groups', () => {
    const bench = running(1, { revision: 1 });
    bench.write('gic', at.GICD_IGROUPR + 4, 0xffffffff);
    bench.write('gic', at.GICD_CTLR, 3);
    expect([bench.read('gic', at.GICD_IGROUPR + 4), bench.read('gic', at.GICD_CTLR)]).toEqual([0, 1]);
  });
});

it('an end of interrupt without an active one is traced and harmless', () => {
  const bench = running();
  end(bench, 40);
  expect(bench.traces.map((t) => t.category)).toEqual(['guest_errors']);
});
