import { OP_NAMES, specOf } from '../opcodes.ts';
import type { OpName } from '../ops.ts';
import type { GuestShape } from '../target.ts';
import type { ValueType } from '../traits.ts';

/** The parts of a record, with guest addresses resolved to a shape's address type. */
export interface OpShape {
  readonly name: OpName;
  readonly out: ValueType | undefined;
  readonly in: readonly ValueType[];
}

/** Shapes of all ops, indexed by opcode >> 1. */
export const opShapes = (shape: GuestShape): readonly OpShape[] =>
  OP_NAMES.map((name) => {
    const spec = specOf(name);
    return { name, out: spec.out, in: spec.in.map((type) => (type === 'addr' ? shape.address : type)) };
  });

/** Bits of each value type. */
export const TYPE_BITS = { i32: 32, i64: 64, f32: 32, f64: 64, v128: 128 } as const satisfies Record<ValueType, number>;
