import { describe, expect, it } from 'vitest';
import { runHere } from '../test/support/run-here.ts';
import { assembleToy, type ToyLine } from '../test/support/toy-assembler.ts';
import { toy } from '../test/support/toy-guest.ts';
import { toySetup } from '../test/support/toy-machine.ts';

const code = (lines: readonly ToyLine[]): number[] => [...assembleToy(lines)];

/** What page 5 holds: the second half of `li r1, value`, whose first half ends page 4, and a jump back to r4. */
function secondHalf(value: number): number[] {
  const back = toy('jr', 0, 4);
  return [(toy('li', 1, 0, 0, value) >>> 16) | (back << 16), back >>> 16];
}

/** Executable, writable, readable. */
const mapped = (page: number): number => (page << 12) | 7;

describe('a block that ends on the next page', () => {
  it('is another one when that page is mapped elsewhere', () => {
    const main: ToyLine[] = [
      ['lui', 6, 0, 0, 8],
      ['setTable', 0, 6],
      ['li', 3, 0, 0, -2],
      ['lui', 5, 0, 0, 5],
      ['addi', 5, 5, 0, -2],
      ['lui', 4, 0, 0, 1],
      ['addi', 4, 4, 0, 32],
      ['jr', 0, 5],
      // 0x1020: note the value, map page 5 to physical page 7, and go there again.
      ['shl', 2, 2, 0, 4],
      ['add', 2, 2, 1],
      ['addi', 3, 3, 0, 1],
      ['beq', 0, 3, 7, 'end'],
      ['lui', 0, 0, 0, 7],
      ['addi', 0, 0, 0, 7],
      ['stw', 0, 6, 0, 20],
      ['lui', 1, 0, 0, 5],
      ['flushPage', 0, 1],
      ['jr', 0, 5],
      'end',
      ['add', 0, 2, 7],
      ['sys', 0, 0, 0, 0],
    ];
    const programs = {
      4096: code(main),
      20476: [toy('li', 1, 0, 0, 0) << 16],
      24576: secondHalf(1),
      28672: secondHalf(2),
      32768: [0, mapped(1), 0, 0, mapped(4), mapped(6), 0, 0, mapped(8)],
    };
    expect(runHere(toySetup({ programs })).stopCode).toBe(0x12);
  });
});
