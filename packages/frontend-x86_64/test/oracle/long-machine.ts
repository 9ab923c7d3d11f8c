import { putWords, systemMachine } from './system-machine.ts';

export const CODE = 0x1000;
export const GDT = 0x2000;
export const IDT = 0x3000;
export const TSS = 0x4000;
export const HANDLER = 0x5000;
export const STACK = 0x8000;
export const TABLES = 0x10000;
/** null, 64-bit code, data, user data, user 64-bit code, TSS (two slots), 32-bit code. */
export const DESCRIPTORS = [
  0n,
  0x00af9b000000ffffn,
  0x00cf93000000ffffn,
  0x00cff3000000ffffn,
  0x00affb000000ffffn,
  0x0000890040000067n,
  0n,
  0x00cf9b000000ffffn,
];
export const HLT = 0xf4;

/** An interrupt gate to 64-bit code. */
export const gate64 = (handler: number, ist = 0, dpl = 0): bigint[] => [
  (BigInt(handler) & 0xffffn) |
    (8n << 16n) |
    (BigInt(ist) << 32n) |
    (BigInt(0x8e | (dpl << 5)) << 40n) |
    ((BigInt(handler) >> 16n) << 48n),
  0n,
];

/** Registers of 64-bit mode, about to run what stands at CODE. */
export const LONG_MODE = {
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
} as const;

/** 64-bit mode, 4-level paging: the first 2 MiB one to one in 4 KiB pages (writable, user), but for page 0x20 (read-only) and 0x21 (absent). */
export function longMode(
  code: readonly number[],
  more: Readonly<Record<string, number | bigint>> = {},
  service?: (name: string) => () => number,
  fills = false,
) {
  const machine = systemMachine(
    code,
    CODE,
    {
      ...LONG_MODE,
      ...more,
    },
    service,
    'x86-64-v2',
    fills,
  );
  putWords(machine, GDT, DESCRIPTORS);
  putWords(machine, TABLES, [BigInt(TABLES + 0x1000) | 7n]);
  putWords(machine, TABLES + 0x1000, [BigInt(TABLES + 0x2000) | 7n]);
  putWords(machine, TABLES + 0x2000, [BigInt(TABLES + 0x3000) | 7n]);
  putWords(
    machine,
    TABLES + 0x3000,
    Array.from({ length: 256 }, (_, i) => (i === 0x21 ? 0n : (BigInt(i) << 12n) | (i === 0x20 ? 5n : 7n))),
  );
  for (let vector = 0; vector < 32; vector++)
    putWords(machine, IDT + 16 * vector, gate64(HANDLER + vector, 0, vector === 3 ? 3 : 0));
  machine.bytesAt(HANDLER, 64).fill(HLT);
  putWords(machine, TSS, [0x7000n << 32n]);
  return machine;
}

/** Vector of the handler that stopped at its HLT. */
export const vectorOf = (pc: number): number => pc - HANDLER - 1;
/** 64-bit word at a physical address. */
export const word = (machine: ReturnType<typeof longMode>, at: number): bigint =>
  new DataView(machine.memory.buffer, machine.hostOf(at), 8).getBigUint64(0, true);
