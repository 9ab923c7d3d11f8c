import { type T32SystemVisitor, t32BranchOffset, t32CondBranchOffset } from '../decode/index.ts';
import { GUEST_EXIT } from '../guest-exits.ts';
import { exceptionReturnTo } from './alu.ts';
import { branchExchange, branchWithLink } from './branch.ts';
import type { Lift } from './lift.ts';
import { changeState, readBanked, readStatus, writeBanked, writeStatus } from './status.ts';
import {
  dataMemoryBarrier,
  dataSynchronizationBarrier,
  instructionSynchronizationBarrier,
  waitForInterrupt,
  yieldCore,
} from './system.ts';

/** 32-bit Thumb branches and miscellaneous control. @see Arm DDI 0406C, A6.3.4 */
export function t32System(l: Lift): T32SystemVisitor<void> {
  const none = () => {};
  return {
    t32_b: (imm24) => l.branchTo(l.pc + 4 + t32BranchOffset(imm24)),
    t32_bl: (imm24) => branchWithLink(l, l.pc + 4 + t32BranchOffset(imm24)),
    t32_blx_imm: (imm24) => branchExchange(l, (l.pcAligned() + t32BranchOffset(imm24)) & ~3),
    t32_b_cond: (cond, imm20) => l.branchIf(l.condition(cond), l.pc + 4 + t32CondBranchOffset(imm20)),
    t32_msr_reg: (R, mask, n) => writeStatus(l, R, mask, l.reg(n)),
    t32_msr_banked: (R, sysm, n) => writeBanked(l, R, sysm, n),
    t32_mrs: (R, d) => readStatus(l, R, d),
    t32_mrs_banked: (R, d, sysm) => readBanked(l, R, d, sysm),
    t32_nop: none,
    t32_yield: () => yieldCore(l),
    t32_wfe: () => yieldCore(l),
    t32_wfi: () => waitForInterrupt(l),
    t32_sev: none,
    t32_dbg: none,
    t32_hint: none,
    t32_cps: (imod, M, A, I, F, mode) => changeState(l, imod, M, A, I, F, mode),
    t32_clrex: () => l.b.clear_exclusive(),
    t32_dsb: () => dataSynchronizationBarrier(l),
    t32_dmb: (option) => dataMemoryBarrier(l, option),
    t32_isb: () => instructionSynchronizationBarrier(l),
    t32_bxj: (m) => l.interwork(l.reg(m)),
    t32_eret: () => exceptionReturnTo(l, l.reg(14)),
    t32_subs_pc_lr: (imm8) => exceptionReturnTo(l, l.b.sub_i32(l.reg(14), l.imm(imm8))),
    t32_hvc: () => l.raise(GUEST_EXIT.HVC),
    t32_smc: () => l.raise(GUEST_EXIT.SMC),
    t32_udf: () => l.raise(GUEST_EXIT.UNDEFINED),
  };
}
