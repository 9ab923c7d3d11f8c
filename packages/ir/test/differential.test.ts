import { printProgram, referenceBackEnd } from '@tutti/ir';
import { programFrom, runProgram, STEP_NUMBERS, TEST_SHAPE_32, TEST_SHAPE_64 } from '@tutti/ir/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const number = fc.integer({ min: 0, max: 0xffff_ffff });
const steps = fc.array(fc.array(number, { minLength: STEP_NUMBERS, maxLength: STEP_NUMBERS }), {
  maxLength: 60,
  size: 'max',
});

describe.each([TEST_SHAPE_32, TEST_SHAPE_64])('random programs on $name', (shape) => {
  const programs = (kinds = {}) =>
    steps
      .map((choices) => programFrom(choices, shape, kinds))
      .map((p) =>
        Object.assign(p, {
          [fc.toStringMethod]: () =>
            p.blocks.map((b) => `block 0x${b.pc.toString(16)}\n${printProgram(b.program)}`).join(''),
        }),
      );

  it('mean the same with and without the passes', () => {
    fc.assert(
      fc.property(programs(), (program) => {
        const plain = runProgram(program, shape, referenceBackEnd, { optimise: false });
        expect(runProgram(program, shape, referenceBackEnd)).toEqual(plain);
      }),
      { numRuns: 300 },
    );
  });

  it('mean the same for integers alone', () => {
    fc.assert(
      fc.property(programs({ vectors: false, floats: false }), (program) => {
        const plain = runProgram(program, shape, referenceBackEnd, { optimise: false });
        expect(runProgram(program, shape, referenceBackEnd)).toEqual(plain);
      }),
      { numRuns: 300 },
    );
  });

  it('mean the same when every access takes the slow path', () => {
    fc.assert(
      fc.property(programs(), (program) => {
        expect(runProgram(program, shape, referenceBackEnd, { fillTlb: false })).toEqual(
          runProgram(program, shape, referenceBackEnd),
        );
      }),
      { numRuns: 100 },
    );
  });
});
