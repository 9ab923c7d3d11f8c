/** Exceptions by vector. @see Intel SDM 3A, table 6-1 */
export const VECTOR = {
  DE: 0,
  DB: 1,
  NMI: 2,
  BP: 3,
  OF: 4,
  BR: 5,
  UD: 6,
  NM: 7,
  DF: 8,
  TS: 10,
  NP: 11,
  SS: 12,
  GP: 13,
  PF: 14,
  MF: 16,
  AC: 17,
  MC: 18,
  XM: 19,
} as const;

/** Kinds of EXIT.GUEST: the low 4 bits of its argument. The rest is the operand. */
export const GUEST_EXIT = {
  /** Exception of vector (operand & 255), a fault of the instruction at pc; error code operand >> 8. */
  EXCEPTION: 0,
  /** The instruction at pc could not be fetched; the operand is the byte offset of the part that failed. */
  FETCH: 1,
  /** Look for debug traps; pc is the next instruction. The operand is 1 for a single-step trap. */
  STEP: 2,
} as const;

/** Kinds of software interrupts, beside the vector: INT3 and INTO; INT n, which IOPL keeps from virtual-8086 mode; INT1, which no gate's DPL stops. */
export const INTERRUPT = { OWN: 0, ANY: 0x100, PRIVILEGED: 0x200 } as const;

/** Argument of EXIT.GUEST. */
export const guestExitArg = (kind: number, operand = 0): number => kind | (operand << 4);

/** Messages between cores. Kinds from 64 on are the front-end's. */
export const MESSAGE = {
  /** INIT: the core goes into its reset state and waits for SIPI. */
  INIT: 64,
  /** Start-up interrupt, `a` is the vector: real mode at vector << 12. Ignored unless the core waits for it. */
  SIPI: 65,
  /** Non-maskable interrupt. */
  NMI: 66,
} as const;
