/** One vector register as lanes of every shape. */
export interface Lanes {
  readonly words: Int32Array;
  readonly i8: Int8Array;
  readonly u8: Uint8Array;
  readonly i16: Int16Array;
  readonly u16: Uint16Array;
  readonly i32: Int32Array;
  readonly u32: Uint32Array;
  readonly i64: BigInt64Array;
  readonly u64: BigUint64Array;
  readonly f32: Float32Array;
  readonly f64: Float64Array;
}

export function createLanes(): Lanes {
  const buffer = new ArrayBuffer(16);
  return {
    words: new Int32Array(buffer),
    i8: new Int8Array(buffer),
    u8: new Uint8Array(buffer),
    i16: new Int16Array(buffer),
    u16: new Uint16Array(buffer),
    i32: new Int32Array(buffer),
    u32: new Uint32Array(buffer),
    i64: new BigInt64Array(buffer),
    u64: new BigUint64Array(buffer),
    f32: new Float32Array(buffer),
    f64: new Float64Array(buffer),
  };
}

/** Operands and result of the vector operation that runs. */
export interface VectorFrame {
  readonly a: Lanes;
  readonly b: Lanes;
  readonly c: Lanes;
  readonly r: Lanes;
  /** Scalar operand (i32, or the low word of an i64) and its high word. */
  scalar: number;
  scalarHi: number;
  /** Immediates of the record: a lane number, or 16 byte indices in four words. */
  readonly imm: Int32Array;
}
