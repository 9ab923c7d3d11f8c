import { randomBytes } from 'node:crypto';
import { arch } from 'node:process';
import { createNodeHost } from '@tutti/parallel-runtime/host/node';
import type { MachineAdapter } from '../../adapter.ts';
import type { Board } from '../../board/schema.ts';
import { buildMachine, type Machine } from '../../machine.ts';
import type { MachineOptions } from '../../options.ts';
import { openDrive } from './block-file.ts';
import { ENTRY } from './entry-url.ts';
import type { PreparedThread } from './prepare.ts';
import { openShare } from './shared-files.ts';
import { openNic } from './user-net-host.ts';
import { setV8Flags } from './v8-flags.ts';

/** What Node does for machines: worker threads, disk images in files. @param prepared  of `prepareThread` */
export function nodeAdapter(prepared?: PreparedThread): MachineAdapter {
  setV8Flags();
  return {
    threads: createNodeHost({ ...(prepared && { prepared }) }),
    entry: ENTRY.href,
    memoryModel: arch === 'x64' || arch === 'ia32' ? 'tso' : 'weak',
    nowSeconds: () => Math.floor(Date.now() / 1000),
    entropy: () => randomBytes(4).readUInt32LE(),
    openDrive,
    openNic,
    openShare,
  };
}

/**
 * Make a machine in this process. Nothing runs before `start`.
 * @param prepared  of `prepareThread`: becomes the thread of its first core, if no other machine has it
 * @throws EmulatorError for everything that is wrong with options, files and board
 */
export function createMachine(board: Board, options: MachineOptions = {}, prepared?: PreparedThread): Promise<Machine> {
  return buildMachine(board, options, nodeAdapter(prepared));
}
