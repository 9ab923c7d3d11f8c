import type { Rules } from '../rules.ts';
import { FLOAT_RULES } from './float-rules.ts';
import type { Frame } from './frame.ts';
import { INTEGER_RULES } from './integer-rules.ts';
import { MACHINE_RULES } from './machine-rules.ts';
import { VECTOR_FLOAT_RULES } from './vector-float-rules.ts';
import { VECTOR_RULES } from './vector-rules.ts';

/** What every op means, on bits. */
export const REFERENCE_RULES: Rules<Frame, bigint> = {
  ...INTEGER_RULES,
  ...FLOAT_RULES,
  ...VECTOR_RULES,
  ...VECTOR_FLOAT_RULES,
  ...MACHINE_RULES,
};
