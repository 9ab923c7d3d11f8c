import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Board, boardFrom, builtInBoard, fail, loadBoard } from '@tutti/machine';
import { whyOf } from './files.ts';

const MODULES: readonly string[] = ['.ts', '.mts', '.js', '.mjs'];
const TEXTS: readonly string[] = ['.yaml', '.yml', '.json'];

/**
 * The board of this name, or in this file: YAML, JSON, or a module whose default export is the board.
 * @throws EmulatorError BOARD_UNKNOWN, BOARD_READ, BOARD_INVALID
 */
export async function findBoard(name: string): Promise<Board> {
  const kind = extname(name);
  if (TEXTS.includes(kind)) return loadBoard(readText(name), name);
  if (MODULES.includes(kind)) return boardFrom(await importDefault(name), name);
  return builtInBoard(name);
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
