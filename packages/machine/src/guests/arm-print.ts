import { UART_MUX } from '@tutti/devices-core';
import { type ArmAssembler, LR, PC, R0, R1, R2, R4, R5, R6, R7 } from './arm-assembler.ts';

/** Print a constant with `puts`; the text stands in the code, behind a branch. */
export function say(a: ArmAssembler, name: string, text: string): void {
  a.adr(R0, `text_${name}`);
  a.bl('puts');
  a.b(`after_${name}`);
  a.label(`text_${name}`);
  a.code.text(text);
  a.code.align(4);
  a.label(`after_${name}`);
}

const POWERS = [1_000_000_000, 100_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1000, 100, 10, 1];

/** `puts` (text at r0), `putc` (character in r0) and `decimal` (number in r0), on a port of the shared UART. They change r0 to r3. */
export function armPrint(a: ArmAssembler, uart: number): void {
  // Print the text at r0.
  a.label('puts');
  a.push(R4, LR);
  a.mov(R4, R0);
  a.label('puts_next');
  a.memory('ldrb', R0, R4);
  a.cmp(R0, 0);
  a.b('puts_end', 'eq');
  a.bl('putc');
  a.immediate('add', R4, R4, 1);
  a.b('puts_next');
  a.label('puts_end');
  a.pop(R4, PC);
  // Print the character in r0.
  a.label('putc');
  a.mov32(R2, uart);
  a.label('busy');
  a.memory('ldr', R1, R2, UART_MUX.at.STATUS);
  a.tst(R1, UART_MUX.bits.STATUS.BUSY);
  a.b('busy', 'ne');
  a.memory('str', R0, R2, UART_MUX.at.DATA);
  a.ret();
  // Print the number in r0; there is no division on this core.
  a.label('decimal');
  a.push(R4, R5, R6, R7, LR);
  a.mov(R4, R0);
  a.adr(R5, 'powers');
  a.mov32(R7, 0);
  a.label('digit');
  a.memory('ldr', R6, R5);
  a.mov32(R0, 48);
  a.label('subtract');
  a.cmpRegister(R4, R6);
  a.b('enough', 'cc');
  a.register('sub', R4, R4, R6);
  a.immediate('add', R0, R0, 1);
  a.b('subtract');
  a.label('enough');
  // Leading zeros are left out, but not the last digit.
  a.register('add', R7, R7, R0);
  a.immediate('sub', R7, R7, 48);
  a.cmp(R6, 1);
  a.b('print', 'eq');
  a.cmp(R7, 0);
  a.b('skip', 'eq');
  a.label('print');
  a.bl('putc');
  a.label('skip');
  a.immediate('add', R5, R5, 4);
  a.cmp(R6, 1);
  a.b('digit', 'ne');
  a.pop(R4, R5, R6, R7, PC);
  a.label('powers');
  for (const power of POWERS) a.code.word(power);
}
