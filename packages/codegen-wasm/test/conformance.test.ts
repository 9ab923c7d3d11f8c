import { readdirSync, readFileSync } from 'node:fs';
import { type BackEnd, BLOCK, referenceBackEnd } from '@tutti/ir';
import {
  parseCases,
  programFrom,
  randomSteps,
  runCase,
  runProgram,
  STEP_NUMBERS,
  TEST_SHAPE_32,
  TEST_SHAPE_64,
} from '@tutti/ir/testing';
import { describe, expect, it } from 'vitest';
import { wasmBackEnd } from '../src/index.ts';

/**
 * The back end with a compiler that finds every block it was given by its pc, as if all links were patched.
 * @param maxBlocks  of one region
 * @param isHot      which of the blocks, by number, become entries; the others are interpreted
 */
const linked = (maxBlocks = 48, isHot: (n: number) => boolean = () => true): BackEnd => ({
  ...wasmBackEnd,
  createCompiler: (memory, target) => ({
    compile(blocks, firstIndex) {
      const words = new Int32Array(memory.buffer);
      const byPc = new Map(blocks.map((block) => [words[(block + BLOCK.at.pc) >> 2], block]));
      const compiler = wasmBackEnd.createCompiler(memory, target, { findBlock: (pc) => byPc.get(pc) ?? 0, maxBlocks });
      return compiler.compile(
        blocks.filter((_, n) => isHot(n)),
        firstIndex,
      );
    },
  }),
});

const TIERS = {
  interpreter: wasmBackEnd,
  regions: linked(),
  'regions of one block': linked(1),
  'interpreter and regions of two blocks': linked(2, (n) => n % 2 === 0),
} as const;

const CASES = new URL('../../ir/test/cases/', import.meta.url);
const files = readdirSync(CASES);

describe.each(files)('cases of %s', (file) => {
  const cases = parseCases(readFileSync(new URL(file, CASES), 'utf8'));

  it('agree in the interpreter', () => {
    expect(cases.flatMap((c) => runCase(c, wasmBackEnd).map((line) => `${c.name}: ${line}`))).toEqual([]);
  });

  it('agree in compiled regions', () => {
    expect(cases.flatMap((c) => runCase(c, linked(), { compiled: true }).map((line) => `${c.name}: ${line}`))).toEqual(
      [],
    );
  });
});

const SEEDS = Array.from(
  { length: Number(process.env['SEEDS'] ?? 60) },
  (_, i) => i + Number(process.env['FIRST_SEED'] ?? 1),
);

describe.each([
  ['32-bit', TEST_SHAPE_32],
  ['64-bit', TEST_SHAPE_64],
] as const)('random programs, %s guest', (_, shape) => {
  it.each(Object.entries(TIERS))('agree with the reference in %s', (tier, backEnd) => {
    for (const seed of SEEDS) {
      const kinds = { vectors: seed % 3 === 0, floats: seed % 2 === 0 };
      const guest = { ...shape, model: seed % 4 < 2 ? 'tso' : 'weak' } as const;
      const program = programFrom(randomSteps(seed, 4 + (seed % 9) * STEP_NUMBERS), guest, kinds);
      const options = {
        llsc: (['cas', 'hst', 'table'] as const)[seed % 3] ?? 'cas',
        host: seed % 7 < 2 ? 'weak' : 'tso',
        budget: 10 + ((seed * 7) % 90),
        fillTlb: seed % 5 !== 0,
      } as const;
      const expected = runProgram(program, guest, referenceBackEnd, options);
      const got = runProgram(program, guest, backEnd, { ...options, compiled: tier !== 'interpreter' });
      expect(got, `seed ${seed}`).toEqual(expected);
    }
  });
});
