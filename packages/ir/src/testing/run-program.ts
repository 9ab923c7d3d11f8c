import type { BackEnd } from '../back-end.ts';
import { EXIT } from '../exits.ts';
import type { GuestShape } from '../target.ts';
import { hex } from '../text/literals.ts';
import { buildProgram } from '../text/program.ts';
import type { ArbitraryProgram } from './arbitrary-program.ts';
import type { RunCaseOptions } from './run-case.ts';
import { readField } from './run-case.ts';
import { createTestMachine, type TestMachine } from './test-machine.ts';
import { TEST_RAM, TEST_RAM_BYTES } from './test-memory.ts';

export interface RunProgramOptions extends RunCaseOptions {
  /** Guest instructions until the run ends. */
  readonly budget?: number;
}

const COMPARED = ['r', 'x', 'f', 'd', 'v'] as const;
const FAULT_FIELDS = ['faultCode', 'faultLo', 'faultHi', 'faultAccess'] as const;

/**
 * Run a program on a back end, from a fixed state and memory.
 * @returns all that a guest could see, as lines: exit, registers, faults, memory. Equal programs must give equal lines whatever
 * the back end, the passes, and whether the TLB was filled.
 */
export function runProgram(
  program: ArbitraryProgram,
  shape: GuestShape,
  backEnd: BackEnd,
  options: RunProgramOptions = {},
): string[] {
  const machine = createTestMachine(backEnd, { ...options, shape });
  for (const { pc, program: statements } of program.blocks)
    machine.place(pc, (b) => buildProgram(b, shape, statements));
  if (options.compiled) machine.compile();
  scramble(machine);
  setWord(machine, shape.state.at['budget']!, options.budget ?? 40);
  const exit = machine.run(program.blocks[0]!.pc);
  return observe(machine, shape, exit);
}

function setWord(machine: TestMachine, offset: number, value: number): void {
  machine.words[(machine.core + offset) >> 2] = value;
}

/** Fixed contents of registers and memory: small numbers, floats and noise. */
function scramble(machine: TestMachine): void {
  const { state } = machine.target.shape;
  for (const name of COMPARED) {
    const field = state.fields[name]!;
    for (let at = field.offset; at < field.offset + field.stride * field.count; at += 4) {
      const noise = Math.imul(at + 1, 0x9e3779b1);
      const float = name === 'f' || name === 'v' ? 0x3f800000 + (noise >>> 14) : 0x3ff00000 + (noise >>> 18);
      setWord(machine, at, name === 'f' || name === 'd' || name === 'v' ? float : at % 3 === 0 ? noise : at & 31);
    }
  }
  for (let i = 0; i < TEST_RAM_BYTES; i += 4) machine.words[(machine.ramHost + i) >> 2] = initial(i);
}

const initial = (offset: number): number => Math.imul(offset ^ 0x5a5a, 0x85ebca6b) | 0;

function observe(machine: TestMachine, shape: GuestShape, exit: number): string[] {
  const lines = [`exit ${Object.entries(EXIT).find(([, reason]) => reason === exit)![0]}`];
  const field = (name: string): void => {
    lines.push(`${name} = ${hex(readField(machine, shape, name))}`);
  };
  field('pc');
  field('pcHi');
  field('budget');
  if (exit === EXIT.FAULT) FAULT_FIELDS.forEach(field);
  if (exit === EXIT.GUEST) field('exitArg');
  for (const name of COMPARED) for (let i = 0; i < shape.state.fields[name]!.count; i += 1) field(`${name}[${i}]`);
  for (let i = 0; i < TEST_RAM_BYTES; i += 4) {
    const word = machine.words[(machine.ramHost + i) >> 2]!;
    if (word !== initial(i)) lines.push(`mem ${hex(TEST_RAM + i)} = ${hex(word >>> 0)}`);
  }
  return lines;
}
