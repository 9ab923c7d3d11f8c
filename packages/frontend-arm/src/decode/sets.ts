/** Which tables make up which visitor interface and which decoder. Read by the generator, the disassembler and the tests. */
import { type Encoding, parseTable } from './parse-row.ts';
import { A32_DATA_PROCESSING } from './tables/a32-data-processing.ts';
import { A32_MEDIA } from './tables/a32-media.ts';
import { A32_MEMORY } from './tables/a32-memory.ts';
import { A32_SYSTEM } from './tables/a32-system.ts';
import { COPROCESSOR } from './tables/coprocessor.ts';

/** A visitor interface, and the rows whose names are its methods. */
export interface EncodingSet {
  readonly visitor: string;
  /** Generated file, under src/decode. */
  readonly file: string;
  readonly doc: string;
  readonly encodings: readonly Encoding[];
}

/** A decoder function: sets in the order in which their rows are tried. */
export interface Decoder {
  readonly file: string;
  readonly function: string;
  readonly indexFunction: string;
  readonly visitor: string;
  readonly visitors: readonly string[];
  /** Bits of the word that form the lookup key, highest first. With `conditional` the first one, 28, stands for cond == 1111. */
  readonly keyBits: readonly number[];
  /** Bits 31:28 are a condition, and 1111 there is a space of its own. */
  readonly conditional: boolean;
  readonly wordDoc: string;
  readonly tablesDoc: string;
}

const set = (visitor: string, file: string, doc: string, ...encodings: Encoding[][]): EncodingSet => ({
  visitor,
  file,
  doc,
  encodings: encodings.flat(),
});

/** All visitor interfaces. */
export const INTERFACES: readonly EncodingSet[] = [
  set(
    'CoprocessorVisitor',
    'shared.gen.ts',
    'Generic coprocessor instructions of A32 and T32 (T32 passes cond = 14).',
    parseTable(COPROCESSOR, 32),
  ),
  set(
    'A32DataProcessingVisitor',
    'a32-visitor.gen.ts',
    'A32 data processing and multiplication.',
    parseTable(A32_DATA_PROCESSING, 32),
  ),
  set('A32MediaVisitor', 'a32-visitor.gen.ts', 'A32 media instructions.', parseTable(A32_MEDIA, 32)),
  set('A32MemoryVisitor', 'a32-visitor.gen.ts', 'A32 loads, stores and branches.', parseTable(A32_MEMORY, 32)),
  set('A32SystemVisitor', 'a32-visitor.gen.ts', 'A32 system instructions.', parseTable(A32_SYSTEM, 32)),
];

/** All decoders. */
export const DECODERS: readonly Decoder[] = [
  {
    file: 'a32.gen.ts',
    function: 'decodeA32',
    indexFunction: 'indexA32',
    visitor: 'A32Visitor',
    conditional: true,
    visitors: [
      'A32DataProcessingVisitor',
      'A32MediaVisitor',
      'A32MemoryVisitor',
      'A32SystemVisitor',
      'CoprocessorVisitor',
    ],
    keyBits: [28, 27, 26, 25, 24, 23, 22, 21, 20, 7, 6, 5, 4],
    wordDoc: 'the instruction, 32 bits, signed or unsigned',
    tablesDoc: 'the A32 tables',
  },
];

/** The rows of a decoder in the order of their indices. */
export function encodingsOf(decoder: Decoder): readonly Encoding[] {
  return decoder.visitors.flatMap((name) => (INTERFACES.find((s) => s.visitor === name) as EncodingSet).encodings);
}
