import { NodeWorker } from '@tutti/parallel-runtime/host/node';
import { BOARD_ARCHITECTURES } from '../../boards/architectures.ts';
import { ENTRY } from './entry-url.ts';

/** A thread for the first core of a machine. */
export type PreparedThread = NodeWorker;

/**
 * Start the thread of a machine's first core before the machine is known: it loads its modules while this thread loads its own, reads files
 * and makes plans. An entry point of its own, which loads little. A thread that no machine takes does not keep the process alive.
 * @param boardName  name of a built-in board; for another the thread loads what all boards need
 */
export function prepareThread(boardName: string | undefined): PreparedThread {
  const architectures = BOARD_ARCHITECTURES[boardName ?? ''] ?? [];
  return new NodeWorker({ entry: ENTRY.href, role: 'core', thread: 0, architectures });
}
