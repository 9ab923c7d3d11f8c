import { CORE, type CodegenTarget, type HelperSpec, type ValueType } from '@tutti/ir';
import { SCALAR_BYTES } from '@tutti/layout';
import { type RecordAt, wordOf } from './decode.ts';
import type { Region } from './select.ts';

/** A state field that a region keeps in a local. */
export interface RegionField {
  readonly offset: number;
  readonly type: ValueType;
  readonly bytes: number;
  readonly scratch: boolean;
}

/** Fields that a helper reads or writes: an index list, computed once per region. */
export interface HelperFields {
  /** Fields whose memory must be exact when it is called. */
  readonly flushed: readonly number[];
  /** Fields whose memory it may change. */
  readonly changed: readonly number[];
}

const TYPES: readonly ValueType[] = ['i32', 'i64', 'f32', 'f64', 'v128'];

/**
 * The state that a region keeps in locals: fields of the front-end whose every access has the same offset and type. All else,
 * the common part of the state included, stays in memory.
 */
export class FieldTable {
  readonly fields: readonly RegionField[];
  private readonly index = new Map<number, number>();
  private readonly target: CodegenTarget;
  private readonly helpers = new Map<number, HelperFields>();

  constructor(target: CodegenTarget, region: Region, words: Int32Array) {
    this.target = target;
    const accesses = new Map<number, RegionField>();
    const scratch = Object.values(target.shape.state.fields).filter((field) => field.scratch);
    const add = (offset: number, type: ValueType): void => {
      if (offset >= target.area.temps || offset < CORE.size) return;
      const key = keyOf(offset, type);
      if (accesses.has(key)) return;
      accesses.set(key, {
        offset,
        type,
        bytes: SCALAR_BYTES[type],
        scratch: scratch.some((field) => offset >= field.offset && offset < field.offset + field.count * field.stride),
      });
    };
    const addSlots = (record: RecordAt): void => {
      for (const part of record.shape.slots) add(wordOf(words, record, part), part.type);
    };
    for (const block of region.blocks) {
      block.body.forEach(addSlots);
      addSlots(block.terminal);
    }
    const sorted = [...accesses.values()].sort((a, b) => a.offset - b.offset);
    this.fields = sorted.filter(
      (field) => !sorted.some((other) => other !== field && overlaps(field, other.offset, other.bytes)),
    );
    for (const [index, field] of this.fields.entries()) this.index.set(keyOf(field.offset, field.type), index);
  }

  /** Index of the field at a slot, or -1 when it stays in memory. */
  indexOf(offset: number, type: ValueType): number {
    return this.index.get(keyOf(offset, type)) ?? -1;
  }

  /** What a call of a helper means for the fields. */
  effectsOf(helper: number): HelperFields {
    const known = this.helpers.get(helper);
    if (known) return known;
    const spec = this.target.shape.helpers[helper] as HelperSpec;
    const changed = this.touched(spec.writes);
    const read = spec.mayExit ? this.touched('all') : this.touched(spec.reads);
    const effects = { flushed: [...new Set([...read, ...changed])], changed };
    this.helpers.set(helper, effects);
    return effects;
  }

  private touched(names: 'all' | readonly string[]): number[] {
    const all = this.fields.map((_, index) => index);
    if (names === 'all') return all;
    const ranges = names.map((name) => this.target.shape.state.fields[name]);
    return all.filter((index) => {
      const field = this.fields[index] as RegionField;
      return ranges.some((range) => range && overlaps(field, range.offset, range.count * range.stride));
    });
  }
}

const keyOf = (offset: number, type: ValueType): number => offset * TYPES.length + TYPES.indexOf(type);

const overlaps = (field: RegionField, offset: number, bytes: number): boolean =>
  field.offset < offset + bytes && offset < field.offset + field.bytes;
