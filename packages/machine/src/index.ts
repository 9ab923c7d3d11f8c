export type { Picture } from '@tutti/devices-core';
export type { MachineAdapter, OpenDrive } from './adapter.ts';
export type { BoardArchitecture, Catalog } from './board/catalog.ts';
export { BOOT_FILES } from './board/check.ts';
export { type Board, type BoardSource, boardJsonSchema } from './board/schema.ts';
export { describeBoard } from './board/show.ts';
export { formatSize, parseSize } from './board/size.ts';
export { type BoardWorld, boardFrom, boardNames, builtInBoard, loadBoard } from './boards/index.ts';
export { CATALOG } from './catalog.ts';
export type { Breakpoint, MachineStop, WatchKind } from './debug-points.ts';
export type { MachineDescription } from './describe.ts';
export { type DisassembleOptions, disassembleFile } from './disassemble.ts';
export { EmulatorError, ERRORS, type ErrorCode, fail } from './errors.ts';
export type { MachineEvents, MachineState } from './events.ts';
export type { ExamineFormat, ExamineOptions } from './examine.ts';
export { isGuest } from './guests/index.ts';
export type { InfoTopic } from './inspect.ts';
export type { NamedBytes } from './load/index.ts';
export {
  buildMachine,
  type Machine,
  type MachineStats,
  STAT_NAMES,
  type StartOptions,
} from './machine.ts';
export {
  CLOCKS,
  type ClusterFiles,
  CODE_CACHES,
  CODEGENS,
  type DriveOption,
  LLSC_SCHEMES,
  type MachineOptions,
  NIC_KINDS,
  type NicOption,
  type ShareOption,
  TRACE_CATEGORIES,
  TRIPLE_FAULT_ACTIONS,
  type TraceCategory,
  type TripleFaultAction,
} from './options.ts';
export type { MachineConsole } from './setup.ts';
export { TRIPLE_FAULT_CODE } from './threads/triple-fault.ts';
