import type { Catalog } from '../board/catalog.ts';
import { checkBoard } from '../board/check.ts';
import { type ParsedBoard, parseBoard, shapeBoard } from '../board/parse.ts';
import { Problems } from '../board/problems.ts';
import type { Board, BoardSource } from '../board/schema.ts';
import { CATALOG } from '../catalog.ts';
import { fail } from '../errors.ts';
import { duet } from './duet.ts';
import { pc } from './pc.ts';
import { vexpressA9 } from './vexpress-a9.ts';
import { virt } from './virt.ts';

const SOURCES: readonly BoardSource[] = [duet, pc, vexpressA9, virt];

/** Names of the built-in boards. */
export const boardNames = (): string[] => SOURCES.map((s) => s.name);

/** The built-in board of this name. @throws EmulatorError BOARD_UNKNOWN */
export function builtInBoard(name: string): Board {
  const source = SOURCES.find((s) => s.name === name);
  if (!source) throw fail('BOARD_UNKNOWN', { name, known: boardNames() });
  return boardFrom(source, name);
}

/** A board from YAML or JSON text. @throws EmulatorError BOARD_INVALID with every problem, each with its line */
export function loadBoard(text: string, file: string, catalog: Catalog = CATALOG): Board {
  return checked(parseBoard(text, file), catalog);
}

/** A board from data: what a TypeScript file exports. @throws EmulatorError BOARD_INVALID with every problem */
export function boardFrom(source: unknown, file: string, catalog: Catalog = CATALOG): Board {
  return checked(shapeBoard(source, new Problems(file)), catalog);
}

function checked({ board, problems }: ParsedBoard, catalog: Catalog): Board {
  checkBoard(board, catalog, problems);
  if (problems.any) throw problems.error();
  return board;
}
