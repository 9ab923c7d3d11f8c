import { referenceBackEnd } from '@tutti/ir';
import { codeReads } from '@tutti/ir/testing';
import { expect, it } from 'vitest';

it('a block reads its code as it is at that point', () => {
  const seen = [0xacabaaa9a8a7a6a5n, 0xac11223344a7a6a5n];
  expect(codeReads(referenceBackEnd)).toEqual(seen);
  expect(codeReads(referenceBackEnd, { optimise: false })).toEqual(seen);
});
