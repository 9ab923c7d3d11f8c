import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const CODE_BASE = 0x10000000;
export const DATA_BASE = 0x20000000;
export const DATA_BYTES = 4096;
export const CODE_BYTES = 64;
/** Offsets in the records of runner.c. */
export const JOB = {
  GPR: 0,
  RIP: 128,
  RFLAGS: 136,
  SIGNAL: 144,
  CODE: 160,
  FX: 224,
  YMM_HIGH: 736,
  DATA: 992,
  SIZE: 992 + DATA_BYTES,
} as const;
export const SIGNAL = { TRAP: 5, ILL: 4, FPE: 8, SEGV: 11 } as const;

/** Small reproducible generator. */
export function generator(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

let built: string | undefined;

/** Run jobs, laid out one after another, on the host processor. Needs gcc and an x86-64 host. */
export function runOnHost(jobs: Uint8Array): Uint8Array {
  if (built === undefined) {
    built = join(mkdtempSync(join(tmpdir(), 'tutti-x86-')), 'runner');
    execFileSync('gcc', ['-O1', '-o', built, join(import.meta.dirname, 'runner.c')]);
  }
  return execFileSync(built, { input: jobs, maxBuffer: jobs.length + 4096 });
}
