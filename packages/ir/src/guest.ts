import type { BlockBuilder } from './builder.ts';
import type { Access } from './core.ts';
import type { GuestShape, Helper } from './target.ts';

/** Guest code as the translator sees it: bytes from the block's pc on. */
export interface CodeWindow {
  /** The bytes that may be fetched; index 0 is at the block's pc. Valid up to `limit`. */
  readonly bytes: Uint8Array;
  limit: number;
  /** More bytes of the block's first page follow, and `grow` appends some of them. */
  readonly more?: boolean;
  /** Try to append the next guest page. @returns false when it is not executable: end the block before the instruction. */
  grow(): boolean;
  /**
   * There when the block's code was replaced again and again: an immediate takes the bits (`lo`, `hi`) of the 64-bit word at byte
   * `offset` of the block. Stores that change nothing but such bits leave the block as it is.
   * @returns the word's byte offset in the machine's memory: the translation must read the bits when it runs (`code_i64`) and depend on
   * them in no other way; -1: they are a constant
   */
  readonly patched?: ((offset: number, lo: number, hi: number) => number) | undefined;
}

/** Guest code to IR. One per thread; holds no guest state. */
export interface Translator {
  /**
   * Lift one block, at least one and at most `maxInsns` instructions, calling `b.insn(offset)` before each; ends with a terminal.
   * When even the first instruction cannot be fetched whole, emits what raises the fetch fault.
   */
  translate(b: BlockBuilder, code: CodeWindow, pc: number, pcHi: number, mode: number, maxInsns: number): void;
}

/** Result of a page walk, reused between calls. */
export interface WalkResult {
  gpaPage: number;
  /** Bits 1 << ACCESS.*: what this page allows in this MMU mode. */
  allowed: number;
  /** The walk's fault code, >= 16, when the walk returned false. */
  faultCode: number;
  /** Device or strongly ordered memory; informative. */
  device: boolean;
  /** log2 of the bytes that the guest's translation entry maps; 12 before each walk, so a walk sets it for larger pages only. */
  pageShift: number;
  /** False when the translation belongs to one address space only: `CoreEnv.flushTlbNonGlobal` drops it. Set by each walk that knows. */
  global?: boolean;
}

/** One core of this architecture, on the thread that runs it. */
export interface GuestCore {
  /** Code of each helper, in the order of `shape.helpers`. */
  readonly helpers: readonly Helper[];
  /** Put the core in its reset state, then apply what the boot protocol wants. Sets pc and mode. */
  reset(boot: BootState): void;
  /** Walk the page tables. @returns false on a fault, with `out.faultCode` set; nothing is raised. */
  walk(lo: number, hi: number, access: Access, mmuMode: number, out: WalkResult): boolean;
  /** MMU mode of instruction fetches in the present state. */
  fetchMode(): number;
  /** Turn the fault in CORE.fault* into a guest exception: state and pc become the handler's. */
  raiseFault(): void;
  /** Carry out EXIT.GUEST with its argument. */
  guestExit(arg: number): void;
  /** An interrupt line changed or interrupts were unmasked. @returns true when an interrupt was taken (state is the handler's). */
  takeInterrupt(): boolean;
  /** Whether a waiting core must wake now (WFI wakes on a masked interrupt as well). */
  wakes(): boolean;
  /** A message of the front-end's own (SIPI, broadcast cache operation): kind >= 64. */
  message(kind: number, a: number, b: number): void;
  /** The state in memory is now that of a snapshot: forget what was worked out from it. Left out: nothing is kept beside it. */
  restored?(): void;
  /** Text of the registers for monitors and crash reports. */
  describe(): string;
  /** Value of a register for debuggers, unsigned, by GDB's name for it (`r0`, `cpsr`, `rip`, `xmm3`); undefined: it has none such. */
  readRegister(name: string): bigint | undefined;
  /** Set a register of a core that stands. @returns false when debuggers cannot set it */
  writeRegister(name: string, value: bigint): boolean;
}

/** Registers that a boot protocol sets, by the names the front-end documents (`r0`, `rsi`, `pc`, ...). */
export interface BootState {
  readonly registers: Readonly<Record<string, number | bigint>>;
  /** The core waits for its release (PSCI, SGI, SIPI) instead of running. */
  readonly held: boolean;
  /** Let out of a reset in which the board holds it, it waits for that release of its cluster. */
  readonly waits?: boolean;
}

/** What a core may ask of the machine around it. Implemented by the runtime. */
export interface CoreEnv {
  readonly buffer: SharedArrayBuffer;
  /** Byte offset of the core's state. */
  readonly base: number;
  readonly index: number;
  /** Physical memory, little-endian, RAM or device. Device reads of nothing give 0. */
  readPhys(gpa: number, bytes: 1 | 2 | 4): number;
  writePhys(gpa: number, bytes: 1 | 2 | 4, value: number): void;
  readPhys64(gpa: number, out: Int32Array): void;
  /** Atomically replace a word in RAM (accessed and dirty bits). @returns false when memory no longer held `expected` */
  casPhys32(gpa: number, expected: number, value: number): boolean;
  /**
   * Take the page of an address into this core's data TLB for an access, as a load or store would. Without it front-ends walk each time.
   * @returns false on a fault, which is not raised; CORE.fault* are undefined then
   */
  fillTlb?(lo: number, hi: number, access: Access, mmuMode: number): boolean;
  /** Drop this core's translations of addresses. */
  flushTlb(): void;
  /**
   * Translation tables may have changed: as `flushTlb`, but what still holds by a new walk may stay, with its mark of being global. For
   * instructions that invalidate TLBs, not for changes of what tables mean. Without it front-ends call `flushTlb`.
   */
  refreshTlb?(): void;
  flushTlbPage(lo: number, hi: number): void;
  /**
   * Drop this core's translations that walks marked as not global (change of ASID, CR3): called when the registers say what holds now.
   * Code that walks find where it was stays known. Without it front-ends call `flushTlb`.
   */
  flushTlbNonGlobal?(): void;
  /** The same for every other core of the machine with this architecture; complete when `barrier()` returns. */
  flushTlbOthers(): void;
  /** Without it front-ends call `flushTlbOthers`. */
  flushTlbNonGlobalOthers?(): void;
  flushTlbPageOthers(lo: number, hi: number): void;
  /** Wait until the broadcasts of this core have taken effect everywhere. Handles its own queue meanwhile. */
  barrier(): void;
  /** Send a front-end message to a core. */
  send(core: number, kind: number, a: number, b: number): void;
  /** Levels of the interrupt lines into this core, one bit each (ARM: 0 IRQ, 1 FIQ; x86: 0 INTR from 8259/LAPIC, 1 NMI). */
  interruptLines(): number;
  /** Guest time since power on, in ns (below 2^53). */
  nowNs(): number;
  /**
   * Fire timers that the host is late with, before a guest sees the time `nowNs`: it would find that time goes by without ticks. Not with
   * a clock of counted instructions, which is never late.
   * @returns whether there was a late timer; its interrupt may be signalled now
   */
  fireLate?(nowNs: number): boolean;
  /** Ask the core's thread for the TIMER signal at this guest time; one deadline per core, the earliest wins. */
  wakeAt(ns: number): void;
  /** Services of the board by name, called with integers: `psci`, `poweroff`, `intack`. @throws when the board has none */
  service(name: string): (a: number, b: number, c: number) => number;
  trace(category: 'int' | 'mmu' | 'unimp' | 'guest_errors', text: () => string): void;
}

/** What boards and memory plans need to know of an architecture. A front-end exports it without what translates. */
export interface ArchitectureFacts {
  readonly shape: GuestShape;
  /** CPU models by name. */
  readonly models: readonly string[];
}

/** An architecture as the runtime sees it: the value that a front-end package exports. */
export interface GuestArchitecture extends ArchitectureFacts {
  createTranslator(model: string): Translator;
  createCore(env: CoreEnv, model: string, options: Readonly<Record<string, number>>): GuestCore;
  /** Disassemble the instruction at the start of `bytes`. */
  disassemble(bytes: Uint8Array, pc: number, pcHi: number, mode: number): { text: string; length: number };
}
