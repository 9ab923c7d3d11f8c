import { describe, expect, it } from 'vitest';
import { putWords, runToHalt, systemMachine } from '../oracle/system-machine.ts';

const CODE = 0x1000;
const GDT = 0x2000;
const IDT = 0x3000;
const TSS = 0x4000;
const HANDLER = 0x5000;
const STACK = 0x8000;
const TABLES = 0x10000;
/** null, 64-bit code, data, user data, user 64-bit code, TSS (two slots), 32-bit code. */
const DESCRIPTORS = [
  0n,
  0x00af9b000000ffffn,
  0x00cf93000000ffffn,
  0x00cff3000000ffffn,
  0x00affb000000ffffn,
  0x0000890040000067n,
  0n,
  0x00cf9b000000ffffn,
];
const HLT = 0xf4;

const gate64 = (handler: number, ist = 0, dpl = 0): bigint[] => [
  (BigInt(handler) & 0xffffn) |
    (8n << 16n) |
    (BigInt(ist) << 32n) |
    (BigInt(0x8e | (dpl << 5)) << 40n) |
    ((BigInt(handler) >> 16n) << 48n),
  0n,
];

/** 64-bit mode, 4-level paging: the first 2 MiB one to one in 4 KiB pages (writable, user), but for page 0x20 (read-only) and 0x21 (absent). */
function longMode(
  code: readonly number[],
  more: Readonly<Record<string, number | bigint>> = {},
  service?: (name: string) => () => number,
) {
  const machine = systemMachine(
    code,
    CODE,
    {
      flat: 64,
      cs: 8,
      ss: 0x10,
      ds: 0x10,
      es: 0x10,
      rip: CODE,
      cr0: 0x80010031n,
      cr3: TABLES,
      cr4: 0x620n,
      efer: 0xd01n,
      gdtBase: GDT,
      gdtLimit: 0x3f,
      idtBase: IDT,
      idtLimit: 0xfff,
      'tr.base': TSS,
      tr: 0x28,
      'tr.attributes': 0x8b00,
      'tr.limit': 0x67,
      rsp: STACK,
      ...more,
    },
    service,
  );
  putWords(machine, GDT, DESCRIPTORS);
  putWords(machine, TABLES, [BigInt(TABLES + 0x1000) | 7n]);
  putWords(machine, TABLES + 0x1000, [BigInt(TABLES + 0x2000) | 7n]);
  putWords(machine, TABLES + 0x2000, [BigInt(TABLES + 0x3000) | 7n]);
  putWords(
    machine,
    TABLES + 0x3000,
    Array.from({ length: 256 }, (_, i) => (i === 0x21 ? 0n : (BigInt(i) << 12n) | (i === 0x20 ? 5n : 7n))),
  );
  for (let vector = 0; vector < 32; vector++)
    putWords(machine, IDT + 16 * vector, gate64(HANDLER + vector, 0, vector === 3 ? 3 : 0));
  machine.bytesAt(HANDLER, 64).fill(HLT);
  putWords(machine, TSS, [0x7000n << 32n]);
  return machine;
}

const vectorOf = (pc: number): number => pc - HANDLER - 1;
const word = (machine: ReturnType<typeof longMode>, at: number): bigint =>
  new DataView(machine.memory.buffer, machine.hostOf(at), 8).getBigUint64(0, true);

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
