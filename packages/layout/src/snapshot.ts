import type { Field, Layout } from './layout.ts';

/** A field at one place in memory, for snapshots and inspection: the bytes are the memory itself, not a copy. */
export interface FieldBytes {
  readonly field: Field;
  readonly bytes: Uint8Array;
}

/** Visit the fields of a structure in memory, in the order of their offsets; scratch fields are left out. */
export function* walkFields(layout: Layout, buffer: ArrayBufferLike, base: number): Generator<FieldBytes> {
  for (const field of Object.values(layout.fields)) {
    if (field.scratch) continue;
    yield { field, bytes: new Uint8Array(buffer, base + field.offset, field.stride * field.count) };
  }
}

/**
 * What a snapshot holds of a structure: `name:type*count` of each field, in the order of their offsets.
 * @param without  fields that it leaves out
 */
export function fieldList(layout: Layout, without: ReadonlySet<string> = new Set()): string[] {
  return Object.values(layout.fields)
    .filter((field) => !field.scratch && !without.has(field.name))
    .map(({ name, type, count }) => `${name}:${type}*${count}`);
}

/** The structure as a Markdown table: offset, name, type, meaning. */
export function describeLayout(layout: Layout): string {
  const rows = Object.values(layout.fields).map((field) => {
    const type = field.count > 1 ? `${field.type} × ${field.count}` : field.type;
    return `| 0x${field.offset.toString(16)} | ${field.name} | ${type} | ${field.doc} |\n`;
  });
  return `### ${layout.name} (${layout.size} bytes)\n\n| offset | field | type | meaning |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}
