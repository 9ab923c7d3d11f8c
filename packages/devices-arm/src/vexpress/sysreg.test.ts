import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { vexpressSysreg } from './sysreg.ts';
import { SYSREG } from './sysreg-map.ts';

const { at } = SYSREG;
const START = 0x8000_0000;
const WRITE = 0x4000_0000;
const board = () => new Bench([{ name: 's', type: 'vexpressSysreg' }], { vexpressSysreg });
const transfer = (bench: Bench, control: number) => {
  bench.write('s', at.SYS_CFGSTAT, 0);
  bench.write('s', at.SYS_CFGCTRL, (START | control) >>> 0);
  return bench.read('s', at.SYS_CFGSTAT);
};

it('flags are set by one register and cleared by the other', () => {
  const bench = board();
  bench.write('s', at.SYS_FLAGSCLR, 0xffffffff);
  bench.write('s', at.SYS_FLAGSSET, 0x60208000);
  expect(bench.read('s', at.SYS_FLAGSSET)).toBe(0x60208000);
  bench.write('s', at.SYS_FLAGSCLR, 0x8000);
  expect(bench.read('s', at.SYS_FLAGSSET)).toBe(0x60200000);
});

it('counts at 24 MHz and at 100 Hz', () => {
  const bench = board();
  bench.advance(1.5e9);
  expect([bench.read('s', at.SYS_24MHZ), bench.read('s', at.SYS_100HZ)]).toEqual([36_000_000, 150]);
});

it('shows board, processor and card slot', () => {
  const bench = board();
  bench.set.input('s.card').set(1);
  expect([at.SYS_ID, at.SYS_PROCID0, at.SYS_MCI].map((o) => bench.read('s', o))).toEqual([0x1190f500, 0x0c000191, 1]);
});

describe('configuration bus', () => {
  it('reads and sets oscillators', () => {
    const bench = board();
    expect([transfer(bench, 0x0011_0001), bench.read('s', at.SYS_CFGDATA)]).toEqual([1, 23_750_000]);
    bench.write('s', at.SYS_CFGDATA, 40_000_000);
    transfer(bench, WRITE | 0x0011_0001);
    bench.write('s', at.SYS_CFGDATA, 0);
    transfer(bench, 0x0011_0001);
    expect(bench.read('s', at.SYS_CFGDATA)).toBe(40_000_000);
  });

  it.each([
    ['shutdown', 8, 'poweroff'],
    ['reboot', 9, 'reset'],
  ])('%s asks the machine', (_what, fn, service) => {
    const bench = board();
    expect(transfer(bench, WRITE | (fn << 20))).toBe(1);
    expect(bench.calls).toEqual([{ name: service, args: [0, 0, 0] }]);
  });

  it('answers with an error where there is nothing', () => {
    const bench = board();
    expect(transfer(bench, 0x0011_0007)).toBe(3);
    expect(transfer(bench, 0x03f0_0000)).toBe(3);
    expect(bench.traces.map((t) => t.category)).toEqual(['unimp', 'unimp']);
  });
});
