/** What the rule of an op may use: its immediates, its result, and for memory and control the machine. */
export interface Frame {
  /** Bits of the result; cut to the width of the result type by the interpreter. */
  result: bigint;
  /** Word `index` of the immediates. */
  imm(index: number): number;
  /** Load of `bytes` at guest address `addr` plus displacement: zero-extended unless `signed`. */
  load(addr: bigint, bytes: number, signed?: boolean): void;
  store(addr: bigint, bytes: number, value: bigint): void;
  /** The 64 bits at a byte offset of the machine's memory. */
  code(host: number): void;
  /** Atomic read-modify-write; the result is the old value. */
  modify(addr: bigint, bytes: number, value: bigint, next: (old: bigint, value: bigint) => bigint): void;
  compareExchange(addr: bigint, bytes: number, expected: bigint, value: bigint): void;
  loadLinked(addr: bigint, bytes: number): void;
  storeConditional(addr: bigint, bytes: number, value: bigint): void;
  clearExclusive(): void;
  call(...operands: readonly bigint[]): void;
  /** Go on `words` words after the end of this record. */
  skip(words: number): void;
  /** Leave for the target at immediate `target`, whose link word is immediate `link`. */
  jump(target: number, link: number): void;
  indirect(addr: bigint): void;
  exit(reason: number, argument: number): void;
}
