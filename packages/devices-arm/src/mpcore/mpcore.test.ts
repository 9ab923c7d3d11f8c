import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { GLOBAL_TIMER, mpcoreGlobalTimer } from './global-timer.ts';
import { mpcoreTimers, PRIVATE_TIMERS } from './private-timers.ts';
import { SCU, scu } from './scu.ts';

const US = 1000;

describe('SCU', () => {
  it('tells the number of cores', () => {
    const bench = new Bench([{ name: 's', type: 'scu', options: { cores: 4 } }], { scu });
    expect(bench.read('s', SCU.at.CONFIG)).toBe(0xf3);
  });
});

describe('private timer', () => {
  const { at } = PRIVATE_TIMERS;
  const two = () => new Bench([{ name: 't', type: 'mpcoreTimers', options: { cores: 2 } }], { mpcoreTimers });

  it("is each core's own", () => {
    const bench = two();
    bench.write('t', at.TimerLoad, 100, 4, 1);
    bench.write('t', at.TimerControl, 5, 4, 1);
    bench.advance(US);
    expect([bench.level('t.timer[0]'), bench.level('t.timer[1]')]).toEqual([false, true]);
    expect([bench.read('t', at.TimerStatus, 4, 0), bench.read('t', at.TimerStatus, 4, 1)]).toEqual([0, 1]);
    bench.write('t', at.TimerStatus, 1, 4, 1);
    expect(bench.level('t.timer[1]')).toBe(false);
  });

  it('reloads with a period of load + 1, prescaled', () => {
    const bench = two();
    bench.write('t', at.TimerLoad, 9);
    bench.write('t', at.TimerControl, 0x0907 & 0xff07);
    bench.advance(900);
    bench.write('t', at.TimerStatus, 1);
    bench.advance(999);
    expect(bench.level('t.timer[0]')).toBe(false);
    bench.advance(1);
    expect(bench.level('t.timer[0]')).toBe(true);
  });

  it('one-shot stops at 0 and starts again when the counter is written', () => {
    const bench = two();
    bench.write('t', at.TimerControl, 5);
    bench.write('t', at.TimerCounter, 50);
    bench.advance(500);
    bench.write('t', at.TimerStatus, 1);
    bench.advance(10_000);
    expect([bench.read('t', at.TimerCounter), bench.level('t.timer[0]')]).toEqual([0, false]);
    bench.write('t', at.TimerCounter, 50);
    bench.advance(500);
    expect(bench.level('t.timer[0]')).toBe(true);
  });

  it('an expiry that is due when control is written is not lost', () => {
    const bench = two();
    bench.write('t', at.TimerControl, 5);
    bench.write('t', at.TimerCounter, 50);
    // Time passes, but the timer thread has not come round yet.
    bench.nowNs += 1000;
    bench.write('t', at.TimerControl, 5);
    expect(bench.level('t.timer[0]')).toBe(true);
  });

  it('watchdog resets the machine, and leaves that mode only by the two words', () => {
    const bench = two();
    bench.write('t', at.WatchdogLoad, 100);
    bench.write('t', at.WatchdogControl, 9);
    bench.write('t', at.WatchdogControl, 1);
    expect(bench.read('t', at.WatchdogControl)).toBe(9);
    bench.advance(US);
    expect([bench.calls, bench.read('t', at.WatchdogReset)]).toEqual([[{ name: 'reset', args: [0, 0, 0] }], 1]);
    bench.write('t', at.WatchdogDisable, 0x12345678);
    bench.write('t', at.WatchdogDisable, 0x87654321);
    expect(bench.read('t', at.WatchdogControl)).toBe(1);
  });
});

describe('global timer', () => {
  const { at } = GLOBAL_TIMER;
  const one = () => new Bench([{ name: 'g', type: 'mpcoreGlobalTimer' }], { mpcoreGlobalTimer });

  it('counts in 64 bits', () => {
    const bench = one();
    bench.write('g', at.CounterHigh, 1);
    bench.write('g', at.CounterLow, 0xffffffff);
    bench.write('g', at.Control, 1);
    bench.advance(20);
    expect([bench.read('g', at.CounterLow), bench.read('g', at.CounterHigh)]).toEqual([1, 2]);
  });

  it('interrupts at the comparator, which moves on by the increment', () => {
    const bench = one();
    bench.write('g', at.ComparatorLow, 100);
    bench.write('g', at.AutoIncrement, 50);
    bench.write('g', at.Control, 0xf);
    bench.advance(US);
    expect([bench.level('g.timer[0]'), bench.read('g', at.ComparatorLow)]).toEqual([true, 150]);
    bench.write('g', at.Status, 1);
    expect(bench.level('g.timer[0]')).toBe(false);
    bench.advance(500);
    expect(bench.level('g.timer[0]')).toBe(true);
  });
});
