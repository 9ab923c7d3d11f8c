import { EXIT, referenceBackEnd } from '@tutti/ir';
import { describe, expect, it } from 'vitest';
import { BenchMachine } from '../oracle/bench-machine.ts';
import { putWords } from '../oracle/system-machine.ts';
import { Random } from './random.ts';

const CODE = 0x1000;
const DATA = 0x3000;
const TABLES = 0x8000;
const HLT = 0xf4;

/** Instructions by code size: the bytes before the immediate, and the immediate's length. `[rbx]` and `[bx]` are DATA. */
const IMMEDIATES: Readonly<Record<16 | 32 | 64, readonly (readonly [before: readonly number[], bytes: number])[]>> = {
  64: [
    ...[0x04, 0x0c, 0x14, 0x1c, 0x24, 0x2c, 0x34, 0x3c, 0xb0, 0xb4, 0xa8].map((op) => [[op], 1] as const),
    ...[0x05, 0x0d, 0x15, 0x1d, 0x25, 0x2d, 0x35, 0x3d, 0xb8, 0xa9].map((op) => [[op], 4] as const),
    ...[0x05, 0x15, 0x3d, 0xb8, 0xa9].map((op) => [[0x66, op], 2] as const),
    ...[0x05, 0x1d, 0x3d, 0xa9].map((op) => [[0x48, op], 4] as const),
    [[0x48, 0xb8], 8],
    [[0x48, 0xc7, 0xc0], 4],
    [[0xc7, 0xc0], 4],
    [[0xc7, 0x03], 4],
    [[0x66, 0xc7, 0x03], 2],
    [[0x48, 0xc7, 0x43, 0x08], 4],
    [[0xc6, 0x03], 1],
    [[0x80, 0x03], 1],
    [[0x83, 0x03], 1],
    [[0x48, 0x83, 0xe8], 1],
    [[0x66, 0x83, 0xd0], 1],
    [[0xf0, 0x81, 0x03], 4],
    [[0x48, 0x81, 0xc8], 4],
    [[0xf6, 0x03], 1],
    [[0xf7, 0xc0], 4],
    [[0x48, 0xf7, 0x03], 4],
    [[0x6a], 1],
    [[0x68], 4],
    [[0x66, 0x68], 2],
    [[0x6b, 0xc3], 1],
    [[0x69, 0xc3], 4],
    [[0x48, 0x69, 0xc3], 4],
    [[0x66, 0x69, 0xc3], 2],
  ],
  32: [
    [[0xb8], 4],
    [[0x66, 0xb8], 2],
    [[0x82, 0xc0], 1],
    [[0x81, 0x03], 4],
    [[0x68], 4],
    [[0x66, 0x6a], 1],
    [[0x2d], 4],
  ],
  16: [
    [[0xb8], 2],
    [[0x66, 0xb8], 4],
    [[0x81, 0x07], 2],
    [[0x66, 0x81, 0x07], 4],
    [[0x3d], 2],
    [[0x6b, 0xc3], 1],
  ],
};

/** Registers that a core starts with in code of a size; paging is one to one. */
const MODES: Readonly<Record<16 | 32 | 64, Readonly<Record<string, number | bigint>>>> = {
  16: { cs: 0, ss: 0, ds: 0, es: 0 },
  32: { flat: 32, cr0: 1n },
  64: { flat: 64, cr0: 0x80010031n, cr3: TABLES, cr4: 0x620n, efer: 0xd01n },
};

function machineFor(patched?: (...bits: readonly number[]) => void): BenchMachine {
  const machine = new BenchMachine({
    model: 'x86-64-v2',
    backEnd: referenceBackEnd,
    regions: [{ base: 0, bytes: 0x10000 }],
    ...(patched && { patched }),
  });
  putWords(machine, TABLES, [BigInt(TABLES + 0x1000) | 7n]);
  putWords(machine, TABLES + 0x1000, [BigInt(TABLES + 0x2000) | 7n]);
  putWords(machine, TABLES + 0x2000, [0x87n]);
  return machine;
}

/** Run the code from the same registers and data. @returns registers, flags, data and stack */
function run(machine: BenchMachine, size: 16 | 32 | 64): string {
  machine.core.reset({
    registers: { ...MODES[size], rip: CODE, rax: 0x1122334455667788n, rbx: BigInt(DATA), rsp: 0x5000n },
    held: false,
  });
  machine.bytesAt(DATA, 16).set(Array.from({ length: 16 }, (_, i) => 0x35 + 7 * i));
  machine.bytesAt(0x4f00, 0x100).fill(0);
  const exit = machine.run();
  const flags = [machine.get64('res'), machine.get64('aux'), machine.get64('df'), machine.get('cf')];
  expect(exit).toBe(EXIT.WAIT);
  return [
    machine.get('pc'),
    machine.stateBytes('rax', 16).join(),
    machine.get64('rsp'),
    flags.join(),
    machine.bytesAt(DATA, 16).join(),
    machine.bytesAt(0x4f00, 0x100).join(),
  ].join(' ');
}

describe('immediates that are read when the block runs', () => {
  it.each([16, 32, 64] as const)('do in %i-bit code what they do in a new translation', (size) => {
    const random = new Random(size);
    for (const [before, bytes] of IMMEDIATES[size]) {
      const told: (readonly number[])[] = [];
      const machine = machineFor((...bits) => void told.push(bits));
      const immediate = machine.bytesAt(CODE + before.length, bytes);
      machine.bytesAt(CODE, 16).set([...before, ...new Array(bytes).fill(0), HLT]);
      run(machine, size);
      // The bits of the immediate and no others.
      const bits = 2n ** BigInt(8 * bytes) - 1n;
      expect(told).toEqual([[before.length, Number(BigInt.asIntN(32, bits)), Number(BigInt.asIntN(32, bits >> 32n))]]);
      for (let n = 0; n < 6; n++) {
        immediate.set(Array.from({ length: bytes }, () => random.below(256)));
        const fresh = machineFor();
        fresh.bytesAt(CODE, 16).set(machine.bytesAt(CODE, 16));
        const text = [...machine.bytesAt(CODE, before.length + bytes)].map((b) => b.toString(16)).join(' ');
        expect(run(machine, size), text).toBe(run(fresh, size));
      }
    }
  });
});
