import { POWER_SWITCH } from '@tutti/devices-core';
import { builtInBoard, type Machine, type MachineOptions, type NamedBytes } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';
import { DUET_ARM, DUET_X86 } from '../../src/boards/duet-map.ts';
import { ArmAssembler, type ArmRegister, R0, R1, R2, R4, R5, R6 } from '../../src/guests/arm-assembler.ts';
import { at, R12, RBX, RCX, RDI, X86Assembler } from '../../src/guests/x86-assembler.ts';

type Board = Parameters<typeof createMachine>[0];

/** What a finished machine said and left. */
export interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly machine: Machine;
}

/** Run a board until its guest powers off. */
export async function runBoard(board: Board, options: MachineOptions): Promise<Outcome> {
  const machine = await createMachine(board, options);
  let output = '';
  let status = -1;
  let report = '';
  machine.on('console', ({ bytes }) => {
    output += new TextDecoder().decode(bytes);
  });
  machine.on('state', ({ state, code }) => {
    if (state === 'off') status = code;
  });
  machine.on('crash', (event) => {
    report = event.report;
  });
  await machine.start();
  await machine.ended();
  await machine.stop();
  if (report !== '') throw new Error(report);
  return { code: status, output, machine };
}

/** Run `duet` with the command line `work` for both sides. */
export const runDuet = (work: string, options: MachineOptions = {}): Promise<Outcome> =>
  runBoard(builtInBoard('duet'), { ...options, files: { arm: { append: work }, x86: { append: work } } });

/** Files of `duet` for programs without a kernel's format. */
export const rawFiles = (images: Readonly<Record<'arm' | 'x86', { readonly image: NamedBytes }>>) => ({
  arm: { ...images.arm, protocol: 'raw' },
  x86: { ...images.x86, protocol: 'raw' },
});

/** Words of shared memory that the programs below meet at. */
export const WORD = { subject: 0, done: 0x40, flag: 0x80, answer: 0xc0 } as const;
const CORES = 4;
const TIMES = 10_000;

/** A program for every ARM core that does `body` so many times; the first one then waits for all and powers off. r4 is shared memory. */
export function armWorker(body: (a: ArmAssembler) => void): NamedBytes {
  const a = new ArmAssembler(DUET_ARM.ram);
  a.mov32(R4, DUET_ARM.shared);
  a.mov(R5, R0);
  a.mov32(R6, TIMES);
  a.label('next');
  body(a);
  a.immediate('subs', R6, R6, 1);
  a.b('next', 'ne');
  armAdd(a, R2, 1, WORD.done, 'finish');
  a.cmp(R5, 0);
  a.b('sleep', 'ne');
  a.label('wait');
  a.yield();
  a.memory('ldr', R0, R4, WORD.done);
  a.cmp(R0, CORES);
  a.b('wait', 'ne');
  armOff(a, 0);
  a.label('sleep');
  a.wfi();
  a.b('sleep');
  return { path: 'arm', bytes: a.code.finish() };
}

/** Add `value` to a shared word with exclusive accesses. Changes r0, r1, r3 and `pointer`. */
export function armAdd(a: ArmAssembler, pointer: ArmRegister, value: number, word: number, label: string): void {
  a.mov32(pointer, DUET_ARM.shared + word);
  a.mov32(3, value);
  a.label(label);
  a.ldrex(R0, pointer);
  a.register('add', R0, R0, 3);
  a.strex(R1, R0, pointer);
  a.cmp(R1, 0);
  a.b(label, 'ne');
}

/** Power off with the status in r0, or with `status`. */
export function armOff(a: ArmAssembler, status?: number): void {
  if (status !== undefined) a.mov32(R0, status);
  a.mov32(R1, DUET_ARM.power);
  a.memory('str', R0, R1, POWER_SWITCH.at.OFF);
}

/** The same for every x86 core. rbx is shared memory. */
export function x86Worker(body: (a: X86Assembler) => void): NamedBytes {
  const a = new X86Assembler(DUET_X86.program);
  a.register('mov', R12, RDI);
  a.mov(RBX, DUET_X86.shared);
  a.mov(RCX, TIMES);
  a.label('next');
  body(a);
  a.immediate('sub', RCX, 1);
  a.j('ne', 'next');
  a.alone('lock_inc', at(RBX, WORD.done));
  x86Sleep(a);
  return { path: 'x86', bytes: a.code.finish() };
}

export function x86Sleep(a: X86Assembler): void {
  a.label('sleep');
  a.plain('cli');
  a.plain('hlt');
  a.jmp('sleep');
}

/** Additions that each of the two cores of a side makes, in all. */
export const SIDE_TOTAL = 2 * TIMES;

/** A word of shared memory after the end. */
export function sharedWord(machine: Machine, offset: number): number {
  const bytes = new Uint8Array(4);
  machine.readMemory('arm', DUET_ARM.shared + offset, bytes);
  return new DataView(bytes.buffer).getUint32(0, true);
}
