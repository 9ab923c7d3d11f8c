import { referenceBackEnd } from '@tutti/ir';
import { describe, expect, it } from 'vitest';
import { differences } from '../oracle/compare.ts';
import { makeJobs } from '../oracle/instances.ts';
import { JOB, runOnHost } from '../oracle/job.ts';
import { LifterUnderTest } from '../oracle/lifter.ts';

const onX86 = process.arch === 'x64' && process.platform === 'linux';

/** Mnemonics of the x87, which has its own list of departures in the README. */
const X87 = /^F(?!X(SAVE|RSTOR))/;

/** Random instances of every lifted user-mode instruction against the processor that runs the tests. */
describe.skipIf(!onX86)('instances on the host processor (needs x86-64 Linux and gcc)', () => {
  for (const seed of [11, 12, 13]) {
    it(`integer, SSE, AVX and FMA instructions agree, seed ${seed}`, { timeout: 120_000 }, () => {
      const { jobs, instances } = makeJobs(seed, 3000, (name) => !X87.test(name));
      const host = runOnHost(jobs);
      const ours = new LifterUnderTest(referenceBackEnd).run(jobs);
      const wrong = instances.flatMap((instance, i) => {
        const record = (all: Uint8Array) => all.subarray(i * JOB.SIZE, (i + 1) * JOB.SIZE);
        const found = differences(instance, record(host), record(ours));
        return found.length > 0 ? [`${instance.name} ${instance.text}: ${found.join('; ')}`] : [];
      });
      expect(wrong).toEqual([]);
    });
  }
});
