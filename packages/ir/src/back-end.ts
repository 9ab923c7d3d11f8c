import type { Exit } from './exits.ts';
import type { CodegenTarget, GuestShape, Helper, SlowPath } from './target.ts';

/** What an executor on one core thread is given. */
export interface ExecutorHost {
  readonly memory: WebAssembly.Memory;
  readonly target: CodegenTarget;
  /** The soft MMU's path for everything that the inlined probe does not settle. */
  readonly slow: SlowPath;
  /** In the order of `target.shape.helpers`. */
  readonly helpers: readonly Helper[];
}

/** Runs translated code on one thread. Holds no guest state: that is all in memory. */
export interface Executor {
  /**
   * Run a core from a live block until an exit. Follows links, jump cache and compiled regions by itself.
   * `CORE.budget` counts down by the guest instructions of each block entered.
   */
  run(core: number, block: number): Exit;
  /** Make a published module callable on this thread. `firstIndex` is the table index of its first entry. */
  install(bytes: Uint8Array, firstIndex: number): void;
  /** Forget all installed modules: every table slot holds the stub again, and indices are given out anew from 1. */
  reset(): void;
}

/** One compiled module: its bytes and, in table order, the blocks that its entries start at. */
export interface CompiledModule {
  readonly bytes: Uint8Array;
  /** Byte offset of the first block of each entry. */
  readonly entries: readonly number[];
  /** For each entry the blocks inside the region, for invalidation. */
  readonly members: readonly (readonly number[])[];
}

/** Compiles hot blocks and what follows them. Runs on the compiler worker, or on the core's thread. */
export interface RegionCompiler {
  /** @param blocks  byte offsets of hot live blocks; the result may cover fewer (already compiled, dead) and may be null */
  compile(blocks: readonly number[], firstIndex: number): CompiledModule | null;
}

/** What a compiler may ask of whoever owns the code cache. */
export interface CompilerOptions {
  /**
   * The block for a guest pc, or 0. Used where a link is not patched, as it never is for a jump to another page; there a region
   * guards the edge with the core's jump cache, so that an answer for another address space costs speed alone.
   * @param fromBlock  byte offset of the block that jumps
   */
  readonly findBlock?: (pc: number, pcHi: number, mode: number, fromBlock: number) => number;
}

/**
 * Prepares the records of a finished block, words `start` to `end`, for the back end that runs it. Lengths, operands and links stay as
 * they are; opcodes may become the back end's own.
 */
export type BlockFinisher = (words: Int32Array, start: number, end: number) => void;

/** A back end: what `codegen-wasm` and `codegen-js` export and the runtime is composed with. */
export interface BackEnd {
  readonly name: string;
  createExecutor(host: ExecutorHost): Executor;
  /** Back ends without one read blocks as they are built. Blocks go through it once, before any executor or compiler sees them. */
  createFinisher?(shape: GuestShape): BlockFinisher;
  /** Back ends without one compile inside their executor. */
  createCompiler?(memory: WebAssembly.Memory, target: CodegenTarget, options?: CompilerOptions): RegionCompiler;
}
