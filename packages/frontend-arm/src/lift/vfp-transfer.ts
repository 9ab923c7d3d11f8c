import type { VfpVisitor } from '../decode/index.ts';
import { GUEST_EXIT } from '../guest-exits.ts';
import { AT, dregOffset, sregOffset } from '../state.ts';
import type { Lift } from './lift.ts';

const SIGN = 0x80000000 | 0;

/** Numbers of the system registers. @see Arm DDI 0406C, table B1-24 */
const SYSTEM = { FPSID: 0, FPSCR: 1, MVFR1: 6, MVFR0: 7, FPEXC: 8 } as const;

/** FPSCR bits that can be written; the exception traps are not implemented. QC belongs to Advanced SIMD. */
const FPSCR_WRITABLE = { vfp: 0xf7f7009f, neon: 0xfff7009f } as const;
const FPEXC_EN = 1 << 30;

/** VFPExpandImm: the word of a single, or the high word of a double. */
function expandImmediate(sz: number, imm8: number): number {
  const sign = (imm8 & 0x80) << 24;
  const high = (imm8 & 0x40) !== 0;
  const exponent = sz === 0 ? (high ? 0x3e000000 : 0x40000000) : high ? 0x3fc00000 : 0x40000000;
  return sign | exponent | ((imm8 & 0x3f) << (sz === 0 ? 19 : 16));
}

function readSystem(l: Lift, reg: number, t: number): void {
  const { b, model } = l;
  if (reg === SYSTEM.FPSCR) {
    const fpscr = b.get_i32(AT.fpscr);
    if (t === 15) l.setNzcv(fpscr);
    else l.setReg(t, fpscr);
  } else if (l.user) l.raise(GUEST_EXIT.UNDEFINED);
  else if (reg === SYSTEM.FPSID) l.setReg(t, l.imm(model.fpsid));
  else if (reg === SYSTEM.MVFR0) l.setReg(t, l.imm(model.mvfr[0]));
  else if (reg === SYSTEM.MVFR1) l.setReg(t, l.imm(model.mvfr[1]));
  else if (reg === SYSTEM.FPEXC) l.setReg(t, b.get_i32(AT.fpexc));
  else l.raise(GUEST_EXIT.UNDEFINED);
}

function writeSystem(l: Lift, reg: number, t: number): void {
  const { b } = l;
  if (reg === SYSTEM.FPSCR) {
    const writable = l.model.neon ? FPSCR_WRITABLE.neon : FPSCR_WRITABLE.vfp;
    l.finishIt();
    l.helper('write_fpscr', b.and_i32(l.reg(t), l.imm(writable)));
    l.resume();
  } else if (l.user || (reg !== SYSTEM.FPSID && reg !== SYSTEM.FPEXC)) l.raise(GUEST_EXIT.UNDEFINED);
  else if (reg === SYSTEM.FPEXC) {
    l.finishIt();
    l.helper('write_fpexc', b.and_i32(l.reg(t), l.imm(FPEXC_EN)));
    l.resume();
  }
}

/** Whether VMSR or VMRS of a register works while FPEXC.EN is clear: those of privileged code, but FPSCR. */
export const worksDisabled = (reg: number): boolean => reg !== SYSTEM.FPSCR;

/** VMOV (immediate), VMOV (register), VABS, VNEG. */
function moves(l: Lift): Pick<VfpVisitor<void>, 'vfp_vmov_imm' | 'vfp_vmov_reg' | 'vfp_vabs' | 'vfp_vneg'> {
  const { sregOffset: S, dregOffset: D } = { sregOffset, dregOffset };
  return {
    vfp_vmov_imm(_c, d, sz, imm8) {
      const word = expandImmediate(sz, imm8);
      if (sz === 0) l.b.set_i32(S(d), l.imm(word));
      else l.b.set_i64(D(d), l.b.const_i64(0, word));
    },
    vfp_vmov_reg(_c, d, sz, m) {
      if (sz === 0) l.b.set_i32(S(d), l.b.get_i32(S(m)));
      else l.b.set_i64(D(d), l.b.get_i64(D(m)));
    },
    vfp_vabs(_c, d, sz, m) {
      const { b } = l;
      if (sz === 0) b.set_i32(S(d), b.and_i32(b.get_i32(S(m)), l.imm(~SIGN)));
      else b.set_i64(D(d), b.and_i64(b.get_i64(D(m)), b.const_i64(-1, ~SIGN)));
    },
    vfp_vneg(_c, d, sz, m) {
      const { b } = l;
      if (sz === 0) b.set_i32(S(d), b.xor_i32(b.get_i32(S(m)), l.imm(SIGN)));
      else b.set_i64(D(d), b.xor_i64(b.get_i64(D(m)), b.const_i64(0, SIGN)));
    },
  };
}

/** Transfers between core registers and scalars. */
function scalars(
  l: Lift,
): Pick<
  VfpVisitor<void>,
  | 'vmov_to_scalar8'
  | 'vmov_to_scalar16'
  | 'vmov_to_scalar32'
  | 'vmov_from_scalar8'
  | 'vmov_from_scalar16'
  | 'vmov_from_scalar32'
  | 'vdup_core'
> {
  const deposit = (d: number, t: number, position: number, bits: number) => {
    const { b } = l;
    const at = dregOffset(d);
    b.set_i64(at, b.deposit_i64(b.get_i64(at), b.extend_u_i32(l.reg(t)), position, bits));
  };
  const extract = (n: number, t: number, position: number, bits: number, unsigned: number) => {
    const { b } = l;
    const word = b.get_i32(dregOffset(n) + 4 * (position >> 5));
    const value = unsigned ? b.extract_u_i32(word, position & 31, bits) : b.extract_s_i32(word, position & 31, bits);
    l.setReg(t, value);
  };
  return {
    vmov_to_scalar8: (_c, t, d, index) => deposit(d, t, 8 * index, 8),
    vmov_to_scalar16: (_c, t, d, index) => deposit(d, t, 16 * index, 16),
    vmov_to_scalar32: (_c, index, t, d) => l.b.set_i32(dregOffset(d) + 4 * index, l.reg(t)),
    vmov_from_scalar8: (_c, U, t, n, index) => extract(n, t, 8 * index, 8, U),
    vmov_from_scalar16: (_c, U, t, n, index) => extract(n, t, 16 * index, 16, U),
    vmov_from_scalar32: (_c, index, t, n) => l.setReg(t, l.b.get_i32(dregOffset(n) + 4 * index)),
    vdup_core(_c, Q, t, d, be) {
      const { b } = l;
      const x = l.reg(t);
      const lanes = be === 2 ? b.i8x16_splat(x) : be === 1 ? b.i16x8_splat(x) : b.i32x4_splat(x);
      if (Q) b.set_v128(dregOffset(d), lanes);
      else b.set_i64(dregOffset(d), b.low_v128(lanes));
    },
  };
}

type Part = ReturnType<typeof moves> &
  ReturnType<typeof scalars> &
  Pick<
    VfpVisitor<void>,
    'vfp_vmov_core_single' | 'vfp_vmsr' | 'vfp_vmrs' | 'vfp_vmov_core2_single2' | 'vfp_vmov_core2_double'
  >;

/** Moves within the extension registers and between them and core registers. @see Arm DDI 0406C, A7.8, A7.9 */
export function vfpTransfer(l: Lift): Part {
  return {
    ...moves(l),
    ...scalars(l),
    vfp_vmov_core_single(_c, L, t, n) {
      if (L) l.setReg(t, l.b.get_i32(sregOffset(n)));
      else l.b.set_i32(sregOffset(n), l.reg(t));
    },
    vfp_vmsr: (_c, reg, t) => writeSystem(l, reg, t),
    vfp_vmrs: (_c, reg, t) => readSystem(l, reg, t),
    vfp_vmov_core2_single2(_c, L, t2, t, m) {
      const { b } = l;
      if (m === 31) l.raise(GUEST_EXIT.UNDEFINED);
      else if (L) {
        const low = b.get_i32(sregOffset(m));
        const high = b.get_i32(sregOffset(m + 1));
        l.setReg(t, low);
        l.setReg(t2, high);
      } else {
        b.set_i32(sregOffset(m), l.reg(t));
        b.set_i32(sregOffset(m + 1), l.reg(t2));
      }
    },
    vfp_vmov_core2_double(_c, L, t2, t, m) {
      const { b } = l;
      if (L) {
        const value = b.get_i64(dregOffset(m));
        l.setReg(t, b.wrap_i64(value));
        l.setReg(t2, b.high_i64(value));
      } else b.set_i64(dregOffset(m), b.concat_i64(l.reg(t), l.reg(t2)));
    },
  };
}
