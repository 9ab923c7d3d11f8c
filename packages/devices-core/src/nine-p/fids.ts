import type { Errno, FilePath, OpenFile } from '../backends/files.ts';
import { ERRNO } from '../backends/files.ts';

/** What a client's number for a file stands for. */
export interface Fid {
  path: FilePath;
  /** Set once it is open: `file` is missing for a directory. */
  open?: { readonly file?: OpenFile; names?: readonly string[] };
}

/** Numbers that a client may hold at a time; Linux holds one or two for each file that it knows. */
const MAX_FIDS = 65_536;

/** The numbers that a client has for files. */
export class Fids {
  private readonly fids = new Map<number, Fid>();

  /** @returns EBADF for a number that stands for nothing */
  get(number: number): Fid | Errno {
    return this.fids.get(number) ?? ERRNO.EBADF;
  }

  /** Give a file a number that is free, or, in a walk, the same one. */
  set(number: number, path: FilePath, own = -1): Errno {
    if (number !== own && this.fids.has(number)) return ERRNO.EBADF;
    if (this.fids.size >= MAX_FIDS) return ERRNO.ENFILE;
    this.fids.set(number, { path });
    return 0;
  }

  get size(): number {
    return this.fids.size;
  }

  /** Forget a number, and close its file. */
  drop(number: number): void {
    this.fids.get(number)?.open?.file?.close();
    this.fids.delete(number);
  }

  clear(): void {
    for (const number of [...this.fids.keys()]) this.drop(number);
  }

  /** A file or folder has another name: all numbers for it and what is below it follow. */
  moved(from: FilePath, to: FilePath): void {
    for (const fid of this.fids.values()) {
      if (from.every((name, i) => fid.path[i] === name)) fid.path = [...to, ...fid.path.slice(from.length)];
    }
  }
}
