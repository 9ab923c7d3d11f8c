import type { Table } from '../table.ts';

/**
 * A32 data processing, multiplication and miscellaneous integer instructions.
 * Departures from the manual: ADR is `add_imm` and `sub_imm` with n = 15; MOV (register), the immediate shifts and RRX are one
 * row, as are the register shifts, because only the shift type differs.
 */
export const A32_DATA_PROCESSING: Table = {
  manual: 'Arm DDI 0406C, A5.2',
  legend: {
    c: 'cond',
    n: 'n',
    d: 'd',
    m: 'm',
    s: 's',
    a: 'a',
    h: 'dHi',
    l: 'dLo',
    i: 'imm#',
    y: 'type',
    S: 'S',
    M: 'M',
    N: 'N',
  },
  split: 'i',
  rows: [
    // A5.2.1 Data-processing (register)
    ['cccc 000 0000 S nnnn dddd iiiii yy 0 mmmm', 'and_reg', 'AND (register)'],
    ['cccc 000 0001 S nnnn dddd iiiii yy 0 mmmm', 'eor_reg', 'EOR (register)'],
    ['cccc 000 0010 S nnnn dddd iiiii yy 0 mmmm', 'sub_reg', 'SUB (register)'],
    ['cccc 000 0011 S nnnn dddd iiiii yy 0 mmmm', 'rsb_reg', 'RSB (register)'],
    ['cccc 000 0100 S nnnn dddd iiiii yy 0 mmmm', 'add_reg', 'ADD (register)'],
    ['cccc 000 0101 S nnnn dddd iiiii yy 0 mmmm', 'adc_reg', 'ADC (register)'],
    ['cccc 000 0110 S nnnn dddd iiiii yy 0 mmmm', 'sbc_reg', 'SBC (register)'],
    ['cccc 000 0111 S nnnn dddd iiiii yy 0 mmmm', 'rsc_reg', 'RSC (register)'],
    ['cccc 000 1000 1 nnnn (0000) iiiii yy 0 mmmm', 'tst_reg', 'TST (register)'],
    ['cccc 000 1001 1 nnnn (0000) iiiii yy 0 mmmm', 'teq_reg', 'TEQ (register)'],
    ['cccc 000 1010 1 nnnn (0000) iiiii yy 0 mmmm', 'cmp_reg', 'CMP (register)'],
    ['cccc 000 1011 1 nnnn (0000) iiiii yy 0 mmmm', 'cmn_reg', 'CMN (register)'],
    ['cccc 000 1100 S nnnn dddd iiiii yy 0 mmmm', 'orr_reg', 'ORR (register)'],
    ['cccc 000 1101 S (0000) dddd iiiii yy 0 mmmm', 'mov_reg', 'MOV (register), LSL, LSR, ASR, ROR (immediate), RRX'],
    ['cccc 000 1110 S nnnn dddd iiiii yy 0 mmmm', 'bic_reg', 'BIC (register)'],
    ['cccc 000 1111 S (0000) dddd iiiii yy 0 mmmm', 'mvn_reg', 'MVN (register)'],

    // A5.2.2 Data-processing (register-shifted register)
    ['cccc 000 0000 S nnnn dddd ssss 0 yy 1 mmmm', 'and_rsr', 'AND (register-shifted register)'],
    ['cccc 000 0001 S nnnn dddd ssss 0 yy 1 mmmm', 'eor_rsr', 'EOR (register-shifted register)'],
    ['cccc 000 0010 S nnnn dddd ssss 0 yy 1 mmmm', 'sub_rsr', 'SUB (register-shifted register)'],
    ['cccc 000 0011 S nnnn dddd ssss 0 yy 1 mmmm', 'rsb_rsr', 'RSB (register-shifted register)'],
    ['cccc 000 0100 S nnnn dddd ssss 0 yy 1 mmmm', 'add_rsr', 'ADD (register-shifted register)'],
    ['cccc 000 0101 S nnnn dddd ssss 0 yy 1 mmmm', 'adc_rsr', 'ADC (register-shifted register)'],
    ['cccc 000 0110 S nnnn dddd ssss 0 yy 1 mmmm', 'sbc_rsr', 'SBC (register-shifted register)'],
    ['cccc 000 0111 S nnnn dddd ssss 0 yy 1 mmmm', 'rsc_rsr', 'RSC (register-shifted register)'],
    ['cccc 000 1000 1 nnnn (0000) ssss 0 yy 1 mmmm', 'tst_rsr', 'TST (register-shifted register)'],
    ['cccc 000 1001 1 nnnn (0000) ssss 0 yy 1 mmmm', 'teq_rsr', 'TEQ (register-shifted register)'],
    ['cccc 000 1010 1 nnnn (0000) ssss 0 yy 1 mmmm', 'cmp_rsr', 'CMP (register-shifted register)'],
    ['cccc 000 1011 1 nnnn (0000) ssss 0 yy 1 mmmm', 'cmn_rsr', 'CMN (register-shifted register)'],
    ['cccc 000 1100 S nnnn dddd ssss 0 yy 1 mmmm', 'orr_rsr', 'ORR (register-shifted register)'],
    ['cccc 000 1101 S (0000) dddd ssss 0 yy 1 mmmm', 'mov_rsr', 'LSL, LSR, ASR, ROR (register)'],
    ['cccc 000 1110 S nnnn dddd ssss 0 yy 1 mmmm', 'bic_rsr', 'BIC (register-shifted register)'],
    ['cccc 000 1111 S (0000) dddd ssss 0 yy 1 mmmm', 'mvn_rsr', 'MVN (register-shifted register)'],

    // A5.2.3 Data-processing (immediate)
    ['cccc 001 0000 S nnnn dddd iiiiiiiiiiii', 'and_imm', 'AND (immediate)'],
    ['cccc 001 0001 S nnnn dddd iiiiiiiiiiii', 'eor_imm', 'EOR (immediate)'],
    ['cccc 001 0010 S nnnn dddd iiiiiiiiiiii', 'sub_imm', 'SUB (immediate)'],
    ['cccc 001 0011 S nnnn dddd iiiiiiiiiiii', 'rsb_imm', 'RSB (immediate)'],
    ['cccc 001 0100 S nnnn dddd iiiiiiiiiiii', 'add_imm', 'ADD (immediate)'],
    ['cccc 001 0101 S nnnn dddd iiiiiiiiiiii', 'adc_imm', 'ADC (immediate)'],
    ['cccc 001 0110 S nnnn dddd iiiiiiiiiiii', 'sbc_imm', 'SBC (immediate)'],
    ['cccc 001 0111 S nnnn dddd iiiiiiiiiiii', 'rsc_imm', 'RSC (immediate)'],
    ['cccc 001 1000 1 nnnn (0000) iiiiiiiiiiii', 'tst_imm', 'TST (immediate)'],
    ['cccc 001 1001 1 nnnn (0000) iiiiiiiiiiii', 'teq_imm', 'TEQ (immediate)'],
    ['cccc 001 1010 1 nnnn (0000) iiiiiiiiiiii', 'cmp_imm', 'CMP (immediate)'],
    ['cccc 001 1011 1 nnnn (0000) iiiiiiiiiiii', 'cmn_imm', 'CMN (immediate)'],
    ['cccc 001 1100 S nnnn dddd iiiiiiiiiiii', 'orr_imm', 'ORR (immediate)'],
    ['cccc 001 1101 S (0000) dddd iiiiiiiiiiii', 'mov_imm', 'MOV (immediate)'],
    ['cccc 001 1110 S nnnn dddd iiiiiiiiiiii', 'bic_imm', 'BIC (immediate)'],
    ['cccc 001 1111 S (0000) dddd iiiiiiiiiiii', 'mvn_imm', 'MVN (immediate)'],
    ['cccc 0011 0000 iiii dddd iiiiiiiiiiii', 'movw', 'MOV (immediate), 16 bits'],
    ['cccc 0011 0100 iiii dddd iiiiiiiiiiii', 'movt', 'MOVT'],

    // A5.2.5 Multiply and multiply accumulate
    ['cccc 0000 000 S dddd (0000) mmmm 1001 nnnn', 'mul', 'MUL'],
    ['cccc 0000 001 S dddd aaaa mmmm 1001 nnnn', 'mla', 'MLA'],
    ['cccc 0000 0100 hhhh llll mmmm 1001 nnnn', 'umaal', 'UMAAL'],
    ['cccc 0000 0110 dddd aaaa mmmm 1001 nnnn', 'mls', 'MLS'],
    ['cccc 0000 100 S hhhh llll mmmm 1001 nnnn', 'umull', 'UMULL'],
    ['cccc 0000 101 S hhhh llll mmmm 1001 nnnn', 'umlal', 'UMLAL'],
    ['cccc 0000 110 S hhhh llll mmmm 1001 nnnn', 'smull', 'SMULL'],
    ['cccc 0000 111 S hhhh llll mmmm 1001 nnnn', 'smlal', 'SMLAL'],

    // A5.2.6 Saturating addition and subtraction
    ['cccc 0001 0000 nnnn dddd (0000) 0101 mmmm', 'qadd', 'QADD'],
    ['cccc 0001 0010 nnnn dddd (0000) 0101 mmmm', 'qsub', 'QSUB'],
    ['cccc 0001 0100 nnnn dddd (0000) 0101 mmmm', 'qdadd', 'QDADD'],
    ['cccc 0001 0110 nnnn dddd (0000) 0101 mmmm', 'qdsub', 'QDSUB'],

    // A5.2.7 Halfword multiply and multiply accumulate
    ['cccc 0001 0000 dddd aaaa mmmm 1 M N 0 nnnn', 'smla_xy', 'SMLABB, SMLABT, SMLATB, SMLATT'],
    ['cccc 0001 0010 dddd aaaa mmmm 1 M 00 nnnn', 'smlaw_y', 'SMLAWB, SMLAWT'],
    ['cccc 0001 0010 dddd (0000) mmmm 1 M 10 nnnn', 'smulw_y', 'SMULWB, SMULWT'],
    ['cccc 0001 0100 hhhh llll mmmm 1 M N 0 nnnn', 'smlal_xy', 'SMLALBB, SMLALBT, SMLALTB, SMLALTT'],
    ['cccc 0001 0110 dddd (0000) mmmm 1 M N 0 nnnn', 'smul_xy', 'SMULBB, SMULBT, SMULTB, SMULTT'],

    // A5.2.12 Miscellaneous instructions (integer)
    ['cccc 0001 0110 (1111) dddd (1111) 0001 mmmm', 'clz', 'CLZ'],
  ],
};
