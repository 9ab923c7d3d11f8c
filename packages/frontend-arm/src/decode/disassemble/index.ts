import { type A32Visitor, decodeA32, indexA32 } from '../a32.gen.ts';
import type { Encoding } from '../parse-row.ts';
import { A32_ENCODINGS, T16_ENCODINGS, T32_ENCODINGS } from '../sets.ts';
import { decodeT16, indexT16, type T16Visitor } from '../t16.gen.ts';
import { decodeT32, indexT32, type T32Visitor } from '../t32.gen.ts';
import { isT32Wide } from '../thumb.ts';
import { FORMATTERS } from './format.ts';
import { core, immediate } from './names.ts';
import type { Fields, Place, Syntax } from './syntax.ts';
import { INTEGER_SYNTAX, T16_SYNTAX } from './syntax-integer.ts';
import { MEMORY_SYNTAX, SYSTEM_SYNTAX } from './syntax-memory.ts';
import { NEON_SYNTAX } from './syntax-neon.ts';
import { VFP_SYNTAX } from './syntax-vfp.ts';

/** One disassembled instruction. */
export interface Disassembly {
  /** UAL text, such as `addeq r0, r1, #4`; `undefined` when the word is no instruction. */
  readonly text: string;
  /** Its length in bytes: 2 or 4. */
  readonly length: number;
  /** The row's name, which is the visitor method; `undefined` when the word is no instruction. */
  readonly name: string;
  /** False when a "should be" bit has the other value, which the manual calls UNPREDICTABLE. */
  readonly predictable: boolean;
}

const SYNTAX: Readonly<Record<string, Syntax>> = {
  ...INTEGER_SYNTAX,
  ...T16_SYNTAX,
  ...MEMORY_SYNTAX,
  ...SYSTEM_SYNTAX,
  ...VFP_SYNTAX,
  ...NEON_SYNTAX,
};

/** The template of a row: its own, or for `t32_x` that of `x`. */
export function syntaxOf(name: string): Syntax | undefined {
  return SYNTAX[name] ?? SYNTAX[name.replace(/^t32_/, '')];
}

const REGISTERS = new Set(['n', 'd', 't', 'm', 'a', 's', 'dn', 'dm', 'dHi', 'dLo', 't2']);

function register(value: number, form: string, f: Fields): string {
  const quad = form === 'q' || (form === 'v' && f['Q'] === 1);
  if (quad) return `q${value >>> 1}`;
  if (form === 'd' || form === 'v' || (form === 'f' && f['sz'] === 1)) return `d${value}`;
  return `s${value}`;
}

function placeholder(spec: string, f: Fields, place: Place): string {
  if (spec.startsWith('#')) {
    const [, name, operator, amount] = /^#(\w+?)(?:([*+])(\d+))?$/.exec(spec) as unknown as [
      string,
      string,
      string?,
      string?,
    ];
    const value = f[name] as number;
    return immediate(operator === '*' ? value * Number(amount) : operator === '+' ? value + Number(amount) : value);
  }
  const [name, form] = spec.split(':') as [string, string?];
  if (form !== undefined) return register(name === 'mNext' ? (f['m'] as number) + 1 : (f[name] as number), form, f);
  if (REGISTERS.has(name)) return core(f[name] as number);
  const formatter = FORMATTERS[name];
  if (formatter === undefined) throw new Error(`no formatter for {${spec}}`);
  return formatter(f, place);
}

type Values = readonly number[] | undefined;

/** A visitor whose every method returns its arguments. */
function capture(encodings: readonly Encoding[]) {
  const methods = encodings.map(({ name }) => [name, (...values: number[]): Values => values] as const);
  return { ...Object.fromEntries(methods), undefined: (): Values => undefined } as unknown;
}
const A32_VALUES = capture(A32_ENCODINGS) as A32Visitor<Values>;
const T16_VALUES = capture(T16_ENCODINGS) as T16Visitor<Values>;
const T32_VALUES = capture(T32_ENCODINGS) as T32Visitor<Values>;

function render(encoding: Encoding, values: readonly number[], place: Place): string {
  const f: Record<string, number> = {};
  encoding.fields.forEach(({ name }, i) => {
    f[name] = values[i] as number;
  });
  if (encoding.name === 't32_blx_imm') f['exchange'] = 1;
  const syntax = syntaxOf(encoding.name);
  if (syntax === undefined) throw new Error(`no syntax for ${encoding.name}`);
  const template = typeof syntax === 'string' ? syntax : syntax(f, place);
  // A register list is in braces too, so a placeholder is what has no comma and is known.
  return template.replace(/\{([#\w][\w:*+]*)\}/g, (whole, spec: string) =>
    /^[rds]\d+$|^(sp|lr|pc)$/.test(spec) ? whole : placeholder(spec, f, place),
  );
}

function disassemble(encoding: Encoding | undefined, values: Values, place: Place, length: number): Disassembly {
  if (encoding === undefined || values === undefined) {
    return { text: 'undefined', length, name: 'undefined', predictable: true };
  }
  const predictable = ((place.word ^ encoding.shouldMatch) & encoding.shouldMask) === 0;
  return { text: render(encoding, values, place), length, name: encoding.name, predictable };
}

/**
 * Disassemble one A32 instruction.
 * @param word     the instruction
 * @param address  where it stands; branch targets are printed as addresses
 * @example disassembleA32(0xe2810004, 0).text // 'add r0, r1, #4'
 */
export function disassembleA32(word: number, address = 0): Disassembly {
  return disassemble(
    A32_ENCODINGS[indexA32(word)],
    decodeA32(A32_VALUES, word),
    { address, set: 'a32', condition: 14, word },
    4,
  );
}

/**
 * Disassemble one Thumb instruction, of 16 or 32 bits.
 * @param hw1        its first halfword
 * @param hw2        the halfword after it, which is not looked at when the instruction has 16 bits
 * @param address    where it stands
 * @param condition  its condition when it stands in an IT block; 14 outside of one
 */
export function disassembleT32(hw1: number, hw2: number, address = 0, condition = 14): Disassembly {
  if (!isT32Wide(hw1)) {
    return disassemble(
      T16_ENCODINGS[indexT16(hw1)],
      decodeT16(T16_VALUES, hw1),
      { address, set: 't16', condition, word: hw1 },
      2,
    );
  }
  const word = (hw1 << 16) | hw2;
  return disassemble(
    T32_ENCODINGS[indexT32(word)],
    decodeT32(T32_VALUES, word),
    { address, set: 't32', condition, word },
    4,
  );
}
