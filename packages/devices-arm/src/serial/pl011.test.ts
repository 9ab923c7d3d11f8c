import { Bench } from '@tutti/devices-core/testing';
import { describe, expect, it } from 'vitest';
import { pl011 } from './pl011.ts';
import { PL011 } from './pl011-map.ts';

const { at } = PL011;
const RX = 0x10;
const TX = 0x20;
const RT = 0x40;
const OE = 0x400;

/** A UART that is on, with FIFOs, and the given interrupts unmasked. */
function uart(mask = 0, lcr = 0x70, cr = 0x301): Bench {
  const bench = new Bench([{ name: 'u', type: 'pl011' }], { pl011 });
  bench.write('u', at.UARTLCR_H, lcr);
  bench.write('u', at.UARTCR, cr);
  bench.write('u', at.UARTIMSC, mask);
  return bench;
}
const flags = (bench: Bench) => bench.read('u', at.UARTFR) & 0xf8;
const raw = (bench: Bench) => bench.read('u', at.UARTRIS);
const intr = (bench: Bench) => bench.level('u.intr');

describe('transmit', () => {
  it('sends bytes and raises the interrupt after each, until it is cleared', () => {
    const bench = uart(TX);
    expect([raw(bench), intr(bench)]).toEqual([0, false]);
    bench.write('u', at.UARTDR, 0x41, 2);
    bench.write('u', at.UARTDR, 0x42, 1);
    expect([bench.output('u.tx'), raw(bench), intr(bench)]).toEqual(['AB', TX, true]);
    bench.write('u', at.UARTICR, TX);
    expect([raw(bench), intr(bench)]).toEqual([0, false]);
  });

  it('fills the FIFO while the outside is busy, and goes on by itself', () => {
    const bench = uart(TX);
    bench.block('u.tx', true);
    for (let i = 0; i < 16; i++) bench.write('u', at.UARTDR, 0x61 + i);
    expect([flags(bench), intr(bench)]).toEqual([0x38, false]);
    bench.write('u', at.UARTDR, 0x7a);
    bench.block('u.tx', false);
    bench.advance(1e6);
    expect([bench.output('u.tx'), flags(bench), intr(bench)]).toEqual(['abcdefghijklmnop', 0x90, true]);
  });

  it('waits while the UART is off', () => {
    const bench = uart(0, 0x70, 0);
    bench.write('u', at.UARTDR, 0x41);
    expect(bench.output('u.tx')).toBe('');
    bench.write('u', at.UARTCR, 0x301);
    expect(bench.output('u.tx')).toBe('A');
  });
});

describe('receive', () => {
  it.each([
    [0x00, 2],
    [0x08, 4],
    [0x10, 8],
    [0x18, 12],
    [0x20, 14],
  ])('with IFLS %i interrupts at %i bytes and not before', (ifls, level) => {
    const bench = uart(RX);
    bench.write('u', at.UARTIFLS, ifls);
    bench.input('u.rx', new Array<number>(level - 1).fill(0x41));
    expect(intr(bench)).toBe(false);
    bench.input('u.rx', 'B');
    expect(intr(bench)).toBe(true);
    expect(bench.read('u', at.UARTDR)).toBe(0x41);
    expect(intr(bench)).toBe(false);
  });

  it('times out 32 bit periods after the last byte, and the interrupt goes with the last byte read', () => {
    const bench = uart(RX | RT);
    bench.write('u', at.UARTIBRD, 13);
    bench.write('u', at.UARTFBRD, 1);
    bench.input('u.rx', 'ab');
    bench.advance(277_000);
    expect(intr(bench)).toBe(false);
    bench.advance(1000);
    expect(raw(bench)).toBe(RT);
    bench.read('u', at.UARTDR);
    expect(raw(bench)).toBe(RT);
    bench.read('u', at.UARTDR);
    expect([raw(bench), intr(bench), flags(bench)]).toEqual([0, false, 0x90]);
    bench.advance(1e9);
    expect(raw(bench)).toBe(0);
  });

  it('takes no more than fits and loses nothing', () => {
    const bench = uart();
    bench.input('u.rx', 'abcdefghijklmnopqrstuvwxyz');
    expect([bench.waiting('u.rx'), flags(bench) & 0x40]).toEqual([10, 0x40]);
    const text = Array.from({ length: 26 }, () => String.fromCharCode(bench.read('u', at.UARTDR)));
    expect(text.join('')).toBe('abcdefghijklmnopqrstuvwxyz');
    expect(raw(bench) & OE).toBe(0);
  });

  it('keeps what was typed before the UART was on', () => {
    const bench = uart(RX, 0x70, 0);
    bench.input('u.rx', 'hello, ls');
    expect(flags(bench) & 0x10).toBe(0x10);
    bench.write('u', at.UARTCR, 0x301);
    expect([bench.read('u', at.UARTDR), intr(bench)]).toEqual([0x68, true]);
  });

  it('without FIFOs interrupts at each byte', () => {
    const bench = uart(RX, 0x60);
    bench.input('u.rx', 'ab');
    expect([intr(bench), flags(bench) & 0x40]).toEqual([true, 0x40]);
    expect([bench.read('u', at.UARTDR), bench.read('u', at.UARTDR)]).toEqual([0x61, 0x62]);
    expect(intr(bench)).toBe(false);
  });
});

it('loopback returns what is sent, and reports an overrun', () => {
  const bench = uart(0, 0x70, 0x381);
  bench.write('u', at.UARTDR, 0x55);
  expect([bench.read('u', at.UARTDR), bench.output('u.tx')]).toEqual([0x55, '']);
  for (let i = 0; i < 17; i++) bench.write('u', at.UARTDR, i);
  expect(raw(bench) & OE).toBe(OE);
});

it('the interrupt follows mask and status alone', () => {
  const bench = uart();
  bench.write('u', at.UARTDR, 0x41);
  expect(intr(bench)).toBe(false);
  bench.write('u', at.UARTIMSC, TX);
  expect([intr(bench), bench.read('u', at.UARTMIS)]).toEqual([true, TX]);
  bench.write('u', at.UARTIMSC, 0);
  expect(intr(bench)).toBe(false);
});
