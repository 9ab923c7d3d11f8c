import { referenceBackEnd } from '@tutti/ir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Encoding } from '../../src/decode/parse-row.ts';
import { INTERFACES } from '../../src/decode/sets.ts';
import { differences } from '../oracle/differences.ts';
import { integerJobs } from '../oracle/integer-jobs.ts';
import type { Outcome } from '../oracle/job.ts';
import { LifterUnderTest } from '../oracle/lifter.ts';
import { missingOracle, Qemu } from '../oracle/qemu.ts';
import { randomSequences } from '../oracle/random-sequences.ts';

const SEED = Number(process.env['ARM_SEED'] ?? 20240917);
const PER_ROW = Number(process.env['ARM_PER_ROW'] ?? 8);

const missing = missingOracle();

describe.skipIf(missing !== '')(
  `integer instructions against qemu-arm, seed ${SEED}${missing && `: no ${missing}`}`,
  () => {
    let qemu: Qemu;
    beforeAll(() => {
      qemu = new Qemu('cortex-a15');
    });
    afterAll(() => qemu.close());

    const sets: readonly (readonly [string, boolean])[] = [
      ['A32DataProcessingVisitor', false],
      ['A32MediaVisitor', false],
      ['A32MemoryVisitor', false],
      ['A32SystemVisitor', false],
      ['T16InstructionVisitor', true],
      ['T32DataProcessingVisitor', true],
      ['T32MemoryVisitor', true],
      ['T32SystemVisitor', true],
    ];
    for (const [visitor, thumb] of sets) {
      it(`every row of ${visitor} leaves the state that qemu-arm leaves`, () => {
        const encodings = INTERFACES.find((s) => s.visitor === visitor)?.encodings as readonly Encoding[];
        const jobs = integerJobs(encodings, thumb, visitor.startsWith('T32'), SEED, PER_ROW);
        const expected = qemu.run(jobs);
        const lifter = new LifterUnderTest('cortex-a15', referenceBackEnd);
        const wrong = jobs.flatMap((job, i) => differences(job, expected[i] as Outcome, lifter.run(job)));
        expect(jobs.length).toBeGreaterThan(5 * PER_ROW);
        expect(wrong.slice(0, 60).join('\n')).toBe('');
      });
    }

    for (const [set, thumb, maxInsns] of [
      ['A32', false, 64],
      ['T32', true, 64],
      ['T32, blocks of one instruction', true, 1],
      ['A32, blocks of three instructions', false, 3],
    ] as const) {
      it(`random sequences of ${set} leave the state that qemu-arm leaves`, () => {
        const jobs = randomSequences(thumb, 60 * PER_ROW, SEED);
        const expected = qemu.run(jobs);
        const lifter = new LifterUnderTest('cortex-a15', referenceBackEnd, maxInsns);
        const wrong = jobs.flatMap((job, i) => differences(job, expected[i] as Outcome, lifter.run(job)));
        expect(wrong.slice(0, 60).join('\n')).toBe('');
      });
    }
  },
);
