/**
 * `CORE.mode` of this architecture: everything besides pc that selects a translation. Made by `updateMode` (system/mode-word.ts)
 * alone.
 */
export const MODE = {
  /** Two bits: code size 0 = 16, 1 = 32, 2 = 64 bits. */
  SIZE_SHIFT: 0,
  /** Two bits. */
  CPL_SHIFT: 2,
  /** Stack pointer is ESP (not SP); outside 64-bit mode. */
  STACK32: 1 << 4,
  /** Two bits: MMU_MODE. */
  MMU_SHIFT: 5,
  /** CS has base 0. */
  CS_ZERO: 1 << 8,
  /** ES, SS and DS are flat: base 0, limit 4 GiB, readable and writable. Always set in 64-bit mode. */
  FLAT: 1 << 9,
  /** x87 and MMX raise #NM (CR0.TS or CR0.EM). */
  NO_FPU: 1 << 10,
  /** SSE raises #NM (CR0.TS). */
  NO_SSE: 1 << 11,
  /** Privilege level 3, SSE raises #UD: CR0.EM, or CR4.OSFXSR clear. */
  BAD_SSE: 1 << 12,
  /** Single step: RFLAGS.TF. */
  TF: 1 << 13,
  /** The next instruction runs before any interrupt (STI, MOV SS, POP SS). */
  SHADOW: 1 << 14,
  /** Real-address or virtual-8086 mode: segment registers are paragraphs. */
  REAL: 1 << 15,
  /** Virtual-8086 mode. */
  VM: 1 << 16,
  /** EFER.LMA: IA-32e mode (64-bit or compatibility). */
  LONG: 1 << 17,
  /** A breakpoint is enabled in DR7, or a trap waits: blocks of one instruction that look at the debug registers. */
  BREAK: 1 << 20,
  /** MXCSR does not round to nearest, or an exception is unmasked: SSE float instructions all take the helper that may fault. */
  SSE_SPECIAL: 1 << 18,
  /** Privilege level 3, AVX raises #UD: CR4.OSXSAVE is clear, or XCR0 lacks SSE or AVX state. */
  BAD_AVX: 1 << 19,
} as const;

export const CODE_SIZE = { S16: 0, S32: 1, S64: 2 } as const;

/** Separate TLBs: user accesses, supervisor accesses, supervisor accesses that SMAP keeps from user pages. */
export const MMU_MODE = { USER: 0, KERNEL: 1, SMAP: 2 } as const;
export const MMU_MODES = 3;

export const codeSizeOf = (mode: number): number => mode & 3;
export const cplOf = (mode: number): number => (mode >> MODE.CPL_SHIFT) & 3;
export const mmuModeOf = (mode: number): number => (mode >> MODE.MMU_SHIFT) & 3;
