import { bind } from '@tutti/layout';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { X86_STATE } from '../state.ts';
import type { X86Context } from '../system/context.ts';
import { FastX87 } from './x87-fast.ts';
import { X87_OP, X87_SOURCE, x87Operation } from './x87-operations.ts';

const NEAREST_MASKED = 0x37f;

/** A state with two registers full, as far as x87 operations look at it. */
function machine(x: bigint, y: bigint, arg: bigint): X86Context {
  const buffer = new ArrayBuffer(X86_STATE.size);
  const state = bind(X86_STATE, buffer, 0);
  Object.assign(state, { fpControl: NEAREST_MASKED, fpStatus: 0x4700, fpTop: 7, fpEmpty: 0x7e, pc: 0x1234, pcHi: -1 });
  for (const [r, value] of [
    [7, x],
    [0, y],
  ] as const) {
    state.fpMantissa[r] = BigInt.asIntN(64, value);
    state.fpExponent[r] = Number(value >> 64n);
  }
  state.arg[0] = BigInt.asIntN(64, arg);
  const context: Pick<X86Context, 'state' | 'words'> = { state, words: new Int32Array(buffer) };
  return context as X86Context;
}

const stateOf = ({ state }: X86Context) => ({
  mantissas: [...state.fpMantissa],
  exponents: [...state.fpExponent],
  top: state.fpTop,
  empty: state.fpEmpty,
  status: state.fpStatus,
  ip: state.fpIp,
  arg: state.arg[0],
});

/** Numbers whose exponents are near each other, and significands with runs of equal bits: where sums cancel and roundings tie. */
const word = fc.oneof(
  fc.constantFrom(0n, 1n, 0xffffffffn, 0x80000000n, 0x7ffn, 0x400n, 0xc00n),
  fc.bigInt(0n, 0xffffffffn),
);
const number = fc
  .tuple(
    fc.boolean(),
    fc.oneof(fc.integer({ min: 16383 - 70, max: 16383 + 70 }), fc.integer({ min: 0, max: 0x7fff })),
    word,
    word,
  )
  .map(([negative, exponent, hi, lo]) => {
    const significand = exponent === 0 ? 0n : (1n << 63n) | (hi << 32n) | lo;
    return (BigInt(exponent | (negative ? 0x8000 : 0)) << 64n) | significand;
  });

const { F32, F64, I16, I32, I64, F80 } = X87_SOURCE;
const LOADED = [F32, F64, I16, I32, I64, F80];

const OPERATIONS: readonly (readonly [operation: number, b: number, c: number])[] = [
  ...[X87_OP.add, X87_OP.mul, X87_OP.sub, X87_OP.subr].flatMap((operation) => [
    [operation, 0 | (1 << 4), 0] as const,
    [operation, 1, 1] as const,
    ...[X87_SOURCE.F32, X87_SOURCE.F64, X87_SOURCE.I16, X87_SOURCE.I32].map((s) => [operation, s << 4, 0] as const),
  ]),
  ...LOADED.map((source) => [X87_OP.load, source, 0] as const),
  [X87_OP.load, 1, 0],
  ...[X87_SOURCE.F32, X87_SOURCE.F64, X87_SOURCE.I32, X87_SOURCE.F80].map(
    (format) => [X87_OP.store, format, 0] as const,
  ),
  [X87_OP.store, X87_SOURCE.I32, 1],
  [X87_OP.storeRegister, 1, 1],
  [X87_OP.storeRegister, 3, 0],
  [X87_OP.exchange, 1, 0],
  [X87_OP.pop, 0, 0],
  [X87_OP.chs, 0, 0],
  [X87_OP.abs, 0, 0],
  [X87_OP.compare, 1 << 4, 0],
  [X87_OP.comparePop, X87_SOURCE.F64 << 4, 1],
  [X87_OP.order, 1, 2],
  [X87_OP.order, 1, 12],
];

test.each(OPERATIONS)(
  'operation %i of operands %i, %i leaves the state that the exact one leaves',
  (operation, b, c) => {
    let taken = 0;
    fc.assert(
      fc.property(number, number, fc.tuple(word, word), (x, y, [hi, lo]) => {
        const arg = (hi << 32n) | lo;
        const [quick, exact] = [machine(x, y, arg), machine(x, y, arg)];
        const done = new FastX87(quick).run(operation, b, c);
        x87Operation(exact, operation, b, c);
        taken += Number(done);
        expect(stateOf(quick)).toEqual(done ? stateOf(exact) : stateOf(machine(x, y, arg)));
      }),
      { numRuns: 300 },
    );
    expect(taken).toBeGreaterThan(0);
  },
);

test('another rounding is left to the exact one', () => {
  const context = machine(0x3fff8000000000000000n, 0x3fff8000000000000000n, 0n);
  context.state.fpControl = NEAREST_MASKED | 0x400;
  expect(new FastX87(context).run(X87_OP.add, 1 << 4, 0)).toBe(false);
});
