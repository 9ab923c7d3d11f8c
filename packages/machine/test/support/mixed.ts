import { POWER_SWITCH } from '@tutti/devices-core';
import { builtInBoard, type Machine, type MachineOptions, type NamedBytes } from '@tutti/machine';
import { createMachine } from '@tutti/machine/node';
import { DUET_ARM } from '../../src/boards/duet-map.ts';
import { type ArmAssembler, R0, R1 } from '../../src/guests/arm-assembler.ts';
import type { X86Assembler } from '../../src/guests/x86-assembler.ts';

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

/** Power off with the status in r0, or with `status`. Changes r1. */
export function armOff(a: ArmAssembler, status?: number): void {
  if (status !== undefined) a.mov32(R0, status);
  a.mov32(R1, DUET_ARM.power);
  a.memory('str', R0, R1, POWER_SWITCH.at.OFF);
}

/** Let an ARM core sleep for ever. */
export function armSleep(a: ArmAssembler, label: string): void {
  a.label(label);
  a.wfi();
  a.b(label);
}

/** The same for an x86 core. */
export function x86Sleep(a: X86Assembler, label: string): void {
  a.label(label);
  a.plain('cli');
  a.plain('hlt');
  a.jmp(label);
}

/** Bytes of shared memory after the end, as one little-endian number. */
export function sharedNumber(machine: Machine, offset: number, length: number): bigint {
  const bytes = new Uint8Array(length);
  machine.readMemory('arm', DUET_ARM.shared + offset, bytes);
  return bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
}
