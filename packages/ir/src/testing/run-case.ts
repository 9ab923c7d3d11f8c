import type { BackEnd } from '../back-end.ts';
import { EXIT } from '../exits.ts';
import type { GuestShape } from '../target.ts';
import { slotOf } from '../text/field-names.ts';
import { hex, parseLiteral, parseWord } from '../text/literals.ts';
import { buildProgram } from '../text/program.ts';
import type { ValueType } from '../traits.ts';
import type { Case } from './cases.ts';
import { createTestMachine, type TestMachine, type TestMachineOptions } from './test-machine.ts';
import { TEST_RAM } from './test-memory.ts';
import { TEST_SHAPE_32, TEST_SHAPE_64 } from './test-shape.ts';

export interface RunCaseOptions extends Omit<TestMachineOptions, 'shape'> {
  /** Compile the blocks before the run. */
  readonly compiled?: boolean;
}

/**
 * Run one case on a back end.
 * @returns what differs from the expectations, one line each; empty when all hold
 */
export function runCase(test: Case, backEnd: BackEnd, options: RunCaseOptions = {}): string[] {
  const shape = test.guest === 64 ? TEST_SHAPE_64 : TEST_SHAPE_32;
  const machine = createTestMachine(backEnd, { ...options, shape });
  for (const { pc, program } of test.blocks) machine.place(pc, (b) => buildProgram(b, shape, program));
  if (options.compiled) machine.compile();
  for (const [field, value] of test.set) writeField(machine, shape, field, value);
  for (const [address, bytes] of test.memory)
    ramOf(machine, address, bytes.split(/ +/).length).set(bytes.split(/ +/).map((b) => Number.parseInt(b, 16)));
  const exit = machine.run(test.blocks[0]!.pc);
  return test.expect.flatMap(([what, value]) => {
    const got = observe(machine, shape, what, value, exit);
    return got === value || sameValue(shape, what, got, value) ? [] : [`${what}: expected ${value}, got ${got}`];
  });
}

function observe(machine: TestMachine, shape: GuestShape, what: string, value: string, exit: number): string {
  if (what === 'exit') return Object.entries(EXIT).find(([, reason]) => reason === exit)![0];
  if (what === 'slow') return `${machine.guest.count}`;
  if (what.startsWith('mem ')) {
    const bytes = ramOf(machine, what.slice(4), value.split(/ +/).length);
    return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join(' ');
  }
  return hex(readField(machine, shape, what));
}

/** Whether two literals of a field are the same bits; `nan` stands for any NaN. */
function sameValue(shape: GuestShape, what: string, got: string, value: string): boolean {
  if (what === 'exit' || what === 'slow' || what.startsWith('mem ')) return false;
  const type = typeOf(shape, what);
  if (value === 'nan') return Number.isNaN(type === 'f32' ? f32(BigInt(got)) : f64(BigInt(got)));
  return parseLiteral(type, value) === BigInt(got);
}

const f32 = (bits: bigint): number => new Float32Array(Uint32Array.of(Number(bits)).buffer)[0]!;
const f64 = (bits: bigint): number => new Float64Array(BigUint64Array.of(bits).buffer)[0]!;

/** Value type of a field by its name. */
function typeOf(shape: GuestShape, name: string): ValueType {
  const { type } = shape.state.fields[/^\w+/.exec(name)![0]]!;
  return type as ValueType;
}

const BYTES = { i32: 4, i64: 8, f32: 4, f64: 8, v128: 16 } as const;

function writeField(machine: TestMachine, shape: GuestShape, field: string, text: string): void {
  const type = typeOf(shape, field);
  const at = machine.core + slotOf(shape, field);
  const bits = parseLiteral(type, text);
  for (let i = 0; i < BYTES[type]; i += 4)
    machine.view.setInt32(at + i, Number(BigInt.asIntN(32, bits >> BigInt(8 * i))), true);
}

/** Bits of a field of the core's state, by name. */
export function readField(machine: TestMachine, shape: GuestShape, field: string): bigint {
  const at = machine.core + slotOf(shape, field);
  let bits = 0n;
  for (let i = 0; i < BYTES[typeOf(shape, field)]; i += 4)
    bits |= BigInt(machine.view.getUint32(at + i, true)) << BigInt(8 * i);
  return bits;
}

function ramOf(machine: TestMachine, address: string, length: number): Uint8Array {
  return new Uint8Array(machine.memory.buffer, machine.ramHost + parseWord(address) - TEST_RAM, length);
}
