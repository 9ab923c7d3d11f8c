// Generated from src/decode/tables by scripts/generate-decoder.ts. Do not edit.

/** 16-bit Thumb. */
export interface T16InstructionVisitor<R> {
  /** MOV (register), T2 · `00000 00000 mmm ddd` */
  t16_movs_reg(m: number, d: number): R;
  /** LSL (immediate) · `00000 iiiii mmm ddd` */
  t16_lsl_imm(imm5: number, m: number, d: number): R;
  /** LSR (immediate) · `00001 iiiii mmm ddd` */
  t16_lsr_imm(imm5: number, m: number, d: number): R;
  /** ASR (immediate) · `00010 iiiii mmm ddd` */
  t16_asr_imm(imm5: number, m: number, d: number): R;
  /** ADD (register) · `00011 00 mmm nnn ddd` */
  t16_add_reg(m: number, n: number, d: number): R;
  /** SUB (register) · `00011 01 mmm nnn ddd` */
  t16_sub_reg(m: number, n: number, d: number): R;
  /** ADD (immediate), 3 bits · `00011 10 iii nnn ddd` */
  t16_add_imm3(imm3: number, n: number, d: number): R;
  /** SUB (immediate), 3 bits · `00011 11 iii nnn ddd` */
  t16_sub_imm3(imm3: number, n: number, d: number): R;
  /** MOV (immediate) · `00100 ddd iiiiiiii` */
  t16_mov_imm(d: number, imm8: number): R;
  /** CMP (immediate) · `00101 nnn iiiiiiii` */
  t16_cmp_imm(n: number, imm8: number): R;
  /** ADD (immediate), 8 bits · `00110 eee iiiiiiii` */
  t16_add_imm8(dn: number, imm8: number): R;
  /** SUB (immediate), 8 bits · `00111 eee iiiiiiii` */
  t16_sub_imm8(dn: number, imm8: number): R;
  /** AND (register) · `010000 0000 mmm eee` */
  t16_and_reg(m: number, dn: number): R;
  /** EOR (register) · `010000 0001 mmm eee` */
  t16_eor_reg(m: number, dn: number): R;
  /** LSL (register) · `010000 0010 mmm eee` */
  t16_lsl_reg(m: number, dn: number): R;
  /** LSR (register) · `010000 0011 mmm eee` */
  t16_lsr_reg(m: number, dn: number): R;
  /** ASR (register) · `010000 0100 mmm eee` */
  t16_asr_reg(m: number, dn: number): R;
  /** ADC (register) · `010000 0101 mmm eee` */
  t16_adc_reg(m: number, dn: number): R;
  /** SBC (register) · `010000 0110 mmm eee` */
  t16_sbc_reg(m: number, dn: number): R;
  /** ROR (register) · `010000 0111 mmm eee` */
  t16_ror_reg(m: number, dn: number): R;
  /** TST (register) · `010000 1000 mmm nnn` */
  t16_tst_reg(m: number, n: number): R;
  /** RSB (immediate), from 0 · `010000 1001 nnn ddd` */
  t16_rsb_imm(n: number, d: number): R;
  /** CMP (register) · `010000 1010 mmm nnn` */
  t16_cmp_reg(m: number, n: number): R;
  /** CMN (register) · `010000 1011 mmm nnn` */
  t16_cmn_reg(m: number, n: number): R;
  /** ORR (register) · `010000 1100 mmm eee` */
  t16_orr_reg(m: number, dn: number): R;
  /** MUL · `010000 1101 nnn xxx` */
  t16_mul(n: number, dm: number): R;
  /** BIC (register) · `010000 1110 mmm eee` */
  t16_bic_reg(m: number, dn: number): R;
  /** MVN (register) · `010000 1111 mmm ddd` */
  t16_mvn_reg(m: number, d: number): R;
  /** ADD (register), T2 · `010001 00 E mmmm eee` */
  t16_add_reg_high(m: number, dn: number): R;
  /** CMP (register), T2 · `010001 01 N mmmm nnn` */
  t16_cmp_reg_high(m: number, n: number): R;
  /** MOV (register), T1 · `010001 10 D mmmm ddd` */
  t16_mov_reg(m: number, d: number): R;
  /** BX · `010001 110 mmmm (000)` */
  t16_bx(m: number): R;
  /** BLX (register) · `010001 111 mmmm (000)` */
  t16_blx_reg(m: number): R;
  /** LDR (literal) · `01001 ttt iiiiiiii` */
  t16_ldr_lit(t: number, imm8: number): R;
  /** STR (register) · `0101 000 mmm nnn ttt` */
  t16_str_reg(m: number, n: number, t: number): R;
  /** STRH (register) · `0101 001 mmm nnn ttt` */
  t16_strh_reg(m: number, n: number, t: number): R;
  /** STRB (register) · `0101 010 mmm nnn ttt` */
  t16_strb_reg(m: number, n: number, t: number): R;
  /** LDRSB (register) · `0101 011 mmm nnn ttt` */
  t16_ldrsb_reg(m: number, n: number, t: number): R;
  /** LDR (register) · `0101 100 mmm nnn ttt` */
  t16_ldr_reg(m: number, n: number, t: number): R;
  /** LDRH (register) · `0101 101 mmm nnn ttt` */
  t16_ldrh_reg(m: number, n: number, t: number): R;
  /** LDRB (register) · `0101 110 mmm nnn ttt` */
  t16_ldrb_reg(m: number, n: number, t: number): R;
  /** LDRSH (register) · `0101 111 mmm nnn ttt` */
  t16_ldrsh_reg(m: number, n: number, t: number): R;
  /** STR (immediate), in words · `01100 iiiii nnn ttt` */
  t16_str_imm(imm5: number, n: number, t: number): R;
  /** LDR (immediate), in words · `01101 iiiii nnn ttt` */
  t16_ldr_imm(imm5: number, n: number, t: number): R;
  /** STRB (immediate) · `01110 iiiii nnn ttt` */
  t16_strb_imm(imm5: number, n: number, t: number): R;
  /** LDRB (immediate) · `01111 iiiii nnn ttt` */
  t16_ldrb_imm(imm5: number, n: number, t: number): R;
  /** STRH (immediate), in halfwords · `10000 iiiii nnn ttt` */
  t16_strh_imm(imm5: number, n: number, t: number): R;
  /** LDRH (immediate), in halfwords · `10001 iiiii nnn ttt` */
  t16_ldrh_imm(imm5: number, n: number, t: number): R;
  /** STR (immediate), T2, in words · `10010 ttt iiiiiiii` */
  t16_str_sp(t: number, imm8: number): R;
  /** LDR (immediate), T2, in words · `10011 ttt iiiiiiii` */
  t16_ldr_sp(t: number, imm8: number): R;
  /** ADR, in words · `10100 ddd iiiiiiii` */
  t16_adr(d: number, imm8: number): R;
  /** ADD (SP plus immediate), T1, in words · `10101 ddd iiiiiiii` */
  t16_add_sp(d: number, imm8: number): R;
  /** ADD (SP plus immediate), T2, in words · `1011 0000 0 iiiiiii` */
  t16_add_sp_sp(imm7: number): R;
  /** SUB (SP minus immediate), in words · `1011 0000 1 iiiiiii` */
  t16_sub_sp_sp(imm7: number): R;
  /** CBZ, CBNZ, in halfwords · `1011 Z 0 i 1 iiiii nnn` */
  t16_cbz(nonzero: number, imm6: number, n: number): R;
  /** SXTH · `1011 0010 00 mmm ddd` */
  t16_sxth(m: number, d: number): R;
  /** SXTB · `1011 0010 01 mmm ddd` */
  t16_sxtb(m: number, d: number): R;
  /** UXTH · `1011 0010 10 mmm ddd` */
  t16_uxth(m: number, d: number): R;
  /** UXTB · `1011 0010 11 mmm ddd` */
  t16_uxtb(m: number, d: number): R;
  /** PUSH · `1011 010 M gggggggg` */
  t16_push(M: number, list: number): R;
  /** SETEND · `1011 0110 010 (1) L (000)` */
  t16_setend(E: number): R;
  /** CPS · `1011 0110 011 M (0) A I F` */
  t16_cps(M: number, A: number, I: number, F: number): R;
  /** REV · `1011 1010 00 mmm ddd` */
  t16_rev(m: number, d: number): R;
  /** REV16 · `1011 1010 01 mmm ddd` */
  t16_rev16(m: number, d: number): R;
  /** REVSH · `1011 1010 11 mmm ddd` */
  t16_revsh(m: number, d: number): R;
  /** POP · `1011 110 P gggggggg` */
  t16_pop(P: number, list: number): R;
  /** BKPT · `1011 1110 iiiiiiii` */
  t16_bkpt(imm8: number): R;
  /** NOP · `1011 1111 0000 0000` */
  t16_nop(): R;
  /** YIELD · `1011 1111 0001 0000` */
  t16_yield(): R;
  /** WFE · `1011 1111 0010 0000` */
  t16_wfe(): R;
  /** WFI · `1011 1111 0011 0000` */
  t16_wfi(): R;
  /** SEV · `1011 1111 0100 0000` */
  t16_sev(): R;
  /** Unallocated hint (NOP) · `1011 1111 hhhh 0000` */
  t16_hint(hint: number): R;
  /** IT · `1011 1111 ffff kkkk` */
  t16_it(firstcond: number, mask: number): R;
  /** STMIA · `11000 nnn gggggggg` */
  t16_stm(n: number, list: number): R;
  /** LDMIA · `11001 nnn gggggggg` */
  t16_ldm(n: number, list: number): R;
  /** UDF · `1101 1110 iiiiiiii` */
  t16_udf(imm8: number): R;
  /** SVC · `1101 1111 iiiiiiii` */
  t16_svc(imm8: number): R;
  /** B, T1, in halfwords · `1101 cccc iiiiiiii` */
  t16_b_cond(cond: number, imm8: number): R;
  /** B, T2, in halfwords · `11100 iiiiiiiiiii` */
  t16_b(imm11: number): R;
}

/** 32-bit Thumb data processing. */
export interface T32DataProcessingVisitor<R> {
  /** TST (immediate) · `11110 i 0 0000 1 nnnn 0 iii 1111 iiiiiiii` */
  t32_tst_imm(n: number, imm12: number): R;
  /** AND (immediate) · `11110 i 0 0000 S nnnn 0 iii dddd iiiiiiii` */
  t32_and_imm(S: number, n: number, d: number, imm12: number): R;
  /** BIC (immediate) · `11110 i 0 0001 S nnnn 0 iii dddd iiiiiiii` */
  t32_bic_imm(S: number, n: number, d: number, imm12: number): R;
  /** MOV (immediate) · `11110 i 0 0010 S 1111 0 iii dddd iiiiiiii` */
  t32_mov_imm(S: number, d: number, imm12: number): R;
  /** ORR (immediate) · `11110 i 0 0010 S nnnn 0 iii dddd iiiiiiii` */
  t32_orr_imm(S: number, n: number, d: number, imm12: number): R;
  /** MVN (immediate) · `11110 i 0 0011 S 1111 0 iii dddd iiiiiiii` */
  t32_mvn_imm(S: number, d: number, imm12: number): R;
  /** ORN (immediate) · `11110 i 0 0011 S nnnn 0 iii dddd iiiiiiii` */
  t32_orn_imm(S: number, n: number, d: number, imm12: number): R;
  /** TEQ (immediate) · `11110 i 0 0100 1 nnnn 0 iii 1111 iiiiiiii` */
  t32_teq_imm(n: number, imm12: number): R;
  /** EOR (immediate) · `11110 i 0 0100 S nnnn 0 iii dddd iiiiiiii` */
  t32_eor_imm(S: number, n: number, d: number, imm12: number): R;
  /** CMN (immediate) · `11110 i 0 1000 1 nnnn 0 iii 1111 iiiiiiii` */
  t32_cmn_imm(n: number, imm12: number): R;
  /** ADD (immediate) · `11110 i 0 1000 S nnnn 0 iii dddd iiiiiiii` */
  t32_add_imm(S: number, n: number, d: number, imm12: number): R;
  /** ADC (immediate) · `11110 i 0 1010 S nnnn 0 iii dddd iiiiiiii` */
  t32_adc_imm(S: number, n: number, d: number, imm12: number): R;
  /** SBC (immediate) · `11110 i 0 1011 S nnnn 0 iii dddd iiiiiiii` */
  t32_sbc_imm(S: number, n: number, d: number, imm12: number): R;
  /** CMP (immediate) · `11110 i 0 1101 1 nnnn 0 iii 1111 iiiiiiii` */
  t32_cmp_imm(n: number, imm12: number): R;
  /** SUB (immediate) · `11110 i 0 1101 S nnnn 0 iii dddd iiiiiiii` */
  t32_sub_imm(S: number, n: number, d: number, imm12: number): R;
  /** RSB (immediate) · `11110 i 0 1110 S nnnn 0 iii dddd iiiiiiii` */
  t32_rsb_imm(S: number, n: number, d: number, imm12: number): R;
  /** ADD (immediate), 12 bits; ADR · `11110 i 1 0000 0 nnnn 0 iii dddd iiiiiiii` */
  t32_addw(n: number, d: number, imm12: number): R;
  /** SUB (immediate), 12 bits; ADR · `11110 i 1 0101 0 nnnn 0 iii dddd iiiiiiii` */
  t32_subw(n: number, d: number, imm12: number): R;
  /** MOV (immediate), 16 bits · `11110 i 1 0010 0 jjjj 0 iii dddd iiiiiiii` */
  t32_movw(d: number, imm16: number): R;
  /** MOVT · `11110 i 1 0110 0 jjjj 0 iii dddd iiiiiiii` */
  t32_movt(d: number, imm16: number): R;
  /** SSAT16 · `11110 (0) 1 1001 0 nnnn 0 000 dddd 00 (00) vvvv` */
  t32_ssat16(satImm: number, d: number, n: number): R;
  /** SSAT · `11110 (0) 1 100 H 0 nnnn 0 iii dddd ii (0) vvvvv` */
  t32_ssat(satImm: number, d: number, imm5: number, sh: number, n: number): R;
  /** SBFX · `11110 (0) 1 1010 0 nnnn 0 bbb dddd bb (0) wwwww` */
  t32_sbfx(widthM1: number, d: number, lsb: number, n: number): R;
  /** BFC · `11110 (0) 1 1011 0 1111 0 bbb dddd bb (0) eeeee` */
  t32_bfc(msb: number, d: number, lsb: number): R;
  /** BFI · `11110 (0) 1 1011 0 nnnn 0 bbb dddd bb (0) eeeee` */
  t32_bfi(msb: number, d: number, lsb: number, n: number): R;
  /** USAT16 · `11110 (0) 1 1101 0 nnnn 0 000 dddd 00 (00) vvvv` */
  t32_usat16(satImm: number, d: number, n: number): R;
  /** USAT · `11110 (0) 1 110 H 0 nnnn 0 iii dddd ii (0) vvvvv` */
  t32_usat(satImm: number, d: number, imm5: number, sh: number, n: number): R;
  /** UBFX · `11110 (0) 1 1110 0 nnnn 0 bbb dddd bb (0) wwwww` */
  t32_ubfx(widthM1: number, d: number, lsb: number, n: number): R;
  /** PKHBT, PKHTB · `1110101 0110 0 nnnn (0) iii dddd ii T 0 mmmm` */
  t32_pkh(n: number, d: number, imm5: number, tb: number, m: number): R;
  /** TST (register) · `1110101 0000 1 nnnn (0) iii 1111 ii yy mmmm` */
  t32_tst_reg(n: number, imm5: number, type: number, m: number): R;
  /** AND (register) · `1110101 0000 S nnnn (0) iii dddd ii yy mmmm` */
  t32_and_reg(S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** BIC (register) · `1110101 0001 S nnnn (0) iii dddd ii yy mmmm` */
  t32_bic_reg(S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** MOV (register), LSL, LSR, ASR, ROR (immediate), RRX · `1110101 0010 S 1111 (0) iii dddd ii yy mmmm` */
  t32_mov_reg(S: number, d: number, imm5: number, type: number, m: number): R;
  /** ORR (register) · `1110101 0010 S nnnn (0) iii dddd ii yy mmmm` */
  t32_orr_reg(S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** MVN (register) · `1110101 0011 S 1111 (0) iii dddd ii yy mmmm` */
  t32_mvn_reg(S: number, d: number, imm5: number, type: number, m: number): R;
  /** ORN (register) · `1110101 0011 S nnnn (0) iii dddd ii yy mmmm` */
  t32_orn_reg(S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** TEQ (register) · `1110101 0100 1 nnnn (0) iii 1111 ii yy mmmm` */
  t32_teq_reg(n: number, imm5: number, type: number, m: number): R;
  /** EOR (register) · `1110101 0100 S nnnn (0) iii dddd ii yy mmmm` */
  t32_eor_reg(S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** CMN (register) · `1110101 1000 1 nnnn (0) iii 1111 ii yy mmmm` */
  t32_cmn_reg(n: number, imm5: number, type: number, m: number): R;
  /** ADD (register) · `1110101 1000 S nnnn (0) iii dddd ii yy mmmm` */
  t32_add_reg(S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** ADC (register) · `1110101 1010 S nnnn (0) iii dddd ii yy mmmm` */
  t32_adc_reg(S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** SBC (register) · `1110101 1011 S nnnn (0) iii dddd ii yy mmmm` */
  t32_sbc_reg(S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** CMP (register) · `1110101 1101 1 nnnn (0) iii 1111 ii yy mmmm` */
  t32_cmp_reg(n: number, imm5: number, type: number, m: number): R;
  /** SUB (register) · `1110101 1101 S nnnn (0) iii dddd ii yy mmmm` */
  t32_sub_reg(S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** RSB (register) · `1110101 1110 S nnnn (0) iii dddd ii yy mmmm` */
  t32_rsb_reg(S: number, n: number, d: number, imm5: number, type: number, m: number): R;
  /** LSL, LSR, ASR, ROR (register) · `11111010 0 yy S mmmm 1111 dddd 0000 ssss` */
  t32_mov_rsr(S: number, d: number, s: number, type: number, m: number): R;
  /** SXTH · `11111010 0 000 1111 1111 dddd 1 (0) rr mmmm` */
  t32_sxth(d: number, rotate: number, m: number): R;
  /** SXTAH · `11111010 0 000 nnnn 1111 dddd 1 (0) rr mmmm` */
  t32_sxtah(n: number, d: number, rotate: number, m: number): R;
  /** UXTH · `11111010 0 001 1111 1111 dddd 1 (0) rr mmmm` */
  t32_uxth(d: number, rotate: number, m: number): R;
  /** UXTAH · `11111010 0 001 nnnn 1111 dddd 1 (0) rr mmmm` */
  t32_uxtah(n: number, d: number, rotate: number, m: number): R;
  /** SXTB16 · `11111010 0 010 1111 1111 dddd 1 (0) rr mmmm` */
  t32_sxtb16(d: number, rotate: number, m: number): R;
  /** SXTAB16 · `11111010 0 010 nnnn 1111 dddd 1 (0) rr mmmm` */
  t32_sxtab16(n: number, d: number, rotate: number, m: number): R;
  /** UXTB16 · `11111010 0 011 1111 1111 dddd 1 (0) rr mmmm` */
  t32_uxtb16(d: number, rotate: number, m: number): R;
  /** UXTAB16 · `11111010 0 011 nnnn 1111 dddd 1 (0) rr mmmm` */
  t32_uxtab16(n: number, d: number, rotate: number, m: number): R;
  /** SXTB · `11111010 0 100 1111 1111 dddd 1 (0) rr mmmm` */
  t32_sxtb(d: number, rotate: number, m: number): R;
  /** SXTAB · `11111010 0 100 nnnn 1111 dddd 1 (0) rr mmmm` */
  t32_sxtab(n: number, d: number, rotate: number, m: number): R;
  /** UXTB · `11111010 0 101 1111 1111 dddd 1 (0) rr mmmm` */
  t32_uxtb(d: number, rotate: number, m: number): R;
  /** UXTAB · `11111010 0 101 nnnn 1111 dddd 1 (0) rr mmmm` */
  t32_uxtab(n: number, d: number, rotate: number, m: number): R;
  /** SADD16 · `11111010 1 001 nnnn 1111 dddd 0 000 mmmm` */
  t32_sadd16(n: number, d: number, m: number): R;
  /** SASX · `11111010 1 010 nnnn 1111 dddd 0 000 mmmm` */
  t32_sasx(n: number, d: number, m: number): R;
  /** SSAX · `11111010 1 110 nnnn 1111 dddd 0 000 mmmm` */
  t32_ssax(n: number, d: number, m: number): R;
  /** SSUB16 · `11111010 1 101 nnnn 1111 dddd 0 000 mmmm` */
  t32_ssub16(n: number, d: number, m: number): R;
  /** SADD8 · `11111010 1 000 nnnn 1111 dddd 0 000 mmmm` */
  t32_sadd8(n: number, d: number, m: number): R;
  /** SSUB8 · `11111010 1 100 nnnn 1111 dddd 0 000 mmmm` */
  t32_ssub8(n: number, d: number, m: number): R;
  /** QADD16 · `11111010 1 001 nnnn 1111 dddd 0 001 mmmm` */
  t32_qadd16(n: number, d: number, m: number): R;
  /** QASX · `11111010 1 010 nnnn 1111 dddd 0 001 mmmm` */
  t32_qasx(n: number, d: number, m: number): R;
  /** QSAX · `11111010 1 110 nnnn 1111 dddd 0 001 mmmm` */
  t32_qsax(n: number, d: number, m: number): R;
  /** QSUB16 · `11111010 1 101 nnnn 1111 dddd 0 001 mmmm` */
  t32_qsub16(n: number, d: number, m: number): R;
  /** QADD8 · `11111010 1 000 nnnn 1111 dddd 0 001 mmmm` */
  t32_qadd8(n: number, d: number, m: number): R;
  /** QSUB8 · `11111010 1 100 nnnn 1111 dddd 0 001 mmmm` */
  t32_qsub8(n: number, d: number, m: number): R;
  /** SHADD16 · `11111010 1 001 nnnn 1111 dddd 0 010 mmmm` */
  t32_shadd16(n: number, d: number, m: number): R;
  /** SHASX · `11111010 1 010 nnnn 1111 dddd 0 010 mmmm` */
  t32_shasx(n: number, d: number, m: number): R;
  /** SHSAX · `11111010 1 110 nnnn 1111 dddd 0 010 mmmm` */
  t32_shsax(n: number, d: number, m: number): R;
  /** SHSUB16 · `11111010 1 101 nnnn 1111 dddd 0 010 mmmm` */
  t32_shsub16(n: number, d: number, m: number): R;
  /** SHADD8 · `11111010 1 000 nnnn 1111 dddd 0 010 mmmm` */
  t32_shadd8(n: number, d: number, m: number): R;
  /** SHSUB8 · `11111010 1 100 nnnn 1111 dddd 0 010 mmmm` */
  t32_shsub8(n: number, d: number, m: number): R;
  /** UADD16 · `11111010 1 001 nnnn 1111 dddd 0 100 mmmm` */
  t32_uadd16(n: number, d: number, m: number): R;
  /** UASX · `11111010 1 010 nnnn 1111 dddd 0 100 mmmm` */
  t32_uasx(n: number, d: number, m: number): R;
  /** USAX · `11111010 1 110 nnnn 1111 dddd 0 100 mmmm` */
  t32_usax(n: number, d: number, m: number): R;
  /** USUB16 · `11111010 1 101 nnnn 1111 dddd 0 100 mmmm` */
  t32_usub16(n: number, d: number, m: number): R;
  /** UADD8 · `11111010 1 000 nnnn 1111 dddd 0 100 mmmm` */
  t32_uadd8(n: number, d: number, m: number): R;
  /** USUB8 · `11111010 1 100 nnnn 1111 dddd 0 100 mmmm` */
  t32_usub8(n: number, d: number, m: number): R;
  /** UQADD16 · `11111010 1 001 nnnn 1111 dddd 0 101 mmmm` */
  t32_uqadd16(n: number, d: number, m: number): R;
  /** UQASX · `11111010 1 010 nnnn 1111 dddd 0 101 mmmm` */
  t32_uqasx(n: number, d: number, m: number): R;
  /** UQSAX · `11111010 1 110 nnnn 1111 dddd 0 101 mmmm` */
  t32_uqsax(n: number, d: number, m: number): R;
  /** UQSUB16 · `11111010 1 101 nnnn 1111 dddd 0 101 mmmm` */
  t32_uqsub16(n: number, d: number, m: number): R;
  /** UQADD8 · `11111010 1 000 nnnn 1111 dddd 0 101 mmmm` */
  t32_uqadd8(n: number, d: number, m: number): R;
  /** UQSUB8 · `11111010 1 100 nnnn 1111 dddd 0 101 mmmm` */
  t32_uqsub8(n: number, d: number, m: number): R;
  /** UHADD16 · `11111010 1 001 nnnn 1111 dddd 0 110 mmmm` */
  t32_uhadd16(n: number, d: number, m: number): R;
  /** UHASX · `11111010 1 010 nnnn 1111 dddd 0 110 mmmm` */
  t32_uhasx(n: number, d: number, m: number): R;
  /** UHSAX · `11111010 1 110 nnnn 1111 dddd 0 110 mmmm` */
  t32_uhsax(n: number, d: number, m: number): R;
  /** UHSUB16 · `11111010 1 101 nnnn 1111 dddd 0 110 mmmm` */
  t32_uhsub16(n: number, d: number, m: number): R;
  /** UHADD8 · `11111010 1 000 nnnn 1111 dddd 0 110 mmmm` */
  t32_uhadd8(n: number, d: number, m: number): R;
  /** UHSUB8 · `11111010 1 100 nnnn 1111 dddd 0 110 mmmm` */
  t32_uhsub8(n: number, d: number, m: number): R;
  /** QADD · `11111010 1000 nnnn 1111 dddd 1000 mmmm` */
  t32_qadd(n: number, d: number, m: number): R;
  /** QDADD · `11111010 1000 nnnn 1111 dddd 1001 mmmm` */
  t32_qdadd(n: number, d: number, m: number): R;
  /** QSUB · `11111010 1000 nnnn 1111 dddd 1010 mmmm` */
  t32_qsub(n: number, d: number, m: number): R;
  /** QDSUB · `11111010 1000 nnnn 1111 dddd 1011 mmmm` */
  t32_qdsub(n: number, d: number, m: number): R;
  /** REV · `11111010 1001 zzzz 1111 dddd 1000 mmmm` */
  t32_rev(d: number, m: number): R;
  /** REV16 · `11111010 1001 zzzz 1111 dddd 1001 mmmm` */
  t32_rev16(d: number, m: number): R;
  /** RBIT · `11111010 1001 zzzz 1111 dddd 1010 mmmm` */
  t32_rbit(d: number, m: number): R;
  /** REVSH · `11111010 1001 zzzz 1111 dddd 1011 mmmm` */
  t32_revsh(d: number, m: number): R;
  /** SEL · `11111010 1010 nnnn 1111 dddd 1000 mmmm` */
  t32_sel(n: number, d: number, m: number): R;
  /** CLZ · `11111010 1011 zzzz 1111 dddd 1000 mmmm` */
  t32_clz(d: number, m: number): R;
  /** MUL · `11111011 0000 nnnn 1111 dddd 0000 mmmm` */
  t32_mul(d: number, m: number, n: number): R;
  /** MLA · `11111011 0000 nnnn aaaa dddd 0000 mmmm` */
  t32_mla(d: number, a: number, m: number, n: number): R;
  /** MLS · `11111011 0000 nnnn aaaa dddd 0001 mmmm` */
  t32_mls(d: number, a: number, m: number, n: number): R;
  /** SMULBB, SMULBT, SMULTB, SMULTT · `11111011 0001 nnnn 1111 dddd 00 N M mmmm` */
  t32_smul_xy(d: number, m: number, M: number, N: number, n: number): R;
  /** SMLABB, SMLABT, SMLATB, SMLATT · `11111011 0001 nnnn aaaa dddd 00 N M mmmm` */
  t32_smla_xy(d: number, a: number, m: number, M: number, N: number, n: number): R;
  /** SMUAD · `11111011 0010 nnnn 1111 dddd 000 M mmmm` */
  t32_smuad(d: number, m: number, M: number, n: number): R;
  /** SMLAD · `11111011 0010 nnnn aaaa dddd 000 M mmmm` */
  t32_smlad(d: number, a: number, m: number, M: number, n: number): R;
  /** SMULWB, SMULWT · `11111011 0011 nnnn 1111 dddd 000 M mmmm` */
  t32_smulw_y(d: number, m: number, M: number, n: number): R;
  /** SMLAWB, SMLAWT · `11111011 0011 nnnn aaaa dddd 000 M mmmm` */
  t32_smlaw_y(d: number, a: number, m: number, M: number, n: number): R;
  /** SMUSD · `11111011 0100 nnnn 1111 dddd 000 M mmmm` */
  t32_smusd(d: number, m: number, M: number, n: number): R;
  /** SMLSD · `11111011 0100 nnnn aaaa dddd 000 M mmmm` */
  t32_smlsd(d: number, a: number, m: number, M: number, n: number): R;
  /** SMMUL · `11111011 0101 nnnn 1111 dddd 000 R mmmm` */
  t32_smmul(d: number, m: number, R: number, n: number): R;
  /** SMMLA · `11111011 0101 nnnn aaaa dddd 000 R mmmm` */
  t32_smmla(d: number, a: number, m: number, R: number, n: number): R;
  /** SMMLS · `11111011 0110 nnnn aaaa dddd 000 R mmmm` */
  t32_smmls(d: number, a: number, m: number, R: number, n: number): R;
  /** USAD8 · `11111011 0111 nnnn 1111 dddd 0000 mmmm` */
  t32_usad8(d: number, m: number, n: number): R;
  /** USADA8 · `11111011 0111 nnnn aaaa dddd 0000 mmmm` */
  t32_usada8(d: number, a: number, m: number, n: number): R;
  /** SMULL · `11111011 1000 nnnn llll hhhh 0000 mmmm` */
  t32_smull(dHi: number, dLo: number, m: number, n: number): R;
  /** SDIV · `11111011 1001 nnnn (1111) dddd 1111 mmmm` */
  t32_sdiv(d: number, m: number, n: number): R;
  /** UMULL · `11111011 1010 nnnn llll hhhh 0000 mmmm` */
  t32_umull(dHi: number, dLo: number, m: number, n: number): R;
  /** UDIV · `11111011 1011 nnnn (1111) dddd 1111 mmmm` */
  t32_udiv(d: number, m: number, n: number): R;
  /** SMLAL · `11111011 1100 nnnn llll hhhh 0000 mmmm` */
  t32_smlal(dHi: number, dLo: number, m: number, n: number): R;
  /** SMLALBB, SMLALBT, SMLALTB, SMLALTT · `11111011 1100 nnnn llll hhhh 10 N M mmmm` */
  t32_smlal_xy(dHi: number, dLo: number, m: number, M: number, N: number, n: number): R;
  /** SMLALD · `11111011 1100 nnnn llll hhhh 110 M mmmm` */
  t32_smlald(dHi: number, dLo: number, m: number, M: number, n: number): R;
  /** SMLSLD · `11111011 1101 nnnn llll hhhh 110 M mmmm` */
  t32_smlsld(dHi: number, dLo: number, m: number, M: number, n: number): R;
  /** UMLAL · `11111011 1110 nnnn llll hhhh 0000 mmmm` */
  t32_umlal(dHi: number, dLo: number, m: number, n: number): R;
  /** UMAAL · `11111011 1110 nnnn llll hhhh 0110 mmmm` */
  t32_umaal(dHi: number, dLo: number, m: number, n: number): R;
}

/** 32-bit Thumb loads and stores. */
export interface T32MemoryVisitor<R> {
  /** SRSDB · `1110100 00 0 W 0 (1101) (11000000000) qqqqq` */
  t32_srsdb(W: number, mode: number): R;
  /** RFEDB · `1110100 00 0 W 1 nnnn (1100000000000000)` */
  t32_rfedb(W: number, n: number): R;
  /** STMIA · `1110100 01 0 W 0 nnnn gggggggggggggggg` */
  t32_stm(W: number, n: number, list: number): R;
  /** LDMIA · `1110100 01 0 W 1 nnnn gggggggggggggggg` */
  t32_ldm(W: number, n: number, list: number): R;
  /** STMDB · `1110100 10 0 W 0 nnnn gggggggggggggggg` */
  t32_stmdb(W: number, n: number, list: number): R;
  /** LDMDB · `1110100 10 0 W 1 nnnn gggggggggggggggg` */
  t32_ldmdb(W: number, n: number, list: number): R;
  /** SRSIA · `1110100 11 0 W 0 (1101) (11000000000) qqqqq` */
  t32_srsia(W: number, mode: number): R;
  /** RFEIA · `1110100 11 0 W 1 nnnn (1100000000000000)` */
  t32_rfeia(W: number, n: number): R;
  /** STREX · `11101000 0100 nnnn tttt dddd iiiiiiii` */
  t32_strex(n: number, d: number, t: number, imm8: number): R;
  /** LDREX · `11101000 0101 nnnn tttt (1111) iiiiiiii` */
  t32_ldrex(n: number, t: number, imm8: number): R;
  /** STREXB · `11101000 1100 nnnn tttt (1111) 0100 dddd` */
  t32_strexb(n: number, d: number, t: number): R;
  /** STREXH · `11101000 1100 nnnn tttt (1111) 0101 dddd` */
  t32_strexh(n: number, d: number, t: number): R;
  /** STREXD · `11101000 1100 nnnn tttt uuuu 0111 dddd` */
  t32_strexd(n: number, d: number, t: number, t2: number): R;
  /** TBB, TBH · `11101000 1101 nnnn (11110000) 000 H mmmm` */
  t32_tbb(n: number, H: number, m: number): R;
  /** LDREXB · `11101000 1101 nnnn tttt (1111) 0100 (1111)` */
  t32_ldrexb(n: number, t: number): R;
  /** LDREXH · `11101000 1101 nnnn tttt (1111) 0101 (1111)` */
  t32_ldrexh(n: number, t: number): R;
  /** LDREXD · `11101000 1101 nnnn tttt uuuu 0111 (1111)` */
  t32_ldrexd(n: number, t: number, t2: number): R;
  /** STRD (immediate) · `1110100 P U 1 W 0 nnnn tttt uuuu iiiiiiii` */
  t32_strd_imm8(P: number, U: number, W: number, n: number, t: number, imm8: number, t2: number): R;
  /** LDRD (immediate, literal) · `1110100 P U 1 W 1 nnnn tttt uuuu iiiiiiii` */
  t32_ldrd_imm8(P: number, U: number, W: number, n: number, t: number, imm8: number, t2: number): R;
  /** STRB (immediate), T3 · `11111000 1 00 0 nnnn tttt iiiiiiiiiiii` */
  t32_strb_imm12(n: number, t: number, imm12: number): R;
  /** STRBT · `11111000 0 00 0 nnnn tttt 1110 iiiiiiii` */
  t32_strbt_imm8(n: number, t: number, imm8: number): R;
  /** STRB (immediate), T4 · `11111000 0 00 0 nnnn tttt 1 P U W iiiiiiii` */
  t32_strb_imm8(P: number, U: number, W: number, n: number, t: number, imm8: number): R;
  /** STRB (register) · `11111000 0 00 0 nnnn tttt 000000 ii mmmm` */
  t32_strb_reg(n: number, t: number, imm2: number, m: number): R;
  /** STRH (immediate), T3 · `11111000 1 01 0 nnnn tttt iiiiiiiiiiii` */
  t32_strh_imm12(n: number, t: number, imm12: number): R;
  /** STRHT · `11111000 0 01 0 nnnn tttt 1110 iiiiiiii` */
  t32_strht_imm8(n: number, t: number, imm8: number): R;
  /** STRH (immediate), T4 · `11111000 0 01 0 nnnn tttt 1 P U W iiiiiiii` */
  t32_strh_imm8(P: number, U: number, W: number, n: number, t: number, imm8: number): R;
  /** STRH (register) · `11111000 0 01 0 nnnn tttt 000000 ii mmmm` */
  t32_strh_reg(n: number, t: number, m: number, imm2: number): R;
  /** STR (immediate), T3 · `11111000 1 10 0 nnnn tttt iiiiiiiiiiii` */
  t32_str_imm12(n: number, t: number, imm12: number): R;
  /** STRT · `11111000 0 10 0 nnnn tttt 1110 iiiiiiii` */
  t32_strt_imm8(n: number, t: number, imm8: number): R;
  /** STR (immediate), T4 · `11111000 0 10 0 nnnn tttt 1 P U W iiiiiiii` */
  t32_str_imm8(P: number, U: number, W: number, n: number, t: number, imm8: number): R;
  /** STR (register) · `11111000 0 10 0 nnnn tttt 000000 ii mmmm` */
  t32_str_reg(n: number, t: number, imm2: number, m: number): R;
  /** PLD (literal) · `11111000 U 0 (0) 1 1111 1111 iiiiiiiiiiii` */
  t32_pld_lit(U: number, imm12: number): R;
  /** PLD (immediate), T1 · `1111100 0 1 00 1 nnnn 1111 iiiiiiiiiiii` */
  t32_pld_imm12(n: number, imm12: number): R;
  /** PLD (immediate), T2 · `1111100 0 0 00 1 nnnn 1111 1100 iiiiiiii` */
  t32_pld_imm8(n: number, imm8: number): R;
  /** PLD (register) · `1111100 0 0 00 1 nnnn 1111 000000 ii mmmm` */
  t32_pld_reg(n: number, imm2: number, m: number): R;
  /** LDRB (literal) · `1111100 0 U 00 1 1111 tttt iiiiiiiiiiii` */
  t32_ldrb_lit(U: number, t: number, imm12: number): R;
  /** LDRB (immediate), T3 · `1111100 0 1 00 1 nnnn tttt iiiiiiiiiiii` */
  t32_ldrb_imm12(n: number, t: number, imm12: number): R;
  /** LDRBT · `1111100 0 0 00 1 nnnn tttt 1110 iiiiiiii` */
  t32_ldrbt_imm8(n: number, t: number, imm8: number): R;
  /** LDRB (immediate), T4 · `1111100 0 0 00 1 nnnn tttt 1 P U W iiiiiiii` */
  t32_ldrb_imm8(P: number, U: number, W: number, n: number, t: number, imm8: number): R;
  /** LDRB (register) · `1111100 0 0 00 1 nnnn tttt 000000 ii mmmm` */
  t32_ldrb_reg(n: number, t: number, imm2: number, m: number): R;
  /** PLDW (immediate), T1 · `1111100 0 1 01 1 nnnn 1111 iiiiiiiiiiii` */
  t32_pldw_imm12(n: number, imm12: number): R;
  /** PLDW (immediate), T2 · `1111100 0 0 01 1 nnnn 1111 1100 iiiiiiii` */
  t32_pldw_imm8(n: number, imm8: number): R;
  /** PLDW (register) · `1111100 0 0 01 1 nnnn 1111 000000 ii mmmm` */
  t32_pldw_reg(n: number, imm2: number, m: number): R;
  /** LDRH (literal) · `1111100 0 U 01 1 1111 tttt iiiiiiiiiiii` */
  t32_ldrh_lit(U: number, t: number, imm12: number): R;
  /** LDRH (immediate), T3 · `1111100 0 1 01 1 nnnn tttt iiiiiiiiiiii` */
  t32_ldrh_imm12(n: number, t: number, imm12: number): R;
  /** LDRHT · `1111100 0 0 01 1 nnnn tttt 1110 iiiiiiii` */
  t32_ldrht_imm8(n: number, t: number, imm8: number): R;
  /** LDRH (immediate), T4 · `1111100 0 0 01 1 nnnn tttt 1 P U W iiiiiiii` */
  t32_ldrh_imm8(P: number, U: number, W: number, n: number, t: number, imm8: number): R;
  /** LDRH (register) · `1111100 0 0 01 1 nnnn tttt 000000 ii mmmm` */
  t32_ldrh_reg(n: number, t: number, m: number, imm2: number): R;
  /** PLI (literal) · `1111100 1 U 00 1 1111 1111 iiiiiiiiiiii` */
  t32_pli_lit(U: number, imm12: number): R;
  /** PLI (immediate), T1 · `1111100 1 1 00 1 nnnn 1111 iiiiiiiiiiii` */
  t32_pli_imm12(n: number, imm12: number): R;
  /** PLI (immediate), T2 · `1111100 1 0 00 1 nnnn 1111 1100 iiiiiiii` */
  t32_pli_imm8(n: number, imm8: number): R;
  /** PLI (register) · `1111100 1 0 00 1 nnnn 1111 000000 ii mmmm` */
  t32_pli_reg(n: number, imm2: number, m: number): R;
  /** LDRSB (literal) · `1111100 1 U 00 1 1111 tttt iiiiiiiiiiii` */
  t32_ldrsb_lit(U: number, t: number, imm12: number): R;
  /** LDRSB (immediate), T3 · `1111100 1 1 00 1 nnnn tttt iiiiiiiiiiii` */
  t32_ldrsb_imm12(n: number, t: number, imm12: number): R;
  /** LDRSBT · `1111100 1 0 00 1 nnnn tttt 1110 iiiiiiii` */
  t32_ldrsbt_imm8(n: number, t: number, imm8: number): R;
  /** LDRSB (immediate), T4 · `1111100 1 0 00 1 nnnn tttt 1 P U W iiiiiiii` */
  t32_ldrsb_imm8(P: number, U: number, W: number, n: number, t: number, imm8: number): R;
  /** LDRSB (register) · `1111100 1 0 00 1 nnnn tttt 000000 ii mmmm` */
  t32_ldrsb_reg(n: number, t: number, m: number, imm2: number): R;
  /** Unallocated memory hint (NOP) (literal) · `1111100 1 U 01 1 1111 1111 iiiiiiiiiiii` */
  t32_mem_hint_lit(U: number, imm12: number): R;
  /** Unallocated memory hint (NOP) (immediate), T1 · `1111100 1 1 01 1 nnnn 1111 iiiiiiiiiiii` */
  t32_mem_hint_imm12(n: number, imm12: number): R;
  /** Unallocated memory hint (NOP) (immediate), T2 · `1111100 1 0 01 1 nnnn 1111 1100 iiiiiiii` */
  t32_mem_hint_imm8(n: number, imm8: number): R;
  /** Unallocated memory hint (NOP) (register) · `1111100 1 0 01 1 nnnn 1111 000000 ii mmmm` */
  t32_mem_hint_reg(n: number, imm2: number, m: number): R;
  /** LDRSH (literal) · `1111100 1 U 01 1 1111 tttt iiiiiiiiiiii` */
  t32_ldrsh_lit(U: number, t: number, imm12: number): R;
  /** LDRSH (immediate), T3 · `1111100 1 1 01 1 nnnn tttt iiiiiiiiiiii` */
  t32_ldrsh_imm12(n: number, t: number, imm12: number): R;
  /** LDRSHT · `1111100 1 0 01 1 nnnn tttt 1110 iiiiiiii` */
  t32_ldrsht_imm8(n: number, t: number, imm8: number): R;
  /** LDRSH (immediate), T4 · `1111100 1 0 01 1 nnnn tttt 1 P U W iiiiiiii` */
  t32_ldrsh_imm8(P: number, U: number, W: number, n: number, t: number, imm8: number): R;
  /** LDRSH (register) · `1111100 1 0 01 1 nnnn tttt 000000 ii mmmm` */
  t32_ldrsh_reg(n: number, t: number, m: number, imm2: number): R;
  /** LDR (literal) · `1111100 0 U 10 1 1111 tttt iiiiiiiiiiii` */
  t32_ldr_lit(U: number, t: number, imm12: number): R;
  /** LDR (immediate), T3 · `1111100 0 1 10 1 nnnn tttt iiiiiiiiiiii` */
  t32_ldr_imm12(n: number, t: number, imm12: number): R;
  /** LDRT · `1111100 0 0 10 1 nnnn tttt 1110 iiiiiiii` */
  t32_ldrt_imm8(n: number, t: number, imm8: number): R;
  /** LDR (immediate), T4 · `1111100 0 0 10 1 nnnn tttt 1 P U W iiiiiiii` */
  t32_ldr_imm8(P: number, U: number, W: number, n: number, t: number, imm8: number): R;
  /** LDR (register) · `1111100 0 0 10 1 nnnn tttt 000000 ii mmmm` */
  t32_ldr_reg(n: number, t: number, imm2: number, m: number): R;
}

/** 32-bit Thumb branches and control. */
export interface T32SystemVisitor<R> {
  /** B, T4 · `11110 S iiiiiiiiii 10 J 1 K iiiiiiiiiii` */
  t32_b(imm24: number): R;
  /** BL (immediate) · `11110 S iiiiiiiiii 11 J 1 K iiiiiiiiiii` */
  t32_bl(imm24: number): R;
  /** BLX (immediate) · `11110 S iiiiiiiiii 11 J 0 K iiiiiiiiiii` */
  t32_blx_imm(imm24: number): R;
  /** MSR (register) · `11110 0 1110 0 R nnnn 10 (0) 0 kkkk (00) 0 (00000)` */
  t32_msr_reg(R: number, mask: number, n: number): R;
  /** MSR (banked register) · `11110 0 1110 0 R nnnn 10 (0) 0 yyyy (00) 1 x (0000)` */
  t32_msr_banked(R: number, sysm: number, n: number): R;
  /** NOP · `11110 0 1110 10 (1111) 10 (0) 0 (0) 00 0 00000000` */
  t32_nop(): R;
  /** YIELD · `11110 0 1110 10 (1111) 10 (0) 0 (0) 00 0 00000001` */
  t32_yield(): R;
  /** WFE · `11110 0 1110 10 (1111) 10 (0) 0 (0) 00 0 00000010` */
  t32_wfe(): R;
  /** WFI · `11110 0 1110 10 (1111) 10 (0) 0 (0) 00 0 00000011` */
  t32_wfi(): R;
  /** SEV · `11110 0 1110 10 (1111) 10 (0) 0 (0) 00 0 00000100` */
  t32_sev(): R;
  /** DBG · `11110 0 1110 10 (1111) 10 (0) 0 (0) 00 0 1111 oooo` */
  t32_dbg(option: number): R;
  /** Unallocated hint (NOP) · `11110 0 1110 10 (1111) 10 (0) 0 (0) 00 0 hhhhhhhh` */
  t32_hint(hint: number): R;
  /** CPS · `11110 0 1110 10 (1111) 10 (0) 0 (0) qq M A I F ggggg` */
  t32_cps(imod: number, M: number, A: number, I: number, F: number, mode: number): R;
  /** CLREX · `11110 0 1110 11 (1111) 10 (0) 0 (1111) 0010 (1111)` */
  t32_clrex(): R;
  /** DSB · `11110 0 1110 11 (1111) 10 (0) 0 (1111) 0100 oooo` */
  t32_dsb(option: number): R;
  /** DMB · `11110 0 1110 11 (1111) 10 (0) 0 (1111) 0101 oooo` */
  t32_dmb(option: number): R;
  /** ISB · `11110 0 1110 11 (1111) 10 (0) 0 (1111) 0110 oooo` */
  t32_isb(option: number): R;
  /** BXJ · `11110 0 1111 00 mmmm 10 (0) 0 (111100000000)` */
  t32_bxj(m: number): R;
  /** ERET · `11110 0 1111 01 (1110) 10 (0) 0 (1111) 00000000` */
  t32_eret(): R;
  /** SUBS PC, LR · `11110 0 1111 01 (1110) 10 (0) 0 (1111) iiiiiiii` */
  t32_subs_pc_lr(imm8: number): R;
  /** MRS · `11110 0 1111 1 R (1111) 10 (0) 0 dddd (00) 0 (00000)` */
  t32_mrs(R: number, d: number): R;
  /** MRS (banked register) · `11110 0 1111 1 R yyyy 10 (0) 0 dddd (00) 1 x (0000)` */
  t32_mrs_banked(R: number, d: number, sysm: number): R;
  /** HVC · `11110 1 1111 10 iiii 1000 iiiiiiiiiiii` */
  t32_hvc(imm16: number): R;
  /** SMC · `11110 1 1111 11 iiii 1000 (000000000000)` */
  t32_smc(imm4: number): R;
  /** UDF · `11110 1 1111 11 iiii 1010 iiiiiiiiiiii` */
  t32_udf(imm16: number): R;
  /** B, T3 · `11110 S cccc iiiiii 10 J 0 K iiiiiiiiiii` */
  t32_b_cond(cond: number, imm20: number): R;
}
