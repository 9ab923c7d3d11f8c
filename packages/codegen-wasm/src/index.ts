import type { BackEnd } from '@tutti/ir';
import { createExecutor } from './executor.ts';

export { CODE_TABLE_ENTRIES } from './executor.ts';

/** The fast back end: a generated interpreter for cold blocks, regions of WebAssembly for hot ones. */
export const wasmBackEnd: BackEnd = { name: 'wasm', createExecutor };
