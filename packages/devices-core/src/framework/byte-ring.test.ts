import { expect, it } from 'vitest';
import { ByteRing } from './byte-ring.ts';

it('passes bytes in order, says when it is full, and wraps', () => {
  const ring = new ByteRing(new SharedArrayBuffer(ByteRing.bytes(4)), 0, 4);
  const other = ring;
  const pushed = [1, 2, 3, 4, 5].map((b) => ring.push(b));
  expect(pushed).toEqual([true, true, true, true, false]);
  expect([other.pop(), other.pop()]).toEqual([1, 2]);
  expect([ring.push(6), ring.push(7), ring.push(8)]).toEqual([true, true, false]);
  expect([1, 2, 3, 4, 5].map(() => ring.pop())).toEqual([3, 4, 6, 7, -1]);
});
