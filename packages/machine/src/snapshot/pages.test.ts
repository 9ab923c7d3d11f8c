import { expect, it } from 'vitest';
import { type PageRun, readRuns, restorePages, savePages } from './pages.ts';

const SIZE = 5 * 4096 + 100;

const read = (pieces: readonly Uint8Array[], size = SIZE): PageRun[] => {
  const all = Buffer.concat(pieces);
  let at = 0;
  return readRuns(size, (length) => {
    at += length;
    return all.subarray(at - length, at);
  });
};

it('pages come back, zeros included, and those of zeros are not saved', () => {
  const memory = new Uint8Array(SIZE);
  memory[4096] = 1;
  memory[3 * 4096 - 1] = 2;
  memory[SIZE - 1] = 3;
  const runs = read(savePages(memory));
  expect(runs.map(({ at, bytes }) => [at, bytes.length])).toEqual([
    [4096, 2 * 4096],
    [5 * 4096, 100],
  ]);
  const other = new Uint8Array(SIZE).fill(0xff);
  restorePages(other, runs);
  expect(Buffer.from(other).equals(memory)).toBe(true);
});

it('runs outside the memory are refused', () => {
  const saved = savePages(new Uint8Array(SIZE).fill(1));
  expect(() => read(saved, 4096)).toThrow(RangeError);
});
