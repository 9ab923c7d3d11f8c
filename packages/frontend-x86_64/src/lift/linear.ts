/** A linear address in two words; the high one is 0 outside 64-bit mode. */
export interface Linear {
  readonly lo: number;
  readonly hi: number;
}

/** The address that lies a signed number of bytes further, modulo 2^64. */
export function displaced(at: Linear, lo: number, hi: number): Linear {
  const sum = (at.lo + lo) | 0;
  return { lo: sum, hi: (at.hi + hi + +(sum >>> 0 < lo >>> 0)) | 0 };
}

/** The address modulo 2^32. */
export const low = (at: Linear): Linear => ({ lo: at.lo, hi: 0 });
