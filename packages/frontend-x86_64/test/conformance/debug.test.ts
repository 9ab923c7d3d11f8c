import { describe, expect, it } from 'vitest';
import type { BenchMachine } from '../oracle/bench-machine.ts';
import { CODE, FAULTED, flat64, HLT, STACK, vectorOf } from '../oracle/flat-machine.ts';
import { putWords, runToHalt } from '../oracle/system-machine.ts';

const NOP = 0x90;
const TF = 0x102n;
const RF = 1n << 16n;
const DATA = 0x9000;
const B0 = 1n;
const BS = 1n << 14n;
/** DR7: breakpoint 0, global, for execution; for writes of 4 bytes; for reads and writes of 8. */
const EXECUTE = 0x402n;
const WRITE4 = 0xd0402n;
const ACCESS8 = 0xb0402n;

/** Break with DR0 and DR7 set as by MOV to them. */
function armed(code: readonly number[], dr0: number, dr7: bigint, registers: Record<string, number | bigint> = {}) {
  // mov dr0, rax; mov dr7, rbx
  const machine = flat64([0x0f, 0x23, 0xc0, 0x0f, 0x23, 0xfb, ...code], { rax: dr0, rbx: dr7, ...registers });
  return machine;
}

const START = CODE + 6;
const frame = (machine: BenchMachine, n: number): bigint =>
  new DataView(machine.memory.buffer, machine.hostOf(Number(machine.get64('rsp')) + 8 * n), 8).getBigUint64(0, true);
const dr6 = (machine: BenchMachine): bigint => machine.get64('dr', 6) & 0xe00fn;

describe('single step', () => {
  it('traps after the instruction behind the POPF that set TF', () => {
    const machine = flat64([0x9d, NOP, NOP, HLT], { rsp: STACK - 8 });
    putWords(machine, STACK - 8, [TF]);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(1);
    expect(frame(machine, 0)).toBe(BigInt(CODE + 2));
    expect(dr6(machine)).toBe(BS);
  });

  it('does not trap in the handler of INT3', () => {
    const machine = flat64([0x9d, 0xcc, HLT], { rsp: STACK - 8 });
    putWords(machine, STACK - 8, [TF]);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(3);
    expect(dr6(machine)).toBe(0n);
  });

  it('traps after the instruction behind MOV SS', () => {
    const machine = flat64([0x9d, 0x8e, 0xd1, NOP, HLT], { rsp: STACK - 8, rcx: 0x10 });
    putWords(machine, STACK - 8, [TF]);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(1);
    expect(frame(machine, 0)).toBe(BigInt(CODE + 4));
  });

  it('traps after each round of a repeated instruction', () => {
    const machine = flat64([0x9d, 0xf3, 0xaa, HLT], { rsp: STACK - 8, rdi: DATA, rcx: 3 });
    putWords(machine, STACK - 8, [TF]);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(1);
    expect(frame(machine, 0)).toBe(BigInt(CODE + 1));
    expect(machine.get64('rcx')).toBe(2n);
  });

  it('SYSRET to TF traps at its target', () => {
    const machine = flat64([0x48, 0x0f, 0x07], { rcx: CODE + 0x100, r11: 0x302n });
    machine.set64('star', 0x0013000800000000n);
    machine.bytesAt(CODE + 0x100, 2).set([NOP, HLT]);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(1);
    expect(frame(machine, 0)).toBe(BigInt(CODE + 0x100));
  });
});

describe('breakpoints', () => {
  it('one for execution faults before its instruction', () => {
    const machine = armed([NOP, NOP, HLT], START + 1, EXECUTE);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(1);
    expect(frame(machine, 0)).toBe(BigInt(START + 1));
    expect(frame(machine, 2) & RF).toBe(0n);
    expect(dr6(machine)).toBe(B0);
  });

  it('RF in the flags that IRET loads lets the instruction pass once', () => {
    const machine = armed([0x48, 0xcf], START + 2, EXECUTE, { rsp: STACK - 40 });
    putWords(machine, STACK - 40, [BigInt(START + 2), 8n, RF | 2n, BigInt(STACK), 0x10n]);
    machine.bytesAt(START + 2, 2).set([NOP, HLT]);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(FAULTED.NONE);
    expect(machine.get('pc')).toBe(START + 4);
  });

  it('one for writes traps after the store, not after a load', () => {
    // mov ecx, [rdi]; mov [rdi], ecx
    const machine = armed([0x8b, 0x0f, 0x89, 0x0f, NOP, HLT], DATA, WRITE4, { rdi: DATA });
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(1);
    expect(frame(machine, 0)).toBe(BigInt(START + 4));
    expect(dr6(machine)).toBe(B0);
  });

  it('one of 8 bytes sees an access to its last byte and none behind it', () => {
    // mov cl, [rdi + 8]; mov cl, [rdi + 7]
    const machine = armed([0x8a, 0x4f, 8, 0x8a, 0x4f, 7, NOP, HLT], DATA, ACCESS8, { rdi: DATA });
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(1);
    expect(frame(machine, 0)).toBe(BigInt(START + 6));
  });

  it('what MOV SS loads from traps after the next instruction', () => {
    const machine = armed([0x8e, 0x17, NOP, NOP, HLT], DATA, ACCESS8, { rdi: DATA });
    putWords(machine, DATA, [0x10n]);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(1);
    expect(frame(machine, 0)).toBe(BigInt(START + 3));
  });

  it('what MOV SS loads from is part of the #DB of an INT1 behind it', () => {
    const machine = armed([0x8e, 0x17, 0xf1, HLT], DATA, ACCESS8, { rdi: DATA });
    putWords(machine, DATA, [0x10n]);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(1);
    expect(frame(machine, 0)).toBe(BigInt(START + 3));
    expect(dr6(machine)).toBe(B0);
  });

  it('DR7.GD makes a MOV to a debug register #DB, and is cleared for its handler', () => {
    const machine = armed([0x0f, 0x23, 0xc8, HLT], DATA, 0x2400n);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(1);
    expect(frame(machine, 0)).toBe(BigInt(START));
    expect(dr6(machine)).toBe(1n << 13n);
    expect(machine.get64('dr', 7) & 0x2000n).toBe(0n);
  });

  it('INT1 is #DB without a look at the DPL of its gate or a bit in DR6', () => {
    const machine = flat64([0x48, 0x0f, 0x07], { rcx: CODE + 0x100, r11: 0x202n });
    machine.set64('star', 0x0013000800000000n);
    machine.bytesAt(CODE + 0x100, 1).set([0xf1]);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(1);
    expect(frame(machine, 0)).toBe(BigInt(CODE + 0x101));
    expect(dr6(machine)).toBe(0n);
  });
});
