import { indexA32 } from '../../src/decode/a32.gen.ts';
import type { Encoding } from '../../src/decode/parse-row.ts';
import { A32_ENCODINGS, INTERFACES, T32_ENCODINGS } from '../../src/decode/sets.ts';
import { indexT32 } from '../../src/decode/t32.gen.ts';
import { ARM } from '../../src/index.ts';
import { random } from '../conformance/samples.ts';
import { CODE_BASE, DATA_BASE, type Job } from './job.ts';
import { bytesOf, getField, itOf, type RowTest, randomState, setField, words } from './sequences.ts';

const CODE_OFFSET = 0x800;
const IXC = 0x10;
const UDF_T16 = [0xf0, 0xde];

/** Halves, singles and doubles at which results change their kind. */
const HALVES = [0, 0x8000, 1, 0x3ff, 0x400, 0x3c00, 0x7bff, 0x7c00, 0xfc00, 0x7d00, 0x7e01, 0xfe00, 0x8001];
const SINGLES = [
  0, 0x80000000, 1, 0x80000001, 0x007fffff, 0x00800000, 0x00800001, 0x80800000, 0x3f800000, 0xbf800000, 0x3f000000,
  0x3fc00000, 0x40200000, 0x7f7fffff, 0xff7fffff, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00123, 0x7f800001,
  0xffbfffff, 0x4f000000, 0xcf000000, 0x4f800000, 0x4effffff, 0x33800000, 0x47000000, 0x477fe000, 0x477ff000,
  0x38800000, 0x387fffff, 0x33000000,
];
const DOUBLES = [
  0n,
  1n << 63n,
  1n,
  0x000fffffffffffffn,
  0x0010000000000000n,
  0x8010000000000000n,
  0x0010000000000001n,
  0x3ff0000000000000n,
  0xbff0000000000000n,
  0x3fe0000000000000n,
  0x4004000000000000n,
  0x7fefffffffffffffn,
  0x7ff0000000000000n,
  0xfff0000000000000n,
  0x7ff8000000000000n,
  0xfff8000000000123n,
  0x7ff0000000000001n,
  0xfff7ffffffffffffn,
  0x41dfffffffc00000n,
  0x41e0000000000000n,
  0xc1e0000000000000n,
  0xc1e0000000200000n,
  0x41efffffffe00000n,
  0x41f0000000000000n,
  0x380fffffe0000000n,
  0x3810000000000000n,
  0x36a0000000000000n,
  0x47efffffe0000000n,
  0x47effffff0000000n,
  0x4330000000000001n,
];
const LIMITS = [
  0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0x8000, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff, 0x80008000, 0x7fff7fff,
  0x80808080,
];

type Next = () => number;

const pick = <T>(next: Next, list: readonly T[]): T => list[next() % list.length] as T;

/** A single near one of moderate size, so that sums cancel and products stay finite. */
const moderate = (next: Next): number => ((next() & 0x807fffff) | ((112 + (next() % 32)) << 23)) >>> 0;

function word(next: Next): number {
  switch (next() % 6) {
    case 0:
      return pick(next, LIMITS);
    case 1:
      return (pick(next, HALVES) | (pick(next, HALVES) << 16)) >>> 0;
    case 2:
      return pick(next, SINGLES);
    case 3:
      return next();
    default:
      return moderate(next);
  }
}

function doubleword(next: Next): bigint {
  switch (next() % 6) {
    case 0:
      return pick(next, DOUBLES);
    case 1: {
      const high = (next() & 0x800fffff) | ((1008 + (next() % 40)) << 20);
      return (BigInt(high >>> 0) << 32n) | (BigInt(next() & (next() & 1 ? 0xffffffff : 0xe0000000)) & 0xffffffffn);
    }
    default:
      return (BigInt(word(next)) << 32n) | BigInt(word(next));
  }
}

/** FPSCR: mostly the default, with or without IXC; else any rounding mode, FZ, DN and AHP. */
function fpscr(next: Next): number {
  const cumulative = next() & 0x0800008f & (next() & 1 ? -1 : 0);
  const inexact = next() % 3 === 0 ? 0 : IXC;
  const control = next() % 3 === 0 ? next() & 0x07c00000 : 0;
  return ((next() & 0xf0000000) | cumulative | inexact | control) >>> 0;
}

const MEMORY = /^(?:vfp_v(?:ld|st)|v(?:ld|st)_)/;

function adjust({ encoding }: RowTest, next: Next, w: number): number {
  let result = w;
  const put = (field: string, change: (value: number) => number): void => {
    const value = getField(encoding, field, result);
    if (value !== undefined) result = setField(encoding, field, result, change(value));
  };
  const { name } = encoding;
  if (/^vfp_vm(?:sr|rs)$/.test(name)) put('reg', () => 1);
  if (/^vfp_v(?:ld|st)m/.test(name)) put('imm8', (v) => 1 + (v % 32));
  else if (/^vfp_v(?:ld|st)/.test(name)) put('imm8', (v) => v & 127);
  if (/^v(?:ld|st)_/.test(name)) put('m', (v) => (next() & 1 ? 15 : v));
  else if (!name.startsWith('vfp') && next() % 4 !== 0) for (const field of ['d', 'n', 'm']) put(field, (v) => v & ~1);
  return result;
}

/** The registers of an element or structure access do not pass D31. */
function acceptElements(name: string, f: (field: string) => number | undefined): boolean {
  const d = f('d') as number;
  if (name.endsWith('multiple')) return d <= 25;
  return d + 2 * (f('count') as number) + 1 <= 31;
}

function accept({ encoding, thumb }: RowTest, w: number): boolean {
  const { name } = encoding;
  const row = thumb ? T32_ENCODINGS[indexT32(w)] : A32_ENCODINGS[indexA32(w)];
  if (row?.name !== name) return false;
  const f = (field: string) => getField(encoding, field, w);
  const core = ['t', 't2', ...(MEMORY.test(name) ? ['n'] : [])].map(f).filter((v) => v !== undefined);
  if (core.includes(15) && !(name === 'vfp_vmrs' && !thumb)) return false;
  if (core.includes(13)) return false;
  if (f('t') !== undefined && f('t') === f('t2') && f('L') === 1) return false;
  if (/^v(?:ld|st)_/.test(name) && (f('m') === f('n') || !acceptElements(name, f))) return false;
  // UNKNOWN results and lists past the last register
  if (/^v(?:trn|uzp|zip|swp)$/.test(name) && f('d') === f('m')) return false;
  if (name === 'vtbl' && (f('n') ?? 0) + (f('len') ?? 0) > 31) return false;
  if (name === 'vfp_vcvt_fixed') {
    const size = f('sx') ? 32 : 16;
    if ((f('imm5') ?? 0) > size) return false;
  }
  return name !== 'vfp_vmov_core2_single2' || f('m') !== 31;
}

function prepare({ encoding }: RowTest, w: number, state: Job['state'], next: Next): void {
  // The runner's own code does not survive vectors.
  if (encoding.name === 'vfp_vmsr') state.r[getField(encoding, 't', w) as number] = next() & ~0x00370000;
  if (!MEMORY.test(encoding.name)) return;
  const f = (field: string) => getField(encoding, field, w);
  const n = f('n') as number;
  state.r[n] = DATA_BASE + 0x400 + (next() & 0x7c0) + (encoding.name.startsWith('vfp') ? next() & 0x3c : next() & 0x3f);
  // qemu-user asks for 16 bytes where the instruction asks for 32.
  if (f('align') === 3) state.r[n] = (state.r[n] as number) & ~16;
  const m = f('m');
  if (m !== undefined && m < 13) state.r[m] = next() & 0xff;
}

function stateOf(next: Next, thumb: boolean): Job['state'] {
  const state = randomState(next, thumb);
  for (let n = 0; n < 32; n++) state.d[n] = doubleword(next);
  // Registers that are equal or opposite make sums cancel.
  for (let i = 0; i < 3; i++) state.d[next() % 32] = (state.d[next() % 32] as bigint) ^ (next() & 1 ? 1n << 63n : 0n);
  state.fpscr = fpscr(next);
  state.r[15] = CODE_BASE + CODE_OFFSET;
  return state;
}

export interface FpJobs {
  /** `VfpVisitor` or `NeonVisitor`. */
  readonly visitor: string;
  readonly thumb: boolean;
  readonly seed: number;
  readonly perRow: number;
  readonly rows?: RegExp;
  /** VFPv2: in sequences no instruction of a later version and no D16-D31, so that most of a sequence is executed. */
  readonly vfp2?: boolean;
}

const LATER_THAN_VFP2 = /^vfp_(vfn?m[as]|vmov_imm|vcvt_fixed|vcvt_f32_f16|vcvt_f16_f32)$/;

/** Whether the A32 instruction names D16 to D31. */
const pastD15 = (test: RowTest, w: number): boolean =>
  /\bd(1[6-9]|[23]\d)\b/.test(ARM.disassemble(Uint8Array.from(bytesOf(test, w)), 0, 0, 0).text);

/** Rows of a visitor in one instruction set. */
function rowsOf({ visitor, thumb, rows }: FpJobs): readonly Encoding[] {
  const names = new Set(INTERFACES.find((s) => s.visitor === visitor)?.encodings.map((e) => e.name));
  return (thumb ? T32_ENCODINGS : A32_ENCODINGS).filter((e) => names.has(e.name) && (rows?.test(e.name) ?? true));
}

/** Jobs of one instruction each, in Thumb some of them behind an IT. */
export function fpJobs(options: FpJobs): Job[] {
  const next = random(options.seed);
  const { thumb } = options;
  return rowsOf(options).flatMap((encoding) => {
    const test: RowTest = { encoding, thumb, wide: thumb };
    const chosen = words(
      test,
      next,
      options.perRow,
      (w) => adjust(test, next, w),
      (w) => accept(test, w),
    );
    return chosen.map((w): Job => {
      const state = stateOf(next, thumb);
      prepare(test, w, state, next);
      const it = thumb && options.visitor === 'VfpVisitor' && next() % 4 === 0 ? [itOf(next() % 14)] : [];
      const code = [...it.flatMap((hw) => [hw & 255, hw >> 8]), ...bytesOf(test, w), ...(thumb ? UDF_T16 : [])];
      return { name: encoding.name, state, seed: next(), codeOffset: CODE_OFFSET, code: Uint8Array.from(code) };
    });
  });
}

/** Jobs of several instructions without memory accesses each, so that values pass from one to the next inside a block. */
export function fpSequences(options: FpJobs, count: number, length: number): Job[] {
  const next = random(options.seed);
  const { thumb } = options;
  const { vfp2 = false } = options;
  const rows = rowsOf(options).filter(
    (e) => !MEMORY.test(e.name) && e.name !== 'vfp_vmsr' && !(vfp2 && LATER_THAN_VFP2.test(e.name)),
  );
  return Array.from({ length: count }, (): Job => {
    const code = Array.from({ length }, () => {
      const test: RowTest = { encoding: pick(next, rows), thumb, wide: thumb };
      const [w] = words(
        test,
        next,
        1,
        (x) => adjust(test, next, x),
        (x) => accept(test, x) && !(vfp2 && pastD15(test, x)),
      );
      return w === undefined ? [] : bytesOf(test, w);
    });
    return {
      name: 'sequence',
      state: stateOf(next, thumb),
      seed: next(),
      codeOffset: CODE_OFFSET,
      code: Uint8Array.from(code.flat()),
    };
  });
}
