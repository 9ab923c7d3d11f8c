import { referenceBackEnd } from '@tutti/ir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Encoding } from '../../src/decode/parse-row.ts';
import { INTERFACES } from '../../src/decode/sets.ts';
import { armModel } from '../../src/models.ts';
import { branchHalfJobs } from '../oracle/branch-halves.ts';
import { differences } from '../oracle/differences.ts';
import { integerJobs } from '../oracle/integer-jobs.ts';
import type { Job, Outcome } from '../oracle/job.ts';
import { LifterUnderTest } from '../oracle/lifter.ts';
import { missingOracle, Qemu } from '../oracle/qemu.ts';
import { randomSequences } from '../oracle/random-sequences.ts';
import { T16_OF_THUMB2 } from '../oracle/sequences.ts';

const SEED = Number(process.env['ARM_SEED'] ?? 20240917);
const PER_ROW = Number(process.env['ARM_PER_ROW'] ?? 8);

const missing = missingOracle();

/** Visitors, and whether they are Thumb. */
const SETS: readonly (readonly [visitor: string, thumb: boolean])[] = [
  ['A32DataProcessingVisitor', false],
  ['A32MediaVisitor', false],
  ['A32MemoryVisitor', false],
  ['A32SystemVisitor', false],
  ['T16InstructionVisitor', true],
  ['T32DataProcessingVisitor', true],
  ['T32MemoryVisitor', true],
  ['T32SystemVisitor', true],
];

/** What only one of the models has. */
const OWN: Readonly<Record<string, readonly (readonly [name: string, jobs: () => readonly Job[]])[]>> = {
  'cortex-a15': [],
  arm11mpcore: [['Thumb before Thumb-2: the halves of BL and BLX', () => branchHalfJobs(20 * PER_ROW, SEED)]],
};

const against = `against qemu-arm, seed ${SEED}${missing && `: no ${missing}`}`;

/** Compares a model with qemu-arm in the tests of the suite around the call. @returns differences of jobs, a line each */
function comparison(model: string): (jobs: readonly Job[], maxInsns?: number) => string {
  let qemu: Qemu;
  beforeAll(() => {
    qemu = new Qemu(model);
  });
  afterAll(() => qemu.close());
  const { thumb2 } = armModel(model);
  return (all, maxInsns) => {
    const jobs = thumb2 ? all : all.filter(({ name }) => !T16_OF_THUMB2.test(name));
    const expected = qemu.run(jobs);
    const lifter = new LifterUnderTest(model, referenceBackEnd, maxInsns);
    return jobs
      .flatMap((job, i) => differences(job, expected[i] as Outcome, lifter.run(job)))
      .slice(0, 60)
      .join('\n');
  };
}

describe.skipIf(missing !== '').each(['cortex-a15', 'arm11mpcore'])(
  `integer instructions of %s ${against}`,
  (model) => {
    const { thumb2 } = armModel(model);
    const compare = comparison(model);

    for (const [visitor, thumb] of SETS.filter(([name]) => thumb2 || !name.startsWith('T32'))) {
      it(`every row of ${visitor} leaves the state that qemu-arm leaves`, () => {
        const encodings = INTERFACES.find((s) => s.visitor === visitor)?.encodings as readonly Encoding[];
        const wide = visitor.startsWith('T32');
        const jobs = integerJobs({ encodings, thumb, wide, seed: SEED, perRow: PER_ROW, it: thumb2 });
        expect(jobs.length).toBeGreaterThan(5 * PER_ROW);
        expect(compare(jobs)).toBe('');
      });
    }

    for (const [set, thumb, maxInsns] of [
      ['A32', false, 64],
      ['Thumb', true, 64],
      ['Thumb, blocks of one instruction', true, 1],
      ['A32, blocks of three instructions', false, 3],
    ] as const) {
      it(`random sequences of ${set} leave the state that qemu-arm leaves`, () => {
        expect(compare(randomSequences(thumb, 60 * PER_ROW, SEED, thumb2), maxInsns)).toBe('');
      });
    }

    it.each(OWN[model] ?? [])('%s', (_name, jobs) => {
      expect(compare(jobs())).toBe('');
    });
  },
);
