import { bankedRegister, registerList } from './names.ts';
import { type Fields, field, type Syntax } from './syntax.ts';

const WORDS = ['str', 'ldr', 'strb', 'ldrb'] as const;
const HALVES = ['strh', 'ldrh', 'ldrsb', 'ldrsh'] as const;
const PAIRS = ['strd', 'ldrd'] as const;
const ALL = [...WORDS, ...HALVES];
const HINTS = ['pld', 'pldw', 'pli', 'mem_hint'] as const;

const each = (names: readonly string[], key: (name: string) => string, template: string): Record<string, string> =>
  Object.fromEntries(names.map((name) => [key(name), template.replace('NAME', name)]));

const plain = (name: string) => (name === 'mem_hint' ? 'hint_mem' : name);
const PU = ['da', 'ia', 'db', 'ib'];
const mode = (f: Fields) => PU[field(f, 'P') * 2 + field(f, 'U')];

function transfer(base: string, suffix: string): Syntax {
  return (f) => {
    const list = field(f, 'list');
    // One register is a push or pop in STR and LDR only
    if (field(f, 'n') === 13 && f['W'] === 1 && (list & (list - 1)) !== 0) {
      if (base === 'stm' && suffix === 'db') return 'push{c} {list}';
      if (base === 'ldm' && suffix === '') return 'pop{c} {list}';
    }
    return `${base}${suffix}{c} {n}{W}, {list}`;
  };
}

/** PUSH and POP of one register are STR and LDR with writeback. */
const strWord: Syntax = (f) =>
  field(f, 'n') === 13 && f['P'] === 1 && f['U'] === 0 && f['W'] === 1 && (f['imm12'] ?? f['imm8']) === 4
    ? 'push{c} {oneRegister}'
    : 'str{c} {t}, {address}';
const ldrWord: Syntax = (f) =>
  field(f, 'n') === 13 &&
  f['P'] === 0 &&
  f['U'] === 1 &&
  (f['W'] === 0 || f['imm8'] !== undefined) &&
  (f['imm12'] ?? f['imm8']) === 4
    ? 'pop{c} {oneRegister}'
    : 'ldr{c} {t}, {address}';

/** Loads, stores and branches. `_imm8`, `_imm12` and `_lit` are T32's. */
export const MEMORY_SYNTAX: Readonly<Record<string, Syntax>> = {
  ...each(ALL, (n) => `${n}_imm`, 'NAME{c} {t}, {address}'),
  ...each(ALL, (n) => `${n}_imm8`, 'NAME{c} {t}, {address}'),
  str_imm: strWord,
  str_imm8: strWord,
  ldr_imm: ldrWord,
  ldr_imm8: ldrWord,
  ...each(ALL, (n) => `${n}_imm12`, 'NAME{c} {t}, [{n}{offset12}]'),
  ...each(ALL, (n) => `${n}_lit`, 'NAME{c} {t}, [pc, {signed12}]'),
  ...each(ALL, (n) => `${n}_reg`, 'NAME{c} {t}, {addressReg}'),
  ...each(PAIRS, (n) => `${n}_imm`, 'NAME{c} {t}, {tNext}, {address}'),
  ...each(PAIRS, (n) => `${n}_reg`, 'NAME{c} {t}, {tNext}, {addressReg}'),
  ...each(PAIRS, (n) => `${n}_imm8`, 'NAME{c} {t}, {t2}, {address8x4}'),
  ...each(ALL, (n) => `${n}t_imm`, 'NAMEt{c} {t}, [{n}], {signedOffset}'),
  ...each(ALL, (n) => `${n}t_reg`, 'NAMEt{c} {t}, [{n}], {signedReg}'),
  ...each(ALL, (n) => `${n}t_imm8`, 'NAMEt{c} {t}, [{n}{offset8}]'),
  ...Object.fromEntries(
    HINTS.flatMap((n) => [
      [`${n}_imm12`, `${plain(n)} [{n}{offset12}]`],
      [`${n}_imm8`, `${plain(n)} [{n}, {minus8}]`],
      [`${n}_lit`, `${plain(n)} [pc, {signed12}]`],
      [`${n}_imm`, `${plain(n)} [{n}{offsetU12}]`],
      [`${n}_reg`, `${plain(n)} {addressReg}`],
    ]),
  ),
  pld_imm: (f) => `${f['R'] === 0 ? 'pldw' : 'pld'} [{n}{offsetU12}]`,
  pld_reg: (f) => `${f['R'] === 0 ? 'pldw' : 'pld'} {addressReg}`,

  swp: (f) => (f['B'] === 1 ? 'swpb{c} {t}, {t2}, [{n}]' : 'swp{c} {t}, {t2}, [{n}]'),
  strex: (f) => (f['imm8'] === undefined ? 'strex{c} {d}, {t}, [{n}]' : 'strex{c} {d}, {t}, [{n}{offset8*4}]'),
  ldrex: (f) => (f['imm8'] === undefined ? 'ldrex{c} {t}, [{n}]' : 'ldrex{c} {t}, [{n}{offset8*4}]'),
  strexd: (f) => (f['t2'] === undefined ? 'strexd{c} {d}, {t}, {tNext}, [{n}]' : 'strexd{c} {d}, {t}, {t2}, [{n}]'),
  ldrexd: (f) => (f['t2'] === undefined ? 'ldrexd{c} {t}, {tNext}, [{n}]' : 'ldrexd{c} {t}, {t2}, [{n}]'),
  strexb: 'strexb{c} {d}, {t}, [{n}]',
  strexh: 'strexh{c} {d}, {t}, [{n}]',
  ldrexb: 'ldrexb{c} {t}, [{n}]',
  ldrexh: 'ldrexh{c} {t}, [{n}]',
  tbb: (f) => (f['H'] === 1 ? 'tbh{c} [{n}, {m}, lsl #1]' : 'tbb{c} [{n}, {m}]'),

  ...Object.fromEntries(
    ['stm', 'ldm'].flatMap((base) => ['', 'da', 'db', 'ib'].map((suffix) => [base + suffix, transfer(base, suffix)])),
  ),
  stm_usr: (f) => `stm${mode(f)?.replace('ia', '')}{c} {n}, {list}^`,
  ldm_usr: (f) => `ldm${mode(f)?.replace('ia', '')}{c} {n}, {list}^`,
  ldm_eret: (f) => `ldm${mode(f)?.replace('ia', '')}{c} {n}{W}, ${registerList(field(f, 'list') | 0x8000)}^`,

  b: 'b{c} {target24}',
  bl: 'bl{c} {target24}',
  blx_imm: 'blx {target24}',
  b_cond: 'b{c} {target24}',
  bx: 'bx{c} {m}',
  bxj: 'bxj{c} {m}',
  blx_reg: 'blx{c} {m}',
};

const cps: Syntax = (f) => {
  const mod = field(f, 'imod');
  if (mod < 2) return 'cps {#mode}';
  return `cps${mod === 2 ? 'ie' : 'id'} {aif}${f['M'] === 1 ? ', {#mode}' : ''}`;
};

/** System instructions and the generic coprocessor instructions. */
export const SYSTEM_SYNTAX: Readonly<Record<string, Syntax>> = {
  nop: 'nop{c}',
  yield: 'yield{c}',
  wfe: 'wfe{c}',
  wfi: 'wfi{c}',
  sev: 'sev{c}',
  dbg: 'dbg{c} {#option}',
  hint: 'hint{c} {#hint}',
  msr_imm: 'msr{c} {psrFields}, {constant}',
  msr_reg: 'msr{c} {psrFields}, {n}',
  mrs: (f) => (f['R'] === 1 ? 'mrs{c} {d}, spsr' : 'mrs{c} {d}, cpsr'),
  mrs_banked: (f) => `mrs{c} {d}, ${bankedRegister(field(f, 'R'), field(f, 'sysm'))}`,
  msr_banked: (f) => `msr{c} ${bankedRegister(field(f, 'R'), field(f, 'sysm'))}, {n}`,
  eret: 'eret{c}',
  subs_pc_lr: 'subs{c} pc, lr, {#imm8}',
  bkpt: 'bkpt {#imm16}',
  hvc: 'hvc {#imm16}',
  smc: 'smc{c} {#imm4}',
  svc: 'svc{c} {#imm24}',
  cps,
  setend: (f) => (f['E'] === 1 ? 'setend be' : 'setend le'),
  srs: (f) => `srs${mode(f)} sp{W}, {#mode}`,
  srsdb: 'srsdb sp{W}, {#mode}',
  srsia: 'srsia sp{W}, {#mode}',
  rfe: (f) => `rfe${mode(f)} {n}{W}`,
  rfedb: 'rfedb{c} {n}{W}',
  rfeia: 'rfeia{c} {n}{W}',
  clrex: 'clrex',
  dsb: 'dsb {barrier}',
  dmb: 'dmb {barrier}',
  isb: 'isb {barrierOfIsb}',

  ...Object.fromEntries(
    ['', '2'].flatMap((two) => [
      [`mcr${two}`, `mcr${two}{c} p{cp}, {#opc1}, {t}, c{crn}, c{crm}, {#opc2}`],
      [`mrc${two}`, `mrc${two}{c} p{cp}, {#opc1}, {mrcTarget}, c{crn}, c{crm}, {#opc2}`],
      [`cdp${two}`, `cdp${two}{c} p{cp}, {#opc1}, c{crd}, c{crn}, c{crm}, {#opc2}`],
      [`mcrr${two}`, `mcrr${two}{c} p{cp}, {#opc1}, {t}, {t2}, c{crm}`],
      [`mrrc${two}`, `mrrc${two}{c} p{cp}, {#opc1}, {t}, {t2}, c{crm}`],
      [`stc${two}`, `stc${two}{long}{c} p{cp}, c{crd}, {addressCoproc}`],
      [`ldc${two}`, `ldc${two}{long}{c} p{cp}, c{crd}, {addressCoproc}`],
    ]),
  ),
};
