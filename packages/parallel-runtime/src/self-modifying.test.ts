import { describe, expect, it } from 'vitest';
import { runHere } from '../test/support/run-here.ts';
import { assembleToy, type ToyLine } from '../test/support/toy-assembler.ts';
import { toy } from '../test/support/toy-guest.ts';
import { toySetup } from '../test/support/toy-machine.ts';
import { toyThreads } from '../test/support/toy-threads.ts';

const code = (lines: readonly ToyLine[]): number[] => [...assembleToy(lines)];

describe('code that changes', () => {
  it('a store to the next instruction of the same block takes effect at once, each time round', () => {
    const lines: ToyLine[] = [
      ['lui', 4, 0, 0, 1],
      ['lui', 5, 0, 0, 2],
      ['li', 6, 0, 0, 0],
      ['li', 7, 0, 0, 3],
      'again',
      ['ldw', 1, 5, 0, 0],
      ['stw', 0, 4, 1, 4 * 7],
      ['nop'],
      ['addi', 3, 3, 0, 1],
      ['addi', 5, 5, 0, 4],
      ['addi', 7, 7, 0, -1],
      ['bne', 0, 7, 6, 'again'],
      ['add', 0, 3, 6],
      ['sys', 0, 0, 0, 0],
    ];
    // Word 7 of the program is `addi r3`; each round replaces it: 10, then 200, then 1000.
    const patches = [10, 200, 1000].map((n) => toy('addi', 3, 3, 0, n));
    const result = runHere(toySetup({ programs: { 4096: code(lines), 8192: patches } }));
    expect(result.stopCode).toBe(1210);
    expect(result.stat(0, 'blocksAlone')).toBeGreaterThan(0);
  });

  it('a function patched by another core is run in its new form', async () => {
    // Core 1 calls the function at 0x5000 until it returns 77; core 0 patches it after some calls.
    const caller: ToyLine[] = [
      ['lui', 4, 0, 0, 5],
      ['lui', 2, 0, 0, 3],
      ['addi', 2, 2, 0, 16],
      ['li', 5, 0, 0, 77],
      'call',
      ['jr', 0, 4],
      ['rmwAdd', 3, 6, 7, 0],
      ['bne', 0, 1, 5, 'wait'],
      ['li', 0, 0, 0, 0],
      ['sys', 0, 0, 0, 0],
      'wait',
      ['lui', 6, 0, 0, 8],
      ['jmp', 0, 0, 0, 'call'],
    ];
    const patcher: ToyLine[] = [
      ['lui', 6, 0, 0, 8],
      ['li', 2, 0, 0, 50],
      ['lui', 4, 0, 0, 5],
      ['lui', 5, 0, 0, 9],
      'busy',
      ['ldw', 1, 6, 0, 0],
      ['addi', 3, 3, 0, 1],
      ['bne', 0, 1, 2, 'check'],
      'check',
      ['shl', 1, 3, 0, -12 & 31],
      ['li', 2, 0, 0, 0],
      ['beq', 0, 1, 2, 'busy'],
      ['ldw', 1, 5, 0, 0],
      ['stw', 0, 4, 1, 0],
      'on',
      ['yield'],
      ['jmp', 0, 0, 0, 'on'],
    ];
    // jr r4 enters 0x5000: li r1, n; jr r2 (back to word 5 of the caller, 0x3014).
    const func = code([
      ['li', 1, 0, 0, 1],
      ['jr', 0, 2],
    ]);
    const machine = toyThreads({
      cores: 2,
      threads: 2,
      entries: [0x1000, 0x3000],
      programs: {
        4096: code(patcher),
        12288: code([...caller.slice(0, 2), ['addi', 2, 2, 0, 20], ...caller.slice(3)]),
        20480: func,
        36864: [toy('li', 1, 0, 0, 77)],
      },
    });
    await machine.start();
    await machine.ended();
    expect(machine.report()).toBe('');
    expect(machine.stopCode).toBe(0);
  });

  it('a store beside code on the same page invalidates nothing', () => {
    const lines: ToyLine[] = [
      ['lui', 4, 0, 0, 1],
      ['li', 1, 0, 0, 100],
      ['li', 2, 0, 0, 0],
      'again',
      ['stw', 0, 4, 1, 1024],
      ['addi', 1, 1, 0, -1],
      ['bne', 0, 1, 2, 'again'],
      ['sys', 0, 0, 0, 0],
    ];
    const result = runHere(toySetup({ programs: { 4096: code(lines) } }));
    // The prologue, the loop, the end, and what follows the power-off.
    expect(result.stat(0, 'blocksTranslated')).toBe(4);
    expect(result.stat(0, 'blocksAlone')).toBe(0);
  });

  it('a full code cache is emptied and filled again', () => {
    const jumps = Array.from({ length: 300 }, (): ToyLine[] => [
      ['addi', 1, 1, 0, 1],
      ['jmp', 0, 0, 0, 1],
    ]).flat();
    const lines: ToyLine[] = [
      ['li', 2, 0, 0, 5],
      ['li', 3, 0, 0, 0],
      'round',
      ...jumps,
      ['addi', 2, 2, 0, -1],
      ['beq', 0, 2, 3, 'end'],
      ['jmp', 0, 0, 0, 'round'],
      'end',
      ['add', 0, 1, 3],
      ['sys', 0, 0, 0, 0],
    ];
    const result = runHere(toySetup({ programs: { 4096: code(lines) }, blockHeapBytes: 16384 }));
    expect(result.stopCode).toBe(1500);
    expect(result.stat(0, 'blocksTranslated')).toBeGreaterThan(600);
  });
});
