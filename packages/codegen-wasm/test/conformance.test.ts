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

/** The back end with a compiler that finds every block it was given by its pc, as if all links were patched. */
const linked: BackEnd = {
  ...wasmBackEnd,
  createCompiler: (memory, target) => ({
    compile(blocks, firstIndex) {
      const words = new Int32Array(memory.buffer);
      const byPc = new Map(blocks.map((block) => [words[(block + BLOCK.at.pc) >> 2], block]));
      return wasmBackEnd
        .createCompiler(memory, target, { findBlock: (pc) => byPc.get(pc) ?? 0 })
        .compile(blocks, firstIndex);
    },
  }),
};

const CASES = new URL('../../ir/test/cases/', import.meta.url);
const files = readdirSync(CASES);

describe.each(files)('cases of %s', (file) => {
  const cases = parseCases(readFileSync(new URL(file, CASES), 'utf8'));

  it('agree in the interpreter', () => {
    expect(cases.flatMap((c) => runCase(c, wasmBackEnd).map((line) => `${c.name}: ${line}`))).toEqual([]);
  });

  it('agree in compiled regions', () => {
    expect(cases.flatMap((c) => runCase(c, linked, { compiled: true }).map((line) => `${c.name}: ${line}`))).toEqual(
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
  it.each(['interpreter', 'regions'] as const)('agree with the reference in %s', (tier) => {
    for (const seed of SEEDS) {
      const program = programFrom(randomSteps(seed, 4 + (seed % 9) * STEP_NUMBERS), shape, {
        vectors: seed % 3 === 0,
        floats: seed % 2 === 0,
      });
      const llsc = (['cas', 'hst', 'table'] as const)[seed % 3] ?? 'cas';
      const budget = 10 + ((seed * 7) % 90);
      const fillTlb = seed % 5 !== 0;
      const expected = runProgram(program, shape, referenceBackEnd, { llsc, budget, fillTlb });
      const backEnd = tier === 'regions' ? linked : wasmBackEnd;
      const got = runProgram(program, shape, backEnd, { llsc, budget, fillTlb, compiled: tier === 'regions' });
      expect(got, `seed ${seed}`).toEqual(expected);
    }
  });
});
