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

/** Bytes of a structure by the names of its fields: a snapshot that survives changes of the layout. */
export function saveFields(layout: Layout, buffer: ArrayBufferLike, base: number): Record<string, Uint8Array> {
  const saved: Record<string, Uint8Array> = {};
  for (const { field, bytes } of walkFields(layout, buffer, base)) saved[field.name] = bytes.slice();
  return saved;
}

/**
 * Put saved fields back. Fields that the snapshot has not keep their contents.
 * @throws RangeError when a saved field has another size, or the structure has no such field
 */
export function restoreFields(
  layout: Layout,
  buffer: ArrayBufferLike,
  base: number,
  saved: Readonly<Record<string, Uint8Array>>,
): void {
  for (const [name, bytes] of Object.entries(saved)) {
    const field = layout.fields[name];
    if (!field) throw new RangeError(`${layout.name}.${name}: no such field`);
    const size = field.stride * field.count;
    if (bytes.length !== size)
      throw new RangeError(`${layout.name}.${name}: ${size} bytes, the snapshot has ${bytes.length}`);
    new Uint8Array(buffer, base + field.offset, size).set(bytes);
  }
}

/** The structure as a Markdown table: offset, name, type, meaning. */
export function describeLayout(layout: Layout): string {
  const rows = Object.values(layout.fields).map((field) => {
    const type = field.count > 1 ? `${field.type} × ${field.count}` : field.type;
    return `| 0x${field.offset.toString(16)} | ${field.name} | ${type} | ${field.doc} |\n`;
  });
  return `### ${layout.name} (${layout.size} bytes)\n\n| offset | field | type | meaning |\n| --- | --- | --- | --- |\n${rows.join('')}`;
}
