import { CORE } from '@tutti/ir';
import { defineLayout } from '@tutti/layout';

const word = (doc: string) => ({ type: 'i32', doc }) as const;
const dword = (doc: string) => ({ type: 'i64', doc }) as const;

/**
 * State of an x86 core. Owner of every field is the thread that runs the core.
 *
 * `CORE.pc`, `CORE.pcHi` are the *linear* address of the next instruction: rIP plus the base of CS (0 in 64-bit mode).
 *
 * Status flags are kept as what they are made from, so that setting them is plain stores, which dead-set elimination removes:
 * `res` is the sign-extended result; `cf` is CF; `aux` holds AF in bit 4, OF xor CF in bit 63, and in bits 0 and 1 what SF and PF
 * differ from those of `res` (only flags that were loaded do). ZF = (res == 0), SF = res < 0, PF = parity of the low byte.
 */
export const X86_STATE = defineLayout(
  'X86',
  {
    // General registers, in encoding order: `regOffset(n)`.
    rax: { type: 'i64', align: 64, doc: 'RAX' },
    rcx: dword('RCX'),
    rdx: dword('RDX'),
    rbx: dword('RBX'),
    rsp: dword('RSP'),
    rbp: dword('RBP'),
    rsi: dword('RSI'),
    rdi: dword('RDI'),
    r8: dword('R8'),
    r9: dword('R9'),
    r10: dword('R10'),
    r11: dword('R11'),
    r12: dword('R12'),
    r13: dword('R13'),
    r14: dword('R14'),
    r15: dword('R15'),
    res: dword('Sign-extended result that ZF, SF and PF are those of.'),
    aux: dword('AF in bit 4, OF ^ CF in bit 63, SF delta in bit 0, PF delta in bit 1; all else 0.'),
    cf: word('CF: 0 or 1.'),
    flags: word('The system flags at their own places: TF, IF, IOPL, NT, RF, VM, AC, VIF, VIP, ID.'),
    df: dword('Direction of string instructions: 1, or -1 with DF set.'),

    // Segment registers, by number: ES CS SS DS FS GS, then LDTR, TR.
    base: { type: 'i64', count: 8, doc: 'Base of each segment register; LDTR at 6, TR at 7.' },
    limit: { type: 'i32', count: 8, doc: 'Limit in bytes - 1, granularity applied.' },
    attributes: { type: 'i32', count: 8, doc: 'Second descriptor word masked with 00f0ff00; 0: unusable.' },
    selector: { type: 'i32', count: 8, doc: 'Visible selector.' },
    lowest: { type: 'i32', count: 8, doc: 'Lowest valid offset: not 0 in expand-down segments only.' },

    // Locals of one instruction, and what helpers take and give besides words
    arg: { type: 'i64', count: 4, align: 16, scratch: true, doc: 'Operands of a helper; results in arg[0], arg[1].' },
    varg: { type: 'v128', count: 3, align: 16, scratch: true, doc: 'Vector operands of a helper; result in varg[0].' },
    local: { type: 'i64', count: 4, scratch: true, doc: 'Free for the lifter within one guest instruction.' },
    watchAt: { type: 'i64', scratch: true, doc: 'Linear address that the helper `watch` takes.' },

    // Vectors and x87
    xmm: { type: 'v128', count: 16, align: 16, doc: 'XMM0 to XMM15.' },
    ymmHigh: { type: 'v128', count: 16, align: 16, doc: 'Upper halves of YMM0 to YMM15.' },
    mxcsr: word('MXCSR.'),
    fpMantissa: { type: 'i64', count: 8, doc: 'Significands of the x87 registers R0-R7 (MMX registers).' },
    fpExponent: { type: 'i32', count: 8, doc: 'Sign (bit 15) and exponent of R0-R7.' },
    fpControl: word('x87 control word.'),
    fpStatus: word('x87 status word without TOP.'),
    fpTop: word('TOP, 0 to 7.'),
    fpEmpty: word('Bit n: R[n] is empty.'),
    fpOpcode: word('Last x87 opcode.'),
    fpIp: dword('Last x87 instruction pointer.'),
    fpDp: dword('Last x87 data pointer.'),

    // Control registers and tables
    cr0: dword('CR0'),
    cr2: dword('CR2'),
    cr3: dword('CR3'),
    cr4: dword('CR4'),
    cr8: dword('CR8: the task priority, as last written.'),
    dr: { type: 'i64', count: 8, doc: 'DR0 to DR7.' },
    trap: word('Bits for DR6 of debug traps that wait for the end of the instruction.'),
    xcr0: dword('XCR0'),
    gdtBase: dword('GDTR base'),
    gdtLimit: word('GDTR limit'),
    idtLimit: word('IDTR limit'),
    idtBase: dword('IDTR base'),

    // MSRs
    efer: dword('IA32_EFER'),
    star: dword('IA32_STAR'),
    lstar: dword('IA32_LSTAR'),
    cstar: dword('IA32_CSTAR'),
    fmask: dword('IA32_FMASK'),
    kernelGs: dword('IA32_KERNEL_GS_BASE'),
    sysenterCs: dword('IA32_SYSENTER_CS'),
    sysenterEsp: dword('IA32_SYSENTER_ESP'),
    sysenterEip: dword('IA32_SYSENTER_EIP'),
    pat: dword('IA32_PAT'),
    apicBase: dword('IA32_APIC_BASE'),
    tscAux: dword('IA32_TSC_AUX'),
    tscOffset: dword('Added to guest time in ns to give the TSC.'),
    tscAdjust: dword('IA32_TSC_ADJUST: the part of tscOffset that software wrote.'),
    mtrr: { type: 'i64', count: 32, doc: 'Variable MTRRs (16), fixed MTRRs (11), default type.' },
    miscEnable: dword('IA32_MISC_ENABLE'),
    tscDeadline: dword('IA32_TSC_DEADLINE; 0: not armed.'),

    // Interrupts
    lineHeld: word('1 while the INTR line was found active but masked: unmasking must signal the core.'),
    nmiMasked: word('1 from the entry of an NMI handler to the next IRET.'),
    nmiLine: word('Level of the NMI line last seen.'),
    delivering: word('What is being delivered: 0 nothing, 1 benign, 2 contributory, 3 page fault, 4 double fault.'),
    held: word('1 while the core waits for INIT or SIPI; nothing runs.'),
    monitor: word('1 while the core waits in MWAIT.'),
    napUntil: { type: 'f64', doc: 'Guest time in ns at which MWAIT ends by itself.' },
    randomCount: word('Random numbers that RDRAND and RDSEED have given.'),
    shutdown: word('1 after a triple fault.'),
    nmiPending: word('1 from an NMI until its delivery.'),
  },
  CORE,
);

/** Offset of each field. */
export const AT = X86_STATE.at;

/** Offset of general register n. */
export const regOffset = (n: number): number => AT.rax + 8 * n;

/** Offset of XMM register n. */
export const xmmOffset = (n: number): number => AT.xmm + 16 * n;

/** Offset of the upper half of YMM register n. */
export const ymmHighOffset = (n: number): number => AT.ymmHigh + 16 * n;

/** Segment registers by number. */
export const SEG = { ES: 0, CS: 1, SS: 2, DS: 3, FS: 4, GS: 5, LDTR: 6, TR: 7 } as const;

/** Bits of RFLAGS. @see Intel SDM 1, 3.4.3 */
export const FLAG = {
  CF: 1 << 0,
  PF: 1 << 2,
  AF: 1 << 4,
  ZF: 1 << 6,
  SF: 1 << 7,
  TF: 1 << 8,
  IF: 1 << 9,
  DF: 1 << 10,
  OF: 1 << 11,
  IOPL: 3 << 12,
  NT: 1 << 14,
  RF: 1 << 16,
  VM: 1 << 17,
  AC: 1 << 18,
  VIF: 1 << 19,
  VIP: 1 << 20,
  ID: 1 << 21,
} as const;

/** Bits that live in `flags`. */
export const SYSTEM_FLAGS = 0x3f7300;

/** Bits of CR0, CR4 and EFER. @see Intel SDM 3A, 2.5 and 2.2.1 */
export const CR0 = {
  PE: 1,
  MP: 2,
  EM: 4,
  TS: 8,
  ET: 16,
  NE: 32,
  WP: 1 << 16,
  AM: 1 << 18,
  NW: 1 << 29,
  CD: 1 << 30,
  PG: 1 << 31,
} as const;
export const CR4 = {
  VME: 1,
  PVI: 2,
  TSD: 4,
  DE: 8,
  PSE: 16,
  PAE: 32,
  MCE: 64,
  PGE: 128,
  PCE: 256,
  OSFXSR: 512,
  OSXMMEXCPT: 1024,
  UMIP: 2048,
  FSGSBASE: 1 << 16,
  PCIDE: 1 << 17,
  OSXSAVE: 1 << 18,
  SMEP: 1 << 20,
  SMAP: 1 << 21,
} as const;
export const EFER = { SCE: 1, LME: 1 << 8, LMA: 1 << 10, NXE: 1 << 11 } as const;

/** Bits of XCR0. @see Intel SDM 3A, 2.6 */
export const XCR0 = { X87: 1, SSE: 2, AVX: 4 } as const;

/** Parts of `attributes`: the high word of a descriptor. @see Intel SDM 3A, 3.4.5 */
export const ATTR = {
  TYPE: 0xf00,
  ACCESSED: 1 << 8,
  /** Writable data, readable code. */
  RW: 1 << 9,
  /** Expand-down data, conforming code. */
  DC: 1 << 10,
  CODE: 1 << 11,
  /** Not a system descriptor. */
  S: 1 << 12,
  DPL: 3 << 13,
  P: 1 << 15,
  L: 1 << 21,
  /** Default size 32 bits. */
  DB: 1 << 22,
  G: 1 << 23,
} as const;
