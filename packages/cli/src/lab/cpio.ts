import { gzipSync } from 'node:zlib';

/** One entry of an archive. */
export interface ArchiveEntry {
  /** Path without a leading slash; its folders must exist in the archive or in one before it. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly executable: boolean;
}

const MAGIC = '070701';
const FILE = 0o100000;
const ALIGN = 4;

const padded = (parts: readonly Uint8Array[]): Uint8Array => {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return Buffer.concat([...parts, new Uint8Array((ALIGN - (length % ALIGN)) % ALIGN)]);
};

function entry({ path, bytes, executable }: ArchiveEntry, inode: number): Uint8Array {
  const name = Buffer.from(`${path}\0`);
  // ino, mode, uid, gid, nlink, mtime, filesize, dev and rdev (major, minor), namesize, check
  const mode = FILE | (executable ? 0o755 : 0o644);
  const fields = [inode, mode, 0, 0, 1, 0, bytes.length, 0, 0, 0, 0, name.length, 0];
  const header = MAGIC + fields.map((f) => f.toString(16).padStart(8, '0')).join('');
  return Buffer.concat([padded([Buffer.from(header), name]), padded([bytes])]);
}

/**
 * A gzipped archive in cpio's "newc" format, padded so that another may follow: Linux unpacks all that an initrd holds.
 * @see Linux Documentation/driver-api/early-userspace/buffer-format.rst
 */
export function cpioGz(entries: readonly ArchiveEntry[]): Uint8Array {
  const end = entry({ path: 'TRAILER!!!', bytes: new Uint8Array(0), executable: false }, 0);
  return padded([gzipSync(Buffer.concat([...entries.map((e, i) => entry(e, i + 1)), end]))]);
}
