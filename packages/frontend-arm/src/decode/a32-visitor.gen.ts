// Generated from src/decode/tables by scripts/generate-decoder.ts. Do not edit.

/** A32 data processing and multiplication. */
export interface A32DataProcessingVisitor<R> {
  /** AND (register) · `cccc 000 0000 S nnnn dddd iiiii yy 0 mmmm` */
  and_reg(cond: number, S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** EOR (register) · `cccc 000 0001 S nnnn dddd iiiii yy 0 mmmm` */
  eor_reg(cond: number, S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** SUB (register) · `cccc 000 0010 S nnnn dddd iiiii yy 0 mmmm` */
  sub_reg(cond: number, S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** RSB (register) · `cccc 000 0011 S nnnn dddd iiiii yy 0 mmmm` */
  rsb_reg(cond: number, S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** ADD (register) · `cccc 000 0100 S nnnn dddd iiiii yy 0 mmmm` */
  add_reg(cond: number, S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** ADC (register) · `cccc 000 0101 S nnnn dddd iiiii yy 0 mmmm` */
  adc_reg(cond: number, S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** SBC (register) · `cccc 000 0110 S nnnn dddd iiiii yy 0 mmmm` */
  sbc_reg(cond: number, S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** RSC (register) · `cccc 000 0111 S nnnn dddd iiiii yy 0 mmmm` */
  rsc_reg(cond: number, S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** TST (register) · `cccc 000 1000 1 nnnn (0000) iiiii yy 0 mmmm` */
  tst_reg(cond: number, n: number, imm5: number, type: number, m: number): R;
  /** TEQ (register) · `cccc 000 1001 1 nnnn (0000) iiiii yy 0 mmmm` */
  teq_reg(cond: number, n: number, imm5: number, type: number, m: number): R;
  /** CMP (register) · `cccc 000 1010 1 nnnn (0000) iiiii yy 0 mmmm` */
  cmp_reg(cond: number, n: number, imm5: number, type: number, m: number): R;
  /** CMN (register) · `cccc 000 1011 1 nnnn (0000) iiiii yy 0 mmmm` */
  cmn_reg(cond: number, n: number, imm5: number, type: number, m: number): R;
  /** ORR (register) · `cccc 000 1100 S nnnn dddd iiiii yy 0 mmmm` */
  orr_reg(cond: number, S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** MOV (register), LSL, LSR, ASR, ROR (immediate), RRX · `cccc 000 1101 S (0000) dddd iiiii yy 0 mmmm` */
  mov_reg(cond: number, S: number, d: number, imm5: number, type: number, m: number): R;
  /** BIC (register) · `cccc 000 1110 S nnnn dddd iiiii yy 0 mmmm` */
  bic_reg(cond: number, S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** MVN (register) · `cccc 000 1111 S (0000) dddd iiiii yy 0 mmmm` */
  mvn_reg(cond: number, S: number, d: number, imm5: number, type: number, m: number): R;
  /** AND (register-shifted register) · `cccc 000 0000 S nnnn dddd ssss 0 yy 1 mmmm` */
  and_rsr(cond: number, S: number, n: number, d: number, s: number, type: number, m: number): R;
  /** EOR (register-shifted register) · `cccc 000 0001 S nnnn dddd ssss 0 yy 1 mmmm` */
  eor_rsr(cond: number, S: number, n: number, d: number, s: number, type: number, m: number): R;
  /** SUB (register-shifted register) · `cccc 000 0010 S nnnn dddd ssss 0 yy 1 mmmm` */
  sub_rsr(cond: number, S: number, n: number, d: number, s: number, type: number, m: number): R;
  /** RSB (register-shifted register) · `cccc 000 0011 S nnnn dddd ssss 0 yy 1 mmmm` */
  rsb_rsr(cond: number, S: number, n: number, d: number, s: number, type: number, m: number): R;
  /** ADD (register-shifted register) · `cccc 000 0100 S nnnn dddd ssss 0 yy 1 mmmm` */
  add_rsr(cond: number, S: number, n: number, d: number, s: number, type: number, m: number): R;
  /** ADC (register-shifted register) · `cccc 000 0101 S nnnn dddd ssss 0 yy 1 mmmm` */
  adc_rsr(cond: number, S: number, n: number, d: number, s: number, type: number, m: number): R;
  /** SBC (register-shifted register) · `cccc 000 0110 S nnnn dddd ssss 0 yy 1 mmmm` */
  sbc_rsr(cond: number, S: number, n: number, d: number, s: number, type: number, m: number): R;
  /** RSC (register-shifted register) · `cccc 000 0111 S nnnn dddd ssss 0 yy 1 mmmm` */
  rsc_rsr(cond: number, S: number, n: number, d: number, s: number, type: number, m: number): R;
  /** TST (register-shifted register) · `cccc 000 1000 1 nnnn (0000) ssss 0 yy 1 mmmm` */
  tst_rsr(cond: number, n: number, s: number, type: number, m: number): R;
  /** TEQ (register-shifted register) · `cccc 000 1001 1 nnnn (0000) ssss 0 yy 1 mmmm` */
  teq_rsr(cond: number, n: number, s: number, type: number, m: number): R;
  /** CMP (register-shifted register) · `cccc 000 1010 1 nnnn (0000) ssss 0 yy 1 mmmm` */
  cmp_rsr(cond: number, n: number, s: number, type: number, m: number): R;
  /** CMN (register-shifted register) · `cccc 000 1011 1 nnnn (0000) ssss 0 yy 1 mmmm` */
  cmn_rsr(cond: number, n: number, s: number, type: number, m: number): R;
  /** ORR (register-shifted register) · `cccc 000 1100 S nnnn dddd ssss 0 yy 1 mmmm` */
  orr_rsr(cond: number, S: number, n: number, d: number, s: number, type: number, m: number): R;
  /** LSL, LSR, ASR, ROR (register) · `cccc 000 1101 S (0000) dddd ssss 0 yy 1 mmmm` */
  mov_rsr(cond: number, S: number, d: number, s: number, type: number, m: number): R;
  /** BIC (register-shifted register) · `cccc 000 1110 S nnnn dddd ssss 0 yy 1 mmmm` */
  bic_rsr(cond: number, S: number, n: number, d: number, s: number, type: number, m: number): R;
  /** MVN (register-shifted register) · `cccc 000 1111 S (0000) dddd ssss 0 yy 1 mmmm` */
  mvn_rsr(cond: number, S: number, d: number, s: number, type: number, m: number): R;
  /** AND (immediate) · `cccc 001 0000 S nnnn dddd iiiiiiiiiiii` */
  and_imm(cond: number, S: number, n: number, d: number, imm12: number): R;
  /** EOR (immediate) · `cccc 001 0001 S nnnn dddd iiiiiiiiiiii` */
  eor_imm(cond: number, S: number, n: number, d: number, imm12: number): R;
  /** SUB (immediate) · `cccc 001 0010 S nnnn dddd iiiiiiiiiiii` */
  sub_imm(cond: number, S: number, n: number, d: number, imm12: number): R;
  /** RSB (immediate) · `cccc 001 0011 S nnnn dddd iiiiiiiiiiii` */
  rsb_imm(cond: number, S: number, n: number, d: number, imm12: number): R;
  /** ADD (immediate) · `cccc 001 0100 S nnnn dddd iiiiiiiiiiii` */
  add_imm(cond: number, S: number, n: number, d: number, imm12: number): R;
  /** ADC (immediate) · `cccc 001 0101 S nnnn dddd iiiiiiiiiiii` */
  adc_imm(cond: number, S: number, n: number, d: number, imm12: number): R;
  /** SBC (immediate) · `cccc 001 0110 S nnnn dddd iiiiiiiiiiii` */
  sbc_imm(cond: number, S: number, n: number, d: number, imm12: number): R;
  /** RSC (immediate) · `cccc 001 0111 S nnnn dddd iiiiiiiiiiii` */
  rsc_imm(cond: number, S: number, n: number, d: number, imm12: number): R;
  /** TST (immediate) · `cccc 001 1000 1 nnnn (0000) iiiiiiiiiiii` */
  tst_imm(cond: number, n: number, imm12: number): R;
  /** TEQ (immediate) · `cccc 001 1001 1 nnnn (0000) iiiiiiiiiiii` */
  teq_imm(cond: number, n: number, imm12: number): R;
  /** CMP (immediate) · `cccc 001 1010 1 nnnn (0000) iiiiiiiiiiii` */
  cmp_imm(cond: number, n: number, imm12: number): R;
  /** CMN (immediate) · `cccc 001 1011 1 nnnn (0000) iiiiiiiiiiii` */
  cmn_imm(cond: number, n: number, imm12: number): R;
  /** ORR (immediate) · `cccc 001 1100 S nnnn dddd iiiiiiiiiiii` */
  orr_imm(cond: number, S: number, n: number, d: number, imm12: number): R;
  /** MOV (immediate) · `cccc 001 1101 S (0000) dddd iiiiiiiiiiii` */
  mov_imm(cond: number, S: number, d: number, imm12: number): R;
  /** BIC (immediate) · `cccc 001 1110 S nnnn dddd iiiiiiiiiiii` */
  bic_imm(cond: number, S: number, n: number, d: number, imm12: number): R;
  /** MVN (immediate) · `cccc 001 1111 S (0000) dddd iiiiiiiiiiii` */
  mvn_imm(cond: number, S: number, d: number, imm12: number): R;
  /** MOV (immediate), 16 bits · `cccc 0011 0000 iiii dddd iiiiiiiiiiii` */
  movw(cond: number, d: number, imm16: number): R;
  /** MOVT · `cccc 0011 0100 iiii dddd iiiiiiiiiiii` */
  movt(cond: number, d: number, imm16: number): R;
  /** MUL · `cccc 0000 000 S dddd (0000) mmmm 1001 nnnn` */
  mul(cond: number, S: number, d: number, m: number, n: number): R;
  /** MLA · `cccc 0000 001 S dddd aaaa mmmm 1001 nnnn` */
  mla(cond: number, S: number, d: number, a: number, m: number, n: number): R;
  /** UMAAL · `cccc 0000 0100 hhhh llll mmmm 1001 nnnn` */
  umaal(cond: number, dHi: number, dLo: number, m: number, n: number): R;
  /** MLS · `cccc 0000 0110 dddd aaaa mmmm 1001 nnnn` */
  mls(cond: number, d: number, a: number, m: number, n: number): R;
  /** UMULL · `cccc 0000 100 S hhhh llll mmmm 1001 nnnn` */
  umull(cond: number, S: number, dHi: number, dLo: number, m: number, n: number): R;
  /** UMLAL · `cccc 0000 101 S hhhh llll mmmm 1001 nnnn` */
  umlal(cond: number, S: number, dHi: number, dLo: number, m: number, n: number): R;
  /** SMULL · `cccc 0000 110 S hhhh llll mmmm 1001 nnnn` */
  smull(cond: number, S: number, dHi: number, dLo: number, m: number, n: number): R;
  /** SMLAL · `cccc 0000 111 S hhhh llll mmmm 1001 nnnn` */
  smlal(cond: number, S: number, dHi: number, dLo: number, m: number, n: number): R;
  /** QADD · `cccc 0001 0000 nnnn dddd (0000) 0101 mmmm` */
  qadd(cond: number, n: number, d: number, m: number): R;
  /** QSUB · `cccc 0001 0010 nnnn dddd (0000) 0101 mmmm` */
  qsub(cond: number, n: number, d: number, m: number): R;
  /** QDADD · `cccc 0001 0100 nnnn dddd (0000) 0101 mmmm` */
  qdadd(cond: number, n: number, d: number, m: number): R;
  /** QDSUB · `cccc 0001 0110 nnnn dddd (0000) 0101 mmmm` */
  qdsub(cond: number, n: number, d: number, m: number): R;
  /** SMLABB, SMLABT, SMLATB, SMLATT · `cccc 0001 0000 dddd aaaa mmmm 1 M N 0 nnnn` */
  smla_xy(cond: number, d: number, a: number, m: number, M: number, N: number, n: number): R;
  /** SMLAWB, SMLAWT · `cccc 0001 0010 dddd aaaa mmmm 1 M 00 nnnn` */
  smlaw_y(cond: number, d: number, a: number, m: number, M: number, n: number): R;
  /** SMULWB, SMULWT · `cccc 0001 0010 dddd (0000) mmmm 1 M 10 nnnn` */
  smulw_y(cond: number, d: number, m: number, M: number, n: number): R;
  /** SMLALBB, SMLALBT, SMLALTB, SMLALTT · `cccc 0001 0100 hhhh llll mmmm 1 M N 0 nnnn` */
  smlal_xy(cond: number, dHi: number, dLo: number, m: number, M: number, N: number, n: number): R;
  /** SMULBB, SMULBT, SMULTB, SMULTT · `cccc 0001 0110 dddd (0000) mmmm 1 M N 0 nnnn` */
  smul_xy(cond: number, d: number, m: number, M: number, N: number, n: number): R;
  /** CLZ · `cccc 0001 0110 (1111) dddd (1111) 0001 mmmm` */
  clz(cond: number, d: number, m: number): R;
}

/** A32 media instructions. */
export interface A32MediaVisitor<R> {
  /** SADD16 · `cccc 01100 001 nnnn dddd (1111) 0001 mmmm` */
  sadd16(cond: number, n: number, d: number, m: number): R;
  /** SASX · `cccc 01100 001 nnnn dddd (1111) 0011 mmmm` */
  sasx(cond: number, n: number, d: number, m: number): R;
  /** SSAX · `cccc 01100 001 nnnn dddd (1111) 0101 mmmm` */
  ssax(cond: number, n: number, d: number, m: number): R;
  /** SSUB16 · `cccc 01100 001 nnnn dddd (1111) 0111 mmmm` */
  ssub16(cond: number, n: number, d: number, m: number): R;
  /** SADD8 · `cccc 01100 001 nnnn dddd (1111) 1001 mmmm` */
  sadd8(cond: number, n: number, d: number, m: number): R;
  /** SSUB8 · `cccc 01100 001 nnnn dddd (1111) 1111 mmmm` */
  ssub8(cond: number, n: number, d: number, m: number): R;
  /** QADD16 · `cccc 01100 010 nnnn dddd (1111) 0001 mmmm` */
  qadd16(cond: number, n: number, d: number, m: number): R;
  /** QASX · `cccc 01100 010 nnnn dddd (1111) 0011 mmmm` */
  qasx(cond: number, n: number, d: number, m: number): R;
  /** QSAX · `cccc 01100 010 nnnn dddd (1111) 0101 mmmm` */
  qsax(cond: number, n: number, d: number, m: number): R;
  /** QSUB16 · `cccc 01100 010 nnnn dddd (1111) 0111 mmmm` */
  qsub16(cond: number, n: number, d: number, m: number): R;
  /** QADD8 · `cccc 01100 010 nnnn dddd (1111) 1001 mmmm` */
  qadd8(cond: number, n: number, d: number, m: number): R;
  /** QSUB8 · `cccc 01100 010 nnnn dddd (1111) 1111 mmmm` */
  qsub8(cond: number, n: number, d: number, m: number): R;
  /** SHADD16 · `cccc 01100 011 nnnn dddd (1111) 0001 mmmm` */
  shadd16(cond: number, n: number, d: number, m: number): R;
  /** SHASX · `cccc 01100 011 nnnn dddd (1111) 0011 mmmm` */
  shasx(cond: number, n: number, d: number, m: number): R;
  /** SHSAX · `cccc 01100 011 nnnn dddd (1111) 0101 mmmm` */
  shsax(cond: number, n: number, d: number, m: number): R;
  /** SHSUB16 · `cccc 01100 011 nnnn dddd (1111) 0111 mmmm` */
  shsub16(cond: number, n: number, d: number, m: number): R;
  /** SHADD8 · `cccc 01100 011 nnnn dddd (1111) 1001 mmmm` */
  shadd8(cond: number, n: number, d: number, m: number): R;
  /** SHSUB8 · `cccc 01100 011 nnnn dddd (1111) 1111 mmmm` */
  shsub8(cond: number, n: number, d: number, m: number): R;
  /** UADD16 · `cccc 01100 101 nnnn dddd (1111) 0001 mmmm` */
  uadd16(cond: number, n: number, d: number, m: number): R;
  /** UASX · `cccc 01100 101 nnnn dddd (1111) 0011 mmmm` */
  uasx(cond: number, n: number, d: number, m: number): R;
  /** USAX · `cccc 01100 101 nnnn dddd (1111) 0101 mmmm` */
  usax(cond: number, n: number, d: number, m: number): R;
  /** USUB16 · `cccc 01100 101 nnnn dddd (1111) 0111 mmmm` */
  usub16(cond: number, n: number, d: number, m: number): R;
  /** UADD8 · `cccc 01100 101 nnnn dddd (1111) 1001 mmmm` */
  uadd8(cond: number, n: number, d: number, m: number): R;
  /** USUB8 · `cccc 01100 101 nnnn dddd (1111) 1111 mmmm` */
  usub8(cond: number, n: number, d: number, m: number): R;
  /** UQADD16 · `cccc 01100 110 nnnn dddd (1111) 0001 mmmm` */
  uqadd16(cond: number, n: number, d: number, m: number): R;
  /** UQASX · `cccc 01100 110 nnnn dddd (1111) 0011 mmmm` */
  uqasx(cond: number, n: number, d: number, m: number): R;
  /** UQSAX · `cccc 01100 110 nnnn dddd (1111) 0101 mmmm` */
  uqsax(cond: number, n: number, d: number, m: number): R;
  /** UQSUB16 · `cccc 01100 110 nnnn dddd (1111) 0111 mmmm` */
  uqsub16(cond: number, n: number, d: number, m: number): R;
  /** UQADD8 · `cccc 01100 110 nnnn dddd (1111) 1001 mmmm` */
  uqadd8(cond: number, n: number, d: number, m: number): R;
  /** UQSUB8 · `cccc 01100 110 nnnn dddd (1111) 1111 mmmm` */
  uqsub8(cond: number, n: number, d: number, m: number): R;
  /** UHADD16 · `cccc 01100 111 nnnn dddd (1111) 0001 mmmm` */
  uhadd16(cond: number, n: number, d: number, m: number): R;
  /** UHASX · `cccc 01100 111 nnnn dddd (1111) 0011 mmmm` */
  uhasx(cond: number, n: number, d: number, m: number): R;
  /** UHSAX · `cccc 01100 111 nnnn dddd (1111) 0101 mmmm` */
  uhsax(cond: number, n: number, d: number, m: number): R;
  /** UHSUB16 · `cccc 01100 111 nnnn dddd (1111) 0111 mmmm` */
  uhsub16(cond: number, n: number, d: number, m: number): R;
  /** UHADD8 · `cccc 01100 111 nnnn dddd (1111) 1001 mmmm` */
  uhadd8(cond: number, n: number, d: number, m: number): R;
  /** UHSUB8 · `cccc 01100 111 nnnn dddd (1111) 1111 mmmm` */
  uhsub8(cond: number, n: number, d: number, m: number): R;
  /** PKHBT, PKHTB · `cccc 0110 1000 nnnn dddd iiiii T 01 mmmm` */
  pkh(cond: number, n: number, d: number, imm5: number, tb: number, m: number): R;
  /** SEL · `cccc 0110 1000 nnnn dddd (1111) 1011 mmmm` */
  sel(cond: number, n: number, d: number, m: number): R;
  /** SSAT · `cccc 0110 101 vvvvv dddd iiiii H 01 nnnn` */
  ssat(cond: number, satImm: number, d: number, imm5: number, sh: number, n: number): R;
  /** USAT · `cccc 0110 111 vvvvv dddd iiiii H 01 nnnn` */
  usat(cond: number, satImm: number, d: number, imm5: number, sh: number, n: number): R;
  /** SSAT16 · `cccc 0110 1010 vvvv dddd (1111) 0011 nnnn` */
  ssat16(cond: number, satImm: number, d: number, n: number): R;
  /** USAT16 · `cccc 0110 1110 vvvv dddd (1111) 0011 nnnn` */
  usat16(cond: number, satImm: number, d: number, n: number): R;
  /** SXTB16 · `cccc 0110 1000 1111 dddd rr (00) 0111 mmmm` */
  sxtb16(cond: number, d: number, rotate: number, m: number): R;
  /** SXTAB16 · `cccc 0110 1000 nnnn dddd rr (00) 0111 mmmm` */
  sxtab16(cond: number, n: number, d: number, rotate: number, m: number): R;
  /** SXTB · `cccc 0110 1010 1111 dddd rr (00) 0111 mmmm` */
  sxtb(cond: number, d: number, rotate: number, m: number): R;
  /** SXTAB · `cccc 0110 1010 nnnn dddd rr (00) 0111 mmmm` */
  sxtab(cond: number, n: number, d: number, rotate: number, m: number): R;
  /** SXTH · `cccc 0110 1011 1111 dddd rr (00) 0111 mmmm` */
  sxth(cond: number, d: number, rotate: number, m: number): R;
  /** SXTAH · `cccc 0110 1011 nnnn dddd rr (00) 0111 mmmm` */
  sxtah(cond: number, n: number, d: number, rotate: number, m: number): R;
  /** UXTB16 · `cccc 0110 1100 1111 dddd rr (00) 0111 mmmm` */
  uxtb16(cond: number, d: number, rotate: number, m: number): R;
  /** UXTAB16 · `cccc 0110 1100 nnnn dddd rr (00) 0111 mmmm` */
  uxtab16(cond: number, n: number, d: number, rotate: number, m: number): R;
  /** UXTB · `cccc 0110 1110 1111 dddd rr (00) 0111 mmmm` */
  uxtb(cond: number, d: number, rotate: number, m: number): R;
  /** UXTAB · `cccc 0110 1110 nnnn dddd rr (00) 0111 mmmm` */
  uxtab(cond: number, n: number, d: number, rotate: number, m: number): R;
  /** UXTH · `cccc 0110 1111 1111 dddd rr (00) 0111 mmmm` */
  uxth(cond: number, d: number, rotate: number, m: number): R;
  /** UXTAH · `cccc 0110 1111 nnnn dddd rr (00) 0111 mmmm` */
  uxtah(cond: number, n: number, d: number, rotate: number, m: number): R;
  /** REV · `cccc 0110 1011 (1111) dddd (1111) 0011 mmmm` */
  rev(cond: number, d: number, m: number): R;
  /** REV16 · `cccc 0110 1011 (1111) dddd (1111) 1011 mmmm` */
  rev16(cond: number, d: number, m: number): R;
  /** RBIT · `cccc 0110 1111 (1111) dddd (1111) 0011 mmmm` */
  rbit(cond: number, d: number, m: number): R;
  /** REVSH · `cccc 0110 1111 (1111) dddd (1111) 1011 mmmm` */
  revsh(cond: number, d: number, m: number): R;
  /** SMUAD · `cccc 0111 0000 dddd 1111 mmmm 00 M 1 nnnn` */
  smuad(cond: number, d: number, m: number, M: number, n: number): R;
  /** SMLAD · `cccc 0111 0000 dddd aaaa mmmm 00 M 1 nnnn` */
  smlad(cond: number, d: number, a: number, m: number, M: number, n: number): R;
  /** SMUSD · `cccc 0111 0000 dddd 1111 mmmm 01 M 1 nnnn` */
  smusd(cond: number, d: number, m: number, M: number, n: number): R;
  /** SMLSD · `cccc 0111 0000 dddd aaaa mmmm 01 M 1 nnnn` */
  smlsd(cond: number, d: number, a: number, m: number, M: number, n: number): R;
  /** SDIV · `cccc 0111 0001 dddd (1111) mmmm 0001 nnnn` */
  sdiv(cond: number, d: number, m: number, n: number): R;
  /** UDIV · `cccc 0111 0011 dddd (1111) mmmm 0001 nnnn` */
  udiv(cond: number, d: number, m: number, n: number): R;
  /** SMLALD · `cccc 0111 0100 hhhh llll mmmm 00 M 1 nnnn` */
  smlald(cond: number, dHi: number, dLo: number, m: number, M: number, n: number): R;
  /** SMLSLD · `cccc 0111 0100 hhhh llll mmmm 01 M 1 nnnn` */
  smlsld(cond: number, dHi: number, dLo: number, m: number, M: number, n: number): R;
  /** SMMUL · `cccc 0111 0101 dddd 1111 mmmm 00 R 1 nnnn` */
  smmul(cond: number, d: number, m: number, R: number, n: number): R;
  /** SMMLA · `cccc 0111 0101 dddd aaaa mmmm 00 R 1 nnnn` */
  smmla(cond: number, d: number, a: number, m: number, R: number, n: number): R;
  /** SMMLS · `cccc 0111 0101 dddd aaaa mmmm 11 R 1 nnnn` */
  smmls(cond: number, d: number, a: number, m: number, R: number, n: number): R;
  /** USAD8 · `cccc 0111 1000 dddd 1111 mmmm 0001 nnnn` */
  usad8(cond: number, d: number, m: number, n: number): R;
  /** USADA8 · `cccc 0111 1000 dddd aaaa mmmm 0001 nnnn` */
  usada8(cond: number, d: number, a: number, m: number, n: number): R;
  /** SBFX · `cccc 0111 101 wwwww dddd bbbbb 101 nnnn` */
  sbfx(cond: number, widthM1: number, d: number, lsb: number, n: number): R;
  /** BFC · `cccc 0111 110 eeeee dddd bbbbb 001 1111` */
  bfc(cond: number, msb: number, d: number, lsb: number): R;
  /** BFI · `cccc 0111 110 eeeee dddd bbbbb 001 nnnn` */
  bfi(cond: number, msb: number, d: number, lsb: number, n: number): R;
  /** UBFX · `cccc 0111 111 wwwww dddd bbbbb 101 nnnn` */
  ubfx(cond: number, widthM1: number, d: number, lsb: number, n: number): R;
  /** UDF · `1110 0111 1111 iiiiiiiiiiii 1111 iiii` */
  udf(imm16: number): R;
}

/** A32 loads, stores and branches. */
export interface A32MemoryVisitor<R> {
  /** STRHT (register) · `cccc 0000 U 010 nnnn tttt (0000) 1011 mmmm` */
  strht_reg(cond: number, U: number, n: number, t: number, m: number): R;
  /** STRHT (immediate) · `cccc 0000 U 110 nnnn tttt iiii 1011 iiii` */
  strht_imm(cond: number, U: number, n: number, t: number, imm8: number): R;
  /** STRH (register) · `cccc 000 P U 0 W 0 nnnn tttt (0000) 1011 mmmm` */
  strh_reg(cond: number, P: number, U: number, W: number, n: number, t: number, m: number): R;
  /** STRH (immediate, literal) · `cccc 000 P U 1 W 0 nnnn tttt iiii 1011 iiii` */
  strh_imm(cond: number, P: number, U: number, W: number, n: number, t: number, imm8: number): R;
  /** LDRHT (register) · `cccc 0000 U 011 nnnn tttt (0000) 1011 mmmm` */
  ldrht_reg(cond: number, U: number, n: number, t: number, m: number): R;
  /** LDRHT (immediate) · `cccc 0000 U 111 nnnn tttt iiii 1011 iiii` */
  ldrht_imm(cond: number, U: number, n: number, t: number, imm8: number): R;
  /** LDRH (register) · `cccc 000 P U 0 W 1 nnnn tttt (0000) 1011 mmmm` */
  ldrh_reg(cond: number, P: number, U: number, W: number, n: number, t: number, m: number): R;
  /** LDRH (immediate, literal) · `cccc 000 P U 1 W 1 nnnn tttt iiii 1011 iiii` */
  ldrh_imm(cond: number, P: number, U: number, W: number, n: number, t: number, imm8: number): R;
  /** LDRD (register) · `cccc 000 P U 0 W 0 nnnn tttt (0000) 1101 mmmm` */
  ldrd_reg(cond: number, P: number, U: number, W: number, n: number, t: number, m: number): R;
  /** LDRD (immediate, literal) · `cccc 000 P U 1 W 0 nnnn tttt iiii 1101 iiii` */
  ldrd_imm(cond: number, P: number, U: number, W: number, n: number, t: number, imm8: number): R;
  /** STRD (register) · `cccc 000 P U 0 W 0 nnnn tttt (0000) 1111 mmmm` */
  strd_reg(cond: number, P: number, U: number, W: number, n: number, t: number, m: number): R;
  /** STRD (immediate, literal) · `cccc 000 P U 1 W 0 nnnn tttt iiii 1111 iiii` */
  strd_imm(cond: number, P: number, U: number, W: number, n: number, t: number, imm8: number): R;
  /** LDRSBT (register) · `cccc 0000 U 011 nnnn tttt (0000) 1101 mmmm` */
  ldrsbt_reg(cond: number, U: number, n: number, t: number, m: number): R;
  /** LDRSBT (immediate) · `cccc 0000 U 111 nnnn tttt iiii 1101 iiii` */
  ldrsbt_imm(cond: number, U: number, n: number, t: number, imm8: number): R;
  /** LDRSB (register) · `cccc 000 P U 0 W 1 nnnn tttt (0000) 1101 mmmm` */
  ldrsb_reg(cond: number, P: number, U: number, W: number, n: number, t: number, m: number): R;
  /** LDRSB (immediate, literal) · `cccc 000 P U 1 W 1 nnnn tttt iiii 1101 iiii` */
  ldrsb_imm(cond: number, P: number, U: number, W: number, n: number, t: number, imm8: number): R;
  /** LDRSHT (register) · `cccc 0000 U 011 nnnn tttt (0000) 1111 mmmm` */
  ldrsht_reg(cond: number, U: number, n: number, t: number, m: number): R;
  /** LDRSHT (immediate) · `cccc 0000 U 111 nnnn tttt iiii 1111 iiii` */
  ldrsht_imm(cond: number, U: number, n: number, t: number, imm8: number): R;
  /** LDRSH (register) · `cccc 000 P U 0 W 1 nnnn tttt (0000) 1111 mmmm` */
  ldrsh_reg(cond: number, P: number, U: number, W: number, n: number, t: number, m: number): R;
  /** LDRSH (immediate, literal) · `cccc 000 P U 1 W 1 nnnn tttt iiii 1111 iiii` */
  ldrsh_imm(cond: number, P: number, U: number, W: number, n: number, t: number, imm8: number): R;
  /** SWP, SWPB · `cccc 0001 0 B 00 nnnn tttt (0000) 1001 uuuu` */
  swp(cond: number, B: number, n: number, t: number, t2: number): R;
  /** STREX · `cccc 0001 1000 nnnn dddd (1111) 1001 tttt` */
  strex(cond: number, n: number, d: number, t: number): R;
  /** LDREX · `cccc 0001 1001 nnnn tttt (1111) 1001 (1111)` */
  ldrex(cond: number, n: number, t: number): R;
  /** STREXD · `cccc 0001 1010 nnnn dddd (1111) 1001 tttt` */
  strexd(cond: number, n: number, d: number, t: number): R;
  /** LDREXD · `cccc 0001 1011 nnnn tttt (1111) 1001 (1111)` */
  ldrexd(cond: number, n: number, t: number): R;
  /** STREXB · `cccc 0001 1100 nnnn dddd (1111) 1001 tttt` */
  strexb(cond: number, n: number, d: number, t: number): R;
  /** LDREXB · `cccc 0001 1101 nnnn tttt (1111) 1001 (1111)` */
  ldrexb(cond: number, n: number, t: number): R;
  /** STREXH · `cccc 0001 1110 nnnn dddd (1111) 1001 tttt` */
  strexh(cond: number, n: number, d: number, t: number): R;
  /** LDREXH · `cccc 0001 1111 nnnn tttt (1111) 1001 (1111)` */
  ldrexh(cond: number, n: number, t: number): R;
  /** STRT (immediate) · `cccc 0100 U 010 nnnn tttt iiiiiiiiiiii` */
  strt_imm(cond: number, U: number, n: number, t: number, imm12: number): R;
  /** STR (immediate, literal) · `cccc 010 P U 0 W 0 nnnn tttt iiiiiiiiiiii` */
  str_imm(cond: number, P: number, U: number, W: number, n: number, t: number, imm12: number): R;
  /** LDRT (immediate) · `cccc 0100 U 011 nnnn tttt iiiiiiiiiiii` */
  ldrt_imm(cond: number, U: number, n: number, t: number, imm12: number): R;
  /** LDR (immediate, literal) · `cccc 010 P U 0 W 1 nnnn tttt iiiiiiiiiiii` */
  ldr_imm(cond: number, P: number, U: number, W: number, n: number, t: number, imm12: number): R;
  /** STRBT (immediate) · `cccc 0100 U 110 nnnn tttt iiiiiiiiiiii` */
  strbt_imm(cond: number, U: number, n: number, t: number, imm12: number): R;
  /** STRB (immediate, literal) · `cccc 010 P U 1 W 0 nnnn tttt iiiiiiiiiiii` */
  strb_imm(cond: number, P: number, U: number, W: number, n: number, t: number, imm12: number): R;
  /** LDRBT (immediate) · `cccc 0100 U 111 nnnn tttt iiiiiiiiiiii` */
  ldrbt_imm(cond: number, U: number, n: number, t: number, imm12: number): R;
  /** LDRB (immediate, literal) · `cccc 010 P U 1 W 1 nnnn tttt iiiiiiiiiiii` */
  ldrb_imm(cond: number, P: number, U: number, W: number, n: number, t: number, imm12: number): R;
  /** STRT (register) · `cccc 0110 U 010 nnnn tttt iiiii yy 0 mmmm` */
  strt_reg(cond: number, U: number, n: number, t: number, imm5: number, type: number, m: number): R;
  /** STR (register) · `cccc 011 P U 0 W 0 nnnn tttt iiiii yy 0 mmmm` */
  str_reg(cond: number, P: number, U: number, W: number, n: number, t: number, imm5: number, type: number, m: number): R;
  /** LDRT (register) · `cccc 0110 U 011 nnnn tttt iiiii yy 0 mmmm` */
  ldrt_reg(cond: number, U: number, n: number, t: number, imm5: number, type: number, m: number): R;
  /** LDR (register) · `cccc 011 P U 0 W 1 nnnn tttt iiiii yy 0 mmmm` */
  ldr_reg(cond: number, P: number, U: number, W: number, n: number, t: number, imm5: number, type: number, m: number): R;
  /** STRBT (register) · `cccc 0110 U 110 nnnn tttt iiiii yy 0 mmmm` */
  strbt_reg(cond: number, U: number, n: number, t: number, imm5: number, type: number, m: number): R;
  /** STRB (register) · `cccc 011 P U 1 W 0 nnnn tttt iiiii yy 0 mmmm` */
  strb_reg(cond: number, P: number, U: number, W: number, n: number, t: number, imm5: number, type: number, m: number): R;
  /** LDRBT (register) · `cccc 0110 U 111 nnnn tttt iiiii yy 0 mmmm` */
  ldrbt_reg(cond: number, U: number, n: number, t: number, imm5: number, type: number, m: number): R;
  /** LDRB (register) · `cccc 011 P U 1 W 1 nnnn tttt iiiii yy 0 mmmm` */
  ldrb_reg(cond: number, P: number, U: number, W: number, n: number, t: number, imm5: number, type: number, m: number): R;
  /** STMDA · `cccc 100 00 0 W 0 nnnn gggggggggggggggg` */
  stmda(cond: number, W: number, n: number, list: number): R;
  /** LDMDA · `cccc 100 00 0 W 1 nnnn gggggggggggggggg` */
  ldmda(cond: number, W: number, n: number, list: number): R;
  /** STMIA · `cccc 100 01 0 W 0 nnnn gggggggggggggggg` */
  stm(cond: number, W: number, n: number, list: number): R;
  /** LDMIA · `cccc 100 01 0 W 1 nnnn gggggggggggggggg` */
  ldm(cond: number, W: number, n: number, list: number): R;
  /** STMDB · `cccc 100 10 0 W 0 nnnn gggggggggggggggg` */
  stmdb(cond: number, W: number, n: number, list: number): R;
  /** LDMDB · `cccc 100 10 0 W 1 nnnn gggggggggggggggg` */
  ldmdb(cond: number, W: number, n: number, list: number): R;
  /** STMIB · `cccc 100 11 0 W 0 nnnn gggggggggggggggg` */
  stmib(cond: number, W: number, n: number, list: number): R;
  /** LDMIB · `cccc 100 11 0 W 1 nnnn gggggggggggggggg` */
  ldmib(cond: number, W: number, n: number, list: number): R;
  /** STM (User registers) · `cccc 100 P U 1 (0) 0 nnnn gggggggggggggggg` */
  stm_usr(cond: number, P: number, U: number, n: number, list: number): R;
  /** LDM (User registers) · `cccc 100 P U 1 (0) 1 nnnn 0 ggggggggggggggg` */
  ldm_usr(cond: number, P: number, U: number, n: number, list: number): R;
  /** LDM (exception return) · `cccc 100 P U 1 W 1 nnnn 1 ggggggggggggggg` */
  ldm_eret(cond: number, P: number, U: number, W: number, n: number, list: number): R;
  /** B · `cccc 1010 iiiiiiiiiiiiiiiiiiiiiiii` */
  b(cond: number, imm24: number): R;
  /** BL (immediate) · `cccc 1011 iiiiiiiiiiiiiiiiiiiiiiii` */
  bl(cond: number, imm24: number): R;
  /** BLX (immediate) · `1111 101 H iiiiiiiiiiiiiiiiiiiiiiii` */
  blx_imm(H: number, imm24: number): R;
  /** BX · `cccc 0001 0010 (111111111111) 0001 mmmm` */
  bx(cond: number, m: number): R;
  /** BXJ · `cccc 0001 0010 (111111111111) 0010 mmmm` */
  bxj(cond: number, m: number): R;
  /** BLX (register) · `cccc 0001 0010 (111111111111) 0011 mmmm` */
  blx_reg(cond: number, m: number): R;
  /** Unallocated memory hint (NOP with the MP extensions) · `1111 0100 U 001 nnnn (1111) iiiiiiiiiiii` */
  mem_hint_imm(U: number, n: number, imm12: number): R;
  /** PLI (immediate, literal) · `1111 0100 U 101 nnnn (1111) iiiiiiiiiiii` */
  pli_imm(U: number, n: number, imm12: number): R;
  /** PLD, PLDW (immediate, literal): R == 0 is PLDW · `1111 0101 U R 01 nnnn (1111) iiiiiiiiiiii` */
  pld_imm(U: number, R: number, n: number, imm12: number): R;
  /** Unallocated memory hint (NOP with the MP extensions) · `1111 0110 U 001 nnnn (1111) iiiii yy 0 mmmm` */
  mem_hint_reg(U: number, n: number, imm5: number, type: number, m: number): R;
  /** PLI (register) · `1111 0110 U 101 nnnn (1111) iiiii yy 0 mmmm` */
  pli_reg(U: number, n: number, imm5: number, type: number, m: number): R;
  /** PLD, PLDW (register): R == 0 is PLDW · `1111 0111 U R 01 nnnn (1111) iiiii yy 0 mmmm` */
  pld_reg(U: number, R: number, n: number, imm5: number, type: number, m: number): R;
}

/** A32 system instructions. */
export interface A32SystemVisitor<R> {
  /** NOP · `cccc 0011 0010 0000 (11110000) 00000000` */
  nop(cond: number): R;
  /** YIELD · `cccc 0011 0010 0000 (11110000) 00000001` */
  yield(cond: number): R;
  /** WFE · `cccc 0011 0010 0000 (11110000) 00000010` */
  wfe(cond: number): R;
  /** WFI · `cccc 0011 0010 0000 (11110000) 00000011` */
  wfi(cond: number): R;
  /** SEV · `cccc 0011 0010 0000 (11110000) 00000100` */
  sev(cond: number): R;
  /** DBG · `cccc 0011 0010 0000 (11110000) 1111 oooo` */
  dbg(cond: number, option: number): R;
  /** Unallocated hint (NOP) · `cccc 0011 0010 0000 (11110000) hhhhhhhh` */
  hint(cond: number, hint: number): R;
  /** MSR (immediate) · `cccc 0011 0 R 10 kkkk (1111) iiiiiiiiiiii` */
  msr_imm(cond: number, R: number, mask: number, imm12: number): R;
  /** MRS · `cccc 0001 0 R 00 (1111) dddd (00) 0 (0) 0000 (0000)` */
  mrs(cond: number, R: number, d: number): R;
  /** MRS (banked register) · `cccc 0001 0 R 00 yyyy dddd (00) 1 x 0000 (0000)` */
  mrs_banked(cond: number, R: number, d: number, sysm: number): R;
  /** MSR (register) · `cccc 0001 0 R 10 kkkk (1111) (00) 0 (0) 0000 nnnn` */
  msr_reg(cond: number, R: number, mask: number, n: number): R;
  /** MSR (banked register) · `cccc 0001 0 R 10 yyyy (1111) (00) 1 x 0000 nnnn` */
  msr_banked(cond: number, R: number, sysm: number, n: number): R;
  /** ERET · `cccc 0001 0110 (000000000000) 0110 (1110)` */
  eret(cond: number): R;
  /** BKPT · `cccc 0001 0010 iiiiiiiiiiii 0111 iiii` */
  bkpt(cond: number, imm16: number): R;
  /** HVC · `cccc 0001 0100 iiiiiiiiiiii 0111 iiii` */
  hvc(cond: number, imm16: number): R;
  /** SMC · `cccc 0001 0110 (000000000000) 0111 iiii` */
  smc(cond: number, imm4: number): R;
  /** SVC · `cccc 1111 iiiiiiiiiiiiiiiiiiiiiiii` */
  svc(cond: number, imm24: number): R;
  /** CPS · `1111 0001 0000 qq M 0 (0000000) A I F 0 ggggg` */
  cps(imod: number, M: number, A: number, I: number, F: number, mode: number): R;
  /** SETEND · `1111 0001 0000 (000) 1 (000000) E (0) 0000 (0000)` */
  setend(E: number): R;
  /** SRS · `1111 100 P U 1 W 0 (1101) (00000101000) ggggg` */
  srs(P: number, U: number, W: number, mode: number): R;
  /** RFE · `1111 100 P U 0 W 1 nnnn (0000101000000000)` */
  rfe(P: number, U: number, W: number, n: number): R;
  /** CLREX · `1111 0101 0111 (111111110000) 0001 (1111)` */
  clrex(): R;
  /** DSB · `1111 0101 0111 (111111110000) 0100 oooo` */
  dsb(option: number): R;
  /** DMB · `1111 0101 0111 (111111110000) 0101 oooo` */
  dmb(option: number): R;
  /** ISB · `1111 0101 0111 (111111110000) 0110 oooo` */
  isb(option: number): R;
}
