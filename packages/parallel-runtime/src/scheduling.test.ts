import { describe, expect, it } from 'vitest';
import { runHere } from '../test/support/run-here.ts';
import { assembleToy, type ToyLine } from '../test/support/toy-assembler.ts';
import { toySetup } from '../test/support/toy-machine.ts';
import { toyThreads, toyWord } from '../test/support/toy-threads.ts';

const code = (lines: readonly ToyLine[]): number[] => [...assembleToy(lines)];

/** Core r7 passes a token round a ring of `cores` cores, `rounds` times; each waits in WFI for its turn. */
const ring = (cores: number, rounds: number): ToyLine[] => [
  ['li', 5, 0, 0, 0],
  ['lui', 4, 0, 0, 8],
  ['li', 6, 0, 0, 1],
  ['li', 2, 0, 0, rounds],
  ['addi', 3, 7, 0, 1],
  ['li', 1, 0, 0, cores],
  ['bne', 0, 3, 1, 'first'],
  ['li', 3, 0, 0, 0],
  'first',
  ['beq', 0, 7, 5, 'pass'],
  'turn',
  ['wfi'],
  ['rmwAdd', 1, 4, 6, 0],
  ['addi', 2, 2, 0, -1],
  ['bne', 0, 7, 5, 'pass'],
  ['beq', 0, 2, 5, 'end'],
  'pass',
  ['send', 0, 3, 5],
  ['jmp', 0, 0, 0, 'turn'],
  'end',
  ['li', 0, 0, 0, 0],
  ['sys', 0, 0, 0, 0],
];

describe('cores on threads', () => {
  it.each([
    [2, 2],
    [5, 2],
    [8, 1],
    [4, 4],
  ])('%i cores on %i threads hand a token round by message and WFI, no wake-up is lost', async (cores, threads) => {
    const machine = toyThreads({ cores, threads, programs: { 4096: code(ring(cores, 200)) } });
    await machine.start();
    await machine.ended();
    expect(machine.report()).toBe('');
    expect(toyWord(machine, 0x8000)).toBe(200 * cores);
  });

  it('held cores start where a message sends them', () => {
    const main = code([
      ['li', 1, 0, 0, 1],
      ['lui', 2, 0, 0, 2],
      ['send', 0, 1, 2],
      'on',
      ['yield'],
      ['jmp', 0, 0, 0, 'on'],
    ]);
    const second = code([
      ['add', 0, 7, 1],
      ['sys', 0, 0, 0, 0],
    ]);
    const setup = toySetup({ cores: 2, entries: [0x1000, -1], programs: { 4096: main, 8192: second } });
    expect(runHere(setup).stopCode).toBe(1);
  });

  it('cores that share a thread run in the proportion of their speeds', () => {
    const main = code([
      ['lui', 1, 0, 0, 5],
      ['li', 2, 0, 0, 0],
      'on',
      ['addi', 1, 1, 0, -1],
      ['bne', 0, 1, 2, 'on'],
      ['li', 0, 0, 0, 0],
      ['sys', 0, 0, 0, 0],
    ]);
    const second = code(['on', ['addi', 1, 1, 0, 1], ['jmp', 0, 0, 0, 'on']]);
    const programs = { 4096: main, 8192: second };
    const setup = toySetup({ cores: 2, entries: [0x1000, 0x2000], speeds: [1, 0.25], programs, slice: 1000 });
    const result = runHere(setup);
    expect(result.stat(1, 'instructions') / result.stat(0, 'instructions')).toBeCloseTo(0.25, 1);
  });

  it('two architectures share the machine, each with its own code cache', () => {
    const count: ToyLine[] = [
      ['lui', 4, 0, 0, 8],
      ['li', 6, 0, 0, 1],
      ['rmwAdd', 1, 4, 6, 0],
      ['beq', 0, 1, 6, 'end'],
      'on',
      ['yield'],
      ['jmp', 0, 0, 0, 'on'],
      'end',
      ['li', 0, 0, 0, 0],
      ['sys', 0, 0, 0, 0],
    ];
    const setup = toySetup({ cores: 2, architectures: ['toy', 'toy2'], programs: { 4096: code(count) } });
    const result = runHere(setup);
    expect(setup.plan.caches.length).toBe(2);
    expect(result.word(0x8000)).toBe(2);
    expect(result.stat(1, 'blocksTranslated')).toBeGreaterThan(0);
  });
});

/** Timer interrupts while cores count; at the 20th the machine stops. The handler at 0x200 notes the time. */
const interrupted: Record<number, number[]> = {
  512: code([
    ['lui', 5, 0, 0, 0x100],
    ['shl', 5, 5, 0, 8],
    ['ldw', 3, 5, 0, 16],
    ['stw', 0, 4, 3, 0],
    ['addi', 4, 4, 0, 4],
    ['stw', 0, 5, 3, 12],
    ['li', 3, 0, 0, 1500],
    ['stw', 0, 5, 3, 8],
    ['addi', 6, 6, 0, -1],
    ['li', 3, 0, 0, 0],
    ['beq', 0, 6, 3, 'end'],
    ['ret'],
    'end',
    ['li', 0, 0, 0, 0],
    ['sys', 0, 0, 0, 0],
  ]),
  4096: code([
    ['lui', 4, 0, 0, 8],
    ['li', 6, 0, 0, 20],
    ['lui', 5, 0, 0, 0x100],
    ['shl', 5, 5, 0, 8],
    ['li', 3, 0, 0, 700],
    ['stw', 0, 5, 3, 8],
    ['ie', 0, 0, 0, 1],
    'work',
    ['addi', 2, 2, 0, 1],
    ['addi', 1, 1, 0, 3],
    ['wfi'],
    ['jmp', 0, 0, 0, 'work'],
  ]),
  12288: code(['on', ['addi', 1, 1, 0, 1], ['stw', 0, 5, 1, 0], ['lui', 5, 0, 0, 9], ['jmp', 0, 0, 0, 'on']]),
};

describe('the instruction clock', () => {
  const run = (cores: number) => {
    const setup = toySetup({
      cores,
      entries: [0x1000, 0x3000, 0x3000],
      programs: interrupted,
      clock: { kind: 'icount', shift: 0 },
      slice: 300,
    });
    const result = runHere(setup);
    const times = Array.from({ length: 20 }, (_, n) => result.word(0x8000 + 4 * n));
    const counts = setup.plan.cores.map((_, core) => result.stat(core, 'instructions'));
    return { times, counts, shared: result.word(0x9000) };
  };

  it.each([1, 3])('two runs with %i cores are equal to the instruction', (cores) => {
    expect(run(cores)).toEqual(run(cores));
  });

  it('time jumps over idle stretches to the next deadline', () => {
    const { times } = run(1);
    expect(times[0]).toBeGreaterThanOrEqual(700);
    expect((times[19] as number) - (times[0] as number)).toBeGreaterThanOrEqual(19 * 1500);
    expect((times[19] as number) - (times[0] as number)).toBeLessThan(19 * 1800);
  });
});
