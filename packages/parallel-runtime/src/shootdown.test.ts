import { describe, expect, it } from 'vitest';
import { assembleToy, type ToyLine } from '../test/support/toy-assembler.ts';
import { toyThreads } from '../test/support/toy-threads.ts';

const TABLE = 0x20000;
const V = 0x40;

/** Identity map of the first MiB, and virtual page V on the page at 0x41000. */
function pageTable(): number[] {
  const table = Array.from({ length: 256 }, (_, page) => (page << 12) | 7);
  table[V] = 0x41003;
  return table;
}

/** Point V at another page, then see whether anything still writes to the old one. */
const remap = (newPte: number, oldPage: number, flush: readonly ToyLine[]): ToyLine[] => [
  ['stw', 0, 2, newPte, 0],
  ...flush,
  ['lui', 7, 0, 0, oldPage],
  ['ldw', 0, 7, 0, 0],
  ...Array.from({ length: 150 }, (): ToyLine => ['nop']),
  ['ldw', 1, 7, 0, 0],
  ['bne', 0, 0, 1, 'stale'],
];

/** Core 0 moves V between two pages; when the old page still changes afterwards, the machine stops with code 1. */
const mover = (rounds: number, flush: readonly ToyLine[]): ToyLine[] => [
  ['lui', 1, 0, 0, 0x20],
  ['setTable', 0, 1],
  ['addi', 2, 1, 0, 4 * V],
  ['lui', 3, 0, 0, 0x41],
  ['addi', 3, 3, 0, 3],
  ['lui', 4, 0, 0, 0x42],
  ['addi', 4, 4, 0, 3],
  ['li', 5, 0, 0, rounds],
  ['lui', 6, 0, 0, V],
  'again',
  ...remap(4, 0x41, flush),
  ...remap(3, 0x42, flush),
  ['addi', 5, 5, 0, -1],
  ['li', 1, 0, 0, 0],
  ['beq', 0, 5, 1, 'done'],
  ['jmp', 0, 0, 0, 'again'],
  'done',
  ['li', 0, 0, 0, 0],
  ['sys', 0, 0, 0, 0],
  'stale',
  ['li', 0, 0, 0, 1],
  ['sys', 0, 0, 0, 0],
];

/** Core 0 waits until V is written to, moves it without telling anybody, and looks for writes to the old page for a long time. */
const careless: ToyLine[] = [
  ['lui', 1, 0, 0, 0x20],
  ['setTable', 0, 1],
  ['addi', 2, 1, 0, 4 * V],
  ['lui', 4, 0, 0, 0x42],
  ['addi', 4, 4, 0, 3],
  ['lui', 7, 0, 0, 0x41],
  ['li', 6, 0, 0, 0],
  ['ldw', 0, 7, 0, 0],
  'before',
  ['ldw', 1, 7, 0, 0],
  ['beq', 0, 0, 1, 'before'],
  ['stw', 0, 2, 4, 0],
  ['ldw', 0, 7, 0, 0],
  ['li', 5, 0, 0, 2000],
  ['shl', 5, 5, 0, 12],
  'after',
  ['ldw', 1, 7, 0, 0],
  ['bne', 0, 0, 1, 'stale'],
  ['addi', 5, 5, 0, -1],
  ['bne', 0, 5, 6, 'after'],
  ['li', 0, 0, 0, 0],
  ['sys', 0, 0, 0, 0],
  'stale',
  ['li', 0, 0, 0, 1],
  ['sys', 0, 0, 0, 0],
];

/** Other cores write ever new values to V. */
const writer: ToyLine[] = [
  ['lui', 1, 0, 0, 0x20],
  ['setTable', 0, 1],
  ['lui', 6, 0, 0, V],
  'again',
  ['addi', 1, 1, 0, 1],
  ['stw', 0, 6, 1, 0],
  ['jmp', 0, 0, 0, 'again'],
];

async function run(
  cores: number,
  threads: number,
  rounds: number,
  flush: readonly ToyLine[],
  main = mover(rounds, flush),
) {
  const machine = toyThreads({
    cores,
    threads,
    entries: Array.from({ length: cores }, (_, core) => (core === 0 ? 0x1000 : 0x3000)),
    programs: { 4096: [...assembleToy(main)], 12288: [...assembleToy(writer)], [TABLE]: pageTable() },
  });
  await machine.start();
  await machine.ended();
  return { code: machine.stopCode, report: machine.report(), stats: machine.stats(0) };
}

const broadcast: ToyLine[] = [['flushPage', 0, 6], ['barrier']];

describe('TLB broadcasts', () => {
  it.each([
    [2, 2],
    [4, 4],
    [4, 2],
    [3, 1],
  ])('%i cores on %i threads: no store goes to the old page after the barrier', async (cores, threads) => {
    const { code, report, stats } = await run(cores, threads, 30, broadcast);
    expect(report).toBe('');
    expect(code).toBe(0);
    expect(stats.shootdowns).toBe(60);
  });

  it('a flush of everything does the same', async () => {
    const { code } = await run(3, 3, 30, [['flushAll'], ['barrier']]);
    expect(code).toBe(0);
  });

  it('so does a flush of what is not global', async () => {
    const { code, stats } = await run(3, 3, 30, [['flushLocal'], ['barrier']]);
    expect(code).toBe(0);
    expect(stats.shootdowns).toBe(60);
  });

  it('control: without a broadcast the old page goes on changing', async () => {
    const { code } = await run(2, 2, 0, [], careless);
    expect(code).toBe(1);
  });
});
