import { describe, expect, it } from 'vitest';
import { FAULTED, flat64, HLT, vectorOf } from '../oracle/flat-machine.ts';
import { runToHalt } from '../oracle/system-machine.ts';

const AREA = 0x9000;
const CR4_OSXSAVE = 0x40620n;
const ONES = 0xffffffffffffffffn;
const XSETBV = [0x0f, 0x01, 0xd1];
const XSAVE = [0x0f, 0xae, 0x27]; // xsave [rdi]
const XRSTOR = [0x0f, 0xae, 0x2f]; // xrstor [rdi]
const ALL_ONES = [0xc5, 0xfd, 0x76, 0xc0]; // vpcmpeqd ymm0, ymm0, ymm0
const CLEAR_ALL = [0xc5, 0xfc, 0x77]; // vzeroall
const LZCNT = [0xf3, 0x0f, 0xbd, 0xc1]; // lzcnt eax, ecx
const ANDN = [0xc4, 0xe2, 0x70, 0xf2, 0xc1]; // andn eax, ecx, ecx
const CPUID = [0x0f, 0xa2];

describe('AVX state', () => {
  it('AVX is #UD until XCR0 has it', () => {
    const machine = flat64([...ALL_ONES, HLT], { cr4: CR4_OSXSAVE }, undefined, 'x86-64-v3');
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(6);
  });

  it('XSAVE and XRSTOR keep the upper halves at their place', () => {
    const code = [...XSETBV, ...ALL_ONES, ...XSAVE, ...CLEAR_ALL, ...XRSTOR, HLT];
    const machine = flat64(code, { cr4: CR4_OSXSAVE, rax: 7, rcx: 0, rdx: 0, rdi: AREA }, undefined, 'x86-64-v3');
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(FAULTED.NONE);
    expect(machine.get64('ymmHigh', 1)).toBe(ONES);
    expect(machine.get64('xmm')).toBe(ONES);
    const area = new DataView(machine.memory.buffer, machine.hostOf(AREA), 1024);
    expect(area.getBigUint64(576, true)).toBe(ONES);
    expect(area.getBigUint64(584, true)).toBe(ONES);
    expect(area.getBigUint64(592, true)).toBe(0n);
  });

  it('CPUID leaf 13 gives place and size of the upper halves', () => {
    const machine = flat64([...CPUID, HLT], { rax: 13, rcx: 2 }, undefined, 'x86-64-v3');
    expect(runToHalt(machine)).toBe(true);
    expect([machine.get64('rax'), machine.get64('rbx')]).toEqual([256n, 576n]);
  });
});

describe('instructions beyond the model', () => {
  it('LZCNT is BSR on a model without it', () => {
    const machine = flat64([...LZCNT, HLT], { rcx: 16 }, undefined, 'x86-64-v2');
    expect(runToHalt(machine)).toBe(true);
    expect(machine.get64('rax')).toBe(4n);
  });

  it('LZCNT counts on a model that has it', () => {
    const machine = flat64([...LZCNT, HLT], { rcx: 16 }, undefined, 'x86-64-v3');
    expect(runToHalt(machine)).toBe(true);
    expect(machine.get64('rax')).toBe(27n);
  });

  it('ANDN is #UD on a model without BMI1', () => {
    const machine = flat64([...ANDN, HLT], {}, undefined, 'x86-64-v2');
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(6);
  });
});
