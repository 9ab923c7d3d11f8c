import { EXIT, type I64 } from '@tutti/ir';
import type { Instruction } from '../decode/instruction.ts';
import { RegBase } from '../decode/registers.ts';
import { HELPER } from '../helpers.ts';
import { MODE } from '../mode.ts';
import { AT, SEG } from '../state.ts';
import { BULK_64, BULK_WHOLE } from '../string-operand.ts';
import { sub } from './arithmetic.ts';
import { condition, setSubtract } from './flags.ts';
import type { Address, Lift, Value } from './lift.ts';

/** Elements that are done one by one: the helper costs about as much, where blocks are interpreted. */
const FEW = 4;
/** Segments that are without a base and limit where MODE.FLAT says so. */
const FLAT_SEGMENTS: readonly number[] = [SEG.ES, SEG.SS, SEG.DS];
const RCX = 1;
const RSI = 6;
const RDI = 7;

/** rSI or rDI at the address size, zero-extended. */
function pointer(l: Lift, i: Instruction, n: number): I64 {
  return i.addrSize === 8 ? l.get64(n) : l.b.and_i64(l.get64(n), l.b.const_i64(i.addrSize === 4 ? -1 : 0xffff, 0));
}

function setPointer(l: Lift, i: Instruction, n: number, value: I64): void {
  const { b } = l;
  if (i.addrSize === 8) l.set64(n, value);
  else if (i.addrSize === 4) l.set64(n, b.and_i64(value, b.const_i64(-1, 0)));
  else l.set64(n, b.deposit_i64(l.get64(n), value, 0, 16));
}

function advance(l: Lift, i: Instruction, n: number, bytes: number): void {
  const { b } = l;
  const log2 = 31 - Math.clz32(bytes);
  setPointer(l, i, n, b.add_i64(pointer(l, i, n), b.shl_i64(b.get_i64(AT.df), b.const_i64(log2, 0))));
}

const source = (l: Lift, i: Instruction, bytes: number): Address => ({
  value: l.linear(i.memSeg - RegBase.SEG, pointer(l, i, RSI), bytes),
  disp: 0,
});
const destination = (l: Lift, i: Instruction, bytes: number): Address => ({
  value: l.linear(SEG.ES, pointer(l, i, RDI), bytes),
  disp: 0,
});

/** One element. Pointers change after all that may fault. */
type Element = (l: Lift, i: Instruction, bytes: number) => void;

const movs: Element = (l, i, bytes) => {
  l.store(destination(l, i, bytes), bytes, l.load(source(l, i, bytes), bytes));
  advance(l, i, RSI, bytes);
  advance(l, i, RDI, bytes);
};
const stos: Element = (l, i, bytes) => {
  l.store(destination(l, i, bytes), bytes, l.gpr(0, bytes));
  advance(l, i, RDI, bytes);
};
const lods: Element = (l, i, bytes) => {
  l.setGpr(0, bytes, l.load(source(l, i, bytes), bytes));
  advance(l, i, RSI, bytes);
};
const compare = (l: Lift, bytes: number, x: Value, y: Value): void => setSubtract(l, bytes, x, y, sub(l, bytes, x, y));
const cmps: Element = (l, i, bytes) => {
  const x = l.load(source(l, i, bytes), bytes);
  compare(l, bytes, x, l.load(destination(l, i, bytes), bytes));
  advance(l, i, RSI, bytes);
  advance(l, i, RDI, bytes);
};
const scas: Element = (l, i, bytes) => {
  compare(l, bytes, l.gpr(0, bytes), l.load(destination(l, i, bytes), bytes));
  advance(l, i, RDI, bytes);
};
const ins: Element = (l, i, bytes) => {
  const a = destination(l, i, bytes);
  // The port is read only when the store cannot fault: an idle store first.
  l.store(a, bytes, l.load(a, bytes));
  l.system('port_in', l.zeroExtended(2, l.gpr(2, 2)), l.b.const_i32(bytes));
  l.store(a, bytes, l.fromI64(bytes, l.b.get_i64(AT.arg)));
  advance(l, i, RDI, bytes);
};
const outs: Element = (l, i, bytes) => {
  l.b.set_i64(AT.arg, l.toU64(bytes, l.load(source(l, i, bytes), bytes)));
  l.system('port_out', l.zeroExtended(2, l.gpr(2, 2)), l.b.const_i32(bytes));
  advance(l, i, RSI, bytes);
};

/** Is the element repeated by a prefix? Then the instruction is a block of its own. */
export const repeats = (i: Instruction): boolean => i.hasRep || i.hasRepne;

/**
 * Can an element be a conditional part of the block? Not where offsets are checked against limits: conditional parts do not nest.
 */
const unchecked = (l: Lift, i: Instruction): boolean =>
  l.is64 || (l.flat && FLAT_SEGMENTS.includes(i.memSeg - RegBase.SEG));

/** Leave the block for the next instruction when there is nothing to do. */
function leaveIfNone(l: Lift, count: I64): void {
  const { b } = l;
  b.begin_if(b.eqz_i64(count));
  l.setPc(l.nextOffset);
  b.call(HELPER.leave, b.const_i32(EXIT.LOOKUP));
  b.end_if();
}

/** Let the helper do what plain memory allows, if that is much. @param whole  whether the last element may be done as well */
function moveBulk(l: Lift, i: Instruction, bytes: number, stores: number, whole: boolean): void {
  const { b } = l;
  const segment = (i.memSeg - RegBase.SEG) << 8;
  const packed = bytes | (i.addrSize << 4) | segment | (l.is64 ? BULK_64 : 0) | (whole ? BULK_WHOLE : 0);
  b.begin_if(b.gt_u_i64(pointer(l, i, RCX), b.const_i64(FEW, 0)));
  l.system('string_bulk', b.const_i32(stores), b.const_i32(packed), b.const_i32(l.mmuMode));
  b.end_if();
}

/**
 * A string instruction. Repeated, it is a block that goes to itself: first a helper moves what plain memory allows at once, then one
 * element is done here, where it may fault, with all registers exact between elements. Linux clears and copies by counts of 0 as well:
 * where it can be told, they do not leave the block.
 */
const string =
  (element: Element, width: (i: Instruction) => number, bulk: number, compares: boolean) =>
  (l: Lift, i: Instruction): void => {
    const bytes = width(i);
    if (!repeats(i)) {
      element(l, i, bytes);
      return;
    }
    const { b } = l;
    const none = b.const_i64(0, 0);
    const conditional = bulk >= 0 && unchecked(l, i);
    if (bulk >= 0 && (l.mode & (MODE.TF | MODE.BREAK)) === 0) moveBulk(l, i, bytes, bulk, conditional);
    const count = pointer(l, i, RCX);
    if (conditional) b.begin_if(b.ne_i64(count, none));
    else leaveIfNone(l, count);
    element(l, i, bytes);
    const left = b.sub_i64(count, b.const_i64(1, 0));
    setPointer(l, i, RCX, left);
    if (conditional) b.end_if();
    let again = b.ne_i64(conditional ? pointer(l, i, RCX) : left, none);
    if (compares) again = b.and_i32(again, condition(l, i.hasRep ? 4 : 5));
    l.repeat(again);
  };

const bySize = (n: number) => (i: Instruction) => i.size(n);

export const STRINGS = {
  MOVS: string(movs, bySize(0), 0, false),
  STOS: string(stos, bySize(0), 1, false),
  LODS: string(lods, bySize(0), -1, false),
  CMPS: string(cmps, bySize(0), -1, true),
  SCAS: string(scas, bySize(0), -1, true),
  INS: string(ins, bySize(0), -1, false),
  OUTS: string(outs, bySize(1), -1, false),
};
