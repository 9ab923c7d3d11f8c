import type { I32 } from '@tutti/ir';
import type { Lift } from './lift.ts';
import { stickyQ } from './multiply.ts';

function clamp(l: Lift, x: I32, low: number, high: number): I32 {
  const { b } = l;
  const atMost = b.select_i32(b.gt_s_i32(x, l.imm(high)), l.imm(high), x);
  return b.select_i32(b.lt_s_i32(x, l.imm(low)), l.imm(low), atMost);
}

/** SSAT, USAT of a shifted register. @param sh 1: ASR, else LSL */
export function saturate(l: Lift, signed: boolean, bits: number, d: number, n: number, sh: number, imm5: number): void {
  const { b } = l;
  const x = l.reg(n);
  const operand = sh !== 0 ? b.shr_s_i32(x, l.imm(imm5 === 0 ? 31 : imm5)) : b.shl_i32(x, l.imm(imm5));
  if (signed && bits === 32) {
    l.setReg(d, operand);
    return;
  }
  const result = signed
    ? clamp(l, operand, -(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    : clamp(l, operand, 0, 2 ** bits - 1);
  stickyQ(l, b.ne_i32(result, operand));
  l.setReg(d, result);
}

/** SSAT16, USAT16. */
export function saturate16(l: Lift, signed: boolean, bits: number, d: number, n: number): void {
  const { b } = l;
  const low = signed ? -(2 ** (bits - 1)) : 0;
  const high = signed ? 2 ** (bits - 1) - 1 : 2 ** bits - 1;
  const x = l.reg(n);
  const lowHalf = b.extract_s_i32(x, 0, 16);
  const highHalf = b.extract_s_i32(x, 16, 16);
  const lowResult = clamp(l, lowHalf, low, high);
  const highResult = clamp(l, highHalf, low, high);
  stickyQ(l, b.or_i32(b.ne_i32(lowResult, lowHalf), b.ne_i32(highResult, highHalf)));
  l.setReg(d, b.or_i32(b.and_i32(lowResult, l.imm(0xffff)), b.shl_i32(highResult, l.imm(16))));
}
