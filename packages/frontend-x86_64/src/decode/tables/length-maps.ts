/**
 * EVEX and XOP opcodes, known only well enough to tell their length: which opcodes of a map exist, and which of them end in
 * an immediate byte. Ranges are inclusive. Intel SDM 2, 2.7; SDM 2C and the AVX-512 FP16 specification (maps 5 and 6); AMD APM 6,
 * appendix A (XOP maps 8 to A; map A ends in an immediate of 32 bits).
 */
export interface LengthMap {
  readonly map: number;
  readonly opcodes: string;
  readonly imm8: string;
}

export const LENGTH_MAPS: readonly LengthMap[] = [
  {
    map: 1,
    opcodes: '10-17 28-2F 51 54-5F 60-7B 7E-7F C2 C4-C6 D1-D5 D8-F6 F8-FE D6',
    imm8: '70-73 C2 C4-C6',
  },
  {
    map: 2,
    opcodes:
      '00 04 0B-0D 10-16 18-1F 20-2D 30-3B 3C-40 42-47 4C-59 5A-5B 62-66 68 70-73 75-79 7A-7F 83 88-8B 8D 8F 90-93 96-9F A0-AF B4-BF C4 C6-C8 CA-CD CF DC-DF',
    imm8: '',
  },
  {
    map: 3,
    opcodes: '00-01 03-05 08-0B 0F 14-17 18-1B 1D-1F 20-23 25-27 38-3B 3E-3F 42-44 50-51 54-57 66-67 70-73 C2 CE-CF',
    imm8: '00-FF',
  },
  { map: 5, opcodes: '10-11 1D 2A 2C-2F 51 58-5F 5A-5B 6E 78-7E', imm8: '' },
  { map: 8, opcodes: '85-87 8E-8F 95-97 9E-9F A2-A3 A6 B6 C0-C3 CC-CF EC-EF', imm8: '00-FF' },
  { map: 9, opcodes: '01-02 12 80-83 90-9B C1-C3 C6-C7 CB D1-D3 D6-D7 DB E1-E3', imm8: '' },
  { map: 10, opcodes: '10 12', imm8: '' },
  { map: 6, opcodes: '13 2C-2D 42-43 4C-4F 56-57 96-9F A6-AF B6-BF D6-D7', imm8: '' },
];
