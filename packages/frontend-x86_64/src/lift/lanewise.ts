import type { BlockBuilder, V128 } from '@tutti/ir';
import type { Instruction } from '../decode/instruction.ts';
import type { Lift } from './lift.ts';
import type { Rule } from './rule.ts';
import {
  enterMmx,
  isWide,
  readPair,
  readVector,
  sources,
  unitsReady,
  usesMmx,
  writePair,
  writeVector,
} from './vector.ts';

/**
 * Result of an instruction that works within 16 bytes: `x` is the first source, in legacy forms the destination; `y` the last. `mmx`:
 * only the low half counts. `half` is 1 for the upper half of a 256-bit instruction.
 */
export type Compute = (b: BlockBuilder, x: V128, y: V128, mmx: boolean, l: Lift, i: Instruction, half: number) => V128;

/** The rule of such an instruction, with 64 (MMX), 128 or 256 bits, legacy or VEX. */
export const lanewise =
  (compute: Compute): Rule =>
  (l, i) => {
    if (!unitsReady(l, i)) return;
    const { first, last } = sources(i);
    if (isWide(i, 0)) {
      const y = readPair(l, i, last);
      const x = first === last ? y : readPair(l, i, first);
      const low = compute(l.b, x[0], y[0], false, l, i, 0);
      writePair(l, i, 0, [low, compute(l.b, x[1], y[1], false, l, i, 1)]);
      return;
    }
    const mmx = usesMmx(i);
    const y = readVector(l, i, last);
    const x = first === last ? y : readVector(l, i, first);
    if (mmx) enterMmx(l);
    writeVector(l, i, 0, compute(l.b, x, y, mmx, l, i, 0));
  };
