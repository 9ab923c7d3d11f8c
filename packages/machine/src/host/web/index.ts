import { loopbackNet } from '@tutti/devices-core';
import { createWebHost } from '@tutti/parallel-runtime/host/web';
import type { MachineAdapter } from '../../adapter.ts';
import type { Board } from '../../board/schema.ts';
import { fail } from '../../errors.ts';
import { buildMachine, type Machine } from '../../machine.ts';
import type { MachineOptions } from '../../options.ts';
import { blobDisk, type DiskBlob } from './blob-disk.ts';

export type { DiskBlob };

/** The parts of a page's globals that this adapter uses. */
interface PageGlobals {
  readonly crypto: { getRandomValues(into: Uint32Array): Uint32Array };
}
const page = globalThis as unknown as PageGlobals;

/** What a cross-origin isolated page does for machines. */
function webAdapter(workerUrl: URL, disks: ReadonlyMap<string, DiskBlob>): MachineAdapter {
  return {
    threads: createWebHost(workerUrl),
    entry: workerUrl.href,
    // Pages cannot tell; ordered accesses are right on every processor.
    memoryModel: 'weak',
    nowSeconds: () => Math.floor(Date.now() / 1000),
    entropy: () => page.crypto.getRandomValues(new Uint32Array(1))[0]!,
    openDrive: (drive) => ({ backend: blobDisk(drive, disks), close: () => undefined }),
    openShare: ({ path }) => {
      throw fail('FILE_UNREADABLE', { what: 'share', path, why: 'a page has no folders' });
    },
    openNic: ({ kind }) => {
      if (kind === 'loopback') return { backend: loopbackNet(), close: () => undefined };
      throw fail('OPTION_BAD', { option: 'nics', value: kind, want: 'a page has no sockets; use loopback' });
    },
  };
}

/**
 * Make a machine in a worker of a page (its main thread may not block).
 * @param workerUrl  a module of the application that calls `serveWorker()` of `@tutti/machine/web/worker`
 * @param disks  what the drives of `options` are, by their `file`: blobs, read where the guest reads them
 */
export function createMachine(
  board: Board,
  options: MachineOptions,
  workerUrl: URL,
  disks: ReadonlyMap<string, DiskBlob> = new Map(),
): Promise<Machine> {
  return buildMachine(board, options, webAdapter(workerUrl, disks));
}
