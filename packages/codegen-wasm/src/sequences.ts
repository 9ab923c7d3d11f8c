import { type BlockFinisher, OPCODE, OPCODE_COUNT, type OpName, RECORD_WORDS } from '@tutti/ir';
import { SEQUENCES } from './sequence-table.ts';

/**
 * A run of records that the interpreter carries out with one dispatch. The first record's opcode is replaced by the sequence's, the rest
 * keep theirs, so that a record in the middle can still be jumped to.
 */
export interface Sequence {
  /** From OPCODE_COUNT on. */
  readonly opcode: number;
  /** Opcodes of its records. */
  readonly opcodes: readonly number[];
}

/** The sequences of guests with an address type, in the order of their opcodes. */
export const sequencesOf = (address: 'i32' | 'i64'): readonly Sequence[] =>
  SEQUENCES[address].map((text, index) => ({
    opcode: OPCODE_COUNT + index,
    opcodes: text.split(' ').map(opcodeOf),
  }));

const opcodeOf = (name: string): number =>
  name.endsWith('#') ? OPCODE[name.slice(0, -1) as OpName] + 1 : OPCODE[name as OpName];

/** Makes what marks sequences in finished blocks: from the front, the longest that begins at each record. */
export function createFinisher(address: 'i32' | 'i64'): BlockFinisher {
  const { symbols, width, next, found } = trieOf(sequencesOf(address));
  return (words, start, end) => {
    // hot
    for (let at = start; at < end; ) {
      let node = 0;
      let sequence = 0;
      let after = at + (RECORD_WORDS[words[at]!] as number);
      for (let p = at; p < end; ) {
        const opcode = words[p]!;
        const symbol = symbols[opcode]!;
        node = next[node * width + symbol]!;
        if (node === 0) break;
        p += RECORD_WORDS[opcode]!;
        if (found[node] === 0) continue;
        sequence = found[node]!;
        after = p;
      }
      if (sequence !== 0) words[at] = sequence;
      at = after;
    }
  };
}

/** A tree of the sequences over the opcodes that occur in them. */
interface Trie {
  /** Number of each opcode in the tree; 0: it is in no sequence. */
  readonly symbols: Uint8Array;
  readonly width: number;
  /** Child of a node for a symbol, at `node * width + symbol`; 0: none. The root is 0. */
  readonly next: Int16Array;
  /** Opcode of the sequence that ends at a node; 0: none. */
  readonly found: Int16Array;
}

function trieOf(sequences: readonly Sequence[]): Trie {
  const used = [...new Set(sequences.flatMap(({ opcodes }) => opcodes))];
  const symbols = new Uint8Array(OPCODE_COUNT);
  for (const [index, opcode] of used.entries()) symbols[opcode] = index + 1;
  const width = used.length + 1;
  const nodes = 1 + sequences.reduce((sum, { opcodes }) => sum + opcodes.length, 0);
  const next = new Int16Array(nodes * width);
  const found = new Int16Array(nodes);
  let last = 0;
  for (const { opcode, opcodes } of sequences) {
    let node = 0;
    for (const one of opcodes) {
      const at = node * width + (symbols[one] as number);
      if (next[at] === 0) next[at] = ++last;
      node = next[at] as number;
    }
    found[node] = opcode;
  }
  return { symbols, width, next, found };
}
