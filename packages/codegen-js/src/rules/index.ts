import { OP_NAMES, type OpName, type Rules } from '@tutti/ir';
import type { Emitter, Ref } from '../emitter.ts';
import { CONTROL_RULES } from './control.ts';
import { FLOAT_RULES } from './float.ts';
import { INTEGER_RULES } from './integer.ts';
import { LONG_RULES } from './long.ts';
import { isMemoryOp, memoryRule } from './memory.ts';
import { VECTOR_MOVES, vectorRule } from './vector.ts';

const WRITTEN = { ...INTEGER_RULES, ...LONG_RULES, ...FLOAT_RULES, ...VECTOR_MOVES, ...CONTROL_RULES };

const ruleOf = (name: OpName) => {
  if (Object.hasOwn(WRITTEN, name)) return WRITTEN[name as keyof typeof WRITTEN];
  return isMemoryOp(name) ? memoryRule(name) : vectorRule(name);
};

/** The rule of every op. Memory and vector ops follow from their names and the op table. */
export const JS_RULES = Object.fromEntries(OP_NAMES.map((name) => [name, ruleOf(name)])) as unknown as Rules<
  Emitter,
  Ref
>;
