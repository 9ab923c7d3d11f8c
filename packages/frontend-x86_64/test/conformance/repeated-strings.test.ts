import { describe, expect, it } from 'vitest';
import { CODE, HLT, longMode } from '../oracle/long-machine.ts';
import { runToHalt } from '../oracle/system-machine.ts';
import { Random } from './random.ts';

/** REX.W of 8-byte elements, operand size of 2-byte ones, REP. */
const PREFIXES: Readonly<Record<number, readonly number[]>> = {
  1: [0xf3],
  2: [0x66, 0xf3],
  4: [0xf3],
  8: [0xf3, 0x48],
};
const MOVS = 0xa4;
const STOS = 0xaa;
const AREA = 0x40000;

/** Registers and memory after a repeated instruction, with the helper that does many elements at once and without. */
function bothWays(opcode: number, bytes: number, registers: Readonly<Record<string, number | bigint>>) {
  const [bulk, single] = [true, false].map((fills) => {
    const code = [...PREFIXES[bytes]!, opcode + (bytes === 1 ? 0 : 1), HLT];
    const machine = longMode(code, registers, undefined, fills);
    const area = machine.bytesAt(AREA, 0x4000);
    for (let i = 0; i < area.length; i++) area[i] = (i * 7 + (i >> 8)) & 0xff;
    const halted = runToHalt(machine, 4000);
    return {
      halted,
      pc: machine.get('pc'),
      registers: ['rcx', 'rsi', 'rdi', 'rax', 'cr2'].map((name) => machine.get64(name)),
      memory: machine.bytesAt(AREA, 0x4000).join(),
    };
  });
  return { bulk, single };
}

describe('repeated strings do at once what they do element by element', () => {
  it.each([1, 2, 4, 8])('STOS of %i bytes, any count and place', (bytes) => {
    const random = new Random(bytes);
    for (let n = 0; n < 12; n++) {
      const registers = {
        rcx: random.pick([0, 1, 4, 5, 13, 128, 600]),
        rdi: AREA + random.pick([0, 8, 0xff0, 0xff9, 0x803]),
        rax: random.pick([0n, 0x5a5a5a5a5a5a5a5an, 0x123456789abcdef0n]),
      };
      const { bulk, single } = bothWays(STOS, bytes, registers);
      expect(
        bulk,
        JSON.stringify(registers, (_, value) => String(value)),
      ).toEqual(single);
    }
  });

  it.each([1, 2, 4, 8])('MOVS of %i bytes, any count, place and overlap', (bytes) => {
    const random = new Random(bytes);
    for (let n = 0; n < 12; n++) {
      const registers = {
        rcx: random.pick([0, 1, 5, 13, 128, 500]),
        rsi: AREA + random.pick([0x100, 0xff8, 0xffd]),
        rdi: AREA + random.pick([0x104, 0x108, 0xf8, 0x2000, 0x2ff9]),
      };
      const { bulk, single } = bothWays(MOVS, bytes, registers);
      expect(bulk, JSON.stringify(registers)).toEqual(single);
    }
  });

  it('a page that is missing in the middle faults at its first element', () => {
    const { bulk, single } = bothWays(STOS, 8, { rcx: 600, rdi: 0x20ff0 - 0x1ff0, rax: 1 });
    expect(bulk).toEqual(single);
    const read = bothWays(MOVS, 8, { rcx: 600, rsi: 0x20e00, rdi: AREA });
    expect(read.bulk).toEqual(read.single);
    expect(read.bulk!.registers).toEqual([600n - 64n, 0x21000n, BigInt(AREA + 0x200), 0n, 0x21000n]);
  });

  it('a count of 0 touches nothing', () => {
    const machine = longMode([0xf3, 0x48, 0xab, HLT], { rcx: 0, rdi: 0x900000000000n });
    expect(runToHalt(machine)).toBe(true);
    expect([machine.get('pc'), machine.get64('rcx'), machine.get64('rdi')]).toEqual([CODE + 4, 0n, 0x900000000000n]);
  });
});
