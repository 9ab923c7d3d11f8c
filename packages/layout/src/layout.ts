/** Scalar types that a field in shared memory can have. */
export type Scalar = 'u8' | 'i8' | 'u16' | 'i16' | 'i32' | 'u32' | 'i64' | 'f32' | 'f64' | 'v128';

/** Size in bytes of each scalar; also its natural alignment. */
export const SCALAR_BYTES = {
  u8: 1,
  i8: 1,
  u16: 2,
  i16: 2,
  i32: 4,
  u32: 4,
  f32: 4,
  i64: 8,
  f64: 8,
  v128: 16,
} as const satisfies Record<Scalar, number>;

/** One field as its owner declares it. */
export interface FieldSpec {
  readonly type: Scalar;
  /** Number of elements; 1 when left out. More than one makes an array field. */
  readonly count?: number;
  /** Alignment in bytes when stricter than the type's own: 64 puts the field on a cache line of its own start. */
  readonly align?: number;
  /** Meaning, unit, owner and writers of the field. */
  readonly doc: string;
  /** The field is a local of one translated block: dead at every exit and fault, and left out of snapshots. */
  readonly scratch?: boolean;
}

export type FieldSpecs = Readonly<Record<string, FieldSpec>>;

/** One field with its place. `offset` counts bytes from the start of the structure. */
export interface Field {
  readonly name: string;
  readonly type: Scalar;
  readonly offset: number;
  readonly count: number;
  /** Bytes from one element to the next. */
  readonly stride: number;
  readonly doc: string;
  readonly scratch: boolean;
}

/** A structure in shared memory: every offset anybody uses comes from here. */
export interface Layout<F extends FieldSpecs = FieldSpecs> {
  readonly name: string;
  /** Bytes, a multiple of `align`. */
  readonly size: number;
  readonly align: number;
  /** Byte offset of each field. */
  readonly at: { readonly [K in keyof F]: number };
  readonly fields: { readonly [K in keyof F]: Field };
}

/**
 * Declare a structure. Fields stand in declaration order, each at its own alignment.
 * @param base  a structure that this one begins with; its fields are inherited at the same offsets
 * @throws RangeError when an alignment is not a power of two or a name is declared twice
 */
export function defineLayout<const F extends FieldSpecs>(name: string, specs: F): Layout<F>;
export function defineLayout<const F extends FieldSpecs, B extends FieldSpecs>(
  name: string,
  specs: F,
  base: Layout<B>,
): Layout<B & F>;
export function defineLayout(name: string, specs: FieldSpecs, base?: Layout): Layout {
  const at: Record<string, number> = {};
  const fields: Record<string, Field> = { ...base?.fields };
  // Plain assignments by a computed name would make V8 keep the object as a hash table: 10 ns for each offset that hot code asks for.
  const place = (key: string, offset: number): void => {
    Object.defineProperty(at, key, { value: offset, enumerable: true });
  };
  for (const [key, offset] of Object.entries(base?.at ?? {})) place(key, offset);
  let end = base?.size ?? 0;
  let align = base?.align ?? 1;
  for (const [key, spec] of Object.entries(specs)) {
    if (key in at) throw new RangeError(`${name}.${key}: declared twice`);
    const stride = SCALAR_BYTES[spec.type];
    const fieldAlign = Math.max(stride, spec.align ?? 1);
    if ((fieldAlign & (fieldAlign - 1)) !== 0)
      throw new RangeError(`${name}.${key}: alignment ${fieldAlign} is not a power of two`);
    const offset = alignUp(end, fieldAlign);
    const count = spec.count ?? 1;
    place(key, offset);
    fields[key] = { name: key, type: spec.type, offset, count, stride, doc: spec.doc, scratch: spec.scratch ?? false };
    end = offset + stride * count;
    align = Math.max(align, fieldAlign);
  }
  return { name, size: alignUp(end, align), align, at, fields };
}

/** Smallest multiple of `align` (a power of two) that is >= `n`. */
export function alignUp(n: number, align: number): number {
  return Math.ceil(n / align) * align;
}
