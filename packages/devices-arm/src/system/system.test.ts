import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { PL111, pl111 } from '../display/pl111.ts';
import { PL061, pl061 } from '../gpio/pl061.ts';
import { PL050, pl050 } from '../input/pl050.ts';
import { SP805, sp805 } from '../timers/sp805.ts';
import { PL310, pl310 } from './pl310.ts';
import { VERSATILE_I2C, versatileI2c } from './versatile-i2c.ts';

describe('PL310', () => {
  it('completes maintenance at once', () => {
    const bench = new Bench([{ name: 'c', type: 'pl310' }], { pl310 });
    bench.write('c', PL310.at.INV_WAY, 0xff);
    expect([bench.read('c', PL310.at.INV_WAY), bench.read('c', PL310.at.CACHE_ID)]).toEqual([0, 0x410000c8]);
    expect(bench.traces).toEqual([]);
  });
});

describe('SP805', () => {
  const { at } = SP805;
  const TICK = 1e9 / 32_768;

  it('interrupts, and resets when nobody answers', () => {
    const bench = new Bench([{ name: 'w', type: 'sp805' }], { sp805 });
    bench.write('w', at.WdogLoad, 100);
    bench.write('w', at.WdogControl, 3);
    bench.advance(100 * TICK + 1);
    expect([bench.level('w.intr'), bench.calls]).toEqual([true, []]);
    bench.write('w', at.WdogIntClr, 1);
    expect(bench.level('w.intr')).toBe(false);
    bench.advance(200 * TICK + 2);
    expect(bench.calls).toEqual([{ name: 'reset', args: [0, 0, 0] }]);
  });

  it('ignores writes while locked', () => {
    const bench = new Bench([{ name: 'w', type: 'sp805' }], { sp805 });
    bench.write('w', at.WdogLock, 0);
    bench.write('w', at.WdogLoad, 5);
    expect([bench.read('w', at.WdogLoad), bench.read('w', at.WdogLock)]).toEqual([0xffffffff, 1]);
    bench.write('w', at.WdogLock, 0x1acce551);
    bench.write('w', at.WdogLoad, 5);
    expect(bench.read('w', at.WdogValue)).toBe(5);
  });
});

describe('PL061', () => {
  const { at } = PL061;
  const gpio = () => new Bench([{ name: 'g', type: 'pl061' }], { pl061 });

  it('drives outputs through the address mask', () => {
    const bench = gpio();
    bench.write('g', at.GPIODIR, 0x0f);
    bench.write('g', at.GPIODATA + (0x05 << 2), 0xff);
    expect([0, 1, 2, 4].map((i) => bench.level(`g.out[${i}]`))).toEqual([true, false, true, false]);
    bench.set.input('g.in[7]').set(1);
    expect([bench.read('g', at.GPIODATA + 0x3fc), bench.read('g', at.GPIODATA + (0x80 << 2))]).toEqual([0x85, 0x80]);
  });

  it('interrupts at the chosen edge until cleared', () => {
    const bench = gpio();
    bench.write('g', at.GPIOIEV, 2);
    bench.write('g', at.GPIOIE, 3);
    bench.set.input('g.in[1]').set(1);
    expect([bench.level('g.intr'), bench.read('g', at.GPIOMIS)]).toEqual([true, 2]);
    bench.write('g', at.GPIOIC, 2);
    bench.set.input('g.in[1]').set(0);
    expect(bench.level('g.intr')).toBe(false);
  });

  it('follows the level while it lasts', () => {
    const bench = gpio();
    bench.write('g', at.GPIOIS, 0xff);
    bench.write('g', at.GPIOIEV, 0xff);
    bench.write('g', at.GPIOIE, 1);
    bench.set.input('g.in[0]').set(1);
    expect(bench.level('g.intr')).toBe(true);
    bench.write('g', at.GPIOIC, 1);
    expect(bench.level('g.intr')).toBe(true);
    bench.set.input('g.in[0]').set(0);
    expect(bench.level('g.intr')).toBe(false);
  });
});

describe('PL050', () => {
  const { at } = PL050;

  it('passes keys and answers with an interrupt for each byte', () => {
    const bench = new Bench([{ name: 'k', type: 'pl050' }], { pl050 });
    bench.write('k', at.KMICR, 0x14);
    bench.write('k', at.KMIDATA, 0xf2);
    const answer = [0, 1, 2].map(() => [bench.level('k.intr'), bench.read('k', at.KMIDATA)]);
    expect(answer).toEqual([
      [true, 0xfa],
      [true, 0xab],
      [true, 0x83],
    ]);
    expect(bench.level('k.intr')).toBe(false);
    bench.input('k.events', [0x1c]);
    expect([bench.read('k', at.KMIIR), bench.read('k', at.KMISTAT), bench.read('k', at.KMIDATA)]).toEqual([
      3, 0x53, 0x1c,
    ]);
  });

  it('with a mouse passes movements', () => {
    const bench = new Bench([{ name: 'm', type: 'pl050', options: { device: 'mouse' } }], { pl050 });
    bench.write('m', at.KMICR, 0x14);
    bench.write('m', at.KMIDATA, 0xf4);
    bench.input('m.events', [1, 3, 0xff, 0]);
    expect([0, 1, 2, 3].map(() => bench.read('m', at.KMIDATA))).toEqual([0xfa, 0x29, 3, 0xff]);
  });
});

describe('PL111', () => {
  const { at } = PL111;
  const vga = () => {
    const bench = new Bench([{ name: 'd', type: 'pl111' }], { pl111 });
    bench.write('d', at.LCDTiming, (640 / 16 - 1) << 2);
    bench.write('d', at.LCDTiming + 4, 479);
    bench.write('d', at.LCDUPBASE, 0x4c000000);
    return bench;
  };

  it('describes its picture while it is on', () => {
    const bench = vga();
    expect(bench.set.get('d').display()).toBeUndefined();
    bench.write('d', at.LCDControl, 0x92d);
    expect(bench.set.get('d').display()).toEqual({
      gpa: 0x4c000000,
      width: 640,
      height: 480,
      strideBytes: 1280,
      format: 'rgb565',
    });
  });

  it('has a palette', () => {
    const bench = vga();
    bench.write('d', at.LCDPalette, 0x7c00001f);
    bench.write('d', at.LCDControl, 0x821);
    expect(bench.set.get('d').display()).toMatchObject({ palette: [0xff0000, 0x0000ff] });
  });

  it('interrupts once a frame, and only for those who wait', () => {
    const bench = vga();
    bench.write('d', at.LCDControl, 0x82d);
    bench.advance(1e8);
    expect(bench.read('d', at.LCDRIS)).toBe(0);
    bench.write('d', at.LCDIMSC, 8);
    bench.advance(17e6);
    expect([bench.level('d.intr'), bench.read('d', at.LCDMIS)]).toEqual([true, 8]);
    bench.write('d', at.LCDICR, 8);
    expect(bench.level('d.intr')).toBe(false);
  });
});

it('the empty two-wire bus floats high', () => {
  const bench = new Bench([{ name: 'b', type: 'versatileI2c' }], { versatileI2c });
  bench.write('b', VERSATILE_I2C.at.CONTROLC, 2);
  expect(bench.read('b', VERSATILE_I2C.at.CONTROLS)).toBe(1);
  bench.write('b', VERSATILE_I2C.at.CONTROLS, 2);
  expect(bench.read('b', VERSATILE_I2C.at.CONTROLS)).toBe(3);
});
