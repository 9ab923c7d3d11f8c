import type { BoardPath } from './problems.ts';
import { BOARD_REST, type Board } from './schema.ts';

const KINDS = ['memory', 'clusters', 'devices', 'regions'] as const;
type Kind = (typeof KINDS)[number];
const isKind = (key: unknown): key is Kind => KINDS.includes(key as Kind);

/** Parts of a board that stand in its file, but in a shape that says nothing: what mentions them is not at fault. */
export class Lost {
  private readonly names = new Set<unknown>();
  private readonly kinds = new Set<Kind>();
  /** Index in the file of each part that is left, by kind; left out: all are. */
  private readonly kept = new Map<Kind, number[]>();

  /** A part goes. @param count  parts of its kind before that */
  add(kind: Kind, index: number, count: number, name: unknown): void {
    const kept = this.kept.get(kind) ?? Array.from({ length: count }, (_, i) => i);
    this.kept.set(kind, kept.toSpliced(index, 1));
    this.kinds.add(kind);
    this.names.add(name);
  }

  /** Whether a part of this name may be among the lost: it is, or one lost its name. */
  has(name: string): boolean {
    return this.names.has(name) || this.names.has(undefined);
  }

  get memory(): boolean {
    return this.kinds.has('memory');
  }

  /** A path into what is left as a path into the file. */
  inFile(path: BoardPath): BoardPath {
    const [kind, index, ...rest] = path;
    const kept = isKind(kind) ? this.kept.get(kind) : undefined;
    return kept === undefined || typeof index !== 'number' ? path : [kind!, kept[index]!, ...rest];
  }
}

/** A key or element that is to go: with it, or with what it stands in, goes what is wrong. */
interface Wrong {
  readonly path: BoardPath;
  readonly keys?: readonly string[];
}

const at = (value: unknown, path: BoardPath): unknown =>
  path.reduce((v: unknown, key) => (v as Readonly<Record<string | number, unknown>> | null | undefined)?.[key], value);

/** The value without what stands at the path. */
function without(value: unknown, [key, ...rest]: BoardPath): unknown {
  if (Array.isArray(value)) {
    return rest.length === 0
      ? value.toSpliced(key as number, 1)
      : value.with(key as number, without(value[key as number], rest));
  }
  const { [key as string]: inner, ...others } = value as Readonly<Record<string, unknown>>;
  return rest.length === 0 ? others : { ...others, [key as string]: without(inner, rest) };
}

/** The nearest thing around something wrong that can be taken out; undefined: that would be the board. */
function removable(source: unknown, path: BoardPath): BoardPath | undefined {
  let length = path.length;
  // What is missing is missed by what it should stand in; in a list, places matter.
  while (length > 2 && (typeof path[length - 1] === 'number' || at(source, path.slice(0, length)) === undefined))
    length--;
  const found = path.slice(0, length);
  return length === 0 || at(source, found) === undefined ? undefined : found;
}

/**
 * The board that is left of a source without what has the wrong shape.
 * @param wrong  the issues of the schema as far as they are meant
 * @returns undefined when too little is left to be looked at
 */
export function repair(
  source: unknown,
  wrong: (issues: readonly object[]) => readonly Wrong[],
): { readonly board: Board; readonly lost: Lost } | undefined {
  const lost = new Lost();
  let left = source;
  for (;;) {
    const result = BOARD_REST.safeParse(left);
    if (result.success) return { board: result.data, lost };
    const [first] = wrong(result.error.issues);
    const paths = first?.keys?.map((key) => [...first.path, key]) ?? [removable(left, first?.path ?? [])];
    for (const path of paths) {
      if (path === undefined) return undefined;
      const [kind, index] = path;
      if (path.length === 2 && isKind(kind)) {
        const parts = at(left, [kind]) as readonly unknown[];
        lost.add(kind, index as number, parts.length, at(left, [...path, 'name']));
      }
      left = without(left, path);
    }
  }
}
