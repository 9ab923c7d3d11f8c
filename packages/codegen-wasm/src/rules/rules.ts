import type { Rules } from './emit.ts';
import { CONVERSION_RULES, FLOAT_RULES } from './float-rules.ts';
import { INTEGER_RULES } from './integer-rules.ts';
import { CONTROL_RULES, MEMORY_RULES } from './memory-rules.ts';
import { VECTOR_RULES } from './vector-rules.ts';

/** How each op of the IR is carried out in WebAssembly: the one table that the interpreter and the regions are made from. */
export const RULES: Rules = {
  ...INTEGER_RULES,
  ...CONVERSION_RULES,
  ...FLOAT_RULES,
  ...VECTOR_RULES,
  ...MEMORY_RULES,
  ...CONTROL_RULES,
};
