import { UART_MUX } from '@tutti/devices-core';
import { at, RAX, RDI, RDX, RSI, type X86Assembler } from './x86-assembler.ts';

/** `puts` (text at rsi) on a port of the shared UART. It changes rax, rdx, rsi and rdi. */
export function x86Print(a: X86Assembler, uart: number): void {
  a.label('puts');
  a.mov(RDI, uart);
  a.label('puts_next');
  a.memory('load8', RAX, at(RSI));
  a.register('test', RAX, RAX);
  a.j('e', 'puts_end');
  a.label('busy');
  a.memory('load', RDX, at(RDI, UART_MUX.at.STATUS));
  a.immediate('and', RDX, UART_MUX.bits.STATUS.BUSY);
  a.j('ne', 'busy');
  a.memory('store', RAX, at(RDI, UART_MUX.at.DATA));
  a.immediate('add', RSI, 1);
  a.jmp('puts_next');
  a.label('puts_end');
  a.plain('ret');
}
