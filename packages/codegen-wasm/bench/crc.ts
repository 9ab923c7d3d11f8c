import { type BlockBuilder, CORE, EXIT, memOperand } from '@tutti/ir';
import { createTestMachine, TEST_RAM, TEST_STATE, type TestMachine } from '@tutti/ir/testing';
import { wasmBackEnd } from '../src/index.ts';
import { recordShapes } from '../src/record.ts';
import { decodeBlock } from '../src/region/decode.ts';

const r = (i: number): number => TEST_STATE.at.r + 4 * i;
const HEAD = 0x1000;
const DONE = 0x1040;

/**
 * The measured guest loop, ten instructions: a table-driven CRC over a buffer, as a compiler would write it for a 32-bit guest,
 * ending in a compare that sets two flags. r0 is the pointer, r1 the end, r2 the CRC, r3 the table.
 */
export function buildCrcLoop(machine: TestMachine): number {
  const mem = memOperand(0, 0, 0, 4);
  const head = machine.place(HEAD, (b: BlockBuilder) => {
    for (let i = 0; i < 10; i++) b.insn(4 * i);
    const byte = b.load_u8_i32(b.get_i32(r(0)), 0, mem);
    b.set_i32(r(0), b.add_i32(b.get_i32(r(0)), b.const_i32(1)));
    const index = b.and_i32(b.xor_i32(b.get_i32(r(2)), byte), b.const_i32(0xff));
    const entry = b.load_i32(b.add_i32(b.get_i32(r(3)), b.shl_i32(index, b.const_i32(2))), 0, mem);
    b.set_i32(r(2), b.xor_i32(entry, b.shr_u_i32(b.get_i32(r(2)), b.const_i32(8))));
    const less = b.lt_u_i32(b.get_i32(r(0)), b.get_i32(r(1)));
    b.set_i32(r(4), less);
    b.set_i32(r(5), b.eq_i32(b.get_i32(r(0)), b.get_i32(r(1))));
    b.branch(less, HEAD, 0, DONE, 0);
  });
  machine.place(DONE, (b: BlockBuilder) => {
    b.insn(0);
    b.exit(EXIT.GUEST, 0);
  });
  return head;
}

/** Records of a block, for figures per op. */
export const opsOf = (machine: TestMachine, block: number): number =>
  decodeBlock(machine.words, block, recordShapes('i32')).body.length + 1;

/** One pass over 32 KiB of guest memory. @returns guest instructions */
export function runCrc(machine: TestMachine): number {
  const { words, core } = machine;
  words[(core + r(0)) >> 2] = TEST_RAM;
  words[(core + r(1)) >> 2] = TEST_RAM + 0x8000;
  words[(core + r(3)) >> 2] = TEST_RAM + 0x8000;
  words[(core + CORE.at.budget) >> 2] = 2_000_000;
  const exit = machine.run(HEAD);
  if (exit !== EXIT.GUEST) throw new Error(`exit ${exit}`);
  return 2_000_000 - (words[(core + CORE.at.budget) >> 2] as number);
}

export const createMachine = (): TestMachine => createTestMachine(wasmBackEnd);
