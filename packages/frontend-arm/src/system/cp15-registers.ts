import type { ArmModel } from '../models.ts';
import {
  action,
  active,
  type CpRegister,
  type CpRow,
  constant,
  cpKey,
  cpRegisters,
  field,
  lpae,
  named,
  nop,
  timer,
  v6,
  v7,
  zero,
} from './cp15-table.ts';

const cortexA9 = named('cortex-a9');
const cortexA7A15 = named('cortex-a7', 'cortex-a15');

/**
 * The system registers. Access is PL1 then PL0. Caches do not exist here, so cache and branch predictor maintenance is a NOP
 * that costs nothing (Linux cleans 690,000 lines while it boots).
 */
const ROWS: readonly CpRow[] = [
  // c0: identification
  ['0 c0 c0 0', 'MIDR', 'r-', constant((m) => m.midr)],
  ['0 c0 c0 1', 'CTR', 'r-', constant((m) => m.ctr)],
  ['0 c0 c0 2', 'TCMTR', 'r-', zero],
  ['0 c0 c0 3', 'TLBTR', 'r-', constant((m) => m.tlbtr)],
  ['0 c0 c0 4', 'MIDR', 'r-', constant((m) => m.midr), v7],
  ['0 c0 c0 5', 'MPIDR', 'r-', field('mpidr')],
  ['0 c0 c0 6', 'REVIDR', 'r-', zero, v7],
  ['0 c0 c0 7', 'MIDR', 'r-', constant((m) => m.midr), v7],
  ['0 c0 c1 0', 'ID_PFR0', 'r-', constant((m) => m.idPfr[0])],
  ['0 c0 c1 1', 'ID_PFR1', 'r-', constant((m) => m.idPfr[1])],
  ['0 c0 c1 2', 'ID_DFR0', 'r-', constant((m) => m.idDfr0)],
  ['0 c0 c1 3', 'ID_AFR0', 'r-', constant((m) => m.idAfr0)],
  ['0 c0 c1 4', 'ID_MMFR0', 'r-', constant((m) => m.idMmfr[0])],
  ['0 c0 c1 5', 'ID_MMFR1', 'r-', constant((m) => m.idMmfr[1])],
  ['0 c0 c1 6', 'ID_MMFR2', 'r-', constant((m) => m.idMmfr[2])],
  ['0 c0 c1 7', 'ID_MMFR3', 'r-', constant((m) => m.idMmfr[3])],
  ['0 c0 c2 0', 'ID_ISAR0', 'r-', constant((m) => m.idIsar[0])],
  ['0 c0 c2 1', 'ID_ISAR1', 'r-', constant((m) => m.idIsar[1])],
  ['0 c0 c2 2', 'ID_ISAR2', 'r-', constant((m) => m.idIsar[2])],
  ['0 c0 c2 3', 'ID_ISAR3', 'r-', constant((m) => m.idIsar[3])],
  ['0 c0 c2 4', 'ID_ISAR4', 'r-', constant((m) => m.idIsar[4])],
  ['0 c0 c2 5', 'ID_ISAR5', 'r-', constant((m) => m.idIsar[5])],
  ['0 c0 c2 6', 'ID_ISAR6, reserved', 'r-', zero],
  ['0 c0 c2 7', 'reserved', 'r-', zero],
  ['1 c0 c0 0', 'CCSIDR', 'r-', { reads: 'ccsidr' }, v7],
  ['1 c0 c0 1', 'CLIDR', 'r-', constant((m) => m.clidr), v7],
  ['1 c0 c0 7', 'AIDR', 'r-', zero, v7],
  ['2 c0 c0 0', 'CSSELR', 'rw-', field('csselr'), v7],

  // c1: control
  ['0 c1 c0 0', 'SCTLR', 'rw-', active('sctlr', 'sctlr', true)],
  ['0 c1 c0 1', 'ACTLR', 'rw-', field('actlr')],
  ['0 c1 c0 2', 'CPACR', 'rw-', active('cpacr', 'cpacr', true)],
  ['0 c1 c1 0', 'SCR', 'rw-', field('scr'), cortexA9],
  ['0 c1 c1 1', 'SDER', 'rw-', field('sder'), cortexA9],
  ['0 c1 c1 2', 'NSACR', 'rw-', field('nsacr'), cortexA9],

  // c2, c3: translation
  ['0 c2 c0 0', 'TTBR0', 'rw-', active('ttbr0', 'translationBase')],
  ['0 c2 c0 1', 'TTBR1', 'rw-', active('ttbr1', 'translationBase')],
  ['0 c2 c0 2', 'TTBCR', 'rw-', active('ttbcr', 'translationBase')],
  ['0 c3 c0 0', 'DACR', 'rw-', active('dacr', 'dacr', true)],

  // c5, c6: faults
  ['0 c5 c0 0', 'DFSR', 'rw-', field('dfsr')],
  ['0 c5 c0 1', 'IFSR', 'rw-', field('ifsr')],
  ['0 c5 c1 0', 'ADFSR', 'rw-', field('adfsr'), v7],
  ['0 c5 c1 1', 'AIFSR', 'rw-', field('aifsr'), v7],
  ['0 c6 c0 0', 'DFAR', 'rw-', field('dfar')],
  ['0 c6 c0 1', 'WFAR', 'rw-', zero, v6],
  ['0 c6 c0 2', 'IFAR', 'rw-', field('ifar')],

  // c7: caches, barriers, address translation
  ['0 c7 c0 4', 'NOP', 'w-', nop, v7],
  ['0 c7 c0 4', 'WFI', 'w-', { op: 'wfi' }, v6],
  ['0 c7 c1 0', 'ICIALLUIS', 'w-', nop, v7],
  ['0 c7 c1 6', 'BPIALLIS', 'w-', nop, v7],
  ['0 c7 c4 0', 'PAR', 'rw-', field('par')],
  ['0 c7 c5 0', 'ICIALLU', 'w-', nop],
  ['0 c7 c5 1', 'ICIMVAU', 'w-', nop],
  ['0 c7 c5 2', 'ICISW', 'w-', nop, v6],
  ['0 c7 c5 4', 'CP15ISB', 'ww', { op: 'isb' }],
  ['0 c7 c5 6', 'BPIALL', 'w-', nop],
  ['0 c7 c5 7', 'BPIMVA', 'w-', nop],
  ['0 c7 c6 0', 'DCIALL', 'w-', nop, v6],
  ['0 c7 c6 1', 'DCIMVAC', 'w-', nop],
  ['0 c7 c6 2', 'DCISW', 'w-', nop],
  ['0 c7 c7 0', 'ICDCIALL', 'w-', nop, v6],
  ['0 c7 c8 0', 'ATS1CPR', 'w-', action('translate', 0), v7],
  ['0 c7 c8 1', 'ATS1CPW', 'w-', action('translate', 1), v7],
  ['0 c7 c8 2', 'ATS1CUR', 'w-', action('translate', 2), v7],
  ['0 c7 c8 3', 'ATS1CUW', 'w-', action('translate', 3), v7],
  ['0 c7 c10 0', 'DCCALL', 'w-', nop, v6],
  ['0 c7 c10 1', 'DCCMVAC', 'w-', nop],
  ['0 c7 c10 2', 'DCCSW', 'w-', nop],
  ['0 c7 c10 4', 'CP15DSB', 'ww', { op: 'dsb' }],
  ['0 c7 c10 5', 'CP15DMB', 'ww', { op: 'dmb' }],
  ['0 c7 c11 1', 'DCCMVAU', 'w-', nop],
  ['0 c7 c13 1', 'prefetch I line', 'w-', nop],
  ['0 c7 c14 0', 'DCCIALL', 'w-', nop, v6],
  ['0 c7 c14 1', 'DCCIMVAC', 'w-', nop],
  ['0 c7 c14 2', 'DCCISW', 'w-', nop],

  // c8: TLB
  ['0 c8 c3 0', 'TLBIALLIS', 'w-', action('tlbAllBroadcast'), v7],
  ['0 c8 c3 1', 'TLBIMVAIS', 'w-', action('tlbPageBroadcast'), v7],
  ['0 c8 c3 2', 'TLBIASIDIS', 'w-', action('tlbAsidBroadcast'), v7],
  ['0 c8 c3 3', 'TLBIMVAAIS', 'w-', action('tlbPageBroadcast'), v7],
  ['0 c8 c5 0', 'ITLBIALL', 'w-', action('tlbAll')],
  ['0 c8 c5 1', 'ITLBIMVA', 'w-', action('tlbPage')],
  ['0 c8 c5 2', 'ITLBIASID', 'w-', action('tlbAsid')],
  ['0 c8 c6 0', 'DTLBIALL', 'w-', action('tlbAll')],
  ['0 c8 c6 1', 'DTLBIMVA', 'w-', action('tlbPage')],
  ['0 c8 c6 2', 'DTLBIASID', 'w-', action('tlbAsid')],
  ['0 c8 c7 0', 'TLBIALL', 'w-', action('tlbAll')],
  ['0 c8 c7 1', 'TLBIMVA', 'w-', action('tlbPage')],
  ['0 c8 c7 2', 'TLBIASID', 'w-', action('tlbAsid')],
  ['0 c8 c7 3', 'TLBIMVAA', 'w-', action('tlbPage')],

  // c9: lockdown, L2, performance monitors
  ['0 c9 c0 0', 'data cache lockdown', 'rw-', { field: 'lockdown' }, v6],
  ['0 c9 c0 1', 'instruction cache lockdown', 'rw-', nop, v6],
  ['1 c9 c0 2', 'L2CTLR', 'rw-', { reads: 'l2ctlr', writes: 'ignore' }, cortexA7A15],
  ['1 c9 c0 3', 'L2ECTLR', 'rw-', zero, cortexA7A15],
  ['0 c9 c12 0', 'PMCR', 'rwrw?', active('pmcr', 'pmcr'), v7],
  ['0 c9 c12 1', 'PMCNTENSET', 'rwrw?', { reads: 'pmcntenset', writes: 'pmcntenset' }, v7],
  ['0 c9 c12 2', 'PMCNTENCLR', 'rwrw?', { reads: 'pmcntenset', writes: 'pmcntenclr' }, v7],
  ['0 c9 c12 3', 'PMOVSR', 'rwrw?', active('pmovsr', 'pmovsr'), v7],
  ['0 c9 c12 4', 'PMSWINC', 'ww?', nop, v7],
  ['0 c9 c12 5', 'PMSELR', 'rwrw?', field('pmselr'), v7],
  ['0 c9 c12 6', 'PMCEID0', 'rr?', zero, cortexA7A15],
  ['0 c9 c12 7', 'PMCEID1', 'rr?', zero, cortexA7A15],
  ['0 c9 c13 0', 'PMCCNTR', 'rwrw?', { reads: 'pmccntr', writes: 'pmccntr' }, v7],
  ['0 c9 c13 1', 'PMXEVTYPER', 'rwrw?', field('pmxevtyper'), v7],
  ['0 c9 c13 2', 'PMXEVCNTR', 'rwrw?', zero, v7],
  ['0 c9 c14 0', 'PMUSERENR', 'rwr', active('pmuserenr', 'pmuserenr'), v7],
  ['0 c9 c14 1', 'PMINTENSET', 'rw-', { reads: 'pmintenset', writes: 'pmintenset' }, v7],
  ['0 c9 c14 2', 'PMINTENCLR', 'rw-', { reads: 'pmintenset', writes: 'pmintenclr' }, v7],

  // c10: memory attributes, TLB lockdown
  ['0 c10 c0 0', 'TLB lockdown', 'rw-', zero],
  ['0 c10 c2 0', 'PRRR, MAIR0', 'rw-', field('prrr')],
  ['0 c10 c2 1', 'NMRR, MAIR1', 'rw-', field('nmrr')],
  ['0 c10 c3 0', 'AMAIR0', 'rw-', field('amair0'), lpae],
  ['0 c10 c3 1', 'AMAIR1', 'rw-', field('amair1'), lpae],

  // c12: vectors
  ['0 c12 c0 0', 'VBAR', 'rw-', active('vbar', 'vbar'), (m) => m.vbar],
  ['0 c12 c0 1', 'MVBAR', 'rw-', field('mvbar'), cortexA9],
  ['0 c12 c1 0', 'ISR', 'r-', { reads: 'isr' }, v7],

  // c13: process and thread
  ['0 c13 c0 0', 'FCSEIDR', 'rw-', zero],
  ['0 c13 c0 1', 'CONTEXTIDR', 'rw-', active('contextidr', 'contextidr')],
  ['0 c13 c0 2', 'TPIDRURW', 'rwrw', field('tpidrurw')],
  ['0 c13 c0 3', 'TPIDRURO', 'rwr', field('tpidruro')],
  ['0 c13 c0 4', 'TPIDRPRW', 'rw-', field('tpidrprw')],

  // c14: generic timer. The argument is 0 for the physical, 1 for the virtual timer.
  ['0 c14 c0 0', 'CNTFRQ', 'rwr?', field('cntfrq'), timer],
  ['0 c14 c1 0', 'CNTKCTL', 'rw-', field('cntkctl'), timer],
  ['0 c14 c2 0', 'CNTP_TVAL', 'rwrw?', { reads: 'timerTval', writes: 'timerTval', arg: 0 }, timer],
  ['0 c14 c2 1', 'CNTP_CTL', 'rwrw?', { reads: 'timerCtl', writes: 'timerCtl', arg: 0 }, timer],
  ['0 c14 c3 0', 'CNTV_TVAL', 'rwrw?', { reads: 'timerTval', writes: 'timerTval', arg: 1 }, timer],
  ['0 c14 c3 1', 'CNTV_CTL', 'rwrw?', { reads: 'timerCtl', writes: 'timerCtl', arg: 1 }, timer],

  // c15: implementation defined
  ['0 c15 c0 0', 'power control', 'rw-', nop, cortexA9],
  ['0 c15 c0 1', 'diagnostic', 'rw-', { field: 'implementation' }, cortexA9],
  ['4 c15 c0 0', 'configuration base', 'r-', field('cbar'), named('cortex-a9', 'cortex-a7', 'cortex-a15')],
  ['0 c15 c1 0', 'NEON busy', 'r-', zero, cortexA9],
  ['5 c15 c4 2', 'lockdown TLB, read', 'w-', nop, cortexA9],
  ['5 c15 c4 4', 'lockdown TLB, write', 'w-', nop, cortexA9],
  ['5 c15 c5 2', 'lockdown TLB VA', 'rw-', zero, cortexA9],
  ['5 c15 c6 2', 'lockdown TLB PA', 'rw-', zero, cortexA9],
  ['5 c15 c7 2', 'lockdown TLB attributes', 'rw-', zero, cortexA9],
  ['0 c15 c12 0', 'performance monitor control', 'rw-', zero, v6],

  // Coprocessor 14: debug and ThumbEE, as much as kernels look for
  ['p14 0 c0 c0 0', 'DBGDIDR', 'rr', constant((m) => m.dbgdidr), v7],
  ['p14 0 c0 c1 0', 'DBGDSCRint', 'rr', field('dbgdscr'), v7],
  ['p14 0 c0 c2 2', 'DBGDSCRext', 'rw-', field('dbgdscr'), v7],
  ['p14 0 c0 c7 0', 'DBGVCR', 'rw-', zero, v7],
  ['p14 0 c1 c0 0', 'DBGDRAR', 'rr', zero, v7],
  ['p14 0 c1 c0 4', 'DBGOSLAR', 'w-', action('osLock'), v7],
  ['p14 0 c1 c1 4', 'DBGOSLSR', 'r-', { field: 'dbgOsLock' }, v7],
  ['p14 0 c1 c3 4', 'DBGOSDLR', 'rw-', zero, v7],
  ['p14 0 c1 c5 4', 'DBGPRSR', 'r-', constant(() => 1), v7],
  ['p14 0 c2 c0 0', 'DBGDSAR', 'rr', zero, v7],
  ['p14 6 c0 c0 0', 'TEECR', 'rw-', field('teecr'), v7],
  ['p14 6 c1 c0 0', 'TEEHBR', 'rwrw', field('teehbr'), v7],
  ['p14 7 c0 c0 0', 'JIDR', 'rr', zero],
  ['p14 7 c1 c0 0', 'JOSCR', 'rw-', zero],
  ['p14 7 c2 c0 0', 'JMCR', 'rw-', zero],

  // 64-bit accesses
  ['0 c2', 'TTBR0', 'rw-', { field: 'ttbr0', writes: 'translationBase' }, lpae],
  ['1 c2', 'TTBR1', 'rw-', { field: 'ttbr1', writes: 'translationBase' }, lpae],
  ['0 c7', 'PAR', 'rw-', { field: 'par', writes: 'ignore' }, lpae],
  ['0 c9', 'PMCCNTR', 'rwrw?', { reads: 'pmccntr', writes: 'pmccntr' }, cortexA7A15],
  ['0 c14', 'CNTPCT', 'rr?', { reads: 'counter', arg: 0 }, timer],
  ['1 c14', 'CNTVCT', 'rr?', { reads: 'counter', arg: 1 }, timer],
  ['2 c14', 'CNTP_CVAL', 'rwrw?', { reads: 'timerCval', writes: 'timerCval', arg: 0 }, timer],
  ['3 c14', 'CNTV_CVAL', 'rwrw?', { reads: 'timerCval', writes: 'timerCval', arg: 1 }, timer],
  ['p14 0 c1', 'DBGDRAR', 'rr', zero, v7],
  ['p14 0 c2', 'DBGDSAR', 'rr', zero, v7],
];

/** The registers of one model, numbered for helper calls. */
export interface CpRegisterFile {
  readonly list: readonly CpRegister[];
  /** Index by `cpKey`. */
  readonly index: ReadonlyMap<number, number>;
}

/** Breakpoint and watchpoint registers read as zero and ignore writes; their number is in DBGDIDR. */
const DEBUG_ROWS: readonly CpRow[] = Array.from({ length: 16 }, (_, i) => i).flatMap((i): CpRow[] => [
  [`p14 0 c0 c${i} 4`, `DBGBVR${i}`, 'rw-', zero, v7],
  [`p14 0 c0 c${i} 5`, `DBGBCR${i}`, 'rw-', zero, v7],
  [`p14 0 c0 c${i} 6`, `DBGWVR${i}`, 'rw-', zero, v7],
  [`p14 0 c0 c${i} 7`, `DBGWCR${i}`, 'rw-', zero, v7],
]);

/** All registers that a model has. */
export function registerFile(model: ArmModel): CpRegisterFile {
  const list = cpRegisters([...ROWS, ...DEBUG_ROWS]).filter((r) => r.when(model));
  const index = new Map(list.map((r, i) => [cpKey(r.cp, r.opc1, r.crn, r.crm, r.opc2), i]));
  return { list, index };
}
