import { describe, expect, it } from 'vitest';
import { runHere } from '../test/support/run-here.ts';
import { assembleToy, type ToyLine } from '../test/support/toy-assembler.ts';
import { toySetup } from '../test/support/toy-machine.ts';

const program = (lines: readonly ToyLine[]): number[] => [...assembleToy(lines)];

describe('one core on the calling thread', () => {
  it('sums 1 to 10, stores the sum and powers off', () => {
    const code = program([
      ['li', 1, 0, 0, 0],
      ['li', 2, 0, 0, 10],
      ['li', 3, 0, 0, 0],
      'loop',
      ['add', 1, 1, 2],
      ['addi', 2, 2, 0, -1],
      ['bne', 0, 2, 3, 'loop'],
      ['lui', 4, 0, 0, 2],
      ['stw', 0, 4, 1, 0],
      ['li', 0, 0, 0, 7],
      ['sys', 0, 0, 0, 0],
    ]);
    const result = runHere(toySetup({ programs: { 4096: code } }));
    expect(result.word(0x2000)).toBe(55);
    expect(result.stopCode).toBe(7);
    expect(result.stat(0, 'instructions')).toBe(3 + 30 + 4);
  });

  it('runs code that crosses pages through the jump cache', () => {
    const code = program([
      ...Array.from({ length: 2000 }, (): ToyLine => ['addi', 1, 1, 0, 1]),
      ['add', 0, 1, 2],
      ['sys', 0, 0, 0, 0],
    ]);
    expect(runHere(toySetup({ programs: { 4096: code } })).stopCode).toBe(2000);
  });
});
