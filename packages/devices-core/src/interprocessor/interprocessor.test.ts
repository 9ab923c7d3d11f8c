import { describe, expect, it } from 'vitest';
import { DEVICES } from '../devices.ts';
import { Bench, hammer } from '../testing/index.ts';
import { HARDWARE_SPINLOCK } from './hardware-spinlock.ts';
import { MAILBOX } from './mailbox.ts';
import { POWER_SWITCH } from './power-switch.ts';
import { REMOTE_START } from './remote-start.ts';
import { SHARED_TIMER } from './shared-timer.ts';
import { UART_MUX } from './uart-mux.ts';

const B = 0x1000;
const bench = (type: keyof typeof DEVICES) => new Bench([{ name: 'dev', type }], DEVICES);

describe('mailbox', () => {
  it('a doorbell interrupts the other side until that clears it', () => {
    const mailbox = bench('mailbox');
    mailbox.write('dev', MAILBOX.at.ENABLE + B, 4);
    mailbox.write('dev', MAILBOX.at.RING, 6);
    expect(mailbox.read('dev', MAILBOX.at.PENDING + B)).toBe(6);
    expect([mailbox.level('dev.irq[0]'), mailbox.level('dev.irq[1]')]).toEqual([false, true]);
    mailbox.write('dev', MAILBOX.at.PENDING + B, 4);
    expect(mailbox.level('dev.irq[1]')).toBe(false);
    expect(mailbox.read('dev', MAILBOX.at.PENDING + B)).toBe(2);
  });

  it('messages arrive in order and interrupt while they wait', () => {
    const mailbox = bench('mailbox');
    mailbox.write('dev', MAILBOX.at.CONTROL, 1);
    mailbox.write('dev', MAILBOX.at.SEND + B, 11);
    mailbox.write('dev', MAILBOX.at.SEND + B, 22);
    expect(mailbox.level('dev.irq[0]')).toBe(true);
    expect([mailbox.read('dev', MAILBOX.at.RECEIVE), mailbox.read('dev', MAILBOX.at.RECEIVE)]).toEqual([11, 22]);
    expect(mailbox.level('dev.irq[0]')).toBe(false);
    expect(mailbox.read('dev', MAILBOX.at.RECEIVE)).toBe(0);
  });

  it('a full side says so and takes no more', () => {
    const mailbox = bench('mailbox');
    for (let i = 0; i < 17; i++) mailbox.write('dev', MAILBOX.at.SEND, 100 + i);
    expect(mailbox.read('dev', MAILBOX.at.STATUS)).toBe(MAILBOX.bits.STATUS.FULL);
    const got = Array.from({ length: 17 }, () => mailbox.read('dev', MAILBOX.at.RECEIVE + B));
    expect(got).toEqual([...Array.from({ length: 16 }, (_, i) => 100 + i), 0]);
  });
});

describe('hardware spinlock', () => {
  it('the first reader gets the lock, others see it held until it is freed', () => {
    const locks = bench('hardware-spinlock');
    const lock = HARDWARE_SPINLOCK.at.LOCK + 4 * 31;
    expect([locks.read('dev', lock, 4, 0), locks.read('dev', lock, 4, 1)]).toEqual([0, 1]);
    expect(locks.read('dev', HARDWARE_SPINLOCK.at.TAKEN)).toBe(0x8000_0000);
    locks.write('dev', lock, 0);
    expect(locks.read('dev', lock)).toBe(0);
  });
});

describe('shared timer', () => {
  it('counts microseconds', () => {
    const timer = bench('shared-timer');
    timer.advance(5_000_999);
    expect(timer.read('dev', SHARED_TIMER.at.COUNT_LOW)).toBe(5000);
    timer.advance(2 ** 32 * 1000);
    expect(timer.read('dev', SHARED_TIMER.at.COUNT_HIGH)).toBe(1);
  });

  it('a channel interrupts at its time', () => {
    const timer = bench('shared-timer');
    timer.write('dev', SHARED_TIMER.at.ENABLE, 2);
    timer.write('dev', SHARED_TIMER.at.COMPARE + 4, 10);
    timer.advance(9999);
    expect(timer.level('dev.irq[1]')).toBe(false);
    timer.advance(1);
    expect(timer.level('dev.irq[1]')).toBe(true);
    timer.write('dev', SHARED_TIMER.at.STATUS, 2);
    expect(timer.level('dev.irq[1]')).toBe(false);
  });
});

describe('remote start and power', () => {
  it('each bit drives the run line of its core', () => {
    const remote = bench('remote-start');
    remote.write('dev', REMOTE_START.at.RUN, 2);
    expect([remote.level('dev.run[0]'), remote.level('dev.run[1]')]).toEqual([false, true]);
  });

  it('off passes the status to the machine', () => {
    const power = bench('power-switch');
    power.write('dev', POWER_SWITCH.at.OFF, 3);
    expect(power.calls).toEqual([{ name: 'machine_off', args: [3, 0, 0] }]);
  });
});

describe('shared UART', () => {
  const type = (uart: Bench, port: number, core: number, text: string): void => {
    for (const c of text) uart.write('dev', UART_MUX.at.DATA + B * port, c.charCodeAt(0), 1, core);
  };

  it('lines of ports and cores do not mix', () => {
    const uart = bench('uart-mux');
    type(uart, 0, 0, 'one ');
    type(uart, 1, 0, 'two ');
    type(uart, 1, 1, 'three\n');
    type(uart, 0, 0, 'end\n');
    type(uart, 1, 0, 'end\n');
    expect(uart.output('dev.tx')).toBe('three\none end\ntwo end\n');
  });

  it('a line that the outside took in part is finished before another begins', () => {
    const uart = bench('uart-mux');
    uart.block('dev.tx', true);
    type(uart, 0, 0, 'late\n');
    type(uart, 1, 0, 'later\n');
    expect(uart.read('dev', UART_MUX.at.STATUS) & UART_MUX.bits.STATUS.BUSY).toBe(1);
    uart.block('dev.tx', false);
    expect(uart.read('dev', UART_MUX.at.STATUS) & UART_MUX.bits.STATUS.BUSY).toBe(0);
    expect(uart.output('dev.tx')).toBe('late\nlater\n');
  });

  it('a flushed prompt goes out without a newline, an endless line in pieces', () => {
    const uart = bench('uart-mux');
    type(uart, 2, 0, '> ');
    uart.write('dev', UART_MUX.at.FLUSH + 2 * B, 1);
    type(uart, 2, 0, 'x'.repeat(130));
    expect(uart.output('dev.tx')).toBe(`> ${'x'.repeat(128)}`);
  });

  it('received bytes go to who reads first', () => {
    const uart = bench('uart-mux');
    uart.input('dev.rx', 'ab');
    expect(uart.read('dev', UART_MUX.at.STATUS)).toBe(UART_MUX.bits.STATUS.RECEIVED);
    expect(uart.read('dev', UART_MUX.at.RECEIVE)).toBe(97);
    expect(uart.read('dev', UART_MUX.at.RECEIVE + B)).toBe(98);
    expect(uart.read('dev', UART_MUX.at.RECEIVE)).toBe(0xffff_ffff);
  });
});

it.each(['mailbox', 'hardware-spinlock', 'shared-timer', 'remote-start', 'power-switch', 'uart-mux'] as const)(
  '%s survives random accesses',
  (type) => {
    const device = bench(type);
    hammer(device, 'dev', 4711, 2000, 4);
    expect(device.traces).toEqual([]);
  },
);
