import { type EmulatorError, fail } from '../errors.ts';

/** Path into the board's data: keys and indices. */
export type BoardPath = readonly (string | number)[];

/** Where a path stands in the file, as `line`; undefined when the source has no lines. */
export type Locate = (path: BoardPath) => number | undefined;

/** Collects all that is wrong with a board, so that one run shows everything. */
export class Problems {
  private readonly found: { line: number; text: string }[] = [];
  private readonly file: string;
  private readonly locate: Locate;
  private inFile: (path: BoardPath) => BoardPath = (path) => path;

  constructor(file: string, locate: Locate = () => undefined) {
    this.file = file;
    this.locate = locate;
  }

  /** From now on, paths are those of a board that has lost parts of its file. */
  in(lost: { inFile(path: BoardPath): BoardPath }): void {
    this.inFile = (path) => lost.inFile(path);
  }

  /** @param what  the problem and its remedy, in one line */
  add(place: BoardPath, what: string): void {
    const path = this.inFile(place);
    const line = this.locate(path);
    const where = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${key}`)).join('');
    this.found.push({
      line: line ?? 0,
      text: `${this.file}${line === undefined ? '' : `:${line}`}: ${where.replace(/^\./, '')}${where ? ': ' : ''}${what}`,
    });
  }

  get any(): boolean {
    return this.found.length > 0;
  }

  error(): EmulatorError {
    const problems = this.found.sort((a, b) => a.line - b.line).map((p) => p.text);
    return fail('BOARD_INVALID', { problems });
  }
}
