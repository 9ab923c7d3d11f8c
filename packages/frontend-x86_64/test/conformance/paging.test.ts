import { describe, expect, it } from 'vitest';
import type { BenchMachine } from '../oracle/bench-machine.ts';
import { flat64, HLT, vectorOf } from '../oracle/flat-machine.ts';
import { putWords, runToHalt } from '../oracle/system-machine.ts';

const ROOT = 0x10000;
const PAGES = 0x13000;
const TARGET = 0x9000;
const LOAD = [0x8b, 0x07, HLT]; // mov eax, [rdi]
const CR4_SMAP = 0x200620n;

const entryOf = (address: number): number => PAGES + 8 * (address >> 12);
const error = (machine: BenchMachine): bigint =>
  new DataView(machine.memory.buffer, machine.hostOf(Number(machine.get64('rsp'))), 8).getBigUint64(0, true);

describe('page faults of 4-level paging', () => {
  it('an address bit beyond the processor is reserved: error 9', () => {
    const machine = flat64(LOAD, { rdi: TARGET });
    putWords(machine, entryOf(TARGET), [(1n << 45n) | 0x9007n]);
    expect(runToHalt(machine)).toBe(true);
    expect([vectorOf(machine), error(machine)]).toEqual([14, 9n]);
  });

  it('PS in the root is reserved', () => {
    const machine = flat64([0x48, 0xa1, 0, 0, 0, 0, 0x80, 0, 0, 0, HLT]); // mov rax, [1 << 39]
    putWords(machine, ROOT + 8, [0x11087n]);
    expect(runToHalt(machine)).toBe(true);
    expect([vectorOf(machine), error(machine)]).toEqual([14, 9n]);
  });

  it('XD is reserved while EFER.NXE is clear', () => {
    const machine = flat64(LOAD, { rdi: TARGET, efer: 0x501n });
    putWords(machine, entryOf(TARGET), [(1n << 63n) | 0x9007n]);
    expect(runToHalt(machine)).toBe(true);
    expect([vectorOf(machine), error(machine)]).toEqual([14, 9n]);
  });

  it('a supervisor may not read a user page with SMAP: error 1', () => {
    const machine = flat64(LOAD, { rdi: TARGET, cr4: CR4_SMAP });
    // Tables and stacks of the handler are the supervisor's.
    for (const page of [0x1000, 0x2000, 0x3000, 0x4000, 0x5000, 0x7000, 0x8000])
      putWords(machine, entryOf(page), [BigInt(page) | 3n]);
    expect(runToHalt(machine)).toBe(true);
    expect([vectorOf(machine), error(machine)]).toEqual([14, 1n]);
  });
});
