import { type Fields, field, type Syntax } from './syntax.ts';

const each = (names: readonly string[], key: (name: string) => string, template: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [key(name), template.replaceAll('NAME', name)]));

const half = (f: Fields) => (f['T'] === 1 ? 't' : 'b');
const float = (f: Fields) => (f['sz'] === 1 ? 'f64' : 'f32');
const compare = (f: Fields) => (f['E'] === 1 ? 'vcmpe' : 'vcmp');

/** VFP, and the transfers between core registers and Advanced SIMD scalars. */
export const VFP_SYNTAX: Readonly<Record<string, Syntax>> = {
  ...each(
    ['vmla', 'vmls', 'vnmls', 'vnmla', 'vmul', 'vnmul', 'vadd', 'vsub', 'vdiv', 'vfnms', 'vfnma', 'vfma', 'vfms'],
    (n) => `vfp_${n}`,
    'NAME{c}.{float} {d:f}, {n:f}, {m:f}',
  ),
  vfp_vmov_imm: 'vmov{c}.{float} {d:f}, {vfpConstant}',
  vfp_vmov_reg: 'vmov{c}.{float} {d:f}, {m:f}',
  ...each(['vabs', 'vneg', 'vsqrt'], (n) => `vfp_${n}`, 'NAME{c}.{float} {d:f}, {m:f}'),
  vfp_vcvt_f32_f16: (f) => `vcvt${half(f)}{c}.f32.f16 {d:s}, {m:s}`,
  vfp_vcvt_f16_f32: (f) => `vcvt${half(f)}{c}.f16.f32 {d:s}, {m:s}`,
  vfp_vcmp: (f) => `${compare(f)}{c}.{float} {d:f}, {m:f}`,
  vfp_vcmp_zero: (f) => `${compare(f)}{c}.{float} {d:f}, #0`,
  vfp_vcvt_f64_f32: 'vcvt{c}.f64.f32 {d:d}, {m:s}',
  vfp_vcvt_f32_f64: 'vcvt{c}.f32.f64 {d:s}, {m:d}',
  vfp_vcvt_from_int: (f) => `vcvt{c}.${float(f)}.${f['signed'] === 1 ? 's' : 'u'}32 {d:f}, {m:s}`,
  vfp_vcvt_to_int: (f) =>
    `vcvt${f['roundZero'] === 1 ? '' : 'r'}{c}.${f['signed'] === 1 ? 's' : 'u'}32.${float(f)} {d:s}, {m:f}`,
  vfp_vcvt_fixed: (f) => {
    const fixed = `${f['U'] === 1 ? 'u' : 's'}${f['sx'] === 1 ? 32 : 16}`;
    return f['toFixed'] === 1
      ? `vcvt{c}.${fixed}.${float(f)} {d:f}, {d:f}, {fractionBits}`
      : `vcvt{c}.${float(f)}.${fixed} {d:f}, {d:f}, {fractionBits}`;
  },
  vfp_vstr: 'vstr{c} {d:f}, [{n}{offsetU8x4}]',
  vfp_vldr: 'vldr{c} {d:f}, [{n}{offsetU8x4}]',
  vfp_vstmia: '{vstm}',
  vfp_vldmia: '{vldm}',
  vfp_vstmdb: '{vstmdb}',
  vfp_vldmdb: '{vldmdb}',
  vfp_vmov_core_single: (f) => (f['L'] === 1 ? 'vmov{c} {t}, {n:s}' : 'vmov{c} {n:s}, {t}'),
  vfp_vmsr: 'vmsr{c} {vfpSystem}, {t}',
  vfp_vmrs: (f) => (f['reg'] === 1 ? 'vmrs{c} {mrcTarget}, {vfpSystem}' : 'vmrs{c} {t}, {vfpSystem}'),
  ...each(['8', '16', '32'], (n) => `vmov_to_scalar${n}`, 'vmov{c}.NAME {d:d}{index}, {t}'),
  vmov_from_scalar8: (f) => `vmov{c}.${f['U'] === 1 ? 'u' : 's'}8 {t}, {n:d}{index}`,
  vmov_from_scalar16: (f) => `vmov{c}.${f['U'] === 1 ? 'u' : 's'}16 {t}, {n:d}{index}`,
  vmov_from_scalar32: 'vmov{c}.32 {t}, {n:d}{index}',
  vdup_core: (f) => `vdup{c}.${['32', '16', '8'][field(f, 'be')]} {d:v}, {t}`,
  vfp_vmov_core2_single2: (f) =>
    f['L'] === 1 ? 'vmov{c} {t}, {t2}, {m:s}, {mNext:s}' : 'vmov{c} {m:s}, {mNext:s}, {t}, {t2}',
  vfp_vmov_core2_double: (f) => (f['L'] === 1 ? 'vmov{c} {t}, {t2}, {m:d}' : 'vmov{c} {m:d}, {t}, {t2}'),
};
