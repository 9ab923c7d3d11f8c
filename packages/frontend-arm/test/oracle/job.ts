import { defineLayout } from '@tutti/layout';

/** Where runner.c puts code and data. */
export const CODE_BASE = 0x10000000;
export const DATA_BASE = 0x20000000;
export const REGION_BYTES = 0x1000;
/** UDF in A32, and in T32 at both halfwords (the second branches to the first). */
export const UDF_BOTH = 0xe7fddef0;
export const CODE_WORDS = 30;

/** What a sequence starts from and leaves behind: user registers. */
export interface CpuState {
  /** R0 to R15. */
  readonly r: Int32Array;
  cpsr: number;
  fpscr: number;
  /** D0 to D31. */
  readonly d: BigUint64Array;
}

/** One sequence with its initial state. Runs until the first exception, at the latest the UDF behind it. */
export interface Job {
  /** What is tested, for messages. */
  readonly name: string;
  readonly state: CpuState;
  /** The data page is filled by xorshift32 from this. */
  readonly seed: number;
  /** Byte offset of the code in its page. */
  readonly codeOffset: number;
  /** At most 30 words, little-endian. */
  readonly code: Uint8Array;
}

/** What a sequence did. */
export interface Outcome {
  readonly state: CpuState;
  /** How it ended: a Linux signal number. */
  readonly signal: number;
  /** FNV-1a over the words of the data page. */
  readonly hash: number;
}

export const SIGNAL = { ILL: 4, TRAP: 5, BUS: 7, SEGV: 11 } as const;

const state = {
  r: { type: 'u32', count: 16, doc: 'R0-R15' },
  cpsr: { type: 'u32', doc: 'CPSR' },
  fpscr: { type: 'u32', doc: 'FPSCR' },
  d: { type: 'i64', count: 32, doc: 'D0-D31' },
} as const;

/** Records of runner.c. */
export const JOB = defineLayout('job', {
  ...state,
  seed: { type: 'u32', doc: 'Seed of the data page' },
  codeOffset: { type: 'u32', doc: 'Byte offset of the code' },
  code: { type: 'u32', count: CODE_WORDS, doc: 'The code' },
});
export const OUTCOME = defineLayout('outcome', {
  ...state,
  signal: { type: 'u32', doc: 'Signal' },
  hash: { type: 'u32', doc: 'Hash of the data page' },
});

export const emptyState = (): CpuState => ({ r: new Int32Array(16), cpsr: 0x10, fpscr: 0, d: new BigUint64Array(32) });

/** The data page of a seed. */
export function dataPage(seed: number): Int32Array {
  let x = (seed | 1) >>> 0;
  return Int32Array.from({ length: REGION_BYTES / 4 }, () => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return x;
  });
}

export function hashOf(words: Int32Array): number {
  let h = 0x811c9dc5;
  for (const word of words) h = Math.imul(h ^ word, 0x01000193);
  return h >>> 0;
}
