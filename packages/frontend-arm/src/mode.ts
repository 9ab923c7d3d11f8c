/**
 * `CORE.mode` of this architecture: everything besides pc that selects a translation.
 * Bit 0 T; bits 1-2 MMU mode; bits 3-4 register bank class; bit 5 E; bit 6 SCTLR.A; bit 7 VFP in use;
 * bits 8-15 ITSTATE; bit 16 FPSCR not at its default; bit 18 FPSCR.IXC; bit 19 vectors;
 * bit 20 held; bit 21 ARMv6's legacy alignment. Bits 16, 18 and 19 are clear while bit 7 is.
 */
export const MODE = {
  T: 1 << 0,
  /** User mode: bit 0 of the MMU mode. */
  USER: 1 << 1,
  /** Which of the two remembered DACR values is in force: bit 1 of the MMU mode. */
  DACR_SLOT: 1 << 2,
  /** Two bits: BANK_CLASS. */
  BANK_SHIFT: 3,
  /** Big-endian data. */
  E: 1 << 5,
  /** All accesses are checked for alignment. */
  ALIGN: 1 << 6,
  /**
   * FPEXC.EN, and access is permitted by CPACR. In privileged modes clear until the first instruction that needs it (`useFp`): kernels
   * permit access once they have started and switch FPEXC with every process, and hardly any of their code has to be translated twice
   * for that.
   */
  VFP: 1 << 7,
  IT_SHIFT: 8,
  IT_MASK: 0xff00,
  /** FPSCR has a rounding mode, FZ, DN, or vectors. */
  FP_SPECIAL: 1 << 16,
  /** FPSCR.IXC is set, so a rounded result changes no flag. A helper that sets it leaves the block. */
  FP_INEXACT: 1 << 18,
  /** FPSCR.Len is not 0. */
  FP_VECTOR: 1 << 19,
  /** The core is switched off or not on yet: every block is a wait. */
  HELD: 1 << 20,
  /** Before ARMv7, with SCTLR.U and A clear: unaligned words are rotated when loaded, and low address bits ignored when stored. */
  LEGACY_ALIGNMENT: 1 << 21,
} as const;

/** Which R8-R14 the present mode has. */
export const BANK_CLASS = { USER: 0, FIQ: 1, OTHER: 2 } as const;

/** Number of MMU modes: bit 0 user, bit 1 DACR slot. */
export const MMU_MODES = 4;

/** MMU mode of ordinary accesses. */
export const mmuModeOfMode = (mode: number): number => (mode >> 1) & 3;

/** FPSCR bits that need more than IEEE 754 defaults: AHP is read where it matters; DN, FZ, RMode, Stride, Len. */
export const FPSCR_SPECIAL = 0x03f70000;
