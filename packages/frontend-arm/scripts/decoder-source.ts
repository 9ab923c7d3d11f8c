import type { Encoding, Field, Piece } from '../src/decode/parse-row.ts';
import { DECODERS, type Decoder, type EncodingSet, encodingsOf, INTERFACES } from '../src/decode/sets.ts';

const hex = (value: number) => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;

function pieceSource(pieces: readonly Piece[]): string {
  let above = pieces.reduce((sum, piece) => sum + piece.width, 0);
  const parts = pieces.map(({ shift, width }) => {
    above -= width;
    const low = shift === 0 ? 'word' : `(word >>> ${shift})`;
    const value =
      shift + width === 32
        ? `word >>> ${shift}`
        : `${low} & ${width < 4 ? 2 ** width - 1 : `0x${(2 ** width - 1).toString(16)}`}`;
    return above === 0 ? (pieces.length > 1 ? `(${value})` : value) : `((${value}) << ${above})`;
  });
  return parts.join(' | ');
}

/** The expression that takes a field out of `word`. */
function fieldSource(field: Field): string {
  if (field.pieces.length === 0) return String(field.constant);
  if (field.otherwise === undefined) return pieceSource(field.pieces);
  return `(word >>> ${field.otherwise.shift}) & 1 ? ${pieceSource(field.pieces)} : ${pieceSource(field.otherwise.pieces)}`;
}

const overlap = (a: Encoding, b: Encoding) => ((a.match ^ b.match) & a.mask & b.mask) === 0;
const signature = (encoding: Encoding) => encoding.fields.map((field) => field.name).join(', ');

/** Throws when two rows match the same word and the earlier one does not say why it comes first. */
export function refuseOverlaps(encodings: readonly Encoding[], isConditional: (e: Encoding) => boolean): void {
  encodings.forEach((early, i) => {
    for (const late of encodings.slice(i + 1)) {
      if (isConditional(early) !== isConditional(late) || !overlap(early, late)) continue;
      const covers = (late.mask & ~early.mask) === 0 && early.mask !== late.mask;
      if (early.first === undefined)
        throw new Error(`${early.name} "${early.bits}" overlaps ${late.name} "${late.bits}"; say why it comes first`);
      if (early.mask === late.mask && early.name !== late.name)
        throw new Error(`${late.name} can never match: ${early.name} has the same bits`);
      if (!covers && (early.mask & ~late.mask) === 0)
        throw new Error(`${late.name} can never match: ${early.name} covers it`);
    }
  });
}

/** Positions of the lookup's candidate lists for every key, and the lists, each ended by -1. */
function buildLookup(decoder: Decoder, encodings: readonly Encoding[]) {
  const keyBits = decoder.keyBits;
  const size = 2 ** keyBits.length;
  const lists: number[] = [];
  const known = new Map<string, number>();
  const start: number[] = [];
  let keyMask = 0;
  for (const bit of keyBits) keyMask += 2 ** bit;
  for (let key = 0; key < size; key++) {
    let word = 0;
    keyBits.forEach((bit, i) => {
      if ((key >>> (keyBits.length - 1 - i)) & 1) word += 2 ** bit;
    });
    const unconditional = decoder.conditional && (key & (size / 2)) !== 0;
    const list: number[] = [];
    encodings.forEach((encoding, index) => {
      if (decoder.conditional && unconditional !== isUnconditional(encoding)) return;
      const mask = decoder.conditional ? encoding.mask & 0x0fffffff : encoding.mask;
      if (((word ^ encoding.match) & mask & keyMask & (decoder.conditional ? 0x0fffffff : -1)) === 0) list.push(index);
    });
    const text = list.join();
    let at = known.get(text);
    if (at === undefined) {
      at = lists.length;
      known.set(text, at);
      lists.push(...list, -1);
    }
    start.push(at);
  }
  return { lists, start };
}

const isUnconditional = (encoding: Encoding) =>
  (encoding.mask & 0xf0000000) >>> 0 === 0xf0000000 && encoding.match >>> 28 === 15;

/** `[value, count, value, count, ...]` */
function runLengths(values: readonly number[]): number[] {
  const out: number[] = [];
  for (const value of values) {
    if (out.length > 0 && out[out.length - 2] === value) out[out.length - 1] = (out.at(-1) as number) + 1;
    else out.push(value, 1);
  }
  return out;
}

function wrap(items: readonly (string | number)[]): string {
  const lines: string[] = [];
  let line = ' ';
  for (const item of items) {
    if (line.length + String(item).length > 126) {
      lines.push(line);
      line = ' ';
    }
    line += ` ${item},`;
  }
  return [...lines, line].join('\n');
}

/** The key of a word: its key bits, highest first. Neighbouring bits are taken together. */
function keySource(decoder: Decoder): string {
  const bits = decoder.keyBits.filter((bit) => !(decoder.conditional && bit === 28));
  const groups: Piece[] = [];
  for (const bit of bits) {
    const last = groups.at(-1);
    if (last !== undefined && last.shift === bit + 1) groups[groups.length - 1] = { shift: bit, width: last.width + 1 };
    else groups.push({ shift: bit, width: 1 });
  }
  const source = pieceSource(groups);
  return decoder.conditional ? `((word >>> 28) === 15 ? ${2 ** bits.length} : 0) | ${source}` : source;
}

const HEADER = (sources: string) => `// Generated from ${sources} by scripts/generate-decoder.ts. Do not edit.\n\n`;

function decoderFile(decoder: Decoder): string {
  const encodings = encodingsOf(decoder);
  refuseOverlaps(encodings, (e) => decoder.conditional && !isUnconditional(e));
  const { lists, start } = buildLookup(decoder, encodings);
  const visitors = decoder.visitors.map((name) => `${name}<R>`);
  const imports = decoder.visitors.map((name) => {
    const set = INTERFACES.find((s) => s.visitor === name) as EncodingSet;
    return `import type { ${name} } from './${set.file}';`;
  });
  const cases = encodings.map((encoding, index) => {
    const call = `return visitor.${encoding.name}(${encoding.fields.map(fieldSource).join(', ')});`;
    if (encoding.undefinedIf === undefined) return `    case ${index}: ${call}`;
    const used = encoding.fields.filter((field) =>
      new RegExp(`\\b${field.name}\\b`).test(encoding.undefinedIf as string),
    );
    const unknown = [...encoding.undefinedIf.matchAll(/\b[a-zA-Z]\w*/g)]
      .map(([w]) => w)
      .filter((w) => !used.some((f) => f.name === w) && !/^0x/.test(w));
    if (unknown.length > 0)
      throw new Error(`${encoding.name}: undefinedIf names ${unknown.join()}, which is no field of "${encoding.bits}"`);
    const consts = used.map((field) => `      const ${field.name} = ${fieldSource(field)};`).join('\n');
    return `    case ${index}: {\n${consts}\n      if (${encoding.undefinedIf}) return visitor.undefined(word);\n      ${call}\n    }`;
  });
  return `${HEADER('src/decode/tables')}${[...new Set(imports)].join('\n')}
import { expandRuns } from './lookup.ts';

/** Everything ${decoder.function} may call. */
export interface ${decoder.visitor}<R> extends ${visitors.join(', ')} {
  /** The word is no instruction of this set. */
  undefined(word: number): R;
}

const MASK = /* @__PURE__ */ Int32Array.of(
${wrap(encodings.map((e) => hex(e.mask)))}
);
const MATCH = /* @__PURE__ */ Int32Array.of(
${wrap(encodings.map((e) => hex(e.match)))}
);
const CANDIDATES = /* @__PURE__ */ Int16Array.of(
${wrap(lists)}
);
const START = /* @__PURE__ */ expandRuns(${start.length}, [
${wrap(runLengths(start))}
]);

/**
 * Which row of ${decoder.tablesDoc} matches.
 * @param word  ${decoder.wordDoc}
 * @returns the index of the row, or -1. Does not look at the rows' UNDEFINED conditions.
 */
export function ${decoder.indexFunction}(word: number): number {
  // hot
  let at = START[${keySource(decoder)}] as number;
  for (;;) {
    const index = CANDIDATES[at++] as number;
    if (index < 0 || (word & (MASK[index] as number)) === MATCH[index]) return index;
  }
}

/**
 * Decode one instruction and call the visitor's method for it.
 * @param word  ${decoder.wordDoc}
 * @returns what the method returns
 */
export function ${decoder.function}<R>(visitor: ${decoder.visitor}<R>, word: number): R {
  // hot
  switch (${decoder.indexFunction}(word)) {
${cases.join('\n')}
    default: return visitor.undefined(word);
  }
}
`;
}

function interfaceFile(sets: readonly EncodingSet[]): string {
  const blocks = sets.map((set) => {
    const methods = new Map<string, { signature: string; lines: string }>();
    for (const encoding of set.encodings) {
      const sig = signature(encoding);
      const present = methods.get(encoding.name);
      if (present !== undefined) {
        if (present.signature !== sig) throw new Error(`${encoding.name}: (${sig}) and (${present.signature})`);
        continue;
      }
      const parameters = encoding.fields.map((field) => `${field.name}: number`).join(', ');
      methods.set(encoding.name, {
        signature: sig,
        lines: `  /** ${encoding.title} · \`${encoding.bits}\` */\n  ${encoding.name}(${parameters}): R;`,
      });
    }
    return `/** ${set.doc} */\nexport interface ${set.visitor}<R> {\n${[...methods.values()].map((m) => m.lines).join('\n')}\n}\n`;
  });
  return HEADER('src/decode/tables') + blocks.join('\n');
}

/** All generated files: name under src/decode, and text. */
export function generateAll(): Map<string, string> {
  const out = new Map<string, string>();
  for (const file of new Set(INTERFACES.map((set) => set.file))) {
    out.set(file, interfaceFile(INTERFACES.filter((set) => set.file === file)));
  }
  for (const decoder of DECODERS) out.set(decoder.file, decoderFile(decoder));
  return out;
}
