import type { I32 } from '@tutti/ir';
import type { CoprocessorVisitor } from '../decode/index.ts';
import { GUEST_EXIT } from '../guest-exits.ts';
import { AT } from '../state.ts';
import type { CpRegisterFile } from '../system/cp15-registers.ts';
import { type CpRegister, cpKey } from '../system/cp15-table.ts';
import type { Lift } from './lift.ts';
import {
  dataMemoryBarrier,
  dataSynchronizationBarrier,
  instructionSynchronizationBarrier,
  waitForInterrupt,
} from './system.ts';

const FULL_SYSTEM = 15;

/** PL1 and PL0 rights of an access string like `rwr?`. */
function permitted(register: CpRegister, user: boolean, write: boolean): 'yes' | 'no' | 'ask' {
  const ask = register.access.endsWith('?');
  const text = ask ? register.access.slice(0, -1) : register.access;
  const kernel = /^(rw|r|w)/.exec(text)?.[0] ?? '';
  const rights = user ? text.slice(kernel.length) : kernel;
  if (!rights.includes(write ? 'w' : 'r')) return 'no';
  return user && ask ? 'ask' : 'yes';
}

/** Coprocessor instructions: system registers of coprocessors 15 and 14; all others are UNDEFINED. */
export function coprocessor(l: Lift, file: CpRegisterFile): CoprocessorVisitor<void> {
  const undefined_ = (): void => l.raise(GUEST_EXIT.UNDEFINED);

  /** Find the register and check rights. @returns its index, or -1 when the instruction is UNDEFINED and dealt with */
  const find = (key: number, write: boolean): number => {
    const index = file.index.get(key) ?? -1;
    const rights = index < 0 ? 'no' : permitted(file.list[index] as CpRegister, l.user, write);
    if (rights === 'no') {
      undefined_();
      return -1;
    }
    if (rights === 'ask') {
      l.syncIt();
      l.b.set_i32(AT.pc, l.imm(l.pc));
      l.helper('cp15_check', l.imm(index));
    }
    return index;
  };

  const mrc = (opc1: number, n: number, t: number, cp: number, opc2: number, m: number): void => {
    const index = find(cpKey(cp, opc1, n, m, opc2), false);
    if (index < 0) return;
    const { behaviour } = file.list[index] as CpRegister;
    const value: I32 = behaviour.reads
      ? l.helper('cp15_read', l.imm(index))
      : behaviour.field
        ? l.b.get_i32(AT[behaviour.field])
        : l.imm(behaviour.value?.(l.model) ?? 0);
    if (t === 15) l.setNzcv(value);
    else l.setReg(t, value);
  };

  const mcr = (opc1: number, n: number, t: number, cp: number, opc2: number, m: number): void => {
    const index = find(cpKey(cp, opc1, n, m, opc2), true);
    if (index < 0) return;
    const { behaviour } = file.list[index] as CpRegister;
    if (behaviour.op === 'isb') instructionSynchronizationBarrier(l);
    else if (behaviour.op === 'dsb') dataSynchronizationBarrier(l);
    else if (behaviour.op === 'dmb') dataMemoryBarrier(l, FULL_SYSTEM);
    else if (behaviour.op === 'wfi') waitForInterrupt(l);
    else if (behaviour.op === 'nop') return;
    else if (behaviour.writes) {
      if (behaviour.ends) l.finishIt();
      l.helper('cp15_write', l.imm(index), l.reg(t));
      if (behaviour.ends) l.resume();
    } else if (behaviour.field) l.b.set_i32(AT[behaviour.field], l.reg(t));
  };

  const mrrc = (t2: number, t: number, cp: number, opc1: number, m: number): void => {
    const index = find(cpKey(cp, opc1, -1, m, -1), false);
    if (index < 0) return;
    const low = l.helper('cp15_read64', l.imm(index));
    l.setReg(t, low);
    l.setReg(t2, l.b.get_i32(AT.high));
  };

  const mcrr = (t2: number, t: number, cp: number, opc1: number, m: number): void => {
    const index = find(cpKey(cp, opc1, -1, m, -1), true);
    if (index >= 0) l.helper('cp15_write64', l.imm(index), l.reg(t), l.reg(t2));
  };

  return {
    mcrr: (_c, t2, t, cp, opc1, m) => mcrr(t2, t, cp, opc1, m),
    mrrc: (_c, t2, t, cp, opc1, m) => mrrc(t2, t, cp, opc1, m),
    stc: undefined_,
    ldc: undefined_,
    cdp: undefined_,
    mcr: (_c, opc1, n, t, cp, opc2, m) => mcr(opc1, n, t, cp, opc2, m),
    mrc: (_c, opc1, n, t, cp, opc2, m) => mrc(opc1, n, t, cp, opc2, m),
    mcrr2: undefined_,
    mrrc2: undefined_,
    stc2: undefined_,
    ldc2: undefined_,
    cdp2: undefined_,
    mcr2: undefined_,
    mrc2: undefined_,
  };
}
