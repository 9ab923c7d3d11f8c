import { MAILBOX, POWER_SWITCH, UART_MUX } from '@tutti/devices-core';
import { DUET_ARM, DUET_X86 } from '../boards/duet-map.ts';
import { ArmAssembler, R0, R1, R2, R4 } from './arm-assembler.ts';
import { at, R8, R9, R10, RAX, RDX, X86Assembler } from './x86-assembler.ts';

/** ARM cores that have no serial line: core 0 sends its text, character by character, to the core that has one. A 0 ends it. */
export function ioArm(origin: number, text: string): Uint8Array {
  const a = new ArmAssembler(origin);
  a.cmp(R0, 0);
  a.b('sleep', 'ne');
  a.adr(R4, 'text');
  a.mov32(R2, DUET_ARM.mailbox);
  a.label('next');
  a.memory('ldr', R1, R2, MAILBOX.at.STATUS);
  a.tst(R1, MAILBOX.bits.STATUS.FULL);
  a.b('next', 'ne');
  a.memory('ldrb', R0, R4);
  a.memory('str', R0, R2, MAILBOX.at.SEND);
  a.immediate('add', R4, R4, 1);
  a.cmp(R0, 0);
  a.b('next', 'ne');
  a.label('sleep');
  a.wfi();
  a.b('sleep');
  a.label('text');
  a.code.text(`${text}\n`);
  return a.code.finish();
}

/** The x86 core that does the output of others: prints what messages bring, and powers off when a 0 comes. */
export function ioX86(origin: number): Uint8Array {
  const a = new X86Assembler(origin);
  a.mov(R8, DUET_X86.mailbox);
  a.mov(R9, DUET_X86.uart);
  a.mov(R10, DUET_X86.power);
  a.jmp('look');
  a.label('wait');
  a.plain('pause');
  a.label('look');
  a.memory('load', RDX, at(R8, MAILBOX.at.STATUS));
  a.immediate('and', RDX, MAILBOX.bits.STATUS.WAITING);
  a.j('e', 'wait');
  a.memory('load', RAX, at(R8, MAILBOX.at.RECEIVE));
  a.register('test', RAX, RAX);
  a.j('e', 'end');
  a.memory('store', RAX, at(R9, UART_MUX.at.DATA));
  a.jmp('look');
  a.label('end');
  a.storeImmediate(at(R10, POWER_SWITCH.at.OFF), 0);
  a.label('sleep');
  a.plain('cli');
  a.plain('hlt');
  a.jmp('sleep');
  return a.code.finish();
}
