import { CONDITIONS } from '../tables/facts.ts';
import type { Row } from '../tables/row.ts';

/** One encoding: a row with `cc`, `+`, `(V)` and alternatives resolved. Undefined constraints match anything. */
export interface Encoding {
  /** 0 one-byte, 1 = 0F, 2 = 0F38, 3 = 0F3A */
  readonly map: number;
  readonly vex: boolean;
  readonly opcode: number;
  readonly mnemonic: string;
  readonly operands: readonly string[];
  /** Feature at VEX.L=0 or without VEX; at VEX.L=1. */
  readonly feature: string;
  readonly attributes: ReadonlySet<string>;
  /** Access letters from an `a=` attribute. */
  readonly access: string | undefined;
  readonly when: Constraints;
}

/** Values that a dispatch dimension must have. */
export interface Constraints {
  readonly mode?: readonly number[];
  readonly pfx?: readonly number[];
  readonly L?: readonly number[];
  readonly W?: readonly number[];
  readonly B?: readonly number[];
  readonly osz?: readonly number[];
  readonly asz?: readonly number[];
  readonly reg?: readonly number[];
  readonly mod?: readonly number[];
  readonly rm?: readonly number[];
}
export type Dimension = keyof Constraints;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Constraint tokens of the opcode column: dimension and values. Prefixes are numbered np=0 66=1 F3=2 F2=3. */
const TOKENS: Readonly<Record<string, readonly [Dimension, readonly number[]]>> = {
  np: ['pfx', [0]],
  66: ['pfx', [1]],
  f3: ['pfx', [2]],
  f2: ['pfx', [3]],
  nf: ['pfx', [0, 1]],
  o16: ['osz', [0]],
  o32: ['osz', [1]],
  o64: ['osz', [2]],
  a16: ['asz', [0]],
  a32: ['asz', [1]],
  a64: ['asz', [2]],
  W0: ['W', [0]],
  W1: ['W', [1]],
  L0: ['L', [0]],
  L1: ['L', [1]],
  B0: ['B', [0]],
  B1: ['B', [1]],
};

const OPCODE = /^([0-9A-F]{2})(\+|cc)?(?:\/([0-7]))?([mr])?(?::([0-7]))?$/;

/** Turn the rows of one map into encodings. Throws on a malformed row: the tables are ours, so that is a bug. */
export function parseRows(map: number, rows: readonly Row[]): Encoding[] {
  return rows.flatMap((row) => parseRow(map, row));
}

function parseRow(map: number, row: Row): Encoding[] {
  const [opcodeColumn, name, operandColumn, feature, attributeColumn = ''] = row;
  const tokens = opcodeColumn.split(' ');
  const match = OPCODE.exec(tokens.pop() ?? '');
  if (!match) throw new Error(`opcode table: cannot read "${opcodeColumn}" (${name})`);
  const [, hex, repeat, reg, mod, rm] = match;
  const attributes = new Set(attributeColumn.split(' ').filter(Boolean));
  const when: Mutable<Constraints> = {};
  for (const token of tokens) {
    const constraint = TOKENS[token];
    if (!constraint) throw new Error(`opcode table: unknown token "${token}" in "${opcodeColumn}"`);
    when[constraint[0]] = [...(when[constraint[0]] ?? []), ...constraint[1]];
  }
  if (reg) when.reg = [Number(reg)];
  if (mod) when.mod = [mod === 'r' ? 1 : 0];
  if (rm) when.rm = [Number(rm)];
  if (attributes.has('i64')) when.mode = [0];
  if (attributes.has('o64')) when.mode = [1];
  const base = {
    map,
    opcode: Number.parseInt(hex!, 16),
    operands: operandColumn.split(' ').filter(Boolean),
    attributes,
    access: [...attributes].find((attribute) => attribute.startsWith('a='))?.slice(2),
  };
  const count = repeat === '+' ? 8 : repeat === 'cc' ? 16 : 1;
  const result: Encoding[] = [];
  for (let i = 0; i < count; i++) {
    const mnemonic = repeat === 'cc' ? name.replace('%', CONDITIONS[i]!) : name;
    for (const cell of splitCell({
      ...base,
      opcode: base.opcode + i,
      mnemonic,
      feature,
      vex: attributes.has('vex'),
      when,
    })) {
      result.push(...splitFeature(cell).flatMap(splitAlternatives).flatMap(splitMode).flatMap(splitAddressSize));
    }
  }
  return result;
}

/** `(V)NAME` is one legacy and one VEX encoding. W and L tokens constrain the VEX one; W also the legacy one. */
function splitCell(encoding: Encoding): Encoding[] {
  if (!encoding.mnemonic.startsWith('(V)')) return [encoding];
  const name = encoding.mnemonic.slice(3);
  const [legacyFeature = '', ...vexFeatures] = encoding.feature.split('/');
  const { L: _, ...legacyWhen } = encoding.when;
  return [
    {
      ...encoding,
      mnemonic: name,
      operands: encoding.operands.filter((operand) => !operand.startsWith('[')),
      feature: legacyFeature,
      when: legacyWhen,
    },
    {
      ...encoding,
      vex: true,
      access: undefined,
      mnemonic: `V${name}`,
      operands: encoding.operands.map((operand) => operand.replace(/[[\]]/g, '')),
      feature: vexFeatures.join('/'),
    },
  ];
}

/** A VEX cell with two features (`AVX/AVX2`) is two encodings by VEX.L; an empty feature is no encoding. */
function splitFeature(encoding: Encoding): Encoding[] {
  const parts = encoding.feature.split('/').filter((part, i) => part !== '' || i > 0);
  if (parts.length === 1) return [encoding];
  const [at128, , at256 = parts[1]!] = parts.length === 3 ? parts : [parts[0]!, '', parts[1]!];
  return [
    { ...encoding, feature: at128!, when: { ...encoding.when, L: [0] } },
    { ...encoding, feature: at256, when: { ...encoding.when, L: [1] } },
  ];
}

/** `R,v|M,w` is a register and a memory encoding. */
function splitAlternatives(encoding: Encoding): Encoding[] {
  if (!encoding.operands.some((operand) => operand.includes('|'))) return [encoding];
  return [0, 1].map((side) => ({
    ...encoding,
    operands: encoding.operands.map((operand) => operand.split('|')[operand.includes('|') ? side : 0]!),
    when: { ...encoding.when, mod: [1 - side] },
  }));
}

/** Sizes that follow the mode, not the operand size: descriptor table images. */
const MODE_SIZES: Readonly<Record<string, readonly [string, string]>> = { s: ['6', '10'] };

function splitMode(encoding: Encoding): Encoding[] {
  const dependent = encoding.operands.some((operand) => (operand.split(',')[1] ?? '') in MODE_SIZES);
  if (!dependent) return [encoding];
  return [0, 1].map((mode) => ({
    ...encoding,
    operands: encoding.operands.map((operand) => {
      const [letter, size = ''] = operand.split(',');
      return size in MODE_SIZES ? `${letter},${MODE_SIZES[size]![mode]}` : operand;
    }),
    when: { ...encoding.when, mode: [mode] },
  }));
}

/** With `asz`, the size letter `a` of a register operand is the address size. */
function splitAddressSize(encoding: Encoding): Encoding[] {
  if (!encoding.attributes.has('asz') || !encoding.operands.some((operand) => operand.endsWith(',a')))
    return [encoding];
  return ['w', 'd', 'q'].map((size, asz) => ({
    ...encoding,
    operands: encoding.operands.map((operand) => operand.replace(/,a$/, `,${size}`)),
    when: { ...encoding.when, asz: [asz] },
  }));
}
