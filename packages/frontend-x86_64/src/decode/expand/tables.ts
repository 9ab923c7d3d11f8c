import { Op } from '../op.gen.ts';
import { LENGTH_MAPS } from '../tables/length-maps.ts';
import { allEncodings } from './encodings.ts';
import { FORM_STRIDE, writeForm } from './form.ts';
import type { Encoding } from './parse-row.ts';
import { Node, TrieBuilder } from './trie.ts';

/** The flat lookups that the decoder reads. Built once at module load from the rows in `../tables`. */
export interface Tables {
  /** Trie words: node kind in the low four bits, payload above. */
  readonly trie: Int32Array;
  /** `FORM_STRIDE` words per form. */
  readonly forms: Int32Array;
  /** Index of the 256 one-byte nodes: [16- and 32-bit modes, 64-bit mode]. */
  readonly roots: readonly [number, number];
  /** Index of the VEX maps' nodes: 32 per mode kind, -1 where there is no map. */
  readonly vexRoots: Int32Array;
  /** EVEX and XOP: bit 0 opcode exists, bit 1 has an imm8; index map * 256 + opcode. */
  readonly lengthMaps: Uint8Array;
  readonly encodings: readonly Encoding[];
}

/** Legacy prefix bytes. */
const PREFIXES = [0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x66, 0x67, 0xf0, 0xf2, 0xf3];

type Numbered = readonly [Encoding, form: number];

/** Encodings of one mode. VEX.W of rows with a general register is ignored outside 64-bit mode (Intel SDM 2, 2.3.5.5), but not of KMOVB, KMOVW. */
function forMode(encodings: readonly Numbered[], mode: number): Numbered[] {
  return encodings.flatMap(([encoding, form]): Numbered[] => {
    const { when, vex, operands } = encoding;
    if (when.mode && !when.mode.includes(mode)) return [];
    const { mode: _, W, ...rest } = when;
    const gprW =
      vex &&
      W &&
      operands.some((operand) => /^[EGR],[dq]$/.test(operand)) &&
      (!encoding.mnemonic.startsWith('K') || when.pfx?.includes(3));
    if (mode === 0 && gprW) return W.includes(0) ? [[{ ...encoding, when: rest }, form]] : [];
    return [[{ ...encoding, when: W ? { ...rest, W } : rest }, form]];
  });
}

function buildMap(builder: TrieBuilder, encodings: readonly Numbered[]): number {
  const at = builder.table(256);
  for (let opcode = 0; opcode < 256; opcode++) {
    builder.words[at + opcode] = builder.build(encodings.filter(([encoding]) => encoding.opcode === opcode));
  }
  return at;
}

function buildMode(builder: TrieBuilder, encodings: readonly Numbered[], mode: number, vexRoots: Int32Array): number {
  const own = forMode(encodings, mode);
  const [root = 0, two = 0, three38 = 0, three3a = 0] = [0, 1, 2, 3].map((map) =>
    buildMap(
      builder,
      own.filter(([encoding]) => !encoding.vex && encoding.map === map),
    ),
  );
  for (const map of [1, 2, 3]) {
    vexRoots[mode * 32 + map] = buildMap(
      builder,
      own.filter(([encoding]) => encoding.vex && encoding.map === map),
    );
  }
  const words = builder.words;
  words[root + 0x0f] = (two << 4) | Node.ESCAPE;
  words[two + 0x38] = (three38 << 4) | Node.ESCAPE;
  words[two + 0x3a] = (three3a << 4) | Node.ESCAPE;
  for (const byte of PREFIXES) words[root + byte] = (byte << 4) | Node.PREFIX;
  if (mode === 1) for (let byte = 0x40; byte < 0x50; byte++) words[root + byte] = (byte << 4) | Node.REX;
  // C4, C5 and 62 are LES, LDS and BOUND with a memory operand outside 64-bit mode (Intel SDM 2, 2.3.5.6).
  for (const byte of [0xc4, 0xc5, 0x62]) {
    const vex = (byte << 4) | Node.VEX;
    if (mode === 0) {
      const at = builder.table(2);
      const form = own.findIndex(([encoding]) => !encoding.vex && encoding.map === 0 && encoding.opcode === byte);
      words[at] = (own[form]![1] << 4) | Node.LEAF;
      words[at + 1] = vex;
      words[root + byte] = (at << 4) | Node.MOD;
    } else words[root + byte] = vex;
  }
  // 8F is POP with ModRM.reg = 0, else the XOP prefix (AMD APM 3, 1.2.7).
  const group1a = words[root + 0x8f]! >> 4;
  for (let reg = 1; reg < 8; reg++) words[group1a + reg] = (0x8f << 4) | Node.VEX;
  return root;
}

/** Bytes named by a list such as `10-17 51 C2`. */
function bytes(list: string): number[] {
  return list
    .split(' ')
    .filter(Boolean)
    .flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map((hex) => Number.parseInt(hex, 16));
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    });
}

function buildLengthMaps(): Uint8Array {
  const lengths = new Uint8Array(32 * 256);
  for (const { map, opcodes, imm8 } of LENGTH_MAPS) {
    for (const opcode of bytes(opcodes)) lengths[map * 256 + opcode]! |= 1;
    for (const opcode of bytes(imm8)) lengths[map * 256 + opcode]! |= 2;
  }
  return lengths;
}

function build(): Tables {
  const encodings = allEncodings();
  const forms = new Int32Array(encodings.length * FORM_STRIDE);
  const ops: Readonly<Record<string, number>> = Op;
  for (const [form, encoding] of encodings.entries()) writeForm(forms, form, encoding, ops[encoding.mnemonic]!);
  const numbered = encodings.map((encoding, form): Numbered => [encoding, form]);
  const builder = new TrieBuilder();
  const vexRoots = new Int32Array(64).fill(-1);
  const roots = [buildMode(builder, numbered, 0, vexRoots), buildMode(builder, numbered, 1, vexRoots)] as const;
  return { trie: Int32Array.from(builder.words), forms, roots, vexRoots, lengthMaps: buildLengthMaps(), encodings };
}

export const TABLES: Tables = /* @__PURE__ */ build();
