import type { Table } from '../table.ts';

// VLD1: types 2, 6, 7, 10; VLD2: 3, 8, 9; VLD3: 4, 5; VLD4: 0, 1. VLD1 alone has 64-bit elements.
const MULTIPLE =
  'type > 10 || (type === 10 && align === 3) || ((type & 14) === 6 && align > 1) || ((type & 14) === 4 && align > 1) || ' +
  '((type & 14) === 8 && align === 3) || (size === 3 && (type < 2 || type === 3 || (type & 14) === 4 || (type & 14) === 8))';

// The bits of index_align that an element size leaves to be zero, for VLD1, VLD2, VLD3 and VLD4.
const SINGLE =
  'size === 3 || ' +
  '(count === 0 && ((size === 0 && (indexAlign & 1) !== 0) || (size === 1 && (indexAlign & 2) !== 0) || ' +
  '(size === 2 && ((indexAlign & 4) !== 0 || (indexAlign & 3) === 1 || (indexAlign & 3) === 2)))) || ' +
  '(count === 1 && size === 2 && (indexAlign & 2) !== 0) || ' +
  '(count === 2 && (size === 2 ? (indexAlign & 3) !== 0 : (indexAlign & 1) !== 0)) || ' +
  '(count === 3 && size === 2 && (indexAlign & 3) === 3)';

const ALL_LANES =
  '(count === 0 && (size === 3 || (size === 0 && a === 1))) || (count === 1 && size === 3) || ' +
  '(count === 2 && (size === 3 || a === 1)) || (count === 3 && size === 3 && a === 0)';

/** Advanced SIMD element and structure load/store. `count` is the number of structure elements less one. */
export const NEON_LOAD_STORE: Table = {
  manual: 'Arm DDI 0406C, A7.7',
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
  join: { d: 'D:d' },
  rows: [
    // A7.7 Advanced SIMD element or structure load/store instructions
    [
      '1111 0100 0 D 00 nnnn dddd tttt zz aa mmmm',
      'vst_multiple',
      'VST1, VST2, VST3, VST4 (multiple)',
      { undefinedIf: MULTIPLE },
    ],
    [
      '1111 0100 0 D 10 nnnn dddd tttt zz aa mmmm',
      'vld_multiple',
      'VLD1, VLD2, VLD3, VLD4 (multiple)',
      { undefinedIf: MULTIPLE },
    ],
    [
      '1111 0100 1 D 10 nnnn dddd 11 cc zz T A mmmm',
      'vld_all_lanes',
      'VLD1, VLD2, VLD3, VLD4 (single to all lanes)',
      { first: 'size == 11 && L == 1', undefinedIf: ALL_LANES },
    ],
    [
      '1111 0100 1 D 00 nnnn dddd zz cc xxxx mmmm',
      'vst_single',
      'VST1, VST2, VST3, VST4 (single to or from one lane)',
      { undefinedIf: SINGLE },
    ],
    [
      '1111 0100 1 D 10 nnnn dddd zz cc xxxx mmmm',
      'vld_single',
      'VLD1, VLD2, VLD3, VLD4 (single to or from one lane)',
      { undefinedIf: SINGLE },
    ],
  ],
};
