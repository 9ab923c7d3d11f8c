import { describe, expect, it } from 'vitest';
import { bench, CODE, DATA, execute, mcr, peek, poke, runTo, STOP } from './bench.ts';

const NOP = 0xe320f000;
const SVC_CALL = 0xef000001;
const MODE = 0x1f;

/** CPSR's stored part. */
const cpsr = (machine: ReturnType<typeof bench>) => machine.get('cpsr');

describe('exceptions', () => {
  it('reset leaves SVC mode with A, I and F masked, MMU off', () => {
    const machine = bench();
    expect(cpsr(machine)).toBe(0x1d3);
    expect(machine.get('sctlr') & 1).toBe(0);
  });

  it('SVC enters SVC mode at vector 8 with the next address in LR and the old CPSR in SPSR', () => {
    const machine = bench();
    machine.helper('write_cpsr', 0x10, 0x1df); // User mode, interrupts open
    poke(machine, CODE, NOP, SVC_CALL);
    expect(runTo(machine, 8)).toBe(true);
    expect(cpsr(machine)).toBe(0x93);
    expect(machine.get('r14')).toBe(CODE + 8);
    expect(machine.get('spsr')).toBe(0x10);
  });

  it('SVC in Thumb code gives LR behind the 16-bit instruction and T in SPSR', () => {
    const machine = bench();
    poke(machine, CODE, 0xdf01bf00); // nop; svc #1
    machine.set('mode', machine.get('mode') | 1);
    expect(runTo(machine, 8)).toBe(true);
    expect(machine.get('r14')).toBe(CODE + 4);
    expect(machine.get('spsr') & 0x20).toBe(0x20);
    expect(machine.get('mode') & 1).toBe(0);
  });

  it('the vectors are at VBAR, and at 0xffff0000 when SCTLR.V is set', () => {
    const machine = bench();
    machine.set('vbar', 0x4000);
    poke(machine, CODE, SVC_CALL);
    expect(runTo(machine, 0x4008)).toBe(true);
    machine.set('sctlr', machine.get('sctlr') | 0x2000);
    expect(runTo(machine, 0xffff0008 | 0)).toBe(true);
  });

  it('SCTLR.TE and EE choose instruction set and endianness of handlers', () => {
    const machine = bench();
    machine.set('sctlr', machine.get('sctlr') | (1 << 30) | (1 << 25));
    poke(machine, CODE, SVC_CALL);
    expect(runTo(machine, 8)).toBe(true);
    expect(machine.get('mode') & 1).toBe(1);
    expect(cpsr(machine) & 0x200).toBe(0x200);
  });

  it('a modes switch exchanges SP, LR and SPSR, FIQ mode R8-R12 as well', () => {
    const machine = bench();
    for (const [mode, tag] of [
      [0x13, 1],
      [0x17, 2],
      [0x11, 3],
      [0x1f, 4],
    ] as const) {
      machine.helper('write_cpsr', mode, MODE);
      for (let n = 8; n < 15; n++) machine.set('r0', 16 * tag + n, n);
    }
    machine.helper('write_cpsr', 0x13, MODE);
    expect(machine.get('r13')).toBe(16 + 13);
    expect(machine.get('r8')).toBe(16 * 4 + 8);
    machine.helper('write_cpsr', 0x11, MODE);
    expect([machine.get('r8'), machine.get('r12'), machine.get('r14')]).toEqual([56, 60, 62]);
    machine.helper('write_cpsr', 0x10, MODE);
    expect([machine.get('r8'), machine.get('r13')]).toEqual([16 * 4 + 8, 16 * 4 + 13]);
  });

  it('MOVS PC, LR returns to the state in SPSR', () => {
    const machine = bench();
    machine.set('spsr', 0xa0000030 | 0); // N, C, User, Thumb
    machine.set('r14', DATA + 2);
    poke(machine, CODE, 0xe1b0f00e);
    poke(machine, DATA, 0xdefedefe);
    expect(runTo(machine, DATA + 2)).toBe(true);
    expect(machine.get('mode') & 3).toBe(3);
    expect([machine.get('nf') < 0, machine.get('cf')]).toEqual([true, 1]);
  });

  it('LDM with pc and ^ restores CPSR, and LDM ^ reaches User registers', () => {
    const machine = bench();
    machine.set('spsr', 0x10);
    machine.set('r0', DATA);
    poke(machine, DATA, 11, 12, 13, CODE + 0x100, 0);
    // ldm r0, {r13, r14}^ ; nop ; add r0, #8 ; ldm r0!, {r4, pc}^
    poke(machine, CODE, 0xe8d06000, NOP, 0xe2800008, 0xe8f08010);
    poke(machine, CODE + 0x100, STOP);
    expect(runTo(machine, CODE + 0x100)).toBe(true);
    expect([machine.get('r4'), machine.get('r13'), machine.get('r14')]).toEqual([13, 11, 12]);
    expect(cpsr(machine) & MODE).toBe(0x10);
  });

  it('SRS stores LR and SPSR on the stack of another mode, RFE takes them back', () => {
    const machine = bench();
    machine.helper('write_cpsr', 0x17, MODE);
    machine.set('r13', DATA + 64);
    machine.helper('write_cpsr', 0x12, MODE);
    machine.set('r14', CODE + 0x40);
    machine.set('spsr', 0x6000001f);
    execute(machine, 0xf96d0517); // srsdb sp!, #0x17
    expect([peek(machine, DATA + 56), peek(machine, DATA + 60)]).toEqual([CODE + 0x40, 0x6000001f]);
    machine.set('r0', DATA + 56);
    poke(machine, CODE, 0xf8b00a00); // rfeia r0!
    poke(machine, CODE + 0x40, STOP);
    expect(runTo(machine, CODE + 0x40)).toBe(true);
    expect(cpsr(machine) & MODE).toBe(0x1f);
  });

  it('an undefined instruction in User mode gives LR = pc + 4, and system registers are undefined there', () => {
    const machine = bench();
    machine.helper('write_cpsr', 0x10, MODE);
    poke(machine, CODE, mcr(0, 1, 0, 0, 0));
    expect(runTo(machine, 4)).toBe(true);
    expect([cpsr(machine) & MODE, machine.get('r14')]).toEqual([0x1b, CODE + 4]);
  });

  it('an undefined instruction whose condition fails does nothing', () => {
    const machine = bench();
    machine.set('zf', 1);
    poke(machine, CODE, 0x07f000f0, 0x0f000000, STOP); // udfeq (as media), svceq
    expect(runTo(machine, CODE + 8)).toBe(true);
  });
});

describe('interrupts', () => {
  const CPSIE = 0xf1080080;
  const CPSID = 0xf10c0080;

  it('a masked interrupt waits for CPSIE and is then taken with LR = next + 4', () => {
    const machine = bench();
    machine.lines = 1;
    machine.core.takeInterrupt();
    poke(machine, CODE, NOP, CPSIE, NOP, STOP);
    expect(runTo(machine, 0x18)).toBe(true);
    expect([cpsr(machine) & 0x9f, machine.get('r14')]).toEqual([0x92, CODE + 8 + 4]);
  });

  it('MSR CPSR_c that clears I lets a held interrupt in', () => {
    const machine = bench();
    machine.lines = 1;
    machine.core.takeInterrupt();
    machine.set('r1', 0x153);
    poke(machine, CODE, 0xe121f001, NOP, STOP);
    expect(runTo(machine, 0x18)).toBe(true);
    expect(machine.get('r14')).toBe(CODE + 4 + 4);
  });

  it('without a line the same code runs through', () => {
    const machine = bench();
    machine.core.takeInterrupt();
    execute(machine, CPSIE, NOP, CPSID);
    expect(cpsr(machine) & 0x80).toBe(0x80);
  });

  it('FIQ comes before IRQ and masks both', () => {
    const machine = bench();
    machine.helper('write_cpsr', 0x13, 0x1df);
    machine.lines = 3;
    expect(machine.core.takeInterrupt()).toBe(true);
    expect([cpsr(machine), machine.get('pc')]).toEqual([0x1d1, 0x1c]);
  });

  it('WFI wakes for a masked interrupt', () => {
    const machine = bench();
    expect(machine.core.wakes()).toBe(false);
    machine.lines = 1;
    expect(machine.core.wakes()).toBe(true);
    expect(machine.core.takeInterrupt()).toBe(false);
  });
});
