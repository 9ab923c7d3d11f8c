import { referenceBackEnd } from '@tutti/ir';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FPSCR } from '../../src/fp/fpscr.ts';
import { ARM } from '../../src/index.ts';
import { armModel } from '../../src/models.ts';
import { type FpJobs, fpJobs, fpSequences } from '../oracle/fp-jobs.ts';
import type { Job, Outcome } from '../oracle/job.ts';
import { LifterUnderTest } from '../oracle/lifter.ts';
import { missingOracle, Qemu } from '../oracle/qemu.ts';

const SEED = Number(process.env['ARM_SEED'] ?? 20240923);
const PER_ROW = Number(process.env['ARM_PER_ROW'] ?? 24);
const ROWS = new RegExp(process.env['ARM_ROWS'] ?? '');

const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0');
const hex64 = (value: bigint): string => value.toString(16).padStart(16, '0');

/** The instructions of a job as text. */
function listing(job: Job): string {
  const lines: string[] = [];
  const thumb = (job.state.cpsr & 0x20) !== 0;
  for (let at = 0; at < job.code.length; ) {
    const { text, length } = ARM.disassemble(job.code.subarray(at), 0, 0, thumb ? 1 : 0);
    lines.push(text);
    at += length;
  }
  return lines.join('; ');
}

/** The job on a core without Advanced SIMD, whose FPSCR has no QC. */
const withoutSaturation = (job: Job): Job => ({ ...job, state: { ...job.state, fpscr: job.state.fpscr & ~FPSCR.QC } });

/** What differs, one line each. */
function differences(job: Job, expected: Outcome, got: Outcome): string[] {
  const lines: string[] = [];
  const check = (what: string, a: number, b: number) => {
    if (a >>> 0 !== b >>> 0) lines.push(`${what}: qemu ${hex(a)}, here ${hex(b)}`);
  };
  for (let n = 0; n < 16; n++) check(`r${n}`, expected.state.r[n] as number, got.state.r[n] as number);
  for (let n = 0; n < 32; n++) {
    const [a, b] = [expected.state.d[n] as bigint, got.state.d[n] as bigint];
    if (a !== b) lines.push(`d${n}: qemu ${hex64(a)}, here ${hex64(b)}, was ${hex64(job.state.d[n] as bigint)}`);
  }
  check('fpscr', expected.state.fpscr, got.state.fpscr);
  check('cpsr', expected.state.cpsr & 0xfe0ffe20, got.state.cpsr & 0xfe0ffe20);
  check('signal', expected.signal, got.signal);
  check('memory', expected.hash, got.hash);
  if (lines.length === 0) return [];
  const text = listing(job);
  const numbers = new Set(
    [...text.matchAll(/\b[dsq](\d+)/g)].map(([r, n]) =>
      r[0] === 's' ? Number(n) >> 1 : r[0] === 'q' ? 2 * Number(n) : Number(n),
    ),
  );
  const operands = [...numbers].map((n) => `d${n}=${hex64(job.state.d[n] ?? 0n)}`).join(' ');
  return [
    `${text} [${Buffer.from(job.code).toString('hex')}] fpscr=${hex(job.state.fpscr)} ${operands}`,
    ...lines.map((l) => `    ${l}`),
  ];
}

const missing = missingOracle();

/** Visitors, and whether they are T32. */
const VISITORS: readonly (readonly [visitor: string, thumb: boolean])[] = [
  ['VfpVisitor', false],
  ['VfpVisitor', true],
  ['NeonVisitor', false],
  ['NeonVisitor', true],
];

describe.skipIf(missing !== '').each(['cortex-a15', 'arm11mpcore'])(
  `floating point and Advanced SIMD of %s against qemu-arm, seed ${SEED}${missing && `: no ${missing}`}`,
  (model) => {
    const { thumb2, neon, vfp } = armModel(model);
    const vfp2 = vfp === 2;
    let qemu: Qemu;
    beforeAll(() => {
      qemu = new Qemu(model);
    });
    afterAll(() => qemu.close());

    const compare = (all: readonly Job[]): string => {
      const jobs = neon ? all : all.map(withoutSaturation);
      const expected = qemu.run(jobs);
      const lifter = new LifterUnderTest(model, referenceBackEnd);
      return jobs
        .flatMap((job, i) => differences(job, expected[i] as Outcome, lifter.run(job)))
        .slice(0, 80)
        .join('\n');
    };

    for (const [visitor, thumb] of VISITORS.filter(([, thumb]) => thumb2 || !thumb)) {
      // Instructions that a core lacks altogether are UNDEFINED and quickly looked at.
      const perRow = visitor === 'NeonVisitor' && !neon ? 2 : PER_ROW;
      const options: FpJobs = { visitor, thumb, seed: SEED, perRow, rows: ROWS };
      it(`every row of ${visitor} in ${thumb ? 'T32' : 'A32'} leaves the state that qemu-arm leaves`, {
        timeout: 120_000,
      }, () => {
        const jobs = fpJobs(options);
        expect(jobs.length).toBeGreaterThan(PER_ROW / 2);
        expect(compare(jobs)).toBe('');
      });
    }

    for (const visitor of ['VfpVisitor', ...(neon ? ['NeonVisitor'] : [])]) {
      it(`sequences of instructions of ${visitor} leave the state that qemu-arm leaves`, { timeout: 120_000 }, () => {
        const options: FpJobs = { visitor, thumb: false, seed: SEED + 1, perRow: 0, rows: ROWS, vfp2 };
        expect(compare(fpSequences(options, 20 * PER_ROW, 6))).toBe('');
      });
    }
  },
);
