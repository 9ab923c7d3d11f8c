import { referenceBackEnd } from '@tutti/ir';
import { programFrom, randomSteps, runProgram, TEST_SHAPE_32, TEST_SHAPE_64 } from '@tutti/ir/testing';
import { describe, expect, it } from 'vitest';
import { jsBackEnd } from '../src/index.ts';

const PROGRAMS = 150;

describe.each([TEST_SHAPE_32, TEST_SHAPE_64])('random programs on $name equal the reference', (shape) => {
  it.each(['cas', 'hst', 'table'] as const)('with LL/SC by %s', (llsc) => {
    for (let seed = 0; seed < PROGRAMS; seed++) {
      const program = programFrom(randomSteps(seed, 40), shape);
      const options = { llsc, fillTlb: seed % 3 !== 0 };
      const expected = runProgram(program, shape, referenceBackEnd, options);
      expect(runProgram(program, shape, jsBackEnd, options), `handlers, seed ${seed}`).toEqual(expected);
      const compiled = { ...options, hotThreshold: 1 };
      const hot = runProgram(program, shape, jsBackEnd, compiled);
      expect(hot, `compiled blocks, seed ${seed}`).toEqual(expected);
    }
  });
});
