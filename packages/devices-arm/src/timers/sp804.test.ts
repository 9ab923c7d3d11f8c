import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { SP804, sp804 } from './sp804.ts';

const { at } = SP804;
const US = 1000;
const timers = () => new Bench([{ name: 't', type: 'sp804' }], { sp804 });

describe('SP804', () => {
  it('periodic: interrupts every load ticks and reloads', () => {
    const bench = timers();
    bench.write('t', at.Timer1Load, 100);
    bench.write('t', at.Timer1Control, 0xe2);
    bench.advance(40 * US);
    expect([bench.read('t', at.Timer1Value), bench.level('t.timintc')]).toEqual([60, false]);
    bench.advance(60 * US);
    expect([bench.read('t', at.Timer1Value), bench.level('t.timint1'), bench.read('t', at.Timer1MIS)]).toEqual([
      100,
      true,
      1,
    ]);
    bench.write('t', at.Timer1IntClr, 0);
    expect(bench.level('t.timintc')).toBe(false);
    bench.advance(100 * US);
    expect(bench.level('t.timintc')).toBe(true);
  });

  it('free-running: a clock that wraps at 2^32, the second timer apart from the first', () => {
    const bench = timers();
    bench.write('t', at.Timer2Load, 0xffffffff);
    bench.write('t', at.Timer2Control, 0x82);
    bench.advance(1000 * US);
    expect([bench.read('t', at.Timer2Value), bench.read('t', at.Timer1Value)]).toEqual([0xffffffff - 1000, 0xffffffff]);
  });

  it('one-shot: expires once and stays at 0', () => {
    const bench = timers();
    bench.write('t', at.Timer1Control, 0xa3);
    bench.write('t', at.Timer1Load, 10);
    bench.advance(10 * US);
    expect([bench.level('t.timintc'), bench.read('t', at.Timer1Value)]).toEqual([true, 0]);
    bench.write('t', at.Timer1IntClr, 1);
    bench.advance(1e9);
    expect(bench.level('t.timintc')).toBe(false);
  });

  it('16 bits and a prescaler of 256', () => {
    const bench = timers();
    bench.write('t', at.Timer1Control, 0x88);
    bench.write('t', at.Timer1Load, 0x10005);
    bench.advance(2 * 256 * US);
    expect(bench.read('t', at.Timer1Value)).toBe(3);
  });

  it('background load keeps the count and changes the period', () => {
    const bench = timers();
    bench.write('t', at.Timer1Load, 100);
    bench.write('t', at.Timer1Control, 0xe2);
    bench.advance(10 * US);
    bench.write('t', at.Timer1BGLoad, 50);
    expect([bench.read('t', at.Timer1Value), bench.read('t', at.Timer1Load)]).toEqual([90, 50]);
    bench.advance(90 * US);
    expect(bench.read('t', at.Timer1Value)).toBe(50);
  });

  it('is masked by IntEnable, and raw status stays', () => {
    const bench = timers();
    bench.write('t', at.Timer1Control, 0xc2);
    bench.write('t', at.Timer1Load, 1);
    bench.advance(US);
    expect([bench.level('t.timintc'), bench.read('t', at.Timer1RIS), bench.read('t', at.Timer1MIS)]).toEqual([
      false,
      1,
      0,
    ]);
  });

  it('a late timer thread is not seen: status reads are current', () => {
    const bench = timers();
    bench.write('t', at.Timer1Control, 0xe2);
    bench.write('t', at.Timer1Load, 5);
    bench.nowNs = 6 * US;
    expect(bench.read('t', at.Timer1MIS)).toBe(1);
  });
});
