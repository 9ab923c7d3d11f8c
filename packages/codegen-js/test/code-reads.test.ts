import { codeReads } from '@tutti/ir/testing';
import { expect, it } from 'vitest';
import { jsBackEnd } from '../src/index.ts';

it('a block reads its code as it is at that point, interpreted and compiled', () => {
  const seen = [0xacabaaa9a8a7a6a5n, 0xac11223344a7a6a5n];
  expect(codeReads(jsBackEnd)).toEqual(seen);
  expect(codeReads(jsBackEnd, { hotThreshold: 1 })).toEqual(seen);
});
