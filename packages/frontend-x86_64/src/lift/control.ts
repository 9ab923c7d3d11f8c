import { EXIT, type I64 } from '@tutti/ir';
import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { INTERRUPT, VECTOR } from '../guest-exits.ts';
import { HELPER } from '../helpers.ts';
import { MODE } from '../mode.ts';
import { AT } from '../state.ts';
import { condition, overflow } from './flags.ts';
import type { Lift } from './lift.ts';
import { displaced, type Linear, low } from './linear.ts';
import { popValue, pushValue, setStackPointer, stackPointer } from './stack.ts';
import { setZeroFlag } from './zero-flag.ts';

/** Where a relative branch goes when that is a constant linear address; undefined: it wraps inside a segment whose base is not known. */
function constantTarget(l: Lift, i: Instruction): Linear | undefined {
  const target = displaced(l.linearAt(l.nextOffset), i.immLo, i.immHi);
  if (l.is64) return target;
  if (i.opSize !== 2) return low(target);
  if (l.csZero) return { lo: target.lo & 0xffff, hi: 0 };
  // Short branches of 16-bit code are taken not to wrap around the end of their segment.
  return i.opcode >= 0x70 &&
    (i.opcode < 0x80 || i.opcode >= 0xe0) &&
    i.immLo >= -128 &&
    i.immLo < 128 &&
    i.opcode !== 0xe8 &&
    i.opcode !== 0xe9
    ? low(target)
    : undefined;
}

/** rIP of a relative branch's target, computed. */
function computedTarget(l: Lift, i: Instruction): I64 {
  const { b } = l;
  const sum = b.add_i64(l.ip(l.nextOffset), b.const_i64(i.immLo, i.immHi));
  return l.is64 ? sum : b.and_i64(sum, b.const_i64(i.opSize === 2 ? 0xffff : -1, 0));
}

function jumpRelative(l: Lift, i: Instruction): void {
  const target = constantTarget(l, i);
  if (target !== undefined) l.jumpLinear(target);
  else l.jumpTo(computedTarget(l, i));
}

function branchIf(l: Lift, i: Instruction, taken: number): void {
  const target = constantTarget(l, i);
  if (target !== undefined) l.branchLinear(taken, target);
  else l.jumpTo(l.b.select_i64(taken, computedTarget(l, i), l.ip(l.nextOffset)));
}

export const jcc =
  (cc: number) =>
  (l: Lift, i: Instruction): void => {
    const target = constantTarget(l, i);
    // A negated condition is the other one with targets exchanged: an operation less.
    if (target !== undefined && cc & 1) l.branchLinear(condition(l, cc - 1), l.linearAt(l.nextOffset), target);
    else branchIf(l, i, condition(l, cc));
  };

/** Operand 0 as rIP. */
const targetOf = (l: Lift, i: Instruction): I64 => l.toU64(i.size(0), l.read(i, 0));

const loop =
  (kind: 'loop' | 'equal' | 'not equal' | 'zero') =>
  (l: Lift, i: Instruction): void => {
    const { b } = l;
    const bytes = i.addrSize;
    const count = l.gpr(1, bytes);
    const isZero = (v: number): number => (bytes === 8 ? b.eqz_i64(v) : b.eqz_i32(v));
    if (kind === 'zero') {
      branchIf(l, i, isZero(count));
      return;
    }
    const equal = kind === 'loop' ? b.const_i32(1) : condition(l, kind === 'equal' ? 4 : 5);
    const less = bytes === 8 ? b.sub_i64(count, b.const_i64(1, 0)) : l.normal(bytes, b.sub_i32(count, b.const_i32(1)));
    l.setGpr(1, bytes, less);
    branchIf(l, i, b.and_i32(b.xor_i32(isZero(less), b.const_i32(1)), equal));
  };

/** Far pointer in memory or in the instruction: arg[0] is the offset; @returns the selector */
function farOperand(l: Lift, i: Instruction): number {
  const { b } = l;
  if (i.kind(0) === OperandKind.FAR) {
    b.set_i64(AT.arg, b.const_i64(i.immLo, 0));
    return b.const_i32(i.imm2 & 0xffff);
  }
  const bytes = i.opSize;
  const a = l.address(i, bytes + 2);
  const offset = l.toU64(bytes, l.load(a, bytes));
  const selector = l.zeroExtended(2, l.load({ value: a.value, disp: a.disp + bytes }, 2));
  b.set_i64(AT.arg, offset);
  return selector;
}

const far =
  (call: boolean) =>
  (l: Lift, i: Instruction): void => {
    const { b } = l;
    const selector = farOperand(l, i);
    b.set_i64(AT.arg + 8, l.ip(l.nextOffset));
    l.system('far_transfer', selector, b.const_i32(i.opSize), b.const_i32(call ? 1 : 0));
    l.jumpToPc();
  };

function softwareInterrupt(l: Lift, vector: number, kind: number): void {
  l.system('software_interrupt', l.b.const_i32(vector | kind), l.b.const_i32(l.nextOffset - l.offset));
  l.jumpToHandler();
}

export const CONTROL = {
  JMP(l: Lift, i: Instruction): void {
    if (i.kind(0) === OperandKind.REL) jumpRelative(l, i);
    else l.jumpTo(targetOf(l, i));
  },
  CALL(l: Lift, i: Instruction): void {
    const next = l.fromI64(i.opSize, l.ip(l.nextOffset));
    if (i.kind(0) === OperandKind.REL) {
      pushValue(l, i.opSize, next);
      jumpRelative(l, i);
      return;
    }
    const target = targetOf(l, i);
    pushValue(l, i.opSize, next);
    l.jumpTo(target);
  },
  RET(l: Lift, i: Instruction): void {
    const { b } = l;
    const target = l.toU64(i.opSize, popValue(l, i.opSize));
    if (i.operandCount === 1) setStackPointer(l, b.add_i64(stackPointer(l), b.const_i64(i.immLo & 0xffff, 0)));
    l.jumpTo(target);
  },
  JMPF: far(false),
  CALLF: far(true),
  RETF(l: Lift, i: Instruction): void {
    l.system('far_return', l.b.const_i32(i.opSize), l.b.const_i32(i.operandCount === 1 ? i.immLo & 0xffff : 0));
    l.jumpToPc();
  },
  IRET(l: Lift, i: Instruction): void {
    l.system('interrupt_return', l.b.const_i32(i.opSize), l.b.const_i32(l.nextOffset - l.offset));
    l.jumpToPc();
  },
  LOOP: loop('loop'),
  LOOPE: loop('equal'),
  LOOPNE: loop('not equal'),
  JRCXZ: loop('zero'),
  INT3: (l: Lift): void => softwareInterrupt(l, VECTOR.BP, INTERRUPT.OWN),
  INT: (l: Lift, i: Instruction): void => softwareInterrupt(l, i.immLo & 0xff, INTERRUPT.ANY),
  INT1: (l: Lift): void => softwareInterrupt(l, VECTOR.DB, INTERRUPT.PRIVILEGED),
  INTO(l: Lift): void {
    const { b } = l;
    b.begin_if(overflow(l));
    l.system('software_interrupt', b.const_i32(VECTOR.OF | INTERRUPT.OWN), b.const_i32(l.nextOffset - l.offset));
    l.system('leave', b.const_i32(EXIT.LOOKUP));
    b.end_if();
    l.jumpNext();
  },
  UD0: (l: Lift): void => l.raise(VECTOR.UD),
  UD1: (l: Lift): void => l.raise(VECTOR.UD),
  UD2: (l: Lift): void => l.raise(VECTOR.UD),
  SYSCALL(l: Lift): void {
    l.b.set_i64(AT.arg, l.ip(l.nextOffset));
    l.system('syscall');
    l.jumpToHandler();
  },
  SYSRET(l: Lift, i: Instruction): void {
    l.system('sysret', l.b.const_i32(i.opSize));
    l.jumpToHandler();
  },
  SYSENTER(l: Lift): void {
    l.system('sysenter');
    l.jumpToPc();
  },
  SYSEXIT(l: Lift, i: Instruction): void {
    l.system('sysexit', l.b.const_i32(i.opSize));
    l.jumpToPc();
  },
  HLT(l: Lift): void {
    if (!l.privileged()) return;
    l.setPc(l.nextOffset);
    l.b.call(HELPER.wait);
    l.jumpNext();
  },
  PAUSE(l: Lift): void {
    const { b } = l;
    if (l.stepping) return;
    l.setPc(l.nextOffset);
    b.guestBytes(l.nextOffset);
    b.exit(EXIT.YIELD, 0);
    l.ended = true;
  },
  ARPL(l: Lift, i: Instruction): void {
    const { b } = l;
    if (l.mode & MODE.REAL) {
      l.raise(VECTOR.UD);
      return;
    }
    const rpl = b.and_i32(l.read(i, 1), b.const_i32(3));
    const old = l.read(i, 0);
    const lower = b.lt_u_i32(b.and_i32(old, b.const_i32(3)), rpl);
    l.write(i, 0, b.select_i32(lower, b.or_i32(b.and_i32(old, b.const_i32(~3)), rpl), old));
    setZeroFlag(l, lower);
  },
};
