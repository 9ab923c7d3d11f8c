import type { Encoding, Field, Piece } from './parse-row.ts';

/** Field names without widths and `cond`: `imm12` and `imm8` are the same operand. */
const operand = (name: string) => name.replace(/^imm\d+$/, 'imm');

/**
 * Give a T32 row the operand order of its A32 counterpart.
 * @param a32  all rows of A32
 * @returns a function from a T32 row to the same row with its fields reordered, when `x` of `t32_x` or `t32_x12` is in A32
 */
export function asA32(a32: readonly Encoding[]): (encoding: Encoding) => Encoding {
  const order = new Map(a32.map((e) => [e.name, e.fields.map((field) => operand(field.name))]));
  return (encoding) => {
    const base = encoding.name.replace(/^t32_/, '');
    const names = order.get(base) ?? order.get(base.replace(/(imm)\d+$/, '$1'));
    if (names === undefined) return encoding;
    const rank = (field: Field) => {
      const at = names.indexOf(operand(field.name));
      return at < 0 ? names.length : at;
    };
    return { ...encoding, fields: [...encoding.fields].sort((a, b) => rank(a) - rank(b)) };
  };
}

const word = (value: number) => value >>> 0;

/** How the top byte of an encoding that A32 and T32 share changes: A6.3.18 (coprocessors), A7.1 (Advanced SIMD). */
const TOP_BYTES: readonly {
  readonly applies: (e: Encoding) => boolean;
  readonly fixed: readonly [mask: number, match: number];
  /** New place of bit 24 (U), which is a field in Advanced SIMD data processing. */
  readonly movesU: boolean;
}[] = [
  {
    // Advanced SIMD data processing: 1111001U becomes 111U1111
    applies: (e) => word(e.mask & 0xfe000000) === 0xfe000000 && word(e.match & 0xfe000000) === 0xf2000000,
    fixed: [0xef000000, 0xef000000],
    movesU: true,
  },
  {
    // Advanced SIMD element and structure load/store: 11110100 becomes 11111001
    applies: (e) => word(e.mask & 0xff000000) === 0xff000000 && word(e.match & 0xff000000) === 0xf4000000,
    fixed: [0xff000000, 0xf9000000],
    movesU: false,
  },
];

function moveU({ shift, width }: Piece): Piece {
  return shift === 24 && width === 1 ? { shift: 28, width } : { shift, width };
}

/**
 * The T32 form of a row that both instruction sets share: a condition becomes 1110, and `cond` the constant 14; Advanced SIMD
 * gets its T32 top byte. Rows of T32's own tables are returned as they are.
 */
export function asT32(encoding: Encoding): Encoding {
  const condition = encoding.fields.find((field) => field.pieces[0]?.shift === 28 && field.pieces[0].width === 4);
  if (condition !== undefined) {
    return {
      ...encoding,
      mask: word(encoding.mask | 0xf0000000),
      match: word(encoding.match | 0xe0000000),
      fields: encoding.fields.map((f) => (f === condition ? { name: f.name, pieces: [], constant: 14 } : f)),
    };
  }
  const form = encoding.name.startsWith('t32_') ? undefined : TOP_BYTES.find(({ applies }) => applies(encoding));
  if (form === undefined) return encoding;
  const u = encoding.mask & 0x01000000;
  const [mask, match] = form.fixed;
  return {
    ...encoding,
    mask: word((encoding.mask & 0x00ffffff) | mask | (form.movesU && u !== 0 ? 0x10000000 : 0)),
    match: word(
      (encoding.match & 0x00ffffff) |
        match |
        (form.movesU && u !== 0 && (encoding.match & 0x01000000) !== 0 ? 0x10000000 : 0),
    ),
    fields: form.movesU ? encoding.fields.map((f) => ({ ...f, pieces: f.pieces.map(moveU) })) : encoding.fields,
  };
}
