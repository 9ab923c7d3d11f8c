import { createBuilder, printRecords, referenceBackEnd } from '@tutti/ir';
import { createTestMachine, TEST_SHAPE_32, TEST_STATE } from '@tutti/ir/testing';

// while (r0 != 0) { r1 += 2; r0 -= 1; }
const machine = createTestMachine(referenceBackEnd);
machine.place(0x1000, (b) => {
  const { r } = TEST_STATE.at;
  b.insn(0);
  b.set_i32(r + 4, b.add_i32(b.get_i32(r + 4), b.const_i32(2)));
  b.set_i32(r, b.sub_i32(b.get_i32(r), b.const_i32(1)));
  b.branch(b.get_i32(r), 0x1000, 0, 0x1010, 0);
});
machine.words[(machine.core + TEST_STATE.at.r) >> 2] = 10;
machine.run(0x1000);
console.log(machine.words[(machine.core + TEST_STATE.at.r + 4) >> 2]); // 20

const b = createBuilder(TEST_SHAPE_32);
b.begin(0x2000, 0, 0);
b.set_i32(TEST_STATE.at.r, b.mul_i32(b.get_i32(TEST_STATE.at.r), b.const_i32(8)));
b.exit(5, 0);
const words = new Int32Array(b.wordsBound());
console.log(printRecords(TEST_SHAPE_32, words, 0, b.finish(words, 0))); // r[0] = shl_i32 r[0] #3
