import { type BlockBackend, fileBlock, overlayBlock } from '@tutti/devices-core';
import { fail } from '../../errors.ts';
import type { DriveOption } from '../../options.ts';

/** A file that a page holds: what the adapter uses of a `Blob`. */
export interface DiskBlob {
  readonly size: number;
  slice(start: number, end: number): DiskBlob;
}

/** The part of a worker's globals that reads a blob at once. */
interface WorkerGlobals {
  readonly FileReaderSync: new () => { readAsArrayBuffer(blob: DiskBlob): ArrayBuffer };
}

/**
 * A page's file as a disk. It is read where the guest reads; writes stay in memory.
 * @param disks  files by the name in the drive option
 * @throws EmulatorError FILE_UNREADABLE when the page gave no such file
 */
export function blobDisk({ file, readOnly = false }: DriveOption, disks: ReadonlyMap<string, DiskBlob>): BlockBackend {
  const blob = disks.get(file);
  if (blob === undefined)
    throw fail('FILE_UNREADABLE', { what: 'drive', path: file, why: 'the page gave no such file' });
  const { FileReaderSync } = globalThis as unknown as WorkerGlobals;
  const reader = new FileReaderSync();
  const base = fileBlock(
    {
      sizeBytes: blob.size,
      readAt(offset, into) {
        const bytes = new Uint8Array(reader.readAsArrayBuffer(blob.slice(offset, offset + into.length)));
        into.set(bytes);
        return bytes.length;
      },
      writeAt: () => -1,
      sync: () => true,
    },
    true,
  );
  return readOnly ? base : overlayBlock(base);
}
