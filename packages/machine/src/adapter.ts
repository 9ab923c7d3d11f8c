import type { BlockBackend, NetBackend, ShareBackend } from '@tutti/devices-core';
import type { MemoryModel } from '@tutti/ir';
import type { MachineHost } from '@tutti/parallel-runtime';
import type { DriveOption, NicOption, ShareOption } from './options.ts';

/** A disk image on the host, and how to let go of it. */
export interface OpenDrive {
  readonly backend: BlockBackend;
  /** Of an image that is written: text that is another one after each write. */
  readonly revision?: () => string;
  close(): void;
}

/** What a host does for a machine: threads, disks, the time of day. Implemented for Node and for pages in `host/`. */
export interface MachineAdapter {
  readonly threads: MachineHost;
  /** URL of the module that workers run (`threads/entry.ts`). */
  readonly entry: string;
  /** Memory model of the host's processor. */
  readonly memoryModel: MemoryModel;
  /** Seconds since 1970. */
  nowSeconds(): number;
  /** 32 random bits. */
  entropy(): number;
  /** @throws EmulatorError when the host has no such file, or no files */
  openDrive(drive: DriveOption): OpenDrive;
  /** @throws EmulatorError when the host has no network */
  openNic(nic: NicOption): { readonly backend: NetBackend; close(): void };
  /** @throws EmulatorError when the host has no such folder, or no folders */
  openShare(share: ShareOption): ShareBackend;
}
