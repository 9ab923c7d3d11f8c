import { t32BranchOffset, t32CondBranchOffset } from '../thumb.ts';
import { NEON_FORMATTERS } from './format-neon.ts';
import { advancedSimdImmediate, armExpandImm, thumbExpandImm, vfpExpandImm } from './immediates.ts';
import { barrier, condition, core, immediate, registerList, shiftName, vfpSystemRegister } from './names.ts';
import { type Fields, field, type Place } from './syntax.ts';

/** Turns a placeholder into text. */
export type Formatter = (f: Fields, place: Place) => string;

const shiftAmount = (f: Fields) => (f['imm5'] === 0 && f['type'] !== 0 ? 32 : (f['imm5'] ?? f['imm2'] ?? 0));
const shift = (f: Fields) => {
  const type = f['type'] ?? 0;
  const amount = f['imm5'] ?? f['imm2'] ?? 0;
  if (amount === 0 && type === 0) return '';
  if (amount === 0 && type === 3) return ', rrx';
  return `, ${shiftName(type)} ${immediate(shiftAmount(f))}`;
};
const sign = (f: Fields) => (f['U'] === 0 ? '-' : '');
const offset = (f: Fields) => field(f, f['imm12'] === undefined ? 'imm8' : 'imm12');
/** `, #-4`, or nothing for +0. */
const tail = (add: boolean, value: number) => (value === 0 && add ? '' : `, ${signed(add, value)}`);
const signed = (add: boolean, value: number) => (add ? immediate(value) : `#-${immediate(value).slice(1)}`);

function address(f: Fields, value: number): string {
  const n = core(field(f, 'n'));
  const add = f['U'] === 1;
  if (f['P'] === 0) return `[${n}], ${signed(add, value)}`;
  return f['W'] === 1 ? `[${n}, ${signed(add, value)}]!` : `[${n}${tail(add, value)}]`;
}

const target = (base: number, bytes: number) => immediate((base + bytes) >>> 0);

function vfpList(f: Fields): string {
  const double = f['sz'] === 1;
  const count = Math.min(double ? field(f, 'imm8') >>> 1 : field(f, 'imm8'), 32 - field(f, 'd'));
  const names = Array.from({ length: count }, (_, i) => `${double ? 'd' : 's'}${field(f, 'd') + i}`);
  return `{${names.join(', ')}}`;
}

/** VLDM and VSTM, VPUSH and VPOP; an odd count of words is the old form for an unknown format. */
function vfpMultiple(f: Fields, name: 'vldm' | 'vstm', down: boolean): string {
  const unknown = f['sz'] === 1 && (field(f, 'imm8') & 1) === 1;
  const c = condition(field(f, 'cond'));
  const back = down || f['W'] === 1;
  const base = unknown ? (name === 'vldm' ? 'fldm' : 'fstm') : name;
  if (back && f['n'] === 13 && !unknown && down === (name === 'vstm'))
    return `${down ? 'vpush' : 'vpop'}${c} ${vfpList(f)}`;
  const suffix = `${down ? 'db' : 'ia'}${unknown ? 'x' : ''}`;
  return `${base}${suffix}${c} ${core(field(f, 'n'))}${back ? '!' : ''}, ${vfpList(f)}`;
}

/** Formatters by placeholder. */
export const FORMATTERS: Readonly<Record<string, Formatter>> = {
  ...NEON_FORMATTERS,
  c: (f, place) => condition(f['cond'] === undefined || f['cond'] === 14 ? place.condition : f['cond']),
  S: (f) => (f['S'] === 1 ? 's' : ''),
  flags: (_, place) => (place.condition === 14 ? 's' : ''),
  W: (f) => (f['W'] === 1 ? '!' : ''),
  constant: (f, place) =>
    place.set === 't32' ? immediate(thumbExpandImm(field(f, 'imm12'))) : armExpandImm(field(f, 'imm12')),
  shift,
  shiftName: (f) => shiftName(field(f, 'type')),
  shiftAmount: (f) => immediate(shiftAmount(f)),
  shift32: (f) => immediate(field(f, 'imm5') || 32),
  shiftTb: (f) => {
    const amount = field(f, 'imm5');
    if (f['tb'] === 1) return `, asr ${immediate(amount || 32)}`;
    return amount === 0 ? '' : `, lsl ${immediate(amount)}`;
  },
  shiftSat: (f) => {
    const amount = field(f, 'imm5');
    if (f['sh'] === 1) return `, asr ${immediate(amount || 32)}`;
    return amount === 0 ? '' : `, lsl ${immediate(amount)}`;
  },
  rotation: (f) => (f['rotate'] === 0 ? '' : `, ror ${immediate(field(f, 'rotate') * 8)}`),
  bitWidth: (f) => immediate(field(f, 'msb') - field(f, 'lsb') + 1),
  list: (f) => registerList(field(f, 'list')),
  oneRegister: (f) => `{${core(field(f, 't'))}}`,
  tNext: (f) => core(field(f, 't') + 1),
  aif: (f) => `${f['A'] === 1 ? 'a' : ''}${f['I'] === 1 ? 'i' : ''}${f['F'] === 1 ? 'f' : ''}` || 'none',
  barrier: (f) => barrier(field(f, 'option')),
  barrierOfIsb: (f) => (f['option'] === 15 ? 'sy' : immediate(field(f, 'option'))),
  psrFields: (f) => {
    const mask = field(f, 'mask');
    const letters = ['f', 's', 'x', 'c'].filter((_, i) => (mask >>> (3 - i)) & 1).join('');
    return `${f['R'] === 1 ? 'spsr' : 'cpsr'}_${letters}`;
  },

  address: (f) => address(f, offset(f)),
  address8x4: (f) => address(f, offset(f) * 4),
  addressReg: (f) => {
    const n = core(field(f, 'n'));
    const m = `${sign(f)}${core(field(f, 'm'))}${shift(f)}`;
    if (f['P'] === 0) return `[${n}], ${m}`;
    return `[${n}, ${m}]${f['W'] === 1 && f['P'] === 1 ? '!' : ''}`;
  },
  addressCoproc: (f) => {
    if (f['P'] === 0 && f['W'] === 0) return `[${core(field(f, 'n'))}], {${field(f, 'imm8')}}`;
    return address(f, field(f, 'imm8') * 4);
  },
  signedOffset: (f) => signed(f['U'] === 1, offset(f)),
  signedReg: (f) => `${sign(f)}${core(field(f, 'm'))}${shift(f)}`,
  offset12: (f) => tail(true, field(f, 'imm12')),
  offset8: (f) => tail(true, field(f, 'imm8')),
  'offset8*4': (f) => tail(true, field(f, 'imm8') * 4),
  'offset5*4': (f) => tail(true, field(f, 'imm5') * 4),
  'offset5*2': (f) => tail(true, field(f, 'imm5') * 2),
  'offset5*1': (f) => tail(true, field(f, 'imm5')),
  offsetU12: (f) => tail(f['U'] === 1, field(f, 'imm12')),
  offsetU8x4: (f) => tail(f['U'] === 1, field(f, 'imm8') * 4),
  signed12: (f) => signed(f['U'] !== 0, field(f, 'imm12')),
  minus8: (f) => signed(false, field(f, 'imm8')),

  target24: (f, { address: at, set }) => {
    if (set === 'a32') return target(at + 8, ((field(f, 'imm24') << 8) >> 6) + (f['H'] === 1 ? 2 : 0));
    if (f['imm20'] !== undefined) return target(at + 4, t32CondBranchOffset(f['imm20']));
    return target(f['exchange'] === 1 ? (at + 4) & ~3 : at + 4, t32BranchOffset(field(f, 'imm24')));
  },
  target11: (f, { address: at }) => target(at + 4, (field(f, 'imm11') << 21) >> 20),
  target8: (f, { address: at }) => target(at + 4, (field(f, 'imm8') << 24) >> 23),
  target6: (f, { address: at }) => target(at + 4, field(f, 'imm6') * 2),

  cp: (f) => String(field(f, 'cp')),
  crn: (f) => String(field(f, 'n')),
  crm: (f) => String(field(f, 'm')),
  crd: (f) => String(field(f, 'd')),
  long: (f) => (f['D'] === 1 ? 'l' : ''),
  mrcTarget: (f) => (f['t'] === 15 ? 'apsr_nzcv' : core(field(f, 't'))),

  float: (f) => (f['sz'] === 1 ? 'f64' : 'f32'),
  vfpConstant: (f) => `#${vfpExpandImm(field(f, 'imm8'))}`,
  vfpSystem: (f) => vfpSystemRegister(field(f, 'reg')),
  fractionBits: (f) => immediate((f['sx'] === 1 ? 32 : 16) - field(f, 'imm5')),
  index: (f) => `[${field(f, 'index')}]`,
  vstm: (f) => vfpMultiple(f, 'vstm', false),
  vldm: (f) => vfpMultiple(f, 'vldm', false),
  vstmdb: (f) => vfpMultiple(f, 'vstm', true),
  vldmdb: (f) => vfpMultiple(f, 'vldm', true),
  modifiedImmediate: (f) => advancedSimdImmediate(field(f, 'op'), field(f, 'cmode'), field(f, 'imm8')),
};
