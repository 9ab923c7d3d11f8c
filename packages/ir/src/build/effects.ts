import { CORE } from '../core.ts';
import type { GuestShape, HelperSpec } from '../target.ts';

/** What a helper does to guest state, in words of the state. */
export interface Effects {
  readonly reads: Int32Array;
  readonly writes: Int32Array;
  readonly readsAll: boolean;
  readonly writesAll: boolean;
  readonly mayExit: boolean;
  /** Number of operands. */
  readonly operands: number;
}

/** Effects of each helper of a shape. @throws RangeError when a helper names a field that the state has not */
export function helperEffects(shape: GuestShape): readonly Effects[] {
  return shape.helpers.map((helper) => ({
    reads: words(shape, helper, helper.reads),
    writes: words(shape, helper, helper.writes),
    readsAll: helper.reads === 'all',
    writesAll: helper.writes === 'all',
    mayExit: helper.mayExit,
    operands: helper.operands,
  }));
}

function words(shape: GuestShape, helper: HelperSpec, names: 'all' | readonly string[]): Int32Array {
  if (names === 'all') return new Int32Array(0);
  return Int32Array.from(
    names.flatMap((name) => {
      const field = shape.state.fields[name];
      if (!field) throw new RangeError(`helper ${helper.name}: the state has no field ${name}`);
      const first = field.offset >> 2;
      const last = (field.offset + field.stride * field.count - 1) >> 2;
      return Array.from({ length: last - first + 1 }, (_, i) => first + i);
    }),
  );
}

/** 1 for each word of the state that belongs to a scratch field. */
export function scratchWords(shape: GuestShape): Uint8Array {
  const scratch = new Uint8Array((shape.state.size >> 2) + 4);
  for (const field of Object.values(shape.state.fields)) {
    if (field.scratch) scratch.fill(1, field.offset >> 2, (field.offset + field.stride * field.count + 3) >> 2);
  }
  return scratch;
}

/** First of the two words of the pc. */
export const PC_WORD = CORE.at.pc >> 2;
