import type { Table } from '../table.ts';

/**
 * VFP: VFPv2, VFPv3, VFPv4 (fused multiply) and half precision, in A32 and (with cond = 1110) T32. With sz = 1 the registers are
 * numbers of doublewords (D:Vd), with sz = 0 of single words (Vd:D). The transfers to and from scalars are Advanced SIMD, and
 * stand here because they are conditional.
 */
export const VFP: Table = {
  manual: 'Arm DDI 0406C, A7.5 to A7.9',
  legend: {
    c: 'cond',
    n: 'n',
    d: 'd',
    t: 't',
    u: 't2',
    m: 'm',
    i: 'imm#',
    j: 'imm#',
    z: 'sz',
    D: '',
    N: '',
    M: '',
    U: 'U',
    W: 'W',
    L: 'L',
    E: 'E',
    T: 'T',
    S: 'signed',
    o: 'toFixed',
    Z: 'roundZero',
    X: 'sx',
    r: 'reg',
    x: 'index',
    Q: 'Q',
    b: 'b',
    e: 'e',
  },
  split: 'ix',
  join: { d: 'z?D:d|d:D', n: 'z?N:n|n:N', m: 'z?M:m|m:M' },
  first: 'coprocessors 10 and 11 are VFP and Advanced SIMD',
  rows: [
    // A7.5 VFP data-processing instructions: three registers
    ['cccc 1110 0 D 00 nnnn dddd 101 z N 0 M 0 mmmm', 'vfp_vmla', 'VMLA (floating-point)'],
    ['cccc 1110 0 D 00 nnnn dddd 101 z N 1 M 0 mmmm', 'vfp_vmls', 'VMLS (floating-point)'],
    ['cccc 1110 0 D 01 nnnn dddd 101 z N 0 M 0 mmmm', 'vfp_vnmls', 'VNMLS (floating-point)'],
    ['cccc 1110 0 D 01 nnnn dddd 101 z N 1 M 0 mmmm', 'vfp_vnmla', 'VNMLA (floating-point)'],
    ['cccc 1110 0 D 10 nnnn dddd 101 z N 0 M 0 mmmm', 'vfp_vmul', 'VMUL (floating-point)'],
    ['cccc 1110 0 D 10 nnnn dddd 101 z N 1 M 0 mmmm', 'vfp_vnmul', 'VNMUL (floating-point)'],
    ['cccc 1110 0 D 11 nnnn dddd 101 z N 0 M 0 mmmm', 'vfp_vadd', 'VADD (floating-point)'],
    ['cccc 1110 0 D 11 nnnn dddd 101 z N 1 M 0 mmmm', 'vfp_vsub', 'VSUB (floating-point)'],
    ['cccc 1110 1 D 00 nnnn dddd 101 z N 0 M 0 mmmm', 'vfp_vdiv', 'VDIV (floating-point)'],
    ['cccc 1110 1 D 01 nnnn dddd 101 z N 0 M 0 mmmm', 'vfp_vfnms', 'VFNMS (floating-point)'],
    ['cccc 1110 1 D 01 nnnn dddd 101 z N 1 M 0 mmmm', 'vfp_vfnma', 'VFNMA (floating-point)'],
    ['cccc 1110 1 D 10 nnnn dddd 101 z N 0 M 0 mmmm', 'vfp_vfma', 'VFMA (floating-point)'],
    ['cccc 1110 1 D 10 nnnn dddd 101 z N 1 M 0 mmmm', 'vfp_vfms', 'VFMS (floating-point)'],

    // A7.5 VFP data-processing instructions: other
    ['cccc 1110 1 D 11 iiii dddd 101 z (0) 0 (0) 0 iiii', 'vfp_vmov_imm', 'VMOV (immediate)'],
    ['cccc 1110 1 D 11 0000 dddd 101 z 01 M 0 mmmm', 'vfp_vmov_reg', 'VMOV (register)'],
    ['cccc 1110 1 D 11 0000 dddd 101 z 11 M 0 mmmm', 'vfp_vabs', 'VABS'],
    ['cccc 1110 1 D 11 0001 dddd 101 z 01 M 0 mmmm', 'vfp_vneg', 'VNEG'],
    ['cccc 1110 1 D 11 0001 dddd 101 z 11 M 0 mmmm', 'vfp_vsqrt', 'VSQRT'],
    [
      'cccc 1110 1 D 11 0010 dddd 1010 T 1 M 0 mmmm',
      'vfp_vcvt_f32_f16',
      'VCVTB, VCVTT (single from half)',
      { join: { d: 'd:D', m: 'm:M' } },
    ],
    [
      'cccc 1110 1 D 11 0011 dddd 1010 T 1 M 0 mmmm',
      'vfp_vcvt_f16_f32',
      'VCVTB, VCVTT (half from single)',
      { join: { d: 'd:D', m: 'm:M' } },
    ],
    ['cccc 1110 1 D 11 0100 dddd 101 z E 1 M 0 mmmm', 'vfp_vcmp', 'VCMP, VCMPE'],
    ['cccc 1110 1 D 11 0101 dddd 101 z E 1 (0) 0 (0000)', 'vfp_vcmp_zero', 'VCMP, VCMPE (with zero)'],
    [
      'cccc 1110 1 D 11 0111 dddd 1010 11 M 0 mmmm',
      'vfp_vcvt_f64_f32',
      'VCVT (double from single)',
      { join: { d: 'D:d', m: 'm:M' } },
    ],
    [
      'cccc 1110 1 D 11 0111 dddd 1011 11 M 0 mmmm',
      'vfp_vcvt_f32_f64',
      'VCVT (single from double)',
      { join: { d: 'd:D', m: 'M:m' } },
    ],
    [
      'cccc 1110 1 D 11 1000 dddd 101 z S 1 M 0 mmmm',
      'vfp_vcvt_from_int',
      'VCVT (floating-point from integer)',
      { join: { d: 'z?D:d|d:D', m: 'm:M' } },
    ],
    [
      'cccc 1110 1 D 11 110 S dddd 101 z Z 1 M 0 mmmm',
      'vfp_vcvt_to_int',
      'VCVT, VCVTR (integer from floating-point)',
      { join: { d: 'd:D', m: 'z?M:m|m:M' } },
    ],
    [
      'cccc 1110 1 D 11 1 o 1 U dddd 101 z X 1 i 0 jjjj',
      'vfp_vcvt_fixed',
      'VCVT (between floating-point and fixed-point)',
      { join: { d: 'z?D:d|d:D', imm5: 'j:i' } },
    ],

    // A7.6 Extension register load/store instructions
    ['cccc 1101 U D 00 nnnn dddd 101 z iiiiiiii', 'vfp_vstr', 'VSTR'],
    ['cccc 1101 U D 01 nnnn dddd 101 z iiiiiiii', 'vfp_vldr', 'VLDR'],
    ['cccc 1100 1 D W 0 nnnn dddd 101 z iiiiiiii', 'vfp_vstmia', 'VSTMIA'],
    ['cccc 1100 1 D W 1 nnnn dddd 101 z iiiiiiii', 'vfp_vldmia', 'VLDMIA'],
    ['cccc 1101 0 D 10 nnnn dddd 101 z iiiiiiii', 'vfp_vstmdb', 'VSTMDB, VPUSH'],
    ['cccc 1101 0 D 11 nnnn dddd 101 z iiiiiiii', 'vfp_vldmdb', 'VLDMDB'],

    // A7.8 8, 16, and 32-bit transfer between ARM core and extension registers
    [
      'cccc 1110 000 L nnnn tttt 1010 N (00) 1 (0000)',
      'vfp_vmov_core_single',
      'VMOV (between ARM core register and single-precision register)',
      { join: { n: 'n:N' } },
    ],
    ['cccc 1110 1110 rrrr tttt 1010 (000) 1 (0000)', 'vfp_vmsr', 'VMSR'],
    ['cccc 1110 1111 rrrr tttt 1010 (000) 1 (0000)', 'vfp_vmrs', 'VMRS'],
    [
      'cccc 1110 01 x 0 dddd tttt 1011 D xx 1 (0000)',
      'vmov_to_scalar8',
      'VMOV (ARM core register to scalar), 8 bits',
      { join: { d: 'D:d' } },
    ],
    [
      'cccc 1110 00 x 0 dddd tttt 1011 D x1 1 (0000)',
      'vmov_to_scalar16',
      'VMOV (ARM core register to scalar), 16 bits',
      { join: { d: 'D:d' } },
    ],
    [
      'cccc 1110 00 x 0 dddd tttt 1011 D 00 1 (0000)',
      'vmov_to_scalar32',
      'VMOV (ARM core register to scalar), 32 bits',
      { join: { d: 'D:d' } },
    ],
    [
      'cccc 1110 U 1 x 1 nnnn tttt 1011 N xx 1 (0000)',
      'vmov_from_scalar8',
      'VMOV (scalar to ARM core register), 8 bits',
      { join: { n: 'N:n' } },
    ],
    [
      'cccc 1110 U 0 x 1 nnnn tttt 1011 N x1 1 (0000)',
      'vmov_from_scalar16',
      'VMOV (scalar to ARM core register), 16 bits',
      { join: { n: 'N:n' } },
    ],
    [
      'cccc 1110 00 x 1 nnnn tttt 1011 N 00 1 (0000)',
      'vmov_from_scalar32',
      'VMOV (scalar to ARM core register), 32 bits',
      { join: { n: 'N:n' } },
    ],
    [
      'cccc 1110 1 b Q 0 dddd tttt 1011 D 0 e 1 (0000)',
      'vdup_core',
      'VDUP (ARM core register)',
      { join: { d: 'D:d', be: 'b:e' }, undefinedIf: 'be === 3 || (Q & d) !== 0' },
    ],

    // A7.9 64-bit transfers between ARM core and extension registers
    [
      'cccc 1100 010 L uuuu tttt 1010 00 M 1 mmmm',
      'vfp_vmov_core2_single2',
      'VMOV (between two ARM core registers and two single-precision registers)',
      { join: { m: 'm:M' } },
    ],
    [
      'cccc 1100 010 L uuuu tttt 1011 00 M 1 mmmm',
      'vfp_vmov_core2_double',
      'VMOV (between two ARM core registers and a doubleword register)',
      { join: { m: 'M:m' } },
    ],
  ],
};
