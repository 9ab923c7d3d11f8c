import type { I32 } from '@tutti/ir';
import { FP_HELPER } from '../fp/helper-table.ts';
import { type FpOp, type FpOperands, packOperation } from '../fp/operation.ts';
import { MODE } from '../mode.ts';
import { AT } from '../state.ts';
import type { Lift } from './lift.ts';

/**
 * How floating-point operations are carried out. Where the host computes the same, exception flags included, the operation is
 * inline with a check of its result, and the helper is called when the check fails. Where FPSCR.IXC is clear, a rounded result
 * must set it: arithmetic goes to the helper, conversions check that they are exact. The bits of the mode word say which.
 */

/** Results may be rounded without a trace: IXC is set, and FPSCR asks for nothing special. */
export const roundsFreely = (l: Lift): boolean => (l.mode & (MODE.FP_INEXACT | MODE.FP_SPECIAL)) === MODE.FP_INEXACT;

/** A checked operation may be inline here: parts do not nest, and leaving from inside one must not touch ITSTATE. */
export const mayCheck = (l: Lift): boolean =>
  !l.conditional && (l.mode & MODE.FP_SPECIAL) === 0 && ((l.mode & MODE.FP_INEXACT) !== 0 || l.it === 0);

/** Carry out an operation by the helper. */
export function callOperation(l: Lift, op: FpOp, o: FpOperands): void {
  const { b } = l;
  if (l.mode & MODE.FP_INEXACT) {
    b.call(FP_HELPER.fp_op, l.imm(packOperation(op, o)));
    return;
  }
  l.finishIt();
  b.set_i32(AT.pc, l.imm(l.next));
  b.call(FP_HELPER.fp_op_first, l.imm(packOperation(op, o)));
}

/** Carry out an operation that never sets IXC by the helper. */
export function callExact(l: Lift, op: FpOp, o: FpOperands): void {
  l.b.call(FP_HELPER.fp_op, l.imm(packOperation(op, o)));
}

/** Carry out an operation by the helper when `bad` is not 0. Only where `mayCheck`. */
export function callWhen(l: Lift, bad: I32, op: FpOp, o: FpOperands): void {
  l.b.begin_if(bad);
  callOperation(l, op, o);
  l.b.end_if();
}
