import { isNode, LineCounter, parseDocument } from 'yaml';
import { fail } from '../errors.ts';
import { type BoardPath, Problems } from './problems.ts';
import { type Lost, repair } from './repair.ts';
import { BOARD, type Board } from './schema.ts';

/** A board, or what could be read of one, and where problems found later are to be collected. */
export interface ParsedBoard {
  readonly board: Board;
  /** Those of shape are in it. */
  readonly problems: Problems;
  /** What is not in `board`, because its shape is wrong. */
  readonly lost: Lost;
}

/** Read a board from YAML or JSON text. @throws EmulatorError BOARD_INVALID when it is not to be read at all */
export function parseBoard(text: string, file: string): ParsedBoard {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  if (document.errors.length > 0) {
    const problems = document.errors.map((e) => `${file}:${lines.linePos(e.pos[0]).line}: ${e.message}`);
    throw fail('BOARD_INVALID', { problems });
  }
  const locate = (path: BoardPath): number => {
    for (let length = path.length; length > 0; length--) {
      const found = document.getIn(path.slice(0, length), true);
      if (isNode(found) && found.range) return lines.linePos(found.range[0]).line;
    }
    return 1;
  };
  return shapeBoard(document.toJS() as unknown, new Problems(file, locate));
}

/**
 * Check the shape of a board that is data already. What has a wrong shape is told and left out, so that the rest can be looked at.
 * @throws EmulatorError BOARD_INVALID when too little is left
 */
export function shapeBoard(source: unknown, problems: Problems): ParsedBoard {
  const result = BOARD.safeParse(source);
  for (const issue of meantOf(result.error?.issues ?? [])) problems.add(issue.path, remedy(issue));
  const repaired = repair(source, meantOf);
  if (!repaired) throw problems.error();
  problems.in(repaired.lost);
  return { ...repaired, problems };
}

const meantOf = (issues: readonly object[]): Issue[] => issues.flatMap((issue) => meant(issue as Issue));

interface Issue {
  readonly code: string;
  readonly message: string;
  readonly path: readonly (string | number)[];
  readonly keys?: readonly string[];
  /** Of a union: the issues of each of its branches, with paths inside it. */
  readonly errors?: readonly (readonly Issue[])[];
}

/** Of a union, the issues of the branch that was meant: one that fails for more than its type. */
function meant(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union' || !issue.errors?.length) return [issue];
  const inside = issue.errors.map((branch) => branch.flatMap((i) => meant({ ...i, path: [...issue.path, ...i.path] })));
  const sameType = inside.filter(
    (branch) => !branch.some((i) => i.code === 'invalid_type' && i.path.length === issue.path.length),
  );
  if (sameType.length > 0) return sameType[0]!;
  const message = inside.map((branch) => branch[0]!.message.replace(/^Invalid input: /, '')).join(', or ');
  return [{ code: 'invalid_type', path: issue.path, message }];
}

function remedy(issue: Issue): string {
  if (issue.code === 'unrecognized_keys')
    return `unknown key ${issue.keys?.join(', ')}; remove it or correct its spelling`;
  return issue.message.replace(/^Invalid input: /, '');
}
