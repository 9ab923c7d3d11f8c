/** What can go wrong when a machine is built or run, and the text a person reads. */
export const ERRORS = {
  MEMORY_TOO_BIG: (d: { needMiB: number; ramMiB: number }) =>
    `the machine needs ${d.needMiB} MiB of shared memory, the limit is 4096; its RAM of ${d.ramMiB} MiB must be smaller`,
  MEMORY_REFUSED: (d: { mib: number }) => `the host refused ${d.mib} MiB of shared memory`,
  ICOUNT_THREADS: (d: { threads: number }) => `the icount clock needs one core thread, not ${d.threads}`,
  THREADS: (d: { threads: number; cores: number }) =>
    `${d.threads} threads for ${d.cores} cores: between 1 and the number of cores`,
  ARCHITECTURE_UNKNOWN: (d: { name: string; known: readonly string[] }) =>
    `no architecture "${d.name}"; known: ${d.known.join(', ')}`,
  THREAD_DIED: (d: { thread: string; reason: string }) => `thread ${d.thread} died: ${d.reason}`,
  THREAD_HANGS: (d: { what: string; seconds: number }) => `${d.what}: no answer for ${d.seconds} s`,
  POINTS_FULL: (d: { most: number }) =>
    `no room for another breakpoint or watchpoint: ${d.most} at most, a watchpoint counts once for each page it touches`,
  WRONG_STATE: (d: { want: string; state: string }) => `cannot ${d.want} a machine that is ${d.state}`,
} as const;
export type ErrorCode = keyof typeof ERRORS;

/** An error of the host, not of the guest. */
export class RuntimeError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly details: Parameters<(typeof ERRORS)[C]>[0];

  constructor(code: C, details: Parameters<(typeof ERRORS)[C]>[0], options?: ErrorOptions) {
    super((ERRORS[code] as (d: typeof details) => string)(details), options);
    this.name = 'RuntimeError';
    this.code = code;
    this.details = details;
  }
}
