import type { Table } from '../table.ts';

/** 32-bit Thumb branches and miscellaneous control. Branch offsets are raw: `t32BranchOffset` and `t32CondBranchOffset` decode them. */
export const T32_BRANCH_AND_CONTROL: Table = {
  manual: 'Arm DDI 0406C, A6.3.4',
  legend: {
    c: 'cond',
    n: 'n',
    d: 'd',
    m: 'm',
    i: 'imm#',
    k: 'mask',
    o: 'option',
    h: 'hint',
    g: 'mode',
    q: 'imod',
    y: '',
    x: '',
    R: 'R',
    M: 'M',
    A: 'A',
    I: 'I',
    F: 'F',
    S: '',
    J: '',
    K: '',
  },
  split: 'i',
  join: { sysm: 'x:y', imm24: 'S:J:K:i' },
  rows: [
    // A6.3.4 Branches
    ['11110 S iiiiiiiiii 10 J 1 K iiiiiiiiiii', 't32_b', 'B, T4'],
    ['11110 S iiiiiiiiii 11 J 1 K iiiiiiiiiii', 't32_bl', 'BL (immediate)'],
    ['11110 S iiiiiiiiii 11 J 0 K iiiiiiiiiii', 't32_blx_imm', 'BLX (immediate)', { undefinedIf: '(imm24 & 1) !== 0' }],

    // A6.3.4 Miscellaneous control
    ['11110 0 1110 0 R nnnn 10 (0) 0 kkkk (00) 0 (00000)', 't32_msr_reg', 'MSR (register)', { first: 'cond == 111x' }],
    [
      '11110 0 1110 0 R nnnn 10 (0) 0 yyyy (00) 1 x (0000)',
      't32_msr_banked',
      'MSR (banked register)',
      { first: 'cond == 111x' },
    ],
    ['11110 0 1110 10 (1111) 10 (0) 0 (0) 00 0 00000000', 't32_nop', 'NOP', { first: 'hint == 0' }],
    ['11110 0 1110 10 (1111) 10 (0) 0 (0) 00 0 00000001', 't32_yield', 'YIELD', { first: 'hint == 1' }],
    ['11110 0 1110 10 (1111) 10 (0) 0 (0) 00 0 00000010', 't32_wfe', 'WFE', { first: 'hint == 2' }],
    ['11110 0 1110 10 (1111) 10 (0) 0 (0) 00 0 00000011', 't32_wfi', 'WFI', { first: 'hint == 3' }],
    ['11110 0 1110 10 (1111) 10 (0) 0 (0) 00 0 00000100', 't32_sev', 'SEV', { first: 'hint == 4' }],
    ['11110 0 1110 10 (1111) 10 (0) 0 (0) 00 0 1111 oooo', 't32_dbg', 'DBG', { first: 'hint >= 0xf0' }],
    [
      '11110 0 1110 10 (1111) 10 (0) 0 (0) 00 0 hhhhhhhh',
      't32_hint',
      'Unallocated hint (NOP)',
      { first: 'imod == 0 && M == 0' },
    ],
    ['11110 0 1110 10 (1111) 10 (0) 0 (0) qq M A I F ggggg', 't32_cps', 'CPS', { first: 'cond == 111x' }],
    // ['11110 0 1110 11 (1111) 10 (0) 0 (1111) 000 J (1111)', 't32_enterx', 'ENTERX, LEAVEX'],  ThumbEE
    ['11110 0 1110 11 (1111) 10 (0) 0 (1111) 0010 (1111)', 't32_clrex', 'CLREX', { first: 'cond == 111x' }],
    ['11110 0 1110 11 (1111) 10 (0) 0 (1111) 0100 oooo', 't32_dsb', 'DSB', { first: 'cond == 111x' }],
    ['11110 0 1110 11 (1111) 10 (0) 0 (1111) 0101 oooo', 't32_dmb', 'DMB', { first: 'cond == 111x' }],
    ['11110 0 1110 11 (1111) 10 (0) 0 (1111) 0110 oooo', 't32_isb', 'ISB', { first: 'cond == 111x' }],
    ['11110 0 1111 00 mmmm 10 (0) 0 (111100000000)', 't32_bxj', 'BXJ', { first: 'cond == 111x' }],
    ['11110 0 1111 01 (1110) 10 (0) 0 (1111) 00000000', 't32_eret', 'ERET', { first: 'imm8 == 0' }],
    ['11110 0 1111 01 (1110) 10 (0) 0 (1111) iiiiiiii', 't32_subs_pc_lr', 'SUBS PC, LR', { first: 'cond == 111x' }],
    ['11110 0 1111 1 R (1111) 10 (0) 0 dddd (00) 0 (00000)', 't32_mrs', 'MRS', { first: 'cond == 111x' }],
    [
      '11110 0 1111 1 R yyyy 10 (0) 0 dddd (00) 1 x (0000)',
      't32_mrs_banked',
      'MRS (banked register)',
      { first: 'cond == 111x' },
    ],
    ['11110 1 1111 10 iiii 1000 iiiiiiiiiiii', 't32_hvc', 'HVC', { first: 'cond == 111x' }],
    ['11110 1 1111 11 iiii 1000 (000000000000)', 't32_smc', 'SMC', { first: 'cond == 111x' }],
    ['11110 1 1111 11 iiii 1010 iiiiiiiiiiii', 't32_udf', 'UDF', { first: 'cond == 111x' }],

    // A6.3.4 Branch, conditional
    [
      '11110 S cccc iiiiii 10 J 0 K iiiiiiiiiii',
      't32_b_cond',
      'B, T3',
      { join: { imm20: 'S:K:J:i' }, undefinedIf: 'cond >= 14' },
    ],
  ],
};
