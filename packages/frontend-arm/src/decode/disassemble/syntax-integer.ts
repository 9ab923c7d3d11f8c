import { condition, registerList, shiftName } from './names.ts';
import { type Fields, field, type Syntax } from './syntax.ts';

const THREE = ['and', 'eor', 'sub', 'rsb', 'add', 'adc', 'sbc', 'rsc', 'orr', 'bic', 'orn'] as const;
const COMPARES = ['tst', 'teq', 'cmp', 'cmn'] as const;
const PARALLEL = ['s', 'q', 'sh', 'u', 'uq', 'uh'].flatMap((p) =>
  ['add16', 'asx', 'sax', 'sub16', 'add8', 'sub8'].map((o) => p + o),
);

/** Templates of the same shape: `NAME` stands for the mnemonic, the key is built by `key`. */
const each = (names: readonly string[], key: (name: string) => string, template: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [key(name), template.replace('NAME', name)]));

const half = (...bits: readonly number[]) => bits.map((bit) => (bit === 1 ? 't' : 'b')).join('');
const exchange = (f: Fields, base: string) => `${base}${f['M'] === 1 ? 'x' : ''}`;
const rounded = (f: Fields, base: string) => `${base}${f['R'] === 1 ? 'r' : ''}`;
const shiftedMove: Syntax = (f) => {
  if (f['imm5'] !== 0) return `${shiftName(field(f, 'type'))}{S}{c} {d}, {m}, {shiftAmount}`;
  if (f['type'] === 0) return 'mov{S}{c} {d}, {m}';
  return f['type'] === 3 ? 'rrx{S}{c} {d}, {m}' : `${shiftName(field(f, 'type'))}{S}{c} {d}, {m}, {shiftAmount}`;
};

/** Data processing, multiplication and media. */
export const INTEGER_SYNTAX: Readonly<Record<string, Syntax>> = {
  ...each(THREE, (n) => `${n}_reg`, 'NAME{S}{c} {d}, {n}, {m}{shift}'),
  ...each(THREE, (n) => `${n}_rsr`, 'NAME{S}{c} {d}, {n}, {m}, {shiftName} {s}'),
  ...each(THREE, (n) => `${n}_imm`, 'NAME{S}{c} {d}, {n}, {constant}'),
  ...each(COMPARES, (n) => `${n}_reg`, 'NAME{c} {n}, {m}{shift}'),
  ...each(COMPARES, (n) => `${n}_rsr`, 'NAME{c} {n}, {m}, {shiftName} {s}'),
  ...each(COMPARES, (n) => `${n}_imm`, 'NAME{c} {n}, {constant}'),
  mov_reg: shiftedMove,
  mov_rsr: '{shiftName}{S}{c} {d}, {m}, {s}',
  mov_imm: 'mov{S}{c} {d}, {constant}',
  mvn_reg: 'mvn{S}{c} {d}, {m}{shift}',
  mvn_rsr: 'mvn{S}{c} {d}, {m}, {shiftName} {s}',
  mvn_imm: 'mvn{S}{c} {d}, {constant}',
  movw: 'movw{c} {d}, {#imm16}',
  movt: 'movt{c} {d}, {#imm16}',
  addw: 'addw{c} {d}, {n}, {#imm12}',
  subw: 'subw{c} {d}, {n}, {#imm12}',

  mul: 'mul{S}{c} {d}, {n}, {m}',
  mla: 'mla{S}{c} {d}, {n}, {m}, {a}',
  mls: 'mls{c} {d}, {n}, {m}, {a}',
  umaal: 'umaal{c} {dLo}, {dHi}, {n}, {m}',
  ...each(['umull', 'umlal', 'smull', 'smlal'], (n) => n, 'NAME{S}{c} {dLo}, {dHi}, {n}, {m}'),
  ...each(['qadd', 'qsub', 'qdadd', 'qdsub'], (n) => n, 'NAME{c} {d}, {m}, {n}'),
  smla_xy: (f) => `smla${half(field(f, 'N'), field(f, 'M'))}{c} {d}, {n}, {m}, {a}`,
  smul_xy: (f) => `smul${half(field(f, 'N'), field(f, 'M'))}{c} {d}, {n}, {m}`,
  smlal_xy: (f) => `smlal${half(field(f, 'N'), field(f, 'M'))}{c} {dLo}, {dHi}, {n}, {m}`,
  smlaw_y: (f) => `smlaw${half(field(f, 'M'))}{c} {d}, {n}, {m}, {a}`,
  smulw_y: (f) => `smulw${half(field(f, 'M'))}{c} {d}, {n}, {m}`,
  clz: 'clz{c} {d}, {m}',

  ...each(PARALLEL, (n) => n, 'NAME{c} {d}, {n}, {m}'),
  pkh: (f) => (f['tb'] === 1 ? 'pkhtb{c} {d}, {n}, {m}{shiftTb}' : 'pkhbt{c} {d}, {n}, {m}{shiftTb}'),
  sel: 'sel{c} {d}, {n}, {m}',
  ssat: 'ssat{c} {d}, {#satImm+1}, {n}{shiftSat}',
  usat: 'usat{c} {d}, {#satImm}, {n}{shiftSat}',
  ssat16: 'ssat16{c} {d}, {#satImm+1}, {n}',
  usat16: 'usat16{c} {d}, {#satImm}, {n}',
  ...each(['sxtb16', 'sxtb', 'sxth', 'uxtb16', 'uxtb', 'uxth'], (n) => n, 'NAME{c} {d}, {m}{rotation}'),
  ...each(['sxtab16', 'sxtab', 'sxtah', 'uxtab16', 'uxtab', 'uxtah'], (n) => n, 'NAME{c} {d}, {n}, {m}{rotation}'),
  ...each(['rev', 'rev16', 'rbit', 'revsh'], (n) => n, 'NAME{c} {d}, {m}'),
  smuad: (f) => `${exchange(f, 'smuad')}{c} {d}, {n}, {m}`,
  smlad: (f) => `${exchange(f, 'smlad')}{c} {d}, {n}, {m}, {a}`,
  smusd: (f) => `${exchange(f, 'smusd')}{c} {d}, {n}, {m}`,
  smlsd: (f) => `${exchange(f, 'smlsd')}{c} {d}, {n}, {m}, {a}`,
  smlald: (f) => `${exchange(f, 'smlald')}{c} {dLo}, {dHi}, {n}, {m}`,
  smlsld: (f) => `${exchange(f, 'smlsld')}{c} {dLo}, {dHi}, {n}, {m}`,
  smmul: (f) => `${rounded(f, 'smmul')}{c} {d}, {n}, {m}`,
  smmla: (f) => `${rounded(f, 'smmla')}{c} {d}, {n}, {m}, {a}`,
  smmls: (f) => `${rounded(f, 'smmls')}{c} {d}, {n}, {m}, {a}`,
  sdiv: 'sdiv{c} {d}, {n}, {m}',
  udiv: 'udiv{c} {d}, {n}, {m}',
  usad8: 'usad8{c} {d}, {n}, {m}',
  usada8: 'usada8{c} {d}, {n}, {m}, {a}',
  sbfx: 'sbfx{c} {d}, {n}, {#lsb}, {#widthM1+1}',
  ubfx: 'ubfx{c} {d}, {n}, {#lsb}, {#widthM1+1}',
  bfc: 'bfc{c} {d}, {#lsb}, {bitWidth}',
  bfi: 'bfi{c} {d}, {n}, {#lsb}, {bitWidth}',
  udf: 'udf {#imm16}',
};

/** 16-bit Thumb. `{flags}` is the suffix s outside of an IT block. */
export const T16_SYNTAX: Readonly<Record<string, Syntax>> = {
  t16_movs_reg: 'mov{flags}{c} {d}, {m}',
  t16_lsl_imm: 'lsl{flags}{c} {d}, {m}, {#imm5}',
  t16_lsr_imm: 'lsr{flags}{c} {d}, {m}, {shift32}',
  t16_asr_imm: 'asr{flags}{c} {d}, {m}, {shift32}',
  t16_add_reg: 'add{flags}{c} {d}, {n}, {m}',
  t16_sub_reg: 'sub{flags}{c} {d}, {n}, {m}',
  t16_add_imm3: 'add{flags}{c} {d}, {n}, {#imm3}',
  t16_sub_imm3: 'sub{flags}{c} {d}, {n}, {#imm3}',
  t16_mov_imm: 'mov{flags}{c} {d}, {#imm8}',
  t16_cmp_imm: 'cmp{c} {n}, {#imm8}',
  t16_add_imm8: 'add{flags}{c} {dn}, {#imm8}',
  t16_sub_imm8: 'sub{flags}{c} {dn}, {#imm8}',
  ...each(
    ['and', 'eor', 'lsl', 'lsr', 'asr', 'adc', 'sbc', 'ror', 'orr', 'bic'],
    (n) => `t16_${n}_reg`,
    'NAME{flags}{c} {dn}, {m}',
  ),
  t16_tst_reg: 'tst{c} {n}, {m}',
  t16_cmp_reg: 'cmp{c} {n}, {m}',
  t16_cmn_reg: 'cmn{c} {n}, {m}',
  t16_rsb_imm: 'rsb{flags}{c} {d}, {n}, #0',
  t16_mul: 'mul{flags}{c} {dm}, {n}, {dm}',
  t16_mvn_reg: 'mvn{flags}{c} {d}, {m}',
  t16_add_reg_high: 'add{c} {dn}, {m}',
  t16_cmp_reg_high: 'cmp{c} {n}, {m}',
  t16_mov_reg: 'mov{c} {d}, {m}',
  t16_bx: 'bx{c} {m}',
  t16_blx_reg: 'blx{c} {m}',
  t16_ldr_lit: 'ldr{c} {t}, [pc, {#imm8*4}]',
  ...each(
    ['str', 'strh', 'strb', 'ldrsb', 'ldr', 'ldrh', 'ldrb', 'ldrsh'],
    (n) => `t16_${n}_reg`,
    'NAME{c} {t}, [{n}, {m}]',
  ),
  ...each(['str', 'ldr'], (n) => `t16_${n}_imm`, 'NAME{c} {t}, [{n}{offset5*4}]'),
  ...each(['strh', 'ldrh'], (n) => `t16_${n}_imm`, 'NAME{c} {t}, [{n}{offset5*2}]'),
  ...each(['strb', 'ldrb'], (n) => `t16_${n}_imm`, 'NAME{c} {t}, [{n}{offset5*1}]'),
  t16_str_sp: 'str{c} {t}, [sp{offset8*4}]',
  t16_ldr_sp: 'ldr{c} {t}, [sp{offset8*4}]',
  t16_adr: 'adr{c} {d}, {#imm8*4}',
  t16_add_sp: 'add{c} {d}, sp, {#imm8*4}',
  t16_add_sp_sp: 'add{c} sp, {#imm7*4}',
  t16_sub_sp_sp: 'sub{c} sp, {#imm7*4}',
  t16_cbz: (f) => (f['nonzero'] === 1 ? 'cbnz {n}, {target6}' : 'cbz {n}, {target6}'),
  ...each(['sxth', 'sxtb', 'uxth', 'uxtb', 'rev', 'rev16', 'revsh'], (n) => `t16_${n}`, 'NAME{c} {d}, {m}'),
  t16_push: (f) => `push{c} ${registerList(field(f, 'list') | (field(f, 'M') << 14))}`,
  t16_pop: (f) => `pop{c} ${registerList(field(f, 'list') | (field(f, 'P') << 15))}`,
  t16_setend: (f) => (f['E'] === 1 ? 'setend be' : 'setend le'),
  t16_cps: (f) => (f['M'] === 1 ? 'cpsid {aif}' : 'cpsie {aif}'),
  t16_bkpt: 'bkpt {#imm8}',
  t16_nop: 'nop{c}',
  t16_yield: 'yield{c}',
  t16_wfe: 'wfe{c}',
  t16_wfi: 'wfi{c}',
  t16_sev: 'sev{c}',
  t16_hint: 'hint{c} {#hint}',
  t16_it: (f) => {
    const first = field(f, 'firstcond');
    const mask = field(f, 'mask');
    const count = mask & 1 ? 3 : mask & 2 ? 2 : mask & 4 ? 1 : 0;
    let suffix = '';
    for (let i = 0; i < count; i++) suffix += ((mask >>> (3 - i)) & 1) === (first & 1) ? 't' : 'e';
    return `it${suffix} ${condition(first) || 'al'}`;
  },
  t16_stm: 'stm{c} {n}!, {list}',
  t16_ldm: (f) => ((field(f, 'list') >>> field(f, 'n')) & 1 ? 'ldm{c} {n}, {list}' : 'ldm{c} {n}!, {list}'),
  t16_udf: 'udf {#imm8}',
  t16_svc: 'svc{c} {#imm8}',
  t16_b_cond: 'b{c} {target8}',
  t16_b: 'b{c} {target11}',
};
