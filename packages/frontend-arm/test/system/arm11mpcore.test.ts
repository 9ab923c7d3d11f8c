import { describe, expect, it } from 'vitest';
import { bench, CODE, DATA, execute, mcr, mrc, peek, poke, runTo, STOP } from './bench.ts';

const UNDEFINED_VECTOR = 4;
const DATA_ABORT_VECTOR = 0x10;
const SCTLR_A = 1 << 1;
const SCTLR_U = 1 << 22;
const LDR_R0_R1 = 0xe5910000;
const STR_R0_R1 = 0xe5810000;
const LDRH_R0_R1 = 0xe1d100b0;
const USER = 0x10;
const LR = 14;

const core = () => bench({ model: 'arm11mpcore' });

/** A core about to run 16-bit instructions at CODE. */
function thumbCore(...halves: readonly number[]) {
  const machine = core();
  const words = Array.from(
    { length: Math.ceil((halves.length + 1) / 2) },
    (_, i) => (halves[2 * i] ?? 0xde00) | ((halves[2 * i + 1] ?? 0xde00) << 16),
  );
  poke(machine, CODE, ...words, 0xde00de00);
  machine.set('mode', machine.get('mode') | 1);
  return machine;
}

describe('ARM11 MPCore', () => {
  it('identifies itself, its features and its VFP', () => {
    const machine = core();
    machine.set('cpacr', 0x00f00000);
    const VMRS_R4_FPSID = 0xeef04a10;
    const VMRS_R5_MVFR0 = 0xeef75a10;
    execute(machine, mrc(0, 0, 0, 0, 0), mrc(0, 0, 1, 0, 1), mrc(0, 0, 2, 0, 2), mrc(0, 1, 0, 0, 3));
    execute(machine, VMRS_R4_FPSID, VMRS_R5_MVFR0);
    const read = Array.from({ length: 6 }, (_, n) => machine.get('r0', n) >>> 0);
    expect(read).toEqual([0x410fb022, 0x00000111, 0x00100011, 0x00050078, 0x410120b4, 0x11111111]);
  });

  it.each([
    ['an instruction barrier', mcr(0, 7, 5, 4, 0)],
    ['a data synchronization barrier', mcr(0, 7, 10, 4, 0)],
    ['a data memory barrier', mcr(0, 7, 10, 5, 0)],
  ])('has %s in coprocessor 15, for User mode as well', (_name, word) => {
    const machine = core();
    machine.helper('write_cpsr', USER, 0x1f);
    execute(machine, word);
    expect(machine.get('cpsr') & 0x1f).toBe(USER);
  });

  it.each([
    ['DMB', 0xf57ff05f],
    ['DSB', 0xf57ff04f],
    ['ISB', 0xf57ff06f],
    ['MOVW', 0xe3000001],
    ['BFI', 0xe7c10010],
    ['VBAR', mcr(0, 12, 0, 0, 0)],
    ['CLIDR', mrc(1, 0, 0, 1, 0)],
  ])('has no %s', (_name, word) => {
    const machine = core();
    poke(machine, CODE, word);
    expect(runTo(machine, UNDEFINED_VECTOR)).toBe(true);
  });

  it('reads across words when SCTLR.U is set', () => {
    const machine = core();
    poke(machine, DATA, 0x33221100, 0x77665544);
    machine.set('r0', machine.get('sctlr') | SCTLR_U);
    machine.set('r1', DATA + 3);
    execute(machine, mcr(0, 1, 0, 0, 0), LDR_R0_R1);
    expect(machine.get('r0')).toBe(0x66554433);
    execute(machine, LDRH_R0_R1, STR_R0_R1);
    expect([peek(machine, DATA), peek(machine, DATA + 4)]).toEqual([0x33221100, 0x77000044]);
  });

  it('rotates unaligned words and stores them aligned while SCTLR.U and A are clear', () => {
    const machine = core();
    const [SWP_R2_R3_R1, LDM_R1_R4_R5, STM_R1_R6_R7] = [0xe1012093, 0xe8910030, 0xe88100c0];
    const [LDR_R8_R1_PLUS_4, LDR_R9_R1_PLUS_2] = [0xe5918004, 0xe5919002];
    poke(machine, DATA, 0x33221100, 0x77665544);
    for (const [n, value] of [DATA + 1, 0, 0xabcd, 0, 0, 6, 7].entries()) machine.set('r0', value, n + 1);
    execute(machine, LDR_R0_R1, LDR_R8_R1_PLUS_4, LDR_R9_R1_PLUS_2, LDM_R1_R4_R5, SWP_R2_R3_R1, STR_R0_R1);
    const read = [0, 8, 9, 4, 5, 2].map((n) => (machine.get('r0', n) >>> 0).toString(16));
    expect(read).toEqual(['332211', '44776655', '22110033', '33221100', '77665544', '332211']);
    expect(peek(machine, DATA)).toBe(0x00332211);
    execute(machine, STM_R1_R6_R7);
    expect([peek(machine, DATA), peek(machine, DATA + 4), machine.get('r0', 1)]).toEqual([6, 7, DATA + 1]);
  });

  it('aborts unaligned accesses when SCTLR.A is set', () => {
    const machine = core();
    machine.set('r0', machine.get('sctlr') | SCTLR_A);
    machine.set('r1', DATA + 2);
    poke(machine, CODE, mcr(0, 1, 0, 0, 0), LDR_R0_R1, STOP);
    expect(runTo(machine, DATA_ABORT_VECTOR)).toBe(true);
    expect([machine.get('dfsr'), machine.get('dfar'), machine.get('r14')]).toEqual([1, DATA + 2, CODE + 12]);
  });

  it.each([
    ['CBZ', 0xb108],
    ['NOP', 0xbf00],
    ['IT', 0xbf08],
    ['the second half of BLX with bit 0 set', 0xe801],
  ])('has no 16-bit %s', (_name, half) => {
    expect(runTo(thumbCore(half), UNDEFINED_VECTOR)).toBe(true);
  });

  it('takes the first half of BL for an instruction', () => {
    const machine = thumbCore(0xf7ff, 0x4670); // mov r0, lr
    expect(runTo(machine, CODE + 4)).toBe(true);
    expect([machine.get('r0'), machine.get('r0', LR)]).toEqual([CODE + 4 - 0x1000, CODE + 4 - 0x1000]);
  });

  it('goes on in the second half of BL where an instruction stands between the halves', () => {
    const machine = thumbCore(0xf000, 0x4670, 0xf80e);
    poke(machine, CODE + 0x20, 0xde00de00);
    expect(runTo(machine, CODE + 4 + 0x1c)).toBe(true);
    expect(machine.get('r0', LR)).toBe(CODE + 7);
  });
});
