import { field, type Syntax } from './syntax.ts';

const each = (names: readonly string[], template: string, suffix = ''): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name + suffix, template.replace('NAME', name)]));

const VVV = '{d:v}, {n:v}, {m:v}';
const VV = '{d:v}, {m:v}';

/** Advanced SIMD. The data types are formatters: `{us}` is U and size, `{i}`, `{s}`, `{n}` are i16, s16, 16; `w` is twice as wide. */
export const NEON_SYNTAX: Readonly<Record<string, Syntax>> = {
  ...each(
    ['vhadd', 'vqadd', 'vrhadd', 'vhsub', 'vqsub', 'vcgt', 'vcge', 'vmax', 'vmin', 'vabd', 'vaba', 'vpmax', 'vpmin'],
    `NAME.{us} ${VVV}`,
  ),
  ...each(['vand', 'veor', 'vbsl', 'vbit', 'vbif', 'vorn'], `NAME ${VVV}`),
  vbic_reg: `vbic ${VVV}`,
  vorr_reg: (f) => (f['n'] === f['m'] ? `vmov ${VV}` : `vorr ${VVV}`),
  ...each(['vshl', 'vqshl', 'vrshl', 'vqrshl'], 'NAME.{us} {d:v}, {m:v}, {n:v}'),
  ...each(['vadd', 'vsub', 'vceq', 'vmla', 'vmls', 'vmul', 'vpadd'], `NAME.{i} ${VVV}`),
  vtst: `vtst.{bits} ${VVV}`,
  vmul_p8: `vmul.p8 ${VVV}`,
  ...each(['vqdmulh', 'vqrdmulh'], `NAME.{signed} ${VVV}`),
  ...each(['vfma', 'vfms', 'vacge', 'vacgt', 'vrecps', 'vrsqrts'], `NAME.f32 ${VVV}`),
  ...each(
    ['vadd', 'vsub', 'vpadd', 'vabd', 'vmla', 'vmls', 'vmul', 'vceq', 'vcge', 'vcgt', 'vmax', 'vmin', 'vpmax', 'vpmin'],
    `NAME.f32 ${VVV}`,
    '_f32',
  ),

  vext: 'vext.8 {d:v}, {n:v}, {m:v}, {#imm4}',
  ...each(['vrev64', 'vrev32', 'vrev16', 'vtrn', 'vuzp', 'vzip'], `NAME.{bits} ${VV}`),
  vcnt: `vcnt.8 ${VV}`,
  vmvn_reg: `vmvn ${VV}`,
  vswp: `vswp ${VV}`,
  ...each(['vpaddl', 'vpadal'], `NAME.{us} ${VV}`),
  ...each(['vcls', 'vqabs', 'vqneg'], `NAME.{signed} ${VV}`),
  vclz: `vclz.{i} ${VV}`,
  ...each(['vcgt', 'vcge', 'vcle', 'vclt'], `NAME.{sf} ${VV}, #0`, '_zero'),
  vceq_zero: `vceq.{if} ${VV}, #0`,
  ...each(['vabs', 'vneg'], `NAME.{sf} ${VV}`),
  vmovn: 'vmovn.{iWide} {d:d}, {m:q}',
  vqmovun: 'vqmovun.{signedWide} {d:d}, {m:q}',
  vqmovn: 'vqmovn.{usWide} {d:d}, {m:q}',
  vshll_max: 'vshll.{i} {d:q}, {m:d}, {elementBits}',
  vcvt_f16_f32: 'vcvt.f16.f32 {d:d}, {m:q}',
  vcvt_f32_f16: 'vcvt.f32.f16 {d:q}, {m:d}',
  vrecpe: `vrecpe.{uf} ${VV}`,
  vrsqrte: `vrsqrte.{uf} ${VV}`,
  vcvt_int: (f) => `vcvt.${['f32.s32', 'f32.u32', 's32.f32', 'u32.f32'][field(f, 'op')]} ${VV}`,
  vtbl: (f) => `${f['op'] === 1 ? 'vtbx' : 'vtbl'}.8 {d:d}, {tableList}, {m:d}`,
  vdup_scalar: 'vdup.{dupBits} {d:v}, {dupScalar}',

  ...each(['vaddl', 'vsubl', 'vabal', 'vabdl', 'vmlal', 'vmlsl', 'vmull'], 'NAME.{us} {d:q}, {n:d}, {m:d}'),
  ...each(['vaddw', 'vsubw'], 'NAME.{us} {d:q}, {n:q}, {m:d}'),
  ...each(['vaddhn', 'vraddhn', 'vsubhn', 'vrsubhn'], 'NAME.{iWide} {d:d}, {n:q}, {m:q}'),
  ...each(['vqdmlal', 'vqdmlsl', 'vqdmull'], 'NAME.{signed} {d:q}, {n:d}, {m:d}'),
  vmull_p8: 'vmull.p8 {d:q}, {n:d}, {m:d}',

  ...each(['vmla', 'vmls', 'vmul'], 'NAME.{i} {d:v}, {n:v}, {scalar}', '_scalar'),
  ...each(['vmla', 'vmls', 'vmul'], 'NAME.f32 {d:v}, {n:v}, {scalar}', '_scalar_f32'),
  ...each(['vmlal', 'vmlsl', 'vmull'], 'NAME.{us} {d:q}, {n:d}, {scalar}', '_scalar'),
  ...each(['vqdmlal', 'vqdmlsl', 'vqdmull'], 'NAME.{signed} {d:q}, {n:d}, {scalar}', '_scalar'),
  ...each(['vqdmulh', 'vqrdmulh'], 'NAME.{signed} {d:v}, {n:v}, {scalar}', '_scalar'),

  vmod_imm: '{modifiedMove} {d:v}, {modifiedImmediate}',
  ...each(['vshr', 'vsra', 'vrshr', 'vrsra'], `NAME.{usShift} ${VV}, {right}`),
  vsri: `vsri.{bitsShift} ${VV}, {right}`,
  vsli: `vsli.{bitsShift} ${VV}, {left}`,
  vshl_imm: `vshl.{iShift} ${VV}, {left}`,
  vqshlu: `vqshlu.{signedShift} ${VV}, {left}`,
  vqshl_imm: `vqshl.{usShift} ${VV}, {left}`,
  ...each(['vshrn', 'vrshrn'], 'NAME.{iNarrow} {d:d}, {m:q}, {right}'),
  ...each(['vqshrun', 'vqrshrun'], 'NAME.{signedNarrow} {d:d}, {m:q}, {right}'),
  ...each(['vqshrn', 'vqrshrn'], 'NAME.{usNarrow} {d:d}, {m:q}, {right}'),
  vshll: (f) =>
    ((field(f, 'imm6') - 1) & field(f, 'imm6')) === 0
      ? 'vmovl.{usShift} {d:q}, {m:d}'
      : 'vshll.{usShift} {d:q}, {m:d}, {left}',
  vcvt_fixed: (f) => {
    const fixed = f['U'] === 1 ? 'u32' : 's32';
    return `vcvt.${f['op'] === 1 ? `${fixed}.f32` : `f32.${fixed}`} ${VV}, {fraction64}`;
  },

  vst_multiple: 'vst{multiple}',
  vld_multiple: 'vld{multiple}',
  vst_single: 'vst{single}',
  vld_single: 'vld{single}',
  vld_all_lanes: 'vld{allLanes}',
};
