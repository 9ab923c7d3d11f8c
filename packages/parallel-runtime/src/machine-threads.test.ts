import { describe, expect, it } from 'vitest';
import { STATE } from './control.ts';
import { assembleToy, type ToyLine } from './testing/toy-assembler.ts';
import { toyThreads, toyWord } from './testing/toy-threads.ts';

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
  ] as const)('%i cores on %i threads count with LL/SC (%s, %s cache) and lose nothing', async (cores, threads, llsc, codeCache) => {
    const machine = toyThreads({ cores, threads, llsc, codeCache, programs: { 0x1000: program(counting(500, cores)) } });
    await machine.start();
    await machine.ended();
    expect(machine.report()).toBe('');
    expect(toyWord(machine, 0x8000)).toBe(500 * cores);
    expect(machine.state).toBe(STATE.STOPPED);
  });

  it('an error in a device ends the machine with a report that names thread, cause and registers', async () => {
    const machine = toyThreads({ programs: { 0x1000: program([['lui', 1, 0, 0, 0x100], ['shl', 1, 1, 0, 8], ['stw', 0, 1, 1, 24]]) } });
    await machine.start();
    await machine.ended();
    expect(machine.state).toBe(STATE.CRASHED);
    expect(machine.report()).toMatch(/core thread 0: Error: toy device: asked to crash[\s\S]*core 0: pc=1008/);
  });
});
