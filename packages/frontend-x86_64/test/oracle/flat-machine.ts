import type { BenchMachine } from './bench-machine.ts';
import { putWords, systemMachine } from './system-machine.ts';

export const CODE = 0x1000;
const GDT = 0x2000;
const IDT = 0x3000;
const TSS = 0x4000;
const HANDLER = 0x5000;
export const STACK = 0x8000;
const TABLES = 0x10000;
export const HLT = 0xf4;
export const FAULTED = { NONE: -1 } as const;
/** null, 64-bit code, data, user data, user 64-bit code, TSS (two slots), 32-bit code. */
const DESCRIPTORS = [
  0n,
  0x00af9b000000ffffn,
  0x00cf93000000ffffn,
  0x00cff3000000ffffn,
  0x00affb000000ffffn,
  0x0000890040000067n,
  0n,
  0x00cf9b000000ffffn,
];

const gate64 = (handler: number): bigint[] => [
  (BigInt(handler) & 0xffffn) | (8n << 16n) | (0x8en << 40n) | ((BigInt(handler) >> 16n) << 48n),
  0n,
];

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
      flat: 64,
      cs: 8,
      ss: 0x10,
      ds: 0x10,
      es: 0x10,
      rip: CODE,
      cr0: 0x80010031n,
      cr3: TABLES,
      cr4: 0x620n,
      efer: 0xd01n,
      gdtBase: GDT,
      gdtLimit: 0x3f,
      idtBase: IDT,
      idtLimit: 0xfff,
      'tr.base': TSS,
      tr: 0x28,
      'tr.attributes': 0x8b00,
      'tr.limit': 0x67,
      rsp: STACK,
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
