import { Op } from '../decode/op.gen.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { AVX } from './avx.ts';
import { BITS } from './bits.ts';
import { CONTROL, jcc } from './control.ts';
import { cmov, MOVES, setcc } from './moves.ts';
import type { Rule } from './rule.ts';
import { SHIFTS } from './shifts.ts';
import { SSE } from './sse.ts';
import { STACK } from './stack.ts';
import { STRINGS } from './strings.ts';
import { SYSTEM } from './system.ts';
import { X87 } from './x87.ts';

/** Conditions as mnemonics spell them, by their code. */
const CONDITIONS = ['O', 'NO', 'B', 'AE', 'E', 'NE', 'BE', 'A', 'S', 'NS', 'P', 'NP', 'L', 'GE', 'LE', 'G'];

function conditional(): Record<string, Rule> {
  const rules: Record<string, Rule> = {};
  CONDITIONS.forEach((name, cc) => {
    rules[`J${name}`] = jcc(cc);
    rules[`CMOV${name}`] = cmov(cc);
    rules[`SET${name}`] = setcc(cc);
  });
  return rules;
}

const NAMED: Readonly<Record<string, Rule>> = {
  ...ARITHMETIC,
  ...SHIFTS,
  ...BITS,
  ...MOVES,
  ...STACK,
  ...CONTROL,
  ...STRINGS,
  ...SYSTEM,
  ...conditional(),
  ...SSE,
  ...X87,
};

/** Rules by `Op`; what has none is #UD. */
export const RULES: readonly (Rule | undefined)[] = (() => {
  const ops: Readonly<Record<string, number>> = Op;
  const rules: (Rule | undefined)[] = new Array(Object.keys(ops).length + 1).fill(undefined);
  for (const [name, rule] of Object.entries(NAMED)) {
    const op = ops[name];
    if (op === undefined) throw new RangeError(`the decoder has no ${name}`);
    rules[op] = rule;
  }
  // Tables of legacy instructions that AVX takes over have a few without a VEX form.
  for (const [name, rule] of Object.entries(AVX)) if (ops[name] !== undefined) rules[ops[name]] = rule;
  return rules;
})();
