import { CORE } from '@tutti/ir';
import { defineLayout } from '@tutti/layout';

const word = (doc: string) => ({ type: 'i32', doc }) as const;
const dword = (doc: string) => ({ type: 'i64', doc }) as const;

/**
 * State of an ARMv6K or ARMv7-A core. Owner of every field is the thread that runs the core.
 *
 * The flags are kept apart so that setting them is plain stores, which dead-set elimination removes:
 * N is bit 31 of `nf`, Z means `zf == 0`, C is `cf` (0 or 1), V is bit 31 of `vf`.
 * T and ITSTATE are in `CORE.mode` (mode.ts) and nowhere else; r15 is `CORE.pc`.
 */
export const ARM_STATE = defineLayout(
  'Arm',
  {
    // Registers of the present mode. r0..r14 lie in a row: `regOffset(n)`.
    r0: { type: 'i32', align: 64, doc: 'R0 to R14 of the present mode, in order.' },
    r1: word('R1'),
    r2: word('R2'),
    r3: word('R3'),
    r4: word('R4'),
    r5: word('R5'),
    r6: word('R6'),
    r7: word('R7'),
    r8: word('R8'),
    r9: word('R9'),
    r10: word('R10'),
    r11: word('R11'),
    r12: word('R12'),
    r13: word('SP'),
    r14: word('LR'),
    nf: word('N in bit 31; the other bits mean nothing.'),
    zf: word('Z: set when this word is 0.'),
    cf: word('C: 0 or 1.'),
    vf: word('V in bit 31; the other bits mean nothing.'),
    qf: word('Q: 0 or 1.'),
    ge: word('GE[3:0] in bits 3-0.'),
    cpsr: word('The rest of CPSR at its own places: E (9), A (8), I (7), F (6), M (4-0).'),
    spsr: word('SPSR of the present mode.'),

    // Locals of a block
    target: { type: 'i32', scratch: true, doc: 'Destination of a conditional branch to a register.' },
    high: { type: 'i32', scratch: true, doc: 'Second result word of a helper.' },

    // Floating point and Advanced SIMD. Q registers are the pairs, S0-S31 the halves of D0-D15 (little-endian).
    d: { type: 'i64', count: 32, align: 16, doc: 'D0 to D31.' },
    vtemp: { type: 'v128', scratch: true, doc: 'Free for the lifter within one guest instruction.' },
    fpscr: word('FPSCR. Bits of the mode word follow it: writers call the helper.'),
    fpexc: word('FPEXC.'),

    // Banked registers while their mode is not the present one, by BANK
    bankR13: { type: 'i32', count: 6, doc: 'SP by bank; BANK.usr is valid in every mode but User and System.' },
    bankR14: { type: 'i32', count: 6, doc: 'LR by bank.' },
    bankSpsr: { type: 'i32', count: 6, doc: 'SPSR by bank; bank usr unused.' },
    bankUsrR8: { type: 'i32', count: 5, doc: 'R8-R12 of all modes but FIQ; valid in FIQ mode.' },
    bankFiqR8: { type: 'i32', count: 5, doc: 'R8-R12 of FIQ mode; valid in all other modes.' },

    // What translated code looks at besides registers
    lineHeld: word('1 while an interrupt line is active that a mask held back: unmasking must signal the core.'),
    broadcasts: word('1 after a broadcast TLB operation until the next DSB.'),
    contextDirty: word('1 when the ASID or a translation base changed and non-global translations are still cached.'),
    held: word('1 while the core waits for its release (PSCI); nothing runs.'),

    // CP15, by the manual's names (Arm DDI 0406C, B4.1)
    sctlr: word('System Control Register'),
    actlr: word('Auxiliary Control Register'),
    cpacr: word('Coprocessor Access Control Register'),
    scr: word('Secure Configuration Register'),
    sder: word('Secure Debug Enable Register'),
    nsacr: word('Non-Secure Access Control Register'),
    ttbr0: word('Translation Table Base Register 0, low word'),
    ttbr0Hi: word('TTBR0, high word (LPAE)'),
    ttbr1: word('Translation Table Base Register 1, low word'),
    ttbr1Hi: word('TTBR1, high word (LPAE)'),
    ttbcr: word('Translation Table Base Control Register'),
    dacr: word('Domain Access Control Register'),
    dacrSlots: { type: 'i32', count: 2, doc: 'DACR value that each pair of MMU modes stands for.' },
    dfsr: word('Data Fault Status Register'),
    ifsr: word('Instruction Fault Status Register'),
    adfsr: word('Auxiliary Data Fault Status Register'),
    aifsr: word('Auxiliary Instruction Fault Status Register'),
    dfar: word('Data Fault Address Register'),
    ifar: word('Instruction Fault Address Register'),
    par: word('Physical Address Register, low word'),
    parHi: word('PAR, high word (LPAE)'),
    prrr: word('Primary Region Remap Register; MAIR0'),
    nmrr: word('Normal Memory Remap Register; MAIR1'),
    amair0: word('Auxiliary Memory Attribute Indirection Register 0'),
    amair1: word('Auxiliary Memory Attribute Indirection Register 1'),
    vbar: word('Vector Base Address Register'),
    mvbar: word('Monitor Vector Base Address Register'),
    fcseidr: word('FCSE Process ID Register'),
    contextidr: word('Context ID Register'),
    tpidrurw: word('User Read/Write Thread ID Register'),
    tpidruro: word('User Read-Only Thread ID Register'),
    tpidrprw: word('PL1 only Thread ID Register'),
    csselr: word('Cache Size Selection Register'),
    mpidr: word('Multiprocessor Affinity Register. Constant after reset.'),
    lockdown: { type: 'i32', count: 4, doc: 'D-cache, I-cache and TLB lockdown registers; no effect.' },
    implementation: { type: 'i32', count: 8, doc: 'c15 registers of the model; no effect.' },
    cbar: word('Configuration Base Address Register (Cortex-A9, A15: c15).'),
    teecr: word('ThumbEE Configuration Register'),
    teehbr: word('ThumbEE Handler Base Register'),
    dbgdscr: word('Debug Status and Control Register'),
    dbgOsLock: word('OS Lock: 1 when locked.'),

    // Performance monitors
    pmcr: word('PMCR'),
    pmcntenset: word('PMCNTENSET'),
    pmovsr: word('PMOVSR'),
    pmselr: word('PMSELR'),
    pmxevtyper: word('PMXEVTYPER'),
    pmuserenr: word('PMUSERENR'),
    pmintenset: word('PMINTENSET'),
    pmccntrBase: dword('Subtracted from guest time to give PMCCNTR.'),

    // Generic timer
    cntfrq: word('CNTFRQ'),
    cntkctl: word('CNTKCTL'),
    cntpCtl: word('CNTP_CTL without ISTATUS'),
    cntvCtl: word('CNTV_CTL without ISTATUS'),
    cntpCval: dword('CNTP_CVAL'),
    cntvCval: dword('CNTV_CVAL'),
    cntvoff: dword('CNTVOFF'),
    timerLines: word('Levels last sent to the interrupt controller: bit 0 physical, bit 1 virtual.'),
  },
  CORE,
);

/** Offset of each field. */
export const AT = ARM_STATE.at;

/** Offset of R0-R14 of the present mode. */
export const regOffset = (n: number): number => AT.r0 + 4 * n;

/** Offset of D0-D31. */
export const dregOffset = (n: number): number => AT.d + 8 * n;

/** Offset of S0-S31. */
export const sregOffset = (n: number): number => AT.d + 4 * n;

/** Index of a mode's registers in the bank fields. */
export const BANK = { usr: 0, svc: 1, abt: 2, und: 3, irq: 4, fiq: 5 } as const;
