import type { Table } from '../table.ts';

/** Advanced SIMD, two registers and a shift amount (imm7 is L:imm6), and modified immediates. */
export const NEON_SHIFT: Table = {
  manual: 'Arm DDI 0406C, A7.4.4, A7.4.6',
  legend: {
    n: 'n',
    d: 'd',
    m: 'm',
    z: 'size',
    i: 'imm#',
    D: '',
    N: '',
    M: '',
    U: 'U',
    Q: 'Q',
    F: 'F',
    L: '',
    o: 'op',
    k: 'cmode',
    l: 'len',
    t: 'type',
    a: 'align',
    c: 'count',
    x: 'indexAlign',
    T: 'T',
    A: 'a',
  },
  split: 'i',
  join: { d: 'D:d', n: 'N:n', m: 'M:m', imm7: 'L:i' },
  rows: [
    // A7.4.6 One register and a modified immediate value
    [
      '1111 001 i 1 D 000 iii dddd kkkk 0 Q o 1 iiii',
      'vmod_imm',
      'VMOV, VMVN, VORR, VBIC (immediate)',
      { first: 'imm7 == 0000xxx', undefinedIf: '(op === 1 && cmode === 15) || (Q & d) !== 0' },
    ],

    // A7.4.4 Two registers and a shift amount
    ['1111 001 U 1 D iiiiii dddd 0000 L Q M 1 mmmm', 'vshr', 'VSHR', { undefinedIf: '(Q & (d | m)) !== 0' }],
    ['1111 001 U 1 D iiiiii dddd 0001 L Q M 1 mmmm', 'vsra', 'VSRA', { undefinedIf: '(Q & (d | m)) !== 0' }],
    ['1111 001 U 1 D iiiiii dddd 0010 L Q M 1 mmmm', 'vrshr', 'VRSHR', { undefinedIf: '(Q & (d | m)) !== 0' }],
    ['1111 001 U 1 D iiiiii dddd 0011 L Q M 1 mmmm', 'vrsra', 'VRSRA', { undefinedIf: '(Q & (d | m)) !== 0' }],
    ['1111 001 1 1 D iiiiii dddd 0100 L Q M 1 mmmm', 'vsri', 'VSRI', { undefinedIf: '(Q & (d | m)) !== 0' }],
    [
      '1111 001 0 1 D iiiiii dddd 0101 L Q M 1 mmmm',
      'vshl_imm',
      'VSHL (immediate)',
      { undefinedIf: '(Q & (d | m)) !== 0' },
    ],
    ['1111 001 1 1 D iiiiii dddd 0101 L Q M 1 mmmm', 'vsli', 'VSLI', { undefinedIf: '(Q & (d | m)) !== 0' }],
    [
      '1111 001 1 1 D iiiiii dddd 0110 L Q M 1 mmmm',
      'vqshlu',
      'VQSHLU (immediate)',
      { undefinedIf: '(Q & (d | m)) !== 0' },
    ],
    [
      '1111 001 U 1 D iiiiii dddd 0111 L Q M 1 mmmm',
      'vqshl_imm',
      'VQSHL (immediate)',
      { undefinedIf: '(Q & (d | m)) !== 0' },
    ],
    ['1111 001 0 1 D iiiiii dddd 1000 0 0 M 1 mmmm', 'vshrn', 'VSHRN', { undefinedIf: '(m & 1) !== 0' }],
    ['1111 001 0 1 D iiiiii dddd 1000 0 1 M 1 mmmm', 'vrshrn', 'VRSHRN', { undefinedIf: '(m & 1) !== 0' }],
    ['1111 001 1 1 D iiiiii dddd 1000 0 0 M 1 mmmm', 'vqshrun', 'VQSHRUN', { undefinedIf: '(m & 1) !== 0' }],
    ['1111 001 1 1 D iiiiii dddd 1000 0 1 M 1 mmmm', 'vqrshrun', 'VQRSHRUN', { undefinedIf: '(m & 1) !== 0' }],
    ['1111 001 U 1 D iiiiii dddd 1001 0 0 M 1 mmmm', 'vqshrn', 'VQSHRN', { undefinedIf: '(m & 1) !== 0' }],
    ['1111 001 U 1 D iiiiii dddd 1001 0 1 M 1 mmmm', 'vqrshrn', 'VQRSHRN', { undefinedIf: '(m & 1) !== 0' }],
    ['1111 001 U 1 D iiiiii dddd 1010 0 0 M 1 mmmm', 'vshll', 'VSHLL, VMOVL', { undefinedIf: '(d & 1) !== 0' }],
    [
      '1111 001 U 1 D iiiiii dddd 111 o 0 Q M 1 mmmm',
      'vcvt_fixed',
      'VCVT (between floating-point and fixed-point)',
      { undefinedIf: 'imm6 < 32 || (Q & (d | m)) !== 0' },
    ],
  ],
};
