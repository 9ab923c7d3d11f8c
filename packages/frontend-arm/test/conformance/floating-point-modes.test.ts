import { EXIT, referenceBackEnd } from '@tutti/ir';
import { describe, expect, it } from 'vitest';
import { MODE } from '../../src/mode.ts';
import { BenchMachine } from '../oracle/bench-machine.ts';

const CODE = 0x10000000;
const DATA = 0x20000000;
const UDF = 0xe7fddef0;
const VADD_D0_D1_D2 = 0xee310b02;
const VADD_S0_S1_S2 = 0xee300a81;
const VADD_D16_D1_D2 = 0xee710b02;
const VMOV_D0_D1 = 0xeeb00b41;
const VFMA_D0_D1_D2 = 0xeea10b02;
const VADD_I8_Q0_Q1_Q2 = 0xf2020844;
const VMRS_R0_FPSCR = 0xeef10a10;
const VMRS_R0_FPEXC = 0xeef80a10;
const VMRS_R0_FPSID = 0xeef00a10;
const VMSR_FPSCR_R0 = 0xeee10a10;
const VLDR_D0_R1 = 0xed910b00;
const VLD1_D0_D1_R1_ALIGN16 = 0xf4210a2f;
const VLD4_16_D0_R1 = 0xf421004f;
const VST2_32_D0_R1 = 0xf401088f;

const USER = 0x10;
const SUPERVISOR = 0x13;
const BIG_ENDIAN = 1 << 9;
const IXC = 1 << 4;

interface Setup {
  readonly model?: string;
  readonly cpsr?: number;
  readonly fpscr?: number;
  readonly fpexc?: number;
  readonly cpacr?: number;
}

/** A core about to run the words, with r1 at the data and FPSCR as given. */
function machineWith(words: readonly number[], setup: Setup = {}): BenchMachine {
  const { model = 'cortex-a15', cpsr = USER, fpscr = 0, fpexc = 1 << 30, cpacr = 0x00f00000 } = setup;
  const regions = [
    { base: CODE, bytes: 0x1000 },
    { base: DATA, bytes: 0x1000 },
  ];
  const machine = new BenchMachine({ model, backEnd: referenceBackEnd, regions });
  machine.core.reset({ registers: {}, held: false });
  const code = machine.bytesAt(CODE, 4 * (words.length + 1));
  [...words, UDF].forEach((word, i) => void new DataView(code.buffer, code.byteOffset).setUint32(4 * i, word, true));
  machine.set('cpacr', cpacr);
  machine.set('fpexc', fpexc);
  machine.helper('write_fpscr', fpscr);
  machine.set('r0', DATA, 1);
  machine.helper('exception_return', CODE, cpsr);
  return machine;
}

/** Run to the first exception. @returns instructions before it */
function run(machine: BenchMachine): number {
  const exit = machine.run();
  expect([EXIT.GUEST, EXIT.FAULT]).toContain(exit);
  return (machine.get('pc') - CODE) / 4;
}

describe('what makes a floating-point instruction UNDEFINED', () => {
  const cases: readonly (readonly [string, number, Setup, boolean])[] = [
    ['VADD with FPEXC.EN clear', VADD_D0_D1_D2, { fpexc: 0 }, false],
    ['Advanced SIMD with FPEXC.EN clear', VADD_I8_Q0_Q1_Q2, { fpexc: 0 }, false],
    ['VMRS of FPSCR with FPEXC.EN clear', VMRS_R0_FPSCR, { fpexc: 0, cpsr: SUPERVISOR }, false],
    ['VMRS of FPEXC with FPEXC.EN clear in Supervisor mode', VMRS_R0_FPEXC, { fpexc: 0, cpsr: SUPERVISOR }, true],
    ['VMRS of FPEXC while CPACR permits nothing', VMRS_R0_FPEXC, { cpacr: 0, cpsr: SUPERVISOR }, false],
    ['VMRS of FPEXC while CPACR permits privileged code', VMRS_R0_FPEXC, { cpacr: 0x00500000, cpsr: SUPERVISOR }, true],
    ['VADD in Supervisor mode while CPACR permits nothing', VADD_D0_D1_D2, { cpacr: 0, cpsr: SUPERVISOR }, false],
    ['VADD in User mode while CPACR permits privileged code', VADD_D0_D1_D2, { cpacr: 0x00500000 }, false],
    ['VMRS of FPSID in User mode', VMRS_R0_FPSID, {}, false],
    ['VADD while FPSCR.Len is not 0', VADD_D0_D1_D2, { fpscr: 1 << 16 }, false],
    ['VLDR while FPSCR.Len is not 0', VLDR_D0_R1, { fpscr: 1 << 16 }, true],
    ['VMOV while FPSCR.Len is not 0', VMOV_D0_D1, { fpscr: 1 << 16 }, false],
    ['VFMA on a core with VFPv4', VFMA_D0_D1_D2, {}, true],
    ['VFMA on a core with VFPv3', VFMA_D0_D1_D2, { model: 'cortex-a9' }, false],
    ['Advanced SIMD on a core without it', VADD_I8_Q0_Q1_Q2, { model: 'arm11mpcore' }, false],
    ['D16 on a core with 16 registers', VADD_D16_D1_D2, { model: 'arm11mpcore' }, false],
    ['D0 on a core with 16 registers', VADD_D0_D1_D2, { model: 'arm11mpcore' }, true],
  ];
  it.each(cases)('%s', (_name, word, setup, defined) => {
    expect(run(machineWith([word], setup))).toBe(defined ? 1 : 0);
  });
});

describe('floating point in privileged modes', () => {
  it('does not tell blocks apart that no floating point is in', () => {
    const closed = machineWith([], { cpsr: SUPERVISOR, cpacr: 0, fpexc: 0 });
    const open = machineWith([], { cpsr: SUPERVISOR });
    expect(open.get('mode')).toBe(closed.get('mode'));
  });

  it('is in use from its first instruction to the next change of mode', () => {
    const machine = machineWith([VADD_D0_D1_D2], { cpsr: SUPERVISOR });
    expect(machine.get('mode') & MODE.VFP).toBe(0);
    expect(machine.runUntil(() => machine.get('pc') === CODE + 4)).toBe(true);
    expect(machine.get('mode') & MODE.VFP).toBe(MODE.VFP);
    machine.helper('exception_return', CODE, SUPERVISOR);
    expect(machine.get('mode') & MODE.VFP).toBe(0);
  });

  it('that FPEXC disables raises Undefined Instruction', () => {
    const machine = machineWith([VADD_D0_D1_D2], { cpsr: SUPERVISOR, fpexc: 0 });
    expect(machine.runUntil(() => machine.get('pc') === 4)).toBe(true);
    expect(machine.get('r0', 14)).toBe(CODE + 4);
  });

  it('goes on with rounding and flags as FPSCR has them', () => {
    const machine = machineWith([VADD_D0_D1_D2], { cpsr: SUPERVISOR, fpscr: IXC });
    machine.runUntil(() => machine.get('pc') === CODE + 4);
    expect(machine.get('mode') & MODE.FP_INEXACT).toBe(MODE.FP_INEXACT);
  });
});

describe('the mode word follows FPSCR', () => {
  it('a sum that sets IXC leaves the block, and the mode says so', () => {
    const machine = machineWith([VADD_S0_S1_S2, VADD_S0_S1_S2]);
    machine.d[0] = 0x3f80000000000000n;
    machine.d[1] = 0x33000001n;
    expect(machine.get('mode') & MODE.FP_INEXACT).toBe(0);
    expect(run(machine)).toBe(2);
    expect(machine.get('fpscr')).toBe(IXC);
    expect(machine.get('mode') & MODE.FP_INEXACT).toBe(MODE.FP_INEXACT);
  });

  it('an exact sum sets nothing', () => {
    const machine = machineWith([VADD_S0_S1_S2]);
    machine.d[0] = 0x3f80000000000000n;
    machine.d[1] = 0x3f800000n;
    run(machine);
    expect(machine.d[0] & 0xffffffffn).toBe(0x40000000n);
    expect(machine.get('fpscr')).toBe(0);
  });

  it('VMSR changes rounding for the next instruction and drops reserved bits', () => {
    const machine = machineWith([VMSR_FPSCR_R0, VADD_S0_S1_S2]);
    machine.set('r0', (1 << 22) | 0x00089f00);
    machine.d[0] = 0x3f80000000000000n;
    machine.d[1] = 0x33000001n;
    run(machine);
    expect(machine.d[0] & 0xffffffffn).toBe(0x3f800001n);
    expect(machine.get('fpscr')).toBe((1 << 22) | IXC);
    expect(machine.get('mode') & MODE.FP_SPECIAL).toBe(MODE.FP_SPECIAL);
  });
});

describe('memory', () => {
  const filled = (words: readonly number[], setup?: Setup): BenchMachine => {
    const machine = machineWith(words, setup);
    machine.bytesAt(DATA, 64).set(Array.from({ length: 64 }, (_, i) => i));
    return machine;
  };

  it('VLDR of a doubleword at an address that is not a multiple of 4 faults', () => {
    const machine = filled([VLDR_D0_R1]);
    machine.set('r0', DATA + 2, 1);
    expect(run(machine)).toBe(0);
    expect(machine.get('faultLo')).toBe(DATA + 2);
  });

  it('VLDR at an address that is a multiple of 4 but not of 8 loads', () => {
    const machine = filled([VLDR_D0_R1]);
    machine.set('r0', DATA + 4, 1);
    expect(run(machine)).toBe(1);
    expect(machine.d[0]).toBe(0x0b0a090807060504n);
  });

  it('VLD1 with @128 faults at a multiple of 8, and loads at one of 16', () => {
    const machine = filled([VLD1_D0_D1_R1_ALIGN16, VLD1_D0_D1_R1_ALIGN16 + 0x10000]);
    machine.set('r0', DATA + 8, 2);
    expect(run(machine)).toBe(1);
    expect([machine.d[0], machine.d[1]]).toEqual([0x0706050403020100n, 0x0f0e0d0c0b0a0908n]);
  });

  it('big-endian VLDR takes the first word as the high one', () => {
    const machine = filled([VLDR_D0_R1], { cpsr: USER | BIG_ENDIAN });
    run(machine);
    expect(machine.d[0]).toBe(0x0001020304050607n);
  });

  it('big-endian VLD4.16 reverses the bytes of each element', () => {
    const machine = filled([VLD4_16_D0_R1], { cpsr: USER | BIG_ENDIAN });
    run(machine);
    expect([...machine.d.subarray(0, 2)]).toEqual([0x1819101108090001n, 0x1a1b12130a0b0203n]);
  });

  it('big-endian VST2.32 stores what VLD2.32 loads', () => {
    const machine = filled([VST2_32_D0_R1], { cpsr: USER | BIG_ENDIAN });
    machine.d[0] = 0x0404050506060707n;
    machine.d[1] = 0x1414151516161717n;
    run(machine);
    const stored = Buffer.from(machine.bytesAt(DATA, 16)).toString('hex');
    expect(stored).toBe('06060707161617170404050514141515');
  });
});
