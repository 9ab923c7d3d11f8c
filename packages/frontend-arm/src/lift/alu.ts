import type { I32 } from '@tutti/ir';
import { AT } from '../state.ts';
import type { Lift } from './lift.ts';
import type { Shifted } from './shifts.ts';

/** Data-processing operations in the order of the A32 opcode field. @see Arm DDI 0406C, A5.2 */
export type AluOp =
  | 'and'
  | 'eor'
  | 'sub'
  | 'rsb'
  | 'add'
  | 'adc'
  | 'sbc'
  | 'rsc'
  | 'tst'
  | 'teq'
  | 'cmp'
  | 'cmn'
  | 'orr'
  | 'mov'
  | 'bic'
  | 'mvn'
  | 'orn';

/** Operations without a result register. */
const COMPARES: ReadonlySet<AluOp> = new Set(['tst', 'teq', 'cmp', 'cmn']);

/** Whether the flags of an operation take C from the shifter. */
const LOGICAL: ReadonlySet<AluOp> = new Set(['and', 'eor', 'tst', 'teq', 'orr', 'mov', 'bic', 'mvn', 'orn']);

export const isLogical = (op: AluOp): boolean => LOGICAL.has(op);

function addFlags(l: Lift, x: I32, y: I32, result: I32, carry: I32): void {
  const { b } = l;
  l.setNz(result);
  l.setC(carry);
  l.setV(b.overflow_i32(result, x, y));
}

/** x + y, with flags. */
export function add(l: Lift, x: I32, y: I32, setFlags: boolean): I32 {
  const { b } = l;
  const sum = b.add_i32(x, y);
  if (setFlags) addFlags(l, x, y, sum, b.lt_u_i32(sum, x));
  return sum;
}

/** x - y, with flags. */
export function sub(l: Lift, x: I32, y: I32, setFlags: boolean): I32 {
  const difference = l.b.sub_i32(x, y);
  if (setFlags) l.setFlagsOfSub(x, y, difference);
  return difference;
}

/** AddWithCarry(x, y, C). @see Arm DDI 0406C, A2.2.1 */
export function addWithCarry(l: Lift, x: I32, y: I32, setFlags: boolean): I32 {
  const { b } = l;
  const carryIn = b.get_i32(AT.cf);
  const partial = b.add_i32(x, y);
  const sum = b.add_i32(partial, carryIn);
  if (setFlags) addFlags(l, x, y, sum, b.or_i32(b.lt_u_i32(partial, x), b.lt_u_i32(sum, partial)));
  return sum;
}

function compute(l: Lift, op: AluOp, x: I32, y: I32, setFlags: boolean): I32 {
  const { b } = l;
  switch (op) {
    case 'and':
    case 'tst':
      return b.and_i32(x, y);
    case 'eor':
    case 'teq':
      return b.xor_i32(x, y);
    case 'sub':
    case 'cmp':
      return sub(l, x, y, setFlags);
    case 'rsb':
      return sub(l, y, x, setFlags);
    case 'add':
    case 'cmn':
      return add(l, x, y, setFlags);
    case 'adc':
      return addWithCarry(l, x, y, setFlags);
    case 'sbc':
      return addWithCarry(l, x, b.xor_i32(y, l.imm(-1)), setFlags);
    case 'rsc':
      return addWithCarry(l, y, b.xor_i32(x, l.imm(-1)), setFlags);
    case 'orr':
      return b.or_i32(x, y);
    case 'mov':
      return y;
    case 'bic':
      return b.and_i32(x, b.xor_i32(y, l.imm(-1)));
    case 'mvn':
      return b.xor_i32(y, l.imm(-1));
    case 'orn':
      return b.or_i32(x, b.xor_i32(y, l.imm(-1)));
  }
}

/**
 * One data-processing instruction. With d = 15 it branches; with S as well it returns from an exception.
 * @param x        first operand; ignored by mov and mvn
 * @param operand  second operand with the shifter's carry
 */
export function dataProcessing(l: Lift, op: AluOp, setFlags: boolean, d: number, x: I32, operand: Shifted): void {
  const { value, carry } = operand;
  if (d === 15 && !COMPARES.has(op)) {
    const target = compute(l, op, x, value, false);
    if (setFlags) exceptionReturnTo(l, target);
    else if (l.thumb || l.model.version < 7) l.jumpTo(target);
    else l.interwork(target);
    return;
  }
  const result = compute(l, op, x, value, setFlags);
  if (setFlags && LOGICAL.has(op)) {
    l.setNz(result);
    if (carry >= 0) l.setC(carry);
  }
  if (!COMPARES.has(op)) l.setReg(d, result);
}

/** CPSR from SPSR, pc from a value. UNDEFINED in User and System mode, which have no SPSR. */
export function exceptionReturnTo(l: Lift, target: I32): void {
  if (l.noSpsr) {
    l.raise(0);
    return;
  }
  l.helper('exception_return', target, l.b.get_i32(AT.spsr));
  l.leaveAtState();
}
