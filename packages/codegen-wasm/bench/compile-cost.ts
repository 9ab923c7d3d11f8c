import { BLOCK, type BlockBuilder, EXIT, memOperand } from '@tutti/ir';
import { createTestMachine, TEST_STATE } from '@tutti/ir/testing';
import { wasmBackEnd } from '../src/index.ts';

const r = (i: number): number => TEST_STATE.at.r + 4 * (i & 7);
const BLOCKS = 480;
const BLOCK_BYTES = 0x20;
const BASE = 0x10_0000;

/** What a compiler writes between branches: loads, stores and arithmetic on eight registers, then a compare with flags. */
function build(b: BlockBuilder, n: number): void {
  const mem = (offset: number): number => memOperand(0, 0, 0, offset);
  for (let i = 0; i < 8; i++) b.insn(4 * i);
  b.set_i32(r(n), b.load_i32(b.get_i32(r(n + 1)), 8, mem(0)));
  b.set_i32(r(n + 2), b.add_i32(b.get_i32(r(n)), b.get_i32(r(n + 3))));
  b.store_i32(b.get_i32(r(n + 1)), b.get_i32(r(n + 2)), 12, mem(8));
  b.set_i32(r(n + 4), b.shl_i32(b.get_i32(r(n + 2)), b.const_i32(3)));
  b.set_i32(r(n + 5), b.load_u8_i32(b.get_i32(r(n + 4)), 0, mem(16)));
  b.set_i32(r(n + 6), b.xor_i32(b.get_i32(r(n + 5)), b.get_i32(r(n))));
  b.set_i32(r(n + 7), b.lt_s_i32(b.get_i32(r(n + 6)), b.get_i32(r(n + 2))));
  const pc = BASE + n * BLOCK_BYTES;
  const next = pc + BLOCK_BYTES;
  if (n % 12 === 11) b.branch(b.get_i32(r(n + 7)), pc - 11 * BLOCK_BYTES, 0, next, 0);
  else if (n % 5 === 2) b.branch(b.get_i32(r(n + 7)), next + BLOCK_BYTES, 0, next, 0);
  else b.jump(next, 0);
}

const machine = createTestMachine(wasmBackEnd);
const blocks: number[] = [];
for (let n = 0; n < BLOCKS; n++) blocks.push(machine.place(BASE + n * BLOCK_BYTES, (b) => build(b, n)));
machine.place(BASE + BLOCKS * BLOCK_BYTES, (b) => b.exit(EXIT.GUEST, 0));
const byPc = new Map(blocks.map((block) => [machine.view.getInt32(block + BLOCK.at.pc, true), block]));
const entries = blocks.filter((_, n) => n % 12 === 0);

for (let round = 0; round < 5; round++) {
  const compiler = wasmBackEnd.createCompiler(machine.memory, machine.target, { findBlock: (pc) => byPc.get(pc) ?? 0 });
  const start = performance.now();
  const module = compiler.compile(entries, 1);
  if (!module) throw new Error('nothing compiled');
  const emitted = performance.now();
  machine.executor.install(module.bytes, 1);
  const installed = performance.now();
  const count = module.members.reduce((sum, members) => sum + members.length, 0);
  const perBlock = (ms: number): string => ((1000 * ms) / count).toFixed(1);
  console.log(
    `${module.entries.length} regions, ${count} blocks: emit ${perBlock(emitted - start)} us, install ${perBlock(installed - emitted)} us, ` +
      `${(module.bytes.length / count).toFixed(0)} bytes of wasm per block`,
  );
}
