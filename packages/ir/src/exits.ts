/**
 * Why translated code was left. The slow path and helpers that may exit return one of these, or 0 to go on.
 * `pc` in the core's state is exact at every exit.
 */
export const EXIT = {
  /** The successor block is not known here: find or translate the block at pc. `exitLink` names the link word to patch. */
  LOOKUP: 1,
  /** The instruction budget of the slice is used up. */
  BUDGET: 2,
  /** The signal word is not zero. */
  SIGNAL: 3,
  /** A guest memory access faulted; `faultCode`, `faultLo`, `faultHi` say how and where. */
  FAULT: 4,
  /** The front-end's own exit, with `exitArg`: a trap, a mode change, a system call. */
  GUEST: 5,
  /** The core waits for an interrupt or event (WFI, WFE, HLT). */
  WAIT: 6,
  /** A hint that another core of this thread should run (YIELD, PAUSE). */
  YIELD: 7,
  /** A block's execution counter reached the threshold; `exitArg` is the block. The block has not run. */
  HOT: 8,
  /** A compiled region is not installed in this thread yet. */
  INSTALL: 9,
  /** The instruction at pc writes code it runs from, or needs the exclusive section: execute it alone, then go on. */
  RETRY: 10,
} as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];
