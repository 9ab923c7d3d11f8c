import { bind } from '@tutti/layout';
import { expect, it } from 'vitest';
import { X86_STATE } from '../state.ts';
import type { X86Context } from '../system/context.ts';
import { X87_OP, X87_SOURCE, x87Operation } from './x87-operations.ts';

const C1 = 0x200;
const STACK_FAULT = 0x41;

/** ST(0) holds a value; the registers of the bits in `empty` are empty. */
function machine(value: bigint, empty: number): X86Context['state'] & { run(operation: number, b: number): number } {
  const buffer = new ArrayBuffer(X86_STATE.size);
  const state = bind(X86_STATE, buffer, 0);
  Object.assign(state, { fpControl: 0x37f, fpStatus: C1, fpTop: 0, fpEmpty: empty });
  state.fpMantissa[0] = BigInt.asIntN(64, value);
  state.fpExponent[0] = Number(value >> 64n);
  const context: Pick<X86Context, 'state' | 'words'> = { state, words: new Int32Array(buffer) };
  const run = (operation: number, b: number): number => {
    x87Operation(context as X86Context, operation, b, 0);
    return state.fpStatus;
  };
  return Object.assign(state, { run });
}

it('FBSTP sets C1 when it rounds up', () => {
  expect(machine(0x3ffff000000000000000n, 0xfe).run(X87_OP.store, X87_SOURCE.BCD) & C1).toBe(C1); // 1.875
  expect(machine(0x3fff9000000000000000n, 0xfe).run(X87_OP.store, X87_SOURCE.BCD) & C1).toBe(0); // 1.125
});

it('FLD of an empty register onto a full one is an underflow', () => {
  expect(machine(0n, 0x02).run(X87_OP.load, 1) & (C1 | STACK_FAULT)).toBe(STACK_FAULT);
  expect(machine(0n, 0).run(X87_OP.load, 1) & (C1 | STACK_FAULT)).toBe(C1 | STACK_FAULT);
});
