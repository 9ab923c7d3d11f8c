import { readFileSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  BOOT_FILES,
  type Board,
  type BoardWorld,
  boardFrom,
  builtInBoard,
  fail,
  isGuest,
  loadBoard,
} from '@tutti/machine';
import { whyOf, whyUnreadable } from './files.ts';

const MODULES: readonly string[] = ['.ts', '.mts', '.js', '.mjs'];
const TEXTS: readonly string[] = ['.yaml', '.yml', '.json'];

/**
 * The board of this name, or in this file: YAML, JSON, or a module whose default export is the board. Files that it names are absolute.
 * @throws EmulatorError BOARD_UNKNOWN, BOARD_READ, BOARD_INVALID
 */
export async function findBoard(name: string): Promise<Board> {
  const kind = extname(name);
  const beside = (file: string): string => resolve(dirname(name), file);
  const world: BoardWorld = { whyUnreadable: (file) => whyUnreadable(beside(file)) };
  if (TEXTS.includes(kind)) return withFiles(loadBoard(readText(name), name, world), beside);
  if (MODULES.includes(kind)) {
    const source = await importDefault(name);
    return withFiles(boardFrom(source, name, { ...world, moduleText: readText(name) }), beside);
  }
  return builtInBoard(name);
}

/** The board with the place of every file that it names. */
function withFiles(board: Board, place: (file: string) => string): Board {
  const clusters = board.clusters.map((cluster) => {
    const { boot } = cluster;
    const named = BOOT_FILES.flatMap((key) => {
      const file = boot[key];
      return file === undefined || isGuest(file) ? [] : [[key, place(file)] as const];
    });
    return { ...cluster, boot: { ...boot, ...Object.fromEntries(named) } };
  });
  return { ...board, clusters };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw fail('BOARD_READ', { path, why: whyOf(cause) }, cause);
  }
}

async function importDefault(path: string): Promise<unknown> {
  try {
    const module = (await import(pathToFileURL(resolve(path)).href)) as { default?: unknown };
    if (module.default === undefined) throw new Error('it has no default export');
    return module.default;
  } catch (cause) {
    throw fail('BOARD_READ', { path, why: whyOf(cause) }, cause);
  }
}
