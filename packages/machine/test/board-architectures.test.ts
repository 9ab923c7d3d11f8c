import { boardNames, builtInBoard } from '@tutti/machine';
import { expect, it } from 'vitest';
import { BOARD_ARCHITECTURES } from '../src/boards/architectures.ts';

it('the architectures that threads load ahead are those of the built-in boards', () => {
  const boards = boardNames().map((name) => [
    name,
    [...new Set(builtInBoard(name).clusters.map((c) => c.arch))].sort(),
  ]);
  expect(BOARD_ARCHITECTURES).toEqual(Object.fromEntries(boards));
});
