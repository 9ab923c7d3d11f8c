/**
 * Register numbers used in operands. Registers of one class are 16 (or 32) apart in a row, so
 * `reg & 15` is the number of a general register and `reg >> 4` tells its width.
 * Intel SDM 1, 3.4; SDM 2, 2.1.5.
 */
export const RegBase = {
  /** RAX RCX RDX RBX RSP RBP RSI RDI R8..R15 */
  R64: 0,
  /** EAX..R15D */
  R32: 16,
  /** AX..R15W */
  R16: 32,
  /** AL CL DL BL SPL BPL SIL DIL R8B..R15B */
  R8: 48,
  /** AH CH DH BH */
  R8H: 64,
  /** ES CS SS DS FS GS */
  SEG: 72,
  CR: 80,
  DR: 96,
  /** x87 stack registers, relative to the top */
  ST: 112,
  MM: 120,
  XMM: 128,
  YMM: 160,
  /** opmask registers (VEX-encoded K instructions) */
  K: 192,
} as const;

/** Register ids with names. `Reg.NONE` stands for "no register" (base, index, override). */
export const Reg = {
  RAX: 0,
  RCX: 1,
  RDX: 2,
  RBX: 3,
  RSP: 4,
  RBP: 5,
  RSI: 6,
  RDI: 7,
  R8: 8,
  R9: 9,
  R10: 10,
  R11: 11,
  R12: 12,
  R13: 13,
  R14: 14,
  R15: 15,
  EAX: 16,
  ECX: 17,
  EDX: 18,
  EBX: 19,
  ESP: 20,
  EBP: 21,
  ESI: 22,
  EDI: 23,
  AX: 32,
  CX: 33,
  DX: 34,
  BX: 35,
  SP: 36,
  BP: 37,
  SI: 38,
  DI: 39,
  AL: 48,
  CL: 49,
  DL: 50,
  BL: 51,
  AH: 64,
  CH: 65,
  DH: 66,
  BH: 67,
  ES: 72,
  CS: 73,
  SS: 74,
  DS: 75,
  FS: 76,
  GS: 77,
  CR0: 80,
  CR2: 82,
  CR3: 83,
  CR4: 84,
  CR8: 88,
  DR0: 96,
  DR6: 102,
  DR7: 103,
  ST0: 112,
  MM0: 120,
  XMM0: 128,
  YMM0: 160,
  K0: 192,
  RIP: 216,
  EIP: 217,
  NONE: 255,
} as const;

const LEGACY = ['ax', 'cx', 'dx', 'bx', 'sp', 'bp', 'si', 'di'];
const LOW = ['al', 'cl', 'dl', 'bl', 'spl', 'bpl', 'sil', 'dil'];

function buildNames(): readonly string[] {
  const names: string[] = new Array<string>(256).fill('');
  for (let i = 0; i < 16; i++) {
    const old = LEGACY[i];
    names[RegBase.R64 + i] = old ? `r${old}` : `r${i}`;
    names[RegBase.R32 + i] = old ? `e${old}` : `r${i}d`;
    names[RegBase.R16 + i] = old ?? `r${i}w`;
    names[RegBase.R8 + i] = LOW[i] ?? `r${i}b`;
    names[RegBase.CR + i] = `cr${i}`;
    names[RegBase.DR + i] = `dr${i}`;
  }
  for (let i = 0; i < 32; i++) {
    names[RegBase.XMM + i] = `xmm${i}`;
    names[RegBase.YMM + i] = `ymm${i}`;
  }
  for (let i = 0; i < 8; i++) {
    names[RegBase.ST + i] = `st(${i})`;
    names[RegBase.MM + i] = `mm${i}`;
    names[RegBase.K + i] = `k${i}`;
  }
  for (let i = 0; i < 4; i++) {
    names[RegBase.R8H + i] = ['ah', 'ch', 'dh', 'bh'][i]!;
  }
  for (const [i, name] of ['es', 'cs', 'ss', 'ds', 'fs', 'gs'].entries()) names[RegBase.SEG + i] = name;
  names[Reg.RIP] = 'rip';
  names[Reg.EIP] = 'eip';
  return names;
}

/** Lower-case register name by register id, Intel spelling; the empty string for an unused id. */
export const REGISTER_NAMES: readonly string[] = /* @__PURE__ */ buildNames();
