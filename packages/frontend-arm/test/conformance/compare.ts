import { type Disassembly, disassembleA32, disassembleT32 } from '../../src/decode/index.ts';
import type { Encoding } from '../../src/decode/parse-row.ts';
import { A32_ENCODINGS, T16_ENCODINGS, T32_ENCODINGS } from '../../src/decode/sets.ts';
import { explain } from '../fixtures/differences.ts';
import { normalise } from './normalise.ts';

export type InstructionSet = 'a32' | 't16' | 't32';

export const ROWS: Readonly<Record<InstructionSet, readonly Encoding[]>> = {
  a32: A32_ENCODINGS,
  t16: T16_ENCODINGS,
  t32: T32_ENCODINGS,
};

/** Disassemble a word of a set that stands at an address. */
export function disassemble(set: InstructionSet, word: number, address: number): Disassembly {
  if (set === 'a32') return disassembleA32(word, address);
  return set === 't16' ? disassembleT32(word, 0, address) : disassembleT32(word >>> 16, word & 0xffff, address);
}

/** What a comparison found. `unexplained` has one line a case. */
export interface Tally {
  compared: number;
  agreed: number;
  explained: number;
  unpredictable: number;
  readonly unexplained: string[];
}

export const newTally = (): Tally => ({ compared: 0, agreed: 0, explained: 0, unpredictable: 0, unexplained: [] });

/**
 * Compare one word with what a judge says about it.
 * @param row  the row that the word was made for; a word that another row takes is judged by that row's differences
 */
export function compare(
  tally: Tally,
  judge: 'capstone' | 'objdump',
  mine: Disassembly,
  row: string,
  theirs: string | undefined,
  word: number,
): void {
  if (!mine.predictable) {
    tally.unpredictable += 1;
    return;
  }
  tally.compared += 1;
  const none = mine.name === 'undefined';
  const ours = none ? '-' : normalise(mine.text);
  const other = theirs === undefined ? '-' : normalise(theirs);
  if (ours === other) tally.agreed += 1;
  else if (explain(judge, none ? row : mine.name, ours, other) !== undefined) tally.explained += 1;
  else tally.unexplained.push(`${mine.name} ${word.toString(16)}: "${ours}", ${judge} "${other}"`);
}
