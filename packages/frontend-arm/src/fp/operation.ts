/** Operations of the helper `fp_op`, as numbers. */
export const FP_OP = {
  mul: 0,
  nmul: 1,
  add: 2,
  sub: 3,
  div: 4,
  sqrt: 5,
  mla: 6,
  mls: 7,
  nmla: 8,
  nmls: 9,
  fma: 10,
  fms: 11,
  fnma: 12,
  fnms: 13,
  /** The quiet and the signalling comparison; with d against m, and with d against zero. */
  cmp: 14,
  cmpe: 15,
  cmpZero: 16,
  cmpeZero: 17,
  /** To the other precision; sz is that of the operand. */
  convert: 18,
  /** From an integer in a single register: signed, unsigned. */
  fromS32: 19,
  fromU32: 20,
  /** To an integer in a single register, as FPSCR rounds, and towards zero. */
  toS32: 21,
  toU32: 22,
  toS32Zero: 23,
  toU32Zero: 24,
  /** Fixed point in place: `extra` is the number of fraction bits. */
  fixedFromS16: 25,
  fixedFromU16: 26,
  fixedFromS32: 27,
  fixedFromU32: 28,
  fixedToS16: 29,
  fixedToU16: 30,
  fixedToS32: 31,
  fixedToU32: 32,
  /** Half precision in the bottom (`extra` 0) or top (1) of a single register. */
  fromHalf: 33,
  toHalf: 34,
} as const;
export type FpOp = keyof typeof FP_OP;

/** Where the operands of an operation are: register numbers of the operand's own precision. */
export interface FpOperands {
  readonly sz: number;
  readonly d: number;
  readonly n: number;
  readonly m: number;
  /** The result goes to `vtemp` as well. */
  readonly temp: boolean;
  readonly extra: number;
}

/** Operand of the helpers `fp_op` and `fp_op_first`. */
export const packOperation = (op: FpOp, o: FpOperands): number =>
  FP_OP[op] | (o.sz << 6) | ((o.temp ? 1 : 0) << 7) | (o.d << 8) | (o.n << 13) | (o.m << 18) | (o.extra << 23);

export const unpackOp = (packed: number): number => packed & 63;
export const unpackDouble = (packed: number): boolean => (packed & 64) !== 0;
export const unpackTemp = (packed: number): boolean => (packed & 128) !== 0;
export const unpackD = (packed: number): number => (packed >>> 8) & 31;
export const unpackN = (packed: number): number => (packed >>> 13) & 31;
export const unpackM = (packed: number): number => (packed >>> 18) & 31;
export const unpackExtra = (packed: number): number => (packed >>> 23) & 63;
