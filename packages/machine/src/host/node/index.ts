import { randomBytes } from 'node:crypto';
import { arch } from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { createNodeHost } from '@tutti/parallel-runtime/host/node';
import type { MachineAdapter } from '../../adapter.ts';
import type { Board } from '../../board/schema.ts';
import { buildMachine, type Machine } from '../../machine.ts';
import type { MachineOptions } from '../../options.ts';
import { openDrive } from './block-file.ts';
import { openShare } from './shared-files.ts';
import { openNic } from './user-net-host.ts';

/** The module that workers run: from sources or built. */
const ENTRY = new URL(import.meta.url.endsWith('.ts') ? '../../threads/entry.ts' : '../../entry.js', import.meta.url);

/**
 * Bytes of code that a WebAssembly function runs before V8 optimises it. V8's own 13,000,000 leaves guest loops in baseline code for
 * seconds: measured in the guest, an integer loop of 4 s took 0.9 s with this value, a boot the same within the noise.
 */
const TIERING_BUDGET = 1_000_000;

/** What Node does for machines: worker threads, disk images in files. */
export function nodeAdapter(): MachineAdapter {
  setFlagsFromString(`--wasm-tiering-budget=${TIERING_BUDGET}`);
  return {
    threads: createNodeHost(),
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
 * @throws EmulatorError for everything that is wrong with options, files and board
 */
export function createMachine(board: Board, options: MachineOptions = {}): Promise<Machine> {
  return buildMachine(board, options, nodeAdapter());
}
