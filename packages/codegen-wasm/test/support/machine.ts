import {
  BLOCK,
  CORE,
  type CodegenTarget,
  coreArea,
  type Executor,
  type GuestShape,
  type Helper,
  type HelperSpec,
  JUMP,
  jumpIndex,
  type LlscScheme,
  OPCODE,
  type OpName,
  RECORD_WORDS,
  type RegionCompiler,
  type SlowPath,
  TLB_FLAG,
  TLB32,
  TLB64,
} from '@tutti/ir';
import { defineLayout } from '@tutti/layout';
import { createCompiler } from '../../src/compiler.ts';
import { createExecutor } from '../../src/executor.ts';
import type { RegionOptions } from '../../src/region/select.ts';

/** State of the test guest: enough fields of each type. */
export const STATE = defineLayout(
  'Test',
  {
    r: { type: 'i32', count: 16, doc: 'words' },
    x: { type: 'i64', count: 16, doc: 'double words' },
    f: { type: 'f32', count: 4, doc: 'floats' },
    d: { type: 'f64', count: 4, doc: 'doubles' },
    v: { type: 'v128', count: 8, doc: 'vectors' },
    flag: { type: 'i32', count: 4, doc: 'flags' },
    local: { type: 'i32', count: 2, scratch: true, doc: 'locals of a block' },
  },
  CORE,
);

export const field = {
  r: (i: number): number => STATE.at.r + 4 * i,
  x: (i: number): number => STATE.at.x + 8 * i,
  f: (i: number): number => STATE.at.f + 4 * i,
  d: (i: number): number => STATE.at.d + 8 * i,
  v: (i: number): number => STATE.at.v + 16 * i,
  flag: (i: number): number => STATE.at.flag + 4 * i,
  local: (i: number): number => STATE.at.local + 4 * i,
};

export interface MachineOptions {
  readonly address?: 'i32' | 'i64';
  readonly llsc?: LlscScheme;
  readonly hotThreshold?: number;
  readonly helpers?: readonly (HelperSpec & { readonly run: Helper })[];
  readonly slow?: SlowPath;
}

export const CORE_BASE = 0x10000;
export const CODE_BASE = 0x400000;
export const RAM_BASE = 0x500000;
export const HST_TABLE = 0x580000;
const PAGES = 112;

/** One core, a code area and 256 KiB of guest RAM, mapped at guest address 0 where the TLB says so. */
export class Machine {
  readonly memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  readonly words = new Int32Array(this.memory.buffer);
  readonly bytes = new Uint8Array(this.memory.buffer);
  readonly view = new DataView(this.memory.buffer);
  readonly shape: GuestShape;
  readonly target: CodegenTarget;
  readonly executor: Executor;
  /** Arguments of every call of the slow path. */
  readonly slowCalls: number[][] = [];
  slow: SlowPath;
  /** Every block, in order. */
  readonly blocks: number[] = [];
  /** Compiled modules, in order. */
  readonly modules: Uint8Array[] = [];
  private end = CODE_BASE;

  constructor(options: MachineOptions = {}) {
    const helpers = options.helpers ?? [];
    this.shape = {
      name: 'test',
      address: options.address ?? 'i32',
      model: 'weak',
      pcShift: 1,
      mmuModes: 2,
      tlbEntries: 64,
      state: STATE,
      helpers,
    };
    this.target = {
      shape: this.shape,
      area: coreArea(this.shape),
      host: 'tso',
      llsc: options.llsc ?? 'cas',
      hstTable: HST_TABLE,
      hotThreshold: options.hotThreshold ?? 0,
    };
    this.slow = options.slow ?? (() => 4);
    this.executor = createExecutor({
      memory: this.memory,
      target: this.target,
      slow: (...args) => {
        this.slowCalls.push([...args]);
        return this.slow(...args);
      },
      helpers: helpers.map((h) => h.run),
    });
    this.setWord(CORE.at.budget, 1_000_000);
    this.setWord(CORE.at.exclusiveHost, -1);
    this.emptyTlbs();
  }

  temp(i: number): number {
    return this.target.area.temps + 16 * i;
  }

  word(offset: number): number {
    return this.words[(CORE_BASE + offset) >> 2] as number;
  }

  setWord(offset: number, value: number): void {
    this.words[(CORE_BASE + offset) >> 2] = value;
  }

  /** As a helper: the slice is used up. */
  endSlice(): number {
    this.setWord(CORE.at.budget, -1);
    return 0;
  }

  emptyTlbs(): void {
    const { area, shape } = this.target;
    const layout = shape.address === 'i32' ? TLB32 : TLB64;
    for (let mode = 0; mode < shape.mmuModes; mode++) {
      for (let i = 0; i < shape.tlbEntries; i++) {
        const at = CORE_BASE + area.tlb + mode * area.tlbBytes + i * area.tlbEntryBytes;
        this.view.setInt32(at + layout.at.readTag, TLB_FLAG.INVALID, true);
        this.view.setInt32(at + layout.at.writeTag, TLB_FLAG.INVALID, true);
      }
    }
  }

  /** Map the page of a guest address to RAM at `offset`. */
  mapPage(mode: number, page: bigint, offset: number, writable = true): void {
    const { area, shape } = this.target;
    const layout = shape.address === 'i32' ? TLB32 : TLB64;
    const index = Number((page >> 12n) & BigInt(shape.tlbEntries - 1));
    const at = CORE_BASE + area.tlb + mode * area.tlbBytes + index * area.tlbEntryBytes;
    const tag = (where: number, value: bigint): void => {
      if (shape.address === 'i32') this.view.setInt32(at + where, Number(BigInt.asIntN(32, value)), true);
      else this.view.setBigInt64(at + where, value, true);
    };
    tag(layout.at.readTag, page);
    tag(layout.at.writeTag, writable ? page : page | BigInt(TLB_FLAG.CODE));
    this.view.setInt32(at + layout.at.addend, RAM_BASE + offset - Number(BigInt.asIntN(32, page)), true);
  }

  /** Write a block; records are opcode name (with `#` appended: the constant form) and words. @returns its byte offset */
  block(pc: number, records: readonly (readonly [string, ...number[]])[], insns = records.length): number {
    const at = (this.end + 63) & -64;
    const put = (offset: number, value: number): void => this.view.setInt32(at + offset, value, true);
    put(BLOCK.at.live, 1);
    put(BLOCK.at.pc, pc);
    put(BLOCK.at.insns, insns);
    put(BLOCK.at.gpaPage, pc >>> 12);
    put(BLOCK.at.gpaPage2, -1);
    put(BLOCK.at.counter, this.target.hotThreshold);
    let word = BLOCK.size;
    for (const [name, ...rest] of records) {
      const constant = name.endsWith('#');
      const opcode = OPCODE[name.replace('#', '') as OpName] + (constant ? 1 : 0);
      if (RECORD_WORDS[opcode] !== rest.length + 1)
        throw new RangeError(`${name}: ${rest.length + 1} words, not ${RECORD_WORDS[opcode]}`);
      for (const value of [opcode, ...rest]) {
        put(word, value);
        word += 4;
      }
    }
    put(BLOCK.at.words, (word - BLOCK.size) / 4);
    this.end = at + word;
    this.blocks.push(at);
    return at;
  }

  /** A compiler that finds every block by its pc, as if all links were patched. */
  createCompiler(options: RegionOptions = {}): RegionCompiler {
    const byPc = new Map(this.blocks.map((block) => [this.view.getInt32(block + BLOCK.at.pc, true), block]));
    return createCompiler(this.memory, this.target, { findBlock: (pc) => byPc.get(pc) ?? 0, ...options });
  }

  /** Compile regions from these entries, install them and enter them from now on. @returns the blocks in each */
  compile(entries: readonly number[], firstIndex = 1, options: RegionOptions = {}): readonly (readonly number[])[] {
    const compiler = this.createCompiler(options);
    const module = compiler.compile(entries, firstIndex);
    if (!module) return [];
    this.executor.install(module.bytes, firstIndex);
    for (const [i, entry] of module.entries.entries()) this.view.setInt32(entry + BLOCK.at.code, firstIndex + i, true);
    this.modules.push(module.bytes);
    return module.members;
  }

  /** Lead jumps to a block's pc to it, as the runtime does after a look-up. */
  cacheJump(block: number): void {
    const pc = this.view.getInt32(block + BLOCK.at.pc, true);
    const entry = this.#jumpEntry(pc);
    this.setWord(entry + JUMP.at.pc, pc);
    this.setWord(entry + JUMP.at.block, block);
  }

  /** The jump cache no longer has a block for `pc`. */
  forgetJump(pc: number): void {
    this.setWord(this.#jumpEntry(pc) + JUMP.at.block, 0);
  }

  #jumpEntry(pc: number): number {
    return this.target.area.jumpCache + JUMP.size * jumpIndex(this.shape, this.target.area, pc);
  }

  /** Run a block from its own pc. */
  run(block: number): number {
    this.setWord(CORE.at.pc, this.view.getInt32(block + BLOCK.at.pc, true));
    return this.executor.run(CORE_BASE, block);
  }
}
