import type { Table } from '../table.ts';

const VFP_OR_UNALLOCATED = '(cp & 14) === 10';

/**
 * Generic coprocessor instructions, of A32 and (with cond = 1110) of T32. The coprocessors 10 and 11 have tables of their own,
 * tried first; what is left of them is UNDEFINED here.
 */
export const COPROCESSOR: Table = {
  manual: 'Arm DDI 0406C, A5.6, A6.3.18',
  legend: {
    c: 'cond',
    n: 'n',
    d: 'd',
    t: 't',
    u: 't2',
    m: 'm',
    i: 'imm#',
    o: 'opc1',
    q: 'opc2',
    p: 'cp',
    P: 'P',
    U: 'U',
    D: 'D',
    W: 'W',
  },
  rows: [
    [
      'cccc 1100 0100 uuuu tttt pppp oooo mmmm',
      'mcrr',
      'MCRR',
      { first: 'P == U == W == 0', undefinedIf: VFP_OR_UNALLOCATED },
    ],
    [
      'cccc 1100 0101 uuuu tttt pppp oooo mmmm',
      'mrrc',
      'MRRC',
      { first: 'P == U == W == 0', undefinedIf: VFP_OR_UNALLOCATED },
    ],
    [
      'cccc 110 P U D W 0 nnnn dddd pppp iiiiiiii',
      'stc',
      'STC',
      { undefinedIf: `(P | U | W) === 0 || ${VFP_OR_UNALLOCATED}` },
    ],
    [
      'cccc 110 P U D W 1 nnnn dddd pppp iiiiiiii',
      'ldc',
      'LDC',
      { undefinedIf: `(P | U | W) === 0 || ${VFP_OR_UNALLOCATED}` },
    ],
    ['cccc 1110 oooo nnnn dddd pppp qqq 0 mmmm', 'cdp', 'CDP', { undefinedIf: VFP_OR_UNALLOCATED }],
    ['cccc 1110 ooo 0 nnnn tttt pppp qqq 1 mmmm', 'mcr', 'MCR', { undefinedIf: VFP_OR_UNALLOCATED }],
    ['cccc 1110 ooo 1 nnnn tttt pppp qqq 1 mmmm', 'mrc', 'MRC', { undefinedIf: VFP_OR_UNALLOCATED }],
    [
      '1111 1100 0100 uuuu tttt pppp oooo mmmm',
      'mcrr2',
      'MCRR2',
      { first: 'P == U == W == 0', undefinedIf: VFP_OR_UNALLOCATED },
    ],
    [
      '1111 1100 0101 uuuu tttt pppp oooo mmmm',
      'mrrc2',
      'MRRC2',
      { first: 'P == U == W == 0', undefinedIf: VFP_OR_UNALLOCATED },
    ],
    [
      '1111 110 P U D W 0 nnnn dddd pppp iiiiiiii',
      'stc2',
      'STC2',
      { undefinedIf: `(P | U | W) === 0 || ${VFP_OR_UNALLOCATED}` },
    ],
    [
      '1111 110 P U D W 1 nnnn dddd pppp iiiiiiii',
      'ldc2',
      'LDC2',
      { undefinedIf: `(P | U | W) === 0 || ${VFP_OR_UNALLOCATED}` },
    ],
    ['1111 1110 oooo nnnn dddd pppp qqq 0 mmmm', 'cdp2', 'CDP2', { undefinedIf: VFP_OR_UNALLOCATED }],
    ['1111 1110 ooo 0 nnnn tttt pppp qqq 1 mmmm', 'mcr2', 'MCR2', { undefinedIf: VFP_OR_UNALLOCATED }],
    ['1111 1110 ooo 1 nnnn tttt pppp qqq 1 mmmm', 'mrc2', 'MRC2', { undefinedIf: VFP_OR_UNALLOCATED }],
  ],
};
