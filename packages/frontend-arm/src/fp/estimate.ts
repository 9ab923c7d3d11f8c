/*
 * Reciprocal and reciprocal square root estimates: results are in 256..511, that is 1.0 to 511/256.
 * @see Arm DDI 0406C, A2.7.8
 */

/** @param scaled  256..511: the operand in [0.5, 1.0), times 512, cut */
export function reciprocalEstimate(scaled: number): number {
  const r = 1 / ((scaled + 0.5) / 512);
  return Math.floor(256 * r + 0.5);
}

/**
 * @param upper  the operand is in [0.5, 1.0), else in [0.25, 0.5)
 * @param fraction  the eight bits after the leading one
 */
export function rootEstimate(upper: boolean, fraction: number): number {
  const q = (256 + fraction) >> 1;
  const r = 1 / Math.sqrt((q + 0.5) / (upper ? 256 : 512));
  return Math.floor(256 * r + 0.5);
}

/** VRECPE.U32: the operand is a fixed-point number below 1; below 0.5 the result does not fit. */
export function reciprocalEstimateU32(x: number): number {
  if (x >>> 31 === 0) return 0xffffffff;
  return (reciprocalEstimate(x >>> 23) << 23) >>> 0;
}

/** VRSQRTE.U32. */
export function rootEstimateU32(x: number): number {
  const top = x >>> 30;
  if (top === 0) return 0xffffffff;
  const upper = (x & 0x80000000) !== 0;
  return (rootEstimate(upper, (upper ? x >>> 23 : x >>> 22) & 255) << 23) >>> 0;
}
