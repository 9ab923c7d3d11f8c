/** What a breakpoint or watchpoint waits for. */
export type PointKind = 'break' | 'write' | 'read' | 'access';

/** Why the target stands. */
export interface TargetStop {
  readonly core: number;
  /** `break`: before the instruction at pc; otherwise before an access to `address`. */
  readonly kind: PointKind;
  readonly address: bigint;
}

/** What is debugged: its cores stand and run together. Cores are numbered as the target likes. */
export interface DebugTarget {
  readonly running: boolean;
  /** The cores stand when it resolves. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Execute one instruction of a core, whatever points it has, without taking an interrupt first. */
  step(core: number): Promise<void>;
  /** By GDB's names, unsigned; undefined: not available. */
  readRegister(core: number, name: string): bigint | undefined;
  /** @returns false when it cannot be set */
  writeRegister(core: number, name: string, value: bigint): boolean;
  /** Virtual memory as the core sees it, up to the first byte that is not mapped. */
  readMemory(core: number, at: bigint, length: number): Uint8Array;
  /** @returns false when it is not mapped */
  writeMemory(core: number, at: bigint, bytes: Uint8Array): boolean;
  /** For the cores of a group. @returns its number. @throws Error when it cannot be had */
  setPoint(group: string, kind: PointKind, at: bigint, length: number): Promise<number>;
  clearPoint(id: number): Promise<void>;
  /** What `info threads` shows of a core. */
  describe(core: number): string;
  /** A line of the user's `monitor` command. @returns the answer */
  monitor(line: string): Promise<string>;
  /** End it. */
  kill(): void;
}
