import { GUEST_EXIT } from '../guest-exits.ts';
import type { ArmModel } from '../models.ts';
import type { Lift } from './lift.ts';

/** Rows that came with Thumb-2, in A32 and among the 16-bit ones. So did LDRHT and its like: before, they are UNPREDICTABLE. */
const THUMB2 = /^(movw|movt|mls|[su]bfx|bf[ci]|rbit|t16_(it|cbz|nop|yield|wfe|wfi|sev|hint))$/;
/** Rows that came with ARMv7: before, barriers are writes to coprocessor 15. */
const V7 = /^(dmb|dsb|isb|pli_(imm|reg))$/;
/** Rows that are NOP with the multiprocessing extensions. */
const MP = /^mem_hint_(imm|reg)$/;

/** Whether a model has an integer instruction. */
function present(model: ArmModel, name: string): boolean {
  if (THUMB2.test(name)) return model.thumb2;
  if (V7.test(name)) return model.version >= 7;
  return !MP.test(name) || model.mp;
}

/** The methods of a visitor, with UNDEFINED in place of those whose instruction the model lacks. */
export function onlyPresent<V extends object>(l: Lift, methods: V): V {
  const undefined_ = () => l.raise(GUEST_EXIT.UNDEFINED);
  return Object.fromEntries(
    Object.entries(methods).map(([name, method]) => [name, present(l.model, name) ? method : undefined_]),
  ) as V;
}
