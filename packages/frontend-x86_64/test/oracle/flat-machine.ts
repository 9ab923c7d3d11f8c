import type { BenchMachine } from './bench-machine.ts';
import { CODE, DESCRIPTORS, GDT, gate64, HANDLER, HLT, IDT, LONG_MODE, TABLES, TSS } from './long-machine.ts';
import { putWords, systemMachine } from './system-machine.ts';

export { CODE, HLT, STACK } from './long-machine.ts';
export const FAULTED = { NONE: -1 } as const;

/** 64-bit mode with the first MiB one to one, user and writable; the handler of exception n is a HLT at a place of its own. */
export function flat64(
  code: readonly number[],
  registers: Readonly<Record<string, number | bigint>> = {},
  service?: (name: string) => (a: number, b: number, c: number) => number,
  model?: string,
): BenchMachine {
  const machine = systemMachine(
    code,
    CODE,
    {
      ...LONG_MODE,
      ...registers,
    },
    service,
    model,
  );
  putWords(machine, GDT, DESCRIPTORS);
  for (let level = 0; level < 3; level++)
    putWords(machine, TABLES + 0x1000 * level, [BigInt(TABLES + 0x1000 * (level + 1)) | 7n]);
  putWords(
    machine,
    TABLES + 0x3000,
    Array.from({ length: 256 }, (_, i) => (BigInt(i) << 12n) | 7n),
  );
  for (let vector = 0; vector < 32; vector++) putWords(machine, IDT + 16 * vector, gate64(HANDLER + vector));
  machine.bytesAt(HANDLER, 64).fill(HLT);
  putWords(machine, TSS, [0x7000n << 32n]);
  return machine;
}

/** Vector of the exception whose handler the machine halted in; -1: none. */
export function vectorOf(machine: BenchMachine): number {
  const vector = machine.get('pc') - HANDLER - 1;
  return vector >= 0 && vector < 32 ? vector : FAULTED.NONE;
}
