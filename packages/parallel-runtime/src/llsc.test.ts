import { describe, expect, it } from 'vitest';
import { runHere } from '../test/support/run-here.ts';
import { assembleToy, type ToyLine } from '../test/support/toy-assembler.ts';
import { toySetup } from '../test/support/toy-machine.ts';

const code = (lines: readonly ToyLine[]): number[] => [...assembleToy(lines)];

/** Core 0: LL, let the other core run, SC; stops with the result of SC. */
const victim = code([
  ['lui', 4, 0, 0, 8],
  ['li', 6, 0, 0, 9],
  ['ll', 2, 4, 0, 0],
  ['yield'],
  ['sc', 0, 4, 6, 0],
  ['sys', 0, 0, 0, 0],
]);

/** Core 1 brings the word to 5 and back to 0 by plain stores or by LL/SC pairs. */
const plainStores: ToyLine[] = [
  ['lui', 4, 0, 0, 8],
  ['li', 1, 0, 0, 5],
  ['li', 2, 0, 0, 0],
  ['stw', 0, 4, 1, 0],
  ['stw', 0, 4, 2, 0],
];
const pairs: ToyLine[] = [
  ['lui', 4, 0, 0, 8],
  ['li', 1, 0, 0, 5],
  ['li', 2, 0, 0, 0],
  ['ll', 3, 4, 0, 0],
  ['sc', 3, 4, 1, 0],
  ['ll', 3, 4, 0, 0],
  ['sc', 3, 4, 2, 0],
];
const unrelated: ToyLine[] = [
  ['lui', 4, 0, 0, 9],
  ['li', 1, 0, 0, 5],
  ['stw', 0, 4, 1, 64],
];
const rest: ToyLine[] = ['on', ['yield'], ['jmp', 0, 0, 0, 'on']];

/** Result of the SC: 0 stored, 1 refused. */
function scResult(llsc: 'cas' | 'table' | 'hst', between: ToyLine[]): number {
  const programs = { 4096: victim, 8192: code([...between, ...rest]) };
  return runHere(toySetup({ cores: 2, entries: [0x1000, 0x2000], llsc, programs })).stopCode;
}

describe('LL/SC schemes', () => {
  it.each([
    ['cas', 0, 0],
    ['table', 1, 0],
    ['hst', 1, 1],
  ] as const)('%s: value restored by LL/SC pairs gives %i, by plain stores %i', (scheme, byPairs, byStores) => {
    expect(scResult(scheme, pairs)).toBe(byPairs);
    expect(scResult(scheme, plainStores)).toBe(byStores);
  });

  it.each(['cas', 'table', 'hst'] as const)('%s: a store elsewhere leaves the reservation alone', (scheme) => {
    expect(scResult(scheme, unrelated)).toBe(0);
  });

  it.each(['cas', 'table', 'hst'] as const)('%s: a changed value refuses', (scheme) => {
    expect(scResult(scheme, plainStores.slice(0, 4))).toBe(1);
  });
});
