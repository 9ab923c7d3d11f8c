import type { I32, V128 } from '@tutti/ir';
import { FP_HELPER } from '../fp/helper-table.ts';
import { type NeonOp, type NeonOperands, packNeon } from '../fp/neon-operation.ts';
import { MODE } from '../mode.ts';
import { AT, dregOffset } from '../state.ts';
import type { Lift } from './lift.ts';
import { setVector } from './neon-lanes.ts';

/** A vector and whether the helper must compute it instead. */
export interface CheckedVector {
  value: V128;
  bad: I32;
}

/** Carry out an operation by the helper. */
export function callNeon(l: Lift, op: NeonOp, o: NeonOperands): void {
  const { b } = l;
  if (l.mode & MODE.FP_INEXACT) {
    callNeonExact(l, op, o);
    return;
  }
  l.finishIt();
  b.set_i32(AT.pc, l.imm(l.next));
  b.call(FP_HELPER.neon_op_first, l.imm(packNeon(op, o)));
}

/** Carry out an operation that never sets IXC by the helper. */
export function callNeonExact(l: Lift, op: NeonOp, o: NeonOperands): void {
  l.b.call(FP_HELPER.neon_op, l.imm(packNeon(op, o)));
}

/** Whether the registers of the result overlap those of an operand. */
function overlaps({ d, n, m, Q, lane }: NeonOperands, unary: boolean): boolean {
  const [last, wide] = [d + Q, lane === 2 ? Q : 0];
  const meets = (r: number, more: number) => r <= last && r + more >= d;
  return (!unary && meets(n, Q)) || meets(m, wide);
}

/**
 * The inline form of an operation with its check, and the helper when that fails. Not inside a conditional part.
 * @param reads  Dd or Qd is an operand
 * @param call   how to call the helper
 */
export function checkedNeon(
  l: Lift,
  op: NeonOp,
  o: NeonOperands,
  { value, bad }: CheckedVector,
  shape: { readonly unary: boolean; readonly reads: boolean },
  call: typeof callNeon,
): void {
  const { b } = l;
  const temp = shape.reads || overlaps(o, shape.unary);
  if (temp) b.set_v128(AT.vtemp, value);
  else setVector(l, o.d, o.Q, value);
  b.begin_if(bad);
  call(l, op, { ...o, temp });
  b.end_if();
  if (!temp) return;
  if (o.Q !== 0) b.set_v128(dregOffset(o.d), b.get_v128(AT.vtemp));
  else b.set_i64(dregOffset(o.d), b.get_i64(AT.vtemp));
}
