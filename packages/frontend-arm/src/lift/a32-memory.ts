import type { A32MemoryVisitor } from '../decode/index.ts';
import { GUEST_EXIT } from '../guest-exits.ts';
import { blockMode, loadMultiple, loadMultipleReturn, loadMultipleUser, storeMultiple } from './block-transfer.ts';
import { branchExchange, branchWithLink, branchWithLinkTo } from './branch.ts';
import { loadExclusive, loadExclusiveDual, storeExclusive, storeExclusiveDual, swap } from './exclusive.ts';
import type { Lift } from './lift.ts';
import {
  type Address,
  type LoadKind,
  load,
  loadDual,
  offsetAddress,
  registerAddress,
  type StoreKind,
  store,
  storeDual,
  unprivileged,
} from './memory.ts';
import { shiftImmediate } from './shifts.ts';

/** A32 loads, stores and branches. Conditions are the caller's affair, but for B and BL. @see Arm DDI 0406C, A5.2.8 to A5.5 */
export function a32Memory(l: Lift): A32MemoryVisitor<void> {
  const imm = (P: number, U: number, W: number, n: number, value: number): Address =>
    offsetAddress(l, n, P === 1, U === 1 ? value : -value, P === 0 || W === 1);
  const reg = (P: number, U: number, W: number, n: number, m: number, type = 0, imm5 = 0): Address => {
    const offset = shiftImmediate(l, l.reg(m), type, imm5, false).value;
    return registerAddress(l, n, P === 1, U === 1, offset, P === 0 || W === 1);
  };
  // The unprivileged forms are post-indexed.
  const loadUser = (kind: LoadKind, t: number, n: number, at: Address) => load(l, kind, t, n, at, unprivileged(l));
  const storeUser = (kind: StoreKind, t: number, n: number, at: Address) => store(l, kind, t, n, at, unprivileged(l));
  const b24 = (imm24: number): number => (l.pc + 8 + ((imm24 << 8) >> 6)) | 0;
  const hint = () => {};
  /** PLDW is UNDEFINED without the multiprocessing extensions. */
  const preload = (_U: number, R: number) => {
    if (R === 0 && !l.model.mp) l.raise(GUEST_EXIT.UNDEFINED);
  };
  return {
    strht_reg: (_c, U, n, t, m) => storeUser('half', t, n, reg(0, U, 0, n, m)),
    strht_imm: (_c, U, n, t, imm8) => storeUser('half', t, n, imm(0, U, 0, n, imm8)),
    strh_reg: (_c, P, U, W, n, t, m) => store(l, 'half', t, n, reg(P, U, W, n, m)),
    strh_imm: (_c, P, U, W, n, t, imm8) => store(l, 'half', t, n, imm(P, U, W, n, imm8)),
    ldrht_reg: (_c, U, n, t, m) => loadUser('half', t, n, reg(0, U, 0, n, m)),
    ldrht_imm: (_c, U, n, t, imm8) => loadUser('half', t, n, imm(0, U, 0, n, imm8)),
    ldrh_reg: (_c, P, U, W, n, t, m) => load(l, 'half', t, n, reg(P, U, W, n, m)),
    ldrh_imm: (_c, P, U, W, n, t, imm8) => load(l, 'half', t, n, imm(P, U, W, n, imm8)),
    ldrd_reg: (_c, P, U, W, n, t, m) => loadDual(l, t, t + 1, n, reg(P, U, W, n, m)),
    ldrd_imm: (_c, P, U, W, n, t, imm8) => loadDual(l, t, t + 1, n, imm(P, U, W, n, imm8)),
    strd_reg: (_c, P, U, W, n, t, m) => storeDual(l, t, t + 1, n, reg(P, U, W, n, m)),
    strd_imm: (_c, P, U, W, n, t, imm8) => storeDual(l, t, t + 1, n, imm(P, U, W, n, imm8)),
    ldrsbt_reg: (_c, U, n, t, m) => loadUser('signedByte', t, n, reg(0, U, 0, n, m)),
    ldrsbt_imm: (_c, U, n, t, imm8) => loadUser('signedByte', t, n, imm(0, U, 0, n, imm8)),
    ldrsb_reg: (_c, P, U, W, n, t, m) => load(l, 'signedByte', t, n, reg(P, U, W, n, m)),
    ldrsb_imm: (_c, P, U, W, n, t, imm8) => load(l, 'signedByte', t, n, imm(P, U, W, n, imm8)),
    ldrsht_reg: (_c, U, n, t, m) => loadUser('signedHalf', t, n, reg(0, U, 0, n, m)),
    ldrsht_imm: (_c, U, n, t, imm8) => loadUser('signedHalf', t, n, imm(0, U, 0, n, imm8)),
    ldrsh_reg: (_c, P, U, W, n, t, m) => load(l, 'signedHalf', t, n, reg(P, U, W, n, m)),
    ldrsh_imm: (_c, P, U, W, n, t, imm8) => load(l, 'signedHalf', t, n, imm(P, U, W, n, imm8)),

    swp: (_c, B, n, t, t2) => swap(l, B === 1, t, t2, n),
    strex: (_c, n, d, t) => storeExclusive(l, 2, d, t, n, 0),
    ldrex: (_c, n, t) => loadExclusive(l, 2, t, n, 0),
    strexd: (_c, n, d, t) => storeExclusiveDual(l, d, t, t + 1, n),
    ldrexd: (_c, n, t) => loadExclusiveDual(l, t, t + 1, n),
    strexb: (_c, n, d, t) => storeExclusive(l, 0, d, t, n, 0),
    ldrexb: (_c, n, t) => loadExclusive(l, 0, t, n, 0),
    strexh: (_c, n, d, t) => storeExclusive(l, 1, d, t, n, 0),
    ldrexh: (_c, n, t) => loadExclusive(l, 1, t, n, 0),

    strt_imm: (_c, U, n, t, imm12) => storeUser('word', t, n, imm(0, U, 0, n, imm12)),
    str_imm: (_c, P, U, W, n, t, imm12) => store(l, 'word', t, n, imm(P, U, W, n, imm12)),
    ldrt_imm: (_c, U, n, t, imm12) => loadUser('word', t, n, imm(0, U, 0, n, imm12)),
    ldr_imm: (_c, P, U, W, n, t, imm12) => load(l, 'word', t, n, imm(P, U, W, n, imm12)),
    strbt_imm: (_c, U, n, t, imm12) => storeUser('byte', t, n, imm(0, U, 0, n, imm12)),
    strb_imm: (_c, P, U, W, n, t, imm12) => store(l, 'byte', t, n, imm(P, U, W, n, imm12)),
    ldrbt_imm: (_c, U, n, t, imm12) => loadUser('byte', t, n, imm(0, U, 0, n, imm12)),
    ldrb_imm: (_c, P, U, W, n, t, imm12) => load(l, 'byte', t, n, imm(P, U, W, n, imm12)),
    strt_reg: (_c, U, n, t, imm5, type, m) => storeUser('word', t, n, reg(0, U, 0, n, m, type, imm5)),
    str_reg: (_c, P, U, W, n, t, imm5, type, m) => store(l, 'word', t, n, reg(P, U, W, n, m, type, imm5)),
    ldrt_reg: (_c, U, n, t, imm5, type, m) => loadUser('word', t, n, reg(0, U, 0, n, m, type, imm5)),
    ldr_reg: (_c, P, U, W, n, t, imm5, type, m) => load(l, 'word', t, n, reg(P, U, W, n, m, type, imm5)),
    strbt_reg: (_c, U, n, t, imm5, type, m) => storeUser('byte', t, n, reg(0, U, 0, n, m, type, imm5)),
    strb_reg: (_c, P, U, W, n, t, imm5, type, m) => store(l, 'byte', t, n, reg(P, U, W, n, m, type, imm5)),
    ldrbt_reg: (_c, U, n, t, imm5, type, m) => loadUser('byte', t, n, reg(0, U, 0, n, m, type, imm5)),
    ldrb_reg: (_c, P, U, W, n, t, imm5, type, m) => load(l, 'byte', t, n, reg(P, U, W, n, m, type, imm5)),

    stmda: (_c, W, n, list) => storeMultiple(l, 'da', W, n, list),
    ldmda: (_c, W, n, list) => loadMultiple(l, 'da', W, n, list),
    stm: (_c, W, n, list) => storeMultiple(l, 'ia', W, n, list),
    ldm: (_c, W, n, list) => loadMultiple(l, 'ia', W, n, list),
    stmdb: (_c, W, n, list) => storeMultiple(l, 'db', W, n, list),
    ldmdb: (_c, W, n, list) => loadMultiple(l, 'db', W, n, list),
    stmib: (_c, W, n, list) => storeMultiple(l, 'ib', W, n, list),
    ldmib: (_c, W, n, list) => loadMultiple(l, 'ib', W, n, list),
    stm_usr: (_c, P, U, n, list) => storeMultiple(l, blockMode(P, U), 0, n, list, true),
    ldm_usr: (_c, P, U, n, list) => loadMultipleUser(l, blockMode(P, U), n, list),
    ldm_eret: (_c, P, U, W, n, list) => loadMultipleReturn(l, blockMode(P, U), W, n, list | 0x8000),

    b: (_c, imm24) => l.branchTo(b24(imm24)),
    bl: (_c, imm24) => branchWithLink(l, b24(imm24)),
    blx_imm: (H, imm24) => branchExchange(l, (b24(imm24) + 2 * H) | 0),
    bx: (_c, m) => l.interwork(l.reg(m)),
    bxj: (_c, m) => l.interwork(l.reg(m)),
    blx_reg: (_c, m) => branchWithLinkTo(l, m),

    mem_hint_imm: hint,
    pli_imm: hint,
    pld_imm: preload,
    mem_hint_reg: hint,
    pli_reg: hint,
    pld_reg: preload,
  };
}
