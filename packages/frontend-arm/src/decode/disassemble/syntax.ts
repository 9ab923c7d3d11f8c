/**
 * Assembler syntax as data. A template is text with placeholders:
 * - `{n}`: the field n as a core register, when it is one of the register fields (n, d, t, m, a, s, dn, dm, dHi, dLo, t2);
 * - `{d:v}` a vector, quadword when Q is 1; `{d:q}`, `{d:d}`, `{d:s}` a quadword, doubleword, single-word register; `{d:f}` a
 *   doubleword when sz is 1, else a single word;
 * - `{#imm8}` an immediate, `{#imm8*4}` scaled, `{#lsb+1}` increased;
 * - `{word}` anything else: a formatter of that name.
 */

/** Values of the fields of one instruction, by name. */
export type Fields = Readonly<Record<string, number>>;

/** Where and in which instruction set an instruction stands. */
export interface Place {
  /** Address of the instruction. */
  readonly address: number;
  readonly set: 'a32' | 't16' | 't32';
  /** The condition of a Thumb instruction inside an IT block, else 14. */
  readonly condition: number;
  readonly word: number;
}

/** A template, or a choice among templates by the fields. */
export type Syntax = string | ((f: Fields, place: Place) => string);

/** The field `name`; a template that asks for a field its encoding lacks is a bug. */
export function field(f: Fields, name: string): number {
  const value = f[name];
  if (value === undefined) throw new Error(`no field ${name} in {${Object.keys(f).join()}}`);
  return value;
}
