import type { Row, Table } from './table.ts';

/** A run of bits of the instruction word: `width` bits from bit `shift` up. */
export interface Piece {
  readonly shift: number;
  readonly width: number;
}

/** An operand field: pieces from most to least significant, or a constant when there are none. */
export interface Field {
  readonly name: string;
  readonly pieces: readonly Piece[];
  /** When present and the bit `shift` is 0, these pieces replace `pieces`. */
  readonly otherwise?: { readonly shift: number; readonly pieces: readonly Piece[] };
  /** Value of a field without pieces. */
  readonly constant?: number;
}

/** A row of a table, parsed. Masks are unsigned 32-bit values. */
export interface Encoding {
  readonly name: string;
  readonly title: string;
  readonly bits: string;
  /** Bits that are fixed, and their values. */
  readonly mask: number;
  readonly match: number;
  /** "Should be" bits, and the values they should have. */
  readonly shouldMask: number;
  readonly shouldMatch: number;
  readonly fields: readonly Field[];
  readonly first?: string;
  readonly undefinedIf?: string;
}

/** Letters of one bit string with their runs, in order of appearance. */
function runsOf(bits: string, width: number) {
  let mask = 0;
  let match = 0;
  let shouldMask = 0;
  let shouldMatch = 0;
  const runs = new Map<string, Piece[]>();
  let position = width;
  let inParentheses = false;
  let previous = '';
  for (const ch of bits.replaceAll(' ', '')) {
    if (ch === '(' || ch === ')') {
      if (inParentheses === (ch === '(')) throw new Error(`"${bits}": unbalanced parentheses`);
      inParentheses = ch === '(';
      previous = '';
      continue;
    }
    position -= 1;
    const bit = 2 ** position;
    if (ch === '0' || ch === '1') {
      if (inParentheses) {
        shouldMask += bit;
        if (ch === '1') shouldMatch += bit;
      } else {
        mask += bit;
        if (ch === '1') match += bit;
      }
    } else {
      if (inParentheses || !/[a-zA-Z]/.test(ch)) throw new Error(`"${bits}": unexpected "${ch}"`);
      const pieces = runs.get(ch) ?? [];
      if (previous === ch) {
        const last = pieces.pop() as Piece;
        pieces.push({ shift: position, width: last.width + 1 });
      } else {
        pieces.push({ shift: position, width: 1 });
      }
      runs.delete(ch);
      runs.set(ch, pieces); // a letter stands where its last piece stands
    }
    previous = ch;
  }
  if (position !== 0) throw new Error(`"${bits}": ${width - position} bits, expected ${width}`);
  if (inParentheses) throw new Error(`"${bits}": unbalanced parentheses`);
  return { mask, match, shouldMask, shouldMatch, runs };
}

const widthOf = (pieces: readonly Piece[]) => pieces.reduce((sum, piece) => sum + piece.width, 0);

/** Pieces of `D:d`, and the letters used. */
function joined(spec: string, runs: ReadonlyMap<string, Piece[]>): Piece[] {
  return spec.split(':').flatMap((letter) => runs.get(letter) ?? []);
}

/**
 * Parse one row.
 * @param width  16 or 32, the number of bits the string must have
 * @returns the encoding; throws on a wrong width, an unknown letter, or a split that the table does not declare
 */
export function parseRow(table: Table, row: Row, width: number): Encoding {
  const [bits, name, title, options = {}] = row;
  const { mask, match, shouldMask, shouldMatch, runs } = runsOf(bits, width);
  const joins = Object.entries(options.join ?? table.join ?? {}).filter(([, spec]) =>
    [...spec.replace(/[^a-zA-Z]/g, '')].every((letter) => runs.has(letter)),
  );
  const consumed = new Map<string, string>(); // letter -> joined field
  for (const [field, spec] of joins) {
    const letters = spec.replace(/^.\?/, '').replace(/\|.*$/, '').split(':');
    for (const letter of letters) consumed.set(letter, field);
  }
  const fields: Field[] = [];
  for (const [letter, pieces] of runs) {
    const target = consumed.get(letter);
    if (target !== undefined) {
      const spec = joins.find(([field]) => field === target)?.[1] as string;
      const letters = [...spec.replace(/^.\?/, '').replace(/\|.*$/, '').replaceAll(':', '')];
      const last = [...runs.keys()].filter((k) => letters.includes(k)).at(-1);
      if (letter !== last) continue;
      const conditional = /^(.)\?(.+)\|(.+)$/.exec(spec);
      if (conditional === null) {
        fields.push({ name: target, pieces: joined(spec, runs) });
      } else {
        const [, flag, whenSet, whenClear] = conditional as unknown as [string, string, string, string];
        const { shift } = (runs.get(flag) as Piece[])[0] as Piece;
        fields.push({
          name: target,
          pieces: joined(whenSet, runs),
          otherwise: { shift, pieces: joined(whenClear, runs) },
        });
      }
      continue;
    }
    if (pieces.length > 1 && !(table.split ?? '').includes(letter)) {
      throw new Error(`${name}: "${bits}": field "${letter}" is split`);
    }
    const legend = table.legend[letter];
    if (legend === '') continue; // bits that are not passed on
    if (legend === undefined) throw new Error(`${name}: "${bits}": no field is called "${letter}"`);
    fields.push({ name: legend.replace('#', String(widthOf(pieces))), pieces });
  }
  const names = fields.map((field) => field.name);
  if (new Set(names).size !== names.length) throw new Error(`${name}: "${bits}": a field name occurs twice`);
  const first = options.first ?? table.first;
  return {
    name,
    title,
    bits,
    mask,
    match,
    shouldMask,
    shouldMatch,
    fields,
    ...(first === undefined ? {} : { first }),
    ...(options.undefinedIf === undefined ? {} : { undefinedIf: options.undefinedIf }),
  };
}

/** Parse all rows of a table. */
export function parseTable(table: Table, width: number): Encoding[] {
  return table.rows.map((row) => parseRow(table, row, width));
}
