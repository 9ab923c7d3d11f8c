import type { NeonVisitor } from '../decode/index.ts';
import type { Lift } from './lift.ts';
import { neonByHelper, neonFloat } from './neon-float.ts';
import { neonInteger } from './neon-integer.ts';
import { neonLogic } from './neon-logic.ts';
import { neonLong } from './neon-long.ts';
import { neonMemory } from './neon-memory.ts';
import { neonPermute } from './neon-permute.ts';
import { neonSaturating } from './neon-saturating.ts';
import { neonShift } from './neon-shift.ts';

/** Advanced SIMD. */
export function neon(l: Lift): NeonVisitor<void> {
  return {
    ...neonLogic(l),
    ...neonInteger(l),
    ...neonSaturating(l),
    ...neonShift(l),
    ...neonLong(l),
    ...neonPermute(l),
    ...neonFloat(l),
    ...neonByHelper(l),
    ...neonMemory(l),
  };
}
