import { BLOCK, CORE, specOf, TERMINAL } from '@tutti/ir';
import type { RecordPart, RecordShape } from '../record.ts';

/** One record of a block: its shape and the index of its first word in memory. */
export interface RecordAt {
  readonly shape: RecordShape;
  readonly at: number;
}

/** A block of the code cache, its records found. */
export interface DecodedBlock {
  /** Byte offset of the block. */
  readonly offset: number;
  readonly pc: number;
  readonly pcHi: number;
  readonly mode: number;
  readonly insns: number;
  readonly words: number;
  /** All records but the terminal. */
  readonly body: readonly RecordAt[];
  readonly terminal: RecordAt;
  /** A record stores to CORE.mode, so that successors may be of another mode. */
  readonly setsMode: boolean;
}

/** First word of a part of a record. */
export const wordOf = (words: Int32Array, record: RecordAt, part: RecordPart): number =>
  words[record.at + part.word] as number;

/** Find the records of a block. @throws RangeError when a record has no known opcode: the block is not one */
export function decodeBlock(
  words: Int32Array,
  offset: number,
  shapes: readonly (RecordShape | undefined)[],
): DecodedBlock {
  const field = (at: number): number => words[(offset + at) >> 2] as number;
  const body: RecordAt[] = [];
  let at = (offset + BLOCK.size) >> 2;
  let setsMode = false;
  for (;;) {
    const shape = shapes[words[at] as number];
    if (!shape) throw new RangeError(`block ${offset}: no opcode ${words[at]}`);
    const record = { shape, at };
    if (shape.out && wordOf(words, record, shape.out) === CORE.at.mode) setsMode = true;
    if (specOf(shape.op).traits & TERMINAL) {
      return {
        offset,
        pc: field(BLOCK.at.pc),
        pcHi: field(BLOCK.at.pcHi),
        mode: field(BLOCK.at.mode),
        insns: field(BLOCK.at.insns),
        words: at + shape.words - ((offset + BLOCK.size) >> 2),
        body,
        terminal: record,
        setsMode,
      };
    }
    body.push(record);
    at += shape.words;
  }
}
