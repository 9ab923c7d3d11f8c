import { MAILBOX } from '@tutti/devices-core';
import { DUET_ARM, DUET_X86 } from '../../src/boards/duet-map.ts';
import { type ArmAssembler, type ArmRegister, R0, R1, R2, R4, R6, R9 } from '../../src/guests/arm-assembler.ts';
import { at, RAX, RBX, RCX, RDI, RSI, type X86Assembler, type X86Register } from '../../src/guests/x86-assembler.ts';

/**
 * What a thread of a litmus test does, in program order. A store writes the number of the round, so that a load tells whether it saw this
 * round's store; the first load of a thread is bit 0 of what it saw, the second bit 1. `fence` is DMB or MFENCE.
 */
export type Step =
  | readonly ['store' | 'load', 'x' | 'y']
  | readonly ['fence' | 'ring' | 'answer' | 'lock' | 'unlock' | 'count'];

/** Words of shared memory that steps under the lock use. */
export const SECTION = { lock: 0x140, counter: 0x180 } as const;

/** One step of an ARM thread. @param bit  of what was seen, for a load */
export function armStep(a: ArmAssembler, step: Step[0], word: number, label: string, bit: number): void {
  const saw: ArmRegister = R9;
  switch (step) {
    case 'store':
      a.memory('str', R6, R4, word);
      break;
    case 'load':
      a.memory('ldr', R0, R4, word);
      a.cmpRegister(R0, R6);
      a.b(label, 'cc');
      a.immediate('add', saw, saw, bit);
      a.label(label);
      break;
    case 'fence':
      a.dmb();
      break;
    case 'ring':
      a.mov32(R1, DUET_ARM.mailbox);
      a.mov32(R0, 1);
      a.memory('str', R0, R1, MAILBOX.at.RING);
      break;
    case 'answer':
      a.mov32(R1, DUET_ARM.mailbox);
      a.b(`${label}_look`);
      a.label(label);
      a.yield();
      a.label(`${label}_look`);
      a.memory('ldr', R0, R1, MAILBOX.at.PENDING);
      a.cmp(R0, 1);
      a.b(label, 'ne');
      a.memory('str', R0, R1, MAILBOX.at.PENDING);
      break;
    case 'lock':
      a.mov32(R2, DUET_ARM.shared + SECTION.lock);
      a.b(`${label}_try`);
      a.label(label);
      a.yield();
      a.label(`${label}_try`);
      a.ldrex(R0, R2);
      a.cmp(R0, 0);
      a.b(label, 'ne');
      a.mov32(R0, 1);
      a.strex(R1, R0, R2);
      a.cmp(R1, 0);
      a.b(`${label}_try`, 'ne');
      a.dmb();
      break;
    case 'unlock':
      a.dmb();
      a.mov32(R0, 0);
      a.memory('str', R0, R4, SECTION.lock);
      break;
    case 'count':
      a.memory('ldr', R0, R4, SECTION.counter);
      a.immediate('add', R0, R0, 1);
      a.memory('str', R0, R4, SECTION.counter);
      break;
  }
}

/** The same for an x86 thread. */
export function x86Step(a: X86Assembler, step: Step[0], word: number, label: string, bit: number): void {
  const saw: X86Register = RSI;
  switch (step) {
    case 'store':
      a.memory('store', RCX, at(RBX, word));
      break;
    case 'load':
      a.memory('load', RAX, at(RBX, word));
      a.register('cmp', RAX, RCX);
      a.j('b', label);
      a.immediate('add', saw, bit);
      a.label(label);
      break;
    case 'fence':
      a.plain('mfence');
      break;
    case 'ring':
      a.mov(RDI, DUET_X86.mailbox);
      a.storeImmediate(at(RDI, MAILBOX.at.RING), 1);
      break;
    case 'answer':
      a.mov(RDI, DUET_X86.mailbox);
      a.jmp(`${label}_look`);
      a.label(label);
      a.plain('pause');
      a.label(`${label}_look`);
      a.compareImmediate(at(RDI, MAILBOX.at.PENDING), 1);
      a.j('ne', label);
      a.storeImmediate(at(RDI, MAILBOX.at.PENDING), 1);
      break;
    case 'lock':
      a.jmp(`${label}_try`);
      a.label(label);
      a.plain('pause');
      a.label(`${label}_try`);
      a.mov(RAX, 1);
      a.memory('xchg', RAX, at(RBX, SECTION.lock));
      a.register('test', RAX, RAX);
      a.j('ne', label);
      break;
    case 'unlock':
      a.storeImmediate(at(RBX, SECTION.lock), 0);
      break;
    case 'count':
      a.alone('inc', at(RBX, SECTION.counter));
      break;
  }
}
