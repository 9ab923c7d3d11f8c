/** Which tables make up which visitor interface and which decoder. Read by the generator, the disassembler and the tests. */
import { type Encoding, parseTable } from './parse-row.ts';
import { A32_DATA_PROCESSING } from './tables/a32-data-processing.ts';
import { A32_MEDIA } from './tables/a32-media.ts';
import { A32_MEMORY } from './tables/a32-memory.ts';
import { A32_SYSTEM } from './tables/a32-system.ts';
import { COPROCESSOR } from './tables/coprocessor.ts';
import { NEON_DIFFERENT_LENGTH } from './tables/neon-different-length.ts';
import { NEON_LOAD_STORE } from './tables/neon-load-store.ts';
import { NEON_SAME_LENGTH } from './tables/neon-same-length.ts';
import { NEON_SHIFT } from './tables/neon-shift.ts';
import { T16 } from './tables/t16.ts';
import { T32_DATA_PROCESSING } from './tables/t32-data-processing.ts';
import { T32_MEMORY } from './tables/t32-memory.ts';
import { T32_BRANCH_AND_CONTROL } from './tables/t32-system.ts';
import { VFP } from './tables/vfp.ts';
import { asA32, asT32 } from './thumb-form.ts';

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

const A32 = {
  dataProcessing: parseTable(A32_DATA_PROCESSING, 32),
  media: parseTable(A32_MEDIA, 32),
  memory: parseTable(A32_MEMORY, 32),
  system: parseTable(A32_SYSTEM, 32),
};
const like = asA32(Object.values(A32).flat());

/** All visitor interfaces. */
export const INTERFACES: readonly EncodingSet[] = [
  set(
    'VfpVisitor',
    'shared.gen.ts',
    'VFP, and the conditional part of Advanced SIMD, of A32 and T32 (T32 passes cond = 14).',
    parseTable(VFP, 32),
  ),
  set(
    'NeonVisitor',
    'shared.gen.ts',
    'Advanced SIMD of A32 and T32. Registers are doubleword numbers, 0 to 31; UNDEFINED odd ones are refused before the call.',
    parseTable(NEON_SAME_LENGTH, 32),
    parseTable(NEON_SHIFT, 32),
    parseTable(NEON_DIFFERENT_LENGTH, 32),
    parseTable(NEON_LOAD_STORE, 32),
  ),
  set(
    'CoprocessorVisitor',
    'shared.gen.ts',
    'Generic coprocessor instructions of A32 and T32 (T32 passes cond = 14).',
    parseTable(COPROCESSOR, 32),
  ),
  set('A32DataProcessingVisitor', 'a32-visitor.gen.ts', 'A32 data processing and multiplication.', A32.dataProcessing),
  set('A32MediaVisitor', 'a32-visitor.gen.ts', 'A32 media instructions.', A32.media),
  set('A32MemoryVisitor', 'a32-visitor.gen.ts', 'A32 loads, stores and branches.', A32.memory),
  set('A32SystemVisitor', 'a32-visitor.gen.ts', 'A32 system instructions.', A32.system),
  set('T16InstructionVisitor', 't32-visitor.gen.ts', '16-bit Thumb.', parseTable(T16, 16)),
  set(
    'T32DataProcessingVisitor',
    't32-visitor.gen.ts',
    '32-bit Thumb data processing.',
    parseTable(T32_DATA_PROCESSING, 32).map(like),
  ),
  set('T32MemoryVisitor', 't32-visitor.gen.ts', '32-bit Thumb loads and stores.', parseTable(T32_MEMORY, 32).map(like)),
  set(
    'T32SystemVisitor',
    't32-visitor.gen.ts',
    '32-bit Thumb branches and control.',
    parseTable(T32_BRANCH_AND_CONTROL, 32).map(like),
  ),
];

/** All decoders. */
export const DECODERS: readonly Decoder[] = [
  {
    file: 'a32.gen.ts',
    function: 'decodeA32',
    indexFunction: 'indexA32',
    visitor: 'A32Visitor',
    visitors: [
      'A32DataProcessingVisitor',
      'A32MediaVisitor',
      'A32MemoryVisitor',
      'A32SystemVisitor',
      'VfpVisitor',
      'NeonVisitor',
      'CoprocessorVisitor',
    ],
    keyBits: [28, 27, 26, 25, 24, 23, 22, 21, 20, 7, 6, 5, 4],
    conditional: true,
    wordDoc: 'the instruction, 32 bits, signed or unsigned',
    tablesDoc: 'the A32 tables',
  },
  {
    file: 't16.gen.ts',
    function: 'decodeT16',
    indexFunction: 'indexT16',
    visitor: 'T16Visitor',
    visitors: ['T16InstructionVisitor'],
    keyBits: [15, 14, 13, 12, 11, 10, 9, 8, 7, 6],
    conditional: false,
    wordDoc: 'the instruction, 16 bits',
    tablesDoc: 'the 16-bit Thumb table',
  },
  {
    file: 't32.gen.ts',
    function: 'decodeT32',
    indexFunction: 'indexT32',
    visitor: 'T32Visitor',
    visitors: [
      'T32DataProcessingVisitor',
      'T32MemoryVisitor',
      'T32SystemVisitor',
      'VfpVisitor',
      'NeonVisitor',
      'CoprocessorVisitor',
    ],
    keyBits: [28, 27, 26, 25, 24, 23, 22, 21, 20, 15, 7, 6, 5, 4],
    conditional: false,
    wordDoc: 'the instruction, its first halfword in bits 31:16; signed or unsigned',
    tablesDoc: 'the 32-bit Thumb tables',
  },
];

/** The rows of a decoder in the order of their indices. */
export function encodingsOf(decoder: Decoder): readonly Encoding[] {
  const all = decoder.visitors.flatMap((name) => (INTERFACES.find((s) => s.visitor === name) as EncodingSet).encodings);
  return decoder.visitor === 'T32Visitor' ? all.map(asT32) : all;
}

const rowsOf = (visitor: string) => encodingsOf(DECODERS.find((d) => d.visitor === visitor) as Decoder);

/** The rows of A32, of 16-bit and of 32-bit Thumb, in the order of `indexA32`, `indexT16` and `indexT32`. */
export const A32_ENCODINGS: readonly Encoding[] = rowsOf('A32Visitor');
export const T16_ENCODINGS: readonly Encoding[] = rowsOf('T16Visitor');
export const T32_ENCODINGS: readonly Encoding[] = rowsOf('T32Visitor');
