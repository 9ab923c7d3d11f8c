import process from 'node:process';
import { type PreparedThread, prepareThread } from '@tutti/machine/node/prepare';

/** If the arguments want a machine, start its first thread, before the modules are loaded that read arguments. */
export function prepareForRun(): PreparedThread | undefined {
  const [, , command, board] = process.argv;
  return command === 'run' ? prepareThread(board) : undefined;
}
