/** Linux's numbers of errors, which 9P2000.L uses whatever the host is. */
export const ERRNO = {
  EPERM: 1,
  ENOENT: 2,
  EIO: 5,
  EBADF: 9,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  EXDEV: 18,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  EFBIG: 27,
  ENOSPC: 28,
  EROFS: 30,
  EMLINK: 31,
  ENAMETOOLONG: 36,
  ENOTEMPTY: 39,
  ELOOP: 40,
  EMSGSIZE: 90,
  EPROTO: 71,
  EOPNOTSUPP: 95,
  EDQUOT: 122,
} as const;

/** A number of `ERRNO`; 0 for success where nothing else is returned. */
export type Errno = number;

/** Names from the root of a share down to a file; none of them is `.`, `..` or empty. */
export type FilePath = readonly string[];

/** Bits of a mode that say what kind of file it is. */
export const FILE_TYPE = { MASK: 0o170000, DIRECTORY: 0o040000, FILE: 0o100000, LINK: 0o120000 } as const;

/** What is known of a file. Times in ns since 1970. */
export interface FileStat {
  /** Number that no other file of the share has. */
  readonly id: bigint;
  /** Kind of file and permissions, as Linux has them. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly links: bigint;
  readonly rdev: bigint;
  readonly size: bigint;
  readonly blockBytes: bigint;
  /** Of 512 bytes. */
  readonly blocks: bigint;
  readonly accessed: bigint;
  readonly modified: bigint;
  readonly changed: bigint;
}

/** Changes of a file; what is left out stays. Times in ns since 1970. */
export interface FileChange {
  readonly permissions?: number;
  readonly size?: bigint;
  readonly accessed?: bigint | 'now';
  readonly modified?: bigint | 'now';
}

/** How a file is opened. */
export interface OpenHow {
  readonly read: boolean;
  readonly write: boolean;
  readonly truncate: boolean;
  /** Make the file with these permissions when it is not there. */
  readonly create?: number;
  /** With `create`: it must not be there. */
  readonly exclusive?: boolean;
}

/** A file that is open. It stays readable when its name is gone. */
export interface OpenFile {
  /** @returns bytes read, or the negative number of an error */
  read(offset: number, into: Uint8Array): number;
  /** @returns bytes written, or the negative number of an error */
  write(offset: number, from: Uint8Array): number;
  stat(): FileStat | Errno;
  change(change: FileChange): Errno;
  sync(): Errno;
  close(): void;
}

/** Room of a file system; blocks of `blockBytes`. */
export interface FileSpace {
  readonly blockBytes: number;
  readonly blocks: bigint;
  readonly free: bigint;
  readonly available: bigint;
  readonly files: bigint;
  readonly filesFree: bigint;
}

/**
 * A folder that a guest sees. Calls are synchronous and made on the I/O thread only. An implementation never leaves the folder: it
 * follows no symbolic link, in the middle of a path or at its end; and it never waits, so it opens nothing but files.
 */
export interface SharedFiles {
  stat(path: FilePath): FileStat | Errno;
  /** Names in a directory, without `.` and `..`. */
  list(path: FilePath): string[] | Errno;
  open(path: FilePath, how: OpenHow): OpenFile | Errno;
  makeDirectory(path: FilePath, permissions: number): Errno;
  makeSymlink(path: FilePath, target: string): Errno;
  readLink(path: FilePath): string | Errno;
  /** One more name for a file. */
  link(file: FilePath, name: FilePath): Errno;
  rename(from: FilePath, to: FilePath): Errno;
  remove(path: FilePath, kind: 'file' | 'directory'): Errno;
  change(path: FilePath, change: FileChange): Errno;
  space(): FileSpace | Errno;
}
