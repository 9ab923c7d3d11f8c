import { describe, expect, it } from 'vitest';
import {
  CODE,
  DESCRIPTORS,
  GDT,
  gate64,
  HANDLER,
  HLT,
  IDT,
  longMode,
  STACK,
  TABLES,
  vectorOf,
  word,
} from '../oracle/long-machine.ts';
import { putWords, runToHalt, systemMachine } from '../oracle/system-machine.ts';

describe('exceptions in 64-bit mode', () => {
  it('a read of an absent page is #PF with error 0 and CR2', () => {
    const machine = longMode([0x48, 0x8b, 0x04, 0x25, 0x08, 0x10, 0x02, 0x00]); // mov rax, [0x21008]
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine.get('pc'))).toBe(14);
    expect(machine.get64('cr2')).toBe(0x21008n);
    expect(word(machine, Number(machine.get64('rsp')))).toBe(0n);
    expect(word(machine, Number(machine.get64('rsp')) + 8)).toBe(BigInt(CODE));
  });

  it('a supervisor write to a read-only page with WP is #PF with error 3', () => {
    const machine = longMode([0x48, 0x89, 0x04, 0x25, 0x00, 0x00, 0x02, 0x00]); // mov [0x20000], rax
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine.get('pc'))).toBe(14);
    expect(word(machine, Number(machine.get64('rsp')))).toBe(3n);
  });

  it('a write sets accessed and dirty bits, a read the accessed bit', () => {
    const machine = longMode([
      0x48,
      0x89,
      0x04,
      0x25,
      0x00,
      0x00,
      0x03,
      0x00,
      0x48,
      0x8b,
      0x04,
      0x25,
      0x00,
      0x00,
      0x04,
      0x00,
      HLT,
    ]);
    expect(runToHalt(machine)).toBe(true);
    expect(word(machine, TABLES + 0x3000 + 8 * 0x30) & 0x60n).toBe(0x60n);
    expect(word(machine, TABLES + 0x3000 + 8 * 0x40) & 0x60n).toBe(0x20n);
  });

  it('UD2 is #UD at the instruction', () => {
    const machine = longMode([0x90, 0x0f, 0x0b]);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine.get('pc'))).toBe(6);
    expect(word(machine, Number(machine.get64('rsp')))).toBe(BigInt(CODE + 1));
  });

  it('DIV by zero is #DE, and IRETQ returns behind INT3', () => {
    const machine = longMode([0xcc, 0x31, 0xc9, 0xf7, 0xf1]); // int3; xor ecx, ecx; div ecx
    machine.bytesAt(HANDLER + 0x40, 2).set([0x48, 0xcf]);
    putWords(machine, IDT + 16 * 3, gate64(HANDLER + 0x40, 0, 3));
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine.get('pc'))).toBe(0);
    expect(machine.get64('rsp')).toBe(BigInt(STACK - 40));
  });

  it('SYSRET goes to user mode, HLT there is #GP on the stack of the TSS', () => {
    const machine = longMode([0x48, 0x0f, 0x07], { rcx: CODE + 0x100, r11: 0x202n }); // sysretq
    machine.set64('star', 0x0013000800000000n);
    machine.bytesAt(CODE + 0x100, 1).set([HLT]);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine.get('pc'))).toBe(13);
    expect(machine.get64('rsp')).toBe(0x7000n - 48n);
    expect(word(machine, 0x7000 - 8 * 4)).toBe(0x23n);
  });

  it('SYSCALL from user mode saves rip and rflags and masks flags', () => {
    const machine = longMode([0x48, 0x0f, 0x07], { rcx: CODE + 0x100, r11: 0x203n });
    machine.set64('star', 0x0013000800000000n);
    machine.set64('lstar', BigInt(CODE + 0x200));
    machine.set64('fmask', 0x200n);
    machine.bytesAt(CODE + 0x100, 2).set([0x0f, 0x05]);
    machine.bytesAt(CODE + 0x200, 1).set([HLT]);
    expect(runToHalt(machine)).toBe(true);
    expect(machine.get64('rcx')).toBe(BigInt(CODE + 0x102));
    expect(machine.get64('r11') & 0x201n).toBe(0x201n);
    expect(machine.get('flags') & 0x200).toBe(0);
  });

  it('no gate for #GP and #DF is a triple fault, reported to the board', () => {
    const reported: string[] = [];
    const machine = longMode([0x0f, 0x0b], { idtLimit: 0 }, (name) => () => {
      reported.push(name);
      return 0;
    });
    expect(runToHalt(machine)).toBe(false);
    expect(reported).toEqual(['triple_fault']);
  });

  it('STI; HLT sleeps, and an interrupt wakes it into its handler', () => {
    const machine = longMode([0xfb, HLT, 0x90], {}, (name) => () => (name === 'intack' ? 0x11 : 0));
    expect(runToHalt(machine)).toBe(true);
    expect(machine.core.wakes()).toBe(false);
    machine.lines = 1;
    expect(machine.core.wakes()).toBe(true);
    expect(machine.core.takeInterrupt()).toBe(true);
    expect(machine.get('pc')).toBe(HANDLER + 0x11);
    expect(word(machine, Number(machine.get64('rsp')))).toBe(BigInt(CODE + 2));
  });
});

describe('null selectors', () => {
  it('a load of one clears the base of GS', () => {
    const machine = longMode([0x8e, 0xe8, HLT], { rax: 2, 'gs.base': 0x1234 }); // mov gs, eax
    expect(runToHalt(machine)).toBe(true);
    expect([machine.get64('base', 5), machine.get('selector', 5)]).toEqual([0n, 2]);
  });

  it('IRETQ to user mode makes selectors 1 to 3 zero and leaves the base of GS', () => {
    const machine = longMode([0x48, 0xcf], {
      rsp: 0x7000,
      ds: 3,
      gs: 2,
      'gs.base': 0x1234,
      'ds.attributes': 0,
      'gs.attributes': 0,
    });
    putWords(machine, 0x7000, [BigInt(CODE + 0x100), 0x23n, 2n, 0x7800n, 0x1bn]);
    machine.bytesAt(CODE + 0x100, 1).fill(HLT);
    expect(runToHalt(machine)).toBe(true);
    expect([3, 5].map((seg) => machine.get('selector', seg))).toEqual([0, 0]);
    expect(machine.get64('base', 5)).toBe(0x1234n);
  });
});

describe('RDTSC', () => {
  const LATE_AT = 2 ** 33 + 5;
  /** A machine whose timer is late once when the guest reads the time. */
  function lateTimer(code: readonly number[]) {
    const machine = longMode(code, {}, (name) => () => (name === 'intack' ? 0x11 : 0));
    let late = true;
    machine.late = () => {
      const was = late;
      late = false;
      if (was) machine.interrupt();
      return was;
    };
    machine.now = LATE_AT;
    return machine;
  }

  it('comes after the interrupt of a timer that the host is late with', () => {
    const machine = lateTimer([0xfb, 0x90, 0x0f, 0x31, HLT]); // sti; nop; rdtsc; hlt
    const inHandler = () => machine.get('pc') === HANDLER + 0x12;
    expect(machine.runUntil(inHandler, 10)).toBe(true);
    expect(word(machine, Number(machine.get64('rsp')))).toBe(BigInt(CODE + 2));
    expect(machine.get64('rax')).toBe(0n);
  });

  it('reads both halves of the time while interrupts are masked', () => {
    const machine = lateTimer([0x0f, 0x31, HLT]);
    machine.set64('tscOffset', 0xfffffffffn);
    expect(runToHalt(machine)).toBe(true);
    expect([machine.get64('rdx'), machine.get64('rax')]).toEqual([0x12n, 4n]);
  });
});

describe('16- and 32-bit modes', () => {
  it('starts at the reset vector and takes a real-mode interrupt through the vector table', () => {
    // mov ax, 0x1234; int 0x20; (handler: inc ax; hlt)
    const machine = systemMachine([0xb8, 0x34, 0x12, 0xcd, 0x20], 0x7c00, { cs: 0, rip: 0x7c00, rsp: 0x7000 });
    machine.bytesAt(0x80, 4).set([0x00, 0x05, 0x00, 0x00]);
    machine.bytesAt(0x500, 2).set([0x40, HLT]);
    expect(runToHalt(machine)).toBe(true);
    expect(machine.get64('rax') & 0xffffn).toBe(0x1235n);
    expect(machine.get64('rsp') & 0xffffn).toBe(0x7000n - 6n);
  });

  it('goes from real mode to 32-bit protected mode by a far jump', () => {
    // lgdt [0x600]; mov eax, cr0; or al, 1; mov cr0, eax; jmp 0x38:0x9000
    const code = [
      0x0f, 0x01, 0x16, 0x00, 0x06, 0x0f, 0x20, 0xc0, 0x0c, 0x01, 0x0f, 0x22, 0xc0, 0xea, 0x00, 0x90, 0x38, 0x00,
    ];
    const machine = systemMachine(code, 0x7c00, { cs: 0, rip: 0x7c00, rsp: 0x7000 });
    putWords(machine, GDT, DESCRIPTORS);
    machine.bytesAt(0x600, 6).set([0x3f, 0x00, 0x00, 0x20, 0x00, 0x00]);
    // mov eax, 0x10; mov ds, ax; mov ss, ax; mov es, ax; mov esp, 0x8000; push 0x12345678; pop ebx; hlt
    machine
      .bytesAt(0x9000, 24)
      .set([
        0xb8,
        0x10,
        0,
        0,
        0,
        0x8e,
        0xd8,
        0x8e,
        0xd0,
        0x8e,
        0xc0,
        0xbc,
        0x00,
        0x80,
        0,
        0,
        0x68,
        0x78,
        0x56,
        0x34,
        0x12,
        0x5b,
        HLT,
        HLT,
      ]);
    expect(runToHalt(machine)).toBe(true);
    expect(machine.get64('rbx')).toBe(0x12345678n);
    expect(machine.get64('rsp')).toBe(0x8000n);
    expect(machine.get('selector', 1)).toBe(0x38);
  });

  it('REP MOVSB copies, forwards through an overlap as bytes', () => {
    // mov esi, 0x9000; mov edi, 0x9001; mov ecx, 8; rep movsb; hlt
    const machine = systemMachine([0xbe, 0, 0x90, 0, 0, 0xbf, 1, 0x90, 0, 0, 0xb9, 8, 0, 0, 0, 0xf3, 0xa4, HLT], CODE, {
      flat: 32,
      cr0: 1n,
      rip: CODE,
    });
    machine.bytesAt(0x9000, 1).set([0x5a]);
    expect(runToHalt(machine)).toBe(true);
    expect([...machine.bytesAt(0x9000, 10)]).toEqual([0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0x5a, 0]);
    expect(machine.get64('rcx')).toBe(0n);
  });

  it('INIT and SIPI start a core in real mode at the vector', () => {
    const machine = systemMachine([], CODE, { rip: 0 });
    machine.core.message(64, 0, 0);
    expect(machine.core.wakes()).toBe(false);
    machine.core.message(65, 9, 0);
    expect(machine.core.wakes()).toBe(true);
    expect(machine.get('pc')).toBe(0x9000);
  });
});
