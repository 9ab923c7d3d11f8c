import { BLOCK, type BlockBuilder, CORE, EXIT } from '@tutti/ir';
import { createTestMachine, TEST_STATE } from '@tutti/ir/testing';
import { wasmBackEnd } from '../src/index.ts';

const r = (i: number): number => TEST_STATE.at.r + 4 * i;
const CALLER = 0x1000;
const CALLEE = 0x1040;
const ROUNDS = 200_000;

/** A loop over two blocks of one instruction each, joined by the kind of jump that is measured. */
function build(kind: 'link' | 'indirect') {
  const machine = createTestMachine(wasmBackEnd);
  const place = (pc: number, to: number): void => {
    machine.place(pc, (b: BlockBuilder) => {
      b.insn(0);
      b.set_i32(r(0), b.add_i32(b.get_i32(r(0)), b.const_i32(1)));
      if (kind === 'link') b.jump(to, 0);
      else b.indirect(b.get_i32(r(pc === CALLER ? 1 : 2)));
    });
  };
  place(CALLER, CALLEE);
  place(CALLEE, CALLER);
  return machine;
}

function measure(label: string, kind: 'link' | 'indirect', modules: 0 | 1 | 2): void {
  const machine = build(kind);
  const { words, core, blocks } = machine;
  const run = (): void => {
    words[(core + r(1)) >> 2] = CALLEE;
    words[(core + r(2)) >> 2] = CALLER;
    words[(core + CORE.at.budget) >> 2] = ROUNDS;
    const exit = machine.run(CALLER);
    if (exit !== EXIT.BUDGET) throw new Error(`exit ${exit}`);
  };
  run();
  const compiler = wasmBackEnd.createCompiler(machine.memory, machine.target, { maxBlocks: 1 });
  const offsets = [...blocks.values()];
  const groups = modules === 2 ? offsets.map((block) => [block]) : modules === 1 ? [offsets] : [];
  for (const [i, group] of groups.entries()) {
    const module = compiler.compile(group, 1 + i);
    if (!module) throw new Error('nothing compiled');
    machine.executor.install(module.bytes, 1 + i);
    for (const [k, block] of module.entries.entries()) words[(block + BLOCK.at.code) >> 2] = 1 + i + k;
  }
  for (let round = 0; round < 60; round++) run();
  const times = Array.from({ length: 41 }, () => {
    const start = performance.now();
    run();
    return performance.now() - start;
  }).sort((a, b) => a - b);
  console.log(`${label}: ${(((times[0] ?? 0) * 1e6) / ROUNDS).toFixed(1)} ns per transition`);
}

measure('interpreter, link', 'link', 0);
measure('interpreter, jump cache', 'indirect', 0);
measure('regions of one module, link', 'link', 1);
measure('regions of two modules, link', 'link', 2);
measure('regions of one module, jump cache', 'indirect', 1);
measure('regions of two modules, jump cache', 'indirect', 2);
