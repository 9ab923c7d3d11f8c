import { type Instruction, OperandKind } from '../decode/instruction.ts';
import { Reg, RegBase } from '../decode/registers.ts';
import { VECTOR } from '../guest-exits.ts';
import { HELPER } from '../helpers.ts';
import { AT, SEG } from '../state.ts';
import { adjust, carry, condition, parity, sign } from './flags.ts';
import { idOf, type Lift } from './lift.ts';
import { loadSegment } from './load-segment.ts';
import { readSystemRegister, writeSystemRegister } from './system.ts';

const isSegment = (id: number): boolean => id >= RegBase.SEG && id < RegBase.CR;
const isSystem = (id: number): boolean => id >= RegBase.CR && id < RegBase.ST;

/** MOV in all its forms. */
function mov(l: Lift, i: Instruction): void {
  if (i.kind(0) === OperandKind.REG && isSystem(i.reg(0))) {
    writeSystemRegister(l, i);
    return;
  }
  if (i.kind(1) === OperandKind.REG && isSystem(i.reg(1))) {
    readSystemRegister(l, i);
    return;
  }
  if (i.kind(0) === OperandKind.REG && isSegment(i.reg(0))) {
    loadSegment(
      l,
      i.reg(0) - RegBase.SEG,
      l.zeroExtended(
        2,
        l.normal(2, i.kind(1) === OperandKind.REG ? l.readReg(idOf(i.reg(1) & 15, 2)) : l.load(l.address(i, 2), 2)),
      ),
    );
    return;
  }
  if (i.kind(1) === OperandKind.REG && isSegment(i.reg(1))) {
    const selector = l.read(i, 1);
    if (i.kind(0) === OperandKind.REG)
      l.writeReg(i.reg(0), i.size(0) === 8 || i.reg(0) < RegBase.R32 ? l.b.extend_u_i32(selector) : selector);
    else l.store(l.address(i, 2), 2, selector);
    return;
  }
  l.write(i, 0, l.read(i, 1, i.size(0)));
}

const extend =
  (signed: boolean) =>
  (l: Lift, i: Instruction): void => {
    const from = i.size(1);
    const to = i.size(0);
    const x = l.read(i, 1);
    if (to === 8) l.writeReg(i.reg(0), signed ? l.toI64(from, x) : l.toU64(from, x));
    else if (from === to) l.writeReg(i.reg(0), x);
    else l.writeReg(i.reg(0), l.normal(to, signed ? x : l.zeroExtended(from, x)));
  };

/** CMOVcc reads its source always. */
export const cmov =
  (cc: number) =>
  (l: Lift, i: Instruction): void => {
    const { b } = l;
    const bytes = i.size(0);
    const x = l.read(i, 1);
    const c = condition(l, cc);
    const old = l.read(i, 0);
    l.writeReg(i.reg(0), bytes === 8 ? b.select_i64(c, x, old) : b.select_i32(c, x, old));
  };

export const setcc =
  (cc: number) =>
  (l: Lift, i: Instruction): void => {
    l.write(i, 0, condition(l, cc));
  };

/** Far pointer loads. */
const farPointer =
  (seg: number) =>
  (l: Lift, i: Instruction): void => {
    const bytes = i.opSize;
    const a = l.address(i, bytes + 2);
    const offset = l.load(a, bytes);
    const selector = l.zeroExtended(2, l.load({ value: a.value, disp: a.disp + bytes }, 2));
    loadSegment(l, seg, selector);
    l.writeReg(i.reg(0), offset);
  };

const widen =
  (from: number) =>
  (l: Lift): void => {
    const x = l.gpr(0, from);
    l.setGpr(0, 2 * from, from === 4 ? l.b.extend_s_i32(x) : x);
  };
const spread =
  (bytes: number) =>
  (l: Lift): void => {
    const { b } = l;
    const x = l.gpr(0, bytes);
    l.setGpr(2, bytes, bytes === 8 ? b.shr_s_i64(x, b.const_i64(63, 0)) : b.shr_s_i32(x, b.const_i32(31)));
  };

export const MOVES = {
  MOV: mov,
  MOVZX: extend(false),
  MOVSX: extend(true),
  MOVSXD: extend(true),
  LEA(l: Lift, i: Instruction): void {
    l.writeReg(i.reg(0), l.fromI64(i.opSize, l.effective(i)));
  },
  XLAT(l: Lift, i: Instruction): void {
    l.setGpr(0, 1, l.load(l.address(i, 1), 1));
  },
  BSWAP(l: Lift, i: Instruction): void {
    const { b } = l;
    const id = i.reg(0);
    if (i.opSize === 8) l.writeReg(id, b.bswap_i64(l.readReg(id)));
    else if (i.opSize === 4) l.writeReg(id, b.bswap_i32(l.readReg(id)));
    else l.writeReg(id, b.const_i32(0));
  },
  MOVBE(l: Lift, i: Instruction): void {
    const { b } = l;
    const bytes = i.size(0);
    const x = l.read(i, 1);
    l.write(
      i,
      0,
      bytes === 8 ? b.bswap_i64(x) : bytes === 4 ? b.bswap_i32(x) : b.shr_s_i32(b.bswap_i32(x), b.const_i32(16)),
    );
  },
  MOVNTI: mov,
  CBW: widen(1),
  CWDE: widen(2),
  CDQE: widen(4),
  CWD: spread(2),
  CDQ: spread(4),
  CQO: spread(8),
  LDS: farPointer(SEG.DS),
  LES: farPointer(SEG.ES),
  LSS: farPointer(SEG.SS),
  LFS: farPointer(SEG.FS),
  LGS: farPointer(SEG.GS),
  LAHF(l: Lift): void {
    const { b } = l;
    const at = (bit: number, n: number) => b.shl_i32(bit, b.const_i32(n));
    const zf = b.eqz_i64(b.get_i64(AT.res));
    let v = b.or_i32(carry(l), b.const_i32(2));
    v = b.or_i32(v, at(parity(l), 2));
    v = b.or_i32(v, at(adjust(l), 4));
    v = b.or_i32(v, at(zf, 6));
    v = b.or_i32(v, at(sign(l), 7));
    l.writeReg(Reg.AH, v);
  },
  SAHF(l: Lift): void {
    const { b } = l;
    const ah = l.readReg(Reg.AH);
    const of = b.xor_i32(b.lt_s_i64(b.get_i64(AT.aux), b.const_i64(0, 0)), carry(l));
    const flag = (n: number) => b.and_i32(b.shr_u_i32(ah, b.const_i32(n)), b.const_i32(1));
    const cf = flag(0);
    const zf = flag(6);
    const pf = flag(2);
    // The result that stands for ZF has SF 0 and PF = ZF.
    const delta = b.or_i32(flag(7), b.shl_i32(b.xor_i32(pf, zf), b.const_i32(1)));
    const aux = b.or_i32(delta, b.and_i32(ah, b.const_i32(16)));
    b.set_i64(AT.res, b.extend_u_i32(b.xor_i32(zf, b.const_i32(1))));
    b.set_i64(AT.aux, b.or_i64(b.extend_u_i32(aux), b.shl_i64(b.extend_u_i32(b.xor_i32(of, cf)), b.const_i64(63, 0))));
    b.set_i32(AT.cf, cf);
    l.forgetFlags();
  },
  SALC(l: Lift): void {
    l.setGpr(0, 1, l.b.sub_i32(l.b.const_i32(0), carry(l)));
  },
  BOUND(l: Lift, i: Instruction): void {
    const { b } = l;
    const bytes = i.opSize;
    const a = l.address(i, 2 * bytes);
    const x = l.read(i, 0);
    const low = l.load(a, bytes);
    const high = l.load({ value: a.value, disp: a.disp + bytes }, bytes);
    l.raiseIf(b.or_i32(b.lt_s_i32(x, low), b.gt_s_i32(x, high)), VECTOR.BR);
  },
  DAA: decimal(0),
  DAS: decimal(1),
  AAA: decimal(2),
  AAS: decimal(3),
  AAM(l: Lift, i: Instruction): void {
    if ((i.immLo & 0xff) === 0) l.raise(VECTOR.DE);
    else decimal(4)(l, i);
  },
  AAD: decimal(5),
};

function decimal(kind: number) {
  return (l: Lift, i: Instruction): void => {
    l.b.call(HELPER.decimal, l.b.const_i32(kind), l.b.const_i32(i.immLo & 0xff));
    l.forgetFlags();
  };
}
