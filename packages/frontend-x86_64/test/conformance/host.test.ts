import { referenceBackEnd } from '@tutti/ir';
import { describe, expect, it } from 'vitest';
import { differences, WITHIN_ONE_UNIT } from '../oracle/compare.ts';
import { hostIsAmd } from '../oracle/host-features.ts';
import { makeJobs } from '../oracle/instances.ts';
import { JOB, runOnHost } from '../oracle/job.ts';
import { LifterUnderTest } from '../oracle/lifter.ts';

const onX86 = process.arch === 'x64' && process.platform === 'linux';

const X87 = /^F(?!X(SAVE|RSTOR))/;
/** Whose results (C1, steps, numbers outside the domain) the manual leaves to the processor. The lifter has those of AMD's, so no other is asked. */
const AMDS = /^(FPREM1?|FFREEP?|FU?COMIP?|FCMOV\w+|FSTPNCE|F2XM1|FYL2XP1)$/;
const asked = (name: string): boolean => !AMDS.test(name) || hostIsAmd();

/** What differs between the host and the lifter in `count` instances. */
function disagreements(seed: number, count: number, accept: (name: string) => boolean, x87: boolean): string[] {
  const { jobs, instances } = makeJobs(seed, count, accept, x87);
  const host = runOnHost(jobs);
  const ours = new LifterUnderTest(referenceBackEnd).run(jobs);
  return instances.flatMap((instance, i) => {
    const record = (all: Uint8Array) => all.subarray(i * JOB.SIZE, (i + 1) * JOB.SIZE);
    const found = differences(instance, record(host), record(ours));
    return found.length > 0 ? [`${instance.name} ${instance.text}: ${found.join('; ')}`] : [];
  });
}

/** Random instances of every lifted user-mode instruction against the processor that runs the tests. */
describe.skipIf(!onX86)('instances on the host processor (needs x86-64 Linux and gcc)', () => {
  for (const seed of [11, 12, 13]) {
    it(`integer, SSE, AVX and FMA instructions agree, seed ${seed}`, { timeout: 120_000 }, () => {
      expect(disagreements(seed, 3000, (name) => !X87.test(name), false)).toEqual([]);
    });
  }

  for (const seed of [21, 22]) {
    it(`x87 instructions agree, seed ${seed}`, { timeout: 120_000 }, () => {
      expect(disagreements(seed, 3000, (name) => X87.test(name) && asked(name), true)).toEqual([]);
    });
  }

  it("transcendental instructions are the host's but for a unit in the last place", { timeout: 120_000 }, () => {
    expect(disagreements(23, 2000, (name) => WITHIN_ONE_UNIT.test(name) && asked(name), true)).toEqual([]);
  });
});
