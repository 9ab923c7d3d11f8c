import type { Field, FieldSpecs, Layout, Scalar } from './layout.ts';

/** The typed array through which each scalar type is reached; a v128 is 16 bytes. */
export const ARRAY_OF = {
  u8: Uint8Array,
  i8: Int8Array,
  u16: Uint16Array,
  i16: Int16Array,
  i32: Int32Array,
  u32: Uint32Array,
  i64: BigInt64Array,
  f32: Float32Array,
  f64: Float64Array,
  v128: Uint8Array,
} as const satisfies Record<Scalar, unknown>;

type Arrays = { [K in Scalar]: InstanceType<(typeof ARRAY_OF)[K]> };
type Bound<S> = S extends { readonly type: infer T extends Scalar }
  ? S extends { readonly count: number }
    ? Arrays[T]
    : T extends 'v128'
      ? Uint8Array
      : T extends 'i64'
        ? bigint
        : number
  : never;

/** A structure at one place in memory, as plain properties: scalars read and write, arrays are typed arrays. */
export type View<F extends FieldSpecs> = { -readonly [K in keyof F]: Bound<F[K]> };

/**
 * Bind a structure to memory. Accesses are plain (not `Atomics`); words that several threads touch are reached
 * through `Atomics` on a typed array and `layout.at`.
 * @param base  byte offset of the structure, a multiple of `layout.align`
 * @throws RangeError when the structure does not fit or is misaligned
 */
export function bind<F extends FieldSpecs>(layout: Layout<F>, buffer: ArrayBufferLike, base: number): View<F> {
  if (base % layout.align !== 0)
    throw new RangeError(`${layout.name}: base ${base} is not a multiple of ${layout.align}`);
  if (base + layout.size > buffer.byteLength) throw new RangeError(`${layout.name}: does not fit at ${base}`);
  const view = {};
  for (const field of Object.values(layout.fields) as Field[]) defineField(view, field, buffer, base);
  return view as View<F>;
}

function defineField(view: object, field: Field, buffer: ArrayBufferLike, base: number): void {
  const bytes = field.type === 'v128' ? 16 * field.count : field.count;
  const Elements = ARRAY_OF[field.type] as Int32ArrayConstructor;
  const array = new Elements(buffer, base + field.offset, bytes);
  if (field.count > 1 || field.type === 'v128') {
    Object.defineProperty(view, field.name, { value: array, enumerable: true });
  } else {
    Object.defineProperty(view, field.name, {
      get: () => array[0],
      set: (v: number) => {
        array[0] = v;
      },
      enumerable: true,
    });
  }
}
