import type { Encoding } from '../../src/decode/parse-row.ts';
import { random } from '../conformance/samples.ts';
import { CODE_BASE, type Job } from './job.ts';
import { bytesOf, dataAddress, getField, itOf, type RowTest, randomState, setField, words } from './sequences.ts';

const CODE_OFFSET = 0x800;

/** Rows that need privilege, end in a system call, or are not modelled by qemu-user. */
const SKIPPED =
  /^(?:t16_|t32_)?(?:msr_banked|mrs_banked|mrs|eret|hvc|smc|svc|bkpt|cps|srs\w*|rfe\w*|setend|wfe|wfi|yield|udf|it|stm_usr|ldm_usr|ldm_eret|subs_pc_lr)$/;
const MEMORY = /^(?:t16_|t32_)?(?:ld|st|swp|tbb|push|pop)/;
const BRANCH = /^(?:t16_|t32_)?(?:b|bl|b_cond|cbz|bx|bxj|blx_reg|blx_imm)$/;
const REGISTERS = ['n', 'd', 'm', 's', 'a', 't', 't2', 'dHi', 'dLo', 'dn', 'dm'] as const;

const bits = (list: number): number[] => Array.from({ length: 16 }, (_, i) => i).filter((i) => list & (1 << i));

/** Make the fields of a word small enough for the pages and legal for the row. */
export function adjust(test: RowTest, word: number): number {
  const { encoding } = test;
  const { name } = encoding;
  let result = word;
  const put = (field: string, change: (value: number) => number): void => {
    const value = getField(encoding, field, result);
    if (value !== undefined) result = setField(encoding, field, result, change(value));
  };
  if (MEMORY.test(name)) {
    put('imm12', (v) => v & 0x3ff);
    put('type', () => 0);
    put('imm5', (v) => (name.endsWith('_reg') ? v & 1 : v));
    put('H', () => 0);
    if (/(?:ldrd|strd)_(?:imm|reg)$|(?:ld|st)rexd$/.test(name) && !test.thumb) put('t', (v) => v & 14);
  }
  if (BRANCH.test(name)) {
    put('imm24', (v) =>
      name === 't32_bl' || name === 't32_b' || name === 't32_blx_imm' ? shortThumb(v) : signed(v, 8) & 0xffffff,
    );
    put('imm11', (v) => signed(v, 10) & 0x7ff);
    put('imm20', (v) => signed(v, 9) & 0xfffff);
    put('imm8', (v) => signed(v, 8) & 0xff);
  }
  put('mask', (v) => (name.includes('msr') ? v & 12 || 8 : v));
  put('R', (v) => (name.includes('msr') ? 0 : v));
  return result;
}

/** The low bits of a value as a signed number of that many bits, kept away from the sequence itself. */
function signed(value: number, width: number): number {
  const low = value & ((1 << width) - 1) & ~(1 << (width - 1));
  const far = low < 16 ? low + 16 : low;
  return value & (1 << (width - 1)) ? -far - 16 : far;
}

/** S:J1:J2:imm10:imm11 of an offset within the page. */
function shortThumb(value: number): number {
  const offset = signed(value, 9) & ~1;
  return offset < 0 ? 0x800000 | (0x600000 & 0x600000) | (offset & 0x1fffff) : 0x600000 | offset;
}

export function accept(test: RowTest, word: number): boolean {
  const { encoding, thumb, wide } = test;
  const name = encoding.name.replace(/^t\d\d_/, '');
  const f = (field: string) => getField(encoding, field, word);
  const pcMayBe = !thumb && /_(?:reg|imm)$/.test(name) && !MEMORY.test(name) && name !== 'blx_reg';
  for (const field of REGISTERS) {
    const v = f(field);
    if (v === undefined) continue;
    if (v === 15 && !(pcMayBe && (field === 'n' || field === 'm'))) return false;
    if (v === 13 && wide) return false;
  }
  if (/^(?:t32_)?(?:sbfx|ubfx)$/.test(encoding.name) && (f('lsb') ?? 0) + (f('widthM1') ?? 0) > 31) return false;
  if (/^t32_[su]sat$/.test(encoding.name) && f('sh') === 1 && f('imm5') === 0) return false;
  if (/^(?:bfc|bfi)$/.test(name) && (f('msb') ?? 0) < (f('lsb') ?? 0)) return false;
  if (f('dHi') !== undefined && f('dHi') === f('dLo')) return false;
  const cond = f('cond');
  if (name === 'b_cond' && thumb && (cond ?? 0) >= 14) return false;
  return !MEMORY.test(encoding.name) || acceptMemory(test, name, word);
}

function acceptMemory({ encoding, thumb, wide }: RowTest, name: string, word: number): boolean {
  const f = (field: string) => getField(encoding, field, word);
  const [n, t, t2, m, d] = ['n', 't', 't2', 'm', 'd'].map(f);
  const list = f('list');
  const W = f('W') ?? 0;
  if (list !== undefined) {
    const registers = bits(list);
    if (registers.includes(15) || (wide && registers.includes(13)) || f('P') === 1) return false;
    if (
      registers.length < (wide ? 2 : 1) ||
      (n !== undefined && (W === 1 || !thumb || name === 'stm') && registers.includes(n))
    )
      return false;
    return true;
  }
  const dual = /^(?:ldrd|strd|ldrexd|strexd)/.test(name);
  const targets = [t, ...(dual ? [thumb ? t2 : (t as number) + 1] : [])].filter((v) => v !== undefined);
  if (dual && !thumb && f('P') === 0 && W === 1) return false;
  if (thumb && f('P') === 0 && W === 0) return false;
  if (targets.includes(15) || targets.includes(14 + (dual ? 0 : 99))) return false;
  if (dual && thumb && t === t2 && name.startsWith('ld')) return false;
  const wback = thumb ? W === 1 : /^ldr\w*t_|^str\w*t_/.test(name) || f('P') === 0 || W === 1;
  const indexed = f('P') !== undefined || /t_(?:imm|reg)$/.test(name);
  if (wback && indexed && n !== undefined && targets.includes(n)) return false;
  if (m !== undefined && (m === n || (dual && targets.includes(m)))) return false;
  if (name.startsWith('strex') && (d === n || targets.includes(d as number))) return false;
  if (name === 'swp' && (n === t || n === t2)) return false;
  return true;
}

/** Give base and index registers addresses inside the data page, branch registers some inside the code page. */
function prepare(test: RowTest, word: number, state: Job['state'], next: () => number): void {
  const { encoding } = test;
  const name = encoding.name.replace(/^t\d\d_/, '');
  const f = (field: string) => getField(encoding, field, word);
  if (BRANCH.test(encoding.name)) {
    const m = f('m');
    if (m !== undefined) state.r[m] = CODE_BASE + ((next() & 0x3fc) + 0x400) + (next() & 1 ? 1 : 0);
  }
  if (!MEMORY.test(encoding.name)) return;
  const single = /^(?:ldr|str)(?:s?[bh])?t?_/.test(name) && !name.startsWith('ldrd') && !name.startsWith('strd');
  const base = /^(?:push|pop)|_sp$/.test(name) ? 13 : f('n');
  const m = f('m');
  if (m !== undefined) state.r[m] = single ? next() & 0x7f : next() & 0x78;
  if (base !== undefined && base !== 15) state.r[base] = dataAddress(next) + (single ? next() & 3 : 0);
}

/** Whole words: behind an odd number of halfwords stands a 16-bit UDF. */
export const padded = (code: readonly number[]): number[] =>
  code.length % 4 === 0 ? [...code] : [...code, 0xf0, 0xde];

/** What single-instruction jobs are made from. */
export interface IntegerJobs {
  readonly encodings: readonly Encoding[];
  readonly thumb: boolean;
  /** 32-bit Thumb. */
  readonly wide: boolean;
  readonly seed: number;
  readonly perRow: number;
  /** Some stand behind an IT. */
  readonly it: boolean;
}

/** Jobs of one instruction each, some of them behind an IT. */
export function integerJobs({ encodings, thumb, wide, seed, perRow, it: mayIt }: IntegerJobs): Job[] {
  const next = random(seed);
  return encodings
    .filter((e) => !SKIPPED.test(e.name))
    .flatMap((encoding) => {
      const test: RowTest = { encoding, thumb, wide };
      const chosen = words(
        test,
        next,
        perRow,
        (w) => adjust(test, w),
        (w) => accept(test, w),
      );
      return chosen.map((word): Job => {
        const state = randomState(next, thumb);
        state.r[15] = CODE_BASE + CODE_OFFSET;
        prepare(test, word, state, next);
        const inIt =
          mayIt &&
          thumb &&
          next() % 3 === 0 &&
          !/cbz|b_cond|^t16_b$|t32_b$|nop|hint|dbg|sev|clrex|d[sm]b|isb/.test(encoding.name);
        const it = inIt ? [itOf(next() % 14)] : [];
        const code = padded([...it.flatMap((hw) => [hw & 255, hw >> 8]), ...bytesOf(test, word)]);
        return { name: encoding.name, state, seed: next(), codeOffset: CODE_OFFSET, code: Uint8Array.from(code) };
      });
    });
}
