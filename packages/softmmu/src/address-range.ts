/** Whether two addresses agree above `shift` bits. */
export function sameRange(lo: number, hi: number, lo2: number, hi2: number, shift: number): boolean {
  if (shift >= 64) return true;
  if (shift >= 32) return hi >>> (shift - 32) === hi2 >>> (shift - 32);
  return hi === hi2 && lo >>> shift === lo2 >>> shift;
}

/** The start of the aligned range of 2^`shift` bytes around an address. */
export function rangeBase(lo: number, hi: number, shift: number): { lo: number; hi: number } {
  if (shift >= 64) return { lo: 0, hi: 0 };
  if (shift >= 32) return { lo: 0, hi: (hi >>> (shift - 32)) << (shift - 32) };
  return { lo: (lo >>> shift) << shift, hi };
}
