import { describe, expect, it } from 'vitest';
import { runHere } from '../test/support/run-here.ts';
import { assembleToy, type ToyLine } from '../test/support/toy-assembler.ts';
import { toy } from '../test/support/toy-guest.ts';
import { type ToyOptions, toySetup } from '../test/support/toy-machine.ts';
import { toyThreads } from '../test/support/toy-threads.ts';

const code = (lines: readonly ToyLine[]): number[] => [...assembleToy(lines)];

/** `addi r3, r3, n` for each n: what the first instruction of a function is patched to. */
const additions = (...numbers: readonly number[]): number[] => numbers.map((n) => toy('addi', 3, 3, 0, n));
const upTo = (n: number): number[] => Array.from({ length: n }, (_, i) => i + 1);

/** Returns to word 9 of `patcher`. */
const RETURN: ToyLine = ['jr', 0, 2];

/**
 * Takes the words at 0x8000 one after the other: `patch` puts r1 into the function at 0x2000 (r4), which is then entered. Stops with r3.
 * @param rounds  number of words
 * @param entry   byte offset of the entry in the function
 */
const patcher = (rounds: number, patch: ToyLine = ['stw', 0, 4, 1, 0], entry = 0): number[] =>
  code([
    ['lui', 4, 0, 0, 2],
    ['lui', 5, 0, 0, 8],
    ['li', 7, 0, 0, rounds],
    ['lui', 2, 0, 0, 1],
    ['addi', 2, 2, 0, 4 * 9],
    'again',
    ['ldw', 1, 5, 0, 0],
    patch,
    ['addi', 6, 4, 0, entry],
    ['jr', 0, 6],
    'back',
    ['addi', 5, 5, 0, 4],
    ['li', 6, 0, 0, 0],
    ['addi', 7, 7, 0, -1],
    ['bne', 0, 7, 6, 'again'],
    ['add', 0, 3, 6],
    ['sys', 0, 0, 0, 0],
  ]);

const run = (main: number[], func: readonly ToyLine[], words: number[], options: Partial<ToyOptions> = {}) =>
  runHere(toySetup({ programs: { 4096: main, 8192: code(func), 32768: words }, ...options }));

const FUNCTION: ToyLine[] = [['addi', 3, 3, 0, 0], ['nop'], RETURN];

describe('code whose immediates are patched', () => {
  it('is not translated again, and adds what was last stored', () => {
    const result = run(patcher(100), FUNCTION, additions(...upTo(100)));
    expect(result.stopCode).toBe(5050);
    expect(result.stat(0, 'blocksTranslated')).toBeLessThan(14);
    expect(result.stat(0, 'invalidations')).toBeLessThan(6);
  });

  it('is not translated again when a store repeats its other bytes', () => {
    const result = run(patcher(40), FUNCTION, additions(...upTo(20), ...upTo(20)));
    expect(result.stopCode).toBe(420);
    expect(result.stat(0, 'blocksTranslated')).toBeLessThan(14);
  });

  it('is translated again when an opcode or a register changes', () => {
    // Three times before its immediate counts as patched.
    const words = [
      ...additions(...upTo(10)),
      toy('li', 3, 0, 0, 1000),
      ...additions(1, 2),
      toy('addi', 3, 7, 0, 0),
      ...additions(5, 6),
    ];
    const result = run(patcher(words.length), FUNCTION, words);
    // r7 counts the rounds down: three are left, this one among them, when it is read.
    expect(result.stopCode).toBe(3 + 5 + 6);
    expect(result.stat(0, 'invalidations')).toBe(7);
  });

  it('is translated again when bytes behind the immediate change', () => {
    const words = [...additions(...upTo(10)).map(() => toy('nop')), ...upTo(10).map((n) => toy('addi', 3, 3, 0, n))];
    const result = run(patcher(words.length, ['stw', 0, 4, 1, 4]), [['addi', 3, 3, 0, 100], ['nop'], RETURN], words);
    expect(result.stopCode).toBe(20 * 100 + 55);
  });

  it('of two blocks over the same bytes, both see it', () => {
    const second: ToyLine[] = [['addi', 3, 3, 0, 1000], ['addi', 3, 3, 0, 0], RETURN];
    const enterBoth = code([
      ['lui', 4, 0, 0, 2],
      ['lui', 5, 0, 0, 8],
      ['li', 7, 0, 0, 30],
      ['lui', 2, 0, 0, 1],
      ['lui', 1, 0, 0, 256],
      ['ldw', 0, 4, 0, 4],
      'again',
      ['add', 0, 0, 1],
      ['stw', 0, 4, 0, 4],
      ['addi', 2, 7, 0, 0],
      ['lui', 2, 0, 0, 1],
      ['addi', 2, 2, 0, 4 * 12],
      ['jr', 0, 4],
      'once',
      ['addi', 2, 2, 0, 4 * 3],
      ['addi', 6, 4, 0, 4],
      ['jr', 0, 6],
      'twice',
      ['addi', 7, 7, 0, -1],
      ['li', 6, 0, 0, 0],
      ['bne', 0, 7, 6, 'again'],
      ['add', 0, 3, 6],
      ['sys', 0, 0, 0, 0],
    ]);
    const result = run(enterBoth, second, []);
    expect(result.stopCode).toBe(30 * 1000 + 2 * 465);
    expect(result.stat(0, 'blocksTranslated')).toBeLessThan(30);
  });

  it('is what a device puts there', () => {
    const byDevice = code([
      ['lui', 4, 0, 0, 2],
      ['lui', 5, 0, 0, 8],
      ['li', 7, 0, 0, 60],
      ['lui', 2, 0, 0, 1],
      ['addi', 2, 2, 0, 4 * 10],
      ['lui', 6, 0, 0, 256],
      ['shl', 6, 6, 0, 8],
      'again',
      ['ldw', 1, 5, 0, 0],
      ['stw', 0, 6, 1, 32],
      ['jr', 0, 4],
      ['addi', 5, 5, 0, 4],
      ['li', 1, 0, 0, 0],
      ['addi', 7, 7, 0, -1],
      ['bne', 0, 7, 1, 'again'],
      ['add', 0, 3, 1],
      ['sys', 0, 0, 0, 0],
    ]);
    const words = [...additions(...upTo(50)), toy('li', 3, 0, 0, 7), ...additions(...upTo(9))];
    const result = run(byDevice, FUNCTION, words);
    expect(result.stopCode).toBe(7 + 45);
    expect(result.stat(0, 'blocksTranslated')).toBeLessThan(20);
  });

  it('takes effect at once in the block that stores', () => {
    const lines: ToyLine[] = [
      ['lui', 4, 0, 0, 1],
      ['li', 7, 0, 0, 100],
      ['lui', 1, 0, 0, 256],
      ['ldw', 6, 4, 0, 4 * 9],
      'again',
      ['nop'],
      ['add', 6, 6, 1],
      ['nop'],
      ['stw', 0, 4, 6, 4 * 9],
      ['nop'],
      ['addi', 3, 3, 0, 0],
      ['addi', 7, 7, 0, -1],
      ['li', 5, 0, 0, 0],
      ['bne', 0, 7, 5, 'again'],
      ['add', 0, 3, 5],
      ['sys', 0, 0, 0, 0],
    ];
    const result = runHere(toySetup({ programs: { 4096: code(lines) } }));
    expect(result.stopCode).toBe(5050);
  });

  it('is read from the page that is mapped', () => {
    // Virtual page 2 is physical page 2 or 6 in turn; both functions are patched under other addresses.
    const lines: ToyLine[] = [
      ['lui', 4, 0, 0, 2],
      ['lui', 5, 0, 0, 16],
      ['li', 7, 0, 0, 40],
      ['lui', 2, 0, 0, 1],
      ['addi', 2, 2, 0, 4 * 18],
      ['lui', 1, 0, 0, 16],
      ['setTable', 0, 1],
      ['lui', 6, 0, 0, 256],
      'again',
      ['ldw', 0, 5, 0, 4 * 32],
      ['ldw', 1, 5, 0, 4 * 2],
      ['stw', 0, 5, 0, 4 * 2],
      ['stw', 0, 5, 1, 4 * 32],
      ['flushPage', 0, 4],
      ['lui', 0, 0, 0, 2],
      ['ldw', 1, 0, 0, 0],
      ['add', 1, 1, 6],
      ['stw', 0, 0, 1, 0],
      ['jr', 0, 4],
      ['li', 0, 0, 0, 0],
      ['addi', 7, 7, 0, -1],
      ['bne', 0, 7, 0, 'again'],
      ['add', 0, 3, 0],
      ['sys', 0, 0, 0, 0],
    ];
    const table = Array.from({ length: 33 }, (_, page) => (page << 12) | 7);
    table[32] = (6 << 12) | 7;
    const result = runHere(
      toySetup({
        programs: {
          4096: code(lines),
          8192: code([['addi', 3, 3, 0, 0], RETURN]),
          24576: code([['addi', 3, 3, 0, 100], RETURN]),
          65536: table,
        },
      }),
    );
    expect(result.stopCode).toBe(20 * 100 + 2 * 210);
  });

  it('stored by another core is seen there, in order', async () => {
    // Core 0 stores 1, 2, ... 500 into the function's immediate. Core 1 calls it, and fails when what it adds becomes less.
    const writer: ToyLine[] = [
      ['lui', 4, 0, 0, 5],
      ['ldw', 1, 4, 0, 0],
      ['lui', 6, 0, 0, 256],
      ['li', 7, 0, 0, 500],
      ['li', 5, 0, 0, 0],
      'again',
      ['add', 1, 1, 6],
      ['stw', 0, 4, 1, 0],
      ['barrier', 0, 5],
      ['addi', 7, 7, 0, -1],
      ['bne', 0, 7, 5, 'again'],
      'on',
      ['yield'],
      ['jmp', 0, 0, 0, 'on'],
    ];
    const caller: ToyLine[] = [
      ['lui', 4, 0, 0, 5],
      ['lui', 2, 0, 0, 3],
      ['addi', 2, 2, 0, 4 * 7],
      ['li', 5, 0, 0, 0],
      'call',
      ['li', 3, 0, 0, 0],
      ['nop'],
      ['jr', 0, 4],
      ['beq', 0, 3, 5, 'same'],
      ['addi', 5, 5, 0, 1],
      ['beq', 0, 3, 5, 'same'],
      ['jmp', 0, 0, 0, -2],
      'same',
      ['li', 6, 0, 0, 500],
      ['bne', 0, 5, 6, 'call'],
      ['li', 0, 0, 0, 0],
      ['sys', 0, 0, 0, 0],
    ];
    const machine = toyThreads({
      cores: 2,
      threads: 2,
      entries: [0x1000, 0x3000],
      programs: {
        4096: code(writer),
        12288: code(caller),
        20480: code([['addi', 3, 3, 0, 0], RETURN]),
      },
    });
    await machine.start();
    await machine.ended();
    expect(machine.report()).toBe('');
    expect(machine.stopCode).toBe(0);
  });
});
