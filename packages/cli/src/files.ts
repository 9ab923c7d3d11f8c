import { accessSync, constants, openSync, readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fail, type NamedBytes } from '@tutti/machine';

/**
 * Read a file that the person named.
 * @param what  what it is for: `--kernel`
 * @throws EmulatorError FILE_UNREADABLE, FILE_EMPTY
 */
export function readNamed(what: string, path: string): NamedBytes {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    const why = whyOf(cause);
    const remedy = why === REASONS['ENOENT'] ? '; correct the name or leave it out' : '';
    throw fail('FILE_UNREADABLE', { what, path, why: why + remedy }, cause);
  }
  if (bytes.length === 0) throw fail('FILE_EMPTY', { what, path });
  return { path, bytes };
}

const GZIP = [0x1f, 0x8b];

/**
 * As `readNamed`; a compressed RAM disk must also be whole: a kernel that gets half of one panics long after.
 * @throws EmulatorError FILE_UNREADABLE, FILE_EMPTY
 */
export function readInitrd(what: string, path: string): NamedBytes {
  const file = readNamed(what, path);
  if (!GZIP.every((byte, i) => file.bytes[i] === byte)) return file;
  try {
    gunzipSync(file.bytes);
  } catch (cause) {
    throw fail(
      'FILE_UNREADABLE',
      { what, path, why: `its compressed data are truncated or damaged: ${whyOf(cause)}` },
      cause,
    );
  }
  return file;
}

/**
 * Open a file that the person named, for output.
 * @returns its descriptor
 * @throws EmulatorError FILE_UNREADABLE
 */
export function openForWriting(what: string, path: string): number {
  try {
    return openSync(path, 'w');
  } catch (cause) {
    throw fail('FILE_UNREADABLE', { what, path, why: whyOf(cause) }, cause);
  }
}

/** Why a file cannot be read; undefined: it can. */
export function whyUnreadable(path: string): string | undefined {
  try {
    accessSync(path, constants.R_OK);
    return statSync(path).isDirectory() ? 'it is a folder' : undefined;
  } catch (error) {
    return whyOf(error);
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
};

/** Reason of a file system error in words. */
export function whyOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}
