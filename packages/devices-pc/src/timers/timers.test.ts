import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { ACPI_PM, acpiPm, PM_TIMER_HZ } from '../platform/acpi-pm.ts';
import { HPET, hpet } from './hpet.ts';
import { mc146818 } from './mc146818.ts';

const cmos = (epoch: number) =>
  new Bench(
    [{ name: 'rtc', type: 'mc146818', options: { ramBytes: 256 * 2 ** 20, cores: 4 } }],
    { mc146818 },
    { epoch },
  );
const readCmos = (bench: Bench, index: number): number => {
  bench.write('rtc', 0, index, 1);
  return bench.read('rtc', 1, 1);
};
const writeCmos = (bench: Bench, index: number, value: number): void => {
  bench.write('rtc', 0, index, 1);
  bench.write('rtc', 1, value, 1);
};

describe('real-time clock', () => {
  it('shows the time of day in BCD', () => {
    const bench = cmos(Date.UTC(2026, 10, 21, 17, 45, 9) / 1000);
    expect([0, 2, 4, 7, 8, 9, 0x32].map((r) => readCmos(bench, r))).toEqual([0x09, 0x45, 0x17, 0x21, 0x11, 0x26, 0x20]);
  });

  it('keeps running from what the guest sets', () => {
    const bench = cmos(Date.UTC(2026, 0, 1) / 1000);
    writeCmos(bench, 2, 0x30);
    expect([readCmos(bench, 2), readCmos(bench, 7)]).toEqual([0x30, 0x01]);
    bench.advance(61e9);
    expect(readCmos(bench, 2)).toBe(0x31);
  });

  it('the periodic interrupt follows its rate, and reading register C ends it', () => {
    const bench = cmos(0);
    writeCmos(bench, 0x0b, 0x42);
    bench.advance(976_563);
    expect(bench.level('rtc.irq')).toBe(true);
    expect(readCmos(bench, 0x0c) & 0xc0).toBe(0xc0);
    expect(bench.level('rtc.irq')).toBe(false);
  });

  it('tells firmware how much memory and how many cores there are', () => {
    const bench = cmos(0);
    expect(readCmos(bench, 0x34) | (readCmos(bench, 0x35) << 8)).toBe((240 * 1024) / 64);
    expect(readCmos(bench, 0x5f)).toBe(3);
  });
});

describe('HPET', () => {
  it('counts at its period while enabled', () => {
    const bench = new Bench([{ name: 'hpet', type: 'hpet' }], { hpet });
    bench.advance(1000);
    expect(bench.read('hpet', HPET.at.COUNTER)).toBe(0);
    bench.write('hpet', HPET.at.CONFIG, 1);
    bench.advance(1_000_000);
    expect(bench.read('hpet', HPET.at.COUNTER)).toBe(100_000);
  });

  it('a level interrupt stays until its status is cleared', () => {
    const bench = new Bench([{ name: 'hpet', type: 'hpet' }], { hpet });
    bench.write('hpet', HPET.at.TIMER_CONFIG, (16 << 9) | 6);
    bench.write('hpet', HPET.at.COMPARATOR_LOW, 500);
    bench.write('hpet', HPET.at.CONFIG, 1);
    bench.advance(5000);
    expect(bench.level('hpet.out[16]')).toBe(true);
    bench.write('hpet', HPET.at.STATUS, 1);
    expect(bench.level('hpet.out[16]')).toBe(false);
  });

  it('a periodic timer whose match the host let pass goes on when its block is written', () => {
    const bench = new Bench([{ name: 'hpet', type: 'hpet' }], { hpet });
    bench.write('hpet', HPET.at.TIMER_CONFIG, 0x14c);
    bench.write('hpet', HPET.at.COMPARATOR_LOW, 1000);
    bench.write('hpet', HPET.at.COMPARATOR_LOW, 1000);
    bench.write('hpet', HPET.at.CONFIG, 1);
    bench.nowNs += 15_000;
    bench.write('hpet', HPET.at.CONFIG, 3);
    bench.advance(1);
    expect(bench.read('hpet', HPET.at.COMPARATOR_LOW)).toBe(2000);
  });

  it('a periodic timer moves its comparator on', () => {
    const bench = new Bench([{ name: 'hpet', type: 'hpet' }], { hpet });
    bench.write('hpet', HPET.at.TIMER_CONFIG, 0x4c);
    bench.write('hpet', HPET.at.COMPARATOR_LOW, 1000);
    bench.write('hpet', HPET.at.COMPARATOR_LOW, 1000);
    bench.write('hpet', HPET.at.CONFIG, 1);
    bench.advance(25_000);
    expect(bench.read('hpet', HPET.at.COMPARATOR_LOW)).toBe(3000);
  });
});

describe('ACPI', () => {
  const pm = () => new Bench([{ name: 'pm', type: 'acpi-pm' }], { 'acpi-pm': acpiPm });
  it('the PM timer runs at 3.579545 MHz', () => {
    const bench = pm();
    bench.advance(1e9);
    expect(bench.read('pm', ACPI_PM.at.PM_TMR)).toBe(PM_TIMER_HZ);
  });

  it('sleep type 5 with SLP_EN powers off', () => {
    const bench = pm();
    bench.write('pm', ACPI_PM.at.PM1_CNT, 0x2000, 2);
    expect(bench.calls.map((c) => c.name)).toEqual(['poweroff']);
  });

  it('the SCI needs SCI_EN, which the SMI command sets', () => {
    const bench = pm();
    bench.write('pm', ACPI_PM.at.SMI_CMD, 0xf1, 1);
    expect(bench.read('pm', ACPI_PM.at.PM1_CNT, 2) & 1).toBe(1);
  });
});
