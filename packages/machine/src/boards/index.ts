import type { Catalog } from '../board/catalog.ts';
import { checkBoard, type WhyUnreadable } from '../board/check.ts';
import { moduleLines } from '../board/module-lines.ts';
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

/** What a board is checked against. */
export interface BoardWorld {
  /** Left out: all architectures and devices of this package. */
  readonly catalog?: Catalog;
  /** Left out: files that the board names are not looked for. */
  readonly whyUnreadable?: WhyUnreadable;
  /** Source of the module that made a board's data: problems are told with lines of it. */
  readonly moduleText?: string;
}

/** A board from YAML or JSON text. @throws EmulatorError BOARD_INVALID with every problem, each with its line */
export function loadBoard(text: string, file: string, world: BoardWorld = {}): Board {
  return checked(parseBoard(text, file), world);
}

/** A board from data: what a TypeScript file exports. @throws EmulatorError BOARD_INVALID with every problem */
export function boardFrom(source: unknown, file: string, world: BoardWorld = {}): Board {
  const locate = world.moduleText === undefined ? undefined : moduleLines(world.moduleText, source);
  return checked(shapeBoard(source, new Problems(file, locate)), world);
}

function checked(parsed: ParsedBoard, { catalog = CATALOG, whyUnreadable }: BoardWorld): Board {
  const { board, problems } = parsed;
  checkBoard(parsed, catalog, whyUnreadable);
  if (problems.any) throw problems.error();
  return board;
}
