// Generated from src/decode/tables by scripts/generate-decoder.ts. Do not edit.

/** VFP, and the conditional part of Advanced SIMD, of A32 and T32 (T32 passes cond = 14). */
export interface VfpVisitor<R> {
  /** VMLA (floating-point) · `cccc 1110 0 D 00 nnnn dddd 101 z N 0 M 0 mmmm` */
  vfp_vmla(cond: number, d: number, sz: number, n: number, m: number): R;
  /** VMLS (floating-point) · `cccc 1110 0 D 00 nnnn dddd 101 z N 1 M 0 mmmm` */
  vfp_vmls(cond: number, d: number, sz: number, n: number, m: number): R;
  /** VNMLS (floating-point) · `cccc 1110 0 D 01 nnnn dddd 101 z N 0 M 0 mmmm` */
  vfp_vnmls(cond: number, d: number, sz: number, n: number, m: number): R;
  /** VNMLA (floating-point) · `cccc 1110 0 D 01 nnnn dddd 101 z N 1 M 0 mmmm` */
  vfp_vnmla(cond: number, d: number, sz: number, n: number, m: number): R;
  /** VMUL (floating-point) · `cccc 1110 0 D 10 nnnn dddd 101 z N 0 M 0 mmmm` */
  vfp_vmul(cond: number, d: number, sz: number, n: number, m: number): R;
  /** VNMUL (floating-point) · `cccc 1110 0 D 10 nnnn dddd 101 z N 1 M 0 mmmm` */
  vfp_vnmul(cond: number, d: number, sz: number, n: number, m: number): R;
  /** VADD (floating-point) · `cccc 1110 0 D 11 nnnn dddd 101 z N 0 M 0 mmmm` */
  vfp_vadd(cond: number, d: number, sz: number, n: number, m: number): R;
  /** VSUB (floating-point) · `cccc 1110 0 D 11 nnnn dddd 101 z N 1 M 0 mmmm` */
  vfp_vsub(cond: number, d: number, sz: number, n: number, m: number): R;
  /** VDIV (floating-point) · `cccc 1110 1 D 00 nnnn dddd 101 z N 0 M 0 mmmm` */
  vfp_vdiv(cond: number, d: number, sz: number, n: number, m: number): R;
  /** VFNMS (floating-point) · `cccc 1110 1 D 01 nnnn dddd 101 z N 0 M 0 mmmm` */
  vfp_vfnms(cond: number, d: number, sz: number, n: number, m: number): R;
  /** VFNMA (floating-point) · `cccc 1110 1 D 01 nnnn dddd 101 z N 1 M 0 mmmm` */
  vfp_vfnma(cond: number, d: number, sz: number, n: number, m: number): R;
  /** VFMA (floating-point) · `cccc 1110 1 D 10 nnnn dddd 101 z N 0 M 0 mmmm` */
  vfp_vfma(cond: number, d: number, sz: number, n: number, m: number): R;
  /** VFMS (floating-point) · `cccc 1110 1 D 10 nnnn dddd 101 z N 1 M 0 mmmm` */
  vfp_vfms(cond: number, d: number, sz: number, n: number, m: number): R;
  /** VMOV (immediate) · `cccc 1110 1 D 11 iiii dddd 101 z (0) 0 (0) 0 iiii` */
  vfp_vmov_imm(cond: number, d: number, sz: number, imm8: number): R;
  /** VMOV (register) · `cccc 1110 1 D 11 0000 dddd 101 z 01 M 0 mmmm` */
  vfp_vmov_reg(cond: number, d: number, sz: number, m: number): R;
  /** VABS · `cccc 1110 1 D 11 0000 dddd 101 z 11 M 0 mmmm` */
  vfp_vabs(cond: number, d: number, sz: number, m: number): R;
  /** VNEG · `cccc 1110 1 D 11 0001 dddd 101 z 01 M 0 mmmm` */
  vfp_vneg(cond: number, d: number, sz: number, m: number): R;
  /** VSQRT · `cccc 1110 1 D 11 0001 dddd 101 z 11 M 0 mmmm` */
  vfp_vsqrt(cond: number, d: number, sz: number, m: number): R;
  /** VCVTB, VCVTT (single from half) · `cccc 1110 1 D 11 0010 dddd 1010 T 1 M 0 mmmm` */
  vfp_vcvt_f32_f16(cond: number, d: number, T: number, m: number): R;
  /** VCVTB, VCVTT (half from single) · `cccc 1110 1 D 11 0011 dddd 1010 T 1 M 0 mmmm` */
  vfp_vcvt_f16_f32(cond: number, d: number, T: number, m: number): R;
  /** VCMP, VCMPE · `cccc 1110 1 D 11 0100 dddd 101 z E 1 M 0 mmmm` */
  vfp_vcmp(cond: number, d: number, sz: number, E: number, m: number): R;
  /** VCMP, VCMPE (with zero) · `cccc 1110 1 D 11 0101 dddd 101 z E 1 (0) 0 (0000)` */
  vfp_vcmp_zero(cond: number, d: number, sz: number, E: number): R;
  /** VCVT (double from single) · `cccc 1110 1 D 11 0111 dddd 1010 11 M 0 mmmm` */
  vfp_vcvt_f64_f32(cond: number, d: number, m: number): R;
  /** VCVT (single from double) · `cccc 1110 1 D 11 0111 dddd 1011 11 M 0 mmmm` */
  vfp_vcvt_f32_f64(cond: number, d: number, m: number): R;
  /** VCVT (floating-point from integer) · `cccc 1110 1 D 11 1000 dddd 101 z S 1 M 0 mmmm` */
  vfp_vcvt_from_int(cond: number, d: number, sz: number, signed: number, m: number): R;
  /** VCVT, VCVTR (integer from floating-point) · `cccc 1110 1 D 11 110 S dddd 101 z Z 1 M 0 mmmm` */
  vfp_vcvt_to_int(cond: number, signed: number, d: number, sz: number, roundZero: number, m: number): R;
  /** VCVT (between floating-point and fixed-point) · `cccc 1110 1 D 11 1 o 1 U dddd 101 z X 1 i 0 jjjj` */
  vfp_vcvt_fixed(cond: number, toFixed: number, U: number, d: number, sz: number, sx: number, imm5: number): R;
  /** VSTR · `cccc 1101 U D 00 nnnn dddd 101 z iiiiiiii` */
  vfp_vstr(cond: number, U: number, n: number, d: number, sz: number, imm8: number): R;
  /** VLDR · `cccc 1101 U D 01 nnnn dddd 101 z iiiiiiii` */
  vfp_vldr(cond: number, U: number, n: number, d: number, sz: number, imm8: number): R;
  /** VSTMIA · `cccc 1100 1 D W 0 nnnn dddd 101 z iiiiiiii` */
  vfp_vstmia(cond: number, W: number, n: number, d: number, sz: number, imm8: number): R;
  /** VLDMIA · `cccc 1100 1 D W 1 nnnn dddd 101 z iiiiiiii` */
  vfp_vldmia(cond: number, W: number, n: number, d: number, sz: number, imm8: number): R;
  /** VSTMDB, VPUSH · `cccc 1101 0 D 10 nnnn dddd 101 z iiiiiiii` */
  vfp_vstmdb(cond: number, n: number, d: number, sz: number, imm8: number): R;
  /** VLDMDB · `cccc 1101 0 D 11 nnnn dddd 101 z iiiiiiii` */
  vfp_vldmdb(cond: number, n: number, d: number, sz: number, imm8: number): R;
  /** VMOV (between ARM core register and single-precision register) · `cccc 1110 000 L nnnn tttt 1010 N (00) 1 (0000)` */
  vfp_vmov_core_single(cond: number, L: number, t: number, n: number): R;
  /** VMSR · `cccc 1110 1110 rrrr tttt 1010 (000) 1 (0000)` */
  vfp_vmsr(cond: number, reg: number, t: number): R;
  /** VMRS · `cccc 1110 1111 rrrr tttt 1010 (000) 1 (0000)` */
  vfp_vmrs(cond: number, reg: number, t: number): R;
  /** VMOV (ARM core register to scalar), 8 bits · `cccc 1110 01 x 0 dddd tttt 1011 D xx 1 (0000)` */
  vmov_to_scalar8(cond: number, t: number, d: number, index: number): R;
  /** VMOV (ARM core register to scalar), 16 bits · `cccc 1110 00 x 0 dddd tttt 1011 D x1 1 (0000)` */
  vmov_to_scalar16(cond: number, t: number, d: number, index: number): R;
  /** VMOV (ARM core register to scalar), 32 bits · `cccc 1110 00 x 0 dddd tttt 1011 D 00 1 (0000)` */
  vmov_to_scalar32(cond: number, index: number, t: number, d: number): R;
  /** VMOV (scalar to ARM core register), 8 bits · `cccc 1110 U 1 x 1 nnnn tttt 1011 N xx 1 (0000)` */
  vmov_from_scalar8(cond: number, U: number, t: number, n: number, index: number): R;
  /** VMOV (scalar to ARM core register), 16 bits · `cccc 1110 U 0 x 1 nnnn tttt 1011 N x1 1 (0000)` */
  vmov_from_scalar16(cond: number, U: number, t: number, n: number, index: number): R;
  /** VMOV (scalar to ARM core register), 32 bits · `cccc 1110 00 x 1 nnnn tttt 1011 N 00 1 (0000)` */
  vmov_from_scalar32(cond: number, index: number, t: number, n: number): R;
  /** VDUP (ARM core register) · `cccc 1110 1 b Q 0 dddd tttt 1011 D 0 e 1 (0000)` */
  vdup_core(cond: number, Q: number, t: number, d: number, be: number): R;
  /** VMOV (between two ARM core registers and two single-precision registers) · `cccc 1100 010 L uuuu tttt 1010 00 M 1 mmmm` */
  vfp_vmov_core2_single2(cond: number, L: number, t2: number, t: number, m: number): R;
  /** VMOV (between two ARM core registers and a doubleword register) · `cccc 1100 010 L uuuu tttt 1011 00 M 1 mmmm` */
  vfp_vmov_core2_double(cond: number, L: number, t2: number, t: number, m: number): R;
}

/** Advanced SIMD of A32 and T32. Registers are doubleword numbers, 0 to 31; UNDEFINED odd ones are refused before the call. */
export interface NeonVisitor<R> {
  /** VHADD · `1111 001 U 0 D zz nnnn dddd 0000 N Q M 0 mmmm` */
  vhadd(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VQADD · `1111 001 U 0 D zz nnnn dddd 0000 N Q M 1 mmmm` */
  vqadd(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VRHADD · `1111 001 U 0 D zz nnnn dddd 0001 N Q M 0 mmmm` */
  vrhadd(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VAND (register) · `1111 001 0 0 D 00 nnnn dddd 0001 N Q M 1 mmmm` */
  vand(d: number, n: number, Q: number, m: number): R;
  /** VBIC (register) · `1111 001 0 0 D 01 nnnn dddd 0001 N Q M 1 mmmm` */
  vbic_reg(d: number, n: number, Q: number, m: number): R;
  /** VORR (register) · `1111 001 0 0 D 10 nnnn dddd 0001 N Q M 1 mmmm` */
  vorr_reg(d: number, n: number, Q: number, m: number): R;
  /** VORN (register) · `1111 001 0 0 D 11 nnnn dddd 0001 N Q M 1 mmmm` */
  vorn(d: number, n: number, Q: number, m: number): R;
  /** VEOR · `1111 001 1 0 D 00 nnnn dddd 0001 N Q M 1 mmmm` */
  veor(d: number, n: number, Q: number, m: number): R;
  /** VBSL · `1111 001 1 0 D 01 nnnn dddd 0001 N Q M 1 mmmm` */
  vbsl(d: number, n: number, Q: number, m: number): R;
  /** VBIT · `1111 001 1 0 D 10 nnnn dddd 0001 N Q M 1 mmmm` */
  vbit(d: number, n: number, Q: number, m: number): R;
  /** VBIF · `1111 001 1 0 D 11 nnnn dddd 0001 N Q M 1 mmmm` */
  vbif(d: number, n: number, Q: number, m: number): R;
  /** VHSUB · `1111 001 U 0 D zz nnnn dddd 0010 N Q M 0 mmmm` */
  vhsub(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VQSUB · `1111 001 U 0 D zz nnnn dddd 0010 N Q M 1 mmmm` */
  vqsub(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VCGT (register), integer · `1111 001 U 0 D zz nnnn dddd 0011 N Q M 0 mmmm` */
  vcgt(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VCGE (register), integer · `1111 001 U 0 D zz nnnn dddd 0011 N Q M 1 mmmm` */
  vcge(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VSHL (register) · `1111 001 U 0 D zz nnnn dddd 0100 N Q M 0 mmmm` */
  vshl(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VQSHL (register) · `1111 001 U 0 D zz nnnn dddd 0100 N Q M 1 mmmm` */
  vqshl(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VRSHL · `1111 001 U 0 D zz nnnn dddd 0101 N Q M 0 mmmm` */
  vrshl(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VQRSHL · `1111 001 U 0 D zz nnnn dddd 0101 N Q M 1 mmmm` */
  vqrshl(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VMAX (integer) · `1111 001 U 0 D zz nnnn dddd 0110 N Q M 0 mmmm` */
  vmax(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VMIN (integer) · `1111 001 U 0 D zz nnnn dddd 0110 N Q M 1 mmmm` */
  vmin(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VABD (integer) · `1111 001 U 0 D zz nnnn dddd 0111 N Q M 0 mmmm` */
  vabd(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VABA · `1111 001 U 0 D zz nnnn dddd 0111 N Q M 1 mmmm` */
  vaba(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VADD (integer) · `1111 001 0 0 D zz nnnn dddd 1000 N Q M 0 mmmm` */
  vadd(size: number, d: number, n: number, Q: number, m: number): R;
  /** VSUB (integer) · `1111 001 1 0 D zz nnnn dddd 1000 N Q M 0 mmmm` */
  vsub(size: number, d: number, n: number, Q: number, m: number): R;
  /** VTST · `1111 001 0 0 D zz nnnn dddd 1000 N Q M 1 mmmm` */
  vtst(size: number, d: number, n: number, Q: number, m: number): R;
  /** VCEQ (register), integer · `1111 001 1 0 D zz nnnn dddd 1000 N Q M 1 mmmm` */
  vceq(size: number, d: number, n: number, Q: number, m: number): R;
  /** VMLA (integer) · `1111 001 0 0 D zz nnnn dddd 1001 N Q M 0 mmmm` */
  vmla(size: number, d: number, n: number, Q: number, m: number): R;
  /** VMLS (integer) · `1111 001 1 0 D zz nnnn dddd 1001 N Q M 0 mmmm` */
  vmls(size: number, d: number, n: number, Q: number, m: number): R;
  /** VMUL (integer) · `1111 001 0 0 D zz nnnn dddd 1001 N Q M 1 mmmm` */
  vmul(size: number, d: number, n: number, Q: number, m: number): R;
  /** VMUL (polynomial) · `1111 001 1 0 D 00 nnnn dddd 1001 N Q M 1 mmmm` */
  vmul_p8(d: number, n: number, Q: number, m: number): R;
  /** VPMAX (integer) · `1111 001 U 0 D zz nnnn dddd 1010 N Q M 0 mmmm` */
  vpmax(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VPMIN (integer) · `1111 001 U 0 D zz nnnn dddd 1010 N Q M 1 mmmm` */
  vpmin(U: number, size: number, d: number, n: number, Q: number, m: number): R;
  /** VQDMULH · `1111 001 0 0 D zz nnnn dddd 1011 N Q M 0 mmmm` */
  vqdmulh(size: number, d: number, n: number, Q: number, m: number): R;
  /** VQRDMULH · `1111 001 1 0 D zz nnnn dddd 1011 N Q M 0 mmmm` */
  vqrdmulh(size: number, d: number, n: number, Q: number, m: number): R;
  /** VPADD (integer) · `1111 001 0 0 D zz nnnn dddd 1011 N Q M 1 mmmm` */
  vpadd(size: number, d: number, n: number, Q: number, m: number): R;
  /** VFMA · `1111 001 0 0 D 00 nnnn dddd 1100 N Q M 1 mmmm` */
  vfma(d: number, n: number, Q: number, m: number): R;
  /** VFMS · `1111 001 0 0 D 10 nnnn dddd 1100 N Q M 1 mmmm` */
  vfms(d: number, n: number, Q: number, m: number): R;
  /** VADD (floating-point) · `1111 001 0 0 D 00 nnnn dddd 1101 N Q M 0 mmmm` */
  vadd_f32(d: number, n: number, Q: number, m: number): R;
  /** VSUB (floating-point) · `1111 001 0 0 D 10 nnnn dddd 1101 N Q M 0 mmmm` */
  vsub_f32(d: number, n: number, Q: number, m: number): R;
  /** VPADD (floating-point) · `1111 001 1 0 D 00 nnnn dddd 1101 N Q M 0 mmmm` */
  vpadd_f32(d: number, n: number, Q: number, m: number): R;
  /** VABD (floating-point) · `1111 001 1 0 D 10 nnnn dddd 1101 N Q M 0 mmmm` */
  vabd_f32(d: number, n: number, Q: number, m: number): R;
  /** VMLA (floating-point) · `1111 001 0 0 D 00 nnnn dddd 1101 N Q M 1 mmmm` */
  vmla_f32(d: number, n: number, Q: number, m: number): R;
  /** VMLS (floating-point) · `1111 001 0 0 D 10 nnnn dddd 1101 N Q M 1 mmmm` */
  vmls_f32(d: number, n: number, Q: number, m: number): R;
  /** VMUL (floating-point) · `1111 001 1 0 D 00 nnnn dddd 1101 N Q M 1 mmmm` */
  vmul_f32(d: number, n: number, Q: number, m: number): R;
  /** VCEQ (floating-point) · `1111 001 0 0 D 00 nnnn dddd 1110 N Q M 0 mmmm` */
  vceq_f32(d: number, n: number, Q: number, m: number): R;
  /** VCGE (floating-point) · `1111 001 1 0 D 00 nnnn dddd 1110 N Q M 0 mmmm` */
  vcge_f32(d: number, n: number, Q: number, m: number): R;
  /** VCGT (floating-point) · `1111 001 1 0 D 10 nnnn dddd 1110 N Q M 0 mmmm` */
  vcgt_f32(d: number, n: number, Q: number, m: number): R;
  /** VACGE · `1111 001 1 0 D 00 nnnn dddd 1110 N Q M 1 mmmm` */
  vacge(d: number, n: number, Q: number, m: number): R;
  /** VACGT · `1111 001 1 0 D 10 nnnn dddd 1110 N Q M 1 mmmm` */
  vacgt(d: number, n: number, Q: number, m: number): R;
  /** VMAX (floating-point) · `1111 001 0 0 D 00 nnnn dddd 1111 N Q M 0 mmmm` */
  vmax_f32(d: number, n: number, Q: number, m: number): R;
  /** VMIN (floating-point) · `1111 001 0 0 D 10 nnnn dddd 1111 N Q M 0 mmmm` */
  vmin_f32(d: number, n: number, Q: number, m: number): R;
  /** VPMAX (floating-point) · `1111 001 1 0 D 00 nnnn dddd 1111 N Q M 0 mmmm` */
  vpmax_f32(d: number, n: number, Q: number, m: number): R;
  /** VPMIN (floating-point) · `1111 001 1 0 D 10 nnnn dddd 1111 N Q M 0 mmmm` */
  vpmin_f32(d: number, n: number, Q: number, m: number): R;
  /** VRECPS · `1111 001 0 0 D 00 nnnn dddd 1111 N Q M 1 mmmm` */
  vrecps(d: number, n: number, Q: number, m: number): R;
  /** VRSQRTS · `1111 001 0 0 D 10 nnnn dddd 1111 N Q M 1 mmmm` */
  vrsqrts(d: number, n: number, Q: number, m: number): R;
  /** VMOV, VMVN, VORR, VBIC (immediate) · `1111 001 i 1 D 000 iii dddd kkkk 0 Q o 1 iiii` */
  vmod_imm(d: number, cmode: number, Q: number, op: number, imm8: number): R;
  /** VSHR · `1111 001 U 1 D iiiiii dddd 0000 L Q M 1 mmmm` */
  vshr(U: number, d: number, imm7: number, Q: number, m: number): R;
  /** VSRA · `1111 001 U 1 D iiiiii dddd 0001 L Q M 1 mmmm` */
  vsra(U: number, d: number, imm7: number, Q: number, m: number): R;
  /** VRSHR · `1111 001 U 1 D iiiiii dddd 0010 L Q M 1 mmmm` */
  vrshr(U: number, d: number, imm7: number, Q: number, m: number): R;
  /** VRSRA · `1111 001 U 1 D iiiiii dddd 0011 L Q M 1 mmmm` */
  vrsra(U: number, d: number, imm7: number, Q: number, m: number): R;
  /** VSRI · `1111 001 1 1 D iiiiii dddd 0100 L Q M 1 mmmm` */
  vsri(d: number, imm7: number, Q: number, m: number): R;
  /** VSHL (immediate) · `1111 001 0 1 D iiiiii dddd 0101 L Q M 1 mmmm` */
  vshl_imm(d: number, imm7: number, Q: number, m: number): R;
  /** VSLI · `1111 001 1 1 D iiiiii dddd 0101 L Q M 1 mmmm` */
  vsli(d: number, imm7: number, Q: number, m: number): R;
  /** VQSHLU (immediate) · `1111 001 1 1 D iiiiii dddd 0110 L Q M 1 mmmm` */
  vqshlu(d: number, imm7: number, Q: number, m: number): R;
  /** VQSHL (immediate) · `1111 001 U 1 D iiiiii dddd 0111 L Q M 1 mmmm` */
  vqshl_imm(U: number, d: number, imm7: number, Q: number, m: number): R;
  /** VSHRN · `1111 001 0 1 D iiiiii dddd 1000 0 0 M 1 mmmm` */
  vshrn(imm6: number, d: number, m: number): R;
  /** VRSHRN · `1111 001 0 1 D iiiiii dddd 1000 0 1 M 1 mmmm` */
  vrshrn(imm6: number, d: number, m: number): R;
  /** VQSHRUN · `1111 001 1 1 D iiiiii dddd 1000 0 0 M 1 mmmm` */
  vqshrun(imm6: number, d: number, m: number): R;
  /** VQRSHRUN · `1111 001 1 1 D iiiiii dddd 1000 0 1 M 1 mmmm` */
  vqrshrun(imm6: number, d: number, m: number): R;
  /** VQSHRN · `1111 001 U 1 D iiiiii dddd 1001 0 0 M 1 mmmm` */
  vqshrn(U: number, imm6: number, d: number, m: number): R;
  /** VQRSHRN · `1111 001 U 1 D iiiiii dddd 1001 0 1 M 1 mmmm` */
  vqrshrn(U: number, imm6: number, d: number, m: number): R;
  /** VSHLL, VMOVL · `1111 001 U 1 D iiiiii dddd 1010 0 0 M 1 mmmm` */
  vshll(U: number, imm6: number, d: number, m: number): R;
  /** VCVT (between floating-point and fixed-point) · `1111 001 U 1 D iiiiii dddd 111 o 0 Q M 1 mmmm` */
  vcvt_fixed(U: number, imm6: number, d: number, op: number, Q: number, m: number): R;
  /** VEXT · `1111 00101 D 11 nnnn dddd iiii N Q M 0 mmmm` */
  vext(d: number, imm4: number, n: number, Q: number, m: number): R;
  /** VREV64 · `1111 00111 D 11 zz 00 dddd 0 0000 Q M 0 mmmm` */
  vrev64(size: number, d: number, Q: number, m: number): R;
  /** VREV32 · `1111 00111 D 11 zz 00 dddd 0 0001 Q M 0 mmmm` */
  vrev32(size: number, d: number, Q: number, m: number): R;
  /** VREV16 · `1111 00111 D 11 zz 00 dddd 0 0010 Q M 0 mmmm` */
  vrev16(size: number, d: number, Q: number, m: number): R;
  /** VPADDL · `1111 00111 D 11 zz 00 dddd 0 010 U Q M 0 mmmm` */
  vpaddl(size: number, d: number, U: number, Q: number, m: number): R;
  /** VCLS · `1111 00111 D 11 zz 00 dddd 0 1000 Q M 0 mmmm` */
  vcls(size: number, d: number, Q: number, m: number): R;
  /** VCLZ · `1111 00111 D 11 zz 00 dddd 0 1001 Q M 0 mmmm` */
  vclz(size: number, d: number, Q: number, m: number): R;
  /** VCNT · `1111 00111 D 11 zz 00 dddd 0 1010 Q M 0 mmmm` */
  vcnt(size: number, d: number, Q: number, m: number): R;
  /** VMVN (register) · `1111 00111 D 11 zz 00 dddd 0 1011 Q M 0 mmmm` */
  vmvn_reg(size: number, d: number, Q: number, m: number): R;
  /** VPADAL · `1111 00111 D 11 zz 00 dddd 0 110 U Q M 0 mmmm` */
  vpadal(size: number, d: number, U: number, Q: number, m: number): R;
  /** VQABS · `1111 00111 D 11 zz 00 dddd 0 1110 Q M 0 mmmm` */
  vqabs(size: number, d: number, Q: number, m: number): R;
  /** VQNEG · `1111 00111 D 11 zz 00 dddd 0 1111 Q M 0 mmmm` */
  vqneg(size: number, d: number, Q: number, m: number): R;
  /** VCGT (immediate #0) · `1111 00111 D 11 zz 01 dddd 0 F 000 Q M 0 mmmm` */
  vcgt_zero(size: number, d: number, F: number, Q: number, m: number): R;
  /** VCGE (immediate #0) · `1111 00111 D 11 zz 01 dddd 0 F 001 Q M 0 mmmm` */
  vcge_zero(size: number, d: number, F: number, Q: number, m: number): R;
  /** VCEQ (immediate #0) · `1111 00111 D 11 zz 01 dddd 0 F 010 Q M 0 mmmm` */
  vceq_zero(size: number, d: number, F: number, Q: number, m: number): R;
  /** VCLE (immediate #0) · `1111 00111 D 11 zz 01 dddd 0 F 011 Q M 0 mmmm` */
  vcle_zero(size: number, d: number, F: number, Q: number, m: number): R;
  /** VCLT (immediate #0) · `1111 00111 D 11 zz 01 dddd 0 F 100 Q M 0 mmmm` */
  vclt_zero(size: number, d: number, F: number, Q: number, m: number): R;
  /** VABS · `1111 00111 D 11 zz 01 dddd 0 F 110 Q M 0 mmmm` */
  vabs(size: number, d: number, F: number, Q: number, m: number): R;
  /** VNEG · `1111 00111 D 11 zz 01 dddd 0 F 111 Q M 0 mmmm` */
  vneg(size: number, d: number, F: number, Q: number, m: number): R;
  /** VSWP · `1111 00111 D 11 zz 10 dddd 0 0000 Q M 0 mmmm` */
  vswp(size: number, d: number, Q: number, m: number): R;
  /** VTRN · `1111 00111 D 11 zz 10 dddd 0 0001 Q M 0 mmmm` */
  vtrn(size: number, d: number, Q: number, m: number): R;
  /** VUZP · `1111 00111 D 11 zz 10 dddd 0 0010 Q M 0 mmmm` */
  vuzp(size: number, d: number, Q: number, m: number): R;
  /** VZIP · `1111 00111 D 11 zz 10 dddd 0 0011 Q M 0 mmmm` */
  vzip(size: number, d: number, Q: number, m: number): R;
  /** VMOVN · `1111 00111 D 11 zz 10 dddd 0 01000 M 0 mmmm` */
  vmovn(size: number, d: number, m: number): R;
  /** VQMOVUN · `1111 00111 D 11 zz 10 dddd 0 01001 M 0 mmmm` */
  vqmovun(size: number, d: number, m: number): R;
  /** VQMOVN · `1111 00111 D 11 zz 10 dddd 0 0101 U M 0 mmmm` */
  vqmovn(size: number, d: number, U: number, m: number): R;
  /** VSHLL (by the element size) · `1111 00111 D 11 zz 10 dddd 0 01100 M 0 mmmm` */
  vshll_max(size: number, d: number, m: number): R;
  /** VCVT (half from single) · `1111 00111 D 11 zz 10 dddd 0 11000 M 0 mmmm` */
  vcvt_f16_f32(size: number, d: number, m: number): R;
  /** VCVT (single from half) · `1111 00111 D 11 zz 10 dddd 0 11100 M 0 mmmm` */
  vcvt_f32_f16(size: number, d: number, m: number): R;
  /** VRECPE · `1111 00111 D 11 zz 11 dddd 0 10 F 0 Q M 0 mmmm` */
  vrecpe(size: number, d: number, F: number, Q: number, m: number): R;
  /** VRSQRTE · `1111 00111 D 11 zz 11 dddd 0 10 F 1 Q M 0 mmmm` */
  vrsqrte(size: number, d: number, F: number, Q: number, m: number): R;
  /** VCVT (between floating-point and integer) · `1111 00111 D 11 zz 11 dddd 0 11 oo Q M 0 mmmm` */
  vcvt_int(size: number, d: number, op: number, Q: number, m: number): R;
  /** VTBL, VTBX · `1111 00111 D 11 nnnn dddd 10 ll N o M 0 mmmm` */
  vtbl(d: number, len: number, n: number, op: number, m: number): R;
  /** VDUP (scalar) · `1111 00111 D 11 iiii dddd 1100 0 Q M 0 mmmm` */
  vdup_scalar(imm4: number, d: number, Q: number, m: number): R;
  /** VADDL · `1111 001 U 1 D zz nnnn dddd 0000 N 0 M 0 mmmm` */
  vaddl(U: number, size: number, d: number, n: number, m: number): R;
  /** VADDW · `1111 001 U 1 D zz nnnn dddd 0001 N 0 M 0 mmmm` */
  vaddw(U: number, size: number, d: number, n: number, m: number): R;
  /** VSUBL · `1111 001 U 1 D zz nnnn dddd 0010 N 0 M 0 mmmm` */
  vsubl(U: number, size: number, d: number, n: number, m: number): R;
  /** VSUBW · `1111 001 U 1 D zz nnnn dddd 0011 N 0 M 0 mmmm` */
  vsubw(U: number, size: number, d: number, n: number, m: number): R;
  /** VADDHN · `1111 001 0 1 D zz nnnn dddd 0100 N 0 M 0 mmmm` */
  vaddhn(size: number, d: number, n: number, m: number): R;
  /** VRADDHN · `1111 001 1 1 D zz nnnn dddd 0100 N 0 M 0 mmmm` */
  vraddhn(size: number, d: number, n: number, m: number): R;
  /** VABAL · `1111 001 U 1 D zz nnnn dddd 0101 N 0 M 0 mmmm` */
  vabal(U: number, size: number, d: number, n: number, m: number): R;
  /** VSUBHN · `1111 001 0 1 D zz nnnn dddd 0110 N 0 M 0 mmmm` */
  vsubhn(size: number, d: number, n: number, m: number): R;
  /** VRSUBHN · `1111 001 1 1 D zz nnnn dddd 0110 N 0 M 0 mmmm` */
  vrsubhn(size: number, d: number, n: number, m: number): R;
  /** VABDL · `1111 001 U 1 D zz nnnn dddd 0111 N 0 M 0 mmmm` */
  vabdl(U: number, size: number, d: number, n: number, m: number): R;
  /** VMLAL (integer) · `1111 001 U 1 D zz nnnn dddd 1000 N 0 M 0 mmmm` */
  vmlal(U: number, size: number, d: number, n: number, m: number): R;
  /** VQDMLAL · `1111 001 0 1 D zz nnnn dddd 1001 N 0 M 0 mmmm` */
  vqdmlal(size: number, d: number, n: number, m: number): R;
  /** VMLSL (integer) · `1111 001 U 1 D zz nnnn dddd 1010 N 0 M 0 mmmm` */
  vmlsl(U: number, size: number, d: number, n: number, m: number): R;
  /** VQDMLSL · `1111 001 0 1 D zz nnnn dddd 1011 N 0 M 0 mmmm` */
  vqdmlsl(size: number, d: number, n: number, m: number): R;
  /** VMULL (integer) · `1111 001 U 1 D zz nnnn dddd 1100 N 0 M 0 mmmm` */
  vmull(U: number, size: number, d: number, n: number, m: number): R;
  /** VQDMULL · `1111 001 0 1 D zz nnnn dddd 1101 N 0 M 0 mmmm` */
  vqdmull(size: number, d: number, n: number, m: number): R;
  /** VMULL (polynomial) · `1111 001 0 1 D 00 nnnn dddd 1110 N 0 M 0 mmmm` */
  vmull_p8(d: number, n: number, m: number): R;
  /** VMLA (by scalar), integer · `1111 001 Q 1 D zz nnnn dddd 0000 N 1 M 0 mmmm` */
  vmla_scalar(Q: number, size: number, d: number, n: number, m: number): R;
  /** VMLA (by scalar), floating-point · `1111 001 Q 1 D zz nnnn dddd 0001 N 1 M 0 mmmm` */
  vmla_scalar_f32(Q: number, size: number, d: number, n: number, m: number): R;
  /** VMLS (by scalar), integer · `1111 001 Q 1 D zz nnnn dddd 0100 N 1 M 0 mmmm` */
  vmls_scalar(Q: number, size: number, d: number, n: number, m: number): R;
  /** VMLS (by scalar), floating-point · `1111 001 Q 1 D zz nnnn dddd 0101 N 1 M 0 mmmm` */
  vmls_scalar_f32(Q: number, size: number, d: number, n: number, m: number): R;
  /** VMUL (by scalar), integer · `1111 001 Q 1 D zz nnnn dddd 1000 N 1 M 0 mmmm` */
  vmul_scalar(Q: number, size: number, d: number, n: number, m: number): R;
  /** VMUL (by scalar), floating-point · `1111 001 Q 1 D zz nnnn dddd 1001 N 1 M 0 mmmm` */
  vmul_scalar_f32(Q: number, size: number, d: number, n: number, m: number): R;
  /** VMLAL (by scalar) · `1111 001 U 1 D zz nnnn dddd 0010 N 1 M 0 mmmm` */
  vmlal_scalar(U: number, size: number, d: number, n: number, m: number): R;
  /** VQDMLAL (by scalar) · `1111 001 0 1 D zz nnnn dddd 0011 N 1 M 0 mmmm` */
  vqdmlal_scalar(size: number, d: number, n: number, m: number): R;
  /** VMLSL (by scalar) · `1111 001 U 1 D zz nnnn dddd 0110 N 1 M 0 mmmm` */
  vmlsl_scalar(U: number, size: number, d: number, n: number, m: number): R;
  /** VQDMLSL (by scalar) · `1111 001 0 1 D zz nnnn dddd 0111 N 1 M 0 mmmm` */
  vqdmlsl_scalar(size: number, d: number, n: number, m: number): R;
  /** VMULL (by scalar) · `1111 001 U 1 D zz nnnn dddd 1010 N 1 M 0 mmmm` */
  vmull_scalar(U: number, size: number, d: number, n: number, m: number): R;
  /** VQDMULL (by scalar) · `1111 001 0 1 D zz nnnn dddd 1011 N 1 M 0 mmmm` */
  vqdmull_scalar(size: number, d: number, n: number, m: number): R;
  /** VQDMULH (by scalar) · `1111 001 Q 1 D zz nnnn dddd 1100 N 1 M 0 mmmm` */
  vqdmulh_scalar(Q: number, size: number, d: number, n: number, m: number): R;
  /** VQRDMULH (by scalar) · `1111 001 Q 1 D zz nnnn dddd 1101 N 1 M 0 mmmm` */
  vqrdmulh_scalar(Q: number, size: number, d: number, n: number, m: number): R;
  /** VST1, VST2, VST3, VST4 (multiple) · `1111 0100 0 D 00 nnnn dddd tttt zz aa mmmm` */
  vst_multiple(n: number, d: number, type: number, size: number, align: number, m: number): R;
  /** VLD1, VLD2, VLD3, VLD4 (multiple) · `1111 0100 0 D 10 nnnn dddd tttt zz aa mmmm` */
  vld_multiple(n: number, d: number, type: number, size: number, align: number, m: number): R;
  /** VLD1, VLD2, VLD3, VLD4 (single to all lanes) · `1111 0100 1 D 10 nnnn dddd 11 cc zz T A mmmm` */
  vld_all_lanes(n: number, d: number, count: number, size: number, T: number, a: number, m: number): R;
  /** VST1, VST2, VST3, VST4 (single to or from one lane) · `1111 0100 1 D 00 nnnn dddd zz cc xxxx mmmm` */
  vst_single(n: number, d: number, size: number, count: number, indexAlign: number, m: number): R;
  /** VLD1, VLD2, VLD3, VLD4 (single to or from one lane) · `1111 0100 1 D 10 nnnn dddd zz cc xxxx mmmm` */
  vld_single(n: number, d: number, size: number, count: number, indexAlign: number, m: number): R;
}

/** Generic coprocessor instructions of A32 and T32 (T32 passes cond = 14). */
export interface CoprocessorVisitor<R> {
  /** MCRR · `cccc 1100 0100 uuuu tttt pppp oooo mmmm` */
  mcrr(cond: number, t2: number, t: number, cp: number, opc1: number, m: number): R;
  /** MRRC · `cccc 1100 0101 uuuu tttt pppp oooo mmmm` */
  mrrc(cond: number, t2: number, t: number, cp: number, opc1: number, m: number): R;
  /** STC · `cccc 110 P U D W 0 nnnn dddd pppp iiiiiiii` */
  stc(cond: number, P: number, U: number, D: number, W: number, n: number, d: number, cp: number, imm8: number): R;
  /** LDC · `cccc 110 P U D W 1 nnnn dddd pppp iiiiiiii` */
  ldc(cond: number, P: number, U: number, D: number, W: number, n: number, d: number, cp: number, imm8: number): R;
  /** CDP · `cccc 1110 oooo nnnn dddd pppp qqq 0 mmmm` */
  cdp(cond: number, opc1: number, n: number, d: number, cp: number, opc2: number, m: number): R;
  /** MCR · `cccc 1110 ooo 0 nnnn tttt pppp qqq 1 mmmm` */
  mcr(cond: number, opc1: number, n: number, t: number, cp: number, opc2: number, m: number): R;
  /** MRC · `cccc 1110 ooo 1 nnnn tttt pppp qqq 1 mmmm` */
  mrc(cond: number, opc1: number, n: number, t: number, cp: number, opc2: number, m: number): R;
  /** MCRR2 · `1111 1100 0100 uuuu tttt pppp oooo mmmm` */
  mcrr2(t2: number, t: number, cp: number, opc1: number, m: number): R;
  /** MRRC2 · `1111 1100 0101 uuuu tttt pppp oooo mmmm` */
  mrrc2(t2: number, t: number, cp: number, opc1: number, m: number): R;
  /** STC2 · `1111 110 P U D W 0 nnnn dddd pppp iiiiiiii` */
  stc2(P: number, U: number, D: number, W: number, n: number, d: number, cp: number, imm8: number): R;
  /** LDC2 · `1111 110 P U D W 1 nnnn dddd pppp iiiiiiii` */
  ldc2(P: number, U: number, D: number, W: number, n: number, d: number, cp: number, imm8: number): R;
  /** CDP2 · `1111 1110 oooo nnnn dddd pppp qqq 0 mmmm` */
  cdp2(opc1: number, n: number, d: number, cp: number, opc2: number, m: number): R;
  /** MCR2 · `1111 1110 ooo 0 nnnn tttt pppp qqq 1 mmmm` */
  mcr2(opc1: number, n: number, t: number, cp: number, opc2: number, m: number): R;
  /** MRC2 · `1111 1110 ooo 1 nnnn tttt pppp qqq 1 mmmm` */
  mrc2(opc1: number, n: number, t: number, cp: number, opc2: number, m: number): R;
}
