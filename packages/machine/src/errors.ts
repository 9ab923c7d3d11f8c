/** Hexadecimal text of an address or size. */
export const hex = (n: number): string => `0x${n.toString(16)}`;

/** A file behind what it is for: `--kernel FILE`, `--core arm:kernel=FILE`. */
const named = ({ what, path }: { what: string; path: string }): string =>
  what.endsWith('=') ? what + path : `${what} ${path}`;

/** Every way in which the host's input can be wrong, with what a person needs to put it right. */
export const ERRORS = {
  BOARD_UNKNOWN: (d: { name: string; known: readonly string[] }) =>
    `no board "${d.name}"; known: ${d.known.join(', ')}`,
  BOARD_INVALID: (d: { problems: readonly string[] }) => d.problems.join('\n'),
  BOARD_READ: (d: { path: string; why: string }) => `${d.path}: cannot be read as a board: ${d.why}`,
  OPTION_BAD: (d: { option: string; value: string; want: string }) => `${d.option} ${d.value}: ${d.want}`,
  CLUSTER_UNKNOWN: (d: { name: string; known: readonly string[] }) =>
    `no cluster "${d.name}" on this board; it has: ${d.known.join(', ')}`,
  FILE_UNREADABLE: (d: { what: string; path: string; why: string }) => `${named(d)}: ${d.why}`,
  FILE_EMPTY: (d: { what: string; path: string }) => `${named(d)}: the file is empty`,
  IMAGE_MISSING: (d: { cluster: string; or: string }) =>
    `cluster ${d.cluster} has no image to run; name one with --kernel or --core ${d.cluster}:kernel=FILE, or ${d.or}`,
  IMAGE_KIND: (d: { path: string; protocol: string; known: readonly string[] }) =>
    `${d.path}: not an image that boot protocol "${d.protocol}" can load; it takes ${d.known.join(', ')}`,
  IMAGE_TRUNCATED: (d: { path: string; need: number; have: number }) =>
    `${d.path}: truncated: needs ${d.need} bytes, file has ${d.have}`,
  IMAGE_NO_ROOM: (d: { path: string; at: number; size: number; memory: string }) =>
    `${d.path}: ${d.size} bytes at ${hex(d.at)} do not fit; memory is ${d.memory}. Give the board more memory (-m) or a smaller image`,
  IMAGE_OVERLAP: (d: { path: string; other: string; at: number; size: number }) =>
    `${d.path}: ${d.size} bytes at ${hex(d.at)} would overwrite ${d.other}; give the board more memory (-m)`,
  KERNEL_HEADER: (d: { path: string; why: string }) => `${d.path}: this kernel cannot be booted: ${d.why}`,
  COMMAND_LINE: (d: { path: string; have: number; most: number }) =>
    `--append: ${d.have} bytes are too long for ${d.path}, which takes at most ${d.most}`,
  FIRMWARE_SIZE: (d: { path: string; have: number }) =>
    `${d.path}: firmware is a multiple of 65536 bytes long, this file has ${d.have}`,
  OPTION_ROM: (d: { path: string; why: string }) => `${d.path}: not an option ROM: ${d.why}`,
  KERNEL_AND_FIRMWARE: (d: { kernel: string; firmware: string }) =>
    `both a kernel (${d.kernel}) and firmware (${d.firmware}): firmware loads its kernel from a disk; leave one of them out`,
  ELF_HEADER: (d: { path: string; why: string }) => `${d.path}: bad ELF file: ${d.why}`,
  ELF_MACHINE: (d: { path: string; machine: number; arch: string }) =>
    `${d.path}: an ELF file for machine ${d.machine}, but the cores are ${d.arch}`,
  FDT_BAD: (d: { path: string; why: string }) => `${d.path}: bad device tree: ${d.why}`,
  FDT_MISSING: (d: { cluster: string; remedy: string }) => `cluster ${d.cluster} needs a device tree; ${d.remedy}`,
  ENTRY_OUTSIDE: (d: { cluster: string; entry: number }) =>
    `cluster ${d.cluster}: no memory at its entry point ${hex(d.entry)}`,
  TOO_LARGE: (d: { bytes: number; limit: number }) =>
    `the machine needs ${d.bytes} bytes of memory, the host gives at most ${d.limit}; reduce -m`,
  SNAPSHOT_BAD: (d: { path: string; why: string }) => `${d.path}: not a snapshot that can be loaded: ${d.why}`,
  SNAPSHOT_OTHER: (d: { path: string; what: string; saved: string; here: string }) =>
    `${d.path}: the snapshot is of another machine: ${d.what}: there ${d.saved}, here ${d.here}`,
  SNAPSHOT_VERSION: (d: { path: string; what: string; fields: readonly string[] }) =>
    `${d.path}: the snapshot is of another version of Tutti: ${d.what} differs in ${d.fields.join(', ')}`,
  SNAPSHOT_DRIVE: (d: { path: string; drive: string }) =>
    `${d.path}: the image of drive ${d.drive} was written after the snapshot was taken; with snapshot=on writes are part of the snapshot`,
  SHARE_IN_USE: (d: { share: string }) =>
    `the guest has mounted the shared folder "${d.share}", whose open files a snapshot cannot hold: unmount it first`,
  WORKER_DIED: (d: { name: string; why: string }) => `thread ${d.name} ended unexpectedly: ${d.why}`,
} as const;

export type ErrorCode = keyof typeof ERRORS;
type Details<C extends ErrorCode> = Parameters<(typeof ERRORS)[C]>[0];

/** An error of the host's making: one clear message, a code, and the details that the message was made of. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError';
  readonly code: ErrorCode;
  readonly details: unknown;

  constructor(code: ErrorCode, message: string, details: unknown, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }
}

/** Make the error of a code. The caller throws it. */
export function fail<C extends ErrorCode>(code: C, details: Details<C>, cause?: unknown): EmulatorError {
  return new EmulatorError(code, (ERRORS[code] as (d: Details<C>) => string)(details), details, cause);
}
