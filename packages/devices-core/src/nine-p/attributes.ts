import { ERRNO, type FileChange, type FileStat } from '../backends/files.ts';
import { empty, type Handlers, NAME_BYTES, qidOf, statOf } from './session.ts';

const SECOND_NS = 1_000_000_000n;
/** P9_GETATTR_BASIC: all but birth time, generation and data version. */
const BASIC = 0x7ffn;
/** Bits of `valid` in Tsetattr. Owners stay: files belong to whom the emulator runs as. */
const SET = { MODE: 0x01, SIZE: 0x08, ATIME: 0x10, MTIME: 0x20, ATIME_SET: 0x80, MTIME_SET: 0x100 } as const;
/** Permissions that a guest may set: those of files on the host do not let others act as its owner. */
const PERMISSIONS = 0o1777;
/** V9FS_MAGIC. */
const FILE_SYSTEM_TYPE = 0x0102_1997;

const seconds = (ns: bigint): bigint => ns / SECOND_NS;
const fraction = (ns: bigint): bigint => ns % SECOND_NS;

export const ATTRIBUTE_HANDLERS: Handlers<'getattr' | 'setattr' | 'statfs' | 'xattrwalk' | 'xattrcreate'> = {
  getattr(session, { fid }) {
    const file = session.fids.get(fid);
    if (typeof file === 'number') return file;
    const stat = statOf(session, file);
    return typeof stat === 'number' ? stat : attributes(stat);
  },
  setattr(session, { fid, valid, mode, size, ...times }) {
    const file = session.fids.get(fid);
    if (typeof file === 'number') return file;
    const time = (set: number, given: number, sec: bigint, nsec: bigint): bigint | 'now' | undefined =>
      (valid & set) === 0 ? undefined : (valid & given) === 0 ? 'now' : sec * SECOND_NS + nsec;
    const accessed = time(SET.ATIME, SET.ATIME_SET, times.atime_sec, times.atime_nsec);
    const modified = time(SET.MTIME, SET.MTIME_SET, times.mtime_sec, times.mtime_nsec);
    const change: FileChange = {
      ...((valid & SET.MODE) !== 0 && { permissions: mode & PERMISSIONS }),
      ...((valid & SET.SIZE) !== 0 && { size }),
      ...(accessed !== undefined && { accessed }),
      ...(modified !== undefined && { modified }),
    };
    return empty(file.open?.file?.change(change) ?? session.files.change(file.path, change));
  },
  statfs(session) {
    const space = session.files.space();
    if (typeof space === 'number') return space;
    return {
      type: FILE_SYSTEM_TYPE,
      bsize: space.blockBytes,
      blocks: space.blocks,
      bfree: space.free,
      bavail: space.available,
      files: space.files,
      ffree: space.filesFree,
      fsid: 0n,
      namelen: NAME_BYTES,
    };
  },
  xattrwalk: () => ERRNO.EOPNOTSUPP,
  xattrcreate: () => ERRNO.EOPNOTSUPP,
};

const attributes = (stat: FileStat) => ({
  valid: BASIC,
  qid: qidOf(stat),
  mode: stat.mode,
  uid: stat.uid,
  gid: stat.gid,
  nlink: stat.links,
  rdev: stat.rdev,
  size: stat.size,
  blksize: stat.blockBytes,
  blocks: stat.blocks,
  atime_sec: seconds(stat.accessed),
  atime_nsec: fraction(stat.accessed),
  mtime_sec: seconds(stat.modified),
  mtime_nsec: fraction(stat.modified),
  ctime_sec: seconds(stat.changed),
  ctime_nsec: fraction(stat.changed),
  btime_sec: 0n,
  btime_nsec: 0n,
  gen: 0n,
  data_version: 0n,
});
