import type { floatLibrary } from './float.ts';
import { createLanes, type Lanes, type VectorFrame } from './lanes.ts';
import { floatVectors } from './vector-float.ts';
import { INTEGER_VECTORS, type VectorOperation } from './vector-integer.ts';

const bitwise =
  (each: (a: number, b: number, c: number) => number): VectorOperation =>
  (f) => {
    for (let i = 0; i < 4; i++) f.r.words[i] = each(f.a.words[i]!, f.b.words[i]!, f.c.words[i]!);
    return undefined;
  };

/** Byte indices of the immediates. */
const indices = (f: VectorFrame): Uint8Array => new Uint8Array(f.imm.buffer, f.imm.byteOffset, 16);

const WHOLE: Record<string, VectorOperation> = {
  mov_v128: bitwise((a) => a),
  and_v128: bitwise((a, b) => a & b),
  or_v128: bitwise((a, b) => a | b),
  xor_v128: bitwise((a, b) => a ^ b),
  andnot_v128: bitwise((a, b) => a & ~b),
  not_v128: bitwise((a) => ~a),
  bitselect_v128: bitwise((a, b, c) => (a & c) | (b & ~c)),
  select_v128: (f) => void f.r.words.set(f.scalar !== 0 ? f.a.words : f.b.words),
  any_true_v128: (f) => (f.a.words.some((w) => w !== 0) ? 1 : 0),
  const_v128: (f) => void f.r.words.set(f.imm),
  shuffle_v128(f) {
    for (const [i, from] of indices(f).entries()) f.r.u8[i] = from < 16 ? f.a.u8[from]! : f.b.u8[from - 16]!;
    return undefined;
  },
  swizzle_v128(f) {
    for (let i = 0; i < 16; i++) f.r.u8[i] = f.b.u8[i]! < 16 ? f.a.u8[f.b.u8[i]!]! : 0;
    return undefined;
  },
};

/** Operands of a vector operation as the generated text passes them. */
export type VectorCall = (out: number, a: number, b: number, c: number, scalar: number, scalarHi: number) => number;

/**
 * Vector operations over memory. Operands and result are word indices in `words`; the result of a scalar operation is returned
 * (64 bits: the high word in `high[0]`). Immediates are put into `imm` before the call.
 */
export function vectorLibrary(words: Int32Array, high: Int32Array, floats: ReturnType<typeof floatLibrary>) {
  const imm = new Int32Array(4);
  const f: VectorFrame = {
    a: createLanes(),
    b: createLanes(),
    c: createLanes(),
    r: createLanes(),
    scalar: 0,
    scalarHi: 0,
    imm,
  };
  const load = (to: Lanes, at: number): void => {
    for (let i = 0; i < 4; i++) to.words[i] = words[at + i]!;
  };
  const bind =
    (run: VectorOperation): VectorCall =>
    (out, a, b, c, scalar, scalarHi) => {
      if (a >= 0) load(f.a, a);
      if (b >= 0) load(f.b, b);
      if (c >= 0) load(f.c, c);
      f.scalar = scalar;
      f.scalarHi = scalarHi;
      const result = run(f);
      if (result === undefined) {
        for (let i = 0; i < 4; i++) words[out + i] = f.r.words[i]!;
        return 0;
      }
      if (typeof result === 'number') return result | 0;
      high[0] = Number(BigInt.asIntN(32, result >> 32n));
      return Number(BigInt.asIntN(32, result));
    };
  const operations = { ...WHOLE, ...INTEGER_VECTORS, ...floatVectors(floats) };
  const bound = Object.fromEntries(Object.entries(operations).map(([name, run]) => [name, bind(run)]));
  return { imm, operations: bound as Readonly<Record<string, VectorCall>> };
}
