import type { T32MemoryVisitor } from '../decode/index.ts';
import { loadMultiple, returnFromException, storeMultiple, storeReturnState } from './block-transfer.ts';
import { tableBranch } from './branch.ts';
import { loadExclusive, loadExclusiveDual, storeExclusive, storeExclusiveDual } from './exclusive.ts';
import type { Lift } from './lift.ts';
import {
  type Address,
  load,
  loadDual,
  offsetAddress,
  registerAddress,
  store,
  storeDual,
  unprivileged,
} from './memory.ts';

/** 32-bit Thumb loads and stores. In the 8-bit forms P, U, W are index, add, writeback. @see Arm DDI 0406C, A6.3.5 to A6.3.10 */
export function t32Memory(l: Lift): T32MemoryVisitor<void> {
  const imm = (n: number, offset: number): Address => offsetAddress(l, n, true, offset, false);
  const literal = (U: number, imm12: number): Address => imm(15, U === 1 ? imm12 : -imm12);
  const indexed = (P: number, U: number, W: number, n: number, offset: number): Address =>
    offsetAddress(l, n, P === 1, U === 1 ? offset : -offset, W === 1);
  const reg = (n: number, m: number, shift: number): Address =>
    registerAddress(l, n, true, true, l.b.shl_i32(l.reg(m), l.imm(shift)), false);
  const hint = () => {};
  return {
    t32_srsdb: (W, mode) => storeReturnState(l, 1, 0, W, mode),
    t32_rfedb: (W, n) => returnFromException(l, 1, 0, W, n),
    t32_stm: (W, n, list) => storeMultiple(l, 'ia', W, n, list),
    t32_ldm: (W, n, list) => loadMultiple(l, 'ia', W, n, list),
    t32_stmdb: (W, n, list) => storeMultiple(l, 'db', W, n, list),
    t32_ldmdb: (W, n, list) => loadMultiple(l, 'db', W, n, list),
    t32_srsia: (W, mode) => storeReturnState(l, 0, 1, W, mode),
    t32_rfeia: (W, n) => returnFromException(l, 0, 1, W, n),
    t32_strex: (n, d, t, imm8) => storeExclusive(l, 2, d, t, n, 4 * imm8),
    t32_ldrex: (n, t, imm8) => loadExclusive(l, 2, t, n, 4 * imm8),
    t32_strexb: (n, d, t) => storeExclusive(l, 0, d, t, n, 0),
    t32_strexh: (n, d, t) => storeExclusive(l, 1, d, t, n, 0),
    t32_strexd: (n, d, t, t2) => storeExclusiveDual(l, d, t, t2, n),
    t32_tbb: (n, H, m) => tableBranch(l, n, m, H === 1),
    t32_ldrexb: (n, t) => loadExclusive(l, 0, t, n, 0),
    t32_ldrexh: (n, t) => loadExclusive(l, 1, t, n, 0),
    t32_ldrexd: (n, t, t2) => loadExclusiveDual(l, t, t2, n),
    t32_strd_imm8: (P, U, W, n, t, imm8, t2) => storeDual(l, t, t2, n, indexed(P, U, W, n, 4 * imm8)),
    t32_ldrd_imm8: (P, U, W, n, t, imm8, t2) => loadDual(l, t, t2, n, indexed(P, U, W, n, 4 * imm8)),
    t32_strb_imm12: (n, t, imm12) => store(l, 'byte', t, n, imm(n, imm12)),
    t32_strbt_imm8: (n, t, imm8) => store(l, 'byte', t, n, imm(n, imm8), unprivileged(l)),
    t32_strb_imm8: (P, U, W, n, t, imm8) => store(l, 'byte', t, n, indexed(P, U, W, n, imm8)),
    t32_strb_reg: (n, t, imm2, m) => store(l, 'byte', t, n, reg(n, m, imm2)),
    t32_strh_imm12: (n, t, imm12) => store(l, 'half', t, n, imm(n, imm12)),
    t32_strht_imm8: (n, t, imm8) => store(l, 'half', t, n, imm(n, imm8), unprivileged(l)),
    t32_strh_imm8: (P, U, W, n, t, imm8) => store(l, 'half', t, n, indexed(P, U, W, n, imm8)),
    t32_strh_reg: (n, t, m, imm2) => store(l, 'half', t, n, reg(n, m, imm2)),
    t32_str_imm12: (n, t, imm12) => store(l, 'word', t, n, imm(n, imm12)),
    t32_strt_imm8: (n, t, imm8) => store(l, 'word', t, n, imm(n, imm8), unprivileged(l)),
    t32_str_imm8: (P, U, W, n, t, imm8) => store(l, 'word', t, n, indexed(P, U, W, n, imm8)),
    t32_str_reg: (n, t, imm2, m) => store(l, 'word', t, n, reg(n, m, imm2)),
    t32_pld_lit: hint,
    t32_pld_imm12: hint,
    t32_pld_imm8: hint,
    t32_pld_reg: hint,
    t32_ldrb_lit: (U, t, imm12) => load(l, 'byte', t, 15, literal(U, imm12)),
    t32_ldrb_imm12: (n, t, imm12) => load(l, 'byte', t, n, imm(n, imm12)),
    t32_ldrbt_imm8: (n, t, imm8) => load(l, 'byte', t, n, imm(n, imm8), unprivileged(l)),
    t32_ldrb_imm8: (P, U, W, n, t, imm8) => load(l, 'byte', t, n, indexed(P, U, W, n, imm8)),
    t32_ldrb_reg: (n, t, imm2, m) => load(l, 'byte', t, n, reg(n, m, imm2)),
    t32_pldw_imm12: hint,
    t32_pldw_imm8: hint,
    t32_pldw_reg: hint,
    t32_ldrh_lit: (U, t, imm12) => load(l, 'half', t, 15, literal(U, imm12)),
    t32_ldrh_imm12: (n, t, imm12) => load(l, 'half', t, n, imm(n, imm12)),
    t32_ldrht_imm8: (n, t, imm8) => load(l, 'half', t, n, imm(n, imm8), unprivileged(l)),
    t32_ldrh_imm8: (P, U, W, n, t, imm8) => load(l, 'half', t, n, indexed(P, U, W, n, imm8)),
    t32_ldrh_reg: (n, t, m, imm2) => load(l, 'half', t, n, reg(n, m, imm2)),
    t32_pli_lit: hint,
    t32_pli_imm12: hint,
    t32_pli_imm8: hint,
    t32_pli_reg: hint,
    t32_ldrsb_lit: (U, t, imm12) => load(l, 'signedByte', t, 15, literal(U, imm12)),
    t32_ldrsb_imm12: (n, t, imm12) => load(l, 'signedByte', t, n, imm(n, imm12)),
    t32_ldrsbt_imm8: (n, t, imm8) => load(l, 'signedByte', t, n, imm(n, imm8), unprivileged(l)),
    t32_ldrsb_imm8: (P, U, W, n, t, imm8) => load(l, 'signedByte', t, n, indexed(P, U, W, n, imm8)),
    t32_ldrsb_reg: (n, t, m, imm2) => load(l, 'signedByte', t, n, reg(n, m, imm2)),
    t32_mem_hint_lit: hint,
    t32_mem_hint_imm12: hint,
    t32_mem_hint_imm8: hint,
    t32_mem_hint_reg: hint,
    t32_ldrsh_lit: (U, t, imm12) => load(l, 'signedHalf', t, 15, literal(U, imm12)),
    t32_ldrsh_imm12: (n, t, imm12) => load(l, 'signedHalf', t, n, imm(n, imm12)),
    t32_ldrsht_imm8: (n, t, imm8) => load(l, 'signedHalf', t, n, imm(n, imm8), unprivileged(l)),
    t32_ldrsh_imm8: (P, U, W, n, t, imm8) => load(l, 'signedHalf', t, n, indexed(P, U, W, n, imm8)),
    t32_ldrsh_reg: (n, t, m, imm2) => load(l, 'signedHalf', t, n, reg(n, m, imm2)),
    t32_ldr_lit: (U, t, imm12) => load(l, 'word', t, 15, literal(U, imm12)),
    t32_ldr_imm12: (n, t, imm12) => load(l, 'word', t, n, imm(n, imm12)),
    t32_ldrt_imm8: (n, t, imm8) => load(l, 'word', t, n, imm(n, imm8), unprivileged(l)),
    t32_ldr_imm8: (P, U, W, n, t, imm8) => load(l, 'word', t, n, indexed(P, U, W, n, imm8)),
    t32_ldr_reg: (n, t, imm2, m) => load(l, 'word', t, n, reg(n, m, imm2)),
  };
}
