/**
 * Whether a Thumb instruction has 32 bits.
 * @param hw1  its first halfword
 * @see Arm DDI 0406C, A6.1
 */
export function isT32Wide(hw1: number): boolean {
  return (hw1 & 0xf800) >= 0xe800;
}

/**
 * The byte offset of B (T4), BL and BLX (immediate) from the raw S:J1:J2:imm10:imm11. For BLX it is added to Align(PC, 4).
 * @see Arm DDI 0406C, A8.8.18, A8.8.25
 */
export function t32BranchOffset(imm24: number): number {
  const s = imm24 >>> 23;
  const flips = s === 0 ? 0x600000 : 0; // I1 = NOT(J1 EOR S)
  return ((imm24 ^ flips) << 8) >> 7;
}

/** The byte offset of B (T3) from S:J2:J1:imm6:imm11. */
export function t32CondBranchOffset(imm20: number): number {
  return (imm20 << 12) >> 11;
}
