import type { Encoding } from '../../src/decode/parse-row.ts';
import { INTERFACES } from '../../src/decode/sets.ts';
import { random } from '../conformance/samples.ts';
import { accept, adjust, padded } from './integer-jobs.ts';
import { CODE_BASE, type Job } from './job.ts';
import {
  bytesOf,
  dataAddress,
  getField,
  type RowTest,
  randomState,
  setField,
  T16_OF_THUMB2,
  words,
} from './sequences.ts';

const CODE_OFFSET = 0x400;
/** The base register of all memory accesses; nothing writes it. */
const BASE = 7;
const LENGTH = 7;

const rows = (visitor: string): readonly Encoding[] => INTERFACES.find((s) => s.visitor === visitor)?.encodings ?? [];

const COMPUTES = /DataProcessing|Media|T16/;
const ACCESSES =
  /^(?:t16_)?(?:ldr|str)s?[bh]?_imm$|^t32_(?:ldr|str)s?[bh]?_imm12$|^(?:ldm|stm)$|^t32_(?:ldm|stm)$|^(?:t32_)?(?:ld|st)rex$|^swp$|^(?:t32_)?(?:clrex|dmb)$/;
const SIMPLE_T16 =
  /^t16_(?!b|cbz|it|push|pop|ldr_lit|ldr_sp|str_sp|stm|ldm|svc|setend|cps|udf|w|y|s(?:ev)|hint|(?:ld|st)r.*_reg)/;

function pool(thumb: boolean, thumb2: boolean): RowTest[] {
  const wide = thumb2 ? ['T32DataProcessingVisitor', 'T32MemoryVisitor'] : [];
  const names = thumb
    ? ['T16InstructionVisitor', ...wide]
    : ['A32DataProcessingVisitor', 'A32MediaVisitor', 'A32MemoryVisitor', 'A32SystemVisitor'];
  return names.flatMap((visitor) =>
    rows(visitor)
      .filter(
        (e) =>
          (COMPUTES.test(visitor) && (!visitor.startsWith('T16') || SIMPLE_T16.test(e.name))) || ACCESSES.test(e.name),
      )
      .filter((e) => e.name !== 'udf' && (thumb2 || !T16_OF_THUMB2.test(e.name)))
      .map((encoding) => ({ encoding, thumb, wide: visitor.startsWith('T32') })),
  );
}

/** Fields that an instruction writes. */
const WRITTEN = ['d', 'dn', 'dm', 'dHi', 'dLo', 't', 't2'];

/** One word of a row that reads and writes memory through BASE alone and never changes it. */
function word(test: RowTest, next: () => number): number | undefined {
  const { encoding } = test;
  const memory = ACCESSES.test(encoding.name) && !/clrex|dmb/.test(encoding.name);
  const tamed = (w: number): number => {
    let result = adjust(test, w);
    if (!memory) return result;
    result = setField(encoding, 'n', result, BASE);
    for (const [name, value] of [
      ['W', 0],
      ['P', 1],
    ] as const) {
      if (getField(encoding, name, result) !== undefined) result = setField(encoding, name, result, value);
    }
    return /rex/.test(encoding.name) ? setField(encoding, 'imm8', result, 0) : result;
  };
  const safe = (w: number): boolean => {
    if (!accept(test, w)) return false;
    if (WRITTEN.some((name) => getField(encoding, name, w) === BASE)) return false;
    if (memory && /d$|d_/.test(encoding.name) && getField(encoding, 't', w) === BASE - 1) return false;
    return ((getField(encoding, 'list', w) ?? 0) & (1 << BASE)) === 0;
  };
  return words(test, next, 1, tamed, safe)[0];
}

/** Sequences of mixed instructions: runs of equal conditions, IT blocks if there is Thumb-2, loads between computations. */
export function randomSequences(thumb: boolean, count: number, seed: number, thumb2: boolean): Job[] {
  const next = random(seed);
  const tests = pool(thumb, thumb2);
  return Array.from({ length: count }, (_, i): Job => {
    const code: number[] = [];
    let cond = 14;
    let inIt = 0;
    for (let n = 0; n < LENGTH || inIt > 0; n++) {
      if (thumb && thumb2 && inIt === 0 && n < LENGTH && next() % 2 === 0) {
        inIt = 1 + (next() % 4);
        const first = next() % 14;
        const mask = (next() & 15 & ~((1 << (4 - inIt)) - 1) & (inIt === 1 ? 0 : 15)) | (1 << (4 - inIt));
        code.push(((first << 4) | mask) & 255, 0xbf);
      } else if (!thumb && next() % 3 === 0) cond = next() % 15;
      const test = tests[next() % tests.length] as RowTest;
      let chosen = word(test, next);
      if (chosen === undefined) continue;
      if (!thumb && test.encoding.fields.some((f) => f.name === 'cond'))
        chosen = ((chosen & 0x0fffffff) | (cond << 28)) >>> 0;
      code.push(...bytesOf(test, chosen));
      if (inIt > 0) inIt--;
    }
    const state = randomState(next, thumb);
    state.r[15] = CODE_BASE + CODE_OFFSET;
    state.r[BASE] = dataAddress(next);
    return { name: `sequence ${i}`, state, seed: next(), codeOffset: CODE_OFFSET, code: Uint8Array.from(padded(code)) };
  });
}
