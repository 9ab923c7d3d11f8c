import process from 'node:process';
import type { Command } from 'commander';
import { findBoard } from '../boards.ts';
import { machineOptions } from '../machine-options.ts';
import { addDriveOptions, addMachineOptions, count, type RunOptions } from '../options.ts';

/** Options of `tutti serve`. */
export interface ServeOptions extends RunOptions {
  readonly port: number;
  readonly autostart?: boolean;
}

const PORT = 8086;

/** Declare the options of `tutti serve`. */
export function addServeOptions(command: Command): Command {
  return addDriveOptions(addMachineOptions(command))
    .option('--port <n>', 'TCP port on this host', count('--port'), PORT)
    .option('--autostart', 'power on when the page is loaded');
}

/** `tutti serve BOARD`: the page that runs the board in a browser. Ends when the person interrupts it. */
export async function serve(boardName: string, options: ServeOptions): Promise<number> {
  const { serveSite } = await import('@tutti/web');
  const board = await findBoard(boardName);
  const { port, autostart = false } = options;
  const site = await serveSite({ board, options: machineOptions(board, options) }, { port, autostart });
  process.stdout.write(`${site.url} runs ${board.name} in a browser; Ctrl-C ends this server\n`);
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, resolve);
  });
  await site.close();
  return 0;
}
