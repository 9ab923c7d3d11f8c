import type { BackEnd, BlockFinisher, CodegenTarget, GuestShape, RegionCompiler } from '@tutti/ir';
import { createCompiler } from './compiler.ts';
import { createExecutor } from './executor.ts';
import type { RegionOptions } from './region/select.ts';
import { createFinisher } from './sequences.ts';

export { CODE_TABLE_ENTRIES } from './executor.ts';
export type { RegionOptions } from './region/select.ts';

/** The interface of back ends, with this one's own options for the compiler. */
export interface WasmBackEnd extends BackEnd {
  createFinisher(shape: GuestShape): BlockFinisher;
  createCompiler(memory: WebAssembly.Memory, target: CodegenTarget, options?: RegionOptions): RegionCompiler;
}

/** The fast back end: a generated interpreter for cold blocks, regions of WebAssembly for hot ones. */
export const wasmBackEnd: WasmBackEnd = {
  name: 'wasm',
  createExecutor,
  createFinisher: ({ address }) => createFinisher(address),
  createCompiler,
};
