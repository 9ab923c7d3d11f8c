/** Operations of the helpers `neon_op` and `neon_op_first`, as numbers. All work on vectors of Dd, Dn, Dm or Qd, Qn, Qm. */
export const NEON_OP = {
  add: 0,
  sub: 1,
  mul: 2,
  mla: 3,
  mls: 4,
  fma: 5,
  fms: 6,
  abd: 7,
  max: 8,
  min: 9,
  recps: 10,
  rsqrts: 11,
  ceq: 12,
  cge: 13,
  cgt: 14,
  acge: 15,
  acgt: 16,
  /** Pairwise, doublewords only. */
  padd: 17,
  pmax: 18,
  pmin: 19,
  /** One operand, Dm or Qm. */
  ceqZero: 20,
  cgeZero: 21,
  cgtZero: 22,
  cleZero: 23,
  cltZero: 24,
  recpe: 25,
  rsqrte: 26,
  /** Integers and fixed point; `extra` is the number of fraction bits. */
  fromS32: 27,
  fromU32: 28,
  toS32: 29,
  toU32: 30,
  /** Half precision: a doubleword of halves and a quadword of singles. */
  fromHalf: 31,
  toHalf: 32,
  /** Unsigned estimates. */
  recpeU32: 33,
  rsqrteU32: 34,
  /** Shifts of Dm by the signed bytes of Dn; `extra` is size and unsigned (4). */
  shl: 35,
  qshl: 36,
  rshl: 37,
  qrshl: 38,
  /** Polynomial products of bytes, low halves, and long. */
  mulP8: 39,
  mullP8: 40,
} as const;
export type NeonOp = keyof typeof NEON_OP;

/** Lane of Dm that is the second operand of every lane, or none. */
export const NO_LANE = 2;

export interface NeonOperands {
  readonly d: number;
  readonly n: number;
  readonly Q: number;
  readonly m: number;
  readonly lane: number;
  /** The result goes to `vtemp` as well. */
  readonly temp: boolean;
  readonly extra: number;
}

/** Operand of the helpers. */
export const packNeon = (op: NeonOp, o: NeonOperands): number =>
  NEON_OP[op] |
  (o.d << 6) |
  (o.n << 11) |
  (o.m << 16) |
  (o.Q << 21) |
  (o.lane << 22) |
  ((o.temp ? 1 : 0) << 24) |
  (o.extra << 25);

export const neonOpOf = (packed: number): number => packed & 63;
export const neonD = (packed: number): number => (packed >>> 6) & 31;
export const neonN = (packed: number): number => (packed >>> 11) & 31;
export const neonM = (packed: number): number => (packed >>> 16) & 31;
export const neonQ = (packed: number): number => (packed >>> 21) & 1;
export const neonLane = (packed: number): number => (packed >>> 22) & 3;
export const neonTemp = (packed: number): boolean => (packed & (1 << 24)) !== 0;
export const neonExtra = (packed: number): number => packed >>> 25;
