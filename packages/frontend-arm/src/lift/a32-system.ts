import type { A32SystemVisitor } from '../decode/index.ts';
import { GUEST_EXIT } from '../guest-exits.ts';
import { exceptionReturnTo } from './alu.ts';
import { returnFromException, storeReturnState } from './block-transfer.ts';
import type { Lift } from './lift.ts';
import { expandA32 } from './shifts.ts';
import { changeState, readBanked, readStatus, setEndianness, writeBanked, writeStatus } from './status.ts';
import {
  dataMemoryBarrier,
  dataSynchronizationBarrier,
  instructionSynchronizationBarrier,
  waitForInterrupt,
  yieldCore,
} from './system.ts';

/** A32 system instructions. @see Arm DDI 0406C, A5.2.11, A5.2.12, A5.7, B9 */
export function a32System(l: Lift): A32SystemVisitor<void> {
  const none = () => {};
  return {
    nop: none,
    yield: () => yieldCore(l),
    wfe: () => yieldCore(l),
    wfi: () => waitForInterrupt(l),
    sev: none,
    dbg: none,
    hint: none,
    msr_imm: (_c, R, mask, imm12) => writeStatus(l, R, mask, expandA32(l, imm12).value),
    mrs: (_c, R, d) => readStatus(l, R, d),
    mrs_banked: (_c, R, d, sysm) => readBanked(l, R, d, sysm),
    msr_reg: (_c, R, mask, n) => writeStatus(l, R, mask, l.reg(n)),
    msr_banked: (_c, R, sysm, n) => writeBanked(l, R, sysm, n),
    eret: () => (l.model.lpae ? exceptionReturnTo(l, l.reg(14)) : l.raise(GUEST_EXIT.UNDEFINED)),
    bkpt: () => l.raise(GUEST_EXIT.BKPT),
    hvc: () => l.raise(GUEST_EXIT.HVC),
    smc: () => l.raise(GUEST_EXIT.SMC),
    svc: (_c, imm24) => l.raise(GUEST_EXIT.SVC, imm24),
    cps: (imod, M, A, I, F, mode) => changeState(l, imod, M, A, I, F, mode),
    setend: (E) => setEndianness(l, E),
    srs: (P, U, W, mode) => storeReturnState(l, P, U, W, mode),
    rfe: (P, U, W, n) => returnFromException(l, P, U, W, n),
    clrex: () => l.b.clear_exclusive(),
    dsb: () => dataSynchronizationBarrier(l),
    dmb: (option) => dataMemoryBarrier(l, option),
    isb: () => instructionSynchronizationBarrier(l),
  };
}
