// Generated from src/decode/tables by scripts/generate-decoder.ts. Do not edit.

import type { T16InstructionVisitor } from './t32-visitor.gen.ts';
import { expandRuns } from './lookup.ts';

/** Everything decodeT16 may call. */
export interface T16Visitor<R> extends T16InstructionVisitor<R> {
  /** The word is no instruction of this set. */
  undefined(word: number): R;
}

const MASK = /* @__PURE__ */ Int32Array.of(
  0x0000ffc0, 0x0000f800, 0x0000f800, 0x0000f800, 0x0000fe00, 0x0000fe00, 0x0000fe00, 0x0000fe00, 0x0000f800, 0x0000f800,
  0x0000f800, 0x0000f800, 0x0000ffc0, 0x0000ffc0, 0x0000ffc0, 0x0000ffc0, 0x0000ffc0, 0x0000ffc0, 0x0000ffc0, 0x0000ffc0,
  0x0000ffc0, 0x0000ffc0, 0x0000ffc0, 0x0000ffc0, 0x0000ffc0, 0x0000ffc0, 0x0000ffc0, 0x0000ffc0, 0x0000ff00, 0x0000ff00,
  0x0000ff00, 0x0000ff80, 0x0000ff80, 0x0000f800, 0x0000fe00, 0x0000fe00, 0x0000fe00, 0x0000fe00, 0x0000fe00, 0x0000fe00,
  0x0000fe00, 0x0000fe00, 0x0000f800, 0x0000f800, 0x0000f800, 0x0000f800, 0x0000f800, 0x0000f800, 0x0000f800, 0x0000f800,
  0x0000f800, 0x0000f800, 0x0000ff80, 0x0000ff80, 0x0000f500, 0x0000ffc0, 0x0000ffc0, 0x0000ffc0, 0x0000ffc0, 0x0000fe00,
  0x0000ffe0, 0x0000ffe0, 0x0000ffc0, 0x0000ffc0, 0x0000ffc0, 0x0000fe00, 0x0000ff00, 0x0000ffff, 0x0000ffff, 0x0000ffff,
  0x0000ffff, 0x0000ffff, 0x0000ff0f, 0x0000ff00, 0x0000f800, 0x0000f800, 0x0000ff00, 0x0000ff00, 0x0000f000, 0x0000f800,
);
const MATCH = /* @__PURE__ */ Int32Array.of(
  0x00000000, 0x00000000, 0x00000800, 0x00001000, 0x00001800, 0x00001a00, 0x00001c00, 0x00001e00, 0x00002000, 0x00002800,
  0x00003000, 0x00003800, 0x00004000, 0x00004040, 0x00004080, 0x000040c0, 0x00004100, 0x00004140, 0x00004180, 0x000041c0,
  0x00004200, 0x00004240, 0x00004280, 0x000042c0, 0x00004300, 0x00004340, 0x00004380, 0x000043c0, 0x00004400, 0x00004500,
  0x00004600, 0x00004700, 0x00004780, 0x00004800, 0x00005000, 0x00005200, 0x00005400, 0x00005600, 0x00005800, 0x00005a00,
  0x00005c00, 0x00005e00, 0x00006000, 0x00006800, 0x00007000, 0x00007800, 0x00008000, 0x00008800, 0x00009000, 0x00009800,
  0x0000a000, 0x0000a800, 0x0000b000, 0x0000b080, 0x0000b100, 0x0000b200, 0x0000b240, 0x0000b280, 0x0000b2c0, 0x0000b400,
  0x0000b640, 0x0000b660, 0x0000ba00, 0x0000ba40, 0x0000bac0, 0x0000bc00, 0x0000be00, 0x0000bf00, 0x0000bf10, 0x0000bf20,
  0x0000bf30, 0x0000bf40, 0x0000bf00, 0x0000bf00, 0x0000c000, 0x0000c800, 0x0000de00, 0x0000df00, 0x0000d000, 0x0000e000,
);
const CANDIDATES = /* @__PURE__ */ Int16Array.of(
  0, 1, -1, 1, -1, 2, -1, 3, -1, 4, -1, 5, -1, 6, -1, 7, -1, 8, -1, 9, -1, 10, -1, 11, -1, 12, -1, 13, -1, 14, -1, 15, -1, 16,
  -1, 17, -1, 18, -1, 19, -1, 20, -1, 21, -1, 22, -1, 23, -1, 24, -1, 25, -1, 26, -1, 27, -1, 28, -1, 29, -1, 30, -1, 31, -1,
  32, -1, 33, -1, 34, -1, 35, -1, 36, -1, 37, -1, 38, -1, 39, -1, 40, -1, 41, -1, 42, -1, 43, -1, 44, -1, 45, -1, 46, -1, 47,
  -1, 48, -1, 49, -1, 50, -1, 51, -1, 52, -1, 53, -1, 54, -1, 55, -1, 56, -1, 57, -1, 58, -1, 59, -1, -1, 60, 61, -1, 62, -1,
  63, -1, 64, -1, 65, -1, 66, -1, 67, 68, 69, 70, 72, 73, -1, 71, 72, 73, -1, 72, 73, -1, 74, -1, 75, -1, 78, -1, 76, 78, -1,
  77, 78, -1, 79, -1,
);
const START = /* @__PURE__ */ expandRuns(1024, [
  0, 1, 3, 31, 5, 32, 7, 32, 9, 8, 11, 8, 13, 8, 15, 8, 17, 32, 19, 32, 21, 32, 23, 32, 25, 1, 27, 1, 29, 1, 31, 1, 33, 1, 35,
  1, 37, 1, 39, 1, 41, 1, 43, 1, 45, 1, 47, 1, 49, 1, 51, 1, 53, 1, 55, 1, 57, 4, 59, 4, 61, 4, 63, 2, 65, 2, 67, 32, 69, 8, 71,
  8, 73, 8, 75, 8, 77, 8, 79, 8, 81, 8, 83, 8, 85, 32, 87, 32, 89, 32, 91, 32, 93, 32, 95, 32, 97, 32, 99, 32, 101, 32, 103, 32,
  105, 2, 107, 2, 109, 4, 111, 1, 113, 1, 115, 1, 117, 1, 109, 4, 119, 8, 121, 1, 122, 1, 121, 10, 109, 4, 125, 1, 127, 1, 121,
  1, 129, 1, 109, 4, 131, 8, 133, 4, 135, 1, 142, 1, 146, 2, 149, 32, 151, 32, 153, 56, 155, 4, 158, 4, 161, 32, 121, 96,
]);

/**
 * Which row of the 16-bit Thumb table matches.
 * @param word  the instruction, 16 bits
 * @returns the index of the row, or -1. Does not look at the rows' UNDEFINED conditions.
 */
export function indexT16(word: number): number {
  // hot
  let at = START[(word >>> 6) & 0x3ff] as number;
  for (;;) {
    const index = CANDIDATES[at++] as number;
    if (index < 0 || (word & (MASK[index] as number)) === MATCH[index]) return index;
  }
}

/**
 * Decode one instruction and call the visitor's method for it.
 * @param word  the instruction, 16 bits
 * @returns what the method returns
 */
export function decodeT16<R>(visitor: T16Visitor<R>, word: number): R {
  // hot
  switch (indexT16(word)) {
    case 0: return visitor.t16_movs_reg((word >>> 3) & 7, word & 7);
    case 1: return visitor.t16_lsl_imm((word >>> 6) & 0x1f, (word >>> 3) & 7, word & 7);
    case 2: return visitor.t16_lsr_imm((word >>> 6) & 0x1f, (word >>> 3) & 7, word & 7);
    case 3: return visitor.t16_asr_imm((word >>> 6) & 0x1f, (word >>> 3) & 7, word & 7);
    case 4: return visitor.t16_add_reg((word >>> 6) & 7, (word >>> 3) & 7, word & 7);
    case 5: return visitor.t16_sub_reg((word >>> 6) & 7, (word >>> 3) & 7, word & 7);
    case 6: return visitor.t16_add_imm3((word >>> 6) & 7, (word >>> 3) & 7, word & 7);
    case 7: return visitor.t16_sub_imm3((word >>> 6) & 7, (word >>> 3) & 7, word & 7);
    case 8: return visitor.t16_mov_imm((word >>> 8) & 7, word & 0xff);
    case 9: return visitor.t16_cmp_imm((word >>> 8) & 7, word & 0xff);
    case 10: return visitor.t16_add_imm8((word >>> 8) & 7, word & 0xff);
    case 11: return visitor.t16_sub_imm8((word >>> 8) & 7, word & 0xff);
    case 12: return visitor.t16_and_reg((word >>> 3) & 7, word & 7);
    case 13: return visitor.t16_eor_reg((word >>> 3) & 7, word & 7);
    case 14: return visitor.t16_lsl_reg((word >>> 3) & 7, word & 7);
    case 15: return visitor.t16_lsr_reg((word >>> 3) & 7, word & 7);
    case 16: return visitor.t16_asr_reg((word >>> 3) & 7, word & 7);
    case 17: return visitor.t16_adc_reg((word >>> 3) & 7, word & 7);
    case 18: return visitor.t16_sbc_reg((word >>> 3) & 7, word & 7);
    case 19: return visitor.t16_ror_reg((word >>> 3) & 7, word & 7);
    case 20: return visitor.t16_tst_reg((word >>> 3) & 7, word & 7);
    case 21: return visitor.t16_rsb_imm((word >>> 3) & 7, word & 7);
    case 22: return visitor.t16_cmp_reg((word >>> 3) & 7, word & 7);
    case 23: return visitor.t16_cmn_reg((word >>> 3) & 7, word & 7);
    case 24: return visitor.t16_orr_reg((word >>> 3) & 7, word & 7);
    case 25: return visitor.t16_mul((word >>> 3) & 7, word & 7);
    case 26: return visitor.t16_bic_reg((word >>> 3) & 7, word & 7);
    case 27: return visitor.t16_mvn_reg((word >>> 3) & 7, word & 7);
    case 28: return visitor.t16_add_reg_high((word >>> 3) & 0xf, (((word >>> 7) & 1) << 3) | (word & 7));
    case 29: return visitor.t16_cmp_reg_high((word >>> 3) & 0xf, (((word >>> 7) & 1) << 3) | (word & 7));
    case 30: return visitor.t16_mov_reg((word >>> 3) & 0xf, (((word >>> 7) & 1) << 3) | (word & 7));
    case 31: return visitor.t16_bx((word >>> 3) & 0xf);
    case 32: return visitor.t16_blx_reg((word >>> 3) & 0xf);
    case 33: return visitor.t16_ldr_lit((word >>> 8) & 7, word & 0xff);
    case 34: return visitor.t16_str_reg((word >>> 6) & 7, (word >>> 3) & 7, word & 7);
    case 35: return visitor.t16_strh_reg((word >>> 6) & 7, (word >>> 3) & 7, word & 7);
    case 36: return visitor.t16_strb_reg((word >>> 6) & 7, (word >>> 3) & 7, word & 7);
    case 37: return visitor.t16_ldrsb_reg((word >>> 6) & 7, (word >>> 3) & 7, word & 7);
    case 38: return visitor.t16_ldr_reg((word >>> 6) & 7, (word >>> 3) & 7, word & 7);
    case 39: return visitor.t16_ldrh_reg((word >>> 6) & 7, (word >>> 3) & 7, word & 7);
    case 40: return visitor.t16_ldrb_reg((word >>> 6) & 7, (word >>> 3) & 7, word & 7);
    case 41: return visitor.t16_ldrsh_reg((word >>> 6) & 7, (word >>> 3) & 7, word & 7);
    case 42: return visitor.t16_str_imm((word >>> 6) & 0x1f, (word >>> 3) & 7, word & 7);
    case 43: return visitor.t16_ldr_imm((word >>> 6) & 0x1f, (word >>> 3) & 7, word & 7);
    case 44: return visitor.t16_strb_imm((word >>> 6) & 0x1f, (word >>> 3) & 7, word & 7);
    case 45: return visitor.t16_ldrb_imm((word >>> 6) & 0x1f, (word >>> 3) & 7, word & 7);
    case 46: return visitor.t16_strh_imm((word >>> 6) & 0x1f, (word >>> 3) & 7, word & 7);
    case 47: return visitor.t16_ldrh_imm((word >>> 6) & 0x1f, (word >>> 3) & 7, word & 7);
    case 48: return visitor.t16_str_sp((word >>> 8) & 7, word & 0xff);
    case 49: return visitor.t16_ldr_sp((word >>> 8) & 7, word & 0xff);
    case 50: return visitor.t16_adr((word >>> 8) & 7, word & 0xff);
    case 51: return visitor.t16_add_sp((word >>> 8) & 7, word & 0xff);
    case 52: return visitor.t16_add_sp_sp(word & 0x7f);
    case 53: return visitor.t16_sub_sp_sp(word & 0x7f);
    case 54: return visitor.t16_cbz((word >>> 11) & 1, (((word >>> 9) & 1) << 5) | ((word >>> 3) & 0x1f), word & 7);
    case 55: return visitor.t16_sxth((word >>> 3) & 7, word & 7);
    case 56: return visitor.t16_sxtb((word >>> 3) & 7, word & 7);
    case 57: return visitor.t16_uxth((word >>> 3) & 7, word & 7);
    case 58: return visitor.t16_uxtb((word >>> 3) & 7, word & 7);
    case 59: return visitor.t16_push((word >>> 8) & 1, word & 0xff);
    case 60: return visitor.t16_setend((word >>> 3) & 1);
    case 61: return visitor.t16_cps((word >>> 4) & 1, (word >>> 2) & 1, (word >>> 1) & 1, word & 1);
    case 62: return visitor.t16_rev((word >>> 3) & 7, word & 7);
    case 63: return visitor.t16_rev16((word >>> 3) & 7, word & 7);
    case 64: return visitor.t16_revsh((word >>> 3) & 7, word & 7);
    case 65: return visitor.t16_pop((word >>> 8) & 1, word & 0xff);
    case 66: return visitor.t16_bkpt(word & 0xff);
    case 67: return visitor.t16_nop();
    case 68: return visitor.t16_yield();
    case 69: return visitor.t16_wfe();
    case 70: return visitor.t16_wfi();
    case 71: return visitor.t16_sev();
    case 72: return visitor.t16_hint((word >>> 4) & 0xf);
    case 73: return visitor.t16_it((word >>> 4) & 0xf, word & 0xf);
    case 74: return visitor.t16_stm((word >>> 8) & 7, word & 0xff);
    case 75: return visitor.t16_ldm((word >>> 8) & 7, word & 0xff);
    case 76: return visitor.t16_udf(word & 0xff);
    case 77: return visitor.t16_svc(word & 0xff);
    case 78: return visitor.t16_b_cond((word >>> 8) & 0xf, word & 0xff);
    case 79: return visitor.t16_b(word & 0x7ff);
    default: return visitor.undefined(word);
  }
}
