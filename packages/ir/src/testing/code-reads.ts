import type { BackEnd } from '../back-end.ts';
import { memOperand } from '../mem-operand.ts';
import { type RunCaseOptions, readField } from './run-case.ts';
import { createTestMachine } from './test-machine.ts';
import { TEST_RAM } from './test-memory.ts';
import { TEST_SHAPE_32, TEST_STATE } from './test-shape.ts';

/**
 * Run a block that reads eight bytes of guest code at an odd place twice, with a store to some of them in between.
 * @returns what it read
 */
export function codeReads(backEnd: BackEnd, options: RunCaseOptions = {}): bigint[] {
  const shape = TEST_SHAPE_32;
  const machine = createTestMachine(backEnd, { ...options, shape });
  const host = machine.ramHost + 5;
  machine.place(0x1000, (b) => {
    b.insn(0);
    b.set_i64(TEST_STATE.at.x, b.code_i64(host));
    b.store_i32(b.const_i32(TEST_RAM), b.const_i32(0x11223344), 8, memOperand(0, 0, 0, 0));
    b.set_i64(TEST_STATE.at.x + 8, b.code_i64(host));
    b.exit(5, 0);
  });
  if (options.compiled) machine.compile();
  for (let i = 0; i < 16; i++) machine.view.setUint8(machine.ramHost + i, 0xa0 + i);
  machine.run(0x1000);
  return [0, 1].map((i) => readField(machine, shape, `x[${i}]`));
}
