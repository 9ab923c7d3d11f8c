// Generated from src/decode/tables by scripts/generate-decoder.ts. Do not edit.

/** Generic coprocessor instructions of A32 and T32 (T32 passes cond = 14). */
export interface CoprocessorVisitor<R> {
  /** MCRR · `cccc 1100 0100 uuuu tttt pppp oooo mmmm` */
  mcrr(cond: number, t2: number, t: number, cp: number, opc1: number, m: number): R;
  /** MRRC · `cccc 1100 0101 uuuu tttt pppp oooo mmmm` */
  mrrc(cond: number, t2: number, t: number, cp: number, opc1: number, m: number): R;
  /** STC · `cccc 110 P U D W 0 nnnn dddd pppp iiiiiiii` */
  stc(cond: number, P: number, U: number, D: number, W: number, n: number, d: number, cp: number, imm8: number): R;
  /** LDC · `cccc 110 P U D W 1 nnnn dddd pppp iiiiiiii` */
  ldc(cond: number, P: number, U: number, D: number, W: number, n: number, d: number, cp: number, imm8: number): R;
  /** CDP · `cccc 1110 oooo nnnn dddd pppp qqq 0 mmmm` */
  cdp(cond: number, opc1: number, n: number, d: number, cp: number, opc2: number, m: number): R;
  /** MCR · `cccc 1110 ooo 0 nnnn tttt pppp qqq 1 mmmm` */
  mcr(cond: number, opc1: number, n: number, t: number, cp: number, opc2: number, m: number): R;
  /** MRC · `cccc 1110 ooo 1 nnnn tttt pppp qqq 1 mmmm` */
  mrc(cond: number, opc1: number, n: number, t: number, cp: number, opc2: number, m: number): R;
  /** MCRR2 · `1111 1100 0100 uuuu tttt pppp oooo mmmm` */
  mcrr2(t2: number, t: number, cp: number, opc1: number, m: number): R;
  /** MRRC2 · `1111 1100 0101 uuuu tttt pppp oooo mmmm` */
  mrrc2(t2: number, t: number, cp: number, opc1: number, m: number): R;
  /** STC2 · `1111 110 P U D W 0 nnnn dddd pppp iiiiiiii` */
  stc2(P: number, U: number, D: number, W: number, n: number, d: number, cp: number, imm8: number): R;
  /** LDC2 · `1111 110 P U D W 1 nnnn dddd pppp iiiiiiii` */
  ldc2(P: number, U: number, D: number, W: number, n: number, d: number, cp: number, imm8: number): R;
  /** CDP2 · `1111 1110 oooo nnnn dddd pppp qqq 0 mmmm` */
  cdp2(opc1: number, n: number, d: number, cp: number, opc2: number, m: number): R;
  /** MCR2 · `1111 1110 ooo 0 nnnn tttt pppp qqq 1 mmmm` */
  mcr2(opc1: number, n: number, t: number, cp: number, opc2: number, m: number): R;
  /** MRC2 · `1111 1110 ooo 1 nnnn tttt pppp qqq 1 mmmm` */
  mrc2(opc1: number, n: number, t: number, cp: number, opc2: number, m: number): R;
}
