import type { I32, V128 } from '@tutti/ir';
import { SSE_PACKED } from '../fp/sse-operations.ts';
import { HELPER } from '../helpers.ts';
import { MODE } from '../mode.ts';
import { AT } from '../state.ts';
import type { Attempt, FloatFormat } from './float-lanes.ts';
import type { Lift } from './lift.ts';

const PE = 1 << 5;

/** An operation of the helper `sse`, and its operands. */
export interface SseCall {
  readonly operation: number;
  readonly immediate: number;
  readonly format: FloatFormat;
  readonly packed: boolean;
  /** First operand: lanes that the result has no say about stay. */
  readonly x: V128;
  readonly y: V128;
}

const operands = (l: Lift, call: SseCall): [I32, I32, I32] => [
  l.b.const_i32(call.operation),
  l.b.const_i32(call.immediate),
  l.b.const_i32(call.format.bytes | (call.packed ? SSE_PACKED : 0)),
];

function pass(l: Lift, call: SseCall): void {
  l.b.set_v128(AT.varg, call.x);
  l.b.set_v128(AT.varg + 16, call.y);
}

/** Carry out an operation by the helper alone; the result is in `varg[0]` or `arg[0]`. */
export function bySoftware(l: Lift, call: SseCall): V128 {
  pass(l, call);
  if (l.mode & MODE.SSE_SPECIAL) l.system('sse', ...operands(l, call));
  else l.b.call(HELPER.sse_masked, ...operands(l, call));
  return l.b.get_v128(AT.varg);
}

/** Not 0 while an inexact result would have to set MXCSR.PE. */
export const precisionClear = (l: Lift): I32 => l.b.eqz_i32(l.b.and_i32(l.b.get_i32(AT.mxcsr), l.b.const_i32(PE)));

/** Call the helper where the inline result, in `varg[0]` or `arg[0]` already, is doubtful. */
export function unless(l: Lift, doubtful: I32, call: SseCall): void {
  const { b } = l;
  b.begin_if(doubtful);
  pass(l, call);
  b.call(HELPER.sse_masked, ...operands(l, call));
  b.end_if();
}

/** The first lane of `value`, the others of `x`. */
export function firstLane(l: Lift, bytes: number, value: V128, x: V128): V128 {
  return l.b.shuffle_v128(
    value,
    x,
    Array.from({ length: 16 }, (_, k) => (k < bytes ? k : 16 + k)),
  );
}

/**
 * A float operation inline, with the helper where that is not exact. `resultBytes` is the width of a scalar result's lane (0: the
 * format's).
 */
export function byHardware(l: Lift, call: SseCall, attempt: () => Attempt, resultBytes = 0): V128 {
  if (l.mode & MODE.SSE_SPECIAL) return bySoftware(l, call);
  const { b } = l;
  const { value, doubtful, inexact } = attempt();
  let slow: I32;
  if (call.packed) slow = b.any_true_v128(doubtful);
  else
    slow =
      call.format.bytes === 8
        ? b.ne_i64(b.i64x2_extract(doubtful, 0), b.const_i64(0, 0))
        : b.i32x4_extract(doubtful, 0);
  if (inexact !== undefined) slow = b.or_i32(slow, b.and_i32(inexact, precisionClear(l)));
  b.set_v128(AT.varg, call.packed ? value : firstLane(l, resultBytes || call.format.bytes, value, call.x));
  unless(l, slow, call);
  return b.get_v128(AT.varg);
}
