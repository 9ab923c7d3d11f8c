export { parseSize, formatSize } from './board/size.ts';
export { boardJsonSchema, type Board, type BoardSource } from './board/schema.ts';
export { EmulatorError, ERRORS, type ErrorCode, fail } from './errors.ts';
export type { MachineEvents, MachineState } from './events.ts';
export type { NamedBytes } from './load/index.ts';
export {
  type ClusterFiles,
  CLOCKS,
  CODE_CACHES,
  CODEGENS,
  type DriveOption,
  LLSC_SCHEMES,
  type MachineOptions,
  TRACE_CATEGORIES,
  type TraceCategory,
} from './options.ts';
