import { ERRNO, type Errno, type FilePath } from '../backends/files.ts';
import type { Qid } from './messages.ts';
import { empty, type Handlers, isDirectory, nameIn, qidAt, qidOf, type Session } from './session.ts';

/** AT_REMOVEDIR: what is unlinked is a directory. */
const REMOVE_DIRECTORY = 0x200;
const PERMISSIONS = 0o1777;
/** Names in one Twalk. */
const MAX_NAMES = 16;

type Names =
  | 'attach'
  | 'walk'
  | 'clunk'
  | 'remove'
  | 'mkdir'
  | 'symlink'
  | 'readlink'
  | 'link'
  | 'mknod'
  | 'rename'
  | 'renameat'
  | 'unlinkat';

export const NAME_HANDLERS: Handlers<Names> = {
  attach(session, { fid }) {
    const root = session.files.stat([]);
    if (typeof root === 'number') return root;
    return session.fids.set(fid, []) || { qid: qidOf(root) };
  },
  walk,
  clunk(session, { fid }) {
    const file = session.fids.get(fid);
    if (typeof file === 'number') return file;
    session.fids.drop(fid);
    return {};
  },
  remove(session, { fid }) {
    const file = session.fids.get(fid);
    if (typeof file === 'number') return file;
    const stat = session.files.stat(file.path);
    // The number is gone whether or not the file can be removed.
    session.fids.drop(fid);
    if (typeof stat === 'number') return stat;
    return remove(session, file.path, isDirectory(stat));
  },
  mkdir(session, { dfid, name, mode }) {
    const path = nameIn(session, dfid, name);
    return typeof path === 'number'
      ? path
      : qidAt(session, path, session.files.makeDirectory(path, mode & PERMISSIONS));
  },
  symlink(session, { dfid, name, symtgt }) {
    const path = nameIn(session, dfid, name);
    return typeof path === 'number' ? path : qidAt(session, path, session.files.makeSymlink(path, symtgt));
  },
  readlink(session, { fid }) {
    const file = session.fids.get(fid);
    if (typeof file === 'number') return file;
    const target = session.files.readLink(file.path);
    return typeof target === 'number' ? target : { target };
  },
  link(session, { dfid, fid, name }) {
    const file = session.fids.get(fid);
    const path = nameIn(session, dfid, name);
    if (typeof file === 'number') return file;
    return typeof path === 'number' ? path : empty(session.files.link(file.path, path));
  },
  // Device files of the host, pipes and sockets are nothing for a guest to make.
  mknod: () => ERRNO.EPERM,
  rename(session, { fid, dfid, name }) {
    const file = session.fids.get(fid);
    return typeof file === 'number' ? file : move(session, file.path, nameIn(session, dfid, name));
  },
  renameat: (session, { olddirfid, oldname, newdirfid, newname }) =>
    move(session, nameIn(session, olddirfid, oldname), nameIn(session, newdirfid, newname)),
  unlinkat(session, { dirfd, name, flags }) {
    const path = nameIn(session, dirfd, name);
    return typeof path === 'number' ? path : remove(session, path, (flags & REMOVE_DIRECTORY) !== 0);
  },
};

function remove(session: Session, path: FilePath, directory: boolean) {
  return path.length === 0 ? ERRNO.EBUSY : empty(session.files.remove(path, directory ? 'directory' : 'file'));
}

function move(session: Session, from: FilePath | Errno, to: FilePath | Errno) {
  if (typeof from === 'number') return from;
  if (typeof to === 'number') return to;
  if (from.length === 0) return ERRNO.EBUSY;
  const done = session.files.rename(from, to);
  if (done === 0) session.fids.moved(from, to);
  return empty(done);
}

/** Step by step; `..` leads no higher than the root. What is found before a name that is not there is told, but gets no number. */
function walk(
  session: Session,
  { fid, newfid, wname }: { readonly fid: number; readonly newfid: number; readonly wname: readonly string[] },
): { wqid: Qid[] } | Errno {
  const start = session.fids.get(fid);
  if (typeof start === 'number') return start;
  if (wname.length > MAX_NAMES || (start.open !== undefined && wname.length > 0)) return ERRNO.EINVAL;
  let { path } = start;
  const wqid: Qid[] = [];
  for (const name of wname) {
    if (/[/\0]/.test(name) || name === '') return ERRNO.EINVAL;
    const next = name === '..' ? path.slice(0, -1) : name === '.' ? path : [...path, name];
    const stat = session.files.stat(next);
    if (typeof stat === 'number') return wqid.length === 0 ? stat : { wqid };
    path = next;
    wqid.push(qidOf(stat));
  }
  return session.fids.set(newfid, path, fid) || { wqid };
}
