import { Bench } from '@tutti/devices-core/testing';
import { expect, it } from 'vitest';
import { PL031, pl031 } from './pl031.ts';

const { at } = PL031;
const rtc = () => new Bench([{ name: 'r', type: 'pl031' }], { pl031 }, { epoch: 1_700_000_000 });

it('counts the time of day, and can be set', () => {
  const bench = rtc();
  bench.advance(2.5e9);
  expect(bench.read('r', at.RTCDR)).toBe(1_700_000_002);
  bench.write('r', at.RTCLR, 5);
  bench.advance(1e9);
  expect(bench.read('r', at.RTCDR)).toBe(6);
});

it('rings when the match value is reached, until cleared', () => {
  const bench = rtc();
  bench.advance(0.5e9);
  bench.write('r', at.RTCIMSC, 1);
  bench.write('r', at.RTCMR, 1_700_000_003);
  bench.advance(2.4e9);
  expect(bench.level('r.intr')).toBe(false);
  bench.advance(0.1e9);
  expect([bench.level('r.intr'), bench.read('r', at.RTCMIS)]).toEqual([true, 1]);
  bench.write('r', at.RTCICR, 1);
  expect([bench.level('r.intr'), bench.read('r', at.RTCRIS)]).toEqual([false, 0]);
});
