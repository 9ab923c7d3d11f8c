/** Register, condition and option names of the disassembler. */
const CORE = [
  'r0',
  'r1',
  'r2',
  'r3',
  'r4',
  'r5',
  'r6',
  'r7',
  'r8',
  'r9',
  'r10',
  'r11',
  'r12',
  'sp',
  'lr',
  'pc',
] as const;
const CONDITIONS = [
  'eq',
  'ne',
  'hs',
  'lo',
  'mi',
  'pl',
  'vs',
  'vc',
  'hi',
  'ls',
  'ge',
  'lt',
  'gt',
  'le',
  '',
  '',
] as const;
const SHIFTS = ['lsl', 'lsr', 'asr', 'ror'] as const;

/** Name of core register 0 to 15. */
export const core = (n: number): string => CORE[n & 15] as string;

/** Suffix of a condition; empty for always. */
export const condition = (cond: number): string => CONDITIONS[cond & 15] as string;

/** Name of a shift type. */
export const shiftName = (type: number): string => SHIFTS[type & 3] as string;

/** An immediate: decimal up to 9, then hexadecimal. */
export const immediate = (value: number): string =>
  value < 0 ? `#-${immediate(-value).slice(1)}` : `#${value > 9 ? `0x${value.toString(16)}` : value}`;

/** `{r0, r1, pc}` */
export function registerList(list: number): string {
  const names = CORE.filter((_, n) => (list >>> n) & 1);
  return `{${names.join(', ')}}`;
}

/** Option of DMB, DSB. */
const BARRIERS: Readonly<Record<number, string>> = {
  15: 'sy',
  14: 'st',
  11: 'ish',
  10: 'ishst',
  7: 'nsh',
  6: 'nshst',
  3: 'osh',
  2: 'oshst',
};
export const barrier = (option: number): string => BARRIERS[option] ?? immediate(option);

/** Banked registers by R and SYSm (Arm DDI 0406C, B9.2.3). */
const BANKED: readonly Readonly<Record<number, string>>[] = [
  {
    0: 'r8_usr',
    1: 'r9_usr',
    2: 'r10_usr',
    3: 'r11_usr',
    4: 'r12_usr',
    5: 'sp_usr',
    6: 'lr_usr',
    8: 'r8_fiq',
    9: 'r9_fiq',
    10: 'r10_fiq',
    11: 'r11_fiq',
    12: 'r12_fiq',
    13: 'sp_fiq',
    14: 'lr_fiq',
    16: 'lr_irq',
    17: 'sp_irq',
    18: 'lr_svc',
    19: 'sp_svc',
    20: 'lr_abt',
    21: 'sp_abt',
    22: 'lr_und',
    23: 'sp_und',
    28: 'lr_mon',
    29: 'sp_mon',
    30: 'elr_hyp',
    31: 'sp_hyp',
  },
  { 14: 'spsr_fiq', 16: 'spsr_irq', 18: 'spsr_svc', 20: 'spsr_abt', 22: 'spsr_und', 28: 'spsr_mon', 30: 'spsr_hyp' },
];
export const bankedRegister = (r: number, sysm: number): string =>
  BANKED[r]?.[sysm] ?? `banked${immediate(r * 32 + sysm)}`;

/** VMSR and VMRS registers. */
const VFP_SYSTEM: Readonly<Record<number, string>> = {
  0: 'fpsid',
  1: 'fpscr',
  5: 'mvfr2',
  6: 'mvfr1',
  7: 'mvfr0',
  8: 'fpexc',
  9: 'fpinst',
  10: 'fpinst2',
};
export const vfpSystemRegister = (reg: number): string => VFP_SYSTEM[reg] ?? immediate(reg);
