import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { apic } from '../interrupts/apic.ts';
import { APIC } from '../interrupts/apic-map.ts';
import { I8254, i8254 } from './i8254.ts';

/** Let 5 us pass at each look at the clock, as on a host that is busy. */
function slowly(bench: Bench): Bench {
  let now = 0;
  Object.defineProperty(bench, 'nowNs', {
    get: () => (now += 5000),
    set: (value: number) => (now = Math.max(now, value)),
  });
  return bench;
}

describe('a count that is over before the timer is armed', () => {
  it('still interrupts: local APIC', () => {
    const bench = slowly(new Bench([{ name: 'apic', type: 'apic' }], { apic }));
    bench.write('apic', APIC.at.SVR, 0x1ff);
    bench.write('apic', APIC.at.LVT, 0xec);
    bench.write('apic', APIC.at.TIMER_INITIAL, 10);
    bench.advance(0);
    expect(bench.read('apic', APIC.at.INTACK)).toBe(0xec);
    bench.write('apic', APIC.at.TIMER_DIVIDE, 3);
    bench.advance(1e9);
    expect(bench.read('apic', APIC.at.INTACK)).toBe(0x200);
  });

  it('still interrupts: counter 0 of the 8254', () => {
    const bench = slowly(new Bench([{ name: 'pit', type: 'i8254' }], { i8254 }));
    bench.write('pit', I8254.at.CONTROL, 0x30, 1);
    bench.write('pit', I8254.at.COUNTER, 2, 1);
    bench.write('pit', I8254.at.COUNTER, 0, 1);
    bench.advance(0);
    expect(bench.level('pit.out0')).toBe(true);
  });
});
