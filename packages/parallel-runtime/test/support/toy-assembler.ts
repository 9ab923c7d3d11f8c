import { type ToyOp, toy } from './toy-guest.ts';

/** One line of a toy program: an instruction whose immediate may be a label, or a label. */
export type ToyLine = string | readonly [op: ToyOp, d?: number, a?: number, b?: number, imm?: number | string];

/** Assemble lines to words; labels (strings) give branch distances in instructions. */
export function assembleToy(lines: readonly ToyLine[]): Int32Array {
  const labels = new Map<string, number>();
  let count = 0;
  for (const line of lines) {
    if (typeof line === 'string') labels.set(line, count);
    else count += 1;
  }
  const words = new Int32Array(count);
  let here = 0;
  for (const line of lines) {
    if (typeof line === 'string') continue;
    const [op, d = 0, a = 0, b = 0, imm = 0] = line;
    const label = typeof imm === 'string' ? labels.get(imm) : undefined;
    if (typeof imm === 'string' && label === undefined) throw new RangeError(`no label ${imm}`);
    words[here] = toy(op, d, a, b, label === undefined ? (imm as number) : label - here);
    here += 1;
  }
  return words;
}
