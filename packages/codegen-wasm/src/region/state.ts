import type { Value } from './values.ts';

/** What is known of the fields of a region at one point of its code, by field index. */
export interface FieldState {
  /** Value of the field; undefined when memory holds it (or when nothing will read it). */
  readonly values: (Value | undefined)[];
  /** The value is not in memory yet. */
  readonly dirty: Uint8Array;
}

export const copyState = (state: FieldState): FieldState => ({ values: [...state.values], dirty: state.dirty.slice() });
