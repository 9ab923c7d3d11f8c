import { describe, expect, it } from 'vitest';
import { Bench, hammer } from '../testing/index.ts';
import { type Device, defineDevice } from './define-device.ts';
import { registerMap } from './register-map.ts';

const MAP = registerMap(
  { width: 32, size: 0x100, spec: 'a device for tests' },
  {
    DATA: { at: 0x00, mode: 'rw', doc: 'stored' },
    LIMITED: { at: 0x04, mode: 'rw', reset: 0x12, fields: { LOW: [0, 8], TOP: [31, 1] }, doc: 'some bits' },
    STATUS: { at: 0x08, mode: 'w1c', reset: 0xff, doc: 'written ones clear' },
    LIST: { at: 0x10, mode: 'rw', width: 8, count: 8, doc: 'bytes' },
    ID: { at: 0x20, mode: 'r', const: [1, 2], count: 2, doc: 'constants' },
    PERIOD: { at: 0x28, mode: 'rw', doc: 'timer period in ns' },
    LEVEL: { at: 0x2c, mode: 'w', doc: 'level of the output' },
    ECHO: { at: 0x30, mode: 'rw', virtual: true, doc: 'adds the core number' },
  },
);
const STATE = { fired: 'i32', inputs: { type: 'u8', count: 4 } } as const;
const OPTIONS = { step: { type: 'int', default: 1, max: 8, doc: 'added at each tick' } } as const;
type Dev = Device<typeof MAP, typeof STATE, typeof OPTIONS>;

function tick(dev: Dev): void {
  dev.state.fired += dev.options.step;
  dev.timer('tick').arm(dev.clock.nowNs() + dev.state.PERIOD);
}

const probe = defineDevice(
  MAP,
  STATE,
  {
    PERIOD: { wrote: (dev, value) => dev.timer('tick').arm(dev.clock.nowNs() + value) },
    LEVEL: { write: (dev, value) => dev.irq('out').set(value) },
    ECHO: { read: (_dev, _index, core) => core + 7 },
  },
  {
    options: OPTIONS,
    irqs: { out: { doc: 'output' } },
    inputs: {
      in: {
        count: 4,
        doc: 'inputs',
        changed: (dev, index, level) => {
          dev.state.inputs[index] = Number(level);
        },
      },
    },
    timers: { tick: { fired: tick } },
  },
);

const types = { probe };
const one = () => new Bench([{ name: 'p', type: 'probe' }], types);

describe('bus', () => {
  it('stores and reads words, halves and bytes', () => {
    const bench = one();
    bench.write('p', 0, 0x11223344);
    bench.write('p', 2, 0xabcd, 2);
    expect(bench.read('p', 0)).toBe(0xabcd3344);
    expect(bench.read('p', 1, 1)).toBe(0x33);
    expect(bench.read('p', 2, 2)).toBe(0xabcd);
  });

  it('spreads a word over byte registers', () => {
    const bench = one();
    bench.write('p', 0x14, 0x04030201);
    expect([0x14, 0x15, 0x16, 0x17].map((at) => bench.read('p', at, 1))).toEqual([1, 2, 3, 4]);
    expect(bench.read('p', 0x14)).toBe(0x04030201);
  });

  it('keeps only the bits that exist and traces the others', () => {
    const bench = one();
    expect(bench.read('p', 4)).toBe(0x12);
    bench.write('p', 4, 0xffffffff);
    expect(bench.read('p', 4)).toBe(0x800000ff);
    expect(bench.traces).toEqual([{ category: 'unimp', text: 'p: LIMITED: write to reserved bits 0x7fffff00' }]);
  });

  it('clears the written ones of a w1c register', () => {
    const bench = one();
    bench.write('p', 8, 0x0f);
    expect(bench.read('p', 8)).toBe(0xf0);
  });

  it('traces accesses to what is reserved, read-only or write-only', () => {
    const bench = one();
    expect(bench.read('p', 0xf0)).toBe(0);
    bench.write('p', 0x20, 5);
    expect(bench.read('p', 0x24)).toBe(2);
    bench.read('p', 0x2c);
    expect(bench.traces.map((t) => t.category)).toEqual(['unimp', 'guest_errors', 'guest_errors']);
  });

  it('traces every access of a device under trace by register name', () => {
    const bench = one();
    bench.set.get('p').traced = true;
    bench.write('p', 0x11, 9, 1, 3);
    bench.read('p', 0);
    expect(bench.traces.map((t) => t.text)).toEqual([
      'p write LIST[1] <- 0x9 (core 3)',
      'p read  DATA -> 0x0 (core 0)',
    ]);
  });

  it('passes the core number', () => {
    expect(one().read('p', 0x30, 4, 5)).toBe(12);
  });

  it('survives random accesses', () => {
    const bench = one();
    bench.write('p', 0x28, 1000);
    expect(() => hammer(bench, 'p', 1, 2000)).not.toThrow();
  });
});

describe('timers', () => {
  it('fire in time and can be moved', () => {
    const bench = new Bench([{ name: 'p', type: 'probe', options: { step: 2 } }], types);
    bench.write('p', 0x28, 100);
    bench.advance(99);
    expect(bench.set.describe('p')['fired']).toBe(0);
    bench.advance(201);
    expect(bench.set.describe('p')['fired']).toBe(6);
  });

  it('ignore a slot that was queued before they were cancelled', () => {
    const bench = one();
    bench.write('p', 0x28, 100);
    bench.set.reset();
    bench.set.fire(0);
    expect(bench.set.describe('p')['fired']).toBe(0);
  });
});

describe('wires', () => {
  it('OR several outputs into one input, and fan out', () => {
    const devices = ['a', 'b', 'c'].map((name) => ({ name, type: 'probe' }));
    const wires = [
      { from: 'a.out', to: 'c.in[2]' },
      { from: 'b.out', to: 'c.in[2]' },
      { from: 'a.out', to: 'core.fiq[1]' },
    ];
    const bench = new Bench(devices, types, { wires });
    const input = () => (bench.set.describe('c')['inputs'] as number[])[2];
    bench.write('a', 0x2c, 1);
    bench.write('b', 0x2c, 1);
    bench.write('a', 0x2c, 0);
    expect([input(), bench.line(1, 1)]).toEqual([1, false]);
    bench.write('b', 0x2c, 0);
    expect(input()).toBe(0);
  });

  it.each([
    [{ from: 'a.nope', to: 'a.in[0]' }, /no pin "a.nope"; the device has: out/],
    [{ from: 'a.out', to: 'a.in[4]' }, /index must be below 4/],
    [{ from: 'a.out', to: 'b.in' }, /no device "b"/],
    [{ from: 'a', to: 'a.in' }, /write device.pin/],
  ])('refuse %o', (wire, message) => {
    expect(() => new Bench([{ name: 'a', type: 'probe' }], types, { wires: [wire] })).toThrow(message);
  });
});

describe('descriptions', () => {
  it.each([
    [{ name: 'p', type: 'prob' }, /no device type "prob"; known: probe/],
    [{ name: 'p', type: 'probe', options: { steps: 1 } }, /no option "steps"; known: step/],
    [{ name: 'p', type: 'probe', options: { step: 9 } }, /must be an integer from 0 to 8, not 9/],
  ])('with errors are refused: %o', (config, message) => {
    expect(() => new Bench([config], types)).toThrow(message);
  });

  it('of registers that overlap are refused', () => {
    const registers = { A: { at: 0, mode: 'rw', doc: '' }, B: { at: 2, mode: 'rw', doc: '' } } as const;
    expect(() => registerMap({ width: 32, size: 16, spec: '' }, registers)).toThrow('B: overlaps A at 0x2');
  });
});
