import { ERRNO, type Errno, FILE_TYPE, type OpenHow } from '../backends/files.ts';
import { DATA_HEADER_BYTES, directoryEntry } from './codec.ts';
import type { Fid } from './fids.ts';
import { type Handlers, isDirectory, nameIn, qidAt, qidOf, type Session } from './session.ts';

/** Bits of `flags` in Tlopen and Tlcreate that matter here: Linux's. */
const OPEN = { ACCESS: 3, WRITE: 1, READ_WRITE: 2, EXCLUSIVE: 0o200, TRUNCATE: 0o1000 } as const;
const PERMISSIONS = 0o1777;
/** What Tlock answers when the lock is held, and Tgetlock when nobody else holds one. */
const LOCK_SUCCESS = 0;
const LOCK_FREE = 2;
/** Shift from a mode's kind of file to a directory entry's. */
const KIND_SHIFT = 12;

const bad = (fid: Fid | Errno): Errno => (typeof fid === 'number' ? fid : ERRNO.EBADF);

function howOf(flags: number): OpenHow {
  const access = flags & OPEN.ACCESS;
  return {
    read: access !== OPEN.WRITE,
    write: access === OPEN.WRITE || access === OPEN.READ_WRITE,
    truncate: (flags & OPEN.TRUNCATE) !== 0,
  };
}

export const DATA_HANDLERS: Handlers<
  'lopen' | 'lcreate' | 'read' | 'write' | 'readdir' | 'fsync' | 'lock' | 'getlock'
> = {
  lopen(session, { fid, flags }) {
    const file = session.fids.get(fid);
    if (typeof file === 'number' || file.open !== undefined) return bad(file);
    const stat = session.files.stat(file.path);
    if (typeof stat === 'number') return stat;
    const how = howOf(flags);
    if (session.readOnly && (how.write || how.truncate)) return ERRNO.EROFS;
    if (isDirectory(stat)) {
      if (how.write) return ERRNO.EISDIR;
      file.open = {};
    } else {
      const opened = session.files.open(file.path, how);
      if (typeof opened === 'number') return opened;
      file.open = { file: opened };
    }
    return { qid: qidOf(stat), iounit: 0 };
  },
  lcreate(session, { fid, name, flags, mode }) {
    const directory = session.fids.get(fid);
    const path = nameIn(session, fid, name);
    if (typeof directory === 'number' || directory.open !== undefined) return bad(directory);
    if (typeof path === 'number') return path;
    const opened = session.files.open(path, {
      ...howOf(flags),
      create: mode & PERMISSIONS,
      exclusive: (flags & OPEN.EXCLUSIVE) !== 0,
    });
    if (typeof opened === 'number') return opened;
    // From here on the number stands for the new file.
    directory.path = path;
    directory.open = { file: opened };
    const made = qidAt(session, path, 0);
    return typeof made === 'number' ? made : { ...made, iounit: 0 };
  },
  read(session, { fid, offset, count }, room) {
    const file = session.fids.get(fid);
    if (typeof file === 'number' || file.open?.file === undefined) return bad(file);
    const data = new Uint8Array(Math.min(count, room - DATA_HEADER_BYTES));
    const got = file.open.file.read(Number(offset), data);
    return got < 0 ? -got : { data: data.subarray(0, got) };
  },
  write(session, { fid, offset, data }) {
    const file = session.fids.get(fid);
    if (typeof file === 'number' || file.open?.file === undefined) return bad(file);
    const count = file.open.file.write(Number(offset), data);
    return count < 0 ? -count : { count };
  },
  readdir(session, { fid, offset, count }, room) {
    const directory = session.fids.get(fid);
    if (typeof directory === 'number' || directory.open === undefined || directory.open.file) return bad(directory);
    return entries(session, directory, directory.open, Number(offset), Math.min(count, room - DATA_HEADER_BYTES));
  },
  fsync(session, { fid }) {
    const file = session.fids.get(fid);
    if (typeof file === 'number') return file;
    return file.open?.file?.sync() || {};
  },
  // The guest's kernel keeps locks among its own programs; nobody else is asked.
  lock(session, { fid }) {
    const file = session.fids.get(fid);
    return typeof file === 'number' ? file : { status: LOCK_SUCCESS };
  },
  getlock(session, { fid, ...lock }) {
    const file = session.fids.get(fid);
    return typeof file === 'number' ? file : { ...lock, type: LOCK_FREE };
  },
};

/** Entries from number `first` on, as many as fit. The names are those at the time when entry 0 was asked for. */
function entries(session: Session, fid: Fid, open: NonNullable<Fid['open']>, first: number, room: number) {
  if (first === 0 || open.names === undefined) {
    const names = session.files.list(fid.path);
    if (typeof names === 'number') return names;
    open.names = ['.', '..', ...names];
  }
  const parts: Uint8Array[] = [];
  let length = 0;
  for (let i = first; i < open.names.length; i++) {
    const name = open.names[i] ?? '';
    const path = name === '.' ? fid.path : name === '..' ? fid.path.slice(0, -1) : [...fid.path, name];
    const stat = session.files.stat(path);
    // It was removed since.
    if (typeof stat === 'number') continue;
    const entry = directoryEntry(qidOf(stat), i + 1, (stat.mode & FILE_TYPE.MASK) >>> KIND_SHIFT, name);
    if (length + entry.length > room) {
      if (parts.length === 0) return ERRNO.EINVAL;
      break;
    }
    parts.push(entry);
    length += entry.length;
  }
  const data = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    data.set(part, at);
    at += part.length;
  }
  return { data };
}
