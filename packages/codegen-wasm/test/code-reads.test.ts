import { codeReads } from '@tutti/ir/testing';
import { expect, it } from 'vitest';
import { wasmBackEnd } from '../src/index.ts';

it('a block reads its code as it is at that point, interpreted and compiled', () => {
  const seen = [0xacabaaa9a8a7a6a5n, 0xac11223344a7a6a5n];
  expect(codeReads(wasmBackEnd)).toEqual(seen);
  expect(codeReads(wasmBackEnd, { compiled: true })).toEqual(seen);
});
