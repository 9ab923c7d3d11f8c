/** Values of the reference interpreter are bits: unsigned BigInts of the width of their type. */

const scratch = new DataView(new ArrayBuffer(8));

export const f32Of = (bits: bigint): number => {
  scratch.setUint32(0, Number(BigInt.asUintN(32, bits)));
  return scratch.getFloat32(0);
};
export const bitsOfF32 = (value: number): bigint => {
  scratch.setFloat32(0, value);
  return BigInt(scratch.getUint32(0));
};
export const f64Of = (bits: bigint): number => {
  scratch.setBigUint64(0, bits);
  return scratch.getFloat64(0);
};
export const bitsOfF64 = (value: number): bigint => {
  scratch.setFloat64(0, value);
  return scratch.getBigUint64(0);
};

/** Lanes of a vector, least significant first. */
export const lanesOf = (v: bigint, width: number, bits = 128): bigint[] =>
  Array.from({ length: bits / width }, (_, i) => BigInt.asUintN(width, v >> BigInt(i * width)));

/** Vector of lanes; each is cut to its width. */
export const fromLanes = (lanes: readonly bigint[], width: number): bigint =>
  lanes.reduce((v, lane, i) => v | (BigInt.asUintN(width, lane) << BigInt(i * width)), 0n);

export const clamp = (x: bigint, low: bigint, high: bigint): bigint => (x < low ? low : x > high ? high : x);

export const saturate = (x: bigint, width: number, signed: boolean): bigint => {
  const one = 1n << BigInt(signed ? width - 1 : width);
  return clamp(x, signed ? -one : 0n, one - 1n);
};

/** Float to integer towards zero, saturating; NaN gives 0. */
export const truncSaturated = (x: number, width: number, signed: boolean): bigint => {
  if (Number.isNaN(x)) return 0n;
  if (!Number.isFinite(x)) return saturate(x < 0 ? -(1n << 70n) : 1n << 70n, width, signed);
  return saturate(BigInt(Math.trunc(x)), width, signed);
};

/** Round half to even, to an integral float; keeps the sign of zero. */
export const nearestEven = (x: number): number => {
  if (!Number.isFinite(x) || Math.abs(x) >= 2 ** 52) return x;
  const floor = Math.floor(x);
  const diff = x - floor;
  const rounded = diff < 0.5 ? floor : diff > 0.5 ? floor + 1 : floor % 2 === 0 ? floor : floor + 1;
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded;
};

/** Integer to f32 with one rounding: bits that a double cannot hold stick to its lowest. */
export const integerToF32 = (x: bigint): number => {
  const magnitude = x < 0n ? -x : x;
  if (magnitude < 1n << 53n) return Math.fround(Number(x));
  const sticky = (magnitude & 0x7ffn) === 0n ? 0n : 1n;
  const rounded = Math.fround(Number((magnitude >> 11n) | sticky)) * 2048;
  return x < 0n ? -rounded : rounded;
};

export const countOnes = (x: bigint): bigint => {
  let count = 0n;
  for (let rest = x; rest !== 0n; rest >>= 1n) count += rest & 1n;
  return count;
};
