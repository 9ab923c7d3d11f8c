import type { HelperSpec } from '@tutti/ir';
import { HELPER_TABLE } from '../helpers.ts';

/** Helpers of floating point and Advanced SIMD. They follow those of the integer part in the shape's table. */
export const FP_HELPER_TABLE = [
  {
    name: 'fp_op',
    operands: 1,
    reads: ['d', 'fpscr'],
    writes: ['d', 'vtemp', 'fpscr'],
    mayExit: false,
    doc: 'VFP operation a (fp/operation.ts) on registers, while FPSCR.IXC is set or the operation cannot be inexact.',
  },
  {
    name: 'fp_op_first',
    operands: 1,
    reads: ['d', 'fpscr', 'mode'],
    writes: ['d', 'vtemp', 'fpscr', 'mode', 'exitLink'],
    mayExit: true,
    doc: 'The same while FPSCR.IXC is clear; pc is the next instruction. Leaves the block when IXC becomes set: the mode word follows.',
  },
  {
    name: 'neon_op',
    operands: 1,
    reads: ['d', 'fpscr'],
    writes: ['d', 'vtemp', 'fpscr'],
    mayExit: false,
    doc: 'Advanced SIMD operation a (fp/neon-operation.ts), while FPSCR.IXC is set or the operation cannot be inexact.',
  },
  {
    name: 'neon_op_first',
    operands: 1,
    reads: ['d', 'fpscr', 'mode'],
    writes: ['d', 'vtemp', 'fpscr', 'mode', 'exitLink'],
    mayExit: true,
    doc: 'The same while FPSCR.IXC is clear, as fp_op_first.',
  },
] as const satisfies readonly HelperSpec[];

export type FpHelperName = (typeof FP_HELPER_TABLE)[number]['name'];

/** Index of each helper in the shape's table. */
export const FP_HELPER = Object.fromEntries(FP_HELPER_TABLE.map((h, i) => [h.name, HELPER_TABLE.length + i])) as {
  readonly [K in FpHelperName]: number;
};
