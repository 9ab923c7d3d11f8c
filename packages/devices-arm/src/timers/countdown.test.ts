import { expect, it } from 'vitest';
import { nextExpiryNs, valueAt } from './countdown.ts';

const periodic = { tickNs: 10, period: 4, atExpiry: 4 };
const once = { tickNs: 10, period: 0, atExpiry: 0 };
const counter = { fromNs: 100, value: 3 };

it('counts down, reloads and goes on', () => {
  const seen = [100, 109, 110, 120, 129, 130, 140, 160, 170].map((ns) => valueAt(counter, periodic, ns));
  expect(seen).toEqual([3, 3, 2, 1, 1, 4, 3, 1, 4]);
});

it('stops at 0 without a period', () => {
  expect([129, 130, 1000].map((ns) => valueAt(counter, once, ns))).toEqual([1, 0, 0]);
});

it('knows the next expiry', () => {
  expect([100, 129, 130, 169, 170].map((ns) => nextExpiryNs(counter, periodic, ns))).toEqual([130, 130, 170, 170, 210]);
  expect([100, 130].map((ns) => nextExpiryNs(counter, once, ns))).toEqual([130, -1]);
});
