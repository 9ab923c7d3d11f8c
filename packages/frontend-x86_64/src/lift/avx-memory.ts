import type { I64, V128 } from '@tutti/ir';
import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { Reg, RegBase } from '../decode/registers.ts';
import { VECTOR } from '../guest-exits.ts';
import { AT, xmmOffset, ymmHighOffset } from '../state.ts';
import type { Address, Lift } from './lift.ts';
import type { Rule } from './rule.ts';
import { isWide, type Pair, readPair, vectorNumber, vectorReady, writePair, zeroVector } from './vector.ts';

/** Moves under a mask and gathers: each lane is a conditional access, which no other lane's fault undoes. */

type LaneBytes = 4 | 8;

const laneOf = (l: Lift, bytes: LaneBytes, x: Pair, lane: number): I64 => {
  const part = lane * bytes < 16 ? x[0] : x[1];
  const k = lane & (16 / bytes - 1);
  return bytes === 8 ? l.b.i64x2_extract(part, k) : l.b.extend_s_i32(l.b.i32x4_extract(part, k));
};

function withLane(l: Lift, bytes: LaneBytes, x: Pair, lane: number, value: I64): Pair {
  const { b } = l;
  const k = lane & (16 / bytes - 1);
  const put = (part: V128): V128 =>
    bytes === 8 ? b.i64x2_replace(part, value, k) : b.i32x4_replace(part, b.wrap_i64(value), k);
  return lane * bytes < 16 ? [put(x[0]), x[1]] : [x[0], put(x[1])];
}

/** A lane of memory where the sign of the mask's lane is set, else `otherwise`. */
function loadLane(l: Lift, bytes: LaneBytes, mask: Pair, lane: number, a: Address, otherwise: I64): I64 {
  const { b } = l;
  b.set_i64(AT.local, otherwise);
  b.begin_if(b.lt_s_i64(laneOf(l, bytes, mask, lane), b.const_i64(0, 0)));
  b.set_i64(AT.local, l.toU64(bytes, l.load(a, bytes)));
  b.end_if();
  return b.get_i64(AT.local);
}

/** Address of a lane in consecutive memory. */
const laneAddress = (l: Lift, a: Address, distance: number): Address => ({
  value: l.b.add_i64(a.value, l.b.const_i64(distance, 0)),
  disp: a.disp,
});

/** VMASKMOVPS, VPMASKMOVD and relatives. */
const masked =
  (bytes: LaneBytes): Rule =>
  (l, i) => {
    if (!vectorReady(l, i)) return;
    const { b } = l;
    const size = i.vectorLength;
    const a = l.address(i, size);
    const mask = readPair(l, i, 1);
    if (i.kind(0) === OperandKind.MEM) {
      const value = readPair(l, i, 2);
      for (let lane = 0; lane < size / bytes; lane++) {
        b.begin_if(b.lt_s_i64(laneOf(l, bytes, mask, lane), b.const_i64(0, 0)));
        l.store(laneAddress(l, a, lane * bytes), bytes, l.fromI64(bytes, laneOf(l, bytes, value, lane)));
        b.end_if();
      }
      return;
    }
    let result: Pair = [zeroVector(l), zeroVector(l)];
    for (let lane = 0; lane < size / bytes; lane++) {
      const value = loadLane(l, bytes, mask, lane, laneAddress(l, a, lane * bytes), b.const_i64(0, 0));
      result = withLane(l, bytes, result, lane, value);
    }
    writePair(l, i, 0, result);
  };

/** Linear address of an element: base and displacement, plus an index times the scale. */
function elementAddress(l: Lift, i: Instruction, index: I64): Address {
  const { b } = l;
  let offset = b.add_i64(
    b.shl_i64(index, b.const_i64(31 - Math.clz32(i.memScale), 0)),
    b.const_i64(i.dispLo, i.dispHi),
  );
  if (i.memBase !== Reg.NONE) offset = b.add_i64(offset, l.get64(i.memBase & 15));
  if (i.addrSize === 4) offset = b.and_i64(offset, b.const_i64(-1, 0));
  return { value: l.linear(i.memSeg - RegBase.SEG, offset, 8), disp: 0 };
}

/**
 * Gathers. Destination and mask are written when all elements are there; a fault leaves both as they were, so that the instruction
 * starts anew (processors keep what they had).
 */
const gather =
  (bytes: LaneBytes, indexBytes: LaneBytes): Rule =>
  (l, i) => {
    if (!vectorReady(l, i)) return;
    const numbers = [vectorNumber(i.reg(0)), vectorNumber(i.reg(2)), vectorNumber(i.memIndex)];
    if (new Set(numbers).size < 3) {
      l.raise(VECTOR.UD);
      return;
    }
    const count = i.vectorLength / Math.max(bytes, indexBytes);
    const index = registerPair(l, i.memIndex);
    const mask = readPair(l, i, 2);
    const old = readPair(l, i, 0);
    let result: Pair = [zeroVector(l), zeroVector(l)];
    for (let lane = 0; lane < count; lane++) {
      const a = elementAddress(l, i, laneOf(l, indexBytes, index, lane));
      result = withLane(l, bytes, result, lane, loadLane(l, bytes, mask, lane, a, laneOf(l, bytes, old, lane)));
    }
    writePair(l, i, 0, isWide(i, 0) ? result : [result[0], zeroVector(l)]);
    writePair(l, i, 2, [zeroVector(l), zeroVector(l)]);
  };

const registerPair = (l: Lift, id: number): Pair => {
  const n = vectorNumber(id);
  return [l.b.get_v128(xmmOffset(n)), l.b.get_v128(ymmHighOffset(n))];
};

export const AVX_MEMORY: Readonly<Record<string, Rule>> = {
  VMASKMOVPS: masked(4),
  VMASKMOVPD: masked(8),
  VPMASKMOVD: masked(4),
  VPMASKMOVQ: masked(8),
  VPGATHERDD: gather(4, 4),
  VPGATHERDQ: gather(8, 4),
  VPGATHERQD: gather(4, 8),
  VPGATHERQQ: gather(8, 8),
  VGATHERDPS: gather(4, 4),
  VGATHERDPD: gather(8, 4),
  VGATHERQPS: gather(4, 8),
  VGATHERQPD: gather(8, 8),
};
