import { randomBytes } from 'node:crypto';
import { arch } from 'node:process';
import { createNodeHost } from '@tutti/parallel-runtime/host/node';
import type { Board } from '../../board/schema.ts';
import { buildMachine, type Machine, type MachineAdapter } from '../../machine.ts';
import type { MachineOptions } from '../../options.ts';
import { openDrive } from './block-file.ts';

/** The module that workers run: from sources or built. */
const ENTRY = new URL(import.meta.url.endsWith('.ts') ? '../../threads/entry.ts' : '../../entry.js', import.meta.url);

/** What Node does for machines: worker threads, disk images in files. */
export function nodeAdapter(): MachineAdapter {
  return {
    threads: createNodeHost(),
    entry: ENTRY.href,
    memoryModel: arch === 'x64' || arch === 'ia32' ? 'tso' : 'weak',
    nowSeconds: () => Math.floor(Date.now() / 1000),
    entropy: () => randomBytes(4).readUInt32LE(),
    openDrive,
  };
}

/**
 * Make a machine in this process. Nothing runs before `start`.
 * @throws EmulatorError for everything that is wrong with options, files and board
 */
export function createMachine(board: Board, options: MachineOptions = {}): Promise<Machine> {
  return buildMachine(board, options, nodeAdapter());
}
