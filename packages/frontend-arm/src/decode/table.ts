/**
 * The form of the decoder tables. One row per encoding, under the manual's headings:
 *
 * ```ts
 * ['cccc 001 0100 S nnnn dddd iiiiiiiiiiii', 'add_imm', 'ADD (immediate)'],
 * ```
 *
 * Bit strings are written from bit 31 (15 for 16-bit Thumb) down to bit 0; blanks are free.
 * - `0`, `1`: the bit must have this value.
 * - `(0)`, `(1)`, `(0000)`: the manual's "should be" bits. They do not take part in matching (a core executes the
 *   instruction whatever they are, which is the UNPREDICTABLE choice of this package); the disassembler can report them.
 * - a letter: one bit of the field that the table's `legend` names for this letter. A name that ends in `#` gets the
 *   width appended (`imm#` over twelve bits is `imm12`).
 *   A letter whose name is empty is not passed on, unless a `join` uses it.
 * - a letter of `split` may stand in several places: the pieces are joined from left to right, as in `i:imm3:imm8`.
 * - `join` builds a field of two letters: `{ d: 'D:d' }` is D as bit 4 above dddd, `{ d: 'd:D' }` is D as bit 0,
 *   `{ d: 'F?D:d|d:D' }` takes the first form when the bit F is 1 and the second when it is 0.
 *
 * A visitor method gets its fields in the order of the bit string; a field in pieces stands where its last piece stands.
 * A T32 row `t32_x` (or `t32_x12`) whose A32 counterpart `x` exists gets them in the order of the A32 row, without `cond`, and
 * what A32 does not have at the end, so that a translator can share the method bodies.
 */

/** What a row says beyond its bits. */
export interface RowOptions {
  /** Why this row may overlap later rows: it is tried before them. Without it the generator refuses the overlap. */
  readonly first?: string;
  /** The manual's UNDEFINED condition as an expression over field names; a word that fulfils it is given to `undefined`. */
  readonly undefinedIf?: string;
  /** Replaces the table's `join` for this row. */
  readonly join?: Readonly<Record<string, string>>;
}

/** Bit string, visitor method, the manual's title, and what else there is to say. */
export type Row = readonly [bits: string, name: string, title: string, options?: RowOptions];

/** A table: rows of one chapter of the manual with the meaning of their letters. */
export interface Table {
  /** Manual and section the rows follow. */
  readonly manual: string;
  /** Letter to field name. */
  readonly legend: Readonly<Record<string, string>>;
  /** Letters that may stand in several places of a row. */
  readonly split?: string;
  /** Fields made of two letters; applies to rows that have both. */
  readonly join?: Readonly<Record<string, string>>;
  /** Stands for `first` in every row. */
  readonly first?: string;
  readonly rows: readonly Row[];
}
