import { ERRNO, type Errno, FILE_TYPE, type FilePath, type FileStat, type SharedFiles } from '../backends/files.ts';
import { type Fid, Fids } from './fids.ts';
import type { Answer, MessageName, Qid, Request } from './messages.ts';

/** What handlers of messages share. */
export interface Session {
  readonly files: SharedFiles;
  readonly fids: Fids;
  readonly readOnly: boolean;
  /** Longest message of either side. */
  msize: number;
}

/** Answers one message, or refuses it. `room`: bytes of the answer. */
export type Handler<M extends MessageName> = (session: Session, request: Request<M>, room: number) => Answer<M> | Errno;
export type Handlers<M extends MessageName> = { readonly [K in M]: Handler<K> };

export const newSession = (files: SharedFiles, readOnly: boolean, msize: number): Session => ({
  files,
  fids: new Fids(),
  readOnly,
  msize,
});

const QID_TYPE: Readonly<Record<number, number>> = { [FILE_TYPE.DIRECTORY]: 0x80, [FILE_TYPE.LINK]: 0x02 };

/** What a client knows a file by; the version changes when the file's contents do. */
export const qidOf = ({ id, mode, modified }: FileStat): Qid => ({
  type: QID_TYPE[mode & FILE_TYPE.MASK] ?? 0,
  version: Number(BigInt.asUintN(32, modified)),
  path: id,
});

export const isDirectory = ({ mode }: FileStat): boolean => (mode & FILE_TYPE.MASK) === FILE_TYPE.DIRECTORY;

/** Longest name of a file. */
export const NAME_BYTES = 255;

/** A name in the directory that a number stands for. @returns an errno when it can be no name there */
export function nameIn(session: Session, fid: number, name: string): FilePath | Errno {
  const directory = session.fids.get(fid);
  if (typeof directory === 'number') return directory;
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name)) return ERRNO.EINVAL;
  if (new TextEncoder().encode(name).length > NAME_BYTES) return ERRNO.ENAMETOOLONG;
  return [...directory.path, name];
}

/** The qid of a file that was just made. @param made  0, or why it was not */
export function qidAt(session: Session, path: FilePath, made: Errno): { qid: Qid } | Errno {
  if (made !== 0) return made;
  const stat = session.files.stat(path);
  return typeof stat === 'number' ? stat : { qid: qidOf(stat) };
}

/** An answer without fields. @param done  0, or why it was not done */
export const empty = (done: Errno): Readonly<Record<never, never>> | Errno => (done === 0 ? {} : done);

/** What is known of the file behind a number: by its open file, which may have lost its name. */
export function statOf(session: Session, fid: Fid): FileStat | Errno {
  return fid.open?.file?.stat() ?? session.files.stat(fid.path);
}
