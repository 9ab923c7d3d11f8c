import { alignUp } from '@tutti/layout';
import type { BackEnd, Executor } from '../back-end.ts';
import { BLOCK } from '../block.ts';
import { createBuilder } from '../build/block-builder.ts';
import type { BlockBuilder } from '../builder.ts';
import { CORE, JUMP, TLB_FLAG } from '../core.ts';
import { EXIT, type Exit } from '../exits.ts';
import { placeBlock } from '../place-block.ts';
import {
  type CodegenTarget,
  coreArea,
  type GuestShape,
  HST_ENTRIES,
  jumpIndex,
  type LlscScheme,
  type MemoryModel,
} from '../target.ts';
import { TEST_RAM_BYTES, TestMemory } from './test-memory.ts';
import { TEST_SHAPE_32, testHelpers } from './test-shape.ts';

export interface TestMachineOptions {
  readonly shape?: GuestShape;
  readonly llsc?: LlscScheme;
  readonly host?: MemoryModel;
  /** Fill the TLB on a miss, so that later accesses of the page are inlined. Default true. */
  readonly fillTlb?: boolean;
  /** Run the passes of the builder. Default true. */
  readonly optimise?: boolean;
  readonly hotThreshold?: number;
}

/** One core, its blocks and 64 KiB of guest memory: what tests of executors need of a machine. */
export interface TestMachine {
  readonly memory: WebAssembly.Memory;
  readonly view: DataView;
  readonly words: Int32Array;
  readonly target: CodegenTarget;
  readonly executor: Executor;
  readonly guest: TestMemory;
  /** Byte offset of the core's state. */
  readonly core: number;
  /** Byte offset of guest address TEST_RAM. */
  readonly ramHost: number;
  /** Blocks by pc, as placed. */
  readonly blocks: ReadonlyMap<number, number>;
  /** Translate a block at a pc. @returns its byte offset */
  place(pc: number, build: (b: BlockBuilder) => void): number;
  /**
   * Run from a pc as the runtime would: successors are looked up among the placed blocks, links patched, the jump cache filled.
   * @returns the first exit that is not a LOOKUP of a placed block. At most `limit` look-ups.
   */
  run(pc: number, limit?: number): Exit;
  /** Compile all placed blocks with the back end's compiler and install them. @returns false when it has none */
  compile(): boolean;
  /** State, guest memory and TLBs as at the start; blocks stay. */
  clear(): void;
}

const CORE_BASE = 0x10000;

export function createTestMachine(backEnd: BackEnd, options: TestMachineOptions = {}): TestMachine {
  const shape = options.shape ?? TEST_SHAPE_32;
  const area = coreArea(shape);
  const hstTable = alignUp(CORE_BASE + area.size, 4096);
  const ramHost = hstTable + 4 * HST_ENTRIES;
  const blockBase = ramHost + TEST_RAM_BYTES;
  const pages = alignUp(blockBase + (1 << 20), 65536) / 65536;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
  const view = new DataView(memory.buffer);
  const words = new Int32Array(memory.buffer);
  const target: CodegenTarget = {
    shape,
    area,
    host: options.host ?? 'tso',
    llsc: options.llsc ?? 'cas',
    hstTable,
    hotThreshold: options.hotThreshold ?? 0,
  };
  const guest = new TestMemory(memory, target, ramHost, options.fillTlb ?? true);
  const executor = backEnd.createExecutor({ memory, target, slow: guest.slow, helpers: testHelpers(memory) });
  const finish = backEnd.createFinisher?.(shape);
  const builder = createBuilder(shape, { optimise: options.optimise ?? true });
  const blocks = new Map<number, number>();
  const core = CORE_BASE;
  let nextBlock = blockBase;
  const word = (field: keyof typeof CORE.at): number => (core + CORE.at[field]) >> 2;

  const clear = (): void => {
    words.fill(0, core >> 2, (core + area.size) >> 2);
    words.fill(0, hstTable >> 2, blockBase >> 2);
    words.fill(TLB_FLAG.INVALID, (core + area.tlb) >> 2, (core + area.size) >> 2);
    words[word('budget')] = 1_000_000;
    words[word('exclusiveHost')] = -1;
  };

  const place = (pc: number, build: (b: BlockBuilder) => void): number => {
    builder.begin(pc, 0, 0);
    build(builder);
    const block = nextBlock;
    if (block + BLOCK.size + 4 * builder.wordsBound() > memory.buffer.byteLength)
      throw new RangeError('no room for more blocks');
    const bytes = placeBlock(builder, words, block, target.hotThreshold);
    finish?.(words, (block + BLOCK.size) >> 2, (block + bytes) >> 2);
    nextBlock = alignUp(block + bytes, 64);
    blocks.set(pc, block);
    return block;
  };

  /** Let the next run from here find `block` by itself. */
  const publish = (block: number): void => {
    const link = words[word('exitLink')]!;
    if (link !== 0) {
      Atomics.store(words, link >> 2, block);
      return;
    }
    const pc = words[word('pc')]!;
    const entry = core + area.jumpCache + JUMP.size * jumpIndex(shape, area, pc);
    words[(entry + JUMP.at.pc) >> 2] = pc;
    words[(entry + JUMP.at.pcHi) >> 2] = words[word('pcHi')]!;
    words[(entry + JUMP.at.mode) >> 2] = words[word('mode')]!;
    words[(entry + JUMP.at.block) >> 2] = block;
  };

  const run = (pc: number, limit = 1000): Exit => {
    let block = blocks.get(pc);
    if (block === undefined) throw new RangeError(`no block at ${pc}`);
    words[word('pc')] = pc;
    words[word('pcHi')] = 0;
    for (let i = 0; i < limit; i += 1) {
      const exit = executor.run(core, block);
      if (exit !== EXIT.LOOKUP || words[word('pcHi')] !== 0) return exit;
      block = blocks.get(words[word('pc')]! >>> 0);
      if (block === undefined) return exit;
      publish(block);
    }
    throw new RangeError(`more than ${limit} look-ups`);
  };

  const compile = (): boolean => {
    const compiler = backEnd.createCompiler?.(memory, target);
    if (!compiler) return false;
    const module = compiler.compile([...blocks.values()], 1);
    if (!module) throw new Error(`${backEnd.name} compiled none of the blocks`);
    executor.install(module.bytes, 1);
    for (const [i, block] of module.entries.entries()) words[(block + BLOCK.at.code) >> 2] = 1 + i;
    return true;
  };

  clear();
  return { memory, view, words, target, executor, guest, core, ramHost, blocks, place, run, compile, clear };
}
