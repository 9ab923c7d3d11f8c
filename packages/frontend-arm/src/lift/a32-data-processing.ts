import type { I32 } from '@tutti/ir';
import type { A32DataProcessingVisitor } from '../decode/index.ts';
import { type AluOp, dataProcessing, isLogical } from './alu.ts';
import type { Lift } from './lift.ts';
import { multiplies } from './multiply.ts';
import { expandA32, shiftImmediate, shiftRegister } from './shifts.ts';

/** A32 data processing and multiplication. Conditions are the caller's affair. @see Arm DDI 0406C, A5.2 */
export function a32DataProcessing(l: Lift): A32DataProcessingVisitor<void> {
  const shifted = (op: AluOp, S: number, d: number, x: I32, m: number, type: number, imm5: number): void => {
    dataProcessing(l, op, S !== 0, d, x, shiftImmediate(l, l.reg(m), type, imm5, S !== 0 && isLogical(op)));
  };
  const byRegister = (op: AluOp, S: number, d: number, x: I32, m: number, type: number, s: number): void => {
    dataProcessing(l, op, S !== 0, d, x, shiftRegister(l, l.reg(m), type, l.reg(s), S !== 0 && isLogical(op)));
  };
  const immediate = (op: AluOp, S: number, d: number, x: I32, imm12: number): void => {
    dataProcessing(l, op, S !== 0, d, x, expandA32(l, imm12));
  };
  const address = (d: number, n: number, op: AluOp, S: number, imm12: number): void => {
    immediate(op, S, d, n === 15 ? l.base(15) : l.reg(n), imm12);
  };
  return {
    and_reg: (_c, S, n, d, imm5, type, m) => shifted('and', S, d, l.reg(n), m, type, imm5),
    eor_reg: (_c, S, n, d, imm5, type, m) => shifted('eor', S, d, l.reg(n), m, type, imm5),
    sub_reg: (_c, S, n, d, imm5, type, m) => shifted('sub', S, d, l.reg(n), m, type, imm5),
    rsb_reg: (_c, S, n, d, imm5, type, m) => shifted('rsb', S, d, l.reg(n), m, type, imm5),
    add_reg: (_c, S, n, d, imm5, type, m) => shifted('add', S, d, l.reg(n), m, type, imm5),
    adc_reg: (_c, S, n, d, imm5, type, m) => shifted('adc', S, d, l.reg(n), m, type, imm5),
    sbc_reg: (_c, S, n, d, imm5, type, m) => shifted('sbc', S, d, l.reg(n), m, type, imm5),
    rsc_reg: (_c, S, n, d, imm5, type, m) => shifted('rsc', S, d, l.reg(n), m, type, imm5),
    tst_reg: (_c, n, imm5, type, m) => shifted('tst', 1, 0, l.reg(n), m, type, imm5),
    teq_reg: (_c, n, imm5, type, m) => shifted('teq', 1, 0, l.reg(n), m, type, imm5),
    cmp_reg: (_c, n, imm5, type, m) => shifted('cmp', 1, 0, l.reg(n), m, type, imm5),
    cmn_reg: (_c, n, imm5, type, m) => shifted('cmn', 1, 0, l.reg(n), m, type, imm5),
    orr_reg: (_c, S, n, d, imm5, type, m) => shifted('orr', S, d, l.reg(n), m, type, imm5),
    mov_reg: (_c, S, d, imm5, type, m) => shifted('mov', S, d, 0, m, type, imm5),
    bic_reg: (_c, S, n, d, imm5, type, m) => shifted('bic', S, d, l.reg(n), m, type, imm5),
    mvn_reg: (_c, S, d, imm5, type, m) => shifted('mvn', S, d, 0, m, type, imm5),
    and_rsr: (_c, S, n, d, s, type, m) => byRegister('and', S, d, l.reg(n), m, type, s),
    eor_rsr: (_c, S, n, d, s, type, m) => byRegister('eor', S, d, l.reg(n), m, type, s),
    sub_rsr: (_c, S, n, d, s, type, m) => byRegister('sub', S, d, l.reg(n), m, type, s),
    rsb_rsr: (_c, S, n, d, s, type, m) => byRegister('rsb', S, d, l.reg(n), m, type, s),
    add_rsr: (_c, S, n, d, s, type, m) => byRegister('add', S, d, l.reg(n), m, type, s),
    adc_rsr: (_c, S, n, d, s, type, m) => byRegister('adc', S, d, l.reg(n), m, type, s),
    sbc_rsr: (_c, S, n, d, s, type, m) => byRegister('sbc', S, d, l.reg(n), m, type, s),
    rsc_rsr: (_c, S, n, d, s, type, m) => byRegister('rsc', S, d, l.reg(n), m, type, s),
    tst_rsr: (_c, n, s, type, m) => byRegister('tst', 1, 0, l.reg(n), m, type, s),
    teq_rsr: (_c, n, s, type, m) => byRegister('teq', 1, 0, l.reg(n), m, type, s),
    cmp_rsr: (_c, n, s, type, m) => byRegister('cmp', 1, 0, l.reg(n), m, type, s),
    cmn_rsr: (_c, n, s, type, m) => byRegister('cmn', 1, 0, l.reg(n), m, type, s),
    orr_rsr: (_c, S, n, d, s, type, m) => byRegister('orr', S, d, l.reg(n), m, type, s),
    mov_rsr: (_c, S, d, s, type, m) => byRegister('mov', S, d, 0, m, type, s),
    bic_rsr: (_c, S, n, d, s, type, m) => byRegister('bic', S, d, l.reg(n), m, type, s),
    mvn_rsr: (_c, S, d, s, type, m) => byRegister('mvn', S, d, 0, m, type, s),
    and_imm: (_c, S, n, d, imm12) => immediate('and', S, d, l.reg(n), imm12),
    eor_imm: (_c, S, n, d, imm12) => immediate('eor', S, d, l.reg(n), imm12),
    sub_imm: (_c, S, n, d, imm12) => address(d, n, 'sub', S, imm12),
    rsb_imm: (_c, S, n, d, imm12) => immediate('rsb', S, d, l.reg(n), imm12),
    add_imm: (_c, S, n, d, imm12) => address(d, n, 'add', S, imm12),
    adc_imm: (_c, S, n, d, imm12) => immediate('adc', S, d, l.reg(n), imm12),
    sbc_imm: (_c, S, n, d, imm12) => immediate('sbc', S, d, l.reg(n), imm12),
    rsc_imm: (_c, S, n, d, imm12) => immediate('rsc', S, d, l.reg(n), imm12),
    tst_imm: (_c, n, imm12) => immediate('tst', 1, 0, l.reg(n), imm12),
    teq_imm: (_c, n, imm12) => immediate('teq', 1, 0, l.reg(n), imm12),
    cmp_imm: (_c, n, imm12) => immediate('cmp', 1, 0, l.reg(n), imm12),
    cmn_imm: (_c, n, imm12) => immediate('cmn', 1, 0, l.reg(n), imm12),
    orr_imm: (_c, S, n, d, imm12) => immediate('orr', S, d, l.reg(n), imm12),
    mov_imm: (_c, S, d, imm12) => immediate('mov', S, d, 0, imm12),
    bic_imm: (_c, S, n, d, imm12) => immediate('bic', S, d, l.reg(n), imm12),
    mvn_imm: (_c, S, d, imm12) => immediate('mvn', S, d, 0, imm12),
    movw: (_c, d, imm16) => l.setReg(d, l.imm(imm16)),
    movt: (_c, d, imm16) => l.setReg(d, l.b.deposit_i32(l.reg(d), l.imm(imm16), 16, 16)),
    clz: (_c, d, m) => l.setReg(d, l.b.clz_i32(l.reg(m))),
    ...multiplies(l),
  };
}
