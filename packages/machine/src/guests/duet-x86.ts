import { HARDWARE_SPINLOCK, MAILBOX } from '@tutti/devices-core';
import { APIC } from '@tutti/devices-pc';
import { DUET_MAILBOX, DUET_X86 } from '../boards/duet-map.ts';
import { DUET_CORES, DUET_SHARED, type DuetWork, FIRST_MESSAGE } from './duet-shared.ts';
import { at, R8, R9, R10, R12, RAX, RBX, RCX, RDI, RDX, RSI, X86Assembler } from './x86-assembler.ts';
import { x86Print } from './x86-print.ts';

const S = DUET_SHARED.at;
/** Vector of the mailbox. */
const VECTOR = 0x40;
const IO_TABLE = 0x10;
const LEVEL_TRIGGERED = 1 << 15;
const APIC_ON = 0x1ff;
/** Selector of the code segment that the boot protocol enters with. */
const CODE = 0x10;
/** Descriptors: null, unused, 64-bit code, data (Intel SDM 3A, 3.4.5). */
const GDT = [0, 0, 0, 0, 0x0000ffff, 0x00af9b00, 0x0000ffff, 0x00cf9300];
const GATE = 0x8e00;

/**
 * The program of the x86-64 cores of `duet`. Entered in 64-bit mode with the core's number in rdi, memory mapped as it is, and a
 * stack. rbx: shared RAM, r12: core number.
 */
export function duetX86(origin: number, work: DuetWork): Uint8Array {
  const a = new X86Assembler(origin);
  a.register('mov', R12, RDI);
  a.mov(RBX, DUET_X86.shared);
  a.register('test', R12, R12);
  a.j('ne', 'counters');
  a.lea(RSI, 'hello');
  a.call('puts');
  messages(a, work);
  counters(a, work);
  // Stores are in order here, so all is seen before this addition is.
  a.alone('lock_inc', at(RBX, S.done));
  a.label('sleep');
  a.plain('cli');
  a.plain('hlt');
  a.jmp('sleep');
  interrupt(a);
  x86Print(a, DUET_X86.uart);
  a.label('hello');
  a.code.text(`x86: LOCK XADD on ${work.counter} additions a core\n`);
  tables(a);
  return a.code.finish();
}

/** Run `body` so many times, with ecx counting down. */
function times(a: X86Assembler, label: string, count: number, body: () => void): void {
  if (count === 0) return;
  a.mov(RCX, count);
  a.label(label);
  body();
  a.immediate('sub', RCX, 1);
  a.j('ne', label);
}

function plainAdd(a: X86Assembler, word: number): void {
  a.memory('load', RAX, at(RBX, word));
  a.immediate('add', RAX, 1);
  a.memory('store', RAX, at(RBX, word));
}

function counters(a: X86Assembler, work: DuetWork): void {
  a.label('counters');
  // All begin together, so that they contend.
  a.alone('lock_inc', at(RBX, S.ready));
  a.jmp('are_ready');
  a.label('not_ready');
  a.plain('pause');
  a.label('are_ready');
  a.compareImmediate(at(RBX, S.ready), DUET_CORES);
  a.j('ne', 'not_ready');
  times(a, 'count', work.counter, () => {
    if (work.atomic === 1) {
      a.mov(RAX, 1);
      a.memory('lock_xadd', RAX, at(RBX, S.counter));
    } else plainAdd(a, S.counter);
  });
  times(a, 'under_lock', work.lock, () => {
    a.jmp('acquire');
    a.label('spin');
    a.plain('pause');
    a.label('acquire');
    a.mov(RAX, 0);
    a.mov(RDX, 1);
    a.memory('lock_cmpxchg', RDX, at(RBX, S.lock));
    a.j('ne', 'spin');
    plainAdd(a, S.locked);
    a.storeImmediate(at(RBX, S.lock), 0);
  });
  a.mov(R8, DUET_X86.hwlock);
  times(a, 'under_hardware', work.hardware, () => {
    a.jmp('hardware_acquire');
    a.label('hardware_spin');
    a.plain('pause');
    a.label('hardware_acquire');
    a.memory('load', RAX, at(R8, HARDWARE_SPINLOCK.at.LOCK));
    a.register('test', RAX, RAX);
    a.j('ne', 'hardware_spin');
    plainAdd(a, S.hardware);
    a.storeImmediate(at(R8, HARDWARE_SPINLOCK.at.LOCK), 0);
  });
}

/** Sleep until the ARM side has rung, look at its number, answer with the double and ring back. */
function messages(a: X86Assembler, work: DuetWork): void {
  if (work.messages === 0) return;
  a.lea(RAX, 'gdtr');
  a.alone('lgdt', at(RAX));
  a.lea(RAX, 'idtr');
  a.alone('lidt', at(RAX));
  a.mov(R8, DUET_X86.mailbox);
  a.mov(R9, DUET_X86.apic);
  a.mov(R10, DUET_X86.ioapic);
  a.storeImmediate(at(R9, APIC.at.SVR), APIC_ON);
  const entry = IO_TABLE + 2 * DUET_MAILBOX.pin;
  for (const [register, value] of [
    [entry + 1, 0],
    [entry, VECTOR | LEVEL_TRIGGERED],
  ] as const) {
    a.storeImmediate(at(R10), register);
    a.storeImmediate(at(R10, APIC.at.IOWIN - APIC.at.IOREGSEL), value);
  }
  a.storeImmediate(at(R8, MAILBOX.at.ENABLE), 1);
  a.lea(RSI, 'rung');
  a.mov(RDX, FIRST_MESSAGE);
  times(a, 'message', work.messages, () => {
    a.jmp('look');
    a.label('wait');
    a.plain('sti');
    a.plain('hlt');
    a.label('look');
    a.plain('cli');
    a.compareImmediate(at(RSI), 0);
    a.j('e', 'wait');
    a.alone('dec', at(RSI));
    a.memory('load', RAX, at(RBX, S.toX86));
    a.register('cmp', RAX, RDX);
    a.j('ne', 'wrong');
    a.alone('inc', at(RBX, S.receivedX86));
    a.label('wrong');
    a.register('add', RAX, RAX);
    a.memory('store', RAX, at(RBX, S.toArm));
    a.storeImmediate(at(R8, MAILBOX.at.RING), 1);
    a.immediate('add', RDX, 1);
  });
}

/** Interrupt of the mailbox: silence it, end it, and say so in memory. */
function interrupt(a: X86Assembler): void {
  a.label('interrupt');
  a.storeImmediate(at(R8, MAILBOX.at.PENDING), 1);
  a.alone('inc', at(RSI));
  a.storeImmediate(at(R9, APIC.at.EOI), 0);
  a.plain('iretq');
}

/** Descriptor tables, with a gate for one vector (Intel SDM 3A, 7.14.1), and the count of doorbells not yet answered. */
function tables(a: X86Assembler): void {
  const { code } = a;
  code.align(16);
  code.label('gdt');
  for (const word of GDT) code.word(word);
  code.label('idt');
  for (let i = 0; i < 4 * VECTOR; i++) code.word(0);
  code.use(code.here, 'interrupt', (place, target) => {
    code.rewrite(place, (CODE << 16) | (target & 0xffff));
    code.rewrite(place + 4, ((target & 0xffff0000) | GATE) >>> 0);
  });
  for (let i = 0; i < 4; i++) code.word(0);
  pointer(a, 'gdtr', 'gdt', 4 * GDT.length);
  pointer(a, 'idtr', 'idt', 16 * (VECTOR + 1));
  code.align(64);
  code.label('rung');
  code.word(0);
}

/** Operand of LGDT and LIDT. */
function pointer({ code }: X86Assembler, name: string, table: string, bytes: number): void {
  code.label(name);
  code.bytes(bytes - 1, (bytes - 1) >>> 8);
  code.use(code.here, table, (place, target) => code.rewrite(place, target));
  code.word(0);
  code.word(0);
}
