/**
 * Messages of 9P2000.L. An answer has the number of its request + 1. `changes`: refused on a share that is only read.
 * @see the protocol's description by its authors (diod, protocol.md), and intro(5) of Plan 9 for what it has from 9P2000
 */
export const MESSAGES = {
  statfs: {
    number: 8,
    request: { fid: 'u32' },
    answer: {
      type: 'u32',
      bsize: 'u32',
      blocks: 'u64',
      bfree: 'u64',
      bavail: 'u64',
      files: 'u64',
      ffree: 'u64',
      fsid: 'u64',
      namelen: 'u32',
    },
  },
  lopen: { number: 12, request: { fid: 'u32', flags: 'u32' }, answer: { qid: 'qid', iounit: 'u32' } },
  lcreate: {
    number: 14,
    changes: true,
    request: { fid: 'u32', name: 'str', flags: 'u32', mode: 'u32', gid: 'u32' },
    answer: { qid: 'qid', iounit: 'u32' },
  },
  symlink: {
    number: 16,
    changes: true,
    request: { dfid: 'u32', name: 'str', symtgt: 'str', gid: 'u32' },
    answer: { qid: 'qid' },
  },
  mknod: {
    number: 18,
    changes: true,
    request: { dfid: 'u32', name: 'str', mode: 'u32', major: 'u32', minor: 'u32', gid: 'u32' },
    answer: { qid: 'qid' },
  },
  rename: { number: 20, changes: true, request: { fid: 'u32', dfid: 'u32', name: 'str' }, answer: {} },
  readlink: { number: 22, request: { fid: 'u32' }, answer: { target: 'str' } },
  getattr: {
    number: 24,
    request: { fid: 'u32', request_mask: 'u64' },
    answer: {
      valid: 'u64',
      qid: 'qid',
      mode: 'u32',
      uid: 'u32',
      gid: 'u32',
      nlink: 'u64',
      rdev: 'u64',
      size: 'u64',
      blksize: 'u64',
      blocks: 'u64',
      atime_sec: 'u64',
      atime_nsec: 'u64',
      mtime_sec: 'u64',
      mtime_nsec: 'u64',
      ctime_sec: 'u64',
      ctime_nsec: 'u64',
      btime_sec: 'u64',
      btime_nsec: 'u64',
      gen: 'u64',
      data_version: 'u64',
    },
  },
  setattr: {
    number: 26,
    changes: true,
    request: {
      fid: 'u32',
      valid: 'u32',
      mode: 'u32',
      uid: 'u32',
      gid: 'u32',
      size: 'u64',
      atime_sec: 'u64',
      atime_nsec: 'u64',
      mtime_sec: 'u64',
      mtime_nsec: 'u64',
    },
    answer: {},
  },
  xattrwalk: { number: 30, request: { fid: 'u32', newfid: 'u32', name: 'str' }, answer: { size: 'u64' } },
  xattrcreate: {
    number: 32,
    changes: true,
    request: { fid: 'u32', name: 'str', attr_size: 'u64', flags: 'u32' },
    answer: {},
  },
  readdir: { number: 40, request: { fid: 'u32', offset: 'u64', count: 'u32' }, answer: { data: 'data' } },
  fsync: { number: 50, request: { fid: 'u32' }, answer: {} },
  lock: {
    number: 52,
    request: {
      fid: 'u32',
      type: 'u8',
      flags: 'u32',
      start: 'u64',
      length: 'u64',
      proc_id: 'u32',
      client_id: 'str',
    },
    answer: { status: 'u8' },
  },
  getlock: {
    number: 54,
    request: { fid: 'u32', type: 'u8', start: 'u64', length: 'u64', proc_id: 'u32', client_id: 'str' },
    answer: { type: 'u8', start: 'u64', length: 'u64', proc_id: 'u32', client_id: 'str' },
  },
  link: { number: 70, changes: true, request: { dfid: 'u32', fid: 'u32', name: 'str' }, answer: {} },
  mkdir: {
    number: 72,
    changes: true,
    request: { dfid: 'u32', name: 'str', mode: 'u32', gid: 'u32' },
    answer: { qid: 'qid' },
  },
  renameat: {
    number: 74,
    changes: true,
    request: { olddirfid: 'u32', oldname: 'str', newdirfid: 'u32', newname: 'str' },
    answer: {},
  },
  unlinkat: { number: 76, changes: true, request: { dirfd: 'u32', name: 'str', flags: 'u32' }, answer: {} },
  version: { number: 100, request: { msize: 'u32', version: 'str' }, answer: { msize: 'u32', version: 'str' } },
  auth: { number: 102, request: { afid: 'u32' }, answer: { qid: 'qid' } },
  attach: {
    number: 104,
    request: { fid: 'u32', afid: 'u32', uname: 'str', aname: 'str', n_uname: 'u32' },
    answer: { qid: 'qid' },
  },
  flush: { number: 108, request: { oldtag: 'u16' }, answer: {} },
  walk: { number: 110, request: { fid: 'u32', newfid: 'u32', wname: 'strs' }, answer: { wqid: 'qids' } },
  read: { number: 116, request: { fid: 'u32', offset: 'u64', count: 'u32' }, answer: { data: 'data' } },
  write: {
    number: 118,
    changes: true,
    request: { fid: 'u32', offset: 'u64', data: 'data' },
    answer: { count: 'u32' },
  },
  clunk: { number: 120, request: { fid: 'u32' }, answer: {} },
  remove: { number: 122, changes: true, request: { fid: 'u32' }, answer: {} },
} as const satisfies Readonly<Record<string, MessageSpec>>;

/** Number of the answer that reports an error. */
export const RLERROR = 7;

/** How a field lies in a message: numbers lowest byte first; `str`, `strs` and `qids` with a 16-bit, `data` with a 32-bit count before. */
export type FieldKind = 'u8' | 'u16' | 'u32' | 'u64' | 'str' | 'strs' | 'qid' | 'qids' | 'data';

interface MessageSpec {
  readonly number: number;
  readonly changes?: true;
  readonly request: Readonly<Record<string, FieldKind>>;
  readonly answer: Readonly<Record<string, FieldKind>>;
}

/** What the server knows a file by. */
export interface Qid {
  /** 0x80: directory, 2: symbolic link. */
  readonly type: number;
  readonly version: number;
  readonly path: bigint;
}

export interface FieldValues {
  u8: number;
  u16: number;
  u32: number;
  u64: bigint;
  str: string;
  strs: readonly string[];
  qid: Qid;
  qids: readonly Qid[];
  data: Uint8Array;
}

export type MessageName = keyof typeof MESSAGES;
type Values<F> = { readonly [K in keyof F]: F[K] extends FieldKind ? FieldValues[F[K]] : never };
export type Request<M extends MessageName> = Values<(typeof MESSAGES)[M]['request']>;
export type Answer<M extends MessageName> = Values<(typeof MESSAGES)[M]['answer']>;
