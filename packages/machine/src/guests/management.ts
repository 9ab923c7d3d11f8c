import { MAILBOX, POWER_SWITCH, REMOTE_START } from '@tutti/devices-core';
import { DUET_ARM, DUET_X86 } from '../boards/duet-map.ts';
import { ArmAssembler, R0, R1, R5, R6, R7 } from './arm-assembler.ts';
import { armPrint, say } from './arm-print.ts';
import { at, R8, RSI, X86Assembler } from './x86-assembler.ts';
import { x86Print } from './x86-print.ts';

/** Times that the host is started. */
const STARTS = 2;

/** The management core: releases the held host, waits for its message, holds it again, starts it once more, and powers off. */
export function managerArm(origin: number): Uint8Array {
  const a = new ArmAssembler(origin);
  a.mov32(R5, DUET_ARM.remote);
  a.mov32(R6, DUET_ARM.mailbox);
  a.mov32(R7, STARTS);
  a.label('start');
  say(a, 'release', 'manager: the host may run\n');
  a.mov32(R0, 1);
  a.memory('str', R0, R5, REMOTE_START.at.RUN);
  a.b('look');
  a.label('wait');
  a.yield();
  a.label('look');
  a.memory('ldr', R0, R6, MAILBOX.at.STATUS);
  a.tst(R0, MAILBOX.bits.STATUS.WAITING);
  a.b('wait', 'eq');
  a.memory('ldr', R0, R6, MAILBOX.at.RECEIVE);
  a.mov32(R1, 0);
  a.memory('str', R1, R5, REMOTE_START.at.RUN);
  say(a, 'hold', 'manager: the host is held\n');
  a.immediate('subs', R7, R7, 1);
  a.b('start', 'ne');
  a.mov32(R5, DUET_ARM.power);
  a.mov32(R0, 0);
  a.memory('str', R0, R5, POWER_SWITCH.at.OFF);
  a.label('sleep');
  a.wfi();
  a.b('sleep');
  armPrint(a, DUET_ARM.uart);
  return a.code.finish();
}

/** The host: says that it is up, tells the manager, and runs on until it is held. */
export function hostX86(origin: number): Uint8Array {
  const a = new X86Assembler(origin);
  a.lea(RSI, 'text');
  a.call('puts');
  a.mov(R8, DUET_X86.mailbox);
  a.storeImmediate(at(R8, MAILBOX.at.SEND), 1);
  a.label('run');
  a.jmp('run');
  x86Print(a, DUET_X86.uart);
  a.label('text');
  a.code.text('host: up\n');
  return a.code.finish();
}
