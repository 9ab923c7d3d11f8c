import type { ArmModel } from '../models.ts';
import type { ARM_STATE } from '../state.ts';

/** A word of the core's state. */
export type StateField = keyof typeof ARM_STATE.at;

/** What a write does beyond storing; the code is in cp15.ts. */
export type WriteAction =
  | 'sctlr'
  | 'cpacr'
  | 'translationBase'
  | 'dacr'
  | 'contextidr'
  | 'translate'
  | 'tlbAll'
  | 'tlbAllBroadcast'
  | 'tlbPage'
  | 'tlbPageBroadcast'
  | 'tlbAsid'
  | 'tlbAsidBroadcast'
  | 'pmcr'
  | 'pmcntenset'
  | 'pmcntenclr'
  | 'pmovsr'
  | 'pmccntr'
  | 'pmuserenr'
  | 'pmintenset'
  | 'pmintenclr'
  | 'timerCtl'
  | 'timerTval'
  | 'timerCval'
  | 'osLock'
  | 'vbar'
  | 'ignore';

/** How a read gets its value when that is not a field or constant; the code is in cp15.ts. */
export type ReadAction =
  | 'ccsidr'
  | 'isr'
  | 'pmccntr'
  | 'timerCtl'
  | 'timerTval'
  | 'timerCval'
  | 'counter'
  | 'l2ctlr'
  | 'pmcntenset'
  | 'pmintenset';

/** What translated code does for an access: a constant or field in place, an operation of the lifter, or a helper call. */
export interface Behaviour {
  readonly value?: (model: ArmModel) => number;
  readonly field?: StateField;
  readonly reads?: ReadAction;
  readonly writes?: WriteAction;
  /** Operand of the action. */
  readonly arg?: number;
  /** The effect is an instruction of its own. */
  readonly op?: 'isb' | 'dsb' | 'dmb' | 'wfi' | 'nop';
  /** Translated code of the following instructions may depend on the write: the block ends. */
  readonly ends?: boolean;
}

/** One register: coprocessor, opc1, CRn, CRm, opc2 as MRC names them; for 64-bit accesses CRn and opc2 are -1. */
export interface CpRegister {
  readonly cp: number;
  readonly opc1: number;
  readonly crn: number;
  readonly crm: number;
  readonly opc2: number;
  readonly name: string;
  /** Access at PL1, then at PL0 (`-`: none); `?` at the end: PL0 access is subject to an enable register. */
  readonly access: string;
  readonly behaviour: Behaviour;
  readonly when: (model: ArmModel) => boolean;
}

/** Shorthands of the tables. */
export const constant = (value: (model: ArmModel) => number): Behaviour => ({ value });
export const field = (name: StateField): Behaviour => ({ field: name });
export const nop: Behaviour = { op: 'nop', value: () => 0 };
export const zero: Behaviour = { value: () => 0, op: 'nop' };
/** A field whose writes have effects. */
export const active = (name: StateField, writes: WriteAction, ends = false): Behaviour => ({
  field: name,
  writes,
  ends,
});
export const action = (writes: WriteAction, arg = 0): Behaviour => ({ writes, arg });

export const always = (): boolean => true;
export const v7 = (m: ArmModel): boolean => m.version === 7;
export const v6 = (m: ArmModel): boolean => m.version === 6;
export const lpae = (m: ArmModel): boolean => m.lpae;
export const timer = (m: ArmModel): boolean => m.genericTimer;
export const named =
  (...names: readonly string[]) =>
  (m: ArmModel): boolean =>
    names.includes(m.name);

/** `opc1 CRn CRm opc2` of coprocessor 15, name, access, behaviour, models. */
export type CpRow = readonly [
  at: string,
  name: string,
  access: string,
  behaviour: Behaviour,
  when?: (m: ArmModel) => boolean,
];

/** Turn rows into registers. `p14` in front of the numbers selects coprocessor 14; `opc1 CRm` alone is a 64-bit register. */
export function cpRegisters(rows: readonly CpRow[]): CpRegister[] {
  return rows.map(([at, name, access, behaviour, when = always]) => {
    const p14 = at.startsWith('p14 ');
    const numbers = (p14 ? at.slice(4) : at).split(' ').map((part) => Number(part.replace('c', '')));
    const [opc1, crn, crm, opc2] = numbers.length === 2 ? [numbers[0], -1, numbers[1], -1] : numbers;
    return {
      cp: p14 ? 14 : 15,
      opc1: opc1 as number,
      crn: crn as number,
      crm: crm as number,
      opc2: opc2 as number,
      name,
      access,
      behaviour,
      when,
    };
  });
}

/** Key of a register in a model's map. */
export const cpKey = (cp: number, opc1: number, crn: number, crm: number, opc2: number): number =>
  (cp << 20) | ((crn & 31) << 15) | (crm << 10) | (opc1 << 5) | (opc2 & 31);
