import { referenceBackEnd } from '@tutti/ir';
import { BenchMachine, type BenchOptions } from '../oracle/bench-machine.ts';

export const CODE = 0x10000;
export const TABLES = 0x20000;
export const DATA = 0x30000;

/** UDF #15: where test code stops. */
export const STOP = 0xe7f000ff;

/** A core with 256 KiB of memory from 0, in SVC mode at CODE. */
export function bench(options: Partial<BenchOptions> = {}): BenchMachine {
  const machine = new BenchMachine({
    model: 'cortex-a9',
    regions: [{ base: 0, bytes: 0x40000 }],
    backEnd: referenceBackEnd,
    ...options,
  });
  machine.core.reset({ registers: { pc: CODE }, held: false });
  return machine;
}

/** Put words into physical memory. */
export function poke(machine: BenchMachine, address: number, ...words: readonly number[]): void {
  const bytes = machine.bytesAt(address, 4 * words.length);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  words.forEach((word, i) => {
    view.setUint32(4 * i, word >>> 0, true);
  });
}

export function peek(machine: BenchMachine, address: number): number {
  const bytes = machine.bytesAt(address, 4);
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
}

/** Run words at CODE to their end, in the present mode; exceptions are taken on the way. */
export function execute(machine: BenchMachine, ...words: readonly number[]): void {
  poke(machine, CODE, ...words, STOP);
  machine.forget();
  machine.set('pc', CODE);
  const end = CODE + 4 * words.length;
  if (!machine.runUntil(() => machine.get('pc') === end)) throw new Error(`did not end:\n${machine.core.describe()}`);
}

/** Run from CODE until the pc has a value. */
export function runTo(machine: BenchMachine, pc: number): boolean {
  machine.forget();
  machine.set('pc', CODE);
  return machine.runUntil(() => machine.get('pc') === pc);
}

/** Encode MCR p15 and MRC p15. */
export const mcr = (opc1: number, crn: number, crm: number, opc2: number, t: number): number =>
  0xee000f10 | (opc1 << 21) | (crn << 16) | (t << 12) | (opc2 << 5) | crm;
export const mrc = (opc1: number, crn: number, crm: number, opc2: number, t: number): number =>
  mcr(opc1, crn, crm, opc2, t) | (1 << 20);
