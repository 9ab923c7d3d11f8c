import { createBuilder, memOperand } from '@tutti/ir';
import { TEST_SHAPE_32, TEST_SHAPE_64, TEST_STATE } from '@tutti/ir/testing';

// What translation costs between decoder and code cache: six guest instructions with flags, a load and a store.
const { r, x } = TEST_STATE.at;
const mem = memOperand(0, 2, 0, 0);
const words = new Int32Array(4096);

const b32 = createBuilder(TEST_SHAPE_32);
function arm(): number {
  const b = b32;
  b.begin(0x1000, 0, 0);
  for (let i = 0; i < 6; i += 1) {
    b.insn(4 * i);
    const left = b.get_i32(r + 4 * (i & 3));
    const right = b.get_i32(r + 4 * ((i + 1) & 3));
    const sum = b.add_i32(left, right);
    b.set_i32(r + 4 * (i & 3), sum);
    b.set_i32(r + 16, sum);
    b.set_i32(r + 20, b.eqz_i32(sum));
    b.set_i32(r + 24, b.lt_u_i32(sum, left));
    if (i === 2) b.set_i32(r, b.load_i32(b.add_i32(sum, b.const_i32(8)), 0, mem));
    if (i === 4) b.store_i32(b.get_i32(r + 28), sum, 0, mem);
  }
  b.branch(b.eqz_i32(b.get_i32(r + 20)), 0x1000, 0, 0x1018, 0);
  return b.finish(words, 0);
}

const b64 = createBuilder(TEST_SHAPE_64);
function x86(): number {
  const b = b64;
  b.begin(0x1000, 0, 0);
  for (let i = 0; i < 6; i += 1) {
    b.insn(3 * i);
    const left = b.wrap_i64(b.get_i64(x + 8 * (i & 3)));
    const right = b.wrap_i64(b.get_i64(x + 8 * ((i + 1) & 3)));
    const sum = b.add_i32(left, right);
    b.set_i64(x + 8 * (i & 3), b.extend_u_i32(sum));
    b.set_i64(x + 32, b.extend_u_i32(sum));
    b.set_i64(x + 40, b.extend_u_i32(right));
    if (i === 2) b.set_i64(x, b.load_u32_i64(b.add_i64(b.get_i64(x + 8), b.const_i64(8, 0)), 0, mem));
    if (i === 4) b.store_i32(b.get_i64(x + 56), sum, 0, mem);
  }
  b.branch(b.eqz_i64(b.get_i64(x + 32)), 0x1000, 0, 0x1018, 0);
  return b.finish(words, 0);
}

function measure(name: string, ops: number, build: () => number): void {
  const times: number[] = [];
  for (let round = 0; round < 12; round += 1) {
    const start = performance.now();
    for (let i = 0; i < 10_000; i += 1) build();
    times.push((performance.now() - start) / 10);
  }
  const us = times.slice(2).sort((x, y) => x - y)[5]!;
  console.log(`${name}: ${us.toFixed(2)} us per block, ${((1000 * us) / ops).toFixed(0)} ns per op, ${build()} words`);
}

// Run by Node itself: a test runner's module loader makes every import an accessor call and all of this 20 times slower.
measure('32-bit guest', 62, arm);
measure('64-bit guest', 68, x86);
