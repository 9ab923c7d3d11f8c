/** Place of a field in its register: lowest bit, number of bits. */
export type FieldPlace = readonly [lsb: number, bits: number];

/**
 * How the guest may use a register. Without callbacks: `r` and `rw` read what is stored, `rw` stores, `w1c` clears and `w1s`
 * sets the stored bits that are written as 1, `w` stores nothing and reads 0.
 */
export type RegisterMode = 'r' | 'w' | 'rw' | 'w1c' | 'w1s';

/** One register, or an array of equal ones, as its manual has it. */
export interface RegisterSpec {
  /** Byte offset in the map. */
  readonly at: number;
  readonly mode: RegisterMode;
  /** Bits of one element; the map's width when left out. */
  readonly width?: 8 | 16 | 32;
  /** Makes an array of this many elements (at least 2). */
  readonly count?: number;
  /** Bytes from one element to the next; the element's size when left out. */
  readonly stride?: number;
  /** Value after reset, of every element; 0 when left out. */
  readonly reset?: number;
  /** The bits that exist. Writes to other bits are dropped and traced. All bits exist when left out. */
  readonly fields?: Readonly<Record<string, FieldPlace>>;
  /** Bits that exist but do nothing here: stored, and traced when set. */
  readonly unimplemented?: Readonly<Record<string, FieldPlace>>;
  /** Reads this (one value, or one per element) and has no storage: identification registers. */
  readonly const?: number | readonly number[];
  /** Has no storage: both directions are callbacks. */
  readonly virtual?: true;
  readonly doc: string;
}

export type RegisterSpecs = Readonly<Record<string, RegisterSpec>>;

/** What a map says of itself. */
export interface MapHead {
  /** Natural width of the registers. */
  readonly width: 8 | 16 | 32;
  /** Bytes that the map covers. */
  readonly size: number;
  /** Manual and section. */
  readonly spec: string;
}

type FieldNames<R extends RegisterSpec> =
  R['fields'] extends Readonly<Record<infer N, FieldPlace>> ? N & string : never;

/** The registers of a device: what it is made of, for bus, tracer, snapshot and documentation. */
export interface RegisterMap<H extends MapHead = MapHead, R extends RegisterSpecs = RegisterSpecs> {
  readonly head: H;
  readonly registers: R;
  /** Mask of each field in place: `PL011.bits.UARTCR.TXE`. */
  readonly bits: { readonly [K in keyof R]: { readonly [F in FieldNames<R[K]>]: number } };
  /** Byte offset of each register (of the first element). */
  readonly at: { readonly [K in keyof R]: number };
}

/**
 * Declare a device's registers.
 * @throws RangeError when registers overlap, leave the map, or a field does not fit its register
 * @example
 * const PL031 = registerMap({ width: 32, size: 0x1000, spec: 'Arm DDI 0224C, chapter 3' }, {
 *   RTCDR: { at: 0x000, mode: 'r', doc: 'current count, seconds' },
 * });
 */
export function registerMap<const H extends MapHead, const R extends RegisterSpecs>(
  head: H,
  registers: R,
): RegisterMap<H, R> {
  const owner = new Map<number, string>();
  const bits: Record<string, Record<string, number>> = {};
  const at: Record<string, number> = {};
  for (const [name, spec] of Object.entries<RegisterSpec>(registers)) {
    const { end } = extentOf(head, spec);
    if (end > head.size) throw new RangeError(`${name}: ends at 0x${end.toString(16)}, beyond the map`);
    for (const byte of bytesOf(head, spec)) {
      if (owner.has(byte)) throw new RangeError(`${name}: overlaps ${owner.get(byte)} at 0x${byte.toString(16)}`);
      owner.set(byte, name);
    }
    if (spec.count !== undefined && spec.count < 2) throw new RangeError(`${name}: an array has at least 2 elements`);
    bits[name] = masksOf(name, spec.width ?? head.width, spec.fields ?? {});
    masksOf(name, spec.width ?? head.width, spec.unimplemented ?? {});
    at[name] = spec.at;
  }
  return { head, registers, bits: bits as RegisterMap<H, R>['bits'], at: at as RegisterMap<H, R>['at'] };
}

/** Bytes per element, from one to the next, and where the register ends. */
export function extentOf(head: MapHead, spec: RegisterSpec): { bytes: number; stride: number; end: number } {
  const bytes = (spec.width ?? head.width) / 8;
  const stride = spec.stride ?? bytes;
  return { bytes, stride, end: spec.at + stride * (spec.count ?? 1) };
}

/** Every byte offset that a register covers; other registers may lie between the elements of an array. */
export function bytesOf(head: MapHead, spec: RegisterSpec): number[] {
  const { bytes, stride } = extentOf(head, spec);
  return Array.from(
    { length: (spec.count ?? 1) * bytes },
    (_, i) => spec.at + Math.trunc(i / bytes) * stride + (i % bytes),
  );
}

function masksOf(name: string, width: number, fields: Readonly<Record<string, FieldPlace>>): Record<string, number> {
  const masks: Record<string, number> = {};
  for (const [field, [lsb, bits]] of Object.entries(fields)) {
    if (lsb < 0 || bits < 1 || lsb + bits > width) throw new RangeError(`${name}.${field}: does not fit ${width} bits`);
    masks[field] = maskOf([lsb, bits]);
  }
  return masks;
}

/** The mask of one field, unsigned. */
export function maskOf([lsb, bits]: FieldPlace): number {
  return (2 ** bits - 1) * 2 ** lsb;
}
