import type { I32 } from '@tutti/ir';
import type { T16InstructionVisitor } from '../decode/index.ts';
import { GUEST_EXIT } from '../guest-exits.ts';
import { type AluOp, dataProcessing } from './alu.ts';
import { loadMultiple, storeMultiple } from './block-transfer.ts';
import { branchWithLinkTo } from './branch.ts';
import type { Lift } from './lift.ts';
import { type Address, load, offsetAddress, registerAddress, store } from './memory.ts';
import { type Shifted, shiftImmediate, shiftRegister } from './shifts.ts';
import { changeState, setEndianness } from './status.ts';
import { waitForInterrupt, yieldCore } from './system.ts';

const SP = 13;
const LR = 14;
const PC = 15;

/** 16-bit Thumb. @see Arm DDI 0406C, A6.2 */
export function t16(l: Lift): T16InstructionVisitor<void> {
  const operand: Shifted = { value: 0, carry: -1 };
  const plain = (value: I32): Shifted => {
    operand.value = value;
    operand.carry = -1;
    return operand;
  };
  /** Flags are set outside of IT blocks. */
  const sets = (): boolean => l.it === 0;
  const alu = (op: AluOp, d: number, x: I32, y: I32): void => dataProcessing(l, op, sets(), d, x, plain(y));
  const compare = (op: AluOp, x: I32, y: I32): void => dataProcessing(l, op, true, 0, x, plain(y));
  const shift = (type: number, d: number, m: number, imm5: number): void =>
    dataProcessing(l, 'mov', sets(), d, 0, shiftImmediate(l, l.reg(m), type, imm5, sets()));
  const shiftBy = (type: number, dn: number, m: number): void =>
    dataProcessing(l, 'mov', sets(), dn, 0, shiftRegister(l, l.reg(dn), type, l.reg(m), sets()));
  const at = (n: number, offset: number): Address => offsetAddress(l, n, true, offset, false);
  const indexed = (n: number, m: number): Address => registerAddress(l, n, true, true, l.reg(m), false);
  const none = () => {};
  return {
    t16_movs_reg: (m, d) => alu('mov', d, 0, l.reg(m)),
    t16_lsl_imm: (imm5, m, d) => shift(0, d, m, imm5),
    t16_lsr_imm: (imm5, m, d) => shift(1, d, m, imm5),
    t16_asr_imm: (imm5, m, d) => shift(2, d, m, imm5),
    t16_add_reg: (m, n, d) => alu('add', d, l.reg(n), l.reg(m)),
    t16_sub_reg: (m, n, d) => alu('sub', d, l.reg(n), l.reg(m)),
    t16_add_imm3: (imm3, n, d) => alu('add', d, l.reg(n), l.imm(imm3)),
    t16_sub_imm3: (imm3, n, d) => alu('sub', d, l.reg(n), l.imm(imm3)),
    t16_mov_imm: (d, imm8) => alu('mov', d, 0, l.imm(imm8)),
    t16_cmp_imm: (n, imm8) => compare('cmp', l.reg(n), l.imm(imm8)),
    t16_add_imm8: (dn, imm8) => alu('add', dn, l.reg(dn), l.imm(imm8)),
    t16_sub_imm8: (dn, imm8) => alu('sub', dn, l.reg(dn), l.imm(imm8)),

    t16_and_reg: (m, dn) => alu('and', dn, l.reg(dn), l.reg(m)),
    t16_eor_reg: (m, dn) => alu('eor', dn, l.reg(dn), l.reg(m)),
    t16_lsl_reg: (m, dn) => shiftBy(0, dn, m),
    t16_lsr_reg: (m, dn) => shiftBy(1, dn, m),
    t16_asr_reg: (m, dn) => shiftBy(2, dn, m),
    t16_adc_reg: (m, dn) => alu('adc', dn, l.reg(dn), l.reg(m)),
    t16_sbc_reg: (m, dn) => alu('sbc', dn, l.reg(dn), l.reg(m)),
    t16_ror_reg: (m, dn) => shiftBy(3, dn, m),
    t16_tst_reg: (m, n) => compare('tst', l.reg(n), l.reg(m)),
    t16_rsb_imm: (n, d) => alu('rsb', d, l.reg(n), l.imm(0)),
    t16_cmp_reg: (m, n) => compare('cmp', l.reg(n), l.reg(m)),
    t16_cmn_reg: (m, n) => compare('cmn', l.reg(n), l.reg(m)),
    t16_orr_reg: (m, dn) => alu('orr', dn, l.reg(dn), l.reg(m)),
    t16_mul(n, dm) {
      const product = l.b.mul_i32(l.reg(n), l.reg(dm));
      if (sets()) l.setNz(product);
      l.setReg(dm, product);
    },
    t16_bic_reg: (m, dn) => alu('bic', dn, l.reg(dn), l.reg(m)),
    t16_mvn_reg: (m, d) => alu('mvn', d, 0, l.reg(m)),

    t16_add_reg_high: (m, dn) => dataProcessing(l, 'add', false, dn, l.reg(dn), plain(l.reg(m))),
    t16_cmp_reg_high: (m, n) => compare('cmp', l.reg(n), l.reg(m)),
    t16_mov_reg: (m, d) => dataProcessing(l, 'mov', false, d, 0, plain(l.reg(m))),
    t16_bx: (m) => l.interwork(l.reg(m)),
    t16_blx_reg: (m) => branchWithLinkTo(l, m),

    t16_ldr_lit: (t, imm8) => load(l, 'word', t, PC, at(PC, 4 * imm8)),
    t16_str_reg: (m, n, t) => store(l, 'word', t, n, indexed(n, m)),
    t16_strh_reg: (m, n, t) => store(l, 'half', t, n, indexed(n, m)),
    t16_strb_reg: (m, n, t) => store(l, 'byte', t, n, indexed(n, m)),
    t16_ldrsb_reg: (m, n, t) => load(l, 'signedByte', t, n, indexed(n, m)),
    t16_ldr_reg: (m, n, t) => load(l, 'word', t, n, indexed(n, m)),
    t16_ldrh_reg: (m, n, t) => load(l, 'half', t, n, indexed(n, m)),
    t16_ldrb_reg: (m, n, t) => load(l, 'byte', t, n, indexed(n, m)),
    t16_ldrsh_reg: (m, n, t) => load(l, 'signedHalf', t, n, indexed(n, m)),
    t16_str_imm: (imm5, n, t) => store(l, 'word', t, n, at(n, 4 * imm5)),
    t16_ldr_imm: (imm5, n, t) => load(l, 'word', t, n, at(n, 4 * imm5)),
    t16_strb_imm: (imm5, n, t) => store(l, 'byte', t, n, at(n, imm5)),
    t16_ldrb_imm: (imm5, n, t) => load(l, 'byte', t, n, at(n, imm5)),
    t16_strh_imm: (imm5, n, t) => store(l, 'half', t, n, at(n, 2 * imm5)),
    t16_ldrh_imm: (imm5, n, t) => load(l, 'half', t, n, at(n, 2 * imm5)),
    t16_str_sp: (t, imm8) => store(l, 'word', t, SP, at(SP, 4 * imm8)),
    t16_ldr_sp: (t, imm8) => load(l, 'word', t, SP, at(SP, 4 * imm8)),
    t16_adr: (d, imm8) => l.setReg(d, l.imm(l.pcAligned() + 4 * imm8)),
    t16_add_sp: (d, imm8) => l.setReg(d, l.b.add_i32(l.reg(SP), l.imm(4 * imm8))),

    t16_add_sp_sp: (imm7) => l.setReg(SP, l.b.add_i32(l.reg(SP), l.imm(4 * imm7))),
    t16_sub_sp_sp: (imm7) => l.setReg(SP, l.b.sub_i32(l.reg(SP), l.imm(4 * imm7))),
    t16_cbz(nonzero, imm6, n) {
      const x = l.reg(n);
      const taken = nonzero !== 0 ? l.b.ne_i32(x, l.imm(0)) : l.b.eqz_i32(x);
      l.branchIf(taken, l.pc + 4 + 2 * imm6);
    },
    t16_sxth: (m, d) => l.setReg(d, l.b.extract_s_i32(l.reg(m), 0, 16)),
    t16_sxtb: (m, d) => l.setReg(d, l.b.extract_s_i32(l.reg(m), 0, 8)),
    t16_uxth: (m, d) => l.setReg(d, l.b.extract_u_i32(l.reg(m), 0, 16)),
    t16_uxtb: (m, d) => l.setReg(d, l.b.extract_u_i32(l.reg(m), 0, 8)),
    t16_push: (M, list) => storeMultiple(l, 'db', 1, SP, list | (M << LR)),
    t16_setend: (E) => setEndianness(l, E),
    t16_cps: (M, A, I, F) => changeState(l, 2 | M, 0, A, I, F, 0),
    t16_rev: (m, d) => l.setReg(d, l.b.bswap_i32(l.reg(m))),
    t16_rev16: (m, d) => l.setReg(d, l.b.rotr_i32(l.b.bswap_i32(l.reg(m)), l.imm(16))),
    t16_revsh: (m, d) => l.setReg(d, l.b.extract_s_i32(l.b.bswap_i32(l.reg(m)), 16, 16)),
    t16_pop: (P, list) => loadMultiple(l, 'ia', 1, SP, list | (P << PC)),
    t16_bkpt: () => l.raise(GUEST_EXIT.BKPT),
    t16_nop: none,
    t16_yield: () => yieldCore(l),
    t16_wfe: () => yieldCore(l),
    t16_wfi: () => waitForInterrupt(l),
    t16_sev: none,
    t16_hint: none,
    t16_it: (firstcond, mask) => l.beginIt(firstcond, mask),

    t16_stm: (n, list) => storeMultiple(l, 'ia', 1, n, list),
    t16_ldm: (n, list) => loadMultiple(l, 'ia', list & (1 << n) ? 0 : 1, n, list),
    t16_udf: () => l.raise(GUEST_EXIT.UNDEFINED),
    t16_svc: (imm8) => l.raise(GUEST_EXIT.SVC, imm8),
    t16_b_cond: (cond, imm8) => l.branchIf(l.condition(cond), l.pc + 4 + ((imm8 << 24) >> 23)),
    t16_b: (imm11) => l.branchTo(l.pc + 4 + ((imm11 << 21) >> 20)),
  };
}
