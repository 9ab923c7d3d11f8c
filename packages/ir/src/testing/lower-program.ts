import { type BuilderOptions, createBuilder } from '../build/block-builder.ts';
import type { GuestShape } from '../target.ts';
import { buildProgram, parseProgram, type Statement } from '../text/program.ts';
import { printRecords } from '../text/records.ts';

/** Records of a program. */
export function lowerToWords(
  program: readonly Statement[],
  shape: GuestShape,
  options: BuilderOptions = {},
): Int32Array {
  const b = createBuilder(shape, options);
  b.begin(0x1000, 0, 0);
  buildProgram(b, shape, program);
  const words = new Int32Array(b.wordsBound());
  return words.slice(0, b.finish(words, 0));
}

/** Records of a program as text: what tests of passes compare. */
export function lowerProgram(text: string, shape: GuestShape, options: BuilderOptions = {}): string {
  const words = lowerToWords(parseProgram(text), shape, options);
  return printRecords(shape, words, 0, words.length);
}
