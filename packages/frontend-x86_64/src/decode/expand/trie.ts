import type { Dimension, Encoding } from './parse-row.ts';

/** Node kinds in the low four bits of a trie word; the rest is the payload. */
export const Node = {
  /** No such opcode. */
  INVALID: 0,
  /** Payload: form number. */
  LEAF: 1,
  /** Payload: legacy prefix byte, or REX byte. */
  PREFIX: 2,
  REX: 3,
  /** Payload: index of a table indexed by the next opcode byte. */
  ESCAPE: 4,
  /** Payload: index of a table indexed by the named value. */
  REG: 5,
  MOD: 6,
  RM: 7,
  MANDATORY: 8,
  OSZ: 9,
  ASZ: 10,
  W: 11,
  L: 12,
  B: 13,
  /** C4, C5, 62: payload is that byte. Without ModRM.mod = 3 outside 64-bit mode the fallback follows. */
  VEX: 14,
} as const;

const DIMENSIONS: readonly (readonly [Dimension, node: number, width: number])[] = [
  ['pfx', Node.MANDATORY, 4],
  ['L', Node.L, 2],
  ['reg', Node.REG, 8],
  ['mod', Node.MOD, 2],
  ['rm', Node.RM, 8],
  ['osz', Node.OSZ, 3],
  ['asz', Node.ASZ, 3],
  ['W', Node.W, 2],
  ['B', Node.B, 2],
];

/** Builds the flat dispatch tables. All nodes live in one word array; a node word names the index of its children. */
export class TrieBuilder {
  readonly words: number[] = [];

  /** Reserve `width` child slots, all INVALID. Returns the index of the first. */
  table(width: number): number {
    const at = this.words.length;
    for (let i = 0; i < width; i++) this.words.push(Node.INVALID);
    return at;
  }

  /**
   * The node that tells the encodings of one opcode apart. Where an encoding names a value and another leaves it open, the named
   * one wins. Throws when two encodings overlap.
   */
  build(encodings: readonly (readonly [Encoding, form: number])[], from = 0): number {
    if (encodings.length === 0) return Node.INVALID;
    for (let i = from; i < DIMENSIONS.length; i++) {
      const [dimension, node, width] = DIMENSIONS[i]!;
      if (!encodings.some(([encoding]) => encoding.when[dimension])) continue;
      const children: number[] = [];
      for (let value = 0; value < width; value++) {
        children.push(
          this.build(
            encodings.filter(([{ when }]) => when[dimension]?.includes(value) ?? true),
            i + 1,
          ),
        );
      }
      if (children.every((child) => child === children[0])) return children[0]!;
      const at = this.table(width);
      for (const [value, child] of children.entries()) this.words[at + value] = child;
      return (at << 4) | node;
    }
    return (mostSpecific(encodings)[1] << 4) | Node.LEAF;
  }
}

/** How many dimensions an encoding constrains. */
function specificity(encoding: Encoding): number {
  return Object.keys(encoding.when).length;
}

/** The most specific encoding of those that match the same values. Throws when two are equally specific. */
function mostSpecific(encodings: readonly (readonly [Encoding, number])[]): readonly [Encoding, number] {
  const sorted = [...encodings].sort(([a], [b]) => specificity(b) - specificity(a));
  const [first, second] = sorted;
  if (second && specificity(second[0]) === specificity(first![0])) {
    throw new Error(
      `opcode table: overlap at ${sorted.map(([e]) => `${e.map}:${e.opcode.toString(16)} ${e.mnemonic}`).join(', ')}`,
    );
  }
  return first!;
}
