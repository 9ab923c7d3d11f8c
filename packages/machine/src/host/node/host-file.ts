import * as fs from 'node:fs';
import type { FileChange, FileStat, OpenFile, OpenHow } from '@tutti/devices-core';
import { attempt, hostError, outcome } from './host-errors.ts';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY } = fs.constants;

/** What the host says of a file. @param rootDevice  file system of the shared folder */
export function statFrom(stat: fs.BigIntStats, rootDevice: bigint): FileStat {
  return {
    // Files of another file system below the folder must not have the numbers of its own.
    id: stat.dev === rootDevice ? stat.ino : stat.ino ^ (stat.dev << 40n),
    mode: Number(stat.mode),
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    links: stat.nlink,
    rdev: stat.rdev,
    size: stat.size,
    blockBytes: stat.blksize,
    blocks: stat.blocks,
    accessed: stat.atimeNs,
    modified: stat.mtimeNs,
    changed: stat.ctimeNs,
  };
}

/** Look at what is there, not at what a link leads to. @throws the host's error */
export const statAt = (path: string): fs.BigIntStats => fs.lstatSync(path, { bigint: true });

/**
 * Open a file and nothing else: what lies behind other names could wait, or act.
 * @throws the host's error
 */
export function openFile(path: string, how: OpenHow, rootDevice: bigint): OpenFile {
  const present = fs.lstatSync(path, { throwIfNoEntry: false });
  if (present?.isSymbolicLink()) throw hostError('ELOOP', path);
  if (present && !present.isFile()) throw hostError('EPERM', path);
  const access = how.write ? (how.read ? O_RDWR : O_WRONLY) : O_RDONLY;
  const create = how.create !== undefined && (how.exclusive || !present) ? O_CREAT | O_EXCL : 0;
  const fd = fs.openSync(
    path,
    access | create | (how.truncate ? O_TRUNC : 0) | O_NOFOLLOW | O_NONBLOCK,
    how.create ?? 0,
  );
  const stat = (): fs.BigIntStats => fs.fstatSync(fd, { bigint: true });
  return {
    read: (offset, into) => count(() => fs.readSync(fd, into, 0, into.length, offset)),
    write: (offset, from) => count(() => fs.writeSync(fd, from, 0, from.length, offset)),
    stat: () => attempt(() => statFrom(stat(), rootDevice)),
    change: (change) =>
      outcome(() =>
        applyChange(change, stat(), {
          chmod: (mode) => fs.fchmodSync(fd, mode),
          truncate: (bytes) => fs.ftruncateSync(fd, bytes),
          utimes: (accessed, modified) => fs.futimesSync(fd, accessed, modified),
        }),
      ),
    sync: () => outcome(() => fs.fsyncSync(fd)),
    close: () => fs.closeSync(fd),
  };
}

/** A count of bytes, or the negative number of an error. */
function count(transfer: () => number): number {
  let bytes = -1;
  const errno = outcome(() => {
    bytes = transfer();
  });
  return errno === 0 ? bytes : -errno;
}

/** Change a file by its name. @throws the host's error */
export function changeFile(path: string, change: FileChange): void {
  const stat = statAt(path);
  // The host has no call for either that does not follow a link.
  if (stat.isSymbolicLink() && (change.permissions !== undefined || change.size !== undefined)) {
    throw hostError('EOPNOTSUPP', path);
  }
  applyChange(change, stat, {
    chmod: (mode) => fs.chmodSync(path, mode),
    truncate(bytes) {
      if (!stat.isFile()) throw hostError('EINVAL', path);
      const fd = fs.openSync(path, O_WRONLY | O_NOFOLLOW | O_NONBLOCK);
      try {
        fs.ftruncateSync(fd, bytes);
      } finally {
        fs.closeSync(fd);
      }
    },
    utimes: (accessed, modified) => fs.lutimesSync(path, accessed, modified),
  });
}

interface Changes {
  chmod(mode: number): void;
  truncate(bytes: number): void;
  /** Seconds since 1970. */
  utimes(accessed: number, modified: number): void;
}

function applyChange({ permissions, size, accessed, modified }: FileChange, stat: fs.BigIntStats, file: Changes): void {
  if (permissions !== undefined) file.chmod(permissions);
  if (size !== undefined) file.truncate(Number(size));
  if (accessed === undefined && modified === undefined) return;
  const seconds = (time: bigint | 'now'): number => (time === 'now' ? Date.now() / 1000 : Number(time) / 1e9);
  file.utimes(seconds(accessed ?? stat.atimeNs), seconds(modified ?? stat.mtimeNs));
}
