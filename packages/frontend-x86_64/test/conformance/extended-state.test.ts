import { describe, expect, it } from 'vitest';
import { MMU_MODE } from '../../src/mode.ts';
import { FAULTED, flat64, HLT, vectorOf } from '../oracle/flat-machine.ts';
import { putWords, runToHalt } from '../oracle/system-machine.ts';

const AREA = 0x9000;
const CR4_OSXSAVE = 0x40620n;
const CR4_NO_SSE = 0x420n;
const CR4_SSE = 0x620n;
const XORPS = [0x0f, 0x57, 0xc0]; // xorps xmm0, xmm0
const MOV_CR4 = [0x0f, 0x22, 0xe0]; // mov cr4, rax
const XSAVE = [0x0f, 0xae, 0x27]; // xsave [rdi]
const XRSTOR = [0x0f, 0xae, 0x2f]; // xrstor [rdi]

const words = (machine: ReturnType<typeof flat64>, at: number): bigint =>
  new DataView(machine.memory.buffer, machine.hostOf(at), 8).getBigUint64(0, true);

describe('SSE in privileged code', () => {
  it('is #UD without CR4.OSFXSR', () => {
    const machine = flat64([...XORPS, HLT], { cr4: CR4_NO_SSE });
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(6);
  });

  it('works from the instruction behind the one that sets CR4.OSFXSR, in the same mode: no code is translated again', () => {
    const machine = flat64([...MOV_CR4, ...XORPS, HLT], { cr4: CR4_NO_SSE, rax: CR4_SSE });
    machine.set64('xmm', 5n);
    const mode = machine.get('mode');
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(FAULTED.NONE);
    expect(machine.get64('xmm')).toBe(0n);
    expect(machine.get('mode')).toBe(mode);
  });

  it('is #UD in a block that used it before CR4.OSFXSR was cleared', () => {
    const machine = flat64([...XORPS, ...MOV_CR4, ...XORPS, HLT], { rax: CR4_NO_SSE });
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(6);
  });
});

describe('XSAVE and XRSTOR', () => {
  it('XSAVE is #UD without CR4.OSXSAVE', () => {
    const machine = flat64([...XSAVE, HLT], { rdi: AREA });
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(6);
  });

  it('XSAVE of SSE alone leaves the x87 region as it was and sets its bit in the header', () => {
    const machine = flat64([...XSAVE, HLT], { rdi: AREA, rax: 2, rdx: 0, cr4: CR4_OSXSAVE });
    machine.set64('xcr0', 3n);
    machine.set64('xmm', 0x1122334455667788n);
    putWords(machine, AREA, [0xaaaaaaaaaaaaaaaan]);
    putWords(machine, AREA + 512, [0n, 0n, 0n]);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(FAULTED.NONE);
    expect(words(machine, AREA)).toBe(0xaaaaaaaaaaaaaaaan);
    expect(words(machine, AREA + 160)).toBe(0x1122334455667788n);
    expect(words(machine, AREA + 24)).toBe(0xffff00001f80n);
    expect(words(machine, AREA + 512)).toBe(2n);
  });

  it('XRSTOR initialises what the header does not have', () => {
    const machine = flat64([...XRSTOR, HLT], { rdi: AREA, rax: 3, rdx: 0, cr4: CR4_OSXSAVE });
    machine.set64('xcr0', 3n);
    machine.set64('xmm', 5n);
    putWords(machine, AREA + 24, [0x1fa0n]);
    putWords(machine, AREA + 512, [0n, 0n, 0n]);
    expect(runToHalt(machine)).toBe(true);
    expect(machine.get64('xmm')).toBe(0n);
    expect(machine.get('fpControl')).toBe(0x37f);
    expect(machine.get('mxcsr')).toBe(0x1fa0);
  });

  it('XRSTOR of a header with an unknown component is #GP', () => {
    const machine = flat64([...XRSTOR, HLT], { rdi: AREA, rax: 3, rdx: 0, cr4: CR4_OSXSAVE });
    machine.set64('xcr0', 3n);
    putWords(machine, AREA + 512, [1n << 9n, 0n, 0n]);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(13);
  });

  it('XSETBV wants the x87 bit', () => {
    const machine = flat64([0x0f, 0x01, 0xd1, HLT], { rcx: 0, rax: 2, rdx: 0, cr4: CR4_OSXSAVE });
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(13);
  });

  it('XSETBV sets XCR0 and XGETBV reads it', () => {
    const code = [0x0f, 0x01, 0xd1, 0x31, 0xc0, 0x0f, 0x01, 0xd0, HLT];
    const machine = flat64(code, { rcx: 0, rax: 3, rdx: 0, cr4: CR4_OSXSAVE });
    expect(runToHalt(machine)).toBe(true);
    expect(machine.get64('rax')).toBe(3n);
  });
});

describe('RDRAND', () => {
  it('gives what the board gives, with CF set', () => {
    const random = (name: string) => (_core: number, count: number, high: number) =>
      name === 'random' ? 0x100 * (count + 1) + high : 0;
    const machine = flat64([0x48, 0x0f, 0xc7, 0xf0, 0x0f, 0xc7, 0xf3, 0x9c, HLT], {}, random); // rdrand rax, ebx; pushf
    expect(runToHalt(machine)).toBe(true);
    expect(machine.get64('rax')).toBe(0x0000010100000100n);
    expect(machine.get64('rbx')).toBe(0x200n);
    expect(words(machine, Number(machine.get64('rsp'))) & 0x8d5n).toBe(1n);
  });
});

describe('LOCK CMPXCHG16B', () => {
  const CODE = [0xf0, 0x48, 0x0f, 0xc7, 0x0f, HLT]; // lock cmpxchg16b [rdi]
  const registers = { rdi: AREA, rax: 1, rdx: 2, rbx: 3, rcx: 4 };

  it('exchanges when both halves are as expected', () => {
    const machine = flat64(CODE, registers, () => () => 0);
    putWords(machine, AREA, [1n, 2n]);
    expect(runToHalt(machine)).toBe(true);
    expect([words(machine, AREA), words(machine, AREA + 8)]).toEqual([3n, 4n]);
    expect(machine.get64('res')).toBe(0n);
  });

  it('loads both halves when one differs', () => {
    const machine = flat64(CODE, registers, () => () => 0);
    putWords(machine, AREA, [1n, 7n]);
    expect(runToHalt(machine)).toBe(true);
    expect([machine.get64('rax'), machine.get64('rdx')]).toEqual([1n, 7n]);
    expect([words(machine, AREA), words(machine, AREA + 8)]).toEqual([1n, 7n]);
    expect(machine.get64('res')).not.toBe(0n);
  });

  it('takes turns under the lock of its place', () => {
    const calls: string[] = [];
    const machine = flat64(CODE, registers, (name) => (_place, take) => {
      calls.push(`${name} ${take}`);
      return 0;
    });
    machine.fillTlb(AREA, MMU_MODE.KERNEL);
    putWords(machine, AREA, [1n, 2n]);
    expect(runToHalt(machine)).toBe(true);
    expect([words(machine, AREA), words(machine, AREA + 8)]).toEqual([3n, 4n]);
    expect(calls).toEqual(['pair_lock 1', 'pair_lock 0']);
  });

  it('at an address that is not aligned is #GP', () => {
    const machine = flat64(CODE, { ...registers, rdi: AREA + 8 }, () => () => 0);
    expect(runToHalt(machine)).toBe(true);
    expect(vectorOf(machine)).toBe(13);
  });
});
