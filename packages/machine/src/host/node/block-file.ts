import { closeSync, fdatasyncSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { type BlockFile, fileBlock, overlayBlock, SECTOR_BYTES } from '@tutti/devices-core';
import type { OpenDrive } from '../../adapter.ts';
import { fail } from '../../errors.ts';
import type { DriveOption } from '../../options.ts';

/** Open a disk image as a drive option wants it. @throws EmulatorError FILE_UNREADABLE, FILE_EMPTY */
export function openDrive({ file, readOnly = false, snapshot = false }: DriveOption): OpenDrive {
  const what = '--drive';
  let fd: number;
  let sizeBytes: number;
  try {
    fd = openSync(file, readOnly || snapshot ? 'r' : 'r+');
    const stat = fstatSync(fd);
    if (stat.isDirectory()) throw new Error('it is a folder');
    sizeBytes = stat.size;
  } catch (cause) {
    throw fail(
      'FILE_UNREADABLE',
      { what, path: file, why: cause instanceof Error ? cause.message : String(cause) },
      cause,
    );
  }
  if (sizeBytes < SECTOR_BYTES) {
    throw fail('FILE_UNREADABLE', {
      what,
      path: file,
      why: `it has ${sizeBytes} bytes, less than a sector of ${SECTOR_BYTES}`,
    });
  }
  const backend = fileBlock(nodeFile(fd, sizeBytes), readOnly || snapshot);
  const close = (): void => closeSync(fd);
  if (snapshot) return { backend: overlayBlock(backend), close };
  return readOnly
    ? { backend, close }
    : { backend, revision: () => `${fstatSync(fd, { bigint: true }).mtimeNs}`, close };
}

/** -1 stands for a failure of the host: the guest sees an I/O error. */
function nodeFile(fd: number, sizeBytes: number): BlockFile {
  const attempt = (io: () => number): number => {
    try {
      return io();
    } catch (error) {
      if (error instanceof Error && 'errno' in error) return -1;
      throw error;
    }
  };
  return {
    sizeBytes,
    readAt: (offset, into) => attempt(() => readSync(fd, into, 0, into.length, offset)),
    writeAt: (offset, from) => attempt(() => writeSync(fd, from, 0, from.length, offset)),
    sync: () =>
      attempt(() => {
        fdatasyncSync(fd);
        return 0;
      }) === 0,
  };
}
