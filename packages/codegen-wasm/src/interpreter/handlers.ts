import { hasConstRhs, type OpName, opOf } from '@tutti/ir';
import { W } from '../encoder/instructions.ts';
import type { AnyValueRule, LaneRule } from '../rules/emit.ts';
import { RULES } from '../rules/rules.ts';
import { ACCESS_OF, type Frame, type RecordWords, type Word } from './frame.ts';
import type { Functions } from './functions.ts';
import { emitMemory } from './memory.ts';

/**
 * Emit the body of the handler of an opcode that only computes, touches memory or fences; control is the caller's.
 * May leave the function with an exit, else falls through with the record done and `ip` unchanged.
 */
export function emitHandler(frame: Frame, opcode: number, record: RecordWords, functions: Functions): void {
  const op = opOf(opcode);
  const rule = RULES[op];
  frame.startHandler();
  if (typeof rule === 'function') {
    emitValue(frame, record, rule as unknown as AnyValueRule);
    return;
  }
  switch (rule.kind) {
    case 'extract':
    case 'replace':
      emitLane(frame, record, rule);
      return;
    case 'const_v128':
      storeResult(frame, record, () => frame.push(record.imm[0] as Word));
      return;
    case 'shuffle_v128':
      emitShuffle(frame, record);
      return;
    case 'code':
      storeResult(frame, record, () => {
        frame.push(record.imm[0] as Word);
        frame.code.memory(W.i64_load, 0, 0);
      });
      return;
    case 'load':
    case 'store':
    case 'rmw':
    case 'cas':
    case 'll':
    case 'sc':
      emitMemory(frame, op, record, rule, functions, hasConstRhs(opcode));
      return;
    default:
      throw new RangeError(`${op} is not a computing op`);
  }
}

/** Whether an op only computes, touches memory or fences. */
export const isComputing = (op: OpName): boolean => {
  const rule = RULES[op];
  if (typeof rule === 'function') return true;
  return !['call', 'fence', 'clear_exclusive', 'begin_if', 'end_if', 'jump', 'branch', 'indirect', 'exit'].includes(
    rule.kind,
  );
};

/** Store what `value` leaves on the stack in the result slot. */
export function storeResult(frame: Frame, record: RecordWords, value: () => void): void {
  const out = record.out as Word;
  frame.pushSlot(out);
  value();
  frame.code.memory(ACCESS_OF[out.type].store, 0);
}

function emitValue(frame: Frame, record: RecordWords, rule: AnyValueRule): void {
  storeResult(frame, record, () => rule<Word>(frame, ...record.operands, ...record.imm));
}

/** Lanes are reached in memory, since their number is known only when the record is read. */
function emitLane(frame: Frame, record: RecordWords, rule: LaneRule): void {
  const { code } = frame;
  const [vector, value] = record.operands;
  const lane = record.imm[0] as Word;
  const pushLaneOffset = (): void => {
    frame.push(lane);
    code.i32(rule.bytes);
    code.op(W.i32_mul);
    code.op(W.i32_add);
  };
  if (rule.kind === 'extract') {
    storeResult(frame, record, () => {
      frame.pushSlot(vector as Word);
      pushLaneOffset();
      code.memory(rule.memory, 0);
    });
    return;
  }
  const held = frame.hold(value as Word);
  storeResult(frame, record, () => frame.push(vector as Word));
  frame.pushSlot(record.out as Word);
  pushLaneOffset();
  frame.push(held);
  code.memory(rule.memory, 0);
}

/** Two swizzles: an index outside 0-15 gives zero, and 16 less selects from b. */
function emitShuffle(frame: Frame, record: RecordWords): void {
  const { code } = frame;
  const [a, b] = record.operands as [Word, Word];
  const lanes = record.imm[0] as Word;
  storeResult(frame, record, () => {
    frame.push(a);
    frame.push(lanes);
    code.op(W.i8x16_swizzle);
    frame.push(b);
    frame.push(lanes);
    code.v128(new Uint8Array(16).fill(16));
    code.op(W.i8x16_sub);
    code.op(W.i8x16_swizzle);
    code.op(W.v128_or);
  });
}
