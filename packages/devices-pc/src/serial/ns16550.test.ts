import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { NS16550, ns16550 } from './ns16550.ts';

const { at } = NS16550;
const uart = () => {
  const bench = new Bench([{ name: 'com1', type: 'ns16550' }], { ns16550 });
  bench.write('com1', at.MCR, 0x0b, 1);
  return bench;
};
const iir = (bench: Bench) => bench.read('com1', at.IIR_FCR, 1);

describe('16550', () => {
  it('sends bytes; the transmitter interrupt is seen once', () => {
    const bench = uart();
    bench.write('com1', at.IER, 2, 1);
    expect([bench.level('com1.intr'), iir(bench) & 15, bench.level('com1.intr')]).toEqual([true, 2, false]);
    for (const c of 'ok') bench.write('com1', at.RBR_THR, c.charCodeAt(0), 1);
    expect([bench.output('com1.tx'), bench.read('com1', at.LSR, 1)]).toEqual(['ok', 0x60]);
    expect(iir(bench) & 15).toBe(2);
  });

  it('with FIFOs, interrupts at the trigger level, or when fewer bytes waited', () => {
    const bench = uart();
    bench.write('com1', at.IIR_FCR, 0x41, 1);
    bench.write('com1', at.IER, 1, 1);
    bench.input('com1.rx', 'abc');
    expect(bench.level('com1.intr')).toBe(false);
    bench.advance(10_000_000);
    expect(iir(bench)).toBe(0xcc);
    bench.input('com1.rx', 'd');
    expect(iir(bench) & 15).toBe(4);
    const read = [1, 2, 3, 4].map(() => bench.read('com1', at.RBR_THR, 1));
    expect(String.fromCharCode(...read)).toBe('abcd');
    expect([bench.level('com1.intr'), iir(bench)]).toEqual([false, 0xc1]);
  });

  it('keeps typed bytes outside while the FIFO is full', () => {
    const bench = uart();
    bench.write('com1', at.IIR_FCR, 0x01, 1);
    bench.input('com1.rx', 'x'.repeat(40));
    expect(bench.waiting('com1.rx')).toBe(24);
    for (let i = 0; i < 40; i++) expect(bench.read('com1', at.RBR_THR, 1)).toBe(0x78);
    expect(bench.read('com1', at.LSR, 1) & 1).toBe(0);
  });

  it('the interrupt passes only with OUT2', () => {
    const bench = uart();
    bench.write('com1', at.MCR, 0, 1);
    bench.write('com1', at.IER, 2, 1);
    expect(bench.level('com1.intr')).toBe(false);
    bench.write('com1', at.MCR, 8, 1);
    expect(bench.level('com1.intr')).toBe(true);
  });

  it('loopback returns bytes and modem lines', () => {
    const bench = uart();
    bench.write('com1', at.MCR, 0x1f, 1);
    bench.write('com1', at.RBR_THR, 0x5a, 1);
    expect([bench.read('com1', at.RBR_THR, 1), bench.read('com1', at.MSR, 1)]).toEqual([0x5a, 0xf0]);
    expect(bench.output('com1.tx')).toBe('');
  });

  it('the divisor is behind DLAB', () => {
    const bench = uart();
    bench.write('com1', at.LCR, 0x83, 1);
    bench.write('com1', at.RBR_THR, 1, 1);
    bench.write('com1', at.IER, 0, 1);
    expect([bench.read('com1', at.RBR_THR, 1), bench.read('com1', at.IER, 1)]).toEqual([1, 0]);
  });
});
