import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { Reg, RegBase } from '../decode/registers.ts';
import { X87_ENV } from '../fp/x87-environment.ts';
import { X87_OP, X87_SOURCE } from '../fp/x87-operations.ts';
import { TRANSCENDENTAL } from '../fp/x87-transcendental.ts';
import { AT } from '../state.ts';
import { condition, setCompare } from './flags.ts';
import type { Lift } from './lift.ts';
import type { Rule } from './rule.ts';
import { mmxReady } from './vector.ts';

const st = (i: Instruction, n: number): number => i.reg(n) - RegBase.ST;

function call(l: Lift, operation: number, b = 0, c = 0): void {
  const { b: build } = l;
  l.system('x87', build.const_i32(operation), build.const_i32(b), build.const_i32(c));
}

/** A rule that needs the unit. */
const unit =
  (rule: Rule): Rule =>
  (l, i) => {
    if (mmxReady(l)) rule(l, i);
  };

const simple = (operation: number, b = 0, c = 0): Rule => unit((l) => call(l, operation, b, c));

/** Source of a memory operand, put into arg. */
function memorySource(l: Lift, i: Instruction, integer: boolean): number {
  const { b } = l;
  const bytes = i.size(0);
  const a = l.address(i, bytes);
  if (bytes === 10) {
    const low = l.load(a, 8);
    const high = l.load({ value: a.value, disp: a.disp + 8 }, 2);
    b.set_i64(AT.arg, low);
    b.set_i64(AT.arg + 8, b.extend_s_i32(high));
    return integer ? X87_SOURCE.BCD : X87_SOURCE.F80;
  }
  b.set_i64(AT.arg, l.toI64(bytes, l.load(a, bytes)));
  if (integer) return bytes === 2 ? X87_SOURCE.I16 : bytes === 4 ? X87_SOURCE.I32 : X87_SOURCE.I64;
  return bytes === 4 ? X87_SOURCE.F32 : X87_SOURCE.F64;
}

/** Arithmetic with memory or between registers. */
const arithmetic = (operation: number, integer = false, pops = 0): Rule =>
  unit((l, i) => {
    if (i.kind(0) === OperandKind.MEM)
      call(l, operation, memorySource(l, i, integer) << 4, operation === X87_OP.comparePop ? 1 : 0);
    else if (operation === X87_OP.compare || operation === X87_OP.comparePop)
      call(l, operation, st(i, 1) << 4, operation === X87_OP.comparePop ? 1 : 0);
    else call(l, operation, st(i, 0) | (st(i, 1) << 4), pops);
  });

const load = (integer: boolean): Rule =>
  unit((l, i) => call(l, X87_OP.load, i.kind(0) === OperandKind.REG ? st(i, 0) : memorySource(l, i, integer)));

/** Stores convert first, store, and change the status word and pop when the store has not faulted. */
const store = (integer: boolean, pops: boolean, truncate = false): Rule =>
  unit((l, i) => {
    if (i.kind(0) === OperandKind.REG) {
      call(l, X87_OP.storeRegister, st(i, 0), pops ? 1 : 0);
      return;
    }
    const { b } = l;
    const bytes = i.size(0);
    const format =
      bytes === 10
        ? integer
          ? X87_SOURCE.BCD
          : X87_SOURCE.F80
        : integer
          ? bytes === 2
            ? X87_SOURCE.I16
            : bytes === 4
              ? X87_SOURCE.I32
              : X87_SOURCE.I64
          : bytes === 4
            ? X87_SOURCE.F32
            : X87_SOURCE.F64;
    const before = b.get_i32(AT.fpStatus);
    call(l, X87_OP.store, format, truncate ? 1 : 0);
    const after = b.get_i32(AT.fpStatus);
    b.set_i32(AT.fpStatus, before);
    const a = l.address(i, bytes);
    const low = b.get_i64(AT.arg);
    if (bytes === 10) {
      const high = b.wrap_i64(b.get_i64(AT.arg + 8));
      l.store(a, 8, low);
      l.store({ value: a.value, disp: a.disp + 8 }, 2, high);
    } else l.store(a, bytes, l.fromI64(bytes, low));
    b.set_i32(AT.fpStatus, after);
    if (pops) call(l, X87_OP.pop);
  });

/** Comparisons with registers; `flags` sets RFLAGS. */
const order = (pops: number, quiet: boolean, flags = false): Rule =>
  unit((l, i) => {
    const operand = i.operandCount === 0 ? 1 : st(i, 1);
    call(l, X87_OP.order, operand, pops | (quiet ? 4 : 0) | (flags ? 8 : 0));
    if (!flags) return;
    const { b } = l;
    const bits = b.wrap_i64(b.get_i64(AT.arg));
    setCompare(l, b.and_i32(bits, b.const_i32(1)), b.extract_u_i32(bits, 1, 1), b.extract_u_i32(bits, 2, 1));
  });

const cmov = (cc: number): Rule =>
  unit((l, i) => {
    const { b } = l;
    const holds = condition(l, cc);
    l.system('x87', b.const_i32(X87_OP.move), b.const_i32(st(i, 1)), holds);
  });

const environment = (kind: number): Rule =>
  unit((l, i) => {
    const { b } = l;
    const a = l.address(i, i.size(0));
    b.set_i64(AT.arg, b.add_i64(a.value, b.const_i64(a.disp, a.disp >> 31)));
    l.system('x87_env', b.const_i32(kind), b.const_i32(i.opSize));
  });

const transcendental = (which: number): Rule => simple(X87_OP.transcendental, which);

export const X87: Readonly<Record<string, Rule>> = {
  FADD: arithmetic(X87_OP.add),
  FMUL: arithmetic(X87_OP.mul),
  FSUB: arithmetic(X87_OP.sub),
  FSUBR: arithmetic(X87_OP.subr),
  FDIV: arithmetic(X87_OP.div),
  FDIVR: arithmetic(X87_OP.divr),
  FCOM: arithmetic(X87_OP.compare),
  FCOMP: arithmetic(X87_OP.comparePop),
  FADDP: arithmetic(X87_OP.add, false, 1),
  FMULP: arithmetic(X87_OP.mul, false, 1),
  FSUBP: arithmetic(X87_OP.sub, false, 1),
  FSUBRP: arithmetic(X87_OP.subr, false, 1),
  FDIVP: arithmetic(X87_OP.div, false, 1),
  FDIVRP: arithmetic(X87_OP.divr, false, 1),
  FIADD: arithmetic(X87_OP.add, true),
  FIMUL: arithmetic(X87_OP.mul, true),
  FISUB: arithmetic(X87_OP.sub, true),
  FISUBR: arithmetic(X87_OP.subr, true),
  FIDIV: arithmetic(X87_OP.div, true),
  FIDIVR: arithmetic(X87_OP.divr, true),
  FICOM: arithmetic(X87_OP.compare, true),
  FICOMP: arithmetic(X87_OP.comparePop, true),
  FCOMPP: order(2, false),
  FUCOM: order(0, true),
  FUCOMP: order(1, true),
  FUCOMPP: order(2, true),
  FCOMI: order(0, false, true),
  FCOMIP: order(1, false, true),
  FUCOMI: order(0, true, true),
  FUCOMIP: order(1, true, true),
  FLD: load(false),
  FILD: load(true),
  FBLD: load(true),
  FST: store(false, false),
  FSTP: store(false, true),
  FSTPNCE: unit((l, i) => call(l, X87_OP.storeRegister, st(i, 0), 3)),
  FIST: store(true, false),
  FISTP: store(true, true),
  FISTTP: store(true, true, true),
  FBSTP: store(true, true),
  FXCH: unit((l, i) => call(l, X87_OP.exchange, st(i, 1))),
  FCHS: simple(X87_OP.chs),
  FABS: simple(X87_OP.abs),
  FTST: simple(X87_OP.test),
  FXAM: simple(X87_OP.examine),
  FLD1: simple(X87_OP.constant, 0),
  FLDL2T: simple(X87_OP.constant, 1),
  FLDL2E: simple(X87_OP.constant, 2),
  FLDPI: simple(X87_OP.constant, 3),
  FLDLG2: simple(X87_OP.constant, 4),
  FLDLN2: simple(X87_OP.constant, 5),
  FLDZ: simple(X87_OP.constant, 6),
  FSQRT: simple(X87_OP.squareRoot),
  FRNDINT: simple(X87_OP.round),
  FSCALE: simple(X87_OP.scale),
  FXTRACT: simple(X87_OP.extract),
  FPREM: simple(X87_OP.remainder),
  FPREM1: simple(X87_OP.remainderNearest),
  F2XM1: transcendental(TRANSCENDENTAL.F2XM1),
  FYL2X: transcendental(TRANSCENDENTAL.FYL2X),
  FPTAN: transcendental(TRANSCENDENTAL.FPTAN),
  FPATAN: transcendental(TRANSCENDENTAL.FPATAN),
  FYL2XP1: transcendental(TRANSCENDENTAL.FYL2XP1),
  FSINCOS: transcendental(TRANSCENDENTAL.FSINCOS),
  FSIN: transcendental(TRANSCENDENTAL.FSIN),
  FCOS: transcendental(TRANSCENDENTAL.FCOS),
  FCMOVB: cmov(2),
  FCMOVE: cmov(4),
  FCMOVBE: cmov(6),
  FCMOVU: cmov(10),
  FCMOVNB: cmov(3),
  FCMOVNE: cmov(5),
  FCMOVNBE: cmov(7),
  FCMOVNU: cmov(11),
  FFREE: unit((l, i) => call(l, X87_OP.free, st(i, 0))),
  FFREEP: unit((l, i) => call(l, X87_OP.free, st(i, 0), 1)),
  FDECSTP: simple(X87_OP.rotate, 7),
  FINCSTP: simple(X87_OP.rotate, 1),
  FNINIT: simple(X87_OP.initialise),
  FNCLEX: simple(X87_OP.clear),
  FNOP: simple(X87_OP.wait),
  FWAIT: simple(X87_OP.wait),
  FNENI: unit(() => {}),
  FNDISI: unit(() => {}),
  FNSETPM: unit(() => {}),
  FNSTCW: unit((l, i) => l.store(l.address(i, 2), 2, l.b.get_i32(AT.fpControl))),
  FLDCW: unit((l, i) => {
    const { b } = l;
    const value = l.zeroExtended(2, l.load(l.address(i, 2), 2));
    l.system('x87', b.const_i32(X87_OP.setControl), value, b.const_i32(0));
  }),
  FNSTSW: unit((l, i) => {
    const { b } = l;
    const word = b.or_i32(b.get_i32(AT.fpStatus), b.shl_i32(b.get_i32(AT.fpTop), b.const_i32(11)));
    if (i.kind(0) === OperandKind.REG) l.writeReg(Reg.AX, word);
    else l.store(l.address(i, 2), 2, word);
  }),
  FNSTENV: environment(X87_ENV.STORE),
  FLDENV: environment(X87_ENV.LOAD),
  FNSAVE: environment(X87_ENV.SAVE),
  FRSTOR: environment(X87_ENV.RESTORE),
};
