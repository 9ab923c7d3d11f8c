/** Float operations without an operator in JavaScript. 64-bit results as in the integer library. */
export function floatLibrary(high: Int32Array) {
  const give = (value: bigint): number => {
    high[0] = Number(BigInt.asIntN(32, value >> 32n));
    return Number(BigInt.asIntN(32, value));
  };
  const clamp = (x: number, low: bigint, top: bigint): bigint => {
    if (Number.isNaN(x)) return 0n;
    if (x <= Number(low)) return low;
    if (x >= Number(top)) return top;
    return BigInt(Math.trunc(x));
  };
  /** Integer to single with one rounding: what a double cannot hold sticks to its lowest bit. */
  const single = (value: bigint): number => {
    const magnitude = value < 0n ? -value : value;
    if (magnitude < 1n << 53n) return Math.fround(Number(value));
    const sticky = (magnitude & 0x7ffn) === 0n ? 0n : 1n;
    const rounded = Math.fround(Number((magnitude >> 11n) | sticky)) * 2048;
    return value < 0n ? -rounded : rounded;
  };
  const signed = (lo: number, hi: number): bigint => (BigInt(hi) << 32n) | BigInt(lo >>> 0);
  const unsigned = (lo: number, hi: number): bigint => (BigInt(hi >>> 0) << 32n) | BigInt(lo >>> 0);
  return {
    /** Round half to even; keeps the sign of zero. */
    nearest(x: number): number {
      if (!(Math.abs(x) < 2 ** 52)) return x;
      const shifted = x < 0 || Object.is(x, -0) ? x - 2 ** 52 + 2 ** 52 : x + 2 ** 52 - 2 ** 52;
      return shifted === 0 && (x < 0 || Object.is(x, -0)) ? -0 : shifted;
    },
    truncS32: (x: number): number =>
      Number.isNaN(x) ? 0 : Math.max(-0x80000000, Math.min(0x7fffffff, Math.trunc(x))) | 0,
    truncU32: (x: number): number => (Number.isNaN(x) ? 0 : Math.max(0, Math.min(0xffffffff, Math.trunc(x))) | 0),
    truncS64: (x: number): number => give(clamp(x, -(1n << 63n), (1n << 63n) - 1n)),
    truncU64: (x: number): number => give(clamp(x, 0n, (1n << 64n) - 1n)),
    singleOfS64: (lo: number, hi: number): number => single(signed(lo, hi)),
    singleOfU64: (lo: number, hi: number): number => single(unsigned(lo, hi)),
    doubleOfS64: (lo: number, hi: number): number => Number(signed(lo, hi)),
    doubleOfU64: (lo: number, hi: number): number => Number(unsigned(lo, hi)),
  };
}
