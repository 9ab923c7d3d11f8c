import type { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { assembleToy, type ToyLine } from '../test/support/toy-assembler.ts';
import { toyThreads, toyWord } from '../test/support/toy-threads.ts';
import { STATE } from './control.ts';

const program = (lines: readonly ToyLine[]): number[] => [...assembleToy(lines)];

/** Adds 1 to the counter at 0x8000 `times` times with LL/SC, then to the count of finished cores at 0x8010; the last one stops the machine. */
const counting = (times: number, cores: number): ToyLine[] => [
  ['lui', 4, 0, 0, 8],
  ['li', 1, 0, 0, times],
  ['li', 6, 0, 0, 1],
  ['li', 5, 0, 0, 0],
  'again',
  ['ll', 2, 4, 0, 0],
  ['add', 2, 2, 6],
  ['sc', 3, 4, 2, 0],
  ['bne', 0, 3, 5, 'again'],
  ['addi', 1, 1, 0, -1],
  ['bne', 0, 1, 5, 'again'],
  ['rmwAdd', 2, 4, 6, 16],
  ['li', 3, 0, 0, cores - 1],
  ['beq', 0, 2, 3, 'last'],
  'wait',
  ['wfi'],
  ['jmp', 0, 0, 0, 'wait'],
  'last',
  ['li', 0, 0, 0, 0],
  ['sys', 0, 0, 0, 0],
];

describe('cores on workers', () => {
  it.each([
    [4, 2, 'cas', 'unified'],
    [4, 4, 'table', 'unified'],
    [3, 3, 'hst', 'private'],
  ] as const)(
    '%i cores on %i threads count with LL/SC (%s, %s cache) and lose nothing',
    async (cores, threads, llsc, codeCache) => {
      const machine = toyThreads({
        cores,
        threads,
        llsc,
        codeCache,
        programs: { 4096: program(counting(500, cores)) },
      });
      await machine.start();
      await machine.ended();
      expect(machine.report()).toBe('');
      expect(toyWord(machine, 0x8000)).toBe(500 * cores);
      expect(machine.state).toBe(STATE.STOPPED);
    },
  );

  it('an error in a device ends the machine with a report that names thread, cause and registers', async () => {
    const machine = toyThreads({
      programs: {
        4096: program([
          ['lui', 1, 0, 0, 0x100],
          ['shl', 1, 1, 0, 8],
          ['stw', 0, 1, 1, 24],
        ]),
      },
    });
    await machine.start();
    await machine.ended();
    expect(machine.state).toBe(STATE.CRASHED);
    expect(machine.report()).toMatch(/core thread 0: Error: toy device: asked to crash[\s\S]*core 0: pc=1008/);
  });
});

/** Counts at 0x8000 for ever. */
const forever: ToyLine[] = [
  ['lui', 4, 0, 0, 8],
  ['li', 6, 0, 0, 1],
  'on',
  ['rmwAdd', 1, 4, 6, 0],
  ['jmp', 0, 0, 0, 'on'],
];

describe('life of a machine', () => {
  it('a paused machine stands still, guest time included, and goes on after resume', async () => {
    const machine = toyThreads({ cores: 2, threads: 2, programs: { 4096: program(forever) } });
    await machine.start();
    await machine.pause();
    const before = [toyWord(machine, 0x8000), machine.context.clock.nowNs()];
    await new Promise((resolve) => setTimeout(resolve, 50));
    const after = [toyWord(machine, 0x8000), machine.context.clock.nowNs()];
    expect(after).toEqual(before);
    machine.resume();
    while (toyWord(machine, 0x8000) === before[0]) await new Promise((resolve) => setTimeout(resolve, 5));
    await machine.stop(3);
    expect(machine.stopCode).toBe(3);
    expect(machine.state).toBe(STATE.STOPPED);
  });

  it('a step executes one instruction of one core', async () => {
    const machine = toyThreads({ cores: 2, threads: 2, programs: { 4096: program(forever) } });
    await machine.startPaused();
    for (let n = 0; n < 101; n++) await machine.step(1);
    expect(toyWord(machine, 0x8000)).toBe(50);
    expect([machine.stat(0, 'instructions'), machine.stat(1, 'instructions')]).toEqual([0, 101]);
    await machine.stop();
  });

  it('a reset that the guest asks for starts everything anew', async () => {
    // The device's counter of reads outlives the reset: 0 on the first boot, 1 on the second.
    const lines: ToyLine[] = [
      ['lui', 5, 0, 0, 0x100],
      ['shl', 5, 5, 0, 8],
      ['li', 2, 0, 0, 0],
      ['lui', 4, 0, 0, 8],
      ['li', 6, 0, 0, 1],
      ['rmwAdd', 3, 4, 6, 0],
      ['ldw', 1, 5, 0, 4],
      ['bne', 0, 1, 2, 'second'],
      ['stw', 0, 5, 1, 28],
      'on',
      ['yield'],
      ['jmp', 0, 0, 0, 'on'],
      'second',
      ['addi', 0, 3, 0, 0],
      ['sys', 0, 0, 0, 0],
    ];
    const machine = toyThreads({ programs: { 4096: program(lines) } });
    await machine.start();
    await machine.ended();
    expect(machine.report()).toBe('');
    // RAM was as at power-on: the word that the first boot raised was 0 again.
    expect(machine.stopCode).toBe(0);
  });

  it('a worker that is killed ends the machine with a report', async () => {
    const workers: Worker[] = [];
    const machine = toyThreads({ cores: 2, threads: 2, programs: { 4096: program(forever) } }, {}, workers);
    await machine.start();
    // All core threads have come up when all cores stand.
    await machine.pause();
    machine.resume();
    // Workers start in this order: core thread 0, timers, core thread 1.
    await workers[2]?.terminate();
    await machine.ended();
    expect(machine.state).toBe(STATE.CRASHED);
    expect(machine.report()).toMatch(/core thread 1 died: exit code 1/);
  });

  it('an entry module that does not load fails the start', async () => {
    const machine = toyThreads({ programs: {} }, {}, [], 'file:///no/such/module.js');
    await expect(machine.start()).rejects.toThrow(/no\/such\/module/);
  });

  it.each([
    [{ cores: 2, threads: 3 }, /3 threads for 2 cores/],
    [{ cores: 2, threads: 2, clock: { kind: 'icount', shift: 0 } as const }, /icount clock needs one core thread/],
  ])('%o is refused', (options, message) => {
    expect(() => toyThreads({ ...options, programs: {} })).toThrow(message);
  });
});
