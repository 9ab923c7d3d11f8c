import type { Table } from '../table.ts';

/** A32 system instructions: status registers, hints, exceptions, barriers. */
export const A32_SYSTEM: Table = {
  manual: 'Arm DDI 0406C, A5.2.11, A5.2.12, A5.7, B9',
  legend: {
    c: 'cond',
    n: 'n',
    d: 'd',
    i: 'imm#',
    k: 'mask',
    o: 'option',
    h: 'hint',
    g: 'mode',
    q: 'imod',
    y: 'sysm',
    x: 'sysm',
    R: 'R',
    M: 'M',
    P: 'P',
    U: 'U',
    W: 'W',
    A: 'A',
    I: 'I',
    F: 'F',
    E: 'E',
  },
  split: 'i',
  join: { sysm: 'x:y' },
  rows: [
    // A5.2.11 MSR (immediate), and hints
    ['cccc 0011 0010 0000 (11110000) 00000000', 'nop', 'NOP', { first: 'hint == 0' }],
    ['cccc 0011 0010 0000 (11110000) 00000001', 'yield', 'YIELD', { first: 'hint == 1' }],
    ['cccc 0011 0010 0000 (11110000) 00000010', 'wfe', 'WFE', { first: 'hint == 2' }],
    ['cccc 0011 0010 0000 (11110000) 00000011', 'wfi', 'WFI', { first: 'hint == 3' }],
    ['cccc 0011 0010 0000 (11110000) 00000100', 'sev', 'SEV', { first: 'hint == 4' }],
    ['cccc 0011 0010 0000 (11110000) 1111 oooo', 'dbg', 'DBG', { first: 'hint >= 0xf0' }],
    ['cccc 0011 0010 0000 (11110000) hhhhhhhh', 'hint', 'Unallocated hint (NOP)', { first: 'R == 0 && mask == 0' }],
    ['cccc 0011 0 R 10 kkkk (1111) iiiiiiiiiiii', 'msr_imm', 'MSR (immediate)'],

    // A5.2.12 Miscellaneous instructions
    ['cccc 0001 0 R 00 (1111) dddd (00) 0 (0) 0000 (0000)', 'mrs', 'MRS'],
    ['cccc 0001 0 R 00 yyyy dddd (00) 1 x 0000 (0000)', 'mrs_banked', 'MRS (banked register)'],
    ['cccc 0001 0 R 10 kkkk (1111) (00) 0 (0) 0000 nnnn', 'msr_reg', 'MSR (register)'],
    ['cccc 0001 0 R 10 yyyy (1111) (00) 1 x 0000 nnnn', 'msr_banked', 'MSR (banked register)'],
    ['cccc 0001 0110 (000000000000) 0110 (1110)', 'eret', 'ERET'],
    ['cccc 0001 0010 iiiiiiiiiiii 0111 iiii', 'bkpt', 'BKPT'],
    ['cccc 0001 0100 iiiiiiiiiiii 0111 iiii', 'hvc', 'HVC'],
    ['cccc 0001 0110 (000000000000) 0111 iiii', 'smc', 'SMC'],
    ['cccc 1111 iiiiiiiiiiiiiiiiiiiiiiii', 'svc', 'SVC'],

    // A5.7 Unconditional instructions
    ['1111 0001 0000 qq M 0 (0000000) A I F 0 ggggg', 'cps', 'CPS'],
    ['1111 0001 0000 (000) 1 (000000) E (0) 0000 (0000)', 'setend', 'SETEND'],
    ['1111 100 P U 1 W 0 (1101) (00000101000) ggggg', 'srs', 'SRS'],
    ['1111 100 P U 0 W 1 nnnn (0000101000000000)', 'rfe', 'RFE'],
    ['1111 0101 0111 (111111110000) 0001 (1111)', 'clrex', 'CLREX'],
    ['1111 0101 0111 (111111110000) 0100 oooo', 'dsb', 'DSB'],
    ['1111 0101 0111 (111111110000) 0101 oooo', 'dmb', 'DMB'],
    ['1111 0101 0111 (111111110000) 0110 oooo', 'isb', 'ISB'],
    // ['cccc 0001 0 z 0 ...', 'crc32', 'CRC32'],  ARMv8 CRC extension
    // ['1111 0001 0001 ...', 'setpan', 'SETPAN'],  ARMv8.1 PAN
  ],
};
