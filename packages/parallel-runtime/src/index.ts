export { type GuestClock, HostClock, InstructionClock, type MonotonicNs } from './clock.ts';
export type {
  Compose,
  Composition,
  CoreSetup,
  EntryModule,
  MachineSetup,
  ThreadContext,
  ThreadMachine,
  ThreadRole,
} from './composition.ts';
export { CONTROL, CORE_CONTROL, CORE_STATS, type CoreStatName, STATE, type State, THREAD_CONTROL } from './control.ts';
export { CoreRunner } from './core-runner.ts';
export { RUN_FIELDS, restoreCore, type SavedCore, saveCore } from './core-state.ts';
export { createCoreThread } from './core-thread.ts';
export { MAX_POINTS, POINT } from './debug-layout.ts';
export type { DebugPoint, DebugStop } from './debug-table.ts';
export { ERRORS, type ErrorCode, RuntimeError } from './errors.ts';
export { type CoreLines, SharedCoreLines } from './lines.ts';
export { SharedLock } from './lock.ts';
export { initialiseMemory } from './machine-memory.ts';
export { type MachineEvents, MachineThreads } from './machine-threads.ts';
export type { MachineHost, ThreadHandle } from './machine-workers.ts';
export {
  allocateMemory,
  type CachePlace,
  type CorePlace,
  type MemoryNeeds,
  type MemoryPlan,
  planMemory,
} from './memory-plan.ts';
export { MESSAGE, QUEUE_ENTRIES } from './queue-layout.ts';
export { ByteRing, RING, type RingPlace } from './rings.ts';
export { Signals } from './signals.ts';
export { createContext, type OwnContext, type ThreadHost } from './thread-context.ts';
export { runThread, type ThreadRequest } from './thread-main.ts';
export { TIMER_SLOT, type TimerHandler, TimerQueue } from './timers.ts';
