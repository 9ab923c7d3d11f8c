import { referenceBackEnd } from '@tutti/ir';
import { BenchMachine } from './bench-machine.ts';

/** A machine with 1 MiB of memory at 0 and code at an address, for directed tests of the system part. */
export function systemMachine(
  code: readonly number[],
  at: number,
  registers: Readonly<Record<string, number | bigint>>,
  service?: (name: string) => (a: number, b: number, c: number) => number,
  model = 'x86-64-v2',
  fills = false,
): BenchMachine {
  const machine = new BenchMachine({
    model,
    backEnd: referenceBackEnd,
    regions: [{ base: 0, bytes: 0x100000 }],
    fills,
    ...(service ? { service } : {}),
  });
  machine.bytesAt(at, code.length).set(code);
  machine.core.reset({ registers, held: false });
  return machine;
}

/** Put 64-bit words into physical memory. */
export function putWords(machine: BenchMachine, at: number, words: readonly bigint[]): void {
  for (const [i, word] of words.entries())
    new DataView(machine.memory.buffer, machine.hostOf(at + 8 * i), 8).setBigUint64(0, word, true);
}

/** Run until HLT. */
export function runToHalt(machine: BenchMachine, limit = 200): boolean {
  let halted = false;
  for (let i = 0; i < limit && !halted; i++) {
    const exit = machine.run();
    if (exit === 6) halted = true;
    else if (exit === 4) machine.core.raiseFault();
    else if (exit === 5) machine.core.guestExit(machine.get('exitArg'));
    if (machine.get('shutdown') !== 0) return false;
  }
  return halted;
}
