/** Kinds of EXIT.GUEST: the low 4 bits of its argument. The rest is the operand. */
export const GUEST_EXIT = {
  /** Undefined Instruction exception at pc. */
  UNDEFINED: 0,
  /** SVC at pc; the operand is the immediate. */
  SVC: 1,
  /** HVC at pc. */
  HVC: 2,
  /** SMC at pc. */
  SMC: 3,
  /** BKPT at pc. */
  BKPT: 4,
  /** The instruction at pc could not be fetched; the operand is the byte offset of the part that failed. */
  FETCH: 5,
  /** VFP or Advanced SIMD at pc in a privileged mode, in a block for MODE.VFP clear. */
  FP: 6,
} as const;

/** Argument of EXIT.GUEST. */
export const guestExitArg = (kind: number, operand = 0): number => kind | (operand << 4);
